"""What rises over roofs: a dome, and the terrace that one stands on."""

from __future__ import annotations

from render.engines.animatic.materials import plain, stones
from render.engines.animatic.parts import houses
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import Face, block, drum
from render.engines.animatic.stage import Stage

STREET = -15.0


def cupola(stage: Stage) -> tuple[Face, ...]:
    """A dome with its lantern, far over the roofs."""
    wall, lead = stones(colour("#9a9284")), plain(colour("#5f6a70"), 0.3)
    x, z = -9.0, 108.0
    rings = ((9, 2), (9, 6), (8.4, 9.5), (6.4, 13), (3.2, 15.4), (1.2, 16), (1.2, 19), (0.05, 22))
    return (*drum((x, z), ((9, STREET), (9, 2)), wall, 14), *drum((x, z), rings, lead, 14))


def terrace(stage: Stage) -> tuple[Face, ...]:
    """The roof that one stands on, with its parapet."""
    lead = houses.earth(stage, stones(colour("#7c7870"), 1.1, 0.9, worn=0.5))
    stone = stones(colour("#8f877a"), 0.9, 0.3)
    parapet = block(
        (-30, 0, 9.6), (30, 0.42, 10.0), stone, houses.earth(stage, plain(colour("#9a9286")))
    )
    stack = houses.chimney(-4.6, 8.2, 0, 3.4, stones(colour("#7d5c48"), 0.28, 0.12))
    floor = houses.floor(lead, x=(-30, 30), z=(0.4, 9.9), wet=0.25 + 0.4 * (stage.mood.rain > 0))
    wide = block((-5.6, 0, 7.7), (-3.6, 2.0, 8.7), stones(colour("#7d5c48"), 0.28, 0.12))
    return (*parapet, floor, *stack, *wide)
