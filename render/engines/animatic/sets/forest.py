"""A forest: trunks in receding planes of haze, and shafts of light from one gap in the crowns."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import present
from render.engines.animatic.parts import land, plants, undergrowth
from render.engines.animatic.parts.woods import (
    FLOOR,
    backdrop,
    frame,
    from_above,
    path,
    shafts,
    trunks,
)
from render.engines.animatic.pen import (
    colour,
    mix,
)
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist


def build(stage: Stage) -> Scenery:
    """Four planes of trunks; the light comes through between them."""
    if stage.aerial:
        return from_above(stage)
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    green, bark = colour("#3b4a30"), colour("#2c2822")
    light = mix(mix(palette.haze, palette.key, 0.45), colour("#d8c890"), 0.25) * np.float32(0.92)
    far = mix(mix(palette.far, light, 0.22), green, 0.25)
    middle = mix(mix(palette.far, palette.mid, 0.75), green, 0.25)
    near = mix(mix(palette.mid, palette.near, 0.5), bark, 0.3)
    leaf = mix(palette.near, green * (palette.ground / 255), 0.35)
    return Scenery(
        behind=present(
            backdrop(stage, light),
            trunks(stage, far, 30, 0.010, 0.10, 2.6, 11),
            undergrowth.leaves(stage, far, 2.6, 90, 0.30, 0.020, 21),
            mist.band(
                stage.down(0.02), 0.22 * stage.unit, speed=8, alpha=0.6 + 0.4 * fog, depth=2.2
            ),
            trunks(stage, middle, 15, 0.018, 0.18, 1.9, 12),
            undergrowth.leaves(stage, middle, 1.9, 110, 0.36, 0.028, 22),
            undergrowth.ferns(stage, middle, 0.17, 90, 0.045, 1.9, 31),
            mist.band(
                stage.down(0.12), 0.20 * stage.unit, speed=14, alpha=0.5 + 0.4 * fog, depth=1.6
            ),
            land.ground(
                stage,
                FLOOR,
                top=0.16,
                swell=0.014,
                strokes=(55, 26),
                depth=0.95,
                pool=2.0,
                seed=14,
            ),
            path(stage),
            undergrowth.ferns(stage, mix(middle, near, 0.6), 0.30, 60, 0.075, 1.15, 32),
            trunks(stage, near, 7, 0.034, 0.36, 1.15, 13),
            undergrowth.leaves(stage, mix(near, leaf, 0.6), 1.15, 120, 0.46, 0.040, 23),
            undergrowth.ferns(stage, mix(near, leaf, 0.5), 0.47, 26, 0.12, 1.0, 33),
            shafts(stage),
            mist.band(
                stage.down(0.30), 0.16 * stage.unit, speed=18, alpha=0.28 + 0.6 * fog, depth=1.0
            ),
        ),
        before=present(
            frame(stage),
            *plants.grass(stage, count=200, tall=0.20, spread=True),
            mist.band(
                stage.height * 0.9, 0.3 * stage.height, speed=40, alpha=0.35 * fog, depth=0.5
            ),
        ),
        ground=Ground(0.575, 0.52, 0.80, wet=0.05),
    )
