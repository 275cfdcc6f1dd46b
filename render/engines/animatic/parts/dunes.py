"""What a desert is shaped of: table mountains, and dunes with one sharp edge."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import Layer, blurred
from render.engines.animatic.noise import ridge, seed_of, smooth
from render.engines.animatic.pen import Colour, Field, Point, Shape, mix, polygon
from render.engines.animatic.stage import Stage


def mesas(stage: Stage, tone: Colour, high: float, depth: float, seed: int) -> Layer | None:
    """Table mountains by lot, `high` units above the horizon."""
    rng = np.random.default_rng(seed_of(stage.layout_seed, "mesa", seed))
    shapes: list[Shape] = []
    for _ in range(5):
        middle, half = float(rng.uniform(-0.2, 1.2)), float(rng.uniform(0.05, 0.16))
        if abs(middle - 0.67) < 0.10 + half:
            middle -= 0.32
        top = high * float(rng.uniform(0.45, 1.0))
        line = ridge(int(rng.integers(1, 9999)), 16, 0.004, 4, 4)
        crown = [
            (
                stage.across(middle - half * 0.8 + 1.6 * half * at / 15),
                stage.up(top + float(line[at])),
            )
            for at in range(16)
        ]
        feet: list[Point] = [
            (stage.across(middle + half * 0.92), stage.up(top * 0.45)),
            (stage.across(middle + half * 1.5), stage.down(0.06)),
            (stage.across(middle - half * 1.5), stage.down(0.06)),
            (stage.across(middle - half * 0.92), stage.up(top * 0.45)),
        ]
        shapes.append(polygon([*crown, *feet]))
    return stage.solid(
        shapes,
        tone,
        mix(tone, stage.palette.mid, 0.25),
        depth,
        grain=(26, 60),
        rough=0.35,
        rim=0.45,
        haze=0.65,
        haze_from=0.3,
        seed=320 + seed,
    )


def dune(
    stage: Stage, sand: Colour, down: float, high: float, depth: float, crest: float, seed: int
) -> Layer:
    """A swell of sand: one flank in the light, one in shadow, parted by the crest line."""
    palette, mood = stage.palette, stage.mood
    own = np.random.default_rng(seed_of(stage.layout_seed, "dune", seed))
    bend, reach = float(own.uniform(-0.05, 0.05)), 0.40 + 0.10 * seed
    bright = (
        sand / 255 * mix(palette.ground, palette.key, 0.35) * np.float32(0.66 + 0.20 * mood.glow)
    )
    dark = mix(sand / 255 * palette.ground * np.float32(0.48), palette.sky[2], 0.16)

    def colours(across: Field, below: Field) -> tuple[Field, Field]:
        x = (across / stage.width - 0.5) * stage.side / stage.lens.zoom + 0.5
        off = x - crest - bend
        rise = np.exp(-(np.abs(off / reach) ** 1.35)) + 0.16 * np.sin(x * 9 + seed * 2)
        top = stage.down(down) - high * stage.unit * rise
        deep = (below - top) / stage.unit
        mask = np.clip(deep * stage.unit * 0.7 + 0.5, 0, 1) * np.ones_like(below)
        edge = off + 0.9 * np.clip(deep, 0, 0.4) * (0.4 if seed % 2 else -0.5)
        lit = smooth(-0.012, 0.020, edge.astype(np.float32))
        ripples = 0.5 + 0.5 * np.sin(deep * 420 / (1 + seed) + x * 30 + 3 * np.sin(x * 17))
        tone = dark + (bright - dark) * (lit * (0.84 + 0.10 * ripples))[..., None]
        fall = np.clip(deep / 0.18, 0, 1)[..., None]
        tone = tone + (palette.haze - tone) * (0.16 + 0.30 * fall * (1 - 0.25 * seed))
        return tone.astype(np.float32), blurred(mask.astype(np.float32), 0.6)

    return stage.painted(colours, depth)
