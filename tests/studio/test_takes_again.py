"""Takes filmed again: as animatics, after they failed, and as drafts first."""

from __future__ import annotations

import pytest
from conftest import GUILD, MARA, TOM, Clock, member, showrunner
from queue_lines import only_line
from shooting import (
    Job,
    claim,
    claimed_by,
    deliver,
    operators_node,
    order,
    queue,
    take_up,
)

from bot.domain.queue import Work
from bot.domain.scene import SceneState, TakeState
from bot.errors import NotAllowed, Refusal
from bot.store import Store, jobs, scenes, takes
from bot.studio import Studio
from bot.studio.fencing import Stop
from render.contract import Beat, Failure, FailureKind


async def test_a_take_that_waits_for_its_engine_is_filmed_as_animatic_in_its_place(
    house: Studio,
) -> None:
    job = await queue(house, engine="wan", votes=9)
    await queue(house, member_id=50)
    view = await house.queue.film_as_animatic(showrunner(), job.take_id or 0)
    assert view.takes[0].take.engine == "animatic"
    claimed = await claimed_by(house, await operators_node(house), "one")
    assert (claimed.job, claimed.order.engine) == (job.id, "animatic")


async def test_a_take_being_shot_is_refilmed_and_the_old_node_told(house: Studio) -> None:
    job = await queue(house, engine="wan")
    node = await operators_node(house)
    assert await take_up(house, node, "one", "wan")
    await house.queue.film_as_animatic(showrunner(), job.take_id or 0)
    with pytest.raises(Stop):
        await house.leases.beat(node.id, job.id, 1, Beat(progress=0.5))


async def test_an_animatic_is_not_filmed_as_one(house: Studio) -> None:
    job = await queue(house)
    with pytest.raises(Refusal, match="already"):
        await house.queue.film_as_animatic(showrunner(), job.take_id or 0)


async def failed_take(house: Studio) -> Job:
    job = await queue(house, member_id=MARA)
    node = await operators_node(house)
    claimed = await house.leases.claim(node, claim("one"))
    assert claimed is not None
    failure = Failure(kind=FailureKind.RENDER, retryable=False)
    await house.leases.fail(node.id, job.id, 1, failure)
    return job


async def test_a_failed_take_is_retried_by_whoever_asked_for_it(
    house: Studio, clock: Clock
) -> None:
    job = await failed_take(house)
    view = await house.queue.retry(member(MARA), job.take_id or 0)
    assert view.takes[0].take.state is TakeState.QUEUED
    assert (await only_line(house)).job_id != job.id
    claimed = await claimed_by(house, await operators_node(house), "two")
    assert claimed.order.slate == "1-1"


async def test_a_failed_take_is_not_retried_by_just_anybody(house: Studio) -> None:
    job = await failed_take(house)
    with pytest.raises(NotAllowed, match="who asked for take 1-1"):
        await house.queue.retry(member(TOM), job.take_id or 0)


async def test_only_a_failed_take_is_retried(house: Studio) -> None:
    job = await queue(house)
    with pytest.raises(Refusal, match="only a failed one"):
        await house.queue.retry(showrunner(), job.take_id or 0)


async def test_nothing_more_is_filmed_of_a_scene_that_was_shelved(
    house: Studio, store: Store
) -> None:
    job = await failed_take(house)
    async with store.transaction() as tx:
        await scenes.set_state(tx, job.scene_id, SceneState.SHELVED)
        await takes.set_engine(tx, job.take_id or 0, "wan")
        await takes.set_state(tx, job.take_id or 0, TakeState.FAILED, reason="")
    with pytest.raises(Refusal, match="Scene 1 is shelved"):
        await house.queue.retry(member(MARA), job.take_id or 0)
    with pytest.raises(Refusal, match="Scene 1 is shelved"):
        await house.queue.film_as_animatic(showrunner(), job.take_id or 0)
    assert await house.queue.lines(GUILD) == []


async def take_with_draft(house: Studio) -> Job:
    """A take that waits for a model, and the draft that any node makes meanwhile."""
    job = await queue(house, engine="wan")
    async with house.queue._store.transaction() as tx:
        await jobs.enqueue(
            tx,
            guild_id=GUILD,
            scene_id=job.scene_id,
            take_id=job.take_id,
            work=Work.DRAFT,
            engine="*",
            member_id=MARA,
            votes=0,
            film_s=2,
            order_json=order(Work.DRAFT, "1-1"),
            now=house.queue._now(),
        )
    return job


async def test_a_take_that_is_an_animatic_itself_needs_no_draft(house: Studio) -> None:
    job = await take_with_draft(house)
    await house.queue.film_as_animatic(showrunner(), job.take_id or 0)
    assert [line.work for line in await house.queue.lines(GUILD)] == [Work.TAKE]


async def test_a_take_that_is_there_needs_no_draft_any_more(house: Studio) -> None:
    await take_with_draft(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one", "wan")
    await deliver(house, node, claimed)
    assert await house.queue.lines(GUILD) == []


async def test_a_draft_is_shown_on_the_card_while_its_take_waits(house: Studio) -> None:
    await queue(house, work=Work.DRAFT, engine="*")
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    await deliver(house, node, claimed, Work.DRAFT)
    view = await house.scenes.numbered(GUILD, 1)
    assert view.draft is not None
    assert view.draft.path.exists()
    assert view.takes[0].clip is None
    assert house.media.usage() == view.draft.size
