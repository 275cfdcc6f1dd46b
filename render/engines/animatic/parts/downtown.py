"""What a modern street is lined with: towers of windows, and cars at the kerb."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.materials import Material, front, glowing, plain
from render.engines.animatic.pen import Colour, colour, mix
from render.engines.animatic.solids import Face, block, drum
from render.engines.animatic.stage import Stage


def tower(stage: Stage, rng: np.random.Generator) -> Material:
    """The front of a tower by lot: its tone and its windows."""
    tone = colour(("#8a8782", "#6c6f74", "#9a8a7a", "#5e5f66")[int(rng.integers(4))])
    wide = float(rng.uniform(1.0, 1.9))
    return front(
        plain(tone, 0.2),
        frame=tone * np.float32(0.6),
        window=mix(
            stage.palette.window,
            colour(("#dfe8f0", "#ffe0b0", "#ffc890")[int(rng.integers(3))]),
            0.6,
        )
        * np.float32(0.7),
        pane=mix(colour("#20262c"), stage.palette.sky[3], 0.40),
        lit=0.30 * stage.mood.lamps,
        bay=wide + 0.5,
        storey=3.3,
        size=(wide, 1.6),
        bars=(1, 1),
        door=1,
        seed=int(rng.integers(1, 60)),
    )


def car(stage: Stage, x: float, z: float, tone: Colour) -> tuple[Face, ...]:
    """A parked car, seen from behind; `x` and `z` are its place, in metres."""
    body, glass = plain(tone, 0.1), plain(mix(colour("#1c2226"), stage.palette.sky[4], 0.3), 0.1)
    rubber, tail = (
        plain(colour("#141414")),
        glowing(colour("#ff3a2a"), 0.2 + 0.7 * stage.mood.lamps),
    )
    wheels = [
        block(
            (x + side * 0.78 - 0.1, 0, z + at), (x + side * 0.78 + 0.1, 0.58, z + at + 0.6), rubber
        )
        for at in (3.0, 0.7)
        for side in (-1, 1)
    ]
    lights = [
        block((x + side * 0.62 - 0.14, 0.62, z - 0.02), (x + side * 0.62 + 0.14, 0.78, z), tail)
        for side in (-1, 1)
    ]
    return (
        *(face for wheel in wheels for face in wheel),
        *block((x - 0.85, 0.28, z), (x + 0.85, 0.88, z + 4.1), body),
        *block((x - 0.72, 0.88, z + 0.8), (x + 0.72, 1.36, z + 3.0), glass, body),
        *lights[0],
        *lights[1],
        *drum((x, z + 0.3), ((0.01, 0.3), (0.02, 0.4)), rubber, 3),
    )
