"""A castle on its cliff: masonry in relief, towers, battlements and lit windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from render.engines.animatic.noise import ridge, seed_of
from render.engines.animatic.parts import strand
from render.engines.animatic.pen import Point, Shape, box, polygon, skia
from render.engines.animatic.stage import Stage

_CLIFF: tuple[Point, ...] = (
    (-0.60, -0.06),
    (-0.30, -0.06),
    (-0.10, 0.01),
    (0.02, 0.06),
    (0.10, 0.108),
    (0.20, 0.135),
    (0.30, 0.155),
    (0.37, 0.16),
    (0.425, 0.155),
    (0.452, 0.13),
    (0.462, 0.085),
    (0.482, 0.06),
    (0.478, 0.015),
    (0.505, -0.015),
    (0.515, -0.055),
    (0.56, -0.085),
)
"""The cliff's edge: share across, units above the horizon."""


@dataclass(frozen=True, slots=True)
class Masonry:
    """Walls in the cliff's own measure: shares across, units above the horizon."""

    stage: Stage
    shapes: list[Shape]
    windows: list[Shape]

    def wall(self, x: float, top: float, wide: float, foot: float = 0.09) -> None:
        """A plain block."""
        left, right = sorted((self.stage.across(x), self.stage.across(x + wide)))
        upper = self.stage.up(top)
        self.shapes.append(box(left, upper, right - left, self.stage.up(foot) - upper))

    def teeth(self, x: float, top: float, wide: float, count: int, high: float = 0.011) -> None:
        """A crenellation."""
        tooth = wide / (2 * count - 1)
        for at in range(count):
            self.wall(x + 2 * at * tooth, top + high, tooth, top - 0.003)

    def spire(self, x: float, top: float, wide: float, high: float) -> None:
        """A steep roof with a finial."""
        stage, middle = self.stage, x + wide / 2
        roof = skia.Path()
        roof.moveTo(stage.across(x - wide * 0.12), stage.up(top))
        roof.quadTo(
            stage.across(x + wide * 0.27),
            stage.up(top + high * 0.44),
            stage.across(middle),
            stage.up(top + high),
        )
        roof.quadTo(
            stage.across(x + wide * 0.73),
            stage.up(top + high * 0.44),
            stage.across(x + wide * 1.12),
            stage.up(top),
        )
        roof.close()
        self.shapes.append(roof)
        self.wall(middle - 0.0006, top + high + 0.022, 0.0012, top + high - 0.004)

    def tower(
        self, x: float, top: float, wide: float, *, teeth: int = 0, spire: float = 0.0
    ) -> None:
        """A tower with battlements or a spire."""
        self.wall(x, top, wide)
        self.wall(x - wide * 0.1, top, wide * 1.2, top - 0.014)
        if spire:
            self.spire(x - wide * 0.1, top - 0.001, wide * 1.2, spire)
        else:
            self.teeth(x - wide * 0.1, top, wide * 1.2, teeth)

    def window(self, x: float, top: float) -> None:
        """A narrow light."""
        stage = self.stage
        wide, high = 0.0052 * stage.unit, 0.0115 * stage.unit
        rect = skia.Rect.MakeXYWH(stage.across(x) - wide / 2, stage.up(top), wide, high)
        self.windows.append(skia.Path.RRect(skia.RRect.MakeRectXY(rect, wide / 2, wide / 2)))


def cliff_under(stage: Stage) -> list[Shape]:
    """The cliff that a castle stands on, and the rocks in the sea before it."""
    count = 600
    across = np.array([x for x, _ in _CLIFF])
    up = np.array([y for _, y in _CLIFF])
    steps = np.hypot(np.diff(across) * 1.78, np.diff(up))
    run = np.append(np.zeros(1), np.cumsum(steps))
    places = np.linspace(0, float(run[-1]), count)
    xs, ys = np.interp(places, run, across), np.interp(places, run, up)
    rough = ridge(seed_of(stage.layout_seed, "cliff"), count, 0.011)
    ragged = ridge(seed_of(stage.layout_seed, "ledges"), count, 0.006)
    foot = stage.down(0.19)
    points = [
        (stage.across(float(x + jag)), stage.up(float(y + jut)))
        for x, y, jut, jag in zip(xs, ys, rough, ragged, strict=True)
    ]
    points += [(stage.across(0.60), foot), (stage.across(-0.6), foot)]
    return [polygon(points), *strand.stacks(stage, ((0.585, 0.020, 0.018), (0.632, 0.010, -0.02)))]


def castle(stage: Stage) -> Masonry:
    """Curtain wall, keep and towers; how high each stands is the place's own."""
    work = Masonry(stage, [], [])
    rng = np.random.default_rng(seed_of(stage.layout_seed, "castle"))
    tall = [float(part) for part in rng.uniform(-0.012, 0.028, 4)]
    work.wall(0.190, 0.188, 0.205)
    work.teeth(0.190, 0.188, 0.205, 17, 0.009)
    work.tower(0.186, 0.225, 0.020, teeth=3)
    work.tower(0.232, 0.260 + tall[0] * 0.5, 0.030, teeth=4)
    work.wall(0.262, 0.242, 0.070)
    work.teeth(0.262, 0.242, 0.070, 8, 0.010)
    work.tower(0.276, 0.338 + tall[1], 0.027, spire=0.095 + tall[2])
    work.tower(0.3015, 0.298 + tall[2] * 0.6, 0.013, spire=0.060)
    work.tower(0.322, 0.275 + tall[3] * 0.5, 0.024, spire=0.070)
    work.tower(0.352, 0.232, 0.015, spire=0.05)
    work.tower(0.378, 0.222, 0.026, teeth=4)
    work.wall(0.115, 0.155, 0.075)
    work.teeth(0.115, 0.155, 0.075, 7, 0.008)
    work.tower(0.118, 0.178, 0.016, teeth=3)
    for x, up in (
        (0.2895, 0.312),
        (0.2895, 0.282),
        (0.246, 0.232),
        (0.3015, 0.220),
        (0.311, 0.220),
        (0.334, 0.242),
        (0.272, 0.205),
    ):
        work.window(x, up + tall[1] * (up > 0.28))
    return work
