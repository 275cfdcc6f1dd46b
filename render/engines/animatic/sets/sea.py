"""The open sea: swell to the horizon, far islands, a rock; people are in a boat on it."""

from __future__ import annotations

from render.engines.animatic.layers import Element, present
from render.engines.animatic.parts import birds, land, rigging
from render.engines.animatic.parts.rock import ledge
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_LEDGE = 0.70
"""How far down the rock in the corner reaches."""


def build(stage: Stage) -> Scenery:
    """Nothing but water, weather, and one sail far off."""
    return open_water(stage, 0.47, 0.10, 0.020)


def open_water(stage: Stage, across: float, tall: float, down: float) -> Scenery:
    """The sea with a ship on it, so many units tall."""
    mist, fog = Mist(stage), stage.mood.fog
    at = (stage.across(across), stage.down(down))
    ship = rigging.under_sail(*at, tall * stage.unit, -stage.side)
    depth = 2.3 if tall < 0.2 else 1.3
    vessel: tuple[Element, ...] = rigging.afloat(stage, ship, at, depth)
    return Scenery(
        behind=present(
            land.hills(
                stage,
                stage.palette.far,
                height=0.06,
                rough=0.7,
                away=0.95,
                depth=3.0,
                sunk=0.0,
                seed=2,
            ),
            mist.band(
                stage.down(0.0), 0.12 * stage.unit, speed=12, alpha=0.4 + 0.6 * fog, depth=2.4
            ),
            *vessel,
            *birds.birds(stage, 0.58, 0.24, 6),
            mist.band(
                stage.down(down + 0.04), 0.10 * stage.unit, speed=24, alpha=0.8 * fog, depth=1.2
            ),
            None if stage.aerial else ledge(stage, _LEDGE),
        ),
        before=present(
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=50, alpha=0.5 * fog, depth=0.5),
        ),
        ground=Ground(0.84, _LEDGE + 0.022, 0.6, wet=0.1, roam=False),
        people=not stage.aerial,
        sea=1.0,
        afloat=(0.60, 0.62),
    )
