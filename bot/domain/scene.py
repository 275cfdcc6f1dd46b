"""A scene's states, and which may follow which."""

from __future__ import annotations

from enum import StrEnum

from bot.domain.ballot import Verdict


class SceneState(StrEnum):
    PROPOSED = "proposed"
    GREENLIT = "greenlit"
    SHELVED = "shelved"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    SCREENED = "screened"
    CANON = "canon"
    CANCELLED = "cancelled"


class TakeState(StrEnum):
    QUEUED = "queued"
    SHOOTING = "shooting"
    DELIVERED = "delivered"
    POSTED = "posted"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Rating(StrEnum):
    """Who may see a scene: all, or age-restricted channels only."""

    GENERAL = "general"
    SEXUAL = "sexual"
    GORY = "gory"

    @property
    def is_restricted(self) -> bool:
        return self is not Rating.GENERAL


FILMED = frozenset({SceneState.SCREENED, SceneState.CANON})
REOPENABLE = frozenset({SceneState.SHELVED, SceneState.LAPSED, SceneState.CANCELLED})


def state_after(verdict: Verdict) -> SceneState:
    """What a closed ballot makes of its scene."""
    return {
        Verdict.GREENLIT: SceneState.GREENLIT,
        Verdict.SHELVED: SceneState.SHELVED,
        Verdict.LAPSED: SceneState.LAPSED,
        Verdict.WITHDRAWN: SceneState.WITHDRAWN,
    }[verdict]


def slate(scene: int, take: int) -> str:
    """A take's name within its guild: `12-3`."""
    return f"{scene}-{take}"
