"""An open road: ruts towards the light, a fence, bare trees, a milestone, a far steeple."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import Element, present
from render.engines.animatic.materials import stones
from render.engines.animatic.model import Model
from render.engines.animatic.noise import seed_of
from render.engines.animatic.parts import birds, houses, land, plants
from render.engines.animatic.parts.roadside import rail_fence, track
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.solids import block
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_FIELD = colour("#7a7048")


def build(stage: Stage) -> Scenery:
    """The road runs straight to where the sky is brightest."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "road"))
    space = houses.outdoors(stage)
    fence = Model(space).stand(
        *rail_fence(), block((-2.9, 0, 6.6), (-2.5, 0.75, 6.85), stones(colour("#8f8a80")))
    )
    near = mix(palette.near, palette.mid, 0.35)
    trees: list[Element | None] = []
    for number, (share, down, tall) in enumerate(
        (
            (0.20, 0.42, 0.62),
            (0.335, 0.20, 0.30),
            (0.405, 0.12, 0.18),
            (0.93, 0.26, 0.40),
            (0.80, 0.13, 0.20),
        )
    ):
        tree = plants.bare_tree(
            stage.across(share), stage.down(down), tall * stage.unit, rng, -0.14 * stage.side
        )
        tone = mix(near, palette.far, 0.7 - 0.9 * tall)
        trees.append(
            stage.solid(
                tree,
                tone,
                tone,
                1.6 - 1.3 * tall,
                rough=0.3,
                rim=0.45,
                haze=0.1,
                seed=420 + number,
                rim_width=0.002,
            )
        )
    return Scenery(
        behind=present(
            *land.receding(stage, mist, 7, tall=0.75),
            *birds.birds(stage, 0.45, 0.26, 7),
            land.ground(stage, _FIELD, top=0.07, swell=0.008, strokes=(90, 16), pool=1.3, seed=22),
            *track(stage),
            *fence.layers(0.95, rim=0.5),
            *trees[::-1],
            mist.band(
                stage.down(0.20), 0.13 * stage.unit, speed=22, alpha=0.25 + 0.6 * fog, depth=1.0
            ),
        ),
        before=present(
            *plants.grass(stage, count=200, tall=0.20, spread=True),
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=45, alpha=0.4 * fog, depth=0.5),
        ),
        ground=Ground(0.58, 0.62, 0.85, wet=0.12),
    )
