"""Shooting order and leases: whose turn it is, and who may finish what was begun."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

LEASE = timedelta(seconds=60)
MAX_FAILURES = 3
"""After so many failures a job is given up; pauses and cancels are none."""
NODE_FAILURES = 3
NODE_FAILURE_WINDOW = timedelta(hours=1)
"""A node that fails so often within the window, at more than one job, is paused."""
LEFT_TO_OTHERS = timedelta(seconds=30)
"""A node that failed a job leaves it to other nodes for so long."""
LEFT_TO_ITS_SHOTS = timedelta(seconds=60)
"""Other nodes leave a job to the one that has most of its shots for so long, once it is due."""
MAX_LOST = 8
"""After so many nodes went quiet over a job, it is given up: it may be what ends them."""
STALLED = timedelta(minutes=10)
"""A node that beats without any progress for so long loses its job."""


class Lane(IntEnum):
    """The first word of the shooting order: what people wait for with the page open goes first."""

    FAST = 0
    TAKES = 1
    DRAFTS = 2


class Work(StrEnum):
    """What a job makes."""

    STORYBOARD = "storyboard"
    TAKE = "take"
    DRAFT = "draft"
    REFIT = "refit"
    REEL = "reel"
    COMPARISON = "comparison"
    """Two takes side by side in one clip."""
    PORTRAIT = "portrait"
    """A character's look, or a place's, as one picture."""

    @property
    def lane(self) -> Lane:
        if self is Work.DRAFT:
            return Lane.DRAFTS
        return Lane.TAKES if self in (Work.TAKE, Work.REEL) else Lane.FAST


ANIMATIC = "animatic"
"""The engine that draws by rules, on any machine: storyboards, and drafts while a take waits."""
KEYFRAMES = "keyframes"
"""The engine that draws stills with an image model, where a node has one."""
ANY_ENGINE = "*"
"""The engine of a job that is not its guild's to choose: drawn as an animatic, or not drawn."""
UNDRAWN = frozenset({Work.REFIT, Work.REEL, Work.COMPARISON})
"""Made of finished takes: any node can do them."""


def suits(work: Work, engine: str, offered: Collection[str]) -> bool:
    """Whether a node that offers these engines can do a job."""
    if engine != ANY_ENGINE:
        return engine in offered
    return work in UNDRAWN or ANIMATIC in offered


def next_turn(current_round: int, last_turn: int | None) -> int:
    """One job a member and round: the current round, or the one after the member's last."""
    return current_round if last_turn is None else max(current_round, last_turn + 1)


@dataclass(frozen=True, slots=True)
class Hold:
    """Who holds a job: the node, its attempt, and until when (None once the lease lapsed)."""

    node_id: int | None
    attempt: int
    leased_until: datetime | None
    finished: bool


class Standing(StrEnum):
    """What a node's right to a job has become."""

    HELD = "held"
    REVIVABLE = "revivable"
    LOST = "lost"


def standing(hold: Hold, node_id: int, attempt: int) -> Standing:
    """Fencing: only the latest attempt counts, and a lapsed one until somebody else has claimed."""
    if hold.finished or hold.node_id != node_id or hold.attempt != attempt:
        return Standing.LOST
    return Standing.REVIVABLE if hold.leased_until is None else Standing.HELD


def is_stalled(
    leased_at: datetime, progressed_at: datetime | None, expected_step: timedelta, now: datetime
) -> bool:
    """Alive without progress for ten minutes, or five expected steps if that is longer."""
    patience = max(STALLED, 5 * expected_step)
    return now - (progressed_at or leased_at) > patience


def is_given_up(failures: int) -> bool:
    return failures >= MAX_FAILURES


def is_bad_node(failures: int, jobs: int) -> bool:
    """Failing at several jobs is the node's fault; failing at one alone may be the scene's."""
    return failures >= NODE_FAILURES and jobs > 1
