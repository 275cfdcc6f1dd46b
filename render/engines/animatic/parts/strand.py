"""What a shore is made of: foam, a headland, rocks in the sea, wet sand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.layers import Layer
from render.engines.animatic.noise import ridge, seed_of, step
from render.engines.animatic.parts import land
from render.engines.animatic.pen import Point, Shape, colour, floats, mix, paint, polygon, skia
from render.engines.animatic.stage import Stage

_SAND = colour("#a89a82")


_TOP = 0.34


@dataclass(frozen=True, slots=True)
class Foam:
    """Lines of foam that run up the sand and back."""

    line: tuple[Point, ...]
    """The water's edge in pixels."""
    reach: float
    bright: float
    scale: float
    depth: float = 0.80

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Three lines, each in its own time."""
        for number, (phase, alpha) in enumerate(((0.0, 0.55), (2.1, 0.35), (4.0, 0.22))):
            run = 0.5 + 0.5 * math.sin(time * 1.1 + phase)
            points: list[Point] = []
            for at, (x, y) in enumerate(self.line):
                lap = 0.14 * math.sin(at * 0.75 + time * 0.9 + number)
                lap += 0.09 * math.sin(at * 1.9 - time * 1.7 + number * 2)
                down = self.reach * (0.14 + run + lap + number * 0.16)
                points.append(view.at(x, y + down, self.depth))
            shape = polygon(points, closed=False)
            for wide, share in ((5.5, 0.35), (1.5, 1.0)):
                pen = paint(
                    floats(225, 220, 210),
                    alpha * share * (0.35 + 0.65 * (1 - run)) * self.bright,
                    Style=skia.Paint.kStroke_Style,
                    StrokeWidth=max(0.7, wide * self.scale),
                    StrokeJoin=skia.Paint.kRound_Join,
                )
                canvas.drawPath(shape, pen)


def headland(stage: Stage) -> Layer | None:
    """A dark spit with stacks that runs out into the sea."""
    count = 300
    share = np.linspace(-0.6, 0.52, count)
    line = ridge(seed_of(stage.layout_seed, "spit"), count, 0.020, 6, 4)
    foot = stage.down(0.10)
    points: list[Point] = []
    for at, rough in zip(share, line, strict=True):
        high = 0.15 * step(0.50, -0.1, float(at)) + 0.045 * step(0.52, 0.47, float(at))
        points.append((stage.across(float(at)), stage.up(high + float(rough) * (0.3 + 4 * high))))
    points += [(stage.across(0.535), foot), (stage.across(-0.6), foot)]
    shapes = [polygon(points), *stacks(stage, ((0.835, 0.020, 0.070), (0.875, 0.009, 0.032)))]
    return stage.solid(
        shapes,
        mix(stage.palette.mid, stage.palette.far, 0.5),
        stage.palette.mid,
        1.4,
        grain=(18, 34),
        rough=0.5,
        rim=0.5,
        haze=0.35,
        haze_from=0.4,
        seed=33,
    )


def stacks(stage: Stage, listed: tuple[tuple[float, float, float], ...]) -> list[Shape]:
    """Rocks in the sea: share across, half width, height above the horizon in units."""
    rng = np.random.default_rng(seed_of(stage.layout_seed, "stacks"))
    shapes: list[Shape] = []
    for across, half, high in listed:
        foot = stage.down(0.115)
        points: list[Point] = [(stage.across(across - half * 1.35), foot)]
        for at in range(13):
            share = at / 12
            top = stage.up(high - 0.03 * abs(share - 0.4) + float(rng.uniform(-0.006, 0.006)))
            points.append((stage.across(across - half + 2 * half * share), top))
        points.append((stage.across(across + half * 1.5), foot))
        shapes.append(polygon(points))
    return shapes


def beach(stage: Stage) -> tuple[Any, ...]:
    """The sand and the foam at its edge."""
    sand = land.ground(
        stage, _SAND, top=_TOP, rise=0.03, swell=0.006, wet=0.85, strokes=(50, 14), depth=0.80
    )
    count = 60
    xs = stage.spread(count)
    share = (xs / stage.width - 0.5) * stage.side / stage.lens.zoom + 0.5
    lift = [0.03 * stage.unit * (1 - step(-0.1, 0.75, float(at))) for at in share]
    line = tuple(
        (float(x), stage.down(_TOP) - up - 0.012 * stage.unit)
        for x, up in zip(xs, lift, strict=True)
    )
    bright = 0.55 + 0.45 * float(stage.palette.haze.mean()) / 140
    foam = Foam(line, 0.028 * stage.unit, min(bright, 1.15), stage.height / 480)
    return sand, foam, *land.scatter(stage, "rock", top=_TOP + 0.06, seed=7)
