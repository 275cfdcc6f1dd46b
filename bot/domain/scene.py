"""Scenes and takes: what they are, and the states that they go through."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.ballot import Verdict
from bot.domain.direction import Direction
from bot.domain.house_rules import Rating
from bot.domain.novel import Passage
from bot.domain.shots import ShotList


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


def state_without(scene: Scene, left: Sequence[Take]) -> SceneState:
    """What a scene is when one of its takes is removed, by those that are left.

    Without its canon take it has none until another is chosen; without any it is cancelled.
    """
    if scene.state not in (SceneState.GREENLIT, *FILMED):
        return scene.state
    states = {take.state for take in left}
    if any(take.id == scene.canon_take_id for take in left):
        return SceneState.CANON
    if TakeState.POSTED in states:
        return SceneState.SCREENED
    return SceneState.GREENLIT if states - {TakeState.CANCELLED} else SceneState.CANCELLED


_DASH = re.compile("[\u2010-\u2015\u2212]")
_SLATE = re.compile(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,6}))?\s*", re.ASCII)


def read_slate(typed: str) -> tuple[int, int | None] | None:
    """The scene, and the take if one is named, of `12` or `12-3`; None for anything else."""
    match = _SLATE.fullmatch(with_hyphens(typed))
    if match is None:
        return None
    return int(match[1]), None if match[2] is None else int(match[2])


def with_hyphens(typed: str) -> str:
    """What was typed with whatever dash a keyboard made of the hyphen in a slate."""
    return _DASH.sub("-", typed)


def slate(scene: int, take: int) -> str:
    """A take's name within its guild: `12-3`."""
    return f"{scene}-{take}"


@dataclass(frozen=True, slots=True)
class Scene:
    """Action in one place and one continuous time; its number is its guild's."""

    id: int
    guild_id: int
    number: int
    passage: Passage
    chapter_title: str
    text: str
    proposer_id: int
    direction: Direction
    shot_list: ShotList
    rating: Rating
    state: SceneState
    created_at: datetime
    channel_id: int
    message_id: int | None = None
    thread_id: int | None = None
    canon_take_id: int | None = None
    removed_at: datetime | None = None
    keeps_contradictions: bool = False
    """Its proposer saw what it says against a look, and keeps it."""
    revision: int = 0
    """How often its shots were changed."""

    @property
    def words(self) -> tuple[str, ...]:
        """All that it says: its passage's paragraphs, its direction, its shots."""
        direction = self.direction
        return (*self.text.split("\n\n"), direction.title, direction.action, *self.shot_list.words)


@dataclass(frozen=True, slots=True)
class Take:
    """One numbered rendering of a scene's whole shot list."""

    id: int
    guild_id: int
    scene_id: int
    scene_number: int
    number: int
    engine: str
    seed: int
    state: TakeState
    asked_by: int
    created_at: datetime
    reason: str = ""
    label: str = ""
    """How the clip is credited, as the node reported it."""
    alt_text: str = ""
    channel_id: int | None = None
    message_id: int | None = None
    posted_at: datetime | None = None
    removed_at: datetime | None = None
    is_draft: bool = False
    """Shot small and with few steps, to look at before its final is."""
    revision: int = 0
    """The scene's, when the take was asked for."""
    seeds: Mapping[int, int] = field(default_factory=dict[int, int])
    """Mark of a shot -> its seed, where it is not the one that follows from the take's."""
    marks: tuple[int, ...] = ()
    """Of its shots, in order; empty: their numbers."""
    wish: str = ""
    """What members wished for, where they asked for it."""
    stepped_down: tuple[str, ...] = ()
    """What the node had to give up for want of memory, in sentences."""
    seconds: float = 0.0
    """How long the clip runs, as the node reported it."""
    shots_shot: int = 0
    shots_reused: int = 0
    """Shots that were filmed for it, and shots that were there from before."""

    @property
    def slate(self) -> str:
        return slate(self.scene_number, self.number)

    def mark(self, number: int) -> int:
        """What the seed of its shot of this number goes by."""
        return self.marks[number - 1] if number <= len(self.marks) else number
