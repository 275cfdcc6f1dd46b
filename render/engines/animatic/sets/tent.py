"""A tent: lit canvas on a ridge pole, a lantern, a cot, a chest, a map on a folding table."""

from __future__ import annotations

from render.engines.animatic.materials import panels, plain, planks
from render.engines.animatic.parts.furniture import LINEN, along, crate, table
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import Face, block, drum, quad
from render.engines.animatic.stage import Scenery, Stage

_HALF, _DEEP, _HIGH, _WALL = 3.4, 6.6, 3.7, 0.9


def build(stage: Stage) -> Scenery:
    """Looking towards the flap, which stands open on the weather."""
    canvas = plain(colour("#b3a07a"), 0.35)
    room = Room(
        stage,
        half=_HALF,
        deep=_DEEP,
        high=_HIGH,
        wall=canvas,
        floor=plain(colour("#6a5a40"), 0.7),
        ceiling=canvas,
        eye=1.6,
        ambient=0.9,
        down=0.58,
        glazed=False,
    )
    rise = _HIGH - _WALL
    slope = (_HALF**2 + rise**2) ** 0.5
    left, right = (_HALF / slope, rise / slope, 0.0), (-_HALF / slope, rise / slope, 0.0)
    end = ((0, 0), (2 * _HALF, 0), (2 * _HALF, _WALL), (_HALF, _HIGH), (0, _WALL))
    room.shell = [
        quad((-_HALF, 0, 0.3), (1, 0, 0), (0, 0, 1), 2 * _HALF, _DEEP, room.floor),
        Face((-_HALF, 0, _DEEP), (1, 0, 0), (0, 1, 0), end, canvas),
        quad((-_HALF, 0, 0.3), (0, 0, 1), (0, 1, 0), _DEEP - 0.3, _WALL, canvas),
        quad((_HALF, 0, 0.3), (0, 0, 1), (0, 1, 0), _DEEP - 0.3, _WALL, canvas),
        quad((-_HALF, _WALL, 0.3), (0, 0, 1), left, _DEEP - 0.3, slope, canvas),
        quad((_HALF, _WALL, 0.3), (0, 0, 1), right, _DEEP - 0.3, slope, canvas),
    ]
    room.window((-0.55, 0.0), (1.1, 2.3), bars=(1, 1), way=(-0.25, -0.42, -0.87), frame="#8a7850")
    flap = plain(colour("#9c8a66"), 0.5)
    room.openings += [
        along(((0, 0), (0.5, 0), (0.3, 2.4), (0, 2.4)), flap, (0.5, 0, _DEEP - 0.05)),
        along(((0, 0), (0.5, 0), (0.5, 2.4), (0.2, 2.4)), flap, (-1.0, 0, _DEEP - 0.05)),
    ]
    pole = planks(colour("#6a4c30"), 0.1)
    for z in (6.3, 3.2):
        room.put(*drum((0.0 if z > 5 else 0.35, z), ((0.06, 0), (0.05, _HIGH)), pole, 7), shadow=0)
    room.rug(-1.6, 3.2, 3.4, 2.6, "#6e2f28", "#8f5236")
    room.put(*block((-3.0, 0.1, 4.2), (-2.1, 0.45, 6.2), LINEN))
    room.put(*block((-3.0, 0.45, 4.2), (-2.1, 0.55, 5.5), plain(colour("#5a3a34"), 0.6)), shadow=0)
    room.put(*table(1.8, 5.2, 1.5, 0.9))
    room.put(*block((1.3, 0.765, 4.9), (2.2, 0.775, 5.4), plain(colour("#d6c79e"), 0.4)), shadow=0)
    room.candle((2.35, 0.76, 5.4), 0.4)
    room.put(*crate(2.8, 4.2, 0.7))
    room.put(*block((-2.8, 0, 3.5), (-1.8, 0.5, 4.0), panels(colour("#5a3e26"), 0.5, 0.4)))
    room.light((0.35, 2.0, 4.6), 0.2, power=0.75, reach=2.8, hung=True)
    room.lamp = (0.35, 2.1, 4.5)
    return room.scenery()
