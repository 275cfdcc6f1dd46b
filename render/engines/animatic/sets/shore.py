"""A strand: wet sand, the running edge of the sea, a headland, and grass before the lens."""

from __future__ import annotations

from render.engines.animatic.layers import present
from render.engines.animatic.parts import birds, land, plants
from render.engines.animatic.parts.strand import beach, headland
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist


def build(stage: Stage) -> Scenery:
    """The strand without a keep: headlands in the haze, sea stacks, gulls."""
    mist = Mist(stage)
    fog = stage.mood.fog
    palette = stage.palette
    return Scenery(
        behind=present(
            land.hills(
                stage, palette.far, height=0.075, rough=0.5, away=0.75, depth=2.6, sunk=0.0, seed=1
            ),
            headland(stage),
            mist.band(
                stage.down(0.02), 0.14 * stage.unit, speed=14, alpha=0.45 + 0.5 * fog, depth=2.0
            ),
            *birds.birds(stage),
            *beach(stage),
            mist.band(stage.down(0.30), 0.16 * stage.unit, speed=26, alpha=0.75 * fog, depth=1.0),
        ),
        before=present(
            *land.rocks(stage, left=0.80, right=0.86),
            *plants.grass(stage),
            mist.band(
                stage.height * 0.86, 0.30 * stage.height, speed=55, alpha=0.45 * fog, depth=0.5
            ),
        ),
        ground=Ground(0.60, 0.70, 0.72, wet=0.75),
        sea=0.62,
        afloat=(0.58, 0.42),
    )
