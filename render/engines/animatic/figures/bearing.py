"""How a body faces us: turned a little away, its weight on one leg, as people stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.frame import Frame
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Part
from render.engines.animatic.pen import Shape, skia

_QUARTER_CIRCLE = math.sqrt(0.5)
"""The weight of the conics that skia draws ovals with."""
_POINTS: dict[Any, int] = {
    skia.Path.kMove_Verb: 1,
    skia.Path.kLine_Verb: 1,
    skia.Path.kConic_Verb: 2,
    skia.Path.kCubic_Verb: 3,
}
"""The points that each stroke of a path adds."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """Bends a body that was drawn straight and square. Lengths in hundredths of a head."""

    broad: float
    hip: float
    neck: float
    k: float
    away: float = 0.0
    """How far the far shoulder, on +x, is turned away from us; 1 narrows it by a fifth."""
    tilt: float = 0.0
    """Of the shoulders, radians; the hips answer it."""
    sway: float = 0.0
    """How far the hips are put out to one side."""

    def __call__(self, point: complex) -> complex:
        """Where a point of the straight body comes to lie."""
        return complex(self.bent(np.array([point]))[0])

    def bent(self, line: NDArray[np.complex128]) -> NDArray[np.complex128]:
        """Where the points of a line come to lie."""
        x: NDArray[np.float64] = np.real(line) * self._nearness(np.real(line))
        y: NDArray[np.float64] = np.imag(line)
        above = (self.hip - 40 * self.k - y) / (self.hip - self.neck - 90 * self.k)
        above = np.clip(above, 0, 1)
        above = above * above * (3 - 2 * above)
        about = np.exp(-(((y - self.hip) / (150 * self.k)) ** 2))
        return x + self.sway * about + 1j * (y + self.tilt * x * (above - 0.7 * about))

    def part(self, part: Part) -> Part:
        """A part, bent; what has a seat of its own is moved as a whole."""
        if part.seat != Seat():
            near = float(self._nearness(part.seat.at.real))
            at = self(part.seat.at)
            return replace(part, seat=replace(part.seat, at=at, turn=part.seat.turn * near))
        return replace(
            part,
            shapes=tuple(self._bent(shape) for shape in part.shapes),
            marks=tuple(replace(mark, shape=self._bent(mark.shape)) for mark in part.marks),
            stains=tuple(replace(stain, shape=self._bent(stain.shape)) for stain in part.stains),
            melt=part.melt and (self(part.melt[0]), part.melt[1]),
        )

    def parts(self, parts: Sequence[Part]) -> list[Part]:
        return [self.part(part) for part in parts]

    def _nearness(self, x: Any) -> Any:
        return 1 - 0.2 * self.away * np.tanh(x / self.broad)

    def _bent(self, shape: Shape) -> Shape:
        """A shape with every point of it moved: curves stay curves."""
        verbs = shape.getVerbs(shape.countVerbs())
        spots = shape.getPoints(shape.countPoints())
        line = self.bent(np.array([complex(spot.fX, spot.fY) for spot in spots]))
        ends = list(zip(line.real.tolist(), line.imag.tolist(), strict=True))
        bent, at = skia.Path(), 0
        for verb in verbs:
            count = _POINTS.get(verb, 0)
            here = ends[at : at + count]
            at += count
            match verb:
                case skia.Path.kMove_Verb:
                    bent.moveTo(*here[0])
                case skia.Path.kLine_Verb:
                    bent.lineTo(*here[0])
                case skia.Path.kConic_Verb:
                    bent.conicTo(*here[0], *here[1], _QUARTER_CIRCLE)
                case skia.Path.kCubic_Verb:
                    bent.cubicTo(*here[0], *here[1], *here[2])
                case _:
                    bent.close()
        return bent


def bearing_of(look: Look, frame: Frame, view: str, *, walks: bool) -> Bearing:
    """How somebody stands: the same wherever they stand."""
    drill = look.wear in ("uniform", "armour")
    side = 1 if look.seed % 2 else -1
    ease = 0.0 if walks else 0.35 if drill else 1.0
    return Bearing(
        frame.broad,
        frame.hip.imag,
        frame.neck.imag,
        frame.k,
        away=1.0 if "quarter" in view else 0.0,
        tilt=0.045 * side * ease,
        sway=11 * frame.k * side * ease,
    )
