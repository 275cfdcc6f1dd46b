"""What a village street is lined with: timbered houses, their fronts, a church."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.materials import Material, front, plain, stones, timbered
from render.engines.animatic.parts import houses
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.solids import Face, block, drum
from render.engines.animatic.stage import Stage

_WALLS = ("#b8a688", "#a8927a", "#c4b59a", "#97887a")


_ROOFS = ("#5c4a40", "#4e4a48", "#6a4a3a")


def bend(z: float) -> float:
    """How far a street sinks at a distance, in metres."""
    return -0.0055 * max(0.0, z - 9) ** 2


def house(
    stage: Stage, rng: np.random.Generator, side: int, inner: float, plot: tuple[float, float]
) -> tuple[tuple[Face, ...], float]:
    """A house beside the street, its upper floor built out over it; and how high it is."""
    tone, beam = colour(_WALLS[int(rng.integers(4))]), colour("#3a2a20")
    is_timber = bool(rng.random() < 0.65)
    low = _front(stage, stones(tone, 0.6, 0.3) if is_timber else plain(tone, 0.4), rng)
    high = _front(stage, timbered(tone, beam) if is_timber else plain(tone, 0.4), rng, door=None)
    roof = houses.slates(stage, _ROOFS[int(rng.integers(3))])
    eaves = float(rng.uniform(4.6, 5.9))
    outer = inner + side * 6.0
    jut = side * (0.38 if is_timber else 0.0)
    x0, x1 = sorted((inner, outer))
    y0, y1 = sorted((inner - jut, outer))
    peak = float(rng.uniform(2.2, 3.4))
    stack = houses.chimney(
        inner + side * 2.6,
        (plot[0] + plot[1]) / 2,
        eaves,
        eaves + peak + 0.9,
        stones(tone, 0.3, 0.15),
    )
    return (
        *block((x0, 0, plot[0]), (x1, 2.65, plot[1]), low),
        *stack,
        *houses.house(
            (y0, y1), plot, eaves - 2.6, peak, high, roof, floor=2.6, gable=rng.random() < 0.4
        ),
    ), eaves + peak + 1.2


def _front(
    stage: Stage, wall: Material, rng: np.random.Generator, door: int | None = 1
) -> Material:
    palette = stage.palette
    return front(
        wall,
        frame=colour("#3c2c20"),
        window=palette.window,
        pane=mix(colour("#20262c"), palette.sky[3], 0.25),
        lit=0.55 * stage.mood.lamps,
        seed=int(rng.integers(1, 40)),
        door=door,
    )


def church_at(stage: Stage) -> tuple[Face, ...]:
    """A church with a spire at the end of the street."""
    wall, x, z = stones(colour("#8d8678")), -9.5, 66.0
    tower = block((x - 2.2, 0, z), (x + 2.2, 13.5, z + 4), wall)
    nave = houses.house((x + 2.2, x + 16), (z + 1, z + 9), 6.5, 4.5, wall, houses.slates(stage))
    spire = drum((x, z + 2), ((2.9, 13.5), (0.05, 24.0)), houses.slates(stage, "#4a4a4c"), 8)
    return (*nave, *tower, *spire)
