"""Turns and the shooting order, as the database keeps them; nobody starves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from conftest import GUILD, TOM
from hypothesis import given, settings
from hypothesis import strategies as st
from shooting import claimed_by, deliver, operators_node, queue, row, take_up

from bot.domain.queue import Work, next_turn
from bot.store import Store, jobs, leases, waiting_jobs
from bot.studio import Studio
from bot.studio.house_views import NodeView

NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def turn(store: Store, job_id: int) -> object:
    return (await row(store, job_id))["turn"]


async def shoot_all(house: Studio, number: int) -> list[int]:
    """Which jobs a node shoots, one after the other."""
    node = await operators_node(house)
    return [await shoot(house, node, f"claim-{index}") for index in range(number)]


async def shoot(house: Studio, node: NodeView, claim_id: str) -> int:
    claimed = await claimed_by(house, node, claim_id)
    await deliver(house, node, claimed)
    return claimed.job


async def test_a_members_jobs_take_one_turn_after_the_other(house: Studio, store: Store) -> None:
    mine = [await queue(house) for _ in range(3)]
    assert [await turn(store, job.id) for job in mine] == [0, 1, 2]


async def test_each_member_begins_in_the_current_round(house: Studio, store: Store) -> None:
    for _ in range(2):
        await queue(house)
    await shoot_all(house, 2)
    newcomer = await queue(house, member_id=TOM)
    assert await turn(store, newcomer.id) == 1


async def test_lanes_have_turns_of_their_own(house: Studio, store: Store) -> None:
    await queue(house)
    strip = await queue(house, work=Work.STORYBOARD, engine="*")
    assert await turn(store, strip.id) == 0


async def test_a_job_cancelled_before_it_began_costs_no_turn(house: Studio, store: Store) -> None:
    job = await queue(house)
    async with store.transaction() as tx:
        await jobs.cancel(tx, job.id, NOW, "second thoughts")
    assert await turn(store, (await queue(house)).id) == 0


async def test_a_member_with_many_jobs_does_not_hold_up_another(house: Studio) -> None:
    mine = [(await queue(house)).id for _ in range(3)]
    late = (await queue(house, member_id=TOM)).id
    assert await shoot_all(house, 4) == [mine[0], late, mine[1], mine[2]]


async def test_within_a_turn_votes_go_first_then_time(house: Studio) -> None:
    few = (await queue(house, votes=1, member_id=51)).id
    many = (await queue(house, votes=5, member_id=52)).id
    early = (await queue(house, votes=1, member_id=53)).id
    assert await shoot_all(house, 3) == [many, few, early]


async def test_drafts_come_after_takes_and_storyboards_before(house: Studio) -> None:
    draft = (await queue(house, work=Work.DRAFT, engine="*")).id
    take = (await queue(house, member_id=51)).id
    node = await operators_node(house)
    first = await claimed_by(house, node, "one")
    assert first.job == take
    await deliver(house, node, first)
    second = await claimed_by(house, node, "two")
    assert second.job == draft


async def test_cancelling_a_scene_ends_what_waits_and_stops_what_is_shot(
    house: Studio, store: Store
) -> None:
    job = await queue(house)
    other = await queue(house, member_id=TOM)
    await take_up(house, await operators_node(house), "one")
    async with store.transaction() as tx:
        await jobs.cancel_of_scene(tx, job.scene_id, NOW, "removed")
        await jobs.cancel_of_scene(tx, other.scene_id, NOW, "removed")
    shot, waiting = await row(store, job.id), await row(store, other.id)
    assert (shot["cancel"], shot["outcome"]) == (1, None)
    assert (waiting["cancel"], waiting["outcome"]) == (0, "cancelled")


async def test_takes_that_wait_are_counted_and_storyboards_are_not(
    house: Studio, store: Store
) -> None:
    await queue(house)
    await queue(house, work=Work.STORYBOARD, engine="*")
    async with store.reading() as tx:
        assert await waiting_jobs.count(tx, GUILD) == 1


async def test_the_next_job_is_found_without_walking_through_the_queue(
    house: Studio, store: Store
) -> None:
    async with store.reading() as tx:
        plan = await tx.all(
            "EXPLAIN QUERY PLAN " + leases.NEXT,
            node_id=1,
            guild_id=None,
            offers='[["*", "take"], ["animatic", "take"]]',
            failed_since="",
            left_since="",
            now="",
        )
    steps = [found["detail"] for found in plan]
    assert any("job_waiting (guild_id=? AND engine=? AND kind=?)" in step for step in steps)
    assert not any(step.startswith("SCAN job") for step in steps)


async def test_what_a_guild_waits_for_is_read_without_sorting_its_queue(
    house: Studio, store: Store
) -> None:
    shot, *waiting = [(await queue(house)).id for _ in range(3)]
    await take_up(house, await operators_node(house), "claim-one")
    async with store.reading() as tx:
        plan = await tx.all("EXPLAIN QUERY PLAN " + jobs.UP_NEXT, guild_id=GUILD, limit=2)
        listed = [job["id"] for job in await jobs.of_guild(tx, GUILD, 2)]
    assert not any("TEMP B-TREE" in str(step["detail"]) for step in plan)
    assert listed == [shot, waiting[0]]


async def test_nothing_done_is_leased_again(house: Studio, store: Store) -> None:
    job = await queue(house)
    await shoot_all(house, 1)
    async with store.transaction() as tx:
        attempt = await leases.lease(
            tx, job.id, node_id=1, claim_id="x", instance="", now=NOW, until=NOW
        )
    assert attempt is None


@pytest.mark.parametrize(
    ("current", "last", "turn"), [(0, None, 0), (3, None, 3), (3, 1, 3), (3, 3, 4), (0, 5, 6)]
)
def test_the_next_turn(current: int, last: int | None, turn: int) -> None:
    assert next_turn(current, last) == turn


@settings(max_examples=60, deadline=None)
@given(
    rivals=st.integers(1, 4),
    arrivals=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=24),
)
def test_nobody_starves(rivals: int, arrivals: list[tuple[int, int]]) -> None:
    """However others pour in and whatever votes they have: a job waits for at most one job of each
    other member and turn before its own, and one more of each."""
    line = Line()
    mine = line.enqueue(member=99, votes=0)
    turn = line.turns[mine]
    served = 0
    for member, votes in arrivals * 20:
        line.enqueue(member % rivals, votes)
        if line.serve() == mine:
            break
        served += 1
    assert line.has_served(mine)
    assert served <= rivals * (turn + 1)


class Line:
    """The rule of turns alone, without the database."""

    def __init__(self) -> None:
        self.turns: dict[int, int] = {}
        self._votes: dict[int, int] = {}
        self._last: dict[int, int] = {}
        self._waiting: set[int] = set()
        self._round = 0

    def enqueue(self, member: int, votes: int) -> int:
        job = len(self.turns)
        self.turns[job] = next_turn(self._round, self._last.get(member))
        self._last[member] = self.turns[job]
        self._votes[job] = votes
        self._waiting.add(job)
        return job

    def serve(self) -> int:
        job = min(self._waiting, key=lambda job: (self.turns[job], -self._votes[job], job))
        self._waiting.discard(job)
        self._round = max(self._round, self.turns[job])
        return job

    def has_served(self, job: int) -> bool:
        return job not in self._waiting


async def test_the_line_without_the_database_is_the_one_with_it(
    house: Studio, store: Store
) -> None:
    line = Line()
    kept: dict[int, int] = {}
    for member_id, votes in [(1, 2), (2, 5), (1, 9), (3, 0), (2, 1), (1, 0)]:
        job = await queue(house, member_id=member_id, votes=votes)
        kept[job.id] = line.enqueue(member_id, votes)
    assert [kept[job] for job in await shoot_all(house, 6)] == [line.serve() for _ in range(6)]
