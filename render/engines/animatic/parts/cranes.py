"""Cranes on a quay."""

from __future__ import annotations

from render.engines.animatic.materials import plain, planks
from render.engines.animatic.parts.furniture import DARK_OAK, crate
from render.engines.animatic.pen import colour
from render.engines.animatic.solids import Face, block, drum


def crane(x: float, z: float) -> tuple[Face, ...]:
    """A crane with a crate on its rope; `x` and `z` are its foot, in metres."""
    rope = plain(colour("#1c1814"))
    return (
        *drum((x, z), ((0.35, 0), (0.22, 6.0)), DARK_OAK, 8),
        *block((x - 0.2, 5.8, z - 0.15), (x + 4.6, 6.15, z + 0.15), planks(colour("#4a3626"), 0.2)),
        *block((x + 4.3, 2.4, z), (x + 4.36, 5.8, z + 0.05), rope),
        *crate(x + 4.33, z, 0.9, 1.6),
    )
