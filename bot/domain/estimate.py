"""When a job will be done, and what it waits for: worked out from the queue and measured speed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.queue import ANY_ENGINE, LEASE, Work

TOLD = timedelta(days=1)
"""Longer ago than this, the time of the day alone would mislead."""
FAIR_GUESS = 0.05
"""Share of the work after which the rest is judged by the time that it took."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A node as far as the queue is concerned. Speeds are seconds of work for a second of film."""

    id: int
    name: str
    owner_id: int | None
    engines: frozenset[str]
    speeds: Mapping[tuple[str, Work], float]
    seen_at: datetime | None
    is_paused: bool = False
    is_shared: bool = False
    """It serves other guilds too."""

    def can(self, job: Queued) -> bool:
        return job.engine == ANY_ENGINE or job.engine in self.engines

    def is_away(self, now: datetime) -> bool:
        return self.seen_at is None or now - self.seen_at > LEASE


@dataclass(frozen=True, slots=True)
class InHand:
    """A job that is being shot, as its last beat told."""

    node_id: int
    engine: str
    work: Work
    film_s: float
    leased_at: datetime
    progress: float = 0
    eta_s: float | None = None
    """The node's own estimate, as of `beat_at`."""
    beat_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """A job that waits."""

    id: int
    engine: str
    work: Work
    film_s: float
    held: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a waiting job stands. `waits_for` completes the sentence *it waits for*."""

    place: int
    eta: timedelta | None
    machine: Machine | None
    waits_for: str


def time_left(job: InHand, machine: Machine | None, now: datetime) -> timedelta | None:
    """The rest of a job in hand: as its node says, else as its progress or measured speed say."""
    if job.eta_s is not None and job.beat_at is not None:
        return max(timedelta(seconds=job.eta_s) - (now - job.beat_at), timedelta(0))
    spent = now - job.leased_at
    if job.progress >= FAIR_GUESS:
        return spent * ((1 - job.progress) / job.progress)
    speed = None if machine is None else machine.speeds.get((job.engine, job.work))
    if speed is None:
        return None
    return max(timedelta(seconds=speed * job.film_s) - spent, timedelta(0))


def outlooks(
    waiting: Sequence[Queued],
    machines: Sequence[Machine],
    in_hand: Iterable[InHand],
    now: datetime,
    *,
    other_guilds: int = 0,
    stopped_by: str = "",
) -> list[Outlook]:
    """Play the queue through: each job, in shooting order, goes to the machine that ends it first.

    On shared machines every job waits for one of each other guild that has work waiting.
    `stopped_by` is what the whole queue waits for, if anything.
    """
    play = _Play(machines, in_hand, now, other_guilds)
    return [
        _stopped(job, play, stopped_by) if stopped_by or job.held else play.outlook(job)
        for job in waiting
    ]


def _stopped(job: Queued, play: _Play, stopped_by: str) -> Outlook:
    reason = stopped_by or "a showrunner, who put it aside"
    if not job.held:
        play.place += 1
    return Outlook(max(play.place, 1), None, None, reason)


class _Play:
    """The machines' diaries while the queue is played through."""

    def __init__(
        self,
        machines: Sequence[Machine],
        in_hand: Iterable[InHand],
        now: datetime,
        other_guilds: int,
    ) -> None:
        self.place = 0
        self._machines = machines
        self._now = now
        self._turns = 1 + other_guilds
        self._free_in: dict[int, timedelta | None] = {
            machine.id: timedelta(0) for machine in machines
        }
        self._before: Counter[frozenset[int]] = Counter()
        by_id = {machine.id: machine for machine in machines}
        for job in in_hand:
            if job.node_id in self._free_in:
                self._free_in[job.node_id] = time_left(job, by_id[job.node_id], now)

    def outlook(self, job: Queued) -> Outlook:
        self.place += 1
        able = [machine for machine in self._machines if machine.can(job)]
        ids = frozenset(machine.id for machine in able)
        before = sum(number for others, number in self._before.items() if others & ids)
        self._before[ids] += 1
        present = [m for m in able if not m.is_paused and not m.is_away(self._now)]
        if not present:
            machine = max(able, key=self._seen, default=None)
            return Outlook(self.place, None, machine, self._absence(job, machine))
        machine, eta = self._assign(job, present)
        waits_for = f"{before} job{'s' * (before > 1)} before it" if before else machine.name
        return Outlook(self.place, eta, machine, waits_for)

    def _assign(self, job: Queued, present: list[Machine]) -> tuple[Machine, timedelta | None]:
        ends = {machine.id: self._end(job, machine) for machine in present}
        known = {key: end for key, end in ends.items() if end is not None}
        if not known:
            machine = present[0]
            self._free_in[machine.id] = None
            return machine, None
        best = min(known, key=lambda key: known[key])
        machine = next(machine for machine in present if machine.id == best)
        self._free_in[best] = known[best]
        return machine, known[best]

    def _end(self, job: Queued, machine: Machine) -> timedelta | None:
        free_in = self._free_in[machine.id]
        speed = self._speed(job, machine)
        if free_in is None or speed is None:
            return None
        turns = self._turns if machine.is_shared else 1
        return free_in + timedelta(seconds=speed * job.film_s) * turns

    def _speed(self, job: Queued, machine: Machine) -> float | None:
        """Its own, or the mean of the other machines' until it was measured."""
        key = (job.engine, job.work)
        if key in machine.speeds:
            return machine.speeds[key]
        others = [other.speeds[key] for other in self._machines if key in other.speeds]
        return sum(others) / len(others) if others else None

    def _seen(self, machine: Machine) -> tuple[bool, float]:
        """Paused ones last; of the rest, the one that was heard of most recently."""
        return not machine.is_paused, machine.seen_at.timestamp() if machine.seen_at else 0.0

    def _absence(self, job: Queued, machine: Machine | None) -> str:
        if machine is None:
            return "a node" if job.engine == ANY_ENGINE else f"a node that offers {job.engine}"
        if machine.is_paused:
            return f"{machine.name}, which is paused"
        if machine.seen_at is None:
            return f"{machine.name}, which has not called yet"
        style = "t" if self._now - machine.seen_at < TOLD else "f"
        return f"{machine.name}, last seen <t:{int(machine.seen_at.timestamp())}:{style}>"
