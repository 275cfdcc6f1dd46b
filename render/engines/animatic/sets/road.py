"""An open road: ruts towards the light, a fence, bare trees, a milestone, a far steeple."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.layers import Element, Layer, present
from render.engines.animatic.materials import plain, planks, stones
from render.engines.animatic.model import Model
from render.engines.animatic.noise import seed_of
from render.engines.animatic.pen import Point, Shape, blob, colour, mix
from render.engines.animatic.sets import birds, houses, land, plants
from render.engines.animatic.solids import Face, block
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_FIELD = colour("#7a7048")
_ROAD = colour("#b3a17e")


def build(stage: Stage) -> Scenery:
    """The road runs straight to where the sky is brightest."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "road"))
    space = houses.outdoors(stage)
    fence = Model(space).stand(
        *_fence(), block((-2.9, 0, 6.6), (-2.5, 0.75, 6.85), stones(colour("#8f8a80")))
    )
    near = mix(palette.near, palette.mid, 0.35)
    trees: list[Element | None] = []
    for number, (share, down, tall) in enumerate(
        (
            (0.20, 0.42, 0.62),
            (0.335, 0.20, 0.30),
            (0.405, 0.12, 0.18),
            (0.93, 0.26, 0.40),
            (0.80, 0.13, 0.20),
        )
    ):
        tree = plants.bare_tree(
            stage.across(share), stage.down(down), tall * stage.unit, rng, -0.14 * stage.side
        )
        tone = mix(near, palette.far, 0.7 - 0.9 * tall)
        trees.append(
            stage.solid(
                tree,
                tone,
                tone,
                1.6 - 1.3 * tall,
                rough=0.3,
                rim=0.45,
                haze=0.1,
                seed=420 + number,
                rim_width=0.002,
            )
        )
    return Scenery(
        behind=present(
            *land.receding(stage, mist, 7, tall=0.75),
            *birds.birds(stage, 0.45, 0.26, 7),
            land.ground(stage, _FIELD, top=0.07, swell=0.008, strokes=(90, 16), pool=1.3, seed=22),
            *_track(stage),
            *fence.layers(0.95, rim=0.5),
            *trees[::-1],
            mist.band(
                stage.down(0.20), 0.13 * stage.unit, speed=22, alpha=0.25 + 0.6 * fog, depth=1.0
            ),
        ),
        before=present(
            *plants.grass(stage, count=200, tall=0.20, spread=True),
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=45, alpha=0.4 * fog, depth=0.5),
        ),
        ground=Ground(0.58, 0.62, 0.85, wet=0.12),
    )


def _track(stage: Stage) -> tuple[Layer | None, ...]:
    """Two ruts and the crown between them."""
    shapes: list[Shape] = []
    for inner, outer in ((-1.0, -0.24), (0.24, 1.0), (-1.0, 1.0)):
        left: list[Point] = []
        right: list[Point] = []
        for at in range(28):
            share = at / 27
            down = 0.075 + 1.1 * share**1.7
            middle = 0.655 - 0.105 * share + 0.020 * math.sin(share * 5.5)
            half = 0.004 + 0.145 * share**1.65
            left.append((stage.across(middle + inner * half), stage.down(down)))
            right.append((stage.across(middle + outer * half), stage.down(down)))
        shapes.append(blob([*left, *reversed(right)]))
    albedo = colour("#e4ebf3") if stage.mood.snow else _ROAD
    tone = albedo / 255 * stage.palette.ground * np.float32(1.1)
    tone = mix(tone, stage.palette.key, 0.25 * min(1.4, stage.mood.glow))
    verge = stage.flat(shapes[2:], tone * np.float32(0.62), 0.80, blur=0.006, alpha=0.55)
    return verge, stage.flat(shapes[:2], tone, 0.80, blur=0.006, alpha=0.50)


def _fence() -> list[tuple[Face, ...]]:
    wood = planks(colour("#6a5844"), 0.2, upright=False)
    rails = plain(colour("#6a5844"), 0.4)
    made: list[tuple[Face, ...]] = []
    for at in range(16):
        z = 4.5 + 2.6 * at
        made.append(block((4.1, 0, z), (4.25, 1.15, z + 0.15), wood))
        for y in (0.45, 0.9):
            made.append(block((4.15, y, z + 0.1), (4.2, y + 0.10, z + 2.6), rails))
    return made
