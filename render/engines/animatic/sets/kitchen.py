"""A kitchen: a wide hearth with a cauldron, pans under the beams, a floured table, sacks."""

from __future__ import annotations

from render.engines.animatic.materials import plain, planks, stones
from render.engines.animatic.parts.furniture import (
    CLAY,
    IRON,
    barrel,
    bottle,
    bowl,
    crate,
    shelf,
    table,
)
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import block, drum
from render.engines.animatic.stage import Scenery, Stage


def build(stage: Stage) -> Scenery:
    """Warm from the hearth on one side, pale from the window on the other."""
    room = Room(
        stage,
        half=4.4,
        deep=7.8,
        high=3.3,
        wall=stones(colour("#a89a84"), 0.6, 0.3, worn=0.7),
        floor=stones(colour("#8a7f6e"), 0.75, 0.7, worn=0.5, seed=3),
        ceiling=planks(colour("#5a4632"), 0.3),
        eye=1.65,
        down=0.56,
    )
    room.window((-3.2, 1.15), (1.35, 1.25), bars=(3, 3), way=(0.30, -0.48, -0.82))
    room.hearth(1.3, wide=2.3, tall=1.55, stone="#84776a")
    room.rafters(5)
    pot = ((0.12, 0.42), (0.27, 0.52), (0.31, 0.68), (0.25, 0.84), (0.28, 0.9))
    room.things.append(
        (*drum((1.3, 7.0), pot, IRON, 11), *block((1.29, 0.9, 7.0), (1.31, 1.6, 7.02), IRON))
    )
    room.put(*table(-1.7, 5.7, 2.8, 1.1, high=0.8))
    for x, z in ((-2.6, 5.6), (-1.6, 5.9), (-1.1, 5.4)):
        room.put(*bowl((x, 0.8, z), 0.15), shadow=0)
    room.put(*block((-2.2, 0.8, 5.5), (-1.75, 0.93, 5.75), plain(colour("#c89a5c"), 0.5)), shadow=0)
    room.put(*bottle((-0.6, 0.8, 5.8), 0.3), shadow=0)
    room.candle((-2.95, 0.8, 5.8), 0.6)
    for y in (1.55, 2.1):
        room.put(*shelf(-0.75, y, 7.8, 1.5), shadow=0)
        for at in range(5):
            place = (-1.35 + 0.3 * at, y + 0.05, 7.64)
            room.put(*(bowl(place, 0.11, CLAY) if at % 2 else bottle(place, 0.28)), shadow=0)
    if not stage.aerial:
        copper = plain(colour("#9a5a34"), 0.3)
        for at in range(6):
            x, drop = -2.6 + 0.55 * at, 0.35 + 0.12 * (at % 3)
            ring = ((0.10, 3.0 - drop), (0.13, 3.14 - drop))
            hook = block((x - 0.01, 3.1 - drop, 5.2), (x + 0.01, 3.1, 5.21), IRON)
            room.things.append((*hook, *drum((x, 5.2), ring, copper, 9)))
    room.put(*barrel(4.0, 6.9))
    room.put(*crate(3.9, 5.8, 0.7))
    sack = plain(colour("#a08a64"), 0.5)
    for x, z in ((-3.9, 6.2), (-4.0, 5.4)):
        room.put(*drum((x, z), ((0.34, 0), (0.4, 0.3), (0.28, 0.62), (0.1, 0.72)), sack, 9))
    return room.scenery()
