"""A fire in the open, for exteriors by firelight."""

from __future__ import annotations

from typing import Any

from render.engines.animatic.layers import present
from render.engines.animatic.pen import Point, colour, tube
from render.engines.animatic.sets.fire import FIRE, Flames, Halo
from render.engines.animatic.stage import Ground, Stage


def campfire(stage: Stage, ground: Ground) -> tuple[Point, tuple[Any, ...]]:
    """Where the fire burns, in pixels, and what it is drawn with."""
    u = stage.unit
    foot = stage.down(min(ground.down + 0.03, 0.86))
    x = stage.across(ground.across + 0.11 / stage.lens.zoom)
    depth = ground.depth
    logs = [
        tube(
            [(x - 0.045 * u, foot + 0.008 * u), (x + 0.035 * u, foot - 0.012 * u)],
            (0.014 * u, 0.011 * u),
        ),
        tube(
            [(x - 0.035 * u, foot - 0.012 * u), (x + 0.045 * u, foot + 0.008 * u)],
            (0.011 * u, 0.014 * u),
        ),
    ]
    return (x, foot - 0.05 * u), present(
        Halo((x, foot), 0.75 * u, FIRE, 0.34, 0.16, depth),
        Halo((x, foot - 0.03 * u), 0.20 * u, FIRE, 0.55, 0.16, depth),
        stage.flat(logs, colour("#120a06"), depth),
        Flames((x, foot - 0.002 * u), 0.060 * u, 0.085 * u, depth, 6),
    )
