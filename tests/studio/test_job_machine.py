"""Whatever nodes, clock and restarts do: one owner, growing attempts, published at most once."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

from conftest import Clock, set_up
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from shooting import claim, deliver, operators_node, queue, row

from bot.domain.queue import Work
from bot.store import Store
from bot.studio import MediaFolder, Studio
from bot.studio.fencing import BadDelivery, Gone, Paused, Stop
from bot.studio.house_views import NodeView
from render.contract import Beat, Claimed, Failure, FailureKind, Rest

T = TypeVar("T")
NODES = 2
SPANS = (1.0, 30.0, 59.0, 61.0, 700.0, 86_400.0, -3_600.0)


class JobMachine(RuleBasedStateMachine):
    """Nodes that crash, freeze and repeat themselves, on a real database and a jumping clock."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.store = self.run(Store.open(Path(self.folder.name) / "greenlight.db"))
        self.open_studio()
        self.run(set_up(self.studio, 2000, 3000))
        self.nodes = [
            self.run(operators_node(self.studio, f"node {number}")) for number in range(NODES)
        ]
        self.jobs = [self.run(queue(self.studio, work=Work.STORYBOARD, engine="*")).id]
        self.claims = 0
        self.held: list[tuple[NodeView, Claimed]] = []
        """Every right that was ever given out, whatever became of it."""
        self.attempts: dict[int, int] = {}
        self.published: dict[int, int] = {}

    def run(self, work: Awaitable[T]) -> T:
        async def waited() -> T:
            return await work

        return self.runner.run(waited())

    def open_studio(self) -> None:
        media = MediaFolder(Path(self.folder.name) / "media", floor=0)
        self.studio = Studio(self.store, media, now=self.clock)

    def teardown(self) -> None:
        self.run(self.store.close())
        self.runner.close()
        self.folder.cleanup()

    @precondition(lambda self: len(self.jobs) < 3)
    @rule(member_id=st.integers(1, 3))
    def enqueue(self, member_id: int) -> None:
        job = self.run(queue(self.studio, work=Work.STORYBOARD, engine="*", member_id=member_id))
        self.jobs.append(job.id)

    @rule(
        number=st.integers(0, NODES - 1),
        repeats=st.sampled_from([False, False, True]),
        rests=st.sampled_from([None, None, Rest(why="busy")]),
        data=st.data(),
    )
    def claim(self, number: int, repeats: bool, rests: Rest | None, data: st.DataObject) -> None:
        self.claims += not repeats
        node = self.nodes[number]
        own = sorted({claimed.job for holder, claimed in self.held if holder.id == node.id})
        holds = data.draw(st.sampled_from([(), tuple(own)]))
        asked = claim(f"claim-{self.claims}", holds=holds, rests=rests)
        try:
            claimed = self.run(self.studio.leases.claim(node, asked))
        except Paused:
            return
        if claimed is None:
            return
        assert rests is None
        known = (node.id, claimed.job, claimed.attempt) in {
            (holder.id, old.job, old.attempt) for holder, old in self.held
        }
        assert known or claimed.attempt == self.attempts.get(claimed.job, 0) + 1
        assert not self.published.get(claimed.job)
        self.attempts[claimed.job] = claimed.attempt
        self.held.append((node, claimed))

    @precondition(lambda self: self.held)
    @rule(data=st.data(), progress=st.sampled_from([0.1, 0.5, 0.9]))
    def beat(self, data: st.DataObject, progress: float) -> None:
        node, claimed = data.draw(st.sampled_from(self.held))
        beat = Beat(progress=progress)
        try:
            self.run(self.studio.leases.beat(node.id, claimed.job, claimed.attempt, beat))
        except (Stop, Gone):
            return
        assert claimed.attempt == self.attempts[claimed.job]

    @precondition(lambda self: self.held)
    @rule(data=st.data(), broken=st.booleans())
    def complete(self, data: st.DataObject, broken: bool) -> None:
        node, claimed = data.draw(st.sampled_from(self.held))
        files = {"contact.png": b"broken"} if broken else None
        try:
            is_new = self.run(deliver(self.studio, node, claimed, Work.STORYBOARD, files))
        except (Stop, Gone, BadDelivery):
            return
        assert not broken
        assert claimed.attempt == self.attempts[claimed.job]
        self.published[claimed.job] = self.published.get(claimed.job, 0) + is_new

    @precondition(lambda self: self.held)
    @rule(data=st.data(), kind=st.sampled_from(FailureKind))
    def fail(self, data: st.DataObject, kind: FailureKind) -> None:
        node, claimed = data.draw(st.sampled_from(self.held))
        failure = Failure(kind=kind)
        try:
            self.run(self.studio.leases.fail(node.id, claimed.job, claimed.attempt, failure))
        except (Stop, Gone):
            return
        assert claimed.attempt == self.attempts[claimed.job]

    @rule(seconds=st.sampled_from(SPANS))
    def time_passes(self, seconds: float) -> None:
        self.clock.forward(seconds=seconds)

    @rule()
    def reap(self) -> None:
        self.run(self.studio.leases.reap())

    @rule()
    def restart(self) -> None:
        self.run(self.store.close())
        self.store = self.run(Store.open(Path(self.folder.name) / "greenlight.db"))
        self.open_studio()

    @invariant()
    def each_job_is_published_at_most_once(self) -> None:
        assert all(number <= 1 for number in self.published.values())

    @invariant()
    def what_is_done_stays_done_and_the_rest_has_one_owner(self) -> None:
        for job_id in self.jobs:
            kept = self.run(row(self.store, job_id))
            assert kept["attempt"] == self.attempts.get(job_id, 0)
            if self.published.get(job_id):
                assert kept["outcome"] == "done"
            if kept["leased_until"] is not None:
                holders = [
                    node.id
                    for node, claimed in self.held
                    if (claimed.job, claimed.attempt) == (job_id, kept["attempt"])
                ]
                assert set(holders) == {kept["node_id"]}


JobMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=40)
TestJobs = JobMachine.TestCase
