"""Windows in a wall: their opening and bars, and the wood around them."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.materials import Material, plain
from render.engines.animatic.pen import Colour, Point, floats, mix
from render.engines.animatic.solids import Face, Solid, quad


def opening_of(size: Point, *, arched: bool) -> tuple[Point, ...]:
    """The corners of a window's opening, from the low left; an arch is round at the top."""
    wide, tall = size
    if not arched:
        return ((0, 0), (wide, 0), (wide, tall), (0, tall))
    spring = tall - wide * 0.62
    arc = [
        (
            wide / 2 + wide / 2 * float(np.cos(turn)),
            spring + wide * 0.62 * float(np.sin(turn)),
        )
        for turn in np.linspace(0, np.pi, 9)
    ]
    return ((0, 0), (wide, 0), *arc)


def bars_of(
    origin: Solid, right: Solid, size: Point, bars: tuple[int, int], wood: Material
) -> list[Face]:
    """The bars of a window, so many across and up."""
    wide, tall = size
    made: list[Face] = []
    toward = 0.015
    for number in range(1, bars[0]):
        at = wide * number / bars[0] - 0.02
        start = _moved(origin, right, at, toward)
        made.append(quad(start, right, (0, 1, 0), 0.04, tall, wood))
    for number in range(1, bars[1]):
        start = _moved(origin, right, 0.0, toward)
        start = (start[0], start[1] + tall * number / bars[1] - 0.018, start[2])
        made.append(quad(start, right, (0, 1, 0), wide, 0.036, wood))
    return made


def casing_of(origin: Solid, right: Solid, size: Point, wood: Material) -> list[Face]:
    """The wood around a window."""
    wide, tall = size
    rim = 0.09
    made: list[Face] = []
    for at, low, across, up in (
        (-rim, -rim, wide + 2 * rim, rim),
        (-rim, tall, wide + 2 * rim, rim),
        (-rim, 0.0, rim, tall),
        (wide, 0.0, rim, tall),
    ):
        start = _moved(origin, right, at, 0.02)
        made.append(quad((start[0], start[1] + low, start[2]), right, (0, 1, 0), across, up, wood))
    return made


def drift_on(origin: Solid, right: Solid, wide: float, tone: Colour) -> Face:
    """Snow that lies outside on the sill."""
    ups = (0.05, 0.09, 0.11, 0.10, 0.07, 0.06, 0.08)
    across = [wide * (1 - at / (len(ups) - 1)) for at in range(len(ups))]
    corners = ((0.0, 0.0), (wide, 0.0), *zip(across, ups, strict=True))
    white = plain(mix(tone, floats(250, 252, 255), 0.45), 0.1)
    return Face(_moved(origin, right, 0.0, 0.005), right, (0, 1, 0), corners, white, unlit=True)


def _moved(origin: Solid, right: Solid, along: float, toward: float) -> Solid:
    """Along a wall, and a little off it into the room."""
    x, y, z = origin
    if right[0]:
        return (x + along, y, z - toward)
    return (x - toward * float(np.sign(x)), y, z + along)
