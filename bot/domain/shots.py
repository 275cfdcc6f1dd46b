"""The shot list: one scene's planned shots, as rules draw them up and people correct them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.direction import CameraMove, Heading, Light, Pace


class ShotFraming(StrEnum):
    """How much a shot shows: the framings that a direction chooses among, and three of its own."""

    WIDE = "wide"
    FULL = "full"
    MEDIUM = "medium"
    CLOSE = "close"
    OVER_THE_SHOULDER = "over the shoulder"
    AERIAL = "aerial"
    EXTREME_WIDE = "extreme wide"
    INSERT = "insert"
    POINT_OF_VIEW = "point of view"


class Purpose(StrEnum):
    """What a shot is there for."""

    ESTABLISH = "establish"
    """Where we are, and who is there."""
    FOLLOW = "follow"
    """Who acts or speaks."""
    REACT = "react"
    """How somebody takes it."""
    REVEAL = "reveal"
    """What was not seen before."""
    INSERT = "insert"
    """A thing that matters."""


class Opens(StrEnum):
    """How a shot follows the one before it."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    FADE = "fade"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class Line:
    """Words spoken or told in a shot, from `start` to `end`, in seconds of the shot."""

    speaker: str
    text: str
    start: float
    end: float
    to: str = ""
    """Whom it is said to, as far as that is known."""


@dataclass(frozen=True, slots=True)
class PlannedShot:
    """One uninterrupted run of the camera, as planned.

    Its cast stands in the order of the scene's: whoever is on the left of somebody stays there, so
    that the camera never crosses the line between them.
    """

    number: int
    seconds: float
    action: str
    framing: ShotFraming
    light: Light
    camera: CameraMove
    pace: Pace
    cast: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    purpose: Purpose = Purpose.FOLLOW
    opens: Opens = Opens.CUT
    mark: int = 0
    """What its seed goes by, so that it keeps it when others are added or moved; 0: its number."""


@dataclass(frozen=True, slots=True)
class ShotList:
    """A scene's heading, its cast and its ordered shots; 3 to 8 of them, 8 to 60 seconds in all."""

    heading: Heading
    cast: tuple[str, ...]
    shots: tuple[PlannedShot, ...]

    @property
    def seconds(self) -> float:
        return sum(shot.seconds for shot in self.shots)

    @property
    def words(self) -> tuple[str, ...]:
        """What is seen in its shots and said in them."""
        seen = (shot.action for shot in self.shots)
        return (*seen, *(line.text for shot in self.shots for line in shot.lines))


def goes_on(before: PlannedShot | None, shot: PlannedShot) -> bool:
    """Whether the camera goes on from the shot before, rather than being set up anew.

    It does where as much is shown of the same people in the same light: a cut between two such
    shots would be a jump cut. An insert, a reaction and a reveal are cut to.
    """
    return (
        before is not None
        and shot.purpose is Purpose.FOLLOW
        and before.purpose in (Purpose.FOLLOW, Purpose.ESTABLISH)
        and (shot.framing, shot.light, shot.cast) == (before.framing, before.light, before.cast)
    )
