"""Firs and pines in numbers: a slope of them, and rows that go back into the snow."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import Element
from render.engines.animatic.noise import seed_of
from render.engines.animatic.parts import plants
from render.engines.animatic.pen import Colour, Shape, mix
from render.engines.animatic.stage import Stage
from render.engines.animatic.weather import Mist

_OPEN = 0.62
"""Where people stand, of the width: no tree hides them."""


def slope(stage: Stage) -> list[Shape]:
    """Pines on both sides of a pass, tallest at the sides."""
    rng = np.random.default_rng(seed_of(stage.layout_seed, "pines"))
    wood: list[Shape] = []
    for at in range(170):
        share = -0.35 + 1.7 * (at + float(rng.uniform(0, 1))) / 170
        off = abs(share - _OPEN)
        if off < 0.13:
            continue
        tall = (0.04 + 0.15 * min(1.0, off * 1.6) * float(rng.uniform(0.3, 1.2))) * stage.unit
        wood.append(
            plants.pine(
                stage.across(share),
                stage.down(0.31 - 0.05 * off + float(rng.uniform(-0.03, 0.02))),
                tall,
                rng,
            )
        )
    return wood


def under_snow(stage: Stage, snow: Colour) -> list[Element | None]:
    """Three rows under snow, each with its mist, the farthest first."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "firs"))
    rows: list[Element | None] = []
    for number, (down, count, tall, depth) in enumerate(
        ((0.03, 60, 0.05, 2.2), (0.10, 26, 0.13, 1.6), (0.27, 7, 0.32, 1.1))
    ):
        shapes: list[Shape] = []
        for at in range(count):
            share = -0.35 + 1.7 * (at + float(rng.uniform(0, 1))) / count
            if abs(share - _OPEN) < 0.11 + 0.05 * number:
                continue
            foot = stage.down(down + float(rng.uniform(-0.015, 0.02)))
            shapes.append(
                plants.pine(
                    stage.across(share), foot, tall * float(rng.uniform(0.6, 1.1)) * stage.unit, rng
                )
            )
        tone = mix(palette.far, palette.mid, 0.45 + 0.28 * number)
        white = snow / 255 * palette.ground
        rows.append(
            stage.solid(
                shapes,
                mix(tone, white, 0.25),
                mix(tone, white, 0.42),
                depth,
                grain=(60, 60),
                rough=0.9,
                rim=0.5,
                haze=0.35 - 0.1 * number,
                seed=440 + number,
            )
        )
        rows.append(
            mist.band(
                stage.down(down + 0.02),
                0.10 * stage.unit,
                speed=12 + 8 * number,
                alpha=0.35 - 0.08 * number + 0.5 * fog,
                depth=depth - 0.1,
            )
        )
    return rows
