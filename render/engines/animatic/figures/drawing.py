"""The pencil of the figures: smooth shapes and limbs through points, as complex numbers."""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.engines.animatic import pen
from render.engines.animatic.pen import Shape, skia

Line = NDArray[Any]
"""Complex points in a row."""
Spot = complex | tuple[float, ...]
"""A point: x + y·j, or (x, y), or (x, y, 1) for a corner. Up is -y; 100 is a grown-up's head."""


def spot(point: Spot) -> complex:
    """The point as a complex number."""
    return complex(point[0], point[1]) if isinstance(point, tuple) else point


def turned(vector: complex, angle: float) -> complex:
    """A vector turned by radians; positive angles turn from +x towards +y, clockwise as seen."""
    return vector * cmath.exp(1j * angle)


def between(one: complex, other: complex, share: float) -> complex:
    """The point at a share of the way from one to the other."""
    return one + (other - one) * share


def unit(vector: complex) -> complex:
    """The direction of a vector."""
    return vector / (abs(vector) or 1.0)


def joint(
    start: complex, end: complex, upper: float, lower: float, bend: float
) -> tuple[complex, complex]:
    """The middle joint of a two-boned limb, and the end that it can reach.

    `bend` is 1 or -1: the side to which the joint points, in between for a limb seen end on.
    """
    way = end - start
    reach = min(max(abs(way), abs(upper - lower) + 1e-3), (upper + lower) * 0.999)
    along = unit(way)
    x = (upper * upper - lower * lower + reach * reach) / (2 * reach)
    y = math.sqrt(max(0.0, upper * upper - x * x)) * bend
    return start + along * complex(x, y), start + along * reach


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a part sits: turned and scaled by `turn`, then moved to `at`; perhaps mirrored."""

    turn: complex = 1 + 0j
    at: complex = 0j
    mirrored: bool = False
    """Whether x is turned round before all else."""

    def __call__(self, point: complex) -> complex:
        """Where a point comes to lie."""
        return self.at + self.turn * (-point.conjugate() if self.mirrored else point)

    def within(self, outer: Seat) -> Seat:
        """This seat as seen from outside the outer one."""
        at = outer(self.at)
        if outer.mirrored:
            return Seat(outer.turn * self.turn.conjugate(), at, not self.mirrored)
        return Seat(outer.turn * self.turn, at, self.mirrored)

    @property
    def scale(self) -> float:
        """How much larger things get."""
        return abs(self.turn)

    def matrix(self, left: float = 0.0, top: float = 0.0) -> Any:
        """As a skia matrix, for a sheet whose corner is at (left, top)."""
        across = -1.0 if self.mirrored else 1.0
        a, b = self.turn.real, self.turn.imag
        return skia.Matrix.MakeAll(
            *(a * across, -b, self.at.real - left),
            *(b * across, a, self.at.imag - top),
            *(0.0, 0.0, 1.0),
        )


def _slopes(points: list[complex], corners: list[bool], closed: bool) -> list[complex]:
    """Catmull-Rom by chord length."""
    count = len(points)
    chords = [abs(points[(at + 1) % count] - points[at]) or 1e-6 for at in range(count)]
    slopes: list[complex] = []
    for at in range(count):
        if corners[at]:
            slopes.append(0j)
        elif closed or 0 < at < count - 1:
            span = chords[at - 1] + chords[at]
            slopes.append((points[(at + 1) % count] - points[at - 1]) / span)
        else:
            low, high = max(at - 1, 0), min(at + 1, count - 1)
            slopes.append((points[high] - points[low]) / chords[min(at, count - 2)])
    return slopes


def blob(points: Sequence[Spot]) -> Shape:
    """A closed smooth shape through points."""
    corners = [isinstance(p, tuple) and len(p) > 2 and bool(p[2]) for p in points]
    line = [spot(point) for point in points]
    slopes = _slopes(line, corners, True)
    shape = skia.Path()
    shape.moveTo(line[0].real, line[0].imag)
    for at, here in enumerate(line):
        to = (at + 1) % len(line)
        there = line[to]
        third = abs(there - here) / 3
        one, two = here + slopes[at] * third, there - slopes[to] * third
        shape.cubicTo(one.real, one.imag, two.real, two.imag, there.real, there.imag)
    shape.close()
    return shape


def polygon(*points: Spot) -> Shape:
    """A closed shape with straight sides."""
    line = [spot(point) for point in points]
    return pen.polygon((p.real, p.imag) for p in line)


def oval(x: float, y: float, across: float, down: float, tilt: float = 0.0) -> Shape:
    """An ellipse around a point, by its two radii, turned by radians."""
    shape = skia.Path.Oval(skia.Rect.MakeLTRB(-across, -down, across, down))
    placed = skia.Path()
    shape.transform(Seat(cmath.exp(1j * tilt), complex(x, y)).matrix(), placed)
    return placed


@lru_cache(maxsize=16)
def _bernstein(steps: int) -> Line:
    """The weights of a cubic's four points at so many steps, shape (steps, 4)."""
    t = np.arange(steps) / steps
    u = 1 - t
    return np.stack([u**3, 3 * u * u * t, 3 * u * t * t, t**3], 1)


def smooth_line(points: Sequence[Spot], steps: int = 6) -> Line:
    """Points along a smooth line through the given ones."""
    line = [spot(point) for point in points]
    if len(line) < 3:
        return np.array([between(line[0], line[-1], at / steps) for at in range(steps + 1)])
    slopes = _slopes(line, [False] * len(line), False)
    thirds = [abs(there - here) / 3 for here, there in pairwise(line)]
    knots = np.array(
        [
            (
                line[at],
                line[at] + slopes[at] * third,
                line[at + 1] - slopes[at + 1] * third,
                line[at + 1],
            )
            for at, third in enumerate(thirds)
        ]
    )
    drawn = (knots @ _bernstein(steps).T).ravel()
    return np.append(drawn, line[-1])


_CAP = np.linspace(0, math.pi, 9)[1:-1]
_CAP_SIDE, _CAP_WAY = np.cos(_CAP), np.sin(_CAP)


@lru_cache(maxsize=64)
def _shares(count: int) -> Line:
    return np.linspace(0, 1, count)


def tube(
    points: Sequence[Spot], widths: Sequence[float], *, flat: bool = False, steps: int = 6
) -> Shape:
    """A ribbon of varying full width along a smooth line, its ends round or nearly flat."""
    line = smooth_line(points, steps)
    half = np.interp(_shares(len(line)), _shares(len(widths)), widths) / 2
    way = np.empty_like(line)
    way[1:-1] = line[2:] - line[:-2]
    way[0], way[-1] = line[1] - line[0], line[-1] - line[-2]
    way /= np.maximum(np.abs(way), 1e-6)
    side = way * 1j
    bulge = 0.18 if flat else 1.0
    end = line[-1] + half[-1] * (side[-1] * _CAP_SIDE + bulge * way[-1] * _CAP_WAY)
    start = line[0] - half[0] * (side[0] * _CAP_SIDE + bulge * way[0] * _CAP_WAY)
    across = side * half
    whole = np.concatenate([line + across, end, (line - across)[::-1], start])
    return pen.polygon(zip(whole.real.tolist(), whole.imag.tolist(), strict=True))
