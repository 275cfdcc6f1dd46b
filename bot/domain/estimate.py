"""When a job will be done, and what it waits for: worked out from the queue and measured speed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.queue import ANY_ENGINE, LEASE, Work, suits

TOLD = timedelta(days=1)
"""Longer ago than this, the time of the day alone would mislead."""
DRIFT = timedelta(minutes=1)
"""A card is told of a new time, or of another machine, this often at most."""
DRIFT_SHARE = 0.1
"""A time that moved by less than this share of what is left is as good as before."""
FAIR_GUESS = 0.05
"""Share of the work after which the rest is judged by the time that it took."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A node as far as the queue is concerned. Speeds are seconds of work for a second of film."""

    id: int
    name: str
    engines: frozenset[str]
    speeds: Mapping[tuple[str, Work], float]
    seen_at: datetime | None
    is_paused: bool = False
    is_shared: bool = False
    """It serves other guilds too."""
    rests: str = ""
    """`paused`, `quiet` or `busy`: its owner's wish, as it told."""
    rests_until: datetime | None = None
    is_outdated: bool = False
    """It and the bot speak no version in common."""

    def can(self, job: Queued) -> bool:
        return suits(job.work, job.engine, self.engines)

    def is_away(self, now: datetime) -> bool:
        return self.seen_at is None or now - self.seen_at > LEASE

    def works(self, now: datetime) -> bool:
        """Whether it takes jobs now."""
        return not (self.is_paused or self.rests or self.is_outdated or self.is_away(now))

    def rests_for(self, now: datetime) -> timedelta:
        """How long it rests still, as far as anybody knows."""
        until = self.rests_until if self.rests else None
        return max(until - now, timedelta(0)) if until else timedelta(0)


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
    stage: str = ""

    @property
    def is_ahead(self) -> bool:
        """Claimed while another job has the camera, or about to begin."""
        return self.stage in ("fetch", "ready")

    @property
    def is_finishing(self) -> bool:
        """The camera is free of it: its node can shoot something else."""
        return self.stage in ("encode", "upload")


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


@dataclass(frozen=True, slots=True)
class Said:
    """What the card of a waiting job says, as of a moment."""

    at: datetime
    place: int
    waits_for: str
    eta: timedelta | None

    def still_holds(self, now: Said) -> bool:
        """Whether it is as good as what would be said now."""
        if self.place != now.place:
            return False
        return now.at - self.at < DRIFT or (self.waits_for == now.waits_for and self._same_end(now))

    def _same_end(self, now: Said) -> bool:
        if self.eta is None or now.eta is None:
            return self.eta == now.eta
        moved = abs((now.at + now.eta) - (self.at + self.eta))
        return moved < max(DRIFT, now.eta * DRIFT_SHARE)


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
    whole = timedelta(seconds=speed * job.film_s)
    return whole if job.is_ahead else max(whole - spent, timedelta(0))


def camera_free_in(
    jobs: Iterable[InHand], machine: Machine | None, now: datetime
) -> timedelta | None:
    """How long the jobs in a node's hands keep its camera; None when nobody knows."""
    left = [time_left(job, machine, now) for job in jobs if not job.is_finishing]
    known = [span for span in left if span is not None]
    return sum(known, timedelta(0)) if len(known) == len(left) else None


def time_to_end(
    job: InHand, beside: Iterable[InHand], machine: Machine | None, now: datetime
) -> timedelta | None:
    """Until a job in hand is done; one that was claimed ahead waits for those `beside` it."""
    own = time_left(job, machine, now)
    if own is None or not job.is_ahead:
        return own
    before = [other for other in beside if other.leased_at < job.leased_at]
    wait = camera_free_in(before, machine, now)
    return None if wait is None else wait + own


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
        self._free_in: dict[int, timedelta | None] = {}
        self._before: Counter[frozenset[int]] = Counter()
        held = tuple(in_hand)
        for machine in machines:
            own = [job for job in held if job.node_id == machine.id]
            self._free_in[machine.id] = camera_free_in(own, machine, now)

    def outlook(self, job: Queued) -> Outlook:
        self.place += 1
        able = [machine for machine in self._machines if machine.can(job)]
        ids = frozenset(machine.id for machine in able)
        before = sum(number for others, number in self._before.items() if others & ids)
        self._before[ids] += 1
        present = [machine for machine in able if machine.works(self._now)]
        if not present:
            machine = max(able, key=self._seen, default=None)
            eta = None
            if machine and self._comes_back(machine):
                _, eta = self._assign(job, [machine])
            return Outlook(self.place, eta, machine, self._absence(job, machine))
        machine, eta = self._assign(job, present)
        then = f", with {before} job{'s' * (before > 1)} before it" if before else ""
        return Outlook(self.place, eta, machine, machine.name + then)

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
        free_in = max(free_in, machine.rests_for(self._now))
        return free_in + timedelta(seconds=speed * job.film_s) * turns

    def _speed(self, job: Queued, machine: Machine) -> float | None:
        """Its own, or the mean of the other machines' until it was measured."""
        key = (job.engine, job.work)
        if key in machine.speeds:
            return machine.speeds[key]
        others = [other.speeds[key] for other in self._machines if key in other.speeds]
        return sum(others) / len(others) if others else None

    def _comes_back(self, machine: Machine) -> bool:
        """Whether it is known when it works again."""
        is_here = not (machine.is_paused or machine.is_outdated or machine.is_away(self._now))
        return is_here and machine.rests_until is not None

    def _seen(self, machine: Machine) -> tuple[bool, float]:
        """Those last that somebody has to see to; else the one that was heard of most recently."""
        return not (
            machine.is_paused or machine.is_outdated
        ), machine.seen_at.timestamp() if machine.seen_at else 0.0

    def _absence(self, job: Queued, machine: Machine | None) -> str:
        if machine is None:
            return "a node" if job.engine == ANY_ENGINE else f"a node that offers {job.engine}"
        if machine.is_paused:
            return f"{machine.name}, which is paused"
        if machine.is_outdated:
            return f"{machine.name}, which speaks another version than the bot"
        if machine.seen_at is None:
            return f"{machine.name}, which has not called yet"
        if machine.rests and not machine.is_away(self._now):
            return resting(machine)
        style = "t" if self._now - machine.seen_at < TOLD else "f"
        return f"{machine.name}, last seen <t:{int(machine.seen_at.timestamp())}:{style}>"


def resting(machine: Machine) -> str:
    """What a job waits for whose machine its owner wants for something else."""
    if machine.rests == "busy":
        return f"{machine.name}, which is in use"
    if machine.rests == "paused":
        return f"{machine.name}, which its owner paused"
    if machine.rests_until is None:
        return f"{machine.name}, which has quiet hours"
    return f"{machine.name}, quiet until <t:{int(machine.rests_until.timestamp())}:t>"
