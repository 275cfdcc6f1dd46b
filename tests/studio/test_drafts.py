"""Drafts: the same seeds, small and quick, looked at before the final is shot."""

from __future__ import annotations

import pytest
from conftest import GUILD, MARA, TOM, Clock, member, showrunner
from shooting import Job, claimed_by, deliver, operators_node, queue, row

from bot.domain.queue import Work
from bot.domain.scene import Take
from bot.domain.style import FilmSize
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import Store, scenes, takes
from bot.studio import Studio
from bot.studio.orders import DRAFT_PICTURE, TAKE_PICTURES
from render.contract import Picture, SceneOrder


async def order_of(store: Store, job_id: int) -> SceneOrder:
    return SceneOrder.model_validate_json(str((await row(store, job_id))["order_json"]))


async def take_of(store: Store, job: Job) -> Take:
    async with store.reading() as tx:
        found = await takes.get(tx, job.take_id or 0)
    assert found is not None
    return found


async def drafted(house: Studio) -> Job:
    """A take that waits for a model, as a draft."""
    job = await queue(house, engine="wan")
    await house.queue.draft_first(member(MARA), job.take_id or 0)
    return job


async def shown(house: Studio, store: Store) -> Job:
    """A draft that was posted."""
    job = await drafted(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "draft", "wan")
    await deliver(house, node, claimed)
    async with store.transaction() as tx:
        await takes.post(tx, job.take_id or 0, 1, 2, house.leases._now())
        await scenes.screen(tx, job.scene_id)
    return job


async def test_a_draft_has_the_same_seeds_and_keeps_its_place(house: Studio, store: Store) -> None:
    before = await queue(house, engine="wan", votes=9)
    job = await queue(house, engine="wan", member_id=50)
    whole = await order_of(store, job.id)
    await house.queue.draft_first(showrunner(), job.take_id or 0)
    order = await order_of(store, job.id)
    assert order == whole.model_copy(update={"is_draft": True, "picture": DRAFT_PICTURE})
    assert [line.job_id for line in await house.queue.lines(GUILD)] == [before.id, job.id]
    assert (await take_of(store, job)).is_draft


async def test_a_draft_is_no_larger_than_its_final(house: Studio, store: Store) -> None:
    whole = TAKE_PICTURES[FilmSize.TINY]
    job = await queue(house, engine="wan", picture=whole)
    await house.queue.draft_first(showrunner(), job.take_id or 0)
    assert (await order_of(store, job.id)).picture == whole


async def test_a_draft_is_asked_for_by_those_whose_take_it_is(house: Studio) -> None:
    job = await queue(house, engine="wan")
    with pytest.raises(NotAllowed, match="or a showrunner asks for a draft"):
        await house.queue.draft_first(member(TOM), job.take_id or 0)
    with pytest.raises(NotFound):
        await house.queue.draft_first(showrunner(77), job.take_id or 0)


async def test_an_animatic_and_a_draft_have_no_draft(house: Studio) -> None:
    animatic, draft = await queue(house), await drafted(house)
    with pytest.raises(Refusal, match="1-1 is drawn by rules"):
        await house.queue.draft_first(showrunner(), animatic.take_id or 0)
    with pytest.raises(Refusal, match="2-1 is a draft already"):
        await house.queue.draft_first(showrunner(), draft.take_id or 0)


async def test_the_final_of_a_draft_has_its_seeds_at_full_size(house: Studio, store: Store) -> None:
    job = await shown(house, store)
    await house.settings.change(showrunner(), film_size=FilmSize.HIGH)
    final = await house.queue.film_final(member(MARA), job.take_id or 0)
    assert (final.slate, final.engine, final.is_draft) == ("1-2", "wan", False)
    assert final.seed == (await take_of(store, job)).seed
    [line] = await house.queue.lines(GUILD)
    order = await order_of(store, line.job_id)
    assert (order.is_draft, order.picture) == (False, Picture(width=1280, height=720))
    assert (line.work, line.slate, line.engine) == (Work.TAKE, "1-2", "wan")


async def test_a_draft_has_one_final(house: Studio, store: Store) -> None:
    job = await shown(house, store)
    await house.queue.film_final(showrunner(), job.take_id or 0)
    with pytest.raises(Refusal, match="Its final is take 1-2, which is queued"):
        await house.queue.film_final(showrunner(), job.take_id or 0)


async def test_a_final_that_was_cancelled_can_be_asked_for_again(
    house: Studio, store: Store
) -> None:
    job = await shown(house, store)
    await house.queue.film_final(showrunner(), job.take_id or 0)
    [line] = await house.queue.lines(GUILD)
    await house.queue.cancel(showrunner(), line.job_id, "not now")
    again = await house.queue.film_final(showrunner(), job.take_id or 0)
    assert again.slate == "1-3"


async def test_only_a_draft_that_was_shown_has_a_final(house: Studio) -> None:
    job = await drafted(house)
    with pytest.raises(Refusal, match="no draft that was shown"):
        await house.queue.film_final(showrunner(), job.take_id or 0)
    with pytest.raises(NotAllowed, match="asks for its final"):
        await house.queue.film_final(member(TOM), job.take_id or 0)


async def test_a_draft_filmed_as_an_animatic_is_a_draft_no_more(
    house: Studio, store: Store
) -> None:
    job = await drafted(house)
    await house.settings.change(showrunner(), film_size=FilmSize.SMALL)
    await house.queue.film_as_animatic(showrunner(), job.take_id or 0)
    order = await order_of(store, job.id)
    small = Picture(width=640, height=360)
    assert (order.engine, order.is_draft, order.picture) == ("animatic", False, small)
    assert not (await take_of(store, job)).is_draft


async def test_a_draft_does_not_flatter_the_nodes_speed(
    house: Studio, store: Store, clock: Clock
) -> None:
    await drafted(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "draft", "wan")
    clock.forward(seconds=3)
    await deliver(house, node, claimed)
    await queue(house, engine="wan", member_id=50, film_s=4)
    [line] = await house.queue.lines(GUILD)
    assert line.eta is None
    assert (await row(store, claimed.job))["outcome"] == "done"
