"""A modern room: a wall of glass over a city, a sofa, a floor lamp, a screen's cold light."""

from __future__ import annotations

from render.engines.animatic.materials import books, glowing, plain, planks, skyline
from render.engines.animatic.parts.furniture import bowl, mug, table
from render.engines.animatic.parts.interior import Room
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.solids import block, drum
from render.engines.animatic.space import Bulb
from render.engines.animatic.stage import Scenery, Stage

_LAMP = colour("#ffd9a0")


def build(stage: Stage) -> Scenery:
    """The city is the light; the lamp is the warmth."""
    palette, mood = stage.palette, stage.mood
    room = Room(
        stage,
        half=4.6,
        deep=7.8,
        high=3.0,
        wall=plain(colour("#b9b4aa"), 0.10),
        floor=planks(colour("#9a7a58"), 0.18, seed=5),
        ceiling=plain(colour("#c4c0b8"), 0.06),
        eye=1.5,
        down=0.58,
        wet=0.15,
    )
    low, high = mix(palette.sky[6], palette.haze, 0.3), palette.sky[2]
    city = skyline(low, high, palette.far, palette.window, 0.12 + 0.30 * mood.lamps)
    room.window(
        (-3.4, 0.45), (5.2, 2.2), bars=(4, 1), way=(-0.32, -0.44, -0.84), frame="#26282b", view=city
    )
    cloth, dark = plain(colour("#5a6470"), 0.3), plain(colour("#2a2c30"), 0.2)
    room.rug(-2.6, 3.9, 3.9, 2.4, "#7d7468", "#8e867a")
    room.put(*block((-2.6, 0.12, 6.1), (0.4, 0.45, 7.0), cloth))
    room.put(*block((-2.6, 0.12, 6.8), (0.4, 0.85, 7.1), cloth), shadow=0)
    for x in (-2.75, 0.25):
        room.put(*block((x, 0.12, 6.1), (x + 0.3, 0.62, 7.05), cloth), shadow=0)
    for x, tone in ((-2.2, "#b8663a"), (-0.4, "#c9b48a")):
        room.put(*block((x, 0.45, 6.6), (x + 0.45, 0.80, 6.8), plain(colour(tone))), shadow=0)
    room.put(*table(-1.1, 5.0, 1.5, 0.7, high=0.40, wood=dark))
    room.put(*mug((-0.8, 0.40, 5.0), 0.10), shadow=0)
    room.put(*bowl((-1.4, 0.40, 5.05), 0.13), shadow=0)
    room.put(*block((3.9, 0, 5.4), (4.55, 2.2, 7.2), books(colour("#8a6a48"), 0.42)))
    screen = glowing(colour("#7fb0e8"), 0.25 + 0.35 * mood.lamps)
    room.put(*block((4.5, 0.9, 3.4), (4.56, 1.7, 4.8), screen), shadow=0)
    room.bulbs.append(Bulb((4.2, 1.3, 4.1), colour("#6fa0e0"), 0.35 * mood.lamps, 1.8))
    for x, y in ((2.25, 1.35), (3.1, 1.5)):
        room.put(*block((x, y, 7.74), (x + 0.6, y + 0.8, 7.79), dark), shadow=0)
        art = plain(mix(colour("#b86a48"), palette.sky[3], 0.5), 1.0)
        room.put(*block((x + 0.05, y + 0.05, 7.71), (x + 0.55, y + 0.75, 7.74), art), shadow=0)
    room.put(*drum((1.4, 6.8), ((0.16, 0), (0.02, 0.03), (0.02, 1.45)), dark, 7))
    shade = glowing(_LAMP, 0.15 + 0.75 * mood.lamps)
    room.put(*drum((1.4, 6.8), ((0.24, 1.42), (0.16, 1.75)), shade, 11), shadow=0)
    room.bulbs.append(Bulb((1.4, 1.35, 6.6), _LAMP, 0.4 + 0.7 * mood.lamps, 2.6))
    leaf = plain(colour("#3f5a38"), 0.6)
    room.put(*drum((-4.0, 6.6), ((0.2, 0), (0.26, 0.5)), plain(colour("#8a8478")), 9))
    for at in range(7):
        y = 0.6 + 0.17 * at
        room.put(
            *drum(
                (-4.0 + 0.16 * ((at % 3) - 1), 6.6),
                ((0.05, y), (0.26, y + 0.12), (0.03, y + 0.3)),
                leaf,
                6,
            ),
            shadow=0,
        )
    room.lamp = (1.4, 1.5, 6.6)
    return room.scenery()
