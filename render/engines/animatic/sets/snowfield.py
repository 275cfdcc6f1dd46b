"""A snowfield: drifts, a line of footprints, firs bowed with snow, blue mountains."""

from __future__ import annotations

from render.engines.animatic.layers import present
from render.engines.animatic.parts import birds, firs, land
from render.engines.animatic.parts.peaks import mountain_range
from render.engines.animatic.parts.tracks import footprints
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_SNOW = colour("#d9e2ee")


def build(stage: Stage) -> Scenery:
    """White upon white: what is near is blue, what is far is pale."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rows = firs.under_snow(stage, _SNOW)
    return Scenery(
        behind=present(
            mountain_range(stage, mix(palette.far, palette.haze, 0.45), 0.24, 0.55, 3.3, 0.9, 91),
            mist.band(stage.up(0.03), 0.16 * stage.unit, speed=8, alpha=0.6 + 0.3 * fog, depth=3.0),
            land.hills(
                stage,
                mix(palette.far, _SNOW / 255 * palette.ground, 0.55),
                height=0.06,
                rough=0.4,
                away=0.6,
                depth=2.4,
                seed=92,
                octaves=4,
            ),
            rows[0],
            rows[1],
            land.ground(
                stage, _SNOW, top=0.07, swell=0.012, rise=0.03, strokes=(70, 8), pool=0.55, seed=93
            ),
            *rows[2:],
            *birds.birds(stage, 0.45, 0.28, 3),
            footprints(stage),
        ),
        before=present(
            mist.band(
                stage.height * 0.9,
                0.3 * stage.height,
                speed=55 + 80 * stage.mood.wind,
                alpha=0.15 + 0.4 * fog + 0.25 * stage.mood.wind,
                depth=0.5,
            ),
        ),
        ground=Ground(0.575, 0.60, 0.80, wet=0.08),
    )
