"""A ruin: broken walls with empty windows, fallen columns, ivy, and the light behind an arch."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.layers import present
from render.engines.animatic.materials import Material, stones
from render.engines.animatic.model import Model
from render.engines.animatic.noise import ridge, seed_of
from render.engines.animatic.pen import Point, colour
from render.engines.animatic.sets import birds, houses, land, plants
from render.engines.animatic.solids import Face, block, drum
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_GRASS = colour("#69683f")


def build(stage: Stage) -> Scenery:
    """A gable wall stands yet, and one row of arches."""
    mist, fog = Mist(stage), stage.mood.fog
    space = houses.outdoors(stage)
    rng = np.random.default_rng(seed_of(stage.layout_seed, "ruin"))
    wall = stones(colour("#8f887a"), 0.8, 0.4, worn=1.0)
    far, near = Model(space), Model(space)
    far.add(_wall(stage, wall, (-9.0, 25.0), 15.0, 11.0, ((4.4, 2.4, 6.0), (9.0, 2.2, 5.0)), 1))
    far.add(_side(stage, wall, -8.6, (13.0, 25.0), 6.5, 2))
    near.stand(
        (_wall(stage, wall, (3.6, 14.0), 9.0, 5.6, ((3.2, 2.0, 3.4),), 3),),
        *(
            _column(x, z, tall, wall)
            for x, z, tall in (
                (-4.6, 19, 6.4),
                (-4.3, 14.5, 2.1),
                (-3.9, 10.6, 4.8),
                (2.4, 20, 5.6),
                (2.9, 15.6, 1.1),
            )
        ),
        *(
            _fallen(float(rng.uniform(-5, 5)), float(rng.uniform(8, 15)), rng, wall)
            for _ in range(9)
        ),
    )
    return Scenery(
        behind=present(
            *land.receding(stage, mist, 3),
            *birds.birds(stage, 0.45, 0.30, 5),
            land.ground(stage, _GRASS, top=0.10, swell=0.014, strokes=(70, 20), pool=1.6, seed=21),
            *far.layers(1.3, rim=0.6),
            mist.band(
                stage.down(0.16), 0.14 * stage.unit, speed=16, alpha=0.4 + 0.5 * fog, depth=1.2
            ),
            *near.layers(1.0, rim=0.6),
            mist.band(
                stage.down(0.32), 0.12 * stage.unit, speed=22, alpha=0.2 + 0.6 * fog, depth=0.95
            ),
        ),
        before=present(
            *plants.grass(stage, count=200, tall=0.18, spread=True),
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=45, alpha=0.4 * fog, depth=0.5),
        ),
        ground=Ground(0.575, 0.62, 0.80, wet=0.05),
    )


def _wall(
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


def _side(stage: Stage, stone: Material, x: float, run: Point, tall: float, seed: int) -> Face:
    line = ridge(seed_of(stage.layout_seed, "side", seed), 30, 0.35, 6, 3)
    long = run[1] - run[0]
    top = [
        (long * at / 29, tall * (0.25 + 0.75 * at / 29) * (1 + float(line[at]) * 0.6))
        for at in reversed(range(30))
    ]
    corners: tuple[Point, ...] = ((0, 0), (long, 0), *top)
    return Face((x, 0, run[0]), (0, 0, 1), (0, 1, 0), corners, stone)


def _column(x: float, z: float, tall: float, stone: Material) -> tuple[Face, ...]:
    return drum(
        (x, z), ((0.55, 0), (0.55, 0.3), (0.38, 0.42), (0.36, tall), (0.2, tall + 0.25)), stone, 10
    )


def _fallen(x: float, z: float, rng: np.random.Generator, stone: Material) -> tuple[Face, ...]:
    size = float(rng.uniform(0.25, 0.65))
    shift = 2.4 * (1 if x > 0 else -1) if abs(x) < 1.6 else 0.0
    low = (x + shift - size, 0.0, z)
    return block(low, (x + shift + size * 0.8, size * 0.9, z + size * 1.4), stone)
