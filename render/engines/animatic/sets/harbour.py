"""A harbour: a quay with warehouses, ships at their moorings, crates, barrels, a lamp."""

from __future__ import annotations

from render.engines.animatic.layers import Element, present
from render.engines.animatic.materials import stones
from render.engines.animatic.model import Model
from render.engines.animatic.parts import birds, houses, land, quayside, rigging
from render.engines.animatic.parts.cranes import crane
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import block
from render.engines.animatic.space import Bulb
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_EDGE = 1.7
"""Where the quay ends and the water begins, in metres right of the middle."""


def build(stage: Stage) -> Scenery:
    """The quay on one side, the light on the water on the other."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
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
    quay.stand(
        *quayside.warehouses(stage),
        *(lamp[0] for lamp in lamps),
        *quayside.goods(),
        *quayside.bollards(_EDGE - 0.4),
        crane(-1.2, 24.0),
    )
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
        afloat=(0.8, 0.80),
    )
