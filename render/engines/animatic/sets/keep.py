"""A keep on a cliff above the sea, with a strand before it."""

from __future__ import annotations

from render.engines.animatic.layers import present
from render.engines.animatic.parts import birds, land, plants, strand
from render.engines.animatic.parts.castle import castle, cliff_under
from render.engines.animatic.pen import mix
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist


def build(stage: Stage) -> Scenery:
    """The keep: what the whole look was made for."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    masonry = castle(stage)
    cliff = stage.solid(
        [*cliff_under(stage), *masonry.shapes],
        mix(palette.mid, palette.far, 0.42),
        palette.mid,
        1.15,
        grain=(9, 70),
        rough=0.62,
        rim=0.60,
        haze=0.50,
        haze_from=0.52,
        seed=33,
    )
    return Scenery(
        behind=present(
            land.hills(
                stage,
                palette.far,
                height=0.085,
                rough=0.45,
                away=0.55,
                depth=2.4,
                sunk=0.0,
                seed=21,
            ),
            mist.band(
                stage.up(0.05), 0.13 * stage.unit, speed=14, alpha=0.35 + 0.5 * fog, depth=2.0
            ),
            *birds.birds(stage, 0.44, 0.26),
            cliff,
            stage.lamps(masonry.windows, 1.15),
            mist.band(
                stage.down(0.03), 0.17 * stage.unit, speed=26, alpha=0.6 + 0.4 * fog, depth=1.0
            ),
            *strand.beach(stage),
        ),
        before=present(
            *land.rocks(stage, left=0.78, right=0.82),
            *plants.grass(stage),
            mist.band(
                stage.height * 0.86, 0.30 * stage.height, speed=55, alpha=0.2 + 0.4 * fog, depth=0.5
            ),
        ),
        ground=Ground(0.61, 0.70, 0.72, wet=0.8),
        sea=0.64,
        afloat=(0.58, 0.42),
    )
