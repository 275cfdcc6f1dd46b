"""What burns in a room, unlit: the fireplace, a candle, a lantern."""

from __future__ import annotations

from render.engines.animatic.materials import glowing, plain, planks, stones
from render.engines.animatic.pen import Colour, Point, colour, floats, mix
from render.engines.animatic.solids import Face, Solid, block, quad

HEARTH_DEEP = 0.55
"""Metres that a chimney breast stands out from the wall."""
_SOOT = colour("#1b1410")


def fireplace(x: float, z: float, size: Point, high: float, stone: str) -> list[Face]:
    """A fireplace in the wall at `z` of a room so high: its opening, chimney breast and logs."""
    wide, tall = size
    masonry = stones(colour(stone), 0.46, 0.22)
    half, jamb = wide / 2, 0.34
    soot = stones(_SOOT, 0.46, 0.22)
    front = z - HEARTH_DEEP
    return [
        quad((x - half, 0, z - 0.01), (1, 0, 0), (0, 1, 0), wide, tall, soot),
        *block((x - half - jamb, 0, front), (x - half, tall, z), masonry),
        *block((x + half, 0, front), (x + half + jamb, tall, z), masonry),
        *block((x - half - jamb, tall, front), (x + half + jamb, high, z), masonry),
        *block(
            (x - half - jamb - 0.14, tall + 0.10, front - 0.20),
            (x + half + jamb + 0.14, tall + 0.22, z),
            planks(colour("#4a3222"), 0.3, upright=False),
        ),
        *block(
            (x - half - 0.25, 0, front - 0.45),
            (x + half + 0.25, 0.07, front + 0.1),
            masonry,
        ),
        *block((x - 0.45, 0.07, z - 0.42), (x + 0.42, 0.19, z - 0.24), plain(_SOOT)),
        *block((x - 0.30, 0.15, z - 0.38), (x + 0.33, 0.27, z - 0.2), plain(_SOOT)),
    ]


def candle(at: Solid) -> tuple[Face, ...]:
    """A candle that stands at a place."""
    x, y, z = at
    wax = plain(colour("#d9c7a0"), 0.1)
    return block((x - 0.022, y, z - 0.022), (x + 0.022, y + 0.15, z), wax)


def lantern(
    at: Solid, size: float, tone: Colour, strength: float, hook: float | None
) -> tuple[Face, ...]:
    """A box of light, and the rope that it hangs on from a hook so high."""
    x, y, z = at
    iron = plain(_SOOT)
    glass = glowing(mix(tone, floats(255, 236, 200), 0.45), 0.25 + 0.45 * strength)
    rope = (
        ()
        if hook is None
        else block((x - 0.012, y + size * 1.5, z), (x + 0.012, hook, z + 0.02), iron)
    )
    return (
        *rope,
        *block(
            (x - size / 2, y, z - size / 2), (x + size / 2, y + size * 1.3, z + size / 2), glass
        ),
        *block(
            (x - size * 0.6, y + size * 1.3, z - size * 0.6),
            (x + size * 0.6, y + size * 1.55, z + size * 0.6),
            iron,
        ),
    )
