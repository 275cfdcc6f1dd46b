"""City roofs: gables and chimneys in the smoke, as far as a dome; one stands on a leaded flat."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import Element, present
from render.engines.animatic.materials import front, plain, stones
from render.engines.animatic.model import Model
from render.engines.animatic.noise import seed_of
from render.engines.animatic.parts import birds, houses, land
from render.engines.animatic.parts.roofscape import STREET, cupola, terrace
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.solids import Face
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_WALLS = ("#a08c74", "#8c7c6a", "#b09c80", "#7c7268")


def build(stage: Stage) -> Scenery:
    """Ranks of roofs, each behind the smoke of the one before."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "roofs"))
    space = houses.outdoors(stage, haze=0.9)
    ranks: list[list[tuple[Face, ...]]] = [[], [], []]
    smokes: list[Element] = []
    reach = 1.7 if stage.aerial else 0.98
    for number, z in enumerate((15, 23, 34, 48, 66, 90)):
        x = -z * reach + float(rng.uniform(-3, 0))
        while x < z * reach:
            wide = float(rng.uniform(6.0, 9.5)) * (1 + 0.004 * z)
            tall = 12.6 + float(rng.uniform(-1.6, 2.8)) + 0.085 * z - 2.2 * (abs(x - 0.25 * z) < 7)
            wall = front(
                plain(colour(_WALLS[int(rng.integers(4))]), 0.4),
                frame=colour("#3c3028"),
                window=palette.window,
                pane=mix(colour("#20262c"), palette.sky[3], 0.25),
                lit=0.5 * stage.mood.lamps,
                door=None,
                seed=int(rng.integers(1, 60)),
            )
            roof = houses.slates(stage, ("#5a4a42", "#4c4a4c", "#6a4c3c")[int(rng.integers(3))])
            peak, deep = float(rng.uniform(2.4, 4.2)), float(rng.uniform(6, 8))
            gable = bool(rng.random() < 0.5)
            built = houses.house(
                (x, x + wide), (z, z + deep), tall, peak, wall, roof, floor=STREET, gable=gable
            )
            top = STREET + tall + peak
            stack = x + wide * float(rng.choice((0.2, 0.8)))
            brick = stones(colour("#7a5a48"), 0.3, 0.12)
            chimney = houses.chimney(stack, z + deep * 0.5, top - peak, top + 0.9, brick)
            ranks[number // 2].append((*chimney, *built))
            if rng.random() < 0.30 and z < 50:
                smokes.append(houses.smoke(stage, space, (stack, top + 1.2, z), 1.4))
            x += wide + float(rng.choice((0.0, 0.0, 2.2)))
    layers = [Model(space).stand(*rank) for rank in ranks]
    dome = Model(space).stand(cupola(stage))
    flat = Model(space).add(*terrace(stage))
    return Scenery(
        behind=present(
            land.hills(stage, palette.far, height=0.06, rough=0.4, away=0.5, depth=3.0, seed=71),
            mist.band(stage.up(0.0), 0.14 * stage.unit, speed=8, alpha=0.5 + 0.4 * fog, depth=2.6),
            *dome.layers(2.3, rim=0.5),
            *layers[2].layers(2.0, rim=0.35),
            mist.band(
                stage.down(0.05), 0.12 * stage.unit, speed=10, alpha=0.45 + 0.4 * fog, depth=1.8
            ),
            *layers[1].layers(1.6, rim=0.4),
            mist.band(
                stage.down(0.16), 0.14 * stage.unit, speed=14, alpha=0.35 + 0.5 * fog, depth=1.4
            ),
            *smokes,
            *birds.birds(stage, 0.55, 0.20, 6),
            *layers[0].layers(1.2, rim=0.45),
            mist.band(
                stage.down(0.40), 0.16 * stage.unit, speed=20, alpha=0.2 + 0.5 * fog, depth=1.1
            ),
            *flat.layers(0.9, rim=0.4),
        ),
        before=(),
        ground=Ground(0.575, 0.62, 0.90, wet=0.25),
    )
