"""How a body faces us: turned a little away, its weight on one leg, as people stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.frame import Frame
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Part
from render.engines.animatic.pen import Shape, skia

_QUARTER_CIRCLE = math.sqrt(0.5)
"""The weight of the conics that skia draws ovals with."""


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
        x, y = point.real * self._nearness(point.real), point.imag
        above = _eased((self.hip - 40 * self.k - y) / (self.hip - self.neck - 90 * self.k))
        about = math.exp(-(((y - self.hip) / (150 * self.k)) ** 2))
        return complex(x + self.sway * about, y + self.tilt * x * (above - 0.7 * about))

    def part(self, part: Part) -> Part:
        """A part, bent; what has a seat of its own is moved as a whole."""
        if part.seat != Seat():
            near = self._nearness(part.seat.at.real)
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

    def _nearness(self, x: float) -> float:
        return 1 - 0.2 * self.away * math.tanh(x / self.broad)

    def _bent(self, shape: Shape) -> Shape:
        bent = skia.Path()
        for verb, points in shape:
            spots = [self(complex(point.x(), point.y())) for point in points]
            ends = [value for spot in spots[1:] for value in (spot.real, spot.imag)]
            match verb:
                case skia.Path.kMove_Verb:
                    bent.moveTo(spots[0].real, spots[0].imag)
                case skia.Path.kLine_Verb:
                    bent.lineTo(*ends)
                case skia.Path.kConic_Verb:
                    bent.conicTo(*ends, _QUARTER_CIRCLE)
                case skia.Path.kCubic_Verb:
                    bent.cubicTo(*ends)
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


def _eased(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)
