"""The camera: how a move and a pace shift layers at different depths."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from render.contract import CameraMove, Pace, Shot
from render.engines.animatic.noise import step
from render.engines.animatic.pen import Point

NEAREST = 0.42
"""The depth of what is right before the lens; 1 is the middle distance, 6 the sky."""
_REACH: dict[Pace, float] = {
    Pace.LINGERING: 0.75,
    Pace.MEASURED: 1.0,
    Pace.BRISK: 1.3,
    Pace.FRANTIC: 1.55,
}
_PUSH = 0.11
"""How much larger a push-in makes the middle distance."""
_PAN = 0.050
"""How far a pan carries the middle distance, as a share of the frame's width, to each side."""
_LIFT = 0.020
"""How far a tilt or a crane carries the middle distance, as a share of the height, to each side."""
_ROOM = 0.55
"""The push that leaves as much room above and below as a lift needs, at every depth."""
_TREMBLE = 0.0022
"""How far a hand shakes the middle distance, as a share of the height."""
MOST_PAN = _PAN * max(_REACH.values())


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera is at a moment: `push` 0 to 1 and more, `pan` and `lift` in pixels."""

    focus: Point
    push: float
    pan: float
    lift: float

    def scale(self, depth: float) -> float:
        """How much larger things at that depth are than in the layout."""
        return 1 + self.push * _PUSH / depth

    def at(self, x: float, y: float, depth: float) -> tuple[float, float]:
        """Where a point of the layout, in pixels, is in the frame."""
        scale = self.scale(depth)
        return (
            self.focus[0] + (x - self.focus[0]) * scale + self.pan / max(depth, 0.6),
            self.focus[1] + (y - self.focus[1]) * scale + self.lift / max(depth, 0.6),
        )

    def enter(self, canvas: Any, depth: float) -> None:
        """Set a skia canvas so that it draws in the layout's pixels at that depth."""
        left, top = self.at(0.0, 0.0, depth)
        canvas.translate(left, top)
        scale = self.scale(depth)
        canvas.scale(scale, scale)


class Camera:
    """A shot's move, as a view at each time."""

    def __init__(self, shot: Shot, width: int, height: int, focus: Point) -> None:
        self._move, self._seconds = shot.camera, shot.seconds
        self._reach = _REACH[shot.pace]
        is_shaken = shot.pace is Pace.FRANTIC or shot.camera is CameraMove.HANDHELD
        self._shake = _TREMBLE * height if is_shaken else 0.0
        self._width, self._height, self._focus = width, height, focus

    def view(self, time: float) -> View:
        """The view at a time in seconds; eased in and out, never at rest within a move."""
        run = min(max(time / self._seconds, 0.0), 1.0)
        eased = 0.55 * step(0, 1, run) + 0.45 * run
        push = pan = lift = 0.0
        across, rise = (2 * eased - 1) * _PAN * self._reach, (2 * eased - 1) * _LIFT
        match self._move:
            case CameraMove.PUSH_IN:
                push = eased * self._reach
            case CameraMove.PULL_BACK:
                push = (1 - eased) * self._reach
            case CameraMove.PAN_LEFT:
                pan = across
            case CameraMove.PAN_RIGHT:
                pan = -across
            case CameraMove.DOLLY_LEFT:
                push, pan = 0.5 * eased * self._reach, across
            case CameraMove.DOLLY_RIGHT:
                push, pan = 0.5 * eased * self._reach, -across
            case CameraMove.TILT_UP:
                push, lift = _ROOM, rise
            case CameraMove.TILT_DOWN:
                push, lift = _ROOM, -rise
            case CameraMove.CRANE_UP:
                push, lift = _ROOM + 0.6 * (1 - eased), rise
            case CameraMove.CRANE_DOWN:
                push, lift = _ROOM + 0.6 * eased, -rise
            case CameraMove.HANDHELD:
                push = 0.5 * _ROOM + 0.25 * eased
            case CameraMove.STATIC:
                pass
        tremble = self._shake * (math.sin(time * 9.1) + 0.6 * math.sin(time * 15.7 + 1))
        bob = self._shake * (math.sin(time * 8.3 + 2) + 0.6 * math.sin(time * 17.3))
        return View(self._focus, push, pan * self._width + tremble, lift * self._height + bob)
