"""*Compare*: a button, a clip of both in the scene's channel, once, whatever happens meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
import shooting
from card_views import screened
from club import buttons, parts, texts
from desk import Desk

from bot.studio.take_views import ComparePage
from cogs.ui.comparisons import compare_page

pytest_plugins = ("club_fixtures", "desk_fixtures")

BOTH = "frame for frame"
CARD = "· proposed by <@"
NOISY = ("-vf", "noise=alls=90:allf=t", "-s", "320x240", "-c:v", "libx264", "-crf", "4")
PLAYABLE = ("-profile:v", "high", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart")


async def compared(desk: Desk) -> None:
    """Two takes whose comparison a node has made; it is still to be posted."""
    post = await desk.posted_takes()
    await desk.club.tom.click(post, label="Compare")
    await desk.shoot()


async def test_two_takes_stand_side_by_side_in_one_post(desk: Desk) -> None:
    post = await desk.posted_takes()
    said = await desk.club.tom.click(post, label="Compare")
    assert "A node puts 1-1 and 1-2 side by side" in said.response.content
    await desk.shoot()
    await desk.work_off()
    [both] = desk.posts(BOTH)
    shown = texts(both.components)
    assert "Takes [1-1](" in shown
    assert "with the sound of 1-1" in shown
    assert "\n-# How it was made: animatic, drawn by rules\n" in shown
    assert [file.filename for file in both.attachments] == ["comparison-1.mp4"]
    [gallery] = [part for part in parts(both.components) if part.get("type") == 12]
    assert gallery["items"][0]["description"].startswith("Left, take 1-1: A boy runs")
    assert "Chapter 2, The Inn Parlour, is still unfilmed" in shown.splitlines()[-1]
    canon = ["Make 1-1 canon", "Make 1-2 canon"]
    assert list(buttons(both.components)) == [*canon, "Report", "Propose a scene"]
    assert desk.pinged(BOTH) == []
    again = await desk.club.mara.click(post, label="Compare")
    assert f"/{both.id})" in again.response.content


async def test_a_comparison_is_not_taken_for_the_card_of_its_scene(desk: Desk) -> None:
    await compared(desk)
    await desk.work_off()
    [card], [both] = desk.posts(CARD), desk.posts(BOTH)
    channel: Any = desk.club.env.bot.get_channel(desk.club.channel.id)
    await channel.get_partial_message(card.id).delete()
    await desk.club.env.settle()
    path = f"/channels/{channel.id}/messages"
    desk.club.env.inject_error("POST", path, status=403, code=50013, message="no", times=2)
    # a passage in common is named on both cards
    await desk.proposed(desk.club.tom, title="Another")
    await desk.look(minutes=1)
    await desk.work_off()
    [again] = [post for post in desk.posts(CARD) if "### Scene 1 ·" in texts(post.components)]
    assert again.id not in (card.id, both.id)
    assert [post.id for post in desk.posts(BOTH)] == [both.id]


async def test_a_comparison_beyond_the_channels_chapter_is_a_spoiler(desk: Desk) -> None:
    await compared(desk)
    club = desk.club
    async with club.studio.leases._store.transaction() as tx:
        await tx.run("UPDATE scene SET chapter = 2")
    anna = club.member(club.anna)
    await club.studio.spoilers.channel_reads(anna, club.channel.id, club.novel_id, 1)
    await desk.work_off()
    [both] = desk.posts(BOTH)
    assert texts(both.components).startswith("Chapter 2: spoiler\n")
    assert "### ||Scene 1 · " in texts(both.components)
    [gallery] = [part for part in parts(both.components) if part.get("type") == 12]
    assert gallery["items"][0]["spoiler"] is True


async def test_of_several_takes_one_is_chosen(desk: Desk) -> None:
    post = await desk.posted_takes(3)
    page = (await desk.club.tom.click(post, label="Compare")).response
    [menu] = [part for part in parts(page.components) if part.get("type") == 3]
    assert [option["label"] for option in menu["options"]] == ["Take 1-1", "Take 1-2"]
    value = menu["options"][1]["value"]
    desk = await desk.restarted()
    said = await desk.club.tom.select(page, [value], custom_id=menu["custom_id"])
    assert "1-2 and 1-3 side by side" in said.response.content


def test_every_take_of_many_is_offered() -> None:
    view = screened(*range(1, 61))
    first, *others = (take.take for take in view.takes)
    page = compare_page(ComparePage(first, tuple(others)))
    menus = [part for part in parts(page.to_components()) if part.get("type") == 3]
    assert [len(menu["options"]) for menu in menus] == [25, 25, 9]
    assert menus[2]["placeholder"] == "Compare 12-1 with one of 12-52 to 12-60"
    assert len({menu["custom_id"] for menu in menus}) == 3


async def test_the_first_take_has_nothing_to_be_compared_with(desk: Desk) -> None:
    post = await desk.posted_takes(1)
    assert "Compare" not in buttons(post.components)
    shown = await desk.club.tom.slash(desk.club.channel, "film", what="1-1")
    assert "Compare" not in buttons(shown.response.components)


async def test_an_old_take_is_revived_anywhere_with_live_buttons(desk: Desk) -> None:
    await desk.posted_takes()
    shown = await desk.club.tom.slash(desk.club.channel, "film", what="1-1")
    revived = shown.response
    assert {"Make canon", "Another take", "Shoot a shot again", "Compare"} <= set(
        buttons(revived.components)
    )
    desk = await desk.restarted()
    said = await desk.club.tom.click(revived, label="Compare")
    assert "1-1 and 1-2 side by side" in said.response.content


async def test_a_comparison_whose_posting_was_not_written_down_is_found_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await compared(desk)

    async def killed(*_: Any) -> None:
        raise OSError("killed between the post and its record")

    with monkeypatch.context() as patch:
        patch.setattr(desk.club.studio.comparisons, "posted", killed)
        await desk.look()
        await desk.look()
    assert len(desk.posts(BOTH)) == 1
    desk = await desk.restarted()
    await desk.pass_time(minutes=3)
    await desk.work_off()
    assert len(desk.posts(BOTH)) == 1
    assert await desk.kept("comparison") == []


async def test_a_comparison_that_is_too_large_is_made_anew(desk: Desk) -> None:
    post = await desk.posted_takes()
    await desk.club.tom.click(post, label="Compare")
    await desk.shoot(shooting.film(*NOISY, *PLAYABLE))
    path = f"/channels/{desk.club.channel.id}/messages"
    desk.club.env.inject_error("POST", path, status=413, code=40005, message="too large")
    await desk.work_off()
    assert desk.posts(BOTH) == []
    await desk.shoot()
    await desk.work_off()
    assert len(desk.posts(BOTH)) == 1
