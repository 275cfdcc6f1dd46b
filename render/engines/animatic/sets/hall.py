"""A great hall: columns that march away, tall windows with shafts of light, a hearth, banners."""

from __future__ import annotations

from render.engines.animatic.materials import plain, planks, stones, tiles
from render.engines.animatic.parts.furniture import DARK_OAK, bench, mug, table
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.solids import Face, block, drum
from render.engines.animatic.stage import Scenery, Stage

_STONE = colour("#9a8d7a")


def build(stage: Stage) -> Scenery:
    """The light falls from high windows; a long table leads to the dais and the fire."""
    room = Room(
        stage,
        half=6.6,
        deep=15.0,
        high=8.6,
        wall=stones(_STONE, 0.9, 0.42),
        floor=tiles(colour("#8f8674"), colour("#6c6556"), 0.9),
        ceiling=planks(colour("#4a3828"), 0.5),
        eye=2.0,
        fog=0.012,
        down=0.60,
        wet=0.22,
    )
    for x in (-3.6, -0.7, 2.2):
        room.window((x, 3.1), (1.35, 3.4), bars=(2, 5), arched=True, way=(-0.30, -0.60, -0.74))
    for z in (6.0, 9.6):
        room.window((z, 3.0), (1.3, 3.2), side=1, bars=(2, 5), arched=True, way=(-0.2, -0.7, -0.68))
    room.hearth(0.0, wide=2.3, tall=1.7, stone="#7c6f60")
    for x, tone in ((-4.9, "#6a1f1f"), (4.6, "#1f3a5a")):
        cloth = plain(colour(tone), 0.5)
        corners = ((0, 0.5), (0.55, 0), (1.1, 0.5), (1.1, 3.4), (0, 3.4))
        room.openings.append(Face((x - 0.55, 2.6, 14.9), (1, 0, 0), (0, 1, 0), corners, cloth))
    for z in (13.0, 10.2, 7.4, 4.6):
        for x in (-4.7, 4.7):
            room.put(*_column(x, z, room.high), shadow=0)
    for z in (12.4, 9.0, 5.6):
        if not stage.aerial:
            room.ribs += block((-6.6, 7.7, z), (6.6, 8.6, z + 0.4), planks(colour("#3d2c1f"), 0.4))
    room.put(*table(-2.1, 9.2, 1.3, 5.4), shadow=0.5)
    room.put(*bench(-3.2, 8.2, 0.5, deep=3.0), shadow=0)
    for z in (7.4, 9.3, 11.0):
        room.candle((-2.1, 0.76, z), 0.7)
        room.put(*mug((-1.75, 0.76, z + 0.4)), shadow=0)
    throne = mix(colour("#5a3a24"), colour("#7a5a30"), 0.4)
    room.put(*block((2.9, 0, 11.4), (4.1, 0.25, 12.6), stones(_STONE)), shadow=0)
    room.put(*block((3.15, 0.25, 12.2), (3.85, 2.3, 12.4), plain(throne, 0.4)), shadow=0)
    room.put(*block((3.15, 0.25, 11.7), (3.85, 0.75, 12.2), DARK_OAK), shadow=0)
    room.near.append(_column(-3.5, 2.4, room.high))
    return room.scenery()


def _column(x: float, z: float, high: float) -> tuple[Face, ...]:
    shaft = stones(_STONE, 1.6, 0.85, worn=0.3)
    rings = ((0.62, 0), (0.62, 0.35), (0.42, 0.5), (0.40, high - 2.2), (0.66, high - 1.8))
    return (
        *drum((x, z), rings, shaft, 12),
        *block((x - 0.7, high - 1.8, z - 0.7), (x + 0.7, high, z + 0.7), shaft),
    )
