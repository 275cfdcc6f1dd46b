"""Footprints that lead away over snow."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import Layer
from render.engines.animatic.pen import Shape, mix, oval
from render.engines.animatic.stage import Stage


def footprints(stage: Stage) -> Layer | None:
    """Where somebody came from: out of the distance, to where one stands."""
    shapes: list[Shape] = []
    for at in range(34):
        share = at / 33
        down = 0.10 + 0.50 * share**1.8
        middle = 0.66 - 0.085 * share + 0.012 * np.sin(share * 7)
        size = (0.0012 + 0.0085 * share**1.6) * stage.unit
        x = stage.across(
            float(middle) + (0.30 * size / stage.unit if at % 2 else -0.30 * size / stage.unit)
        )
        shapes.append(oval(x, stage.down(down), size, size * 0.42))
    shade = mix(stage.palette.mid, stage.palette.sky[2], 0.5)
    return stage.flat(shapes, shade, 0.80, alpha=0.55, blur=0.001)
