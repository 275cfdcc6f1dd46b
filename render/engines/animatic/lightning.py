"""Lightning: when it strikes, how bright it lights the sky, and the bolt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from render.engines.animatic.noise import seed_of
from render.engines.animatic.pen import floats, paint, polygon, skia, soft
from render.engines.animatic.stage import Stage

_FLASH = 0.43
"""The most with which ffmpeg's photosensitivity filter finds no frame to mend, in any set."""


@dataclass(frozen=True, slots=True)
class Strike:
    """A lightning stroke: when it starts, and how it is drawn."""

    time: float
    branches: tuple[tuple[Any, float], ...]


class Lightning:
    """At most one double stroke in three seconds: three flashes in a second can hurt people."""

    _EVERY = 3.4

    def __init__(self, stage: Stage) -> None:
        rng, seconds = np.random.default_rng(seed_of("lightning", stage.seed)), stage.seconds
        self._scale, self._power = stage.height / 480, _FLASH * stage.mood.style.flash
        self._strikes: list[Strike] = []
        if not stage.mood.lightning:
            return
        start = float(rng.uniform(0.5, 0.62)) * min(seconds, self._EVERY + 1.2)
        while start < seconds - 0.3:
            self._strikes.append(Strike(start, self._bolt(rng, stage)))
            start += self._EVERY + float(rng.uniform(0.4, 2.4))

    @property
    def times(self) -> tuple[float, ...]:
        """The seconds at which it strikes."""
        return tuple(strike.time for strike in self._strikes)

    def flash(self, time: float) -> float:
        """How bright the sky is lit, 0 to about a half."""
        brightest = 0.0
        for strike in self._strikes:
            for delay, power in ((0.0, 1.0), (0.21, 0.5)):
                since = time - strike.time - delay
                if 0 <= since < 0.9:
                    brightest = max(brightest, self._power * power * math.exp(-since * 6))
        return brightest

    def draw(self, canvas: Any, time: float) -> None:
        """Draw the bolt while it is bright."""
        for strike in self._strikes:
            since = time - strike.time
            if not 0 <= since < 0.34:
                continue
            power = min(1.0, math.exp(-since * 6) * 1.2)
            for branch, wide in strike.branches:
                for reach, alpha, blur in ((7.0, 0.20, 5.0), (2.2, 0.55, 1.6), (1.0, 1.0, 0.0)):
                    pen = paint(floats(220, 234, 255), alpha * power)
                    pen.setStyle(skia.Paint.kStroke_Style)
                    pen.setStrokeWidth(max(reach * wide * self._scale, 0.5))
                    pen.setBlendMode(skia.BlendMode.kPlus)
                    if blur:
                        pen.setMaskFilter(soft(blur * self._scale))
                    canvas.drawPath(branch, pen)

    def _bolt(self, rng: np.random.Generator, stage: Stage) -> tuple[tuple[Any, float], ...]:
        x = stage.sun + stage.width * float(rng.uniform(-0.10, 0.12))
        top, foot = (x + stage.width * 0.05, stage.height * 0.02), (x, stage.horizon - 1)
        branches: list[tuple[Any, float]] = []
        self._fork(rng, top, foot, stage.height * 0.038, 1.0, branches)
        return tuple(branches)

    def _fork(
        self,
        rng: np.random.Generator,
        start: tuple[float, float],
        end: tuple[float, float],
        rough: float,
        wide: float,
        branches: list[tuple[Any, float]],
    ) -> None:
        points = [start, end]
        reach = rough
        for _ in range(6):
            split = [points[0]]
            for (ax, ay), (bx, by) in pairwise(points):
                middle = (
                    (ax + bx) / 2 + float(rng.normal(0, reach)),
                    (ay + by) / 2 + float(rng.normal(0, reach * 0.3)),
                )
                split += [middle, (bx, by)]
            points, reach = split, reach * 0.55
        branches.append((polygon(points, closed=False), wide))
        if wide > 0.5:
            for at in rng.integers(12, len(points) - 14, 3):
                x, y = points[int(at)]
                tip = (
                    x + float(rng.normal(0, rough * 2)),
                    y + rough * float(rng.uniform(1.6, 3.6)),
                )
                self._fork(rng, (x, y), tip, rough * 0.4, wide * 0.4, branches)
