"""A river under a stone bridge: reeds, willows on the far bank, the light on the water."""

from __future__ import annotations

from render.engines.animatic.layers import present
from render.engines.animatic.materials import stones
from render.engines.animatic.model import Model
from render.engines.animatic.parts import birds, houses, land, plants
from render.engines.animatic.parts.riverside import arched_bridge, bank, near_bank, trees
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_GRASS = colour("#636a3c")


def build(stage: Stage) -> Scenery:
    """The bridge crosses the middle distance; one stands on the near bank."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    space = houses.outdoors(stage, eye=2.6)
    stone = stones(colour("#948b7b"), 0.7, 0.32, worn=0.9)
    bridge = Model(space).add(*arched_bridge(stone))
    green = mix(palette.mid, _GRASS / 255 * palette.ground, 0.45)
    return Scenery(
        behind=present(
            *land.receding(stage, mist, 5, tall=0.8, sunk=0.0),
            trees(stage, mix(palette.far, green, 0.5), 0.05, 60, 0.17, 1.9, 1),
            mist.band(
                stage.down(0.03), 0.10 * stage.unit, speed=9, alpha=0.5 + 0.4 * fog, depth=1.8
            ),
            bank(stage, green, (0.10, 0.34), 0.42, 1.4, 3),
            bank(stage, green, (0.10, 0.30), 1.30, 1.4, 4),
            *bridge.layers(1.3, rim=0.5),
            mist.band(
                stage.down(0.20), 0.12 * stage.unit, speed=14, alpha=0.35 + 0.5 * fog, depth=1.1
            ),
            *birds.birds(stage, 0.60, 0.26, 4),
            near_bank(stage, mix(green, palette.near, 0.3)),
        ),
        before=present(
            *plants.grass(stage, count=150, tall=0.26),
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=45, alpha=0.4 * fog, depth=0.5),
        ),
        ground=Ground(0.36, 0.70, 0.85, wet=0.1),
        sea=1.0,
        afloat=(0.5, 0.44),
    )
