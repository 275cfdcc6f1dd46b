"""Claims: one winner, what a node may be given, and what waits for work."""

from __future__ import annotations

import asyncio
import json

import pytest
from conftest import GUILD, Clock, showrunner
from shooting import (
    claim,
    claimed_by,
    deliver,
    guilds_node,
    in_hand,
    operators_node,
    queue,
    queued_in_hand,
    row,
    take_state,
    take_up,
)

from bot.domain.queue import Work
from bot.domain.scene import TakeState
from bot.store import Store, scenes
from bot.studio import Studio
from bot.studio.bell import Bell
from bot.studio.fencing import Revoked
from bot.studio.house_views import NodeView
from bot.studio.leases import ContractTooOld
from render.contract import Beat, Claimed, JobKind, Rest


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


async def test_the_order_that_a_node_gets_is_the_one_that_was_queued_and_names_its_scene(
    house: Studio, store: Store
) -> None:
    claimed = await queued_in_hand(house)
    kept = json.loads(str((await row(store, claimed.job))["order_json"]))
    told = claimed.order.model_dump(mode="json")
    assert told == kept | {"scene": told["scene"]}
    job = await row(store, claimed.job)
    async with store.reading() as tx:
        assert told["scene"] == await scenes.alias(tx, int(str(job["scene_id"])))
