"""A library: books to the ceiling, one tall window, a desk with a lamp, a globe and a ladder."""

from __future__ import annotations

from render.engines.animatic.materials import books, panels, plain, planks
from render.engines.animatic.parts.furniture import LINEN, along, chair, table
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import block, drum
from render.engines.animatic.stage import Scenery, Stage


def build(stage: Stage) -> Scenery:
    """Dust in the light of the window between two walls of books."""
    shelves = books(colour("#5a3c26"))
    room = Room(
        stage,
        half=4.7,
        deep=9.0,
        high=5.2,
        wall=shelves,
        floor=planks(colour("#6b4b31"), 0.2, seed=8),
        ceiling=panels(colour("#6a5138"), 1.3, 1.3),
        eye=1.8,
        down=0.56,
        ambient=1.35,
        wet=0.12,
    )
    room.window((-0.95, 1.0), (1.9, 3.4), bars=(3, 6), arched=True, way=(-0.26, -0.54, -0.80))
    for x in (-1.35, 1.0):
        drape = plain(colour("#5c2424"), 0.6)
        room.openings += block((x, 0.2, 8.85), (x + 0.36, 4.6, 8.98), drape)
    for x in (-4.7, -2.6, 2.4, 4.5):
        room.openings += block((x, 0, 8.72), (x + 0.16, 5.2, 8.99), plain(colour("#4c321f")))
    room.openings += block((-4.7, 4.75, 8.6), (4.7, 5.2, 9.0), panels(colour("#54391f"), 0.8, 0.5))
    room.rug(-2.2, 3.6, 4.4, 3.4, "#6e2b28", "#8a4a34")
    room.put(*table(-1.2, 6.2, 2.1, 1.0, high=0.8))
    room.put(*block((-1.7, 0.8, 6.0), (-1.25, 0.86, 6.35), plain(colour("#d9cdb0"))), shadow=0)
    room.put(*block((-0.7, 0.8, 6.1), (-0.45, 0.98, 6.4), plain(colour("#5b2a26"))), shadow=0)
    room.put(*chair(-1.2, 7.0, turned=0, back=1.25))
    room.light((-1.95, 0.92, 6.2), 0.17, power=1.0, reach=3.0)
    room.lamp = (-1.95, 1.1, 6.1)
    globe = ((0.02, 0.75), (0.22, 0.83), (0.33, 1.02), (0.35, 1.18), (0.26, 1.42), (0.03, 1.53))
    stand = ((0.28, 0), (0.05, 0.12), (0.05, 0.8))
    brass = plain(colour("#7a5c30"))
    room.put(*drum((2.3, 6.6), stand, brass, 8), *drum((2.3, 6.6), globe, LINEN, 12))
    ladder = plain(colour("#8a6238"))
    for off in (0.0, 0.5):
        room.things.append(
            (
                along(
                    ((off, 0), (off + 0.07, 0), (off + 0.5, 3.6), (off + 0.43, 3.6)),
                    ladder,
                    (3.0, 0, 8.4),
                ),
            )
        )
    for rung in range(9):
        x = 3.05 + 0.43 * (0.4 * (rung + 1)) / 3.6
        room.things.append(
            block((x, 0.4 * (rung + 1), 8.39), (x + 0.5, 0.4 * (rung + 1) + 0.04, 8.42), ladder)
        )
    return room.scenery()
