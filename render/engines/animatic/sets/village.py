"""A village street: half-timbered houses that lean over cobbles, lamps, smoke, a church tower."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import Element, present
from render.engines.animatic.materials import cobbles, stones
from render.engines.animatic.model import Model
from render.engines.animatic.noise import seed_of
from render.engines.animatic.parts import birds, houses, land
from render.engines.animatic.parts.frontage import bend, church_at, house
from render.engines.animatic.parts.furniture import barrel, crate
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import Face, block
from render.engines.animatic.space import Bulb
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist


def build(stage: Stage) -> Scenery:
    """The street bends away from the light, so that houses close the view."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "street"))
    lamps = [houses.street_lamp(stage, x, z) for x, z in ((2.6, 9.6), (-3.2, 17.0), (0.9, 27.0))]
    doors = tuple(
        Bulb((side * 2.6, 1.6, z), palette.window, 0.5 * stage.mood.lamps, 1.8)
        for side, z in ((-1, 9.5), (1, 13.5), (-1, 21.0))
    )
    space = houses.outdoors(stage, bulbs=(*(lamp[1] for lamp in lamps), *doors))
    rows = [Model(space), Model(space), Model(space)]
    wet = 0.30 + 0.55 * (stage.mood.rain > 0)
    ground = Model(space).add(
        houses.floor(houses.earth(stage, cobbles(colour("#8c8474"))), wet=wet)
    )
    things: list[list[tuple[Face, ...]]] = [[], [], []]
    smokes: list[Element] = []
    for side in (-1, 1):
        z = 9.4 if side > 0 else 5.6
        while z < 58:
            long = float(rng.uniform(4.6, 7.4))
            row = 0 if z < 13 else 1 if z < 27 else 2
            inner = side * (3.5 + float(rng.uniform(-0.2, 0.3))) + bend(z)
            built, top = house(stage, rng, side, inner, (z, z + long - 0.15))
            things[row].append(built)
            if rng.random() < 0.45 and row < 2:
                smokes.append(
                    houses.smoke(stage, space, (inner + side * 2.6, top, z + long / 2), 1.2)
                )
            z += long
    for face, _ in lamps:
        things[0 if face[0].origin[2] < 13 else 1].append(face)
    things[0].append(block((3.3, 0, 3.6), (3.75, 1.15, 9.4), stones(colour("#8f8778"), 0.5, 0.25)))
    things[0] += [barrel(2.95, 7.0), crate(-2.9, 7.6), crate(-3.1, 8.6, 0.55)]
    for row, listed in zip(rows, things, strict=True):
        row.stand(*listed)
    ground.streak(rows, 0.10 + 0.45 * (stage.mood.rain > 0))
    church = Model(space).stand(church_at(stage))
    return Scenery(
        behind=present(
            land.hills(stage, palette.far, height=0.12, rough=0.35, away=0.6, depth=2.8, seed=51),
            mist.band(stage.up(0.02), 0.14 * stage.unit, speed=8, alpha=0.5 + 0.4 * fog, depth=2.5),
            *birds.birds(stage, 0.52, 0.30, 4),
            *church.layers(2.1, rim=0.4),
            mist.band(stage.up(0.0), 0.10 * stage.unit, speed=9, alpha=0.3 + 0.5 * fog, depth=2.0),
            *ground.layers(1.0),
            *rows[2].layers(1.5, rim=0.35),
            mist.band(stage.down(0.04), 0.11 * stage.unit, speed=12, alpha=0.5 * fog, depth=1.4),
            *rows[1].layers(1.2, rim=0.4),
            mist.band(stage.down(0.12), 0.12 * stage.unit, speed=18, alpha=0.5 * fog, depth=1.1),
            *rows[0].layers(1.0, rim=0.45),
            *smokes,
        ),
        before=present(
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=40, alpha=0.3 * fog, depth=0.5)
        ),
        ground=Ground(0.54, 0.62, 0.90, wet=0.35),
    )
