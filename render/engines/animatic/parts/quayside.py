"""What stands on a quay: warehouses, crates and barrels, iron bollards."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from render.engines.animatic.materials import front, plain, stones
from render.engines.animatic.noise import seed_of
from render.engines.animatic.parts import houses
from render.engines.animatic.parts.furniture import barrel, crate
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.solids import Face, drum
from render.engines.animatic.stage import Stage

_WALLS = ("#9a8a74", "#84786a", "#a6988a")
_SLATES = ("#574a44", "#4a4a4e", "#64483a")


def warehouses(stage: Stage) -> Iterator[tuple[Face, ...]]:
    """A row of them on the left, from near to far."""
    rng = np.random.default_rng(seed_of(stage.layout_seed, "harbour"))
    z = 8.5
    while z < 62:
        long = float(rng.uniform(6, 10))
        walls = stones if rng.random() < 0.5 else plain
        body = front(
            walls(colour(_WALLS[int(rng.integers(3))])),
            frame=colour("#3a2c22"),
            window=stage.palette.window,
            pane=mix(colour("#20262c"), stage.palette.sky[3], 0.25),
            lit=0.45 * stage.mood.lamps,
            bay=2.2,
            storey=3.0,
            seed=int(rng.integers(1, 40)),
        )
        eaves, peak = float(rng.uniform(5.6, 8.6)), float(rng.uniform(2.2, 3.6))
        slates = houses.slates(stage, _SLATES[int(rng.integers(3))])
        sides, ends = (-14, -5.6), (z, z + long - 0.2)
        yield houses.house(sides, ends, eaves, peak, body, slates, gable=rng.random() < 0.6)
        z += long


def goods() -> Iterator[tuple[Face, ...]]:
    """Crates and barrels that wait for a ship."""
    for x, z, size in ((-3.9, 8.0, 0.9), (-3.0, 8.7, 0.7), (-3.6, 9.4, 0.8), (-0.6, 14.0, 0.8)):
        yield crate(x, z, size)
    yield crate(-3.8, 8.1, 0.6, 0.72)
    for x, z in ((-2.6, 7.6), (-0.2, 12.6), (0.3, 13.2)):
        yield barrel(x, z)


def bollards(x: float) -> Iterator[tuple[Face, ...]]:
    """What ships are tied to, along the edge at `x`, in metres."""
    iron = plain(colour("#26282a"))
    for z in (6.2, 11.5, 17.0, 25.0):
        yield drum((x, z), ((0.16, 0), (0.12, 0.42), (0.2, 0.5)), iron, 8)
