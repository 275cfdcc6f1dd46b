"""The open sea, with a ship or a boat on the road of light."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from render.engines.animatic.camera import View
from render.engines.animatic.layers import Layer, present
from render.engines.animatic.noise import ridge, seed_of, step
from render.engines.animatic.pen import Point, Shape, blob, box, colour, mix, polygon, tube
from render.engines.animatic.sets import birds, land
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_CANVAS = colour("#d9ccb0")
_LEDGE = 0.70
"""How far down the rock lies from which one watches."""


@dataclass(frozen=True, slots=True)
class Afloat:
    """A layer that rides the swell."""

    layer: Layer
    pivot: Point
    pitch: float
    """Radians."""
    heave: float
    """Pixels."""

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Rock the layer around its waterline."""
        canvas.save()
        x, y = view.at(*self.pivot, self.layer.depth)
        angle = self.pitch * (math.sin(time * 0.9) + 0.4 * math.sin(time * 1.7 + 1))
        canvas.translate(x, y + self.heave * math.sin(time * 0.9 + 0.8))
        canvas.rotate(math.degrees(angle))
        canvas.translate(-x, -y)
        self.layer.draw(canvas, view, time)
        canvas.restore()


def build(stage: Stage) -> Scenery:
    """A three-master under sail, far islands, nothing else but weather."""
    mist, fog = Mist(stage), stage.mood.fog
    x, y = stage.across(0.36), stage.down(0.15)
    ship = stage.solid(
        ship_shapes(x, y, 0.34 * stage.unit, -stage.side),
        mix(stage.palette.near, stage.palette.mid, 0.4),
        mix(stage.palette.mid, _CANVAS / 255 * stage.palette.ground, 0.42),
        1.3,
        grain=(30, 60),
        rough=0.25,
        rim=0.75,
        haze=0.10 + 0.4 * fog,
        haze_from=0.45,
        seed=7,
    )
    lights = stage.lamps(
        [
            box(
                x + stage.side * stage.unit * off,
                y - 0.032 * stage.unit,
                0.006 * stage.unit,
                0.008 * stage.unit,
            )
            for off in (0.085, 0.10, 0.115)
        ],
        1.3,
        0.9,
    )
    swell = 0.006 * stage.unit * (0.6 + stage.mood.wind)
    pitch = 0.010 + 0.022 * stage.mood.wind
    afloat = [Afloat(part, (x, y), pitch, swell) for part in (ship, lights) if part]
    return Scenery(
        behind=present(
            land.hills(
                stage,
                stage.palette.far,
                height=0.05,
                rough=0.7,
                away=0.95,
                depth=3.0,
                sunk=0.0,
                seed=2,
            ),
            mist.band(
                stage.down(0.0), 0.12 * stage.unit, speed=12, alpha=0.4 + 0.6 * fog, depth=2.2
            ),
            *afloat,
            *birds.birds(stage, 0.58, 0.24, 6),
            mist.band(stage.down(0.19), 0.12 * stage.unit, speed=24, alpha=0.85 * fog, depth=1.2),
            None if stage.aerial else _ledge(stage),
        ),
        before=present(
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=50, alpha=0.5 * fog, depth=0.5),
        ),
        ground=Ground(0.84, _LEDGE + 0.022, 0.6, wet=0.1, roam=False),
        people=not stage.aerial,
        sea=1.0,
    )


def _ledge(stage: Stage) -> Layer | None:
    """A rock in the corner on which a watcher stands."""
    line = ridge(seed_of(stage.layout_seed, "ledge"), 120, 0.010, 6, 3)
    points: list[Point] = [(stage.across(1.7), stage.down(1.3))]
    for at in range(120):
        share = 0.62 + at / 119
        slope = step(0.62, 0.78, share)
        jag = float(line[at]) * (0.3 + 1.2 * (1 - abs(slope * 2 - 1)))
        points.append(
            (stage.across(share), stage.down(1.14 - (1.14 - _LEDGE) * slope) + jag * stage.unit)
        )
    points.append((stage.across(1.7), stage.down(_LEDGE)))
    ink, near = stage.palette.ink, stage.palette.near
    return stage.solid(
        [polygon(points)],
        ink,
        mix(near, stage.palette.mid, 0.5),
        0.6,
        grain=(14, 20),
        rough=0.6,
        rim=0.45,
        haze=0.0,
        seed=9,
    )


def ship_shapes(x: float, y: float, tall: float, facing: float) -> list[Shape]:
    """A three-masted ship on its waterline at (x, y), `tall` pixels to the truck."""

    def at(across: float, up: float) -> Point:
        return (x + across * tall * facing, y - up * tall)

    hull = [
        *(at(-0.50, 0.20), at(-0.47, 0.17), at(-0.30, 0.135), at(0.05, 0.115), at(0.34, 0.15)),
        *(at(0.50, 0.195), at(0.44, 0.06), at(0.36, -0.01), at(-0.40, -0.01), at(-0.47, 0.06)),
    ]
    shapes: list[Shape] = [polygon(hull)]
    shapes.append(tube([at(0.44, 0.17), at(0.74, 0.30)], (tall * 0.018, tall * 0.007)))
    for across, high in ((-0.30, 0.80), (-0.01, 1.0), (0.26, 0.88)):
        shapes.append(
            tube([at(across, 0.1), at(across - 0.012, high)], (tall * 0.016, tall * 0.006))
        )
        for low, top, wide in ((0.24, 0.52, 0.165), (0.54, 0.74, 0.125), (0.76, 0.90, 0.085)):
            bottom, upper = low * high, top * high
            belly = 0.055 * wide / 0.16
            sail = [
                (*at(across - wide * 0.84, upper), 1.0),
                (*at(across + wide * 0.84, upper), 1.0),
                (*at(across + wide * 0.98 + belly * 0.5, (upper + bottom) / 2), 0.0),
                (*at(across + wide, bottom), 1.0),
                (*at(across + belly, bottom + 0.018), 0.0),
                (*at(across - wide, bottom), 1.0),
                (*at(across - wide * 0.84 + belly * 0.4, (upper + bottom) / 2), 0.0),
            ]
            shapes.append(blob(sail))
    for start, end in (((0.26, 0.80), (0.70, 0.285)), ((0.26, 0.58), (0.60, 0.245))):
        inner = at(start[0] + 0.02, 0.24)
        shapes.append(polygon([at(*start), at(*end), inner]))
    shapes.append(polygon([at(-0.31, 0.60), at(-0.60, 0.42), at(-0.56, 0.24), at(-0.31, 0.22)]))
    rope = max(0.5, tall * 0.0035)
    for a, b in (
        ((-0.02, 1.0), (0.26, 0.88)),
        ((-0.30, 0.80), (-0.02, 1.0)),
        ((0.26, 0.88), (0.74, 0.30)),
    ):
        shapes.append(tube([at(*a), at(*b)], (rope, rope)))
    return shapes
