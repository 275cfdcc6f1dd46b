"""A ship's deck: planks towards the bow, mast and shrouds against the sky, sea on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.layers import Element, Layer, present
from render.engines.animatic.noise import smooth
from render.engines.animatic.pen import Field, Point, Shape, blob, box, colour, mix, polygon, tube
from render.engines.animatic.sets import birds, land
from render.engines.animatic.sets.sea import Afloat
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_PLANK = colour("#8d7654")


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


def build(stage: Stage) -> Scenery:
    """Looking forward from the quarter-deck."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    ink, wood = palette.ink, mix(palette.near, colour("#3a2a1c"), 0.22)
    roll = 0.004 + 0.006 * stage.mood.wind
    pivot = (stage.width / 2, stage.height * 1.15)
    aboard = present(
        stage.solid(
            _rigging(stage),
            ink,
            mix(wood, palette.mid, 0.4),
            1.25,
            grain=(20, 30),
            rough=0.25,
            rim=0.45,
            haze=0.12,
            seed=101,
            rim_width=0.0025,
        ),
        _planks(stage),
        stage.solid(
            _rails(stage), ink, wood, 0.95, grain=(12, 30), rough=0.35, rim=0.6, haze=0, seed=102
        ),
        stage.lamps(_lantern(stage)[1], 0.95),
        stage.flat(_lantern(stage)[0], ink, 0.95),
    )
    return Scenery(
        behind=present(
            land.hills(
                stage, palette.far, height=0.05, rough=0.7, away=0.9, depth=3.0, sunk=0.0, seed=103
            ),
            mist.band(
                stage.down(0.0), 0.13 * stage.unit, speed=14, alpha=0.35 + 0.6 * fog, depth=2.2
            ),
            *birds.birds(stage, 0.58, 0.28, 5),
            Rolling(aboard, pivot, roll, 0.004 * stage.unit),
        ),
        before=present(
            stage.flat(_near_ropes(stage), ink, 0.5, blur=0.005),
            mist.band(
                stage.height * 0.9, 0.3 * stage.height, speed=50, alpha=0.35 * fog, depth=0.5
            ),
        ),
        ground=Ground(0.56, 0.72, 0.85, wet=0.30),
        sea=1.0,
    )


def _edge(stage: Stage, down: float, side: float) -> Point:
    """A point on the deck's edge, converging on the bow."""
    half = 0.085 + 0.66 * max(0.0, down - 0.20) ** 0.9
    return (stage.across(0.5 + side * half), stage.down(down))


def _planks(stage: Stage) -> Layer:
    vanish = (stage.across(0.5), stage.down(0.06))
    outline = [_edge(stage, 0.24 + 0.09 * at, -1) for at in range(12)]
    outline += [_edge(stage, 0.24 + 0.09 * at, 1) for at in reversed(range(12))]
    mask = stage.card().cut(polygon(outline)).mask

    def colours(across: Field, down: Field) -> tuple[Field, Field]:
        deep = np.maximum(down - vanish[1], 1.0)
        lines = (across - vanish[0]) / deep * np.float32(9.0)
        number = np.floor(lines)
        tone = 0.62 + 0.16 * np.sin(number * 12.9) * np.cos(number * 4.1)
        seams = 1 - 0.5 * smooth(0.86, 0.97, np.abs((lines % 1.0) * 2 - 1).astype(np.float32))
        below = np.clip((down - stage.horizon) / (stage.height - stage.horizon), 0, 1.1)
        wood = (
            _PLANK / 255 * stage.palette.ground * (tone * seams * (2.0 - 1.15 * below))[..., None]
        )
        near = np.exp(-(((across - stage.sun) / (stage.width * 0.20)) ** 2)) * np.exp(-below * 1.4)
        shine = (
            near
            * (0.35 + 0.65 * seams)
            * (0.30 + 0.35 * (stage.mood.rain > 0))
            * min(1.5, stage.mood.glow)
        )
        wood = wood + (shine * 190)[..., None] * (stage.palette.key / 255)
        return wood.astype(np.float32), mask

    return stage.painted(colours, 0.95)


def _rails(stage: Stage) -> list[Shape]:
    """Bulwarks with stanchions on both sides, and the bowsprit."""
    shapes: list[Shape] = []
    u = stage.unit
    for side in (-1.0, 1.0):
        foot = [_edge(stage, 0.24 + 0.09 * at, side) for at in range(12)]
        heights = [0.030 + 0.030 * at for at in range(12)]
        top = [(x, y - high * u) for (x, y), high in zip(foot, heights, strict=True)]
        low = [(x, y - high * u * 0.62) for (x, y), high in zip(foot, heights, strict=True)]
        thick = [(x, y + (0.004 + 0.0016 * at) * u) for at, (x, y) in enumerate(top)]
        shapes.append(polygon([*top, *reversed(thick)]))
        shapes.append(polygon([*low, *reversed(foot)]))
        for at in range(12):
            (x, y), (_, base) = top[at], foot[at]
            wide = (0.0035 + 0.0017 * at) * u
            shapes.append(box(x - wide / 2, y, wide, base - y))
    bow = stage.down(0.24)
    middle = stage.across(0.5)
    shapes.append(
        polygon([_edge(stage, 0.24, -1), (middle, bow - 0.045 * u), _edge(stage, 0.24, 1)])
    )
    shapes.append(
        tube(
            [(middle, bow - 0.02 * u), (middle + stage.side * 0.05 * u, bow - 0.17 * u)],
            (0.016 * u, 0.006 * u),
        )
    )
    return shapes


def _rigging(stage: Stage) -> list[Shape]:
    """Foremast with a bellied sail, shrouds with ratlines on both sides."""
    u, shapes = stage.unit, list[Shape]()
    x, foot = stage.across(0.435), stage.down(0.36)
    shapes.append(tube([(x, foot), (x, -0.2 * stage.height)], (0.030 * u, 0.021 * u)))
    for up, wide in ((0.30, 0.40), (0.62, 0.30)):
        y = foot - up * u
        shapes.append(
            tube(
                [(x - wide * u * 0.62, y + 0.012 * u), (x + wide * u * 0.62, y - 0.012 * u)],
                (0.007 * u, 0.014 * u, 0.007 * u),
            )
        )
    top, bottom = foot - 0.615 * u, foot - 0.315 * u
    sail = [
        *(
            (x - 0.17 * u, top, 1.0),
            (x + 0.17 * u, top - 0.006 * u, 1.0),
            (x + 0.215 * u, (top + bottom) / 2),
        ),
        *(
            (x + 0.225 * u, bottom - 0.008 * u, 1.0),
            (x + 0.02 * u, bottom - 0.045 * u),
            (x - 0.225 * u, bottom + 0.004 * u, 1.0),
            (x - 0.205 * u, (top + bottom) / 2),
        ),
    ]
    shapes.append(blob(sail))
    rope = 0.0030 * u
    for side in (-1.0, 1.0):
        base = _edge(stage, 0.42, side)
        ends = [(base[0] + side * off * u, base[1] - 0.06 * u) for off in (-0.05, 0.0, 0.05)]
        head = (x + side * 0.012 * u, foot - 0.86 * u)
        for end in ends:
            shapes.append(tube([head, end], (rope, rope)))
        for rung in range(1, 15):
            share = 0.12 + 0.86 * rung / 15
            left, right = (
                (head[0] + (end[0] - head[0]) * share, head[1] + (end[1] - head[1]) * share)
                for end in (ends[0], ends[-1])
            )
            shapes.append(tube([left, right], (rope * 0.7, rope * 0.7)))
    shapes.append(tube([(x, foot - 0.8 * u), (stage.across(0.5), stage.down(0.10))], (rope, rope)))
    return shapes


def _lantern(stage: Stage) -> tuple[list[Shape], list[Shape]]:
    u = stage.unit
    x, foot = _edge(stage, 0.46, 1)
    top = foot - 0.24 * u
    return (
        [
            tube([(x, foot), (x, top + 0.03 * u)], (0.010 * u, 0.008 * u)),
            polygon([(x - 0.020 * u, top), (x, top - 0.022 * u), (x + 0.020 * u, top)]),
            box(x - 0.018 * u, top + 0.034 * u, 0.036 * u, 0.006 * u),
        ],
        [box(x - 0.014 * u, top, 0.028 * u, 0.034 * u)],
    )


def _near_ropes(stage: Stage) -> list[Shape]:
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
