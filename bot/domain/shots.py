"""The shot list: one scene's planned shots, as rules draw them up and people correct them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.direction import CameraMove, Framing, Heading, Light, Pace


@dataclass(frozen=True, slots=True)
class Line:
    """Words spoken or told in a shot, from `start` to `end`, in seconds of the shot."""

    speaker: str
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PlannedShot:
    """One uninterrupted run of the camera, as planned."""

    number: int
    seconds: float
    action: str
    framing: Framing
    light: Light
    camera: CameraMove
    pace: Pace
    cast: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class ShotList:
    """A scene's heading, its cast and its ordered shots; 3 to 8 of them, 8 to 60 seconds in all."""

    heading: Heading
    cast: tuple[str, ...]
    shots: tuple[PlannedShot, ...]

    @property
    def seconds(self) -> float:
        return sum(shot.seconds for shot in self.shots)
