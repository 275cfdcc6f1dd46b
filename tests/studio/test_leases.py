"""Leases: lost, revived, fenced off, cancelled."""

from __future__ import annotations

import pytest
from conftest import Clock, showrunner
from shooting import (
    claimed_by,
    deliver,
    errands,
    fail,
    in_hand,
    operators_node,
    queue,
    queued_in_hand,
    row,
    take_state,
    take_up,
    two_nodes,
)

from bot.domain.scene import TakeState
from bot.store import Store
from bot.studio import MediaFolder, Studio
from bot.studio.fencing import Gone, Stop
from render.contract import Beat, Claimed, FailureKind


async def test_a_claimed_take_is_shot_delivered_and_left_to_be_posted(
    house: Studio, store: Store
) -> None:
    job = await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    assert (claimed.job, claimed.attempt, claimed.lease_s) == (job.id, 1, 60)
    assert await take_state(store, job.take_id) is TakeState.SHOOTING
    assert await deliver(house, node, claimed)
    assert (await row(store, job.id))["outcome"] == "done"
    assert await take_state(store, job.take_id) is TakeState.DELIVERED
    assert await errands(house, "take") == 1


async def test_a_node_that_went_quiet_loses_its_job_to_another(house: Studio, clock: Clock) -> None:
    claimed = await queued_in_hand(house)
    node, _ = await two_nodes(house)
    clock.forward(seconds=61)
    second = await claimed_by(house, await operators_node(house, "attic"), "two")
    assert (second.job, second.attempt) == (claimed.job, 2)
    with pytest.raises(Stop, match="not the latest"):
        await house.leases.beat(node, claimed.job, 1, Beat(progress=0.5))


async def test_a_late_beat_revives_a_lease_that_nobody_took(
    house: Studio, store: Store, clock: Clock
) -> None:
    job = await queue(house)
    claimed = await in_hand(house)
    node, _ = await two_nodes(house)
    clock.forward(minutes=3)
    await house.leases.reap()
    assert await take_state(store, job.take_id) is TakeState.QUEUED
    reply = await house.leases.beat(node, claimed.job, 1, Beat(progress=0.5))
    assert not reply.cancel
    assert await take_state(store, job.take_id) is TakeState.SHOOTING
    assert await take_up(house, await operators_node(house, "attic"), "two") is None


async def test_a_late_completion_counts_if_nobody_took_the_job(house: Studio, clock: Clock) -> None:
    claimed = await queued_in_hand(house)
    node = await operators_node(house)
    clock.forward(minutes=30)
    await house.leases.reap()
    assert await deliver(house, node, claimed)
    assert await errands(house, "take") == 1


async def test_of_a_frozen_node_and_its_successor_one_is_published(
    house: Studio, clock: Clock
) -> None:
    frozen = await queued_in_hand(house)
    first, attic = await operators_node(house), await operators_node(house, "attic")
    clock.forward(seconds=61)
    successor = await claimed_by(house, attic, "two")
    assert await deliver(house, attic, successor)
    with pytest.raises(Stop):
        await deliver(house, first, frozen)
    assert await errands(house, "take") == 1


async def test_after_a_start_nothing_is_reaped_for_a_whole_lease(
    house: Studio, store: Store, media: MediaFolder, clock: Clock
) -> None:
    claimed = await queued_in_hand(house)
    node, _ = await two_nodes(house)
    clock.forward(hours=2)
    restarted = Studio(store, media, now=clock)
    await restarted.leases.reap()
    clock.forward(seconds=59)
    await restarted.leases.reap()
    attic = await operators_node(restarted, "attic")
    assert await take_up(restarted, attic, "two") is None
    assert not (await restarted.leases.beat(node, claimed.job, 1, Beat(progress=0.5))).cancel


async def test_after_a_start_and_a_whole_lease_silent_nodes_lose_their_jobs(
    house: Studio, store: Store, media: MediaFolder, clock: Clock
) -> None:
    await queued_in_hand(house)
    clock.forward(hours=2)
    restarted = Studio(store, media, now=clock)
    await restarted.leases.reap()
    clock.forward(seconds=60)
    attic = await operators_node(restarted, "attic")
    assert await take_up(restarted, attic, "two")


async def test_a_clock_that_jumps_forward_publishes_nothing_twice(
    house: Studio, clock: Clock
) -> None:
    claimed = await queued_in_hand(house)
    first, attic = await operators_node(house), await operators_node(house, "attic")
    clock.forward(days=1)
    second = await claimed_by(house, attic, "two")
    clock.forward(days=-1)
    with pytest.raises(Stop):
        await deliver(house, first, claimed)
    assert await deliver(house, attic, second)
    assert await errands(house, "take") == 1


async def test_a_clock_set_back_by_a_day_keeps_no_job_from_others(
    house: Studio, clock: Clock
) -> None:
    await queued_in_hand(house)
    clock.forward(days=-1)
    await house.leases.reap()
    attic = await operators_node(house, "attic")
    assert await take_up(house, attic, "two") is None
    clock.forward(seconds=60)
    assert await take_up(house, attic, "two")


async def test_a_node_alive_without_progress_loses_its_job(
    house: Studio, store: Store, clock: Clock
) -> None:
    claimed = await queued_in_hand(house)
    node, _ = await two_nodes(house)
    reply = await beats(house, clock, node, claimed, minutes=11)
    assert reply.cancel
    assert (await row(store, claimed.job))["failures"] == 1
    second = await claimed_by(house, await operators_node(house, "attic"), "two")
    assert second.attempt == 2


async def beats(house: Studio, clock: Clock, node: int, claimed: Claimed, *, minutes: int):
    """One beat a half minute, all with the same progress; the last reply."""
    reply = await house.leases.beat(node, claimed.job, claimed.attempt, Beat(progress=0.2))
    for _ in range(2 * minutes):
        if reply.cancel:
            break
        clock.forward(seconds=30)
        reply = await house.leases.beat(node, claimed.job, claimed.attempt, Beat(progress=0.2))
    return reply


async def test_a_node_known_to_be_slow_has_five_steps_of_patience(
    house: Studio, store: Store, clock: Clock
) -> None:
    node = await operators_node(house)
    await queue(house, film_s=2)
    first = await in_hand(house)
    clock.forward(minutes=20)
    await house.leases.reap()
    assert await deliver(house, node, first, stages={"total": 1200})
    await queue(house, film_s=2)
    second = await in_hand(house, "two")
    assert not (await beats(house, clock, node.id, second, minutes=40)).cancel
    assert (await beats(house, clock, node.id, second, minutes=70)).cancel


async def test_a_cancelled_job_is_told_at_the_next_beat_and_is_over_then(
    house: Studio, store: Store
) -> None:
    job = await queue(house)
    claimed = await in_hand(house)
    node, _ = await two_nodes(house)
    await house.queue.cancel(showrunner(), job.id, "second thoughts")
    assert (await house.leases.beat(node, job.id, 1, Beat(progress=0.1))).cancel
    await fail(house, node, claimed, FailureKind.CANCELLED)
    kept = await row(store, job.id)
    assert (kept["outcome"], kept["failures"]) == ("cancelled", 0)
    with pytest.raises(Gone):
        await house.leases.beat(node, job.id, 1, Beat(progress=0.1))


async def test_a_cancelled_job_that_is_delivered_all_the_same_is_not_published(
    house: Studio, store: Store, media: MediaFolder
) -> None:
    job = await queue(house)
    claimed = await in_hand(house)
    await house.queue.cancel(showrunner(), job.id, "second thoughts")
    with pytest.raises(Stop, match="cancelled"):
        await deliver(house, await operators_node(house), claimed)
    assert await errands(house, "take") == 0
    assert media.usage() == 0
    assert (await row(store, job.id))["outcome"] == "cancelled"


async def test_a_cancelled_job_whose_node_is_silent_ends_with_its_lease(
    house: Studio, store: Store, clock: Clock
) -> None:
    job = await queue(house)
    await in_hand(house)
    await house.queue.cancel(showrunner(), job.id, "second thoughts")
    clock.forward(seconds=61)
    await house.leases.reap()
    assert (await row(store, job.id))["outcome"] == "cancelled"
