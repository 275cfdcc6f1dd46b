"""An inn parlour: a fire, a window on the weather, tables with candles, a settle, bottles."""

from __future__ import annotations

from render.engines.animatic.materials import panels, plain, planks
from render.engines.animatic.parts.furniture import (
    barrel,
    bench,
    bottle,
    chair,
    mug,
    settle,
    shelf,
    table,
)
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour
from render.engines.animatic.stage import Scenery, Stage


def build(stage: Stage) -> Scenery:
    """A low room, warm on one side and cold on the other."""
    room = Room(
        stage,
        half=4.6,
        deep=8.0,
        high=3.5,
        wall=plain(colour("#a98d68"), 0.4),
        floor=planks(colour("#6a4a32"), 0.30, seed=4),
        ceiling=plain(colour("#5a4836"), 0.3),
    )
    room.window((-2.9, 1.05), (1.7, 1.25))
    room.hearth(2.1)
    room.line(panels(colour("#5a3d28"), 0.7, 0.95), 0.95)
    room.rafters(5)
    room.put(*settle(0.1, 7.5))
    room.put(*table(-2.3, 5.9, 2.2, 0.95))
    for x in (-3.0, -1.6):
        room.put(*chair(x, 6.6, turned=0))
    room.put(*bench(-2.3, 5.1, 2.0))
    room.candle((-2.35, 0.76, 5.9))
    for x, z in ((-2.9, 5.8), (-1.75, 6.05)):
        room.put(*mug((x, 0.76, z)), shadow=0)
    room.put(*bottle((-2.05, 0.76, 6.0)), shadow=0)
    room.put(*shelf(-0.2, 1.85, 8.0, 1.9), shadow=0)
    for at in range(7):
        room.put(*bottle((-0.95 + 0.25 * at, 1.90, 7.86), 0.24 + 0.07 * (at % 3)), shadow=0)
    room.put(*barrel(4.0, 7.4), shadow=0.5)
    room.put(*barrel(4.05, 6.6, 0.8), shadow=0.5)
    room.near.append(table(-2.6, 2.5, 2.2, 0.9))
    room.near.append(bottle((-1.9, 0.76, 2.4)))
    return room.scenery()
