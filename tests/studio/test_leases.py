"""Leases: claimed by one, kept alive, lost, revived, fenced off."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest
from conftest import GUILD, Clock, set_up, showrunner
from shooting import (
    claim,
    claimed_by,
    deliver,
    errands,
    film,
    guilds_node,
    jpeg,
    operators_node,
    queue,
    row,
    take_up,
)

from bot.domain.queue import MAX_LOST, Work
from bot.domain.scene import TakeState
from bot.errors import NodeRefused
from bot.store import Store, scenes, takes
from bot.studio import MediaFolder, Studio
from bot.studio.bell import Bell
from bot.studio.fencing import BadDelivery, Gone, NoRoom, Paused, Revoked, Stop
from bot.studio.house_views import NodeView
from bot.studio.leases import ContractTooOld
from render.contract import Beat, Claimed, Failure, FailureKind, JobKind, Rest

OTHER = 77


async def in_hand(house: Studio, claim_id: str = "one") -> Claimed:
    """A job in the hands of the operator's node."""
    return await claimed_by(house, await operators_node(house), claim_id)


async def take_state(store: Store, take_id: int | None) -> TakeState:
    assert take_id is not None
    async with store.reading() as tx:
        take = await takes.get(tx, take_id)
    assert take is not None
    return take.state


async def fail(house: Studio, node_id: int, claimed: Claimed, kind: FailureKind) -> None:
    await house.leases.fail(node_id, claimed.job, claimed.attempt, Failure(kind=kind))


async def two_nodes(house: Studio) -> tuple[int, int]:
    return (await operators_node(house)).id, (await operators_node(house, "attic")).id


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


async def test_twenty_claims_of_one_job_have_one_winner(house: Studio) -> None:
    await queue(house)
    nodes = [await operators_node(house, f"node {number}") for number in range(20)]
    answers = await asyncio.gather(*(take_up(house, node, "one") for node in nodes))
    assert sum(answer is not None for answer in answers) == 1


async def test_the_same_claim_gets_the_same_job_and_attempt_again(house: Studio) -> None:
    await queue(house)
    await queue(house)
    node = await operators_node(house)
    first = await take_up(house, node, "one")
    assert await take_up(house, node, "one") == first


async def test_a_claim_repeated_after_its_lease_lapsed_is_still_the_same(
    house: Studio, clock: Clock
) -> None:
    await queue(house)
    node = await operators_node(house)
    first = await take_up(house, node, "one")
    clock.forward(minutes=5)
    await house.leases.reap()
    assert await take_up(house, node, "one") == first


async def test_a_node_that_crashed_gets_its_job_again_as_a_new_attempt(house: Studio) -> None:
    job = await queue(house)
    await queue(house, votes=9, member_id=44)
    node = await operators_node(house)
    first = await claimed_by(house, node, "one")
    again = await claimed_by(house, node, "two")
    assert again.job == first.job != job.id
    assert again.attempt == 2


async def test_an_engine_nobody_offers_waits_and_others_go_ahead(house: Studio) -> None:
    await queue(house, engine="wan", votes=9)
    job = await queue(house, member_id=44)
    claimed = await in_hand(house)
    assert claimed.job == job.id


async def test_a_storyboard_goes_to_any_node_that_draws_and_first(house: Studio) -> None:
    await queue(house, engine="wan")
    strip = await queue(house, work=Work.STORYBOARD, engine="*", member_id=44)
    claimed = await claimed_by(house, await operators_node(house), "one", "wan", "animatic")
    assert claimed.job == strip.id


@pytest.mark.parametrize("work", [Work.STORYBOARD, Work.DRAFT])
async def test_a_node_that_offers_a_model_alone_gets_nothing_that_is_drawn_by_rules(
    house: Studio, work: Work
) -> None:
    await queue(house, work=work, engine="*")
    node = await operators_node(house)
    assert await take_up(house, node, "one", "wan") is None
    assert await take_up(house, node, "two", "animatic")


async def test_what_is_made_of_finished_takes_goes_to_any_node(house: Studio) -> None:
    refit = await queue(house, work=Work.REFIT, engine="*")
    claimed = await claimed_by(house, await operators_node(house), "one", "wan")
    assert claimed.job == refit.id


async def ask(
    house: Studio, node: NodeView, claim_id: str, holds: tuple[int, ...] = (), **changes: object
) -> Claimed | None:
    return await house.leases.claim(node, claim(claim_id, holds=holds, **changes))


async def test_a_node_claims_a_job_ahead_of_the_one_it_has_in_hand(
    house: Studio, store: Store
) -> None:
    first, second = await queue(house, votes=2), await queue(house, member_id=50)
    node = await operators_node(house)
    await ask(house, node, "one")
    ahead = await ask(house, node, "two", holds=(first.id,))
    assert ahead is not None
    assert ahead.job == second.id
    assert [(await row(store, job.id))["attempt"] for job in (first, second)] == [1, 1]
    for job in (first, second):
        await house.leases.beat(node.id, job.id, 1, Beat(progress=0.5))


async def test_what_a_node_does_not_hold_any_more_is_given_out_again_and_to_it_first(
    house: Studio,
) -> None:
    first, second = await queue(house, votes=2), await queue(house, votes=1, member_id=50)
    await queue(house, votes=9, member_id=51, work=Work.STORYBOARD, engine="*")
    node = await operators_node(house)
    strip = await ask(house, node, "strip")
    assert strip is not None
    await deliver(house, node, strip, Work.STORYBOARD)
    await ask(house, node, "one")
    await ask(house, node, "two", holds=(first.id,))
    again = await ask(house, node, "three", holds=(second.id,))
    assert again is not None
    assert (again.job, again.attempt) == (first.id, 2)


async def test_after_a_crash_the_claims_of_before_bring_the_same_attempts(house: Studio) -> None:
    first, second = await queue(house, votes=2), await queue(house, member_id=50)
    node = await operators_node(house)
    await ask(house, node, "one")
    await ask(house, node, "two", holds=(first.id,))
    back = [await ask(house, node, "one"), await ask(house, node, "two", holds=(first.id,))]
    assert [(found.job, found.attempt) for found in back if found] == [
        (first.id, 1),
        (second.id, 1),
    ]


async def test_two_programs_with_one_token_do_not_take_each_others_jobs(house: Studio) -> None:
    first, second = await queue(house, votes=2), await queue(house, member_id=50)
    node = await operators_node(house)
    await ask(house, node, "one", instance="here")
    other = await ask(house, node, "two", instance="there")
    assert other is not None
    assert other.job == second.id
    assert not (await house.leases.beat(node.id, first.id, 1, Beat(progress=0.1))).cancel


async def test_a_resting_node_gets_nothing_and_its_lost_reply_costs_nobody_a_job(
    house: Studio, store: Store
) -> None:
    job = await queue(house)
    node = await operators_node(house)
    await ask(house, node, "one")
    assert await ask(house, node, "one", rests=Rest(why="busy")) is None
    assert await ask(house, node, "two", rests=Rest(why="busy")) is None
    kept = await row(store, job.id)
    assert (kept["leased_until"], kept["failures"], kept["lost"]) == (None, 0, 0)
    assert await take_state(store, job.take_id) is TakeState.QUEUED
    assert await ask(house, node, "two")


async def test_cards_that_wait_are_shown_anew_when_a_node_rests_and_when_it_works_again(
    house: Studio, clock: Clock
) -> None:
    await queue(house)
    node = await operators_node(house)

    async def shown() -> int:
        """How often the card was noted to be shown, since it was last."""
        clock.forward(seconds=5)
        due = [errand for errand in await house.outbox.due(per_guild=99) if errand.kind == "card"]
        for errand in due:
            await house.outbox.done(errand)
        return len(due)

    await ask(house, node, "one", kinds=(JobKind.REEL,))
    await shown()
    counts: list[int] = []
    for rests in (Rest(why="busy"), Rest(why="busy"), None):
        await ask(house, node, "one", rests=rests, kinds=(JobKind.REEL,))
        counts.append(await shown())
    assert counts == [1, 0, 1]
    with pytest.raises(ContractTooOld):
        await house.leases.claim(node, claim("one", contracts=(7,)))
    assert await shown() == 1


async def test_a_node_gets_only_kinds_of_work_that_it_does(house: Studio) -> None:
    await queue(house, work=Work.STORYBOARD, engine="*")
    take = await queue(house)
    node = await operators_node(house)
    claimed = await house.leases.claim(node, claim("one", kinds=(JobKind.TAKE,)))
    assert claimed is not None
    assert claimed.job == take.id


async def test_a_node_of_another_time_is_told_the_versions(house: Studio) -> None:
    node = await operators_node(house)
    with pytest.raises(ContractTooOld, match="contract 2 and 1, and the node 7, 8"):
        await house.leases.claim(node, claim("one", contracts=(7, 8)))


async def test_a_node_also_of_another_time_is_served(house: Studio) -> None:
    await queue(house)
    node = await operators_node(house)
    assert await house.leases.claim(node, claim("one", contracts=(2, 3)))


async def test_nothing_is_claimed_for_a_paused_queue(house: Studio) -> None:
    await queue(house)
    await house.queue.pause(showrunner(), "exams")
    node = await operators_node(house)
    assert await take_up(house, node, "one") is None
    await house.queue.resume(showrunner())
    assert await take_up(house, node, "one")


async def test_nothing_is_claimed_for_a_guild_that_left(house: Studio) -> None:
    await queue(house)
    await house.settings.left(GUILD)
    assert await take_up(house, await operators_node(house), "one") is None


class HeardBell(Bell):
    """Says when somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.was_waited_for = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        self.was_waited_for.set()
        await super().wait(seconds)


async def test_a_waiting_claim_is_answered_when_work_comes(house: Studio) -> None:
    node = await operators_node(house)
    house.leases.bell = bell = HeardBell()
    waiting = asyncio.create_task(house.leases.claim(node, claim("one", wait=20)))
    await bell.was_waited_for.wait()
    job = await queue(house)
    claimed = await waiting
    assert claimed is not None
    assert claimed.job == job.id


async def test_a_claim_that_nobody_waits_for_any_more_takes_nothing(house: Studio) -> None:
    node = await operators_node(house)
    asked = house.leases.claim(node, claim("one", wait=20), is_gone=lambda: True)
    assert await asked is None


async def test_a_node_that_hung_up_while_it_waited_is_given_nothing(house: Studio) -> None:
    node = await operators_node(house)
    house.leases.bell = bell = HeardBell()
    left = asyncio.Event()
    asked = house.leases.claim(node, claim("one", wait=20), is_gone=left.is_set)
    waiting = asyncio.create_task(asked)
    await bell.was_waited_for.wait()
    left.set()
    await queue(house)
    assert await waiting is None


async def test_a_claim_that_waits_is_let_go_when_the_bot_closes(house: Studio) -> None:
    node = await operators_node(house)
    house.leases.bell = bell = HeardBell()
    waiting = asyncio.create_task(house.leases.claim(node, claim("one", wait=20)))
    await bell.was_waited_for.wait()
    house.leases.close()
    assert await waiting is None


async def test_a_node_revoked_while_it_claims_is_shut_out(house: Studio) -> None:
    node, _ = await guilds_node(house)
    await house.nodes.revoke(showrunner(), node.id)
    with pytest.raises(Revoked):
        await take_up(house, node, "one")


async def test_beats_keep_a_lease_alive(house: Studio, clock: Clock) -> None:
    claimed = await in_hand_at_once(house)
    node, other = await two_nodes(house)
    for progress in (0.1, 0.2, 0.3):
        clock.forward(seconds=50)
        await house.leases.beat(node, claimed.job, 1, Beat(progress=progress))
        await house.leases.reap()
    assert await take_up(house, await operators_node(house, "attic"), "two") is None
    assert other != node


async def in_hand_at_once(house: Studio) -> Claimed:
    await queue(house)
    return await in_hand(house)


async def test_a_node_that_went_quiet_loses_its_job_to_another(house: Studio, clock: Clock) -> None:
    claimed = await in_hand_at_once(house)
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
    claimed = await in_hand_at_once(house)
    node = await operators_node(house)
    clock.forward(minutes=30)
    await house.leases.reap()
    assert await deliver(house, node, claimed)
    assert await errands(house, "take") == 1


async def test_of_a_frozen_node_and_its_successor_one_is_published(
    house: Studio, clock: Clock
) -> None:
    frozen = await in_hand_at_once(house)
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
    claimed = await in_hand_at_once(house)
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
    await in_hand_at_once(house)
    clock.forward(hours=2)
    restarted = Studio(store, media, now=clock)
    await restarted.leases.reap()
    clock.forward(seconds=60)
    attic = await operators_node(restarted, "attic")
    assert await take_up(restarted, attic, "two")


async def test_a_clock_that_jumps_forward_publishes_nothing_twice(
    house: Studio, clock: Clock
) -> None:
    claimed = await in_hand_at_once(house)
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
    await in_hand_at_once(house)
    clock.forward(days=-1)
    await house.leases.reap()
    attic = await operators_node(house, "attic")
    assert await take_up(house, attic, "two") is None
    clock.forward(seconds=60)
    assert await take_up(house, attic, "two")


async def test_a_node_alive_without_progress_loses_its_job(
    house: Studio, store: Store, clock: Clock
) -> None:
    claimed = await in_hand_at_once(house)
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


async def test_a_pause_is_no_failure(house: Studio, store: Store) -> None:
    job = await queue(house)
    node = await operators_node(house)
    for number in range(5):
        claimed = await claimed_by(house, node, f"claim-{number}")
        await fail(house, node.id, claimed, FailureKind.CANCELLED)
    kept = await row(store, job.id)
    assert (kept["failures"], kept["attempt"], kept["outcome"]) == (0, 5, None)


async def test_a_poison_scene_is_given_up_after_three_failures_and_the_queue_moves_on(
    house: Studio, store: Store, clock: Clock
) -> None:
    poison = await queue(house, votes=9)
    good = await queue(house, member_id=44)
    node = await operators_node(house)
    for number in range(3):
        clock.forward(minutes=1)
        claimed = await claimed_by(house, node, f"claim-{number}")
        assert claimed.job == poison.id
        await fail(house, node.id, claimed, FailureKind.OOM)
    assert await take_state(store, poison.take_id) is TakeState.FAILED
    async with store.reading() as tx:
        take = await takes.get(tx, poison.take_id or 0)
    assert take is not None
    assert take.reason == "It failed 3 times; the last time the machine ran out of memory."
    after = await claimed_by(house, node, "after")
    assert after.job == good.id


async def test_a_failed_job_is_left_to_other_nodes_for_a_while(house: Studio, clock: Clock) -> None:
    await queue(house)
    node, attic = await operators_node(house), await operators_node(house, "attic")
    claimed = await claimed_by(house, node, "one")
    await fail(house, node.id, claimed, FailureKind.RENDER)
    assert await take_up(house, node, "two") is None
    assert await take_up(house, attic, "one")


async def test_a_failed_job_comes_back_to_the_only_node(house: Studio, clock: Clock) -> None:
    await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    await fail(house, node.id, claimed, FailureKind.RENDER)
    clock.forward(seconds=31)
    assert await take_up(house, node, "two")


async def test_a_failure_that_cannot_be_retried_gives_up_at_once(
    house: Studio, store: Store
) -> None:
    job = await queue(house)
    claimed = await in_hand(house)
    node, _ = await two_nodes(house)
    failure = Failure(kind=FailureKind.RENDER, retryable=False)
    await house.leases.fail(node, job.id, claimed.attempt, failure)
    assert (await row(store, job.id))["reason"] == "It cannot be shot: the engine failed."


async def test_a_storyboard_given_up_leaves_no_take_behind(house: Studio, store: Store) -> None:
    job = await queue(house, work=Work.STORYBOARD, engine="*")
    claimed = await in_hand(house)
    node, _ = await two_nodes(house)
    failure = Failure(kind=FailureKind.RENDER, retryable=False)
    await house.leases.fail(node, job.id, claimed.attempt, failure)
    assert (await row(store, job.id))["outcome"] == "failed"
    assert await house.queue.lines(GUILD) == []


async def test_a_node_that_fails_at_several_jobs_is_paused_and_its_owner_told(
    house: Studio,
) -> None:
    for votes in (3, 2, 1):
        await queue(house, votes=votes, member_id=50 + votes)
    node, _ = await guilds_node(house)
    for number in range(3):
        claimed = await claimed_by(house, node, f"claim-{number}")
        await fail(house, node.id, claimed, FailureKind.RENDER)
    [view] = [view for view in await house.nodes.of_guild(GUILD) if view.id == node.id]
    assert view.paused_reason == "3 failures within an hour; the last time the engine failed"
    [notice] = [e for e in await house.outbox.due() if e.kind == "notice"]
    assert notice.body["member_id"] == node.owner_id
    assert str(notice.body["text"]).startswith("Anna's PC is paused: 3 failures")


async def test_a_paused_node_gets_nothing_until_it_is_resumed(
    house: Studio,
) -> None:
    node, _ = await guilds_node(house)
    await queue(house)
    await house.nodes.pause(showrunner(), node.id, "game night")
    with pytest.raises(Paused, match="game night"):
        await take_up(house, node, "one")
    await house.nodes.resume(showrunner(), node.id)
    assert await take_up(house, node, "one")


async def test_failures_more_than_an_hour_ago_pause_nobody(house: Studio, clock: Clock) -> None:
    for votes in (3, 2, 1):
        await queue(house, votes=votes, member_id=50 + votes)
    node, _ = await guilds_node(house)
    for number in range(3):
        claimed = await claimed_by(house, node, f"claim-{number}")
        await fail(house, node.id, claimed, FailureKind.RENDER)
        clock.forward(minutes=31)
    [view] = [view for view in await house.nodes.of_guild(GUILD) if view.id == node.id]
    assert view.paused_reason is None


async def test_a_full_disk_on_a_node_is_no_failure_of_the_job_and_its_owner_is_told(
    house: Studio, store: Store
) -> None:
    job = await queue(house)
    node, _ = await guilds_node(house)
    claimed = await claimed_by(house, node, "one")
    await fail(house, node.id, claimed, FailureKind.DISK)
    assert (await row(store, job.id))["failures"] == 0
    [notice] = [e for e in await house.outbox.due() if e.kind == "notice"]
    assert "no disk space left" in str(notice.body["text"])


async def test_a_full_disk_of_the_bot_stops_claims_and_tells_the_showrunners_once(
    house: Studio,
    store: Store,
    media: MediaFolder,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await queue(house)
    crowded = Studio(store, MediaFolder(media._root, budget=-1), now=clock)
    node = await operators_node(crowded)
    assert await take_up(crowded, node, "one") is None
    assert await take_up(crowded, node, "two") is None
    [notice] = [e for e in await crowded.outbox.due() if e.kind == "notice"]
    assert notice.revision == 1
    assert caplog.text.count("are used (GREENLIGHT_MEDIA_GB)") == 1
    [line] = await crowded.queue.lines(GUILD)
    assert line.waits_for == "room on the bot's disk"
    assert await take_up(house, node, "three")


async def test_nothing_is_begun_that_would_not_fit(house: Studio, media: MediaFolder) -> None:
    await queue(house)
    node = await operators_node(house)
    media._budget = 10_000_000
    media._used = 9_900_000
    assert await take_up(house, node, "one") is None
    media._used = 8_000_000
    assert await take_up(house, node, "two") is not None


async def test_a_file_that_found_no_room_is_not_made_again_before_there_is_some(
    house: Studio, media: MediaFolder
) -> None:
    await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    content = len(film())
    media._budget, media._used = 2 * content, content + content // 2
    with pytest.raises(NoRoom):
        await deliver(house, node, claimed)
    await fail(house, node.id, claimed, FailureKind.CANCELLED)
    assert await take_up(house, node, "two") is None
    media._used = content
    assert await take_up(house, node, "three") is not None


async def test_a_guild_that_begins_to_wait_while_the_disk_is_full_is_told_too(
    house: Studio, media: MediaFolder
) -> None:
    await set_up(house, OTHER, 7700)
    node = await operators_node(house)
    media._budget = -1
    for number, guild_id in enumerate((None, GUILD, GUILD, OTHER)):
        if guild_id is not None:
            await queue(house, guild_id=guild_id)
        assert await take_up(house, node, f"claim-{number}") is None
    notices = [e for e in await house.outbox.due() if e.kind == "notice"]
    assert sorted(notice.guild_id for notice in notices) == [OTHER, GUILD]
    assert {notice.revision for notice in notices} == {1}


async def test_a_job_over_which_machine_after_machine_falls_silent_is_given_up(
    house: Studio, store: Store, clock: Clock
) -> None:
    job = await queue(house)
    node = await operators_node(house)
    for number in range(MAX_LOST + 1):
        assert await take_up(house, node, f"claim-{number}")
        clock.forward(seconds=61)
    await house.leases.reap()
    assert await take_state(store, job.take_id) is TakeState.FAILED
    assert "fell silent" in str((await row(store, job.id))["reason"])


async def test_a_revoked_node_loses_its_job_at_once(house: Studio) -> None:
    await queue(house)
    node, token = await guilds_node(house)
    assert await take_up(house, node, "one")
    await house.nodes.revoke(showrunner(), node.id)
    assert await house.nodes.authenticate(token) is None
    second = await claimed_by(house, await operators_node(house), "two")
    assert second.attempt == 2


async def test_guilds_take_turns_on_the_operators_nodes(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    for member_id in range(50, 53):
        await queue(house, votes=9, member_id=member_id)
        await queue(house, guild_id=OTHER, member_id=member_id)
    node = await operators_node(house)
    served: list[int] = []
    for number in range(6):
        claimed = await claimed_by(house, node, f"claim-{number}")
        await deliver(house, node, claimed)
        async with house.leases._store.reading() as tx:
            found = await tx.one("SELECT guild_id FROM job WHERE id = :id", id=claimed.job)
        assert found is not None
        served.append(found["guild_id"])
    assert served in ([GUILD, OTHER] * 3, [OTHER, GUILD] * 3)


async def test_storyboards_of_a_guild_do_not_cost_it_its_turn_for_takes(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    node = await operators_node(house)
    await queue(house)
    await deliver(house, node, await held(house, "first take"))
    await queue(house, member_id=44)
    theirs = await queue(house, guild_id=OTHER)
    await queue(house, guild_id=OTHER, work=Work.STORYBOARD, engine="*")
    strip = await held(house, "their strip")
    await deliver(house, node, strip, Work.STORYBOARD)
    assert (await held(house, "their take")).job == theirs.id


async def held(house: Studio, claim_id: str) -> Claimed:
    return await in_hand(house, claim_id.replace(" ", "-"))


async def test_a_guilds_node_serves_that_guild_alone(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    await queue(house, guild_id=OTHER)
    node, _ = await guilds_node(house)
    assert await take_up(house, node, "one") is None
    job = await queue(house)
    claimed = await claimed_by(house, node, "two")
    assert claimed.job == job.id


async def test_a_guilds_node_serves_others_once_its_owner_opened_it(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    await queue(house, guild_id=OTHER)
    node, _ = await guilds_node(house)
    await house.nodes.open(showrunner(), node.id, True)
    assert await take_up(house, node, "one")


async def test_a_beat_brings_a_preview_to_the_card(house: Studio) -> None:
    job = await queue(house)
    await in_hand(house)
    node, _ = await two_nodes(house)
    picture = jpeg()
    beat = Beat(progress=0.4, shot=1, preview=base64.b64encode(picture).decode())
    await house.leases.beat(node, job.id, 1, beat)
    [line] = await house.queue.lines(GUILD)
    assert (line.preview, line.progress, line.shot, line.place) == (picture, 0.4, 1, 0)


@pytest.mark.parametrize(
    ("preview", "sentence"),
    [
        ("not base64!", "not base64"),
        (base64.b64encode(b"GIF89a").decode(), "neither a JPEG nor a WebP"),
        (base64.b64encode(b"\xff\xd8\xff" + bytes(256 * 1024)).decode(), "at most 256 kB"),
        (base64.b64encode(b"RIFF0000WAVE").decode(), "neither a JPEG nor a WebP"),
    ],
)
async def test_a_preview_that_is_no_small_picture_is_refused(
    house: Studio, preview: str, sentence: str
) -> None:
    claimed = await in_hand_at_once(house)
    node, _ = await two_nodes(house)
    with pytest.raises(BadDelivery, match=sentence):
        await house.leases.beat(node, claimed.job, 1, Beat(progress=0.1, preview=preview))


async def revision(house: Studio) -> int:
    [card] = [errand for errand in await house.outbox.due(100) if errand.kind == "card"]
    return card.revision


async def test_beats_touch_the_card_at_most_once_in_five_seconds(
    house: Studio, clock: Clock
) -> None:
    claimed = await in_hand_at_once(house)
    node, _ = await two_nodes(house)
    await house.leases.beat(node, claimed.job, 1, Beat(progress=0.1))
    before = await revision(house)
    clock.forward(seconds=4)
    await house.leases.beat(node, claimed.job, 1, Beat(progress=0.2))
    assert await revision(house) == before
    clock.forward(seconds=1)
    await house.leases.beat(node, claimed.job, 1, Beat(progress=0.2))
    assert await revision(house) == before + 1


async def test_beats_that_change_nothing_leave_the_card_alone(house: Studio, clock: Clock) -> None:
    claimed = await in_hand_at_once(house)
    node, _ = await two_nodes(house)
    await house.leases.beat(node, claimed.job, 1, Beat(progress=0.1))
    before = await revision(house)
    clock.forward(seconds=30)
    await house.leases.beat(node, claimed.job, 1, Beat(progress=0.1))
    assert await revision(house) == before


async def test_a_beat_for_no_job_at_all_is_gone(house: Studio) -> None:
    node, _ = await two_nodes(house)
    with pytest.raises(Gone):
        await house.leases.beat(node, 999, 1, Beat(progress=0.1))


async def test_nobody_beats_for_anothers_job(house: Studio) -> None:
    claimed = await in_hand_at_once(house)
    _, other = await two_nodes(house)
    with pytest.raises(NodeRefused):
        await house.leases.beat(other, claimed.job, claimed.attempt, Beat(progress=0.1))


async def test_the_order_that_a_node_gets_is_the_one_that_was_queued_and_names_its_scene(
    house: Studio, store: Store
) -> None:
    claimed = await in_hand_at_once(house)
    kept = json.loads(str((await row(store, claimed.job))["order_json"]))
    told = claimed.order.model_dump(mode="json")
    assert told == kept | {"scene": told["scene"]}
    job = await row(store, claimed.job)
    async with store.reading() as tx:
        assert told["scene"] == await scenes.alias(tx, int(str(job["scene_id"])))
