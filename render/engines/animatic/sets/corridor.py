"""A corridor: doors on both sides, lamps that dwindle towards a window at its end."""

from __future__ import annotations

from render.engines.animatic.materials import panels, plain, planks
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import block
from render.engines.animatic.stage import Scenery, Stage

_DEEP = 22.0


def build(stage: Stage) -> Scenery:
    """Pools of lamplight on a worn runner."""
    room = Room(
        stage,
        half=2.5,
        deep=_DEEP,
        high=3.6,
        wall=plain(colour("#8a8672"), 0.3),
        floor=planks(colour("#6a4a30"), 0.2, seed=7),
        ceiling=plain(colour("#8e8878"), 0.2),
        eye=1.75,
        down=0.52,
        across=0.53,
        wet=0.14,
        fog=0.012,
        ambient=1.0,
    )
    room.line(panels(colour("#54381f"), 0.9, 1.1), 1.15)
    room.window((-0.95, 0.9), (1.9, 2.2), bars=(3, 5), arched=True, way=(-0.04, -0.28, -0.96))
    room.rug(-0.85, 0.6, 1.7, _DEEP - 1.4, "#6a2624", "#84382c")
    door, frame = panels(colour("#4a2f1c"), 0.5, 0.7), plain(colour("#3c2617"))
    for z in (17.5, 13.5, 9.5, 5.5):
        for side in (-1, 1):
            near, far = sorted((side * 2.5, side * 2.40))
            room.openings += block((near, 0, z - 0.75), (far, 2.45, z + 0.75), frame)
            near, far = sorted((side * 2.5, side * 2.37))
            room.openings += block((near, 0, z - 0.6), (far, 2.3, z + 0.6), door)
    for number, z in enumerate((19.4, 15.5, 11.5, 7.5, 3.6)):
        for side in (-1, 1):
            if (number + (side > 0)) % 2:
                room.light((side * 2.3, 2.05, z), 0.16, power=0.85, reach=1.9)
    if not stage.aerial:
        for z in (16.0, 11.0, 6.0):
            room.ribs += block((-2.5, 3.35, z), (2.5, 3.6, z + 0.35), plain(colour("#6a6250")))
    room.lamp = (2.2, 2.2, 7.4)
    return room.scenery()
