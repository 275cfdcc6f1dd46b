"""A desert: dunes with knife edges, wind ripples, table mountains swimming in the haze."""

from __future__ import annotations

from render.engines.animatic.layers import Element, present
from render.engines.animatic.parts import birds, land
from render.engines.animatic.parts.dunes import dune, mesas
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_SAND = colour("#d8b07a")


def build(stage: Stage) -> Scenery:
    """Three dunes, each lit on one side of its crest."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    sand = mix(_SAND, palette.key, 0.15)
    dunes: list[Element | None] = []
    for number, (down, high, depth, crest) in enumerate(
        ((0.03, 0.055, 2.2, 0.30), (0.10, 0.080, 1.6, 0.78), (0.22, 0.095, 1.15, 0.22))
    ):
        dunes.append(dune(stage, sand, down, high, depth, crest, number))
        dunes.append(
            mist.band(
                stage.down(down + 0.05),
                0.09 * stage.unit,
                speed=20 + 16 * number,
                alpha=0.20 + 0.3 * stage.mood.wind + 0.4 * fog,
                depth=depth - 0.1,
            )
        )
    return Scenery(
        behind=present(
            mesas(stage, mix(palette.far, palette.haze, 0.40), 0.12, 2.9, 1),
            mesas(stage, mix(palette.far, _SAND, 0.10), 0.075, 2.6, 2),
            mist.band(
                stage.down(0.0), 0.10 * stage.unit, speed=8, alpha=0.6 + 0.3 * fog, depth=2.5
            ),
            *dunes,
            *birds.birds(stage, 0.40, 0.34, 2),
            land.ground(
                stage, _SAND, top=0.36, rise=0.05, swell=0.006, strokes=(120, 9), pool=0.9, seed=31
            ),
            *land.scatter(stage, "rock", top=0.40, seed=9),
        ),
        before=present(
            mist.band(
                stage.height * 0.90,
                0.26 * stage.height,
                speed=70 + 60 * stage.mood.wind,
                alpha=0.12 + 0.35 * stage.mood.wind + 0.3 * fog,
                depth=0.5,
            ),
        ),
        ground=Ground(0.58, 0.64, 0.80, wet=0.03),
    )
