"""Mountains: snow on the side of the light, valleys of mist, pines, a ledge to stand on."""

from __future__ import annotations

from render.engines.animatic.layers import present
from render.engines.animatic.parts import birds, firs, land, plants
from render.engines.animatic.parts.peaks import mountain_range
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_ROCK = colour("#6a665e")


def build(stage: Stage) -> Scenery:
    """Three ranges, one behind the other."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    return Scenery(
        behind=present(
            mountain_range(stage, mix(palette.far, palette.haze, 0.42), 0.34, 0.60, 3.4, 0.75, 61),
            mist.band(
                stage.up(0.10), 0.20 * stage.unit, speed=8, alpha=0.65 + 0.3 * fog, depth=3.0
            ),
            mountain_range(stage, palette.far, 0.25, 0.30, 2.5, 0.60, 62),
            *birds.birds(stage, 0.5, 0.30, 3),
            mist.band(
                stage.up(0.02), 0.20 * stage.unit, speed=12, alpha=0.75 + 0.2 * fog, depth=2.1
            ),
            land.hills(
                stage,
                mix(palette.far, palette.mid, 0.6),
                height=0.075,
                base=0.06,
                rough=0.6,
                away=0.5,
                depth=1.7,
                seed=63,
            ),
            mist.band(
                stage.down(0.16), 0.16 * stage.unit, speed=18, alpha=0.7 + 0.3 * fog, depth=1.4
            ),
            stage.solid(
                firs.slope(stage),
                mix(palette.mid, palette.far, 0.35),
                palette.mid,
                1.15,
                rough=0.3,
                rim=0.38,
                haze=0.2,
                seed=64,
            ),
            mist.band(
                stage.down(0.30), 0.13 * stage.unit, speed=22, alpha=0.25 + 0.6 * fog, depth=1.05
            ),
            land.ground(
                stage,
                _ROCK,
                top=0.36,
                rise=0.07,
                swell=0.02,
                strokes=(40, 22),
                depth=0.85,
                pool=1.3,
                seed=65,
            ),
            *land.scatter(stage, "pine", top=0.40, seed=8),
        ),
        before=present(
            *land.rocks(stage, left=0.80, right=0.86),
            *plants.grass(stage, count=70, tall=0.14),
            mist.band(
                stage.height * 0.9, 0.3 * stage.height, speed=45, alpha=0.45 * fog, depth=0.5
            ),
        ),
        ground=Ground(0.585, 0.66, 0.78, wet=0.05),
    )
