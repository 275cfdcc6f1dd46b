"""What belongs to a road: the track with its ruts, and a fence along it."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.layers import Layer
from render.engines.animatic.materials import plain, planks
from render.engines.animatic.pen import Point, Shape, blob, colour, mix
from render.engines.animatic.solids import Face, block
from render.engines.animatic.stage import Stage

_ROAD = colour("#b3a17e")


def track(stage: Stage) -> tuple[Layer | None, ...]:
    """Two ruts and the crown between them."""
    shapes: list[Shape] = []
    for inner, outer in ((-1.0, -0.24), (0.24, 1.0), (-1.0, 1.0)):
        left: list[Point] = []
        right: list[Point] = []
        for at in range(28):
            share = at / 27
            down = 0.075 + 1.1 * share**1.7
            middle = 0.655 - 0.105 * share + 0.020 * math.sin(share * 5.5)
            half = 0.004 + 0.145 * share**1.65
            left.append((stage.across(middle + inner * half), stage.down(down)))
            right.append((stage.across(middle + outer * half), stage.down(down)))
        shapes.append(blob([*left, *reversed(right)]))
    albedo = colour("#e4ebf3") if stage.mood.snow else _ROAD
    tone = albedo / 255 * stage.palette.ground * np.float32(1.1)
    tone = mix(tone, stage.palette.key, 0.25 * min(1.4, stage.mood.glow))
    verge = stage.flat(shapes[2:], tone * np.float32(0.62), 0.80, blur=0.006, alpha=0.55)
    return verge, stage.flat(shapes[:2], tone, 0.80, blur=0.006, alpha=0.50)


def rail_fence() -> list[tuple[Face, ...]]:
    """Posts and two rails that run along the road into the distance."""
    wood = planks(colour("#6a5844"), 0.2, upright=False)
    rails = plain(colour("#6a5844"), 0.4)
    made: list[tuple[Face, ...]] = []
    for at in range(16):
        z = 4.5 + 2.6 * at
        made.append(block((4.1, 0, z), (4.25, 1.15, z + 0.15), wood))
        for y in (0.45, 0.9):
            made.append(block((4.15, y, z + 0.1), (4.2, y + 0.10, z + 2.6), rails))
    return made
