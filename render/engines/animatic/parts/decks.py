"""What a ship's deck is built of: hull, sail, shrouds and ropes, all rolling together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.layers import Element, Layer
from render.engines.animatic.materials import panels, plain, planks
from render.engines.animatic.model import Model
from render.engines.animatic.parts import houses
from render.engines.animatic.parts.furniture import DARK_OAK, barrel, crate
from render.engines.animatic.parts.rigging import Afloat
from render.engines.animatic.pen import Point, Shape, colour, tube
from render.engines.animatic.solids import Face, Solid, block, drum
from render.engines.animatic.space import Space
from render.engines.animatic.stage import Stage

_RIBS = (1.0, 4.0, 7.0, 10.0, 13.0, 16.0, 19.0, 21.5)


_MAST = (0.0, 12.5)


@dataclass(frozen=True, slots=True)
class Rolling:
    """Everything aboard rolls together against the horizon."""

    parts: tuple[Element, ...]
    pivot: Point
    roll: float
    heave: float

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Rock each part by the same angle."""
        for part in self.parts:
            if isinstance(part, Layer):
                Afloat(part, self.pivot, self.roll, self.heave).draw(canvas, view, time)
            else:
                part.draw(canvas, view, time)


def _half(z: float) -> float:
    """Half the deck's breadth: full amidships, closing to the bow."""
    return 4.9 * (1 - max(0.0, (z - 4.0) / 19.0) ** 1.9) + 0.25


def ship_hull(stage: Stage, space: Space) -> Model:
    """Planks, bulwarks and all that stands on deck."""
    model = Model(space)
    boards = houses.earth(stage, planks(colour("#9a7d56"), 0.22, seed=12))
    edge = [(_half(z), z) for z in _RIBS]
    corners = (*((x, z) for x, z in edge), *((-x, z) for x, z in reversed(edge)))
    wet = 0.35 + 0.5 * (stage.mood.rain > 0)
    model.add(Face((0, 0, 0), (1, 0, 0), (0, 0, 1), corners, boards, wet=wet))
    side, cap = planks(colour("#6a4c32"), 0.25, upright=False), plain(colour("#4a3322"), 0.3)
    for near, far in reversed(list(pairwise(_RIBS))):
        for sign in (-1, 1):
            x0, x1 = sign * _half(near), sign * _half(far)
            long = float(np.hypot(x1 - x0, far - near))
            way = ((x1 - x0) / long, 0.0, (far - near) / long)
            for low, high, made in ((0.0, 0.95, side), (0.95, 1.10, cap)):
                wall = ((0.0, 0.0), (long, 0.0), (long, high - low), (0.0, high - low))
                model.add(Face((x0, low, near), way, (0, 1, 0), wall, made))
            post = block((x1 - 0.09, 0, far - 0.1), (x1 + 0.09, 1.25, far + 0.1), cap)
            model.add(*post)
    x, z = _MAST
    oak = planks(colour("#7a5c3c"), 0.4)
    glass = plain(colour("#ffcf80"), 0.0)
    light = block((-1.02, 2.35, 12.1), (-0.80, 2.65, 12.3), glass)
    model.shade(((-1.2, 8.6), (1.2, 8.6), (1.2, 10.6), (-1.2, 10.6)), 0.5, (3.0, 5.0, 30.0), 0.35)
    model.stand(
        drum((x, z), ((0.34, 0), (0.30, 6.0), (0.26, 16.0)), oak, 10),
        drum((0.0, 20.0), ((0.24, 0), (0.18, 13.0)), oak, 8),
        block((-1.2, 0, 8.8), (1.2, 0.42, 10.6), side, panels(colour("#5a4330"), 0.4, 0.4)),
        drum((0.0, 15.6), ((0.55, 0), (0.38, 0.4), (0.5, 0.95), (0.62, 1.05)), DARK_OAK, 10),
        barrel(-3.6, 8.4, 0.95),
        barrel(-3.2, 9.2, 0.95),
        crate(3.4, 9.6, 0.8),
        *(
            drum(
                (px, pz), ((0.36, 0), (0.36, 0.14), (0.2, 0.18)), plain(colour("#a08c62"), 0.6), 10
            )
            for px, pz in ((2.6, 7.2), (-2.2, 12.0))
        ),
        light,
    )
    return model


def square_sail(space: Space) -> list[tuple[float, ...]]:
    """The foresail, bellied by the wind."""
    z = _MAST[1] - 0.3
    return [
        (*space.at((-3.9, 9.4, z)), 1.0),
        (*space.at((3.9, 9.4, z)), 1.0),
        (*space.at((4.7, 6.6, z)), 0.0),
        (*space.at((4.6, 4.2, z)), 1.0),
        (*space.at((0.2, 4.9, z)), 0.0),
        (*space.at((-4.6, 4.2, z)), 1.0),
        (*space.at((-4.3, 6.6, z)), 0.0),
    ]


def standing_rigging(space: Space) -> list[Shape]:
    """Yards, shrouds with ratlines on both sides, stays."""
    shapes: list[Shape] = []
    z, rope = _MAST[1], max(0.7, space.long(0.035, _MAST[1]))
    for up, half in ((9.5, 4.6), (4.1, 4.9)):
        yard = [space.at((-half, up, z)), space.at((half, up, z))]
        thick = space.long(0.26, z)
        shapes.append(tube(yard, (thick * 0.5, thick, thick * 0.5)))
    for sign in (-1.0, 1.0):
        ends = [(sign * (_half(at) + 0.05), 1.0, at) for at in (8.2, 9.4, 10.6, 11.8)]
        head = (sign * 0.3, 11.5, z)
        for end in ends:
            shapes.append(tube([space.at(head), space.at(end)], (rope, rope)))
        for rung in range(1, 22):
            share = rung / 24
            first, last = (_between(end, head, share) for end in (ends[0], ends[-1]))
            shapes.append(tube([space.at(first), space.at(last)], (rope * 0.6, rope * 0.6)))
    for start, end in (((0, 14.0, 12.5), (0, 9.0, 20.0)), ((0, 12.0, 20.0), (0, 2.2, 27.0))):
        shapes.append(tube([space.at(start), space.at(end)], (rope, rope)))
    bow = [space.at((0, 0.9, 20.5)), space.at((0.0, 3.6, 28.0))]
    shapes.append(tube(bow, (space.long(0.5, 20), space.long(0.3, 28))))
    return shapes


def _between(one: Solid, other: Solid, share: float) -> Solid:
    x, y, z = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return x, y, z


def near_ropes(stage: Stage) -> list[Shape]:
    """Shrouds close to the lens, out of focus."""
    if stage.aerial:
        return []
    h, w = stage.height, stage.width
    shapes: list[Shape] = []
    for at, edge in enumerate((-0.02, 0.045, 0.11)):
        foot = w * (edge if stage.side > 0 else 1 - edge)
        head = w * (0.13 + 0.012 * at if stage.side > 0 else 0.87 - 0.012 * at)
        shapes.append(tube([(foot, h * 1.06), (head, -h * 0.06)], (0.010 * h, 0.008 * h)))
    return shapes
