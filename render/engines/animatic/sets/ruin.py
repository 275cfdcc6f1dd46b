"""A ruin: broken walls with empty windows, fallen columns, ivy, and the light behind an arch."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import present
from render.engines.animatic.materials import stones
from render.engines.animatic.model import Model
from render.engines.animatic.noise import seed_of
from render.engines.animatic.parts import birds, houses, land, plants
from render.engines.animatic.parts.ruins import broken_wall, column, fallen, side
from render.engines.animatic.pen import colour
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
    far.add(
        broken_wall(stage, wall, (-9.0, 25.0), 15.0, 11.0, ((4.4, 2.4, 6.0), (9.0, 2.2, 5.0)), 1)
    )
    far.add(side(stage, wall, -8.6, (13.0, 25.0), 6.5, 2))
    near.stand(
        (broken_wall(stage, wall, (3.6, 14.0), 9.0, 5.6, ((3.2, 2.0, 3.4),), 3),),
        *(
            column(x, z, tall, wall)
            for x, z, tall in (
                (-4.6, 19, 6.4),
                (-4.3, 14.5, 2.1),
                (-3.9, 10.6, 4.8),
                (2.4, 20, 5.6),
                (2.9, 15.6, 1.1),
            )
        ),
        *(
            fallen(float(rng.uniform(-5, 5)), float(rng.uniform(8, 15)), rng, wall)
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
