"""Takes: posted once and found again, within the size that Discord takes, and whom they ping."""

from __future__ import annotations

from typing import Any
from unittest.mock import AsyncMock

import aiohttp
import discord
import pytest
import shooting
from club import buttons, parts, texts
from desk import Desk, fail_once

from bot.domain.queue import Work
from bot.domain.scene import SceneState, TakeState
from cogs.delivery import films, posting

pytest_plugins = ("club_fixtures", "desk_fixtures")

CARD = "· proposed by <@"
TAKE = "· take 1-1"

NOISY = ("-vf", "noise=alls=90:allf=t", "-s", "320x240", "-c:v", "libx264", "-crf", "4")

PLAYABLE = ("-profile:v", "high", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart")


def read_as_discord_does(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord gives the first messages after one; the Discord of this process gives the last."""
    real = desk.club.env.bot.http.logs_from

    async def logs_from(channel_id: int, limit: int, **where: Any) -> Any:
        messages = await real(channel_id, 100, **where)
        return messages[-limit:] if where.get("after") else messages[:limit]

    monkeypatch.setattr(desk.club.env.bot.http, "logs_from", logs_from)


async def test_a_finished_take_is_posted_once(desk: Desk) -> None:
    scene = await desk.filmed()
    await desk.work_off()
    [post] = desk.posts(TAKE)
    take = await desk.take(scene)
    assert (take.state, take.message_id) == (TakeState.POSTED, post.id)
    assert [item.filename for item in post.attachments] == ["clip.mp4"]
    assert (await desk.club.view(scene)).scene.state is SceneState.SCREENED


async def test_the_card_of_a_posted_take_links_to_it(desk: Desk) -> None:
    await desk.filmed()
    await desk.work_off()
    [card], [post] = desk.posts(CARD), desk.posts(TAKE)
    assert f"[1-1](https://discord.com/channels/{desk.club.guild.id}/" in texts(card.components)
    assert f"/{post.id})" in texts(card.components)


async def test_a_take_that_was_purged_is_linked_no_more_and_posted_no_more(desk: Desk) -> None:
    scene = await desk.filmed()
    await desk.work_off()
    [post] = desk.posts(TAKE)
    purged = {"ids": [str(post.id)], "channel_id": str(post.channel.id)}
    purged |= {"guild_id": str(desk.club.guild.id)}
    await desk.cog.on_raw_bulk_message_delete(discord.RawBulkMessageDeleteEvent(purged))
    await desk.work_off()
    [card] = desk.posts(CARD)
    assert f"/{post.id})" not in texts(card.components)
    assert (await desk.take(scene)).message_id is None
    assert desk.posts(TAKE) == [post]


async def test_a_take_pings_its_proposer_and_who_asked_to_be_told_and_nobody_else(
    desk: Desk,
) -> None:
    scene = await desk.filmed(title="For @everyone and <@99> and <@&98>")
    await desk.club.studio.scenes.subscribe(desk.club.member(desk.club.tom), scene.scene.id)
    await desk.work_off()
    [body] = [body for body in desk.sent("POST") if TAKE in texts(body["components"])]
    told = [desk.club.mara.id, desk.club.tom.id]
    assert body["allowed_mentions"] == {"parse": [], "users": told}
    assert f"For <@{told[0]}> <@{told[1]}>" in texts(body["components"])


async def test_a_posted_take_is_rid_of_the_names_of_forgotten_members(desk: Desk) -> None:
    view = await desk.greenlit()
    club = desk.club
    await club.studio.scenes.subscribe(club.member(club.tom), view.scene.id)
    await desk.shoot()
    await desk.work_off()
    await club.studio.members.forget(club.member(club.mara))
    await club.studio.members.forget(club.member(club.tom))
    await desk.work_off()
    [post] = desk.posts("· take 1-1")
    assert "Proposed by a former member" in texts(post.components)
    assert "-# For" not in texts(post.components)
    assert [file.filename for file in post.attachments] == ["clip.mp4"]


async def test_a_take_says_who_made_it_and_leads_on(desk: Desk) -> None:
    scene = await desk.filmed()
    await desk.work_off()
    [post] = desk.posts(TAKE)
    said = texts(post.components)
    assert "greenlit by 2 to 0 · animatic, drawn by rules" in said
    assert "Chapter 2, The Inn Parlour, is still unfilmed" in said
    take_id = (await desk.take(scene)).id
    assert buttons(post.components) == {
        "Make canon": f"take:{take_id}:canon",
        "Another take": f"take:{take_id}:another",
        "Shoot a shot again": f"take:{take_id}:again",
        "Something looks wrong": f"take:{take_id}:wrong",
        "Report": f"take:{take_id}:report",
        "Propose a scene": f"board:propose:{desk.club.novel_id}",
    }


async def test_a_clip_is_described_for_those_who_cannot_see_it(desk: Desk) -> None:
    await desk.filmed()
    await desk.work_off()
    [post] = desk.posts(TAKE)
    [gallery] = [part for part in parts(post.components) if part.get("type") == 12]
    assert gallery["items"][0]["description"] == "A boy runs along a strand."


async def test_a_take_whose_posting_was_not_written_down_is_found_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await desk.filmed()
    fail_once(monkeypatch, desk.club.studio.premieres, "posted")
    await desk.work_off()
    await desk.look(minutes=6)
    [post] = desk.posts(TAKE)
    assert (await desk.take(scene)).message_id == post.id


async def test_a_take_that_may_be_there_is_not_posted_where_the_bot_may_not_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord shows whoever may not read a channel's history an empty one."""
    club = desk.club
    blind = discord.PermissionOverwrite(read_message_history=False)
    premiere = club.guild.create_text_channel("premieres", overwrites={club.guild.me: blind})
    await club.studio.settings.change(club.member(club.anna), premiere_channel=premiere.id)
    monkeypatch.setattr(club.env.bot.http, "logs_from", AsyncMock(return_value=[]))
    await desk.filmed()
    fail_once(monkeypatch, club.studio.premieres, "posted")
    await desk.work_off()
    await desk.look(minutes=6)
    [kept] = await desk.kept("take")
    assert len(premiere.history()) == 1
    assert kept.tries > 1


async def test_a_take_posted_by_a_bot_that_died_then_is_found_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await desk.filmed()
    with monkeypatch.context() as dying:
        fail_once(dying, desk.club.studio.premieres, "posted")
        fail_once(dying, desk.club.studio.outbox, "trouble")
        await desk.look()
    later = await desk.restarted()
    await later.work_off()
    [post] = desk.posts(TAKE)
    assert (await desk.take(scene)).message_id == post.id


async def test_a_take_posted_before_much_was_said_is_found_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot died as it posted, and came back to a channel that had gone on without it."""
    read_as_discord_does(desk, monkeypatch)
    monkeypatch.setattr(posting, "LOOKED_AT", 3)
    scene = await desk.filmed()
    with monkeypatch.context() as dying:
        fail_once(dying, desk.club.studio.premieres, "posted")
        fail_once(dying, desk.club.studio.outbox, "trouble")
        await desk.look()
    for number in range(4):
        await desk.club.tom.send(desk.club.channel, f"chatter {number}")
    later = await desk.restarted()
    read_as_discord_does(later, monkeypatch)
    await later.work_off()
    [post] = desk.posts(TAKE)
    assert (await desk.take(scene)).message_id == post.id


async def test_a_take_kept_for_long_in_a_busy_channel_is_found_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search reads backwards from the newest message, not from when the take was finished."""
    scene = await desk.filmed()
    path = f"/channels/{desk.club.channel.id}/messages"
    with monkeypatch.context() as busy:
        read_as_discord_does(desk, busy)
        busy.setattr(posting, "LOOKED_AT", 3)
        desk.club.env.inject_error("POST", path, status=403, code=50013, message="no", times=None)
        await desk.work_off()
        desk.club.env.backend.faults.clear()
        for number in range(4):
            await desk.club.tom.send(desk.club.channel, f"chatter {number}")
        fail_once(busy, desk.club.studio.premieres, "posted")
        await desk.look(minutes=1)
        await desk.look(minutes=6)
    [post] = desk.posts(TAKE)
    assert (await desk.take(scene)).message_id == post.id


async def test_a_premiere_channel_gets_the_takes(desk: Desk) -> None:
    premiere = desk.club.guild.create_text_channel("premieres")
    anna = desk.club.member(desk.club.anna)
    await desk.club.studio.settings.change(anna, premiere_channel=premiere.id)
    scene = await desk.filmed()
    await desk.work_off()
    assert desk.posts(TAKE) == []
    assert premiere.last_message.id == (await desk.take(scene)).message_id


async def test_a_clip_over_the_limit_of_the_guild_is_made_smaller_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await desk.filmed(clip=shooting.film(*NOISY, *PLAYABLE))
    with monkeypatch.context() as unboosted:
        unboosted.setattr(discord.Guild, "filesize_limit", property(lambda _: 70_000))
        await desk.work_off()
        # no node came for a day: it is tried as it is
        await desk.look(days=1, minutes=1)
    [job] = await desk.club.studio.queue.lines(desk.club.guild.id)
    too_early = desk.posts(TAKE)
    await desk.shoot()
    await desk.work_off()
    assert (job.work, too_early) == (Work.REFIT, [])
    assert (await desk.take(scene)).message_id == desk.posts(TAKE)[0].id


async def test_a_clip_that_discord_finds_too_large_is_made_smaller(desk: Desk) -> None:
    scene = await desk.filmed(clip=shooting.film(*NOISY, *PLAYABLE))
    path = f"/channels/{desk.club.channel.id}/messages"
    desk.club.env.inject_error("POST", path, status=413, code=40005, message="too large")
    await desk.work_off()
    [job] = await desk.club.studio.queue.lines(desk.club.guild.id)
    await desk.shoot()
    await desk.work_off()
    assert job.work is Work.REFIT
    assert (await desk.take(scene)).message_id == desk.posts(TAKE)[0].id


async def test_a_clip_that_the_line_is_too_slow_for_is_made_smaller(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "SMALL", 60_000)
    scene = await desk.filmed(clip=shooting.film(*NOISY, *PLAYABLE))
    with monkeypatch.context() as slow:
        slow.setattr(desk.club.env.bot.http, "send_message", AsyncMock(side_effect=TimeoutError))
        waits: list[int] = []
        for _ in range(films.SLOW_TRIES + 1):
            waits.append(len(await desk.club.studio.queue.lines(desk.club.guild.id)))
            await desk.look(minutes=30)
    [job] = await desk.club.studio.queue.lines(desk.club.guild.id)
    await desk.shoot()
    await desk.work_off()
    assert (waits, job.work) == ([0] * len(waits), Work.REFIT)
    assert (await desk.take(scene)).message_id == desk.posts(TAKE)[0].id


@pytest.mark.parametrize(
    ("smallest", "error"),
    [(10**9, TimeoutError()), (60_000, aiohttp.ServerTimeoutError())],
    ids=["small enough", "nobody answers"],
)
async def test_a_clip_is_made_no_smaller_for_what_that_does_not_mend(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, smallest: int, error: Exception
) -> None:
    monkeypatch.setattr(films, "SMALL", smallest)
    scene = await desk.filmed(clip=shooting.film(*NOISY, *PLAYABLE))
    with monkeypatch.context() as slow:
        slow.setattr(desk.club.env.bot.http, "send_message", AsyncMock(side_effect=error))
        for _ in range(films.SLOW_TRIES + 2):
            await desk.look(minutes=30)
    assert await desk.club.studio.queue.lines(desk.club.guild.id) == []
    await desk.look(minutes=30)
    assert (await desk.take(scene)).message_id == desk.posts(TAKE)[0].id


async def test_a_clip_is_described_also_when_its_node_says_nothing_that_can_be_read(
    desk: Desk,
) -> None:
    await desk.greenlit()
    await desk.shoot(alt_text="\u200b \u202e")
    await desk.work_off()
    [post] = desk.posts(TAKE)
    [gallery] = [part for part in parts(post.components) if part.get("type") == 12]
    assert gallery["items"][0]["description"].startswith("Scene 1, ")
