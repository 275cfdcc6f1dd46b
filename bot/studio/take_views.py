"""What the studio tells of takes: to ask for another, to choose between, to put side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.canon import CanonBallot
from bot.domain.scene import Take
from bot.domain.seam import Gathered
from bot.studio.views import Media, SceneView


@dataclass(frozen=True, slots=True)
class FilmedShot:
    """A shot by which a take was filmed."""

    number: int
    seconds: float
    framing: str
    action: str


@dataclass(frozen=True, slots=True)
class TakePage:
    """What somebody sees who decides on another take, or on whether this one counts."""

    view: SceneView
    take: Take
    shots: tuple[FilmedShot, ...]
    faults: tuple[Gathered, ...]
    asked: Mapping[str, int]
    """Wish -> how many members ask for it."""
    mine: frozenset[str]
    """What the member who looks asks for."""
    needed: int
    today: int
    """Takes that members asked for in the last 24 hours, of so many `per_day`."""
    per_day: int
    is_showrunner: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a click on *Another take* did."""

    page: TakePage
    take: Take | None
    """The one that was queued, once enough members asked."""
    asked: int
    needed: int
    asks: bool
    """False: the member took it back."""


@dataclass(frozen=True, slots=True)
class CanonPage:
    """What somebody sees who would make a take canon."""

    view: SceneView
    take: Take
    faults: tuple[Gathered, ...]
    candidates: tuple[str, ...]
    """Slates of the takes that a vote would be between."""
    ballot: CanonBallot | None
    """The vote that is open."""
    is_showrunner: bool


@dataclass(frozen=True, slots=True)
class CanonView:
    """A vote on which take counts, as everybody sees it."""

    view: SceneView
    ballot: CanonBallot
    turnout: int
    results: tuple[tuple[Take, int], ...]
    """Every take with its votes, once the vote is over; nothing before."""
    mine: str | None = None
    """The letter that the member voted for who asks."""


@dataclass(frozen=True, slots=True)
class Screening:
    """One take in a blind vote, as one member sees it."""

    view: SceneView
    ballot: CanonBallot
    letter: str
    clip: Media | None
    alt_text: str
    mine: str | None
    """The letter that the member voted for."""
    count: int


@dataclass(frozen=True, slots=True)
class ComparePage:
    """A take, and the others of its scene that it can be compared with."""

    take: Take
    others: tuple[Take, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two takes that are put side by side, and where they stand so already."""

    left: Take
    right: Take
    channel_id: int | None
    message_id: int | None


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """What the post of a comparison shows."""

    id: int
    view: SceneView
    left: Take
    right: Take
    clip: Media | None
    asked_by: int
    message_id: int | None
