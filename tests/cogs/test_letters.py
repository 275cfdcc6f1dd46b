"""Letters to the showrunners: reports and notices, and who reads them where nobody takes them."""

from __future__ import annotations

from typing import Any

from club import buttons
from desk import Desk, forbid, said

from bot.store import Store
from bot.studio import mishaps

pytest_plugins = ("club_fixtures", "desk_fixtures")


async def test_a_report_reaches_the_showrunners_and_does_nothing_there(
    desk: Desk, backstage: Any
) -> None:
    scene = await desk.proposed(title="A [link](https://evil.example) @everyone")
    reason = "see [here](https://evil.example) @everyone <@99>\n# heading \u202egnp.exe"
    await desk.club.studio.scenes.complain(desk.club.member(desk.club.tom), scene.scene.id, reason)
    await desk.work_off()
    [letter] = said(backstage)
    assert letter.startswith(f"<@{desk.club.tom.id}> reports scene 1, ")
    assert "](https://evil" not in letter
    assert "\u202e" not in letter
    [body] = [
        request.json
        for request in desk.club.env.http_requests
        if request.method == "POST" and request.path == f"/channels/{backstage.id}/messages"
    ]
    assert body["allowed_mentions"] == {"parse": []}


async def test_a_report_is_acted_on_where_it_is_read(desk: Desk, backstage: Any) -> None:
    club = desk.club
    scene = await desk.filmed()
    await desk.work_off()
    take = await desk.take(scene)
    await club.studio.scenes.complain(
        club.member(club.tom), scene.scene.id, "that is me", take_id=take.id
    )
    await desk.work_off()
    letter = backstage.last_message
    assert "reports take 1-1, " in letter.content
    assert "/studio remove scene:1-1" in letter.content
    assert list(buttons(letter.components)) == ["Remove 1-1", "Remove scene 1"]
    form = await club.anna.click(letter, label="Remove 1-1")
    done = await club.submit(club.anna, form, {"reason": "it is them"})
    assert "Take 1-1 is removed" in done.response.content
    refused = await club.anna.click(letter, label="Remove 1-1")
    assert "not here (any more)" in refused.response.content


async def test_the_longest_report_fits_one_message(desk: Desk, backstage: Any) -> None:
    scene = await desk.proposed(title="_" * 80)
    await desk.club.studio.scenes.complain(
        desk.club.member(desk.club.tom), scene.scene.id, "*`" * 500
    )
    await desk.work_off()
    [letter] = said(backstage)
    assert len(letter) <= 2000
    assert letter.endswith("/studio remove scene:1 takes it down.")


async def test_without_a_channel_reports_go_to_who_set_the_club_up(desk: Desk) -> None:
    club = desk.club
    scene = await desk.proposed()
    await club.studio.settings.change(club.member(club.anna), set_up_by=club.anna.id)
    await club.studio.scenes.complain(club.member(club.tom), scene.scene.id, "not in the book")
    await desk.work_off()
    [letter] = [
        request.json["content"]
        for request in club.env.http_requests
        if isinstance(request.json, dict) and "reports scene 1" in str(request.json.get("content"))
    ]
    assert "not in the book" in letter
    assert await desk.kept("complaint") == []


def refuse_messages(desk: Desk) -> None:
    """Nobody takes messages of the bot's."""
    desk.club.env.inject_error(
        "POST", "/users/@me/channels", status=403, code=50007, message="no", times=None
    )


async def test_a_report_that_their_channel_does_not_take_goes_to_who_set_the_club_up(
    desk: Desk, backstage: Any
) -> None:
    club = desk.club
    scene = await desk.proposed()
    await club.studio.settings.change(club.member(club.anna), set_up_by=club.anna.id)
    club.env.inject_error(
        "POST", f"/channels/{backstage.id}/messages", status=403, code=50013, message="no"
    )
    await club.studio.scenes.complain(club.member(club.tom), scene.scene.id, "not in the book")
    await desk.work_off()
    paths = [
        request.path
        for request in club.env.http_requests
        if isinstance(request.json, dict) and "reports scene 1" in str(request.json.get("content"))
    ]
    assert len(paths) == 2
    assert paths[1] != paths[0] == f"/channels/{backstage.id}/messages"
    assert await desk.kept("complaint") == []


async def test_a_report_that_nobody_takes_is_announced_once_and_never_dropped(
    desk: Desk, store: Store
) -> None:
    club = desk.club
    anna = club.member(club.anna)
    scene = await desk.proposed()
    await club.studio.settings.change(anna, set_up_by=club.anna.id)
    refuse_messages(desk)
    await club.studio.scenes.complain(club.member(club.tom), scene.scene.id, "that is my aunt")
    await desk.work_off()
    async with store.transaction() as tx:
        await tx.run("UPDATE outbox SET tries = 200 WHERE kind = 'complaint'")
    for _ in range(3):
        await desk.look(hours=7)
    [line] = desk.posts("A report of scene 1 waits")
    assert list(buttons(line.components)) == ["Remove scene 1"]
    assert "aunt" not in line.content
    assert str(club.tom.id) not in line.content
    channel = club.guild.create_text_channel("backstage")
    await club.studio.settings.change(anna, showrunner_channel=channel.id)
    await desk.work_off()
    assert "> that is my aunt" in said(channel)[0]
    assert await desk.kept("complaint") == []


async def test_a_report_waits_for_showrunners_where_its_novel_is_filmed_now(
    desk: Desk,
) -> None:
    club = desk.club
    anna = club.member(club.anna)
    scene = await desk.proposed()
    refuse_messages(desk)
    other = club.guild.create_text_channel("the-lamp-again")
    await club.studio.novels.bind(anna, club.novel_id, other.id)
    await desk.work_off()
    forbid(desk)
    await club.studio.scenes.complain(club.member(club.tom), scene.scene.id, "no")
    await desk.work_off()
    assert any("A report of scene 1 waits" in text for text in said(other))


async def test_the_owner_of_a_machine_is_told_beside_the_showrunners(
    desk: Desk, backstage: Any, store: Store
) -> None:
    club = desk.club
    async with store.transaction() as tx:
        await mishaps.tell(
            tx, club.guild.id, "Tom's PC is paused.", desk.clock(), member_id=club.tom.id
        )
    await desk.work_off()
    letters = [
        request.path
        for request in club.env.http_requests
        if isinstance(request.json, dict) and "paused." in str(request.json.get("content"))
    ]
    assert said(backstage) == ["Tom's PC is paused."]
    assert len(letters) == 2
