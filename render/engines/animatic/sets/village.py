"""A village street: half-timbered houses that lean over cobbles, lamps, smoke, a church tower."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.layers import Element, present
from render.engines.animatic.materials import Material, cobbles, front, plain, stones, timbered
from render.engines.animatic.model import Model
from render.engines.animatic.noise import seed_of
from render.engines.animatic.pen import colour, mix
from render.engines.animatic.sets import birds, houses, land
from render.engines.animatic.sets.furniture import barrel, crate
from render.engines.animatic.solids import Face, block, drum
from render.engines.animatic.space import Bulb
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_WALLS = ("#b8a688", "#a8927a", "#c4b59a", "#97887a")
_ROOFS = ("#5c4a40", "#4e4a48", "#6a4a3a")


def build(stage: Stage) -> Scenery:
    """The street bends away from the light, so that houses close the view."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "street"))
    lamps = [houses.street_lamp(stage, x, z) for x, z in ((2.6, 9.6), (-3.2, 17.0), (0.9, 27.0))]
    doors = tuple(
        Bulb((side * 2.6, 1.6, z), palette.window, 0.5 * stage.mood.lamps, 1.8)
        for side, z in ((-1, 9.5), (1, 13.5), (-1, 21.0))
    )
    space = houses.outdoors(stage, bulbs=(*(lamp[1] for lamp in lamps), *doors))
    rows = [Model(space), Model(space), Model(space)]
    wet = 0.30 + 0.55 * (stage.mood.rain > 0)
    ground = Model(space).add(
        houses.floor(houses.earth(stage, cobbles(colour("#8c8474"))), wet=wet)
    )
    things: list[list[tuple[Face, ...]]] = [[], [], []]
    smokes: list[Element] = []
    for side in (-1, 1):
        z = 9.4 if side > 0 else 5.6
        while z < 58:
            long = float(rng.uniform(4.6, 7.4))
            row = 0 if z < 13 else 1 if z < 27 else 2
            inner = side * (3.5 + float(rng.uniform(-0.2, 0.3))) + _bend(z)
            built, top = _house(stage, rng, side, inner, (z, z + long - 0.15))
            things[row].append(built)
            if rng.random() < 0.45 and row < 2:
                smokes.append(
                    houses.smoke(stage, space, (inner + side * 2.6, top, z + long / 2), 1.2)
                )
            z += long
    for face, _ in lamps:
        things[0 if face[0].origin[2] < 13 else 1].append(face)
    things[0].append(block((3.3, 0, 3.6), (3.75, 1.15, 9.4), stones(colour("#8f8778"), 0.5, 0.25)))
    things[0] += [barrel(2.95, 7.0), crate(-2.9, 7.6), crate(-3.1, 8.6, 0.55)]
    for row, listed in zip(rows, things, strict=True):
        row.stand(*listed)
    ground.streak(rows, 0.10 + 0.45 * (stage.mood.rain > 0))
    church = Model(space).stand(_church(stage))
    return Scenery(
        behind=present(
            land.hills(stage, palette.far, height=0.12, rough=0.35, away=0.6, depth=2.8, seed=51),
            mist.band(stage.up(0.02), 0.14 * stage.unit, speed=8, alpha=0.5 + 0.4 * fog, depth=2.5),
            *birds.birds(stage, 0.52, 0.30, 4),
            *church.layers(2.1, rim=0.4),
            mist.band(stage.up(0.0), 0.10 * stage.unit, speed=9, alpha=0.3 + 0.5 * fog, depth=2.0),
            *ground.layers(1.0),
            *rows[2].layers(1.5, rim=0.35),
            mist.band(stage.down(0.04), 0.11 * stage.unit, speed=12, alpha=0.5 * fog, depth=1.4),
            *rows[1].layers(1.2, rim=0.4),
            mist.band(stage.down(0.12), 0.12 * stage.unit, speed=18, alpha=0.5 * fog, depth=1.1),
            *rows[0].layers(1.0, rim=0.45),
            *smokes,
        ),
        before=present(
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=40, alpha=0.3 * fog, depth=0.5)
        ),
        ground=Ground(0.54, 0.62, 0.90, wet=0.35),
    )


def _bend(z: float) -> float:
    return -0.0055 * max(0.0, z - 9) ** 2


def _house(
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


def _church(stage: Stage) -> tuple[Face, ...]:
    wall, x, z = stones(colour("#8d8678")), -9.5, 66.0
    tower = block((x - 2.2, 0, z), (x + 2.2, 13.5, z + 4), wall)
    nave = houses.house((x + 2.2, x + 16), (z + 1, z + 9), 6.5, 4.5, wall, houses.slates(stage))
    spire = drum((x, z + 2), ((2.9, 13.5), (0.05, 24.0)), houses.slates(stage, "#4a4a4c"), 8)
    return (*nave, *tower, *spire)
