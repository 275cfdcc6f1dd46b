"""A modern street: towers, lit signs, wet asphalt, parked cars, lamps that dwindle."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import present
from render.engines.animatic.materials import glowing, plain, stones
from render.engines.animatic.model import Model
from render.engines.animatic.noise import seed_of
from render.engines.animatic.parts import houses
from render.engines.animatic.parts.downtown import car, tower
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import Face, block
from render.engines.animatic.space import Bulb
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_SIGNS = ("#ff3f6c", "#36c6ff", "#ffd24a", "#7dff9a", "#ff8a3c")
_LAMP = colour("#ffd8a0")


def build(stage: Stage) -> Scenery:
    """The street runs straight into the light between the towers."""
    mist, fog = Mist(stage), stage.mood.fog
    rng = np.random.default_rng(seed_of(stage.layout_seed, "city"))
    lamps = [
        houses.street_lamp(stage, side * 4.9, z, 5.2, _LAMP)
        for side, z in ((1, 9.0), (-1, 15.0), (1, 23.0), (-1, 33.0), (1, 45.0))
    ]
    signs = [
        (side, z, colour(_SIGNS[int(rng.integers(5))]), float(rng.uniform(2.8, 5.0)))
        for side, z in ((-1, 8.2), (1, 12.5), (-1, 17.5), (1, 25.0), (-1, 30.0))
    ]
    glows = [Bulb((s * 5.2, y, z), tone, 0.75 * stage.mood.lamps, 2.6) for s, z, tone, y in signs]
    space = houses.outdoors(stage, bulbs=(*(lamp[1] for lamp in lamps), *glows), haze=1.4)
    asphalt = houses.earth(stage, plain(colour("#5c5e62"), 0.3))
    kerb = houses.earth(stage, stones(colour("#8a8a88"), 1.2, 1.2, worn=0.4))
    wet = 0.35 + 0.75 * (stage.mood.rain > 0)
    ground = Model(space).add(houses.floor(asphalt, wet=wet))
    line = plain(colour("#c9c8be"), 0.3)
    ground.add(
        *(houses.floor(line, x=(-0.08, 0.08), z=(z, z + 2.2), high=0.01) for z in range(3, 80, 5))
    )
    for side in (-1, 1):
        x0, x1 = sorted((side * 4.4, side * 7.0))
        ground.add(*block((x0, 0, 0.5), (x1, 0.16, 120), kerb))
    rows = [Model(space), Model(space), Model(space)]
    things: list[list[tuple[Face, ...]]] = [[], [], []]
    for side in (-1, 1):
        z = 3.0
        while z < 110:
            long = float(rng.uniform(8, 15))
            tall = float(rng.uniform(12, 30)) + 0.35 * z * float(rng.random())
            row = 0 if z < 14 else 1 if z < 40 else 2
            x0, x1 = sorted((side * 7.0, side * 20.0))
            wall = tower(stage, rng)
            roof = plain(colour("#4a4a4c"))
            things[row].append(block((x0, 0, z), (x1, tall, z + long - 0.1), wall, roof))
            z += long
    iron = plain(colour("#1b1d22"), 0.2)
    for side, z, tone, y in signs:
        lit = glowing(tone, 0.12 + 0.75 * stage.mood.lamps)
        x0, x1 = sorted((side * 6.85, side * 5.9))
        row = things[0 if z < 14 else 1]
        row.append(block((x0 - 0.07, y - 0.07, z + 0.02), (x1 + 0.07, y + 1.77, z + 0.2), iron))
        row.append(block((x0, y, z), (x1, y + 1.7, z + 0.01), lit))
        for up in (0.1, 1.5):
            a, b = sorted((side * 7.05, side * 6.8))
            row.append(block((a, y + up, z + 0.05), (b, y + up + 0.1, z + 0.15), iron))
    for face, bulb in lamps:
        things[0 if bulb.at[2] < 14 else 1].append(face)
    for x, z, tone in ((3.5, 7.5, "#7a2a2a"), (-3.5, 11.0, "#3a4a5c"), (3.5, 18.5, "#6a6a64")):
        things[0 if z < 14 else 1].append(car(stage, x, z, colour(tone)))
    for row, listed in zip(rows, things, strict=True):
        row.stand(*listed)
    ground.streak(rows, 0.16 + 0.5 * (stage.mood.rain > 0))
    return Scenery(
        behind=present(
            *ground.layers(1.0),
            *rows[2].layers(1.8, rim=0.3),
            mist.band(stage.up(0.02), 0.24 * stage.unit, speed=9, alpha=0.4 + 0.5 * fog, depth=1.7),
            *rows[1].layers(1.3, rim=0.3),
            mist.band(stage.down(0.10), 0.12 * stage.unit, speed=16, alpha=0.5 * fog, depth=1.1),
            *rows[0].layers(1.0, rim=0.3),
        ),
        before=present(
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=40, alpha=0.3 * fog, depth=0.5)
        ),
        ground=Ground(0.53, 0.62, 0.90, wet=0.45),
    )
