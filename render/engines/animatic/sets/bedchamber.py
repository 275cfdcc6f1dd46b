"""A bedchamber: a four-poster, a curtained window, a chest with a candle, a worn rug."""

from __future__ import annotations

from render.engines.animatic.materials import panels, plain, planks
from render.engines.animatic.parts.furniture import LINEN, bed, bowl, chair, cupboard
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.solids import block
from render.engines.animatic.stage import Scenery, Stage


def build(stage: Stage) -> Scenery:
    """The window's light falls across the bed."""
    room = Room(
        stage,
        half=3.9,
        deep=7.4,
        high=3.3,
        wall=plain(colour("#8e8a80"), 0.35),
        floor=planks(colour("#75543a"), 0.24, seed=3),
        ceiling=plain(colour("#8a8274"), 0.25),
        eye=1.6,
        ambient=1.35,
        down=0.56,
    )
    room.line(panels(colour("#5f5a52"), 0.9, 1.0), 1.0)
    room.rafters(3, "#4a3a2c", 0.18)
    room.window((0.55, 0.95), (1.5, 1.75), bars=(2, 4), way=(-0.36, -0.46, -0.81))
    velvet = plain(colour("#5b2733"), 0.7)
    for x in (0.12, 2.08):
        room.openings += block((x, 0.05, 7.2), (x + 0.42, 2.95, 7.36), velvet)
    room.openings += block((0.0, 2.85, 7.15), (2.62, 3.05, 7.38), velvet)
    room.rug(-1.2, 3.6, 3.4, 2.3, "#6a3a34", "#9a6a48")
    room.put(*bed(-1.9, 5.9, velvet))
    if not stage.aerial:
        room.put(*block((-2.75, 2.1, 4.85), (-1.05, 2.3, 7.0), velvet), shadow=0)
    room.put(*cupboard(3.2, 6.3, 1.2, 0.9, panels(colour("#5a3c26"), 0.55, 0.4), 0.6))
    room.candle((2.95, 0.9, 6.2), 0.9)
    room.put(*bowl((3.45, 0.9, 6.2), 0.17, LINEN), shadow=0)
    mirror = plain(mix(stage.palette.sky[4], colour("#38342e"), 0.74), 0.1)
    room.put(*block((2.8, 1.25, 7.3), (3.6, 2.2, 7.36), plain(colour("#7a5a30"))), shadow=0)
    room.put(*block((2.88, 1.33, 7.27), (3.52, 2.12, 7.3), mirror), shadow=0)
    room.put(*chair(0.3, 5.9, turned=-1.0))
    room.put(*block((-1.5, 0, 4.2), (-0.2, 0.5, 4.7), panels(colour("#4c3320"), 0.6, 0.5)))
    room.lamp = (2.95, 1.1, 6.1) if stage.mood.lamps > 0.6 else (1.3, 1.9, 7.2)
    return room.scenery()
