"""What is removed in the very moment in which it is posted does not stay in the channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import shooting
from conftest import DIRECTION, strand
from desk import Desk
from reel_takes import another, canon

from bot.domain.queue import Work
from bot.domain.wishes import Wish, WishKind
from bot.store import Store
from bot.studio.views import SceneView

pytest_plugins = ("club_fixtures", "desk_fixtures")


async def a_card(desk: Desk, store: Store) -> int:
    club = desk.club
    view = await club.studio.proposals.propose(
        club.member(club.mara),
        club.channel.id,
        strand(club.novel_id),
        DIRECTION,
        age_restricted=False,
    )
    return view.scene.id


async def a_take(desk: Desk, store: Store) -> int:
    return (await desk.filmed()).scene.id


async def a_vote(desk: Desk, store: Store) -> int:
    view = await two_takes(desk)
    await desk.club.studio.canon.hold(desk.club.member(desk.club.anna), view.takes[0].take.id)
    return view.scene.id


async def a_comparison(desk: Desk, store: Store) -> int:
    view = await two_takes(desk)
    first, second = (take.take.id for take in view.takes)
    await desk.club.studio.comparisons.ask(desk.club.member(desk.club.tom), second, first)
    await desk.shoot()
    return view.scene.id


async def a_reel(desk: Desk, store: Store) -> int:
    club = desk.club
    scene_id, _ = await canon(club.studio, store, guild_id=club.guild.id)
    await club.studio.reels.join(
        club.member(club.mara), club.novel_id, 1, names={}, max_bytes=2**20, age_restricted=False
    )
    node = await shooting.operators_node(club.studio)
    claimed = await shooting.take_up(club.studio, node, "joining1")
    assert claimed is not None
    reel = {"clip.mp4": another(shooting.film())}
    await shooting.deliver(club.studio, node, claimed, Work.REEL, reel)
    return scene_id


async def two_takes(desk: Desk) -> SceneView:
    view = await desk.filmed()
    await desk.work_off()
    club = desk.club
    first = (await desk.take(view)).id
    await club.studio.takes.ask(club.member(club.anna), first, Wish(WishKind.FRESH))
    await desk.shoot()
    await desk.work_off()
    return await club.view(view)


POSTS = [
    (a_card, "scenes", "keep_card", "### Scene 1 ·"),
    (a_take, "premieres", "posted", "· take 1-1"),
    (a_vote, "canon", "keep_post", "Which take of scene 1 counts?"),
    (a_comparison, "comparisons", "posted", "frame for frame"),
    (a_reel, "reels", "posted", "· the reel"),
]


@pytest.mark.parametrize(("prepare", "room", "record", "words"), POSTS)
async def test_it_is_taken_down_again(
    desk: Desk,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[Desk, Store], Awaitable[int]],
    room: str,
    record: str,
    words: str,
) -> None:
    studio = desk.club.studio
    scene_id = await prepare(desk, store)
    recorded = getattr(getattr(studio, room), record)
    seen: list[int] = []

    async def removed_before(*args: Any) -> None:
        seen.append(len(desk.posts(words)))
        await studio.scenes.remove(desk.club.member(desk.club.anna), scene_id, "reported")
        await recorded(*args)

    with monkeypatch.context() as patch:
        patch.setattr(getattr(studio, room), record, removed_before)
        await desk.work_off()
    await desk.work_off()
    assert (seen, desk.posts(words)) == ([1], [])
    assert [await desk.kept(kind) for kind in ("removal", "take", "reel")] == [[], [], []]


@pytest.mark.parametrize(("prepare", "room", "record", "words"), POSTS)
async def test_what_was_posted_unheard_and_then_removed_is_looked_for_and_taken_down(
    desk: Desk,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[Desk, Store], Awaitable[int]],
    room: str,
    record: str,
    words: str,
) -> None:
    studio = desk.club.studio
    scene_id = await prepare(desk, store)

    async def cut(*_: Any) -> None:
        raise OSError("the line was cut")

    with monkeypatch.context() as patch:
        patch.setattr(getattr(studio, room), record, cut)
        await desk.work_off()
    posted = len(desk.posts(words))
    await studio.scenes.remove(desk.club.member(desk.club.anna), scene_id, "reported")
    await desk.work_off()
    assert (posted, desk.posts(words)) == (1, [])
    assert [await desk.kept(kind) for kind in ("removal", "card", "take", "reel")] == [[]] * 4
