"""A cave: rings of rock around a bright mouth, stalactites, a pool that holds the light."""

from __future__ import annotations

from render.engines.animatic.layers import present
from render.engines.animatic.parts import land
from render.engines.animatic.parts.rock import RINGS, ROCK, glow, ring
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist, falling


def build(stage: Stage) -> Scenery:
    """One looks out from the dark; every ring of rock is darker than the one behind it."""
    mist, fog = Mist(stage), stage.mood.fog
    middle = (stage.across(0.60), stage.horizon - 0.02 * stage.unit)
    far, near = falling(stage)
    rings = [ring(stage, middle, number) for number in range(len(RINGS))]
    floor = land.ground(
        stage,
        ROCK,
        top=0.20,
        swell=0.010,
        wet=0.55,
        strokes=(40, 30),
        depth=1.0,
        pool=1.6,
        seed=41,
    )
    return Scenery(
        behind=present(
            *land.receding(stage, mist, 9, tall=0.7),
            mist.band(
                stage.down(0.03), 0.16 * stage.unit, speed=10, alpha=0.5 + 0.4 * fog, depth=2.2
            ),
            *far,
            *near,
            rings[0],
            floor,
            rings[1],
            glow(stage, middle),
            mist.band(
                stage.down(0.22), 0.13 * stage.unit, speed=12, alpha=0.35 + 0.4 * fog, depth=1.3
            ),
            rings[2],
        ),
        before=() if stage.aerial else present(rings[3]),
        ground=Ground(0.58, 0.60, 0.95, wet=0.5),
        roofed=True,
    )
