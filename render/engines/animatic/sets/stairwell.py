"""A stairwell: a flight that climbs to a landing, a lit window above it, a lamp on the wall."""

from __future__ import annotations

from render.engines.animatic.materials import panels, plain, planks, stones, tiles
from render.engines.animatic.parts.furniture import DARK_OAK
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import block, drum
from render.engines.animatic.stage import Scenery, Stage

_STEPS = 13


def build(stage: Stage) -> Scenery:
    """The stairs go up towards the light."""
    stone = stones(colour("#958a7a"), 1.0, 0.45, worn=0.6)
    room = Room(
        stage,
        half=4.2,
        deep=10.0,
        high=7.4,
        wall=stone,
        floor=tiles(colour("#877d6e"), colour("#5f574c"), 0.7),
        ceiling=plain(colour("#8a8070"), 0.3),
        eye=1.7,
        down=0.60,
        across=0.66,
        wet=0.18,
    )
    room.window((-2.15, 3.7), (1.7, 2.7), bars=(3, 6), arched=True, way=(0.10, -0.58, -0.80))
    tread = stones(colour("#a39887"), 1.4, 0.4, worn=0.4)
    top = 0.185 * _STEPS
    room.put(*block((-4.2, 0, 8.4), (4.2, top, 10.0), stone, tread), shadow=0)
    for step in reversed(range(_STEPS)):
        z = 4.5 + 0.30 * step
        room.put(*block((-3.1, 0, z), (0.2, 0.185 * (step + 1), z + 0.31), tread), shadow=0)
    rail = planks(colour("#4a3020"), 0.2)
    for step in range(_STEPS):
        z, low = 4.6 + 0.30 * step, 0.185 * (step + 1)
        room.put(
            *drum((0.13, z), ((0.03, low), (0.05, low + 0.4), (0.03, low + 0.85)), rail, 5),
            shadow=0,
        )
        room.put(*block((0.08, low + 0.85, z - 0.17), (0.19, low + 0.94, z + 0.17), rail), shadow=0)
    room.put(*block((0.02, 0, 4.2), (0.27, 1.35, 4.45), DARK_OAK))
    for x in (0.9, 1.8, 2.7, 3.6):
        post = ((0.03, top), (0.05, top + 0.4), (0.03, top + 0.85))
        room.put(*drum((x, 8.5), post, rail, 5), shadow=0)
    room.put(*block((0.2, top + 0.85, 8.42), (4.2, top + 0.95, 8.55), rail), shadow=0)
    door = panels(colour("#54381f"), 0.6, 0.7)
    room.put(*block((1.6, 0, 8.34), (2.8, 2.1, 8.4), door), shadow=0)
    room.light((3.75, 2.3, 6.2), 0.2, power=0.9, reach=2.8)
    room.light((-3.85, 3.9, 9.0), 0.2, power=0.7, reach=2.4)
    room.lamp = (3.6, 2.4, 6.1)
    return room.scenery()
