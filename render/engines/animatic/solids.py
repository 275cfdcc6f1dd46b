"""Flat pieces, boxes and turned things, in metres: what built things are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from render.engines.animatic.materials import Material
from render.engines.animatic.pen import Field, Point

Solid = tuple[float, float, float]
"""Metres: right of the middle (towards the light), above the floor, away from the camera."""
_UP = (0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Face:
    """A flat convex piece: an origin, two unit axes, and corners measured along them."""

    origin: Solid
    right: Solid
    up: Solid
    corners: tuple[Point, ...]
    material: Material
    unlit: bool = False
    out: Solid | None = None
    """Where it faces, when it is only seen from there."""
    wet: float = 0.0
    """How much of the sky's light it mirrors."""

    @property
    def normal(self) -> Field:
        """The direction it faces, or the opposite."""
        (a, b, c), (d, e, f) = self.right, self.up
        return np.array((b * f - c * e, c * d - a * f, a * e - b * d), np.float32)

    def solid(self, corner: Point) -> Solid:
        """A corner's place."""
        (x, y, z), (a, b, c), (d, e, f) = self.origin, self.right, self.up
        u, v = corner
        return x + a * u + d * v, y + b * u + e * v, z + c * u + f * v


def quad(
    origin: Solid, right: Solid, up: Solid, wide: float, high: float, material: Material
) -> Face:
    """A rectangle."""
    return Face(origin, right, up, ((0, 0), (wide, 0), (wide, high), (0, high)), material)


def block(
    low: Solid,
    high: Solid,
    material: Material,
    top: Material | None = None,
    under: Material | None = None,
) -> tuple[Face, ...]:
    """The faces of a box between two corners."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    wide, tall, deep = x1 - x0, y1 - y0, z1 - z0
    return (
        _turned(
            quad((x0, y0, z0), (1, 0, 0), (0, 0, 1), wide, deep, under or material), (0, -1, 0)
        ),
        _turned(quad((x0, y1, z0), (1, 0, 0), (0, 0, 1), wide, deep, top or material), (0, 1, 0)),
        _turned(quad((x0, y0, z0), (0, 0, 1), _UP, deep, tall, material), (-1, 0, 0)),
        _turned(quad((x1, y0, z0), (0, 0, 1), _UP, deep, tall, material), (1, 0, 0)),
        _turned(quad((x0, y0, z0), (1, 0, 0), _UP, wide, tall, material), (0, 0, -1)),
    )


def _turned(face: Face, out: Solid) -> Face:
    return replace(face, out=out)


def drum(
    middle: tuple[float, float], rings: Sequence[Point], material: Material, sides: int = 9
) -> tuple[Face, ...]:
    """Something turned on a lathe: rings of (radius, height) around a place on the floor."""
    x, z = middle
    turns = [2 * math.pi * at / sides for at in range(sides)]
    faces: list[Face] = []
    for (wide, low), (narrow, high) in pairwise(rings):
        for turn, after in zip(turns, [*turns[1:], turns[0] + 2 * math.pi], strict=True):
            half = (after - turn) / 2
            out = (math.sin(turn + half), 0.0, math.cos(turn + half))
            right = (math.cos(turn + half), 0.0, -math.sin(turn + half))
            reach = math.cos(half)
            tall = math.hypot(high - low, (wide - narrow) * reach) or 1e-6
            lean = (narrow - wide) * reach / tall
            up = (out[0] * lean, (high - low) / tall, out[2] * lean)
            origin = (x + out[0] * wide * reach, low, z + out[2] * wide * reach)
            foot, top = wide * math.sin(half), narrow * math.sin(half)
            corners = ((-foot, 0), (foot, 0), (top, tall), (-top, tall))
            faces.append(Face(origin, right, up, corners, material, out=out))
    radius, high = rings[-1]
    lid = tuple((radius * math.cos(turn), radius * math.sin(turn)) for turn in turns)
    cover = Face((x, high, z), (1, 0, 0), (0, 0, 1), lid, material, out=(0, 1, 0))
    return (*sorted(faces, key=lambda face: -face.origin[2]), cover)
