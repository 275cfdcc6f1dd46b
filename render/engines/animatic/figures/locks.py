"""Locks of hair, and the ways in which hair grows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import Spot, between, spot, tube
from render.engines.animatic.pen import Shape

Flow = Callable[[complex], complex]
"""The way in which hair grows at a point."""


def locks_along(
    seed: int,
    roots: Sequence[Spot],
    count: int,
    length: float,
    flow: Flow,
    breeze: Breeze,
    *,
    wide: float = 5.0,
    curl: float = 0.0,
    blown: float = 0.0,
) -> list[Shape]:
    """Tapered locks from along a line of roots; wind bends their tips."""
    rng = np.random.default_rng(seed)
    line = [spot(root) for root in roots]
    drawn: list[Shape] = []
    for _ in range(count):
        place = rng.random() * (len(line) - 1)
        at = int(place)
        point = between(line[at], line[min(at + 1, len(line) - 1)], place - at)
        long = length * (0.55 + 0.6 * rng.random())
        way = flow(point)
        phase = rng.random() * 2 + point.real * 0.03
        points: list[Spot] = [point]
        for step in range(1, 5):
            pull = complex(
                -0.34 - 0.12 * breeze.gust(phase - step * 0.8),
                0.05 + 0.42 * breeze.gust(phase - step * 1.1),
            )
            stray = complex(rng.normal(), rng.normal()) * 0.07
            way += pull * blown * step * 0.55 + stray
            way += way * 1j * curl * math.sin(step * 2.2 + phase * 4)
            way /= abs(way) or 1.0
            point += way * long / 4
            points.append(point)
        drawn.append(tube(points, (0.4, wide * 0.9, wide * 0.9, wide * 0.5, 0.2), steps=3))
    return drawn


def fall(point: complex) -> complex:
    """Straight down, and a little outwards at the sides."""
    return complex(point.real * 0.006, 1.0)


_SKULL = complex(-4, -12)
"""The middle of a skull in profile."""


def combed(point: complex) -> complex:
    """Flat along a skull in profile: from the crown forward to the brow, and down behind."""
    out = (point - _SKULL) / max(1.0, abs(point - _SKULL))
    return (out * 1j if point.real > -22 else out * -1j) + 0.06 * out


def from_the_crown(point: complex) -> complex:
    """Away from the crown and down, as short hair is seen from behind."""
    way = point - complex(3, -74)
    return way / max(1.0, abs(way)) + 0.3j


def gathered(x: float, y: float) -> Flow:
    """Towards the place where it is tied, or falls."""
    return partial(_towards, complex(x, y))


def _towards(end: complex, point: complex) -> complex:
    return (end - point) / max(1.0, abs(end - point))


def from_the_parting(point: complex) -> complex:
    """To both sides and down, as parted hair is drawn back."""
    off = point.real - 6
    way = complex(math.copysign(max(0.0, 1 - abs(off) / 44), off), 0.25 + abs(off) / 34)
    return way / abs(way)


def growing(x: float, y: float) -> Flow:
    """The same way from everywhere."""
    return partial(_constant, complex(x, y))


def _constant(way: complex, point: complex) -> complex:
    return way


def windswept(side: bool, ahead: bool, point: complex) -> complex:
    """As the wind combs it, seen from the side or from before."""
    if side:
        return complex(-0.15 if ahead else -0.75, -0.55 + 0.006 * (point.imag + 50))
    return complex(-0.35 + point.real * 0.012, -0.75)
