"""Reels: asked for, joined by a node from masters, posted part by part, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
import shooting
from conftest import ANNA, CHANNEL, GUILD, MARA, NOVEL, TOM, Clock, member, set_up, showrunner
from reel_takes import another, canon

from bot.domain.member import Member
from bot.domain.novel import Rights
from bot.domain.queue import Work
from bot.errors import NotFound, Refusal
from bot.store import Store, jobs, reels
from bot.studio import Studio
from bot.studio.film_views import ReelState, ReelView
from bot.studio.house_views import Errand, NodeView
from render.contract import Failure, FailureKind, SceneOrder

MB = 2**20
LIMIT = 10 * MB


async def join(
    house: Studio,
    who: Member | None = None,
    chapter: int = 1,
    novel_id: int = 1,
    names: Mapping[int, str] | None = None,
    **changes: Any,
) -> ReelView:
    facts = {"max_bytes": LIMIT, "age_restricted": False} | changes
    return await house.reels.join(who or member(), novel_id, chapter, names=names or {}, **facts)


async def reel_of(house: Studio, chapter: int = 1) -> ReelView:
    reel = (await house.film.page(showrunner(), 1, chapter)).reel
    assert reel is not None
    return reel


async def orders(store: Store, view: ReelView) -> list[SceneOrder]:
    async with store.reading() as tx:
        rows = [await jobs.get(tx, waiting.job_id) for waiting in view.waiting]
    return [SceneOrder.model_validate_json(row["order_json"]) for row in rows if row is not None]


def a_reel() -> dict[str, bytes]:
    return {"clip.mp4": another(shooting.film())}


async def deliver_all(house: Studio) -> NodeView:
    """A node joins whatever is to be joined."""
    node = await shooting.operators_node(house)
    number = 0
    while claimed := await shooting.take_up(house, node, f"reel{number}"):
        await shooting.deliver(house, node, claimed, Work.REEL, a_reel())
        number += 1
    return node


async def due(house: Studio) -> list[Errand]:
    return [errand for errand in await house.outbox.due() if errand.kind == "reel"]


async def post_all(house: Studio) -> list[int]:
    """Post what is due, as the delivery does; the parts in the order in which they went out."""
    parts: list[int] = []
    while errands := await due(house):
        parts.append(errands[0].subject_id)
        await house.reels.posted(errands[0], CHANNEL, 7000 + errands[0].subject_id)
    return parts


async def on_board(house: Studio) -> list[tuple[int, int, datetime | None]]:
    board = await house.board.view(GUILD, 1)
    assert board is not None
    return [(reel.chapter, reel.posted, reel.posted_at) for reel in board.reels]


async def test_the_order_names_masters_in_story_order_with_titles_and_credits(
    house: Studio, store: Store
) -> None:
    later, _ = await canon(house, store, first=4, loudness=-23.5)
    earlier, _ = await canon(house, store, first=1)
    view = await join(house)
    [order] = await orders(store, view)
    masters = [(item.role, item.loudness) for item in order.inputs]
    assert [scene.id for scene in view.parts[0].scenes] == [earlier, later]
    assert masters == [("master", -16.2), ("master", -23.5)]
    assert (order.novel, order.title, order.chapter) == ("The Lamp", "Chapter 1", "The Strand")
    assert order.bookends is not None
    assert order.bookends.author == "A. Writer"
    assert [entry.role for entry in order.bookends.credits] == [
        "Written by",
        "Proposed by",
        "Filmed with",
        "Filmed on",
        "Joined by",
    ]


async def test_a_reel_is_posted_once_it_is_joined(house: Studio, store: Store) -> None:
    await canon(house, store)
    asked = await join(house)
    assert (asked.state, asked.waiting[0].title) == (ReelState.WAITING, "Chapter 1")
    await deliver_all(house)
    assert (await reel_of(house)).state is ReelState.JOINED
    assert await post_all(house) == [asked.parts[0].id]
    posted = await reel_of(house)
    assert posted.state is ReelState.POSTED
    assert posted.is_standing
    assert await due(house) == []


async def test_the_board_names_a_reel_while_it_is_joined_and_for_a_week_after(
    house: Studio, store: Store, clock: Clock
) -> None:
    await canon(house, store)
    await join(house)
    assert await on_board(house) == [(1, 0, None)]
    await deliver_all(house)
    await post_all(house)
    assert await on_board(house) == [(1, 1, clock())]
    clock.forward(days=8)
    assert await on_board(house) == []


async def test_parts_go_out_in_order_and_only_when_all_are_joined(
    house: Studio, store: Store
) -> None:
    for first in (1, 2, 3):
        await canon(house, store, first=first, clip_size=6 * MB)
    view = await join(house)
    opens = [order.bookends for order in await orders(store, view)]
    assert [bool(ends and ends.opens) for ends in opens] == [True, False, False]
    assert [bool(ends and ends.credits) for ends in opens] == [False, False, True]
    node = await shooting.operators_node(house)
    for number in range(3):
        assert await due(house) == []
        claimed = await shooting.take_up(house, node, f"part{number}")
        assert claimed is not None
        await shooting.deliver(house, node, claimed, Work.REEL)
    assert await post_all(house) == [part.id for part in view.parts]


async def test_asking_twice_asks_once(house: Studio, store: Store) -> None:
    await canon(house, store)
    first = await join(house)
    second = await join(house, member(TOM))
    assert second.id == first.id
    assert len(await house.queue.lines(GUILD)) == 1


async def test_an_unchanged_reel_is_posted_again_from_its_file(house: Studio, store: Store) -> None:
    await canon(house, store)
    first = await join(house)
    await deliver_all(house)
    await post_all(house)
    standing = await join(house, member(TOM))
    assert (standing.id, standing.state) == (first.id, ReelState.POSTED)
    again = await join(house, member(TOM), again=True)
    assert again.id != first.id
    assert again.state is ReelState.JOINED
    assert await house.queue.lines(GUILD) == []
    assert await post_all(house) == [again.parts[0].id]
    [part] = (await reel_of(house)).parts
    assert part.file is not None
    assert part.file.path.exists()


@pytest.mark.parametrize("what", ["canon", "name", "limit"])
async def test_what_would_be_another_film_is_joined_anew(
    house: Studio, store: Store, what: str
) -> None:
    await canon(house, store)
    await join(house)
    await deliver_all(house)
    await post_all(house)
    if what == "canon":
        await canon(house, store, first=3)
    names = {MARA: "Mara"} if what == "name" else {}
    limit = 64 * 1024 if what == "limit" else LIMIT
    again = await join(house, names=names, max_bytes=limit, again=True)
    # the small film of the tests is smaller than the smallest limit
    assert again.state is (ReelState.JOINED if what == "limit" else ReelState.WAITING)


async def test_a_newer_canon_is_said(house: Studio, store: Store) -> None:
    await canon(house, store)
    await join(house)
    assert not (await reel_of(house)).is_outdated
    await deliver_all(house)
    await canon(house, store, first=3)
    assert (await reel_of(house)).is_outdated


async def test_the_files_of_an_older_reel_go_when_a_newer_stands(
    house: Studio, store: Store
) -> None:
    await canon(house, store)
    old = await join(house)
    await deliver_all(house)
    await post_all(house)
    await canon(house, store, first=3)
    await join(house)
    await deliver_all(house)
    assert (await house.reels.of_part(GUILD, old.parts[0].id))[1].file is not None
    await post_all(house)
    assert (await house.reels.of_part(GUILD, old.parts[0].id))[1].file is None


# --- what is refused ---


async def test_a_chapter_without_canon_says_what_to_do(house: Studio) -> None:
    with pytest.raises(Refusal, match=r"Chapter 2 has no canon yet: \*Make canon\*"):
        await join(house, chapter=2)


@pytest.mark.parametrize("chapter", [0, 3, -1, 10**18])
async def test_a_chapter_that_is_not_there_is_refused(house: Studio, chapter: int) -> None:
    with pytest.raises(NotFound, match="This novel has no chapter"):
        await join(house, chapter=chapter)


async def test_a_chapter_beyond_what_one_has_read_is_not_joined_for_them(
    house: Studio, store: Store
) -> None:
    await canon(house, store, chapter=2)
    await house.members.read_up_to(member(), 1, "1")
    with pytest.raises(Refusal, match="Chapter 2 is beyond chapter 1, which you have read"):
        await join(house, chapter=2)
    assert (await join(house, member(TOM), chapter=2)).state is ReelState.WAITING


async def test_members_ask_for_three_a_day_and_showrunners_for_more(
    house: Studio, store: Store, clock: Clock
) -> None:
    for number in range(3):
        await canon(house, store, first=number + 1)
        await join(house)
        await deliver_all(house)
        await post_all(house)
    await canon(house, store, first=9)
    with pytest.raises(Refusal, match="3 reels within a day"):
        await join(house)
    assert (await join(house, showrunner())).state is ReelState.WAITING
    await deliver_all(house)
    await post_all(house)
    clock.forward(hours=25)
    assert (await join(house, again=True)).asked_by == MARA


async def test_a_restricted_scene_is_joined_for_restricted_channels_alone(
    house: Studio, store: Store
) -> None:
    await canon(house, store, rating="gory")
    with pytest.raises(Refusal, match="age-restricted channels alone"):
        await join(house)
    assert (await join(house, age_restricted=True)).is_restricted


async def test_a_take_whose_master_is_gone_is_named(house: Studio, store: Store) -> None:
    _, take_id = await canon(house, store)
    async with store.transaction() as tx:
        await tx.run("DELETE FROM media WHERE take_id = :id AND name = 'master.mp4'", id=take_id)
    with pytest.raises(Refusal, match="Scene 1 cannot be joined"):
        await join(house)


async def test_another_guilds_chapter_is_nobodys_here(house: Studio, store: Store) -> None:
    theirs = await set_up(house, 999, 998)
    await canon(house, store, guild_id=999)
    with pytest.raises(NotFound, match="not here"):
        await join(house, novel_id=theirs)
    with pytest.raises(NotFound):
        await house.film.page(member(), theirs, 1)
    await canon(house, store)
    mine = await join(house)
    with pytest.raises(NotFound):
        await house.reels.of_part(999, mine.parts[0].id)


# --- when it goes wrong ---


async def fail(house: Studio) -> None:
    node = await shooting.operators_node(house)
    claimed = await shooting.take_up(house, node, "failing1")
    assert claimed is not None
    failure = Failure(kind=FailureKind.RENDER, retryable=False)
    await house.leases.fail(node.id, claimed.job, claimed.attempt, failure)


async def test_a_failed_part_ends_the_others_and_who_asked_is_told(
    house: Studio, store: Store
) -> None:
    for first in (1, 2):
        await canon(house, store, first=first, clip_size=6 * MB)
    await join(house)
    await fail(house)
    failed = await reel_of(house)
    assert (failed.state, failed.reason) == (
        ReelState.FAILED,
        "It cannot be shot: the engine failed.",
    )
    assert await house.queue.lines(GUILD) == []
    [notice] = [errand for errand in await house.outbox.due() if errand.kind == "notice"]
    assert "Chapter 1, part 1 of 2 could not be joined" in str(notice.body["text"])
    assert notice.body["member_id"] == MARA
    assert (await join(house)).state is ReelState.WAITING


async def test_a_showrunner_who_cancels_a_part_cancels_the_reel(
    house: Studio, store: Store
) -> None:
    for first in (1, 2):
        await canon(house, store, first=first, clip_size=6 * MB)
    view = await join(house)
    await house.queue.cancel(showrunner(), view.waiting[1].job_id, "not tonight")
    assert await house.queue.lines(GUILD) == []
    assert (await reel_of(house)).state is ReelState.FAILED


async def test_a_part_that_discord_finds_too_large_is_joined_smaller(
    house: Studio, store: Store, clock: Clock
) -> None:
    await canon(house, store)
    await join(house)
    await deliver_all(house)
    [errand] = await due(house)
    await house.reels.refit(errand, 5 * MB)
    assert await due(house) == []
    [waiting] = await house.queue.lines(GUILD)
    async with store.reading() as tx:
        row = await jobs.get(tx, waiting.job_id)
    assert row is not None
    assert SceneOrder.model_validate_json(row["order_json"]).max_bytes == 5 * MB
    await deliver_all(house)
    assert await due(house) != []


async def test_removing_a_scene_takes_down_every_reel_that_it_is_in(
    house: Studio, store: Store
) -> None:
    scene_id, _ = await canon(house, store)
    await canon(house, store, first=3)
    await join(house)
    await deliver_all(house)
    await post_all(house)
    [part] = (await reel_of(house)).parts
    assert part.file is not None
    await house.scenes.remove(showrunner(), scene_id, "no")
    [removal] = [errand for errand in await house.outbox.due() if errand.kind == "removal"]
    assert [CHANNEL, part.message_id] in removal.body["posts"]  # type: ignore[operator]
    assert not part.file.path.exists()
    assert await on_board(house) == []
    again = await join(house)
    assert [scene.number for scene in again.parts[0].scenes] == [2]


async def test_removing_a_scene_stops_the_reel_that_is_being_joined(
    house: Studio, store: Store
) -> None:
    scene_id, _ = await canon(house, store)
    await join(house)
    await house.scenes.remove(showrunner(), scene_id, "no")
    assert await house.queue.lines(GUILD) == []


# --- names ---


async def vote(store: Store, scene_id: int, *voters: int) -> None:
    async with store.transaction() as tx:
        now = "2026-03-01T18:00:00+00:00"
        ballot = await tx.insert(
            "INSERT INTO ballot (guild_id, scene_id, quorum, share, opens_at, closes_at, closed_at,"
            " verdict) VALUES (:guild, :scene, 1, 0.5, :now, '2026-03-02', :now, 'greenlit')",
            guild=GUILD,
            scene=scene_id,
            now=now,
        )
        for voter in voters:
            await tx.run(
                "INSERT INTO vote VALUES (:ballot, :voter, 'against', :now)",
                ballot=ballot,
                voter=voter,
                now=now,
            )


async def test_nobody_is_named_who_did_not_say_so(house: Studio, store: Store) -> None:
    scene_id, _ = await canon(house, store)
    await vote(store, scene_id, TOM, ANNA)
    assert await house.reels.to_be_named(GUILD, 1, 1) == []
    await house.members.name_or_not(member(TOM))
    await house.members.name_or_not(member(MARA))
    await house.members.name_or_not(member(99))
    assert await house.reels.to_be_named(GUILD, 1, 1) == [MARA, TOM]
    assert not await house.members.name_or_not(member(TOM))
    assert await house.reels.to_be_named(GUILD, 1, 1) == [MARA]


async def credits_of(store: Store, view: ReelView) -> dict[str, tuple[str, ...]]:
    [order] = await orders(store, view)
    assert order.bookends is not None
    return {entry.role: entry.names for entry in order.bookends.credits}


async def test_a_forgotten_member_is_struck_from_credits_that_are_still_to_be_made(
    house: Studio, store: Store
) -> None:
    scene_id, _ = await canon(house, store)
    await vote(store, scene_id, MARA, TOM)
    view = await join(house, names={MARA: "Mara the First", TOM: "Tom"})
    assert (await credits_of(store, view))["Proposed by"] == ("Mara the First",)
    await house.members.forget(member(MARA))
    told = await credits_of(store, view)
    assert "Proposed by" not in told
    assert told["Voted by"] == ("Tom",)
    async with store.reading() as tx:
        [row] = await tx.all("SELECT count(*) AS n FROM reel_name WHERE member_id = :m", m=MARA)
    assert row["n"] == 0


async def test_showrunners_are_asked_to_join_anew_what_names_a_forgotten_member(
    house: Studio, store: Store
) -> None:
    await canon(house, store)
    view = await join(house, names={MARA: "Mara the First"})
    async with store.transaction() as tx:
        await reels.post(tx, view.parts[0].id, CHANNEL, 4000, house.reels._now())
    await house.members.forget(member(MARA))
    [told] = [errand for errand in await house.outbox.due() if errand.kind == "notice"]
    assert "join anew with /film, without that name, chapter 1;" in str(told.body["text"])
    [shown] = [errand for errand in await house.outbox.due() if errand.kind == "reel"]
    assert (shown.message_id, shown.channel_id) == (4000, CHANNEL)


async def test_what_is_kept_says_where_a_member_is_named(house: Studio, store: Store) -> None:
    await canon(house, store)
    await house.members.name_or_not(member())
    await join(house, names={MARA: "Mara"})
    kept = await house.members.kept(member())
    assert kept["names in credits"] == [{"title": "The Lamp", "chapter": 1, "name": "Mara"}]
    assert kept["reels asked for"][0]["chapter"] == 1
    assert len(kept["named in credits"]) == 1


async def test_a_machine_of_another_guild_has_no_name_in_the_credits(
    house: Studio, store: Store
) -> None:
    await set_up(house, 999, 998)
    node, token = await shooting.guilds_node(house, 999, "Their secret PC")
    await house.nodes.open(showrunner(999), node.id, is_open=True)
    await canon(house, store, node=await shooting.node_of(house, token))
    told = await credits_of(store, await join(house))
    assert told["Filmed on"] == ("a shared machine",)


async def test_a_channel_is_needed(house: Studio) -> None:
    other = await house.novels.add(showrunner(), NOVEL, Rights.OWN_WORK, "e" * 64)
    with pytest.raises(Refusal, match="no channel to post it in"):
        await house.reels.place(GUILD, other.id)
    await house.settings.change(showrunner(), premiere_channel=77)
    assert await house.reels.place(GUILD, other.id) == 77
