"""The great cabin of a ship: stern windows, a table with a chart, a lantern under low beams."""

from __future__ import annotations

from render.engines.animatic.materials import panels, plain, planks
from render.engines.animatic.parts.furniture import (
    DARK_OAK,
    barrel,
    bottle,
    chair,
    crate,
    cupboard,
    shelf,
    table,
)
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import block
from render.engines.animatic.stage import Scenery, Stage


def build(stage: Stage) -> Scenery:
    """Looking aft: the light of the wake comes in low."""
    wood = colour("#7a5636")
    room = Room(
        stage,
        half=3.9,
        deep=7.0,
        high=2.9,
        wall=planks(wood, 0.24, upright=False, seed=5),
        back=planks(colour("#6a482c"), 0.2, upright=False, seed=6),
        floor=planks(colour("#80603e"), 0.24, seed=4),
        ceiling=planks(colour("#8a6a46"), 0.3),
        eye=1.6,
        down=0.56,
    )
    for at in range(4):
        room.window((-2.95 + 1.52 * at, 1.15), (1.3, 1.15), bars=(3, 3), way=(-0.22, -0.42, -0.88))
    room.rafters(6, "#4a3220", 0.20)
    room.line(panels(colour("#5e4029"), 0.8, 0.95), 0.98)
    for x in (-3.1, -1.55, 0.0, 1.55, 3.1):
        room.openings += block((x - 0.09, 0, 6.85), (x + 0.09, 2.9, 6.99), DARK_OAK)
    room.put(*block((-3.1, 0, 6.3), (3.1, 0.5, 6.9), panels(colour("#6a4a2e"), 0.9, 0.5)))
    room.put(*block((-3.0, 0.5, 6.25), (3.0, 0.6, 6.9), plain(colour("#5c2a26"), 0.4)), shadow=0)
    room.put(*table(-0.9, 5.0, 2.0, 1.0))
    chart = plain(colour("#d8c8a0"), 0.35)
    room.put(*block((-1.5, 0.765, 4.7), (-0.5, 0.775, 5.25), chart), shadow=0)
    room.put(*bottle((-0.15, 0.76, 5.1), 0.26), shadow=0)
    room.candle((-1.7, 0.76, 5.25), 0.5)
    room.put(*chair(0.5, 5.2, turned=1.0))
    room.put(*chair(-2.4, 5.1, turned=-1.0))
    room.light((-0.9, 1.75, 4.9), 0.18, power=1.15, reach=3.4, hung=True)
    room.put(*cupboard(3.45, 4.9, 0.8, 0.75, panels(colour("#54371f"), 0.5, 0.5), 1.1))
    room.put(*barrel(3.35, 3.9, 0.85))
    room.put(*crate(-3.4, 4.2, 0.75))
    room.put(*shelf(-3.5, 1.7, 5.4, 0.6), shadow=0)
    room.lamp = (-0.9, 1.8, 4.9)
    return room.scenery()
