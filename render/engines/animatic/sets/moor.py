"""A moor: rolling heather, a winding road that catches the light, a lone tree."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.layers import Layer, present
from render.engines.animatic.noise import seed_of
from render.engines.animatic.parts import birds, land, plants
from render.engines.animatic.pen import Point, blob, colour, mix
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_HEATHER = colour("#6f6a48")
_ROAD = colour("#b0a48a")


def build(stage: Stage) -> Scenery:
    """Four ridges of haze, then the heath."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "moor"))
    tree_at = stage.across(0.20 + float(rng.uniform(-0.05, 0.06)))
    tree_foot = stage.down(0.16)
    tree = plants.bare_tree(tree_at, tree_foot, 0.36 * stage.unit, rng, -0.16 * stage.side)
    near = mix(palette.mid, colour("#4a4a30"), 0.12)
    return Scenery(
        behind=present(
            *land.receding(stage, mist, 3),
            *birds.birds(stage, 0.48, 0.24, 4),
            land.ground(
                stage,
                _HEATHER,
                top=0.13,
                rise=0.05,
                swell=0.012,
                strokes=(70, 18),
                depth=0.85,
                pool=1.5,
                seed=6,
            ),
            *land.scatter(stage, "bush", top=0.16, seed=6),
            _road(stage),
            stage.solid(
                tree,
                palette.ink,
                near,
                0.95,
                grain=(20, 30),
                rough=0.3,
                rim=0.42,
                haze=0.15,
                seed=8,
                rim_width=0.002,
            ),
            mist.band(
                stage.down(0.24), 0.13 * stage.unit, speed=24, alpha=0.3 + 0.65 * fog, depth=1.0
            ),
        ),
        before=present(
            *land.rocks(stage, left=0.86, right=0.88),
            *plants.grass(stage, count=260, tall=0.20, spread=True),
            mist.band(
                stage.height * 0.88, 0.30 * stage.height, speed=50, alpha=0.45 * fog, depth=0.5
            ),
        ),
        ground=Ground(0.575, 0.60, 0.74, wet=0.05),
    )


def _road(stage: Stage) -> Layer | None:
    """A pale track that winds towards the light."""
    rng = np.random.default_rng(seed_of(stage.layout_seed, "road"))
    phase, swing = float(rng.uniform(0, 6.3)), float(rng.uniform(0.05, 0.09))
    left: list[Point] = []
    right: list[Point] = []
    for at in range(40):
        share = at / 39
        down = 0.15 + 1.0 * share**1.6
        middle = 0.63 - 0.10 * share + swing * math.sin(phase + 5.5 * share**0.6) * (0.25 + share)
        half = (0.004 + 0.085 * share**1.5) * (0.6 if stage.aerial else 1.0)
        left.append((stage.across(middle - half), stage.down(down)))
        right.append((stage.across(middle + half), stage.down(down)))
    tone = _ROAD / 255 * stage.palette.ground * np.float32(1.05)
    tone = mix(tone, stage.palette.key, 0.22 * min(1.4, stage.mood.glow))
    return stage.flat([blob([*left, *reversed(right)])], tone, 0.85, blur=0.004, alpha=0.55)
