"""A fire in the open, for exteriors by firelight."""

from __future__ import annotations

from typing import Any

from render.engines.animatic.layers import present
from render.engines.animatic.parts.fire import FIRE, Flames, Halo
from render.engines.animatic.pen import Point, colour, polygon, tube
from render.engines.animatic.stage import Ground, Stage

_PAVED = ("deck", "harbour", "village", "modern street", "roofs", "hall")
"""Sets on whose ground nobody would lay a fire: there it burns in an iron basket."""


def campfire(stage: Stage, ground: Ground, set_name: str) -> tuple[Point, tuple[Any, ...]]:
    """Where the fire burns, in pixels, and what it is drawn with."""
    if set_name in _PAVED:
        return _brazier(stage, ground)
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


def _brazier(stage: Stage, ground: Ground) -> tuple[Point, tuple[Any, ...]]:
    """A basket of iron bars on three legs, with the fire above its rim."""
    u, depth = stage.unit, ground.depth
    foot = stage.down(min(ground.down + 0.03, 0.86))
    x = stage.across(ground.across + 0.11 / stage.lens.zoom)
    rim, low = foot - 0.105 * u, foot - 0.055 * u
    bars = [
        tube([(x + across * 0.034 * u, rim), (x + across * 0.022 * u, low)], (0.005 * u, 0.005 * u))
        for across in (-1.0, -0.6, -0.2, 0.2, 0.6, 1.0)
    ]
    bars += [
        tube([(x + start * u, low), (x + end * u, foot)], (0.006 * u, 0.005 * u))
        for start, end in ((-0.018, -0.034), (0.0, 0.004), (0.018, 0.034))
    ]
    hoop = 0.037 * u
    bars.append(tube([(x - hoop, rim), (x + hoop, rim)], (0.007 * u, 0.007 * u)))
    coals = polygon(
        [(x - 0.030 * u, rim), (x + 0.030 * u, rim), (x + 0.019 * u, low), (x - 0.019 * u, low)]
    )
    return (x, rim - 0.04 * u), present(
        Halo((x, foot), 0.75 * u, FIRE, 0.30, 0.16, depth),
        Halo((x, rim - 0.02 * u), 0.20 * u, FIRE, 0.55, 0.16, depth),
        stage.flat([coals], colour("#c4501c"), depth),
        stage.flat(bars, colour("#120a06"), depth),
        Flames((x, rim + 0.004 * u), 0.056 * u, 0.080 * u, depth, 6),
    )
