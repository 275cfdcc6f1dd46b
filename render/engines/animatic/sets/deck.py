"""A ship's deck: planks towards the bow, masts, sail and shrouds, sea on both sides."""

from __future__ import annotations

from render.engines.animatic.layers import present
from render.engines.animatic.parts import birds, houses, land
from render.engines.animatic.parts.decks import (
    Rolling,
    near_ropes,
    ship_hull,
    square_sail,
    standing_rigging,
)
from render.engines.animatic.pen import blob, colour, mix
from render.engines.animatic.space import Bulb
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_CANVAS = colour("#d8ccb4")


def build(stage: Stage) -> Scenery:
    """Looking forward from the quarter-deck."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    roll = 0.004 + 0.006 * stage.mood.wind
    lamp = Bulb((-0.9, 2.5, 12.0), palette.window, 1.1 * stage.mood.lamps, 3.4)
    space = houses.outdoors(stage, bulbs=(lamp,), haze=0.4)
    hull = ship_hull(stage, space)
    canvas = mix(palette.mid, _CANVAS / 255 * palette.ground, 0.60)
    sail = stage.solid(
        [blob(square_sail(space))],
        mix(canvas, palette.haze, 0.25),
        mix(canvas, palette.mid, 0.45),
        1.0,
        grain=(5, 60),
        rough=0.28,
        rim=0.5,
        haze=0.0,
        seed=100,
    )
    rigging = stage.flat(standing_rigging(space), mix(palette.ink, palette.mid, 0.25), 1.0)
    aboard = present(sail, *hull.layers(1.0, rim=0.5), rigging)
    return Scenery(
        behind=present(
            land.hills(
                stage, palette.far, height=0.05, rough=0.7, away=0.9, depth=3.0, sunk=0.0, seed=103
            ),
            mist.band(
                stage.down(0.0), 0.13 * stage.unit, speed=14, alpha=0.35 + 0.6 * fog, depth=2.2
            ),
            *birds.birds(stage, 0.58, 0.28, 5),
            Rolling(aboard, (stage.width / 2, stage.height * 1.15), roll, 0.004 * stage.unit),
        ),
        before=present(
            stage.flat(near_ropes(stage), palette.ink, 0.5, blur=0.005),
            mist.band(
                stage.height * 0.9, 0.3 * stage.height, speed=50, alpha=0.35 * fog, depth=0.5
            ),
        ),
        ground=Ground(0.57, 0.62, 0.90, wet=0.30),
        sea=1.0,
    )
