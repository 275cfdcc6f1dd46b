"""What grows between the trunks of a forest: foliage that hangs in from above, and ferns."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.layers import Layer
from render.engines.animatic.noise import seed_of
from render.engines.animatic.pen import Colour, Shape, mix, skia, trace
from render.engines.animatic.stage import Stage

_LEAF = np.array((-1.0, -0.42 - 0.34j, 0.30 - 0.30j, 1.0, 0.30 + 0.30j, -0.42 + 0.34j))
"""A leaf's outline around its middle, pointed at both ends."""
_LEAVES = 26
"""In a spray."""


def leaves(
    stage: Stage, tone: Colour, depth: float, count: int, low: float, size: float, seed: int
) -> Layer | None:
    """Foliage that hangs into the frame from above, open towards the light."""
    rng = np.random.default_rng(seed_of(stage.layout_seed, "foliage", seed))
    shapes: list[Shape] = []
    for _ in range(count):
        share = float(rng.uniform(-0.4, 1.4))
        open_ = math.exp(-(((share - 0.63) / 0.20) ** 2))
        hang = float(rng.beta(1.0, 2.2)) * low * (1 - 0.72 * open_)
        x, y = stage.across(share), -0.03 * stage.height + hang * stage.height
        own = 0.42 * size * stage.unit * float(rng.uniform(0.4, 1.3))
        spray = skia.Path()
        middles = rng.normal(0, 1, (_LEAVES, 2)) * (own * 3.2, own * 1.5) + (x, y)
        hangs = rng.normal(0.5 * math.pi, 0.75, _LEAVES)
        sizes = own * rng.uniform(0.45, 1.0, _LEAVES)
        for middle, turn, reach in zip(middles, hangs, sizes, strict=True):
            ring = complex(*middle) + _LEAF * np.exp(1j * turn) * reach
            trace(spray, zip(ring.real.tolist(), ring.imag.tolist(), strict=True))
        shapes.append(spray)
    return stage.solid(
        shapes,
        mix(tone, stage.palette.haze, 0.10 * depth - 0.05),
        mix(tone, stage.palette.ink, 0.35),
        depth,
        grain=(70, 70),
        rough=0.55,
        rim=0.30,
        haze=0.0,
        seed=seed,
    )


def ferns(
    stage: Stage, tone: Colour, down: float, count: int, tall: float, depth: float, seed: int
) -> Layer | None:
    """Ferns in clumps, thick on both sides and thin where the light falls."""
    rng = np.random.default_rng(seed_of(stage.layout_seed, "ferns", seed))
    shapes: list[Shape] = []
    for _ in range(count):
        share = float(rng.uniform(-0.3, 1.3))
        if abs(share - 0.60) < 0.10 and rng.random() < 0.85:
            continue
        x, foot = stage.across(share), stage.down(down + float(rng.uniform(-0.02, 0.03)))
        high = tall * stage.unit * float(rng.uniform(0.25, 1.15))
        for frond in range(9):
            turn = (frond - 4) * 0.30 + float(rng.normal(0, 0.08))
            tip = (x + math.sin(turn) * high * 1.05, foot - math.cos(turn) * high * 0.85)
            bend = (x + math.sin(turn * 0.6) * high * 0.62, foot - high * 0.66)
            wide = high * 0.035
            blade = skia.Path()
            blade.moveTo(x - wide * 0.4, foot)
            blade.quadTo(bend[0] - wide, bend[1] - wide, *tip)
            blade.quadTo(bend[0] + wide, bend[1] + wide, x + wide * 0.4, foot)
            blade.close()
            shapes.append(blade)
    return stage.solid(
        shapes,
        mix(tone, stage.palette.ink, 0.25),
        mix(tone, stage.palette.haze, 0.10),
        depth,
        rough=0.3,
        rim=0.34,
        haze=0.05,
        seed=seed,
    )
