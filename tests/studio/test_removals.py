"""One take removed: its posts, files and work go, and what was made of it."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import CHANNEL, GUILD, JO, MARA, TOM, Clock, member, set_up, showrunner
from filming import another, filmed, greenlit, shoot

from bot.domain.canon import CanonVerdict
from bot.domain.scene import SceneState
from bot.domain.wishes import Wish, WishKind
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import Store
from bot.store import media as stored
from bot.studio import MediaFolder, Studio
from bot.studio.views import SceneView

WHY = "its picture was taken back"


def ids(view: SceneView) -> list[int]:
    return [take.take.id for take in view.takes]


async def seen(house: Studio, view: SceneView) -> SceneView:
    return await house.scenes.view(GUILD, view.scene.id)


async def taken_down(house: Studio) -> list[list[int]]:
    """Channel and message of the posts that are to be deleted."""
    posts: Any = [
        errand.body["posts"]
        for errand in await house.outbox.due(per_guild=1000)
        if errand.kind == "removal"
    ]
    return [post for found in posts for post in found]


async def open_work(store: Store) -> list[str]:
    async with store.reading() as tx:
        rows = await tx.all("SELECT kind FROM job WHERE finished_at IS NULL AND cancel = 0")
    return sorted(row["kind"] for row in rows)


async def files(store: Store, take_id: int) -> list[str]:
    async with store.reading() as tx:
        rows = await tx.all("SELECT name FROM media WHERE take_id = :id", id=take_id)
    return [row["name"] for row in rows]


async def test_its_post_and_its_files_go_and_the_other_takes_stay(
    house: Studio, store: Store
) -> None:
    view = await filmed(house, 2)
    first, second = view.takes
    removed = await house.removals.take(showrunner(), first.take.id, WHY)
    assert (removed.take.slate, removed.was_canon, removed.reels) == ("1-1", False, ())
    after = await seen(house, view)
    assert (ids(after), after.scene.state) == ([second.take.id], SceneState.SCREENED)
    assert await files(store, first.take.id) == []
    assert after.takes[0].clip is not None
    assert after.takes[0].clip.path.exists()
    assert await taken_down(house) == [[CHANNEL, 6000 + first.take.id]]
    [deed, *_] = await house.settings.log(GUILD)
    assert (deed.deed, deed.subject, deed.reason) == ("removed", "take 1-1", WHY)


async def test_only_showrunners_remove_and_only_what_is_there(house: Studio) -> None:
    view = await filmed(house)
    await set_up(house, 77, 78)
    with pytest.raises(NotAllowed):
        await house.removals.take(member(MARA), ids(view)[0], WHY)
    with pytest.raises(NotFound):
        await house.removals.take(showrunner(77), ids(view)[0], WHY)
    await house.removals.take(showrunner(), ids(view)[0], WHY)
    with pytest.raises(NotFound):
        await house.removals.take(showrunner(), ids(view)[0], WHY)


async def test_without_its_canon_take_a_scene_has_none_until_another_is_chosen(
    house: Studio, media: MediaFolder
) -> None:
    view = await filmed(house, 2)
    first, second = ids(view)
    await house.canon.choose(showrunner(), first)
    assert (await house.removals.take(showrunner(), first, WHY)).was_canon
    after = (await seen(house, view)).scene
    assert (after.state, after.canon_take_id) == (SceneState.SCREENED, None)
    page = await house.canon.choose(showrunner(), second)
    assert (await house.removals.take(showrunner(), second, WHY)).state is SceneState.CANCELLED
    assert [path.suffix for path in media.path(GUILD, "x", "x.mp4").parent.glob("*.mp4")] == []
    assert page.view.scene.canon_take_id == second


async def test_another_takes_removal_leaves_canon_alone(house: Studio) -> None:
    view = await filmed(house, 2)
    first, second = ids(view)
    await house.canon.choose(showrunner(), first)
    await house.removals.take(showrunner(), second, WHY)
    after = (await seen(house, view)).scene
    assert (after.state, after.canon_take_id) == (SceneState.CANON, first)


async def test_a_scene_without_any_take_is_cancelled_and_can_be_greenlit_again(
    house: Studio,
) -> None:
    view = await greenlit(house)
    await house.removals.take(showrunner(), ids(view)[0], WHY)
    after = await seen(house, view)
    assert (after.scene.state, after.waiting) == (SceneState.CANCELLED, None)
    assert after.reason == f"take 1-1 was removed: {WHY}"
    await house.ballots.decide(showrunner(), 1, "greenlight", "once more")
    assert [take.take.slate for take in (await seen(house, view)).takes] == ["1-2"]


async def test_its_work_ends_and_other_work_goes_on(house: Studio, store: Store) -> None:
    view = await filmed(house, 2)
    await house.comparisons.ask(member(TOM), *ids(view))
    await house.takes.ask(showrunner(), ids(view)[0], Wish(WishKind.FRESH))
    assert await open_work(store) == ["comparison", "take"]
    await house.removals.take(showrunner(), ids(view)[1], WHY)
    assert await open_work(store) == ["take"]


async def test_comparisons_with_it_go_too(house: Studio, store: Store) -> None:
    view = await filmed(house, 2)
    compared = await house.comparisons.ask(member(TOM), *ids(view))
    await shoot(house)
    [errand] = [e for e in await house.outbox.due(per_guild=1000) if e.kind == "comparison"]
    await house.comparisons.posted(errand, CHANNEL, 8888)
    await house.removals.take(showrunner(), compared.left.id, WHY)
    assert [CHANNEL, 8888] in await taken_down(house)
    async with store.reading() as tx:
        assert await stored.of_subject(tx, errand.subject_id, "comparison.mp4") is None


async def test_a_vote_that_it_stands_in_is_called_off_and_another_can_be_held(
    house: Studio, clock: Clock
) -> None:
    view = await filmed(house, 3)
    [first, _, third] = ids(view)
    page = await house.canon.hold(member(TOM), first)
    assert page.ballot is not None
    await house.removals.take(showrunner(), third, WHY)
    over = await house.canon.view(GUILD, page.ballot.id)
    assert over.ballot.verdict is CanonVerdict.WITHDRAWN
    clock.forward(hours=49)
    assert await house.canon.close_due() == 0
    again = await house.canon.hold(member(JO), first)
    assert again.candidates == ("1-1", "1-2")


async def test_after_the_winner_of_a_vote_is_gone_the_others_are_voted_on_again(
    house: Studio, clock: Clock
) -> None:
    view = await filmed(house, 3)
    page = await house.canon.hold(member(TOM), ids(view)[0])
    assert page.ballot is not None
    for voter in (TOM, JO, MARA):
        await house.canon.vote(member(voter), page.ballot.id, "A")
    clock.forward(hours=49)
    await house.canon.close_due()
    chosen = (await seen(house, view)).scene.canon_take_id
    assert chosen is not None
    [other, _] = [id_ for id_ in ids(view) if id_ != chosen]
    with pytest.raises(Refusal, match="chosen between already"):
        await house.canon.hold(member(TOM), other)
    await house.removals.take(showrunner(), chosen, WHY)
    assert (await house.canon.hold(member(TOM), other)).ballot is not None


async def joined(house: Studio) -> SceneView:
    """A scene whose canon take is in a reel that is to be joined."""
    view = await filmed(house)
    await house.canon.choose(showrunner(), ids(view)[0])
    await house.reels.join(
        member(MARA), 1, view.scene.passage.chapter, names={}, max_bytes=10**7, age_restricted=False
    )
    return view


async def test_reels_that_are_joined_of_it_end_and_are_named(house: Studio, store: Store) -> None:
    view = await joined(house)
    removed = await house.removals.take(showrunner(), ids(view)[0], WHY)
    assert removed.reels == (view.scene.passage.chapter,)
    assert await open_work(store) == []


async def test_reels_that_hold_it_are_taken_down_and_named(house: Studio) -> None:
    view = await joined(house)
    await shoot(house)
    [errand] = [e for e in await house.outbox.due(per_guild=1000) if e.kind == "reel"]
    await house.reels.posted(errand, CHANNEL, 9999)
    removed = await house.removals.take(showrunner(), ids(view)[0], WHY)
    assert removed.reels == (view.scene.passage.chapter,)
    assert [CHANNEL, 9999] in await taken_down(house)


async def test_a_take_is_removed_while_it_waits_beside_one_that_was_posted(house: Studio) -> None:
    view = await filmed(house)
    asked = await house.takes.ask(showrunner(), ids(view)[0], Wish(WishKind.FRESH))
    assert asked.take is not None
    removed = await house.removals.take(showrunner(), asked.take.id, WHY)
    assert removed.state is SceneState.SCREENED
    assert (await another(house, view.scene.id)).slate == "1-3"
