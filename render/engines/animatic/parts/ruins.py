"""What a ruin is made of: broken walls, columns, and stones that fell."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.materials import Material
from render.engines.animatic.noise import ridge, seed_of
from render.engines.animatic.pen import Point
from render.engines.animatic.solids import Face, block, drum
from render.engines.animatic.stage import Stage


def broken_wall(
    stage: Stage,
    stone: Material,
    at: Point,
    wide: float,
    tall: float,
    openings: tuple[tuple[float, float, float], ...],
    seed: int,
) -> Face:
    """A wall across the view, its top broken; openings as (middle, width, height)."""
    line = ridge(seed_of(stage.layout_seed, "wall", seed), 40, 0.30, 6, 3)
    points: list[Point] = [(0.0, 0.0)]
    for middle, across, high in openings:
        spring = high - across / 2
        points += [(middle - across / 2, 0.0), (middle - across / 2, spring)]
        points += [
            (middle - math.cos(turn) * across / 2, spring + math.sin(turn) * across / 2)
            for turn in np.linspace(0, math.pi, 9)
        ]
        points.append((middle + across / 2, 0.0))
    points.append((wide, 0.0))
    for number in range(40):
        share = 1 - number / 39
        gable = 1 - 0.55 * abs(share * 2 - 1) ** 1.3
        points.append((wide * share, tall * gable * (0.9 + float(line[number]))))
    return Face((at[0], 0, at[1]), (1, 0, 0), (0, 1, 0), tuple(points), stone)


def side(stage: Stage, stone: Material, x: float, run: Point, tall: float, seed: int) -> Face:
    """A broken wall along the view, from `run[0]` to `run[1]` metres away."""
    line = ridge(seed_of(stage.layout_seed, "side", seed), 30, 0.35, 6, 3)
    long = run[1] - run[0]
    top = [
        (long * at / 29, tall * (0.25 + 0.75 * at / 29) * (1 + float(line[at]) * 0.6))
        for at in reversed(range(30))
    ]
    corners: tuple[Point, ...] = ((0, 0), (long, 0), *top)
    return Face((x, 0, run[0]), (0, 0, 1), (0, 1, 0), corners, stone)


def column(x: float, z: float, tall: float, stone: Material) -> tuple[Face, ...]:
    """A column that lost its capital."""
    return drum(
        (x, z), ((0.55, 0), (0.55, 0.3), (0.38, 0.42), (0.36, tall), (0.2, tall + 0.25)), stone, 10
    )


def fallen(x: float, z: float, rng: np.random.Generator, stone: Material) -> tuple[Face, ...]:
    """A stone that fell, out of the way of people."""
    size = float(rng.uniform(0.25, 0.65))
    shift = 2.4 * (1 if x > 0 else -1) if abs(x) < 1.6 else 0.0
    low = (x + shift - size, 0.0, z)
    return block(low, (x + shift + size * 0.8, size * 0.9, z + size * 1.4), stone)
