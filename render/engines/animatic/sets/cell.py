"""A cell: wet stone, one barred window high up, a plank bed, straw, a chain, an iron door."""

from __future__ import annotations

from render.engines.animatic.materials import plain, planks, stones
from render.engines.animatic.parts.furniture import IRON, barrel, bowl
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import block
from render.engines.animatic.stage import Scenery, Stage


def build(stage: Stage) -> Scenery:
    """All the light there is falls in one beam."""
    grey = colour("#7d7a72")
    room = Room(
        stage,
        half=2.9,
        deep=6.2,
        high=3.6,
        wall=stones(grey, 0.72, 0.36, worn=0.9),
        floor=stones(colour("#6a665c"), 0.8, 0.6, worn=0.9, seed=4),
        ceiling=stones(colour("#5c5952"), 0.8, 0.4, worn=0.9),
        eye=1.55,
        ambient=0.95,
        down=0.58,
        wet=0.18,
        fog=0.01,
        glazed=False,
    )
    room.window(
        (-0.15, 2.05), (0.95, 0.95), bars=(5, 1), way=(-0.34, -0.58, -0.74), frame="#4a463e"
    )
    room.put(*block((-2.8, 0.36, 4.3), (-1.9, 0.44, 6.1), planks(colour("#6a4e34"), 0.22)))
    for z in (4.4, 5.9):
        room.put(*block((-2.0, 0, z), (-1.92, 0.38, z + 0.08), planks(colour("#5a4029"))), shadow=0)
    room.put(*block((-2.75, 0.44, 5.5), (-2.0, 0.56, 6.0), plain(colour("#8a8068"), 0.4)), shadow=0)
    room.rug(-2.6, 3.0, 2.2, 1.4, "#7d6c40", "#8a7848")
    room.rug(0.9, 4.9, 1.7, 1.1, "#75663c", "#84744a")
    room.put(*barrel(2.3, 5.4, 0.5))
    room.put(*bowl((0.9, 0, 4.4), 0.15))
    door = planks(colour("#4a3524"), 0.24)
    room.openings += block((2.84, 0, 3.2), (2.9, 2.2, 4.3), door)
    for y in (0.4, 1.1, 1.8):
        room.openings += block((2.81, y, 3.2), (2.85, y + 0.09, 4.3), IRON)
    for link in range(9):
        y = 1.75 - 0.13 * link
        room.put(*block((-1.32, y, 6.1), (-1.27, y + 0.09, 6.16), IRON), shadow=0)
    room.put(*block((-1.42, 0.50, 6.0), (-1.16, 0.60, 6.16), IRON), shadow=0)
    if stage.mood.lamps > 0.9:
        room.light((2.45, 1.9, 5.6), 0.15, power=0.55, reach=1.6, hung=True)
    room.lamp = (0.3, 2.6, 5.9)
    return room.scenery()
