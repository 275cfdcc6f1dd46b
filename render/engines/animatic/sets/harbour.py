"""A harbour: a quay with warehouses, ships at their moorings, crates, barrels, a lamp."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import Element, present
from render.engines.animatic.materials import front, plain, stones
from render.engines.animatic.model import Model
from render.engines.animatic.noise import seed_of
from render.engines.animatic.parts import birds, houses, land, rigging
from render.engines.animatic.parts.cranes import crane
from render.engines.animatic.parts.furniture import barrel, crate
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.solids import Face, block, drum
from render.engines.animatic.space import Bulb
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_EDGE = 1.7
"""Where the quay ends and the water begins, in metres right of the middle."""


def build(stage: Stage) -> Scenery:
    """The quay on one side, the light on the water on the other."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "harbour"))
    lamps = [houses.street_lamp(stage, 0.9, z) for z in (9.0, 19.0, 34.0)]
    glow = Bulb((-5.5, 1.8, 12.0), palette.window, 0.6 * stage.mood.lamps, 2.4)
    space = houses.outdoors(stage, bulbs=(*(lamp[1] for lamp in lamps), glow))
    quay = Model(space)
    paving = houses.earth(stage, stones(colour("#8c857a"), 0.9, 0.7, worn=0.7))
    wall = stones(colour("#5f5a52"), 0.8, 0.4, worn=0.9)
    quay.add(*block((_EDGE - 0.05, -2.4, 0.4), (_EDGE, 0, 70), wall))
    wet = 0.25 + 0.5 * (stage.mood.rain > 0)
    quay.add(houses.floor(paving, x=(-40, _EDGE), z=(0.4, 70), wet=wet))
    quay.add(*block((_EDGE - 0.35, 0, 0.4), (_EDGE, 0.16, 70), wall, paving))
    things: list[tuple[Face, ...]] = []
    z = 8.5
    while z < 62:
        long = float(rng.uniform(6, 10))
        walls = stones if rng.random() < 0.5 else plain
        body = front(
            walls(colour(("#9a8a74", "#84786a", "#a6988a")[int(rng.integers(3))])),
            frame=colour("#3a2c22"),
            window=palette.window,
            pane=mix(colour("#20262c"), palette.sky[3], 0.25),
            lit=0.45 * stage.mood.lamps,
            bay=2.2,
            storey=3.0,
            seed=int(rng.integers(1, 40)),
        )
        eaves, peak = float(rng.uniform(5.6, 8.6)), float(rng.uniform(2.2, 3.6))
        slates = houses.slates(stage, ("#574a44", "#4a4a4e", "#64483a")[int(rng.integers(3))])
        things.append(
            houses.house(
                (-14, -5.6),
                (z, z + long - 0.2),
                eaves,
                peak,
                body,
                slates,
                gable=rng.random() < 0.6,
            )
        )
        z += long
    things += [lamp[0] for lamp in lamps]
    for x, at, size in ((-3.9, 8.0, 0.9), (-3.0, 8.7, 0.7), (-3.6, 9.4, 0.8), (-0.6, 14.0, 0.8)):
        things.append(crate(x, at, size))
    things += [
        crate(-3.8, 8.1, 0.6, 0.72),
        barrel(-2.6, 7.6),
        barrel(-0.2, 12.6),
        barrel(0.3, 13.2),
    ]
    iron = plain(colour("#26282a"))
    for at in (6.2, 11.5, 17.0, 25.0):
        things.append(drum((_EDGE - 0.4, at), ((0.16, 0), (0.12, 0.42), (0.2, 0.5)), iron, 8))
    things.append(crane(-1.2, 24.0))
    quay.stand(*things)
    ships: list[Element] = []
    for x, z, tall in ((5.2, 20.0, 15.0), (9.0, 40.0, 17.0)):
        at = space.at((x, -1.9, z))
        ships += rigging.afloat(
            stage, rigging.moored(*at, space.long(tall, z), stage.side), at, 1.5
        )
    return Scenery(
        behind=present(
            land.hills(
                stage, palette.far, height=0.07, rough=0.5, away=0.7, depth=3.0, sunk=0.0, seed=81
            ),
            mist.band(
                stage.down(0.0), 0.12 * stage.unit, speed=12, alpha=0.4 + 0.5 * fog, depth=2.4
            ),
            *reversed(ships),
            *birds.birds(stage, 0.62, 0.24, 6),
            mist.band(stage.down(0.10), 0.10 * stage.unit, speed=16, alpha=0.6 * fog, depth=1.3),
            *quay.layers(1.0, rim=0.45),
        ),
        before=present(
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=40, alpha=0.35 * fog, depth=0.5)
        ),
        ground=Ground(0.47, 0.62, 0.90, wet=0.35),
        sea=1.0,
    )
