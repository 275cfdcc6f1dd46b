"""What stands by a river: a bridge on arches, banks, and trees along them."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.layers import Element
from render.engines.animatic.materials import Material
from render.engines.animatic.noise import ridge, seed_of
from render.engines.animatic.parts import plants
from render.engines.animatic.pen import Colour, Point, Shape, blob, mix
from render.engines.animatic.solids import Face, block
from render.engines.animatic.stage import Stage


def arched_bridge(stone: Material) -> tuple[Face, ...]:
    """A stone bridge on three arches across the view."""
    z, high, spans = 24.0, 4.6, ((-7.4, 4.6), (0.0, 6.4), (7.4, 4.6))
    points: list[Point] = [(-40.0, -1.0)]
    for middle, wide in spans:
        half, spring = wide / 2, 0.4
        points += [(middle - half, -1.0), (middle - half, spring)]
        points += [
            (middle - math.cos(turn) * half, spring + math.sin(turn) * half * 0.86)
            for turn in np.linspace(0, math.pi, 13)
        ]
        points.append((middle + half, -1.0))
    points += [(40.0, -1.0)]
    points += [
        (x, high + 0.9 - 0.010 * x * x if abs(x) < 14 else high - 1.06)
        for x in np.linspace(40, -40, 41)
    ]
    front = Face(
        (0, 0, z), (1, 0, 0), (0, 1, 0), tuple((float(x), float(y)) for x, y in points), stone
    )
    piers = [
        face
        for x in (-4.2, 4.2)
        for face in block((x - 0.7, -1.0, z - 1.3), (x + 0.7, 2.6, z), stone)
    ]
    return (front, *piers)


def bank(
    stage: Stage, tone: Colour, down: Point, edge: float, depth: float, seed: int
) -> Element | None:
    """A grassy bank on the side away from the light (edge below 1) or towards it."""
    count = 160
    left = edge < 1.0
    line = ridge(seed_of(stage.layout_seed, "bank", seed), count, 0.020, 6, 4)
    points: list[tuple[float, ...]] = []
    start, end = (-0.9, edge) if left else (1.9, edge - 0.32)
    for at in range(count):
        share = at / (count - 1)
        x = start + (end - start) * share
        y = down[0] + (down[1] - down[0]) * max(0.0, share - 0.35) ** 1.7 * 1.9 + float(line[at])
        points.append((stage.across(x), stage.down(min(y, down[1])), 1.0))
    points.append((stage.across(start), stage.down(down[1]), 1.0))
    return stage.solid(
        [blob(points)],
        mix(tone, stage.palette.near, 0.45),
        tone,
        depth,
        grain=(60, 60),
        rough=0.6,
        rim=0.35,
        haze=0.0,
        seed=300 + seed,
    )


def near_bank(stage: Stage, tone: Colour) -> Element | None:
    """The bank on which people stand, from one side of the frame to the other."""
    count = 160
    line = ridge(seed_of(stage.layout_seed, "bank", 5), count, 0.016, 6, 4)
    points: list[tuple[float, ...]] = []
    for at in range(count):
        x = -0.9 + 2.8 * at / (count - 1)
        fall = min(1.0, max(0.0, x - 0.1))
        points.append((stage.across(x), stage.down(0.50 + 0.17 * fall**1.4 + float(line[at])), 1.0))
    points += [
        (stage.across(1.9), stage.down(1.3), 1.0),
        (stage.across(-0.9), stage.down(1.3), 1.0),
    ]
    return stage.solid(
        [blob(points)],
        mix(tone, stage.palette.near, 0.45),
        tone,
        0.85,
        grain=(60, 60),
        rough=0.7,
        rim=0.35,
        haze=0.0,
        seed=305,
    )


def trees(
    stage: Stage, tone: Colour, down: float, count: int, tall: float, depth: float, seed: int
) -> Element | None:
    """Round crowns along the water."""
    rng = np.random.default_rng(seed_of(stage.layout_seed, "willows", seed))
    shapes: list[Shape] = []
    for at in range(count):
        share = -0.3 + 1.6 * (at + float(rng.uniform(0, 1))) / count
        if 0.50 < share < 0.78:
            continue
        size = tall * float(rng.uniform(0.5, 1.0)) * stage.unit
        shapes += plants.crown(stage.across(share), stage.down(down), size, rng)
    return stage.solid(
        shapes,
        tone,
        mix(tone, stage.palette.mid, 0.4),
        depth,
        grain=(60, 60),
        rough=0.55,
        rim=0.4,
        haze=0.4,
        seed=310,
    )
