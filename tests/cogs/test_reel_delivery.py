"""The delivery of reels: each part posted once, in order, whatever happens in between."""

from __future__ import annotations

from typing import Any

import pytest
import shooting
from club import buttons, parts, texts
from desk import Desk, unheard_once
from reel_takes import another, canon

from bot.domain.queue import Work
from bot.store import Store
from bot.studio.film_views import ReelState, ReelView

pytest_plugins = ("club_fixtures", "desk_fixtures")

REEL = "· the reel"
MB = 2**20
NOISY = ("-vf", "noise=alls=90:allf=t", "-s", "320x240", "-c:v", "libx264", "-crf", "4")
PLAYABLE = ("-profile:v", "high", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart")


async def asked(desk: Desk, store: Store, takes: int = 2, **changes: Any) -> ReelView:
    """A chapter's reel that Mara asked for, still to be joined."""
    club = desk.club
    for first in range(1, takes + 1):
        await canon(club.studio, store, guild_id=club.guild.id, first=first, **changes)
    view = await club.studio.reels.join(
        club.member(club.mara),
        club.novel_id,
        1,
        names={},
        max_bytes=10 * MB,
        age_restricted=changes.get("rating") is not None,
    )
    await desk.work_off()
    return view


async def joined(desk: Desk, film: bytes = b"") -> None:
    studio = desk.club.studio
    node = await shooting.operators_node(studio)
    number = 0
    while claimed := await shooting.take_up(studio, node, f"j{desk.clock():%d%H%M%S}{number}"):
        reel = {"clip.mp4": another(film or shooting.film())}
        await shooting.deliver(studio, node, claimed, Work.REEL, reel)
        number += 1


async def test_a_reel_comes_up_with_its_scenes_and_pings_nobody(desk: Desk, store: Store) -> None:
    await asked(desk, store)
    await joined(desk)
    await desk.work_off()
    [post] = desk.posts(REEL)
    text = texts(post.components)
    assert text.startswith("### Chapter 1, The Strand\n-# *The Lamp* · the reel · 2 scenes · 0:48")
    assert "**1** The boy on the strand\n**2** The boy on the strand" in text
    assert "\n-# How it was made: animatic, drawn by rules\n" in text
    assert f"Asked for by <@{desk.club.mara.id}>" in text
    assert "Chapter 2, The Inn Parlour, is still unfilmed" in text.splitlines()[-1]
    assert desk.pinged(REEL) == []
    assert [item.filename for item in post.attachments] == ["reel.mp4"]
    assert list(buttons(post.components)) == ["The chapter", "Report", "Propose a scene"]


async def test_a_reel_in_parts_comes_up_in_order_and_leads_on_each_time(
    desk: Desk, store: Store
) -> None:
    await asked(desk, store, takes=3, clip_size=6 * MB)
    await joined(desk)
    for _ in range(4):
        await desk.work_off()
    posts = desk.posts(REEL)
    heads = [texts(post.components).splitlines()[1] for post in posts]
    assert [head.split(" · ")[2] for head in heads] == ["part 1 of 3", "part 2 of 3", "part 3 of 3"]
    assert ["is still unfilmed" in texts(post.components) for post in posts] == 3 * [True]


async def test_a_restart_between_two_parts_posts_neither_twice(desk: Desk, store: Store) -> None:
    await asked(desk, store, takes=2, clip_size=6 * MB)
    await joined(desk)
    await desk.look()
    assert len(desk.posts(REEL)) == 1
    again = await desk.restarted()
    for _ in range(4):
        await again.work_off()
    assert len(again.posts(REEL)) == 2
    assert await again.kept("reel") == []


async def test_a_reel_that_was_posted_and_not_written_down_is_found_again(
    desk: Desk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = await asked(desk, store)
    await joined(desk)
    reels = desk.club.studio.reels

    async def lost(*_: Any) -> None:
        raise OSError("the disk went away")

    with monkeypatch.context() as patch:
        patch.setattr(reels, "posted", lost)
        await desk.look()
    assert len(desk.posts(REEL)) == 1
    again = await desk.restarted()
    await again.look(minutes=10)
    [post] = again.posts(REEL)
    reel, _ = await reels.of_part(desk.club.guild.id, view.parts[0].id)
    assert (reel.id, reel.state) == (view.id, ReelState.POSTED)
    assert reel.parts[0].message_id == post.id


async def test_a_reel_that_discord_finds_too_large_is_joined_smaller_and_posted(
    desk: Desk, store: Store
) -> None:
    await asked(desk, store)
    await joined(desk, shooting.film(*NOISY, *PLAYABLE))
    club = desk.club
    path = f"/channels/{club.channel.id}/messages"
    club.env.inject_error("POST", path, status=413, code=40005, message="too large")
    await desk.look()
    [waiting] = await club.studio.queue.lines(club.guild.id)
    too_early = desk.posts(REEL)
    await joined(desk)
    await desk.work_off()
    assert (waiting.work, too_early) == (Work.REEL, [])
    assert len(desk.posts(REEL)) == 1


async def test_a_restricted_reel_waits_for_a_restricted_channel(desk: Desk, store: Store) -> None:
    club = desk.club
    backstage = club.guild.create_text_channel("backstage")
    await club.studio.settings.change(club.member(club.anna), showrunner_channel=backstage.id)
    await asked(desk, store, rating="gory")
    await joined(desk)
    await desk.work_off()
    [notice] = [message.content for message in backstage.history()]
    assert notice.startswith("A finished reel cannot be posted: a scene of chapter 1 is shown only")
    assert desk.posts(REEL) == []
    assert len(await desk.kept("reel")) == 1


async def test_the_picture_of_a_reel_is_told_in_words(desk: Desk, store: Store) -> None:
    await asked(desk, store, takes=1)
    await joined(desk)
    await desk.work_off()
    [post] = desk.posts(REEL)
    [gallery] = [part for part in parts(post.components) if part.get("type") == 12]
    described = gallery["items"][0]["description"]
    assert described.startswith("Chapter 1 as a film. The boy on the strand: A boy runs along")


async def test_removing_a_scene_takes_the_reels_post_down(desk: Desk, store: Store) -> None:
    view = await asked(desk, store)
    await joined(desk)
    await desk.work_off()
    club = desk.club
    await club.studio.scenes.remove(club.member(club.anna), view.parts[0].scenes[0].id, "no")
    await desk.work_off()
    assert desk.posts(REEL) == []


async def test_a_reel_that_came_through_unheard_is_found_where_it_was_posted(
    desk: Desk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = desk.club.guild.create_text_channel("screenings")
    await asked(desk, store)
    await joined(desk)
    unheard_once(desk, monkeypatch)
    await desk.look()
    anna = desk.club.member(desk.club.anna)
    await desk.club.studio.settings.change(anna, premiere_channel=elsewhere.id)
    await desk.look(minutes=6)
    await desk.work_off()
    assert (len(desk.posts(REEL)), elsewhere.history(), await desk.kept("reel")) == (1, [], [])
