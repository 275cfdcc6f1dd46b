"""Ships: a three-master under sail or at her moorings, and how things ride the swell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from render.engines.animatic.camera import View
from render.engines.animatic.layers import Element, Layer
from render.engines.animatic.pen import Point, Shape, blob, box, colour, mix, polygon, tube
from render.engines.animatic.stage import Stage

_CANVAS = colour("#d9ccb0")


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


def afloat(
    stage: Stage, shapes: tuple[list[Shape], list[Shape], list[Shape]], at: Point, depth: float
) -> tuple[Element, ...]:
    """A ship's hull and rigging, sails and lights, riding the swell at her waterline."""
    fog, palette = stage.mood.fog, stage.palette
    hull, sails, lights = shapes
    canvas = mix(palette.mid, _CANVAS / 255 * palette.ground, 0.55)
    layers = (
        stage.solid(
            sails,
            mix(canvas, palette.haze, 0.10),
            mix(canvas, palette.mid, 0.35),
            depth,
            grain=(40, 50),
            rough=0.30,
            rim=0.55,
            haze=0.0,
            seed=6,
        ),
        stage.solid(
            hull,
            mix(palette.near, palette.mid, 0.25),
            mix(palette.near, palette.mid, 0.45),
            depth,
            grain=(30, 60),
            rough=0.25,
            rim=0.75,
            haze=0.25 * fog,
            haze_from=0.45,
            seed=7,
        ),
        stage.lamps(lights, depth, 0.9),
    )
    swell = 0.005 * stage.unit * (0.6 + stage.mood.wind)
    pitch = 0.008 + 0.020 * stage.mood.wind
    return tuple(Afloat(part, at, pitch, swell) for part in layers if part)


def under_sail(
    x: float, y: float, tall: float, facing: float
) -> tuple[list[Shape], list[Shape], list[Shape]]:
    """A three-master on her waterline, `tall` pixels to the truck: hull, sails, lights."""

    def at(across: float, up: float) -> Point:
        return (x + across * tall * facing, y - up * tall)

    hull = [
        *(at(-0.50, 0.20), at(-0.47, 0.17), at(-0.30, 0.135), at(0.05, 0.115), at(0.34, 0.15)),
        *(at(0.50, 0.195), at(0.44, 0.06), at(0.36, -0.01), at(-0.40, -0.01), at(-0.47, 0.06)),
    ]
    shapes: list[Shape] = [polygon(hull)]
    sails: list[Shape] = []
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
            sails.append(blob(sail))
    for start, end in (((0.26, 0.80), (0.70, 0.285)), ((0.26, 0.58), (0.60, 0.245))):
        inner = at(start[0] + 0.02, 0.24)
        sails.append(polygon([at(*start), at(*end), inner]))
    sails.append(polygon([at(-0.31, 0.60), at(-0.60, 0.42), at(-0.56, 0.24), at(-0.31, 0.22)]))
    rope = max(0.5, tall * 0.0035)
    for a, b in (
        ((-0.02, 1.0), (0.26, 0.88)),
        ((-0.30, 0.80), (-0.02, 1.0)),
        ((0.26, 0.88), (0.74, 0.30)),
    ):
        shapes.append(tube([at(*a), at(*b)], (rope, rope)))
    pane = tall * 0.016
    lights = [box(*at(off, 0.115), pane, pane * 1.3) for off in (-0.43, -0.39, -0.35)]
    return shapes, sails, lights


def moored(
    x: float, y: float, tall: float, facing: float
) -> tuple[list[Shape], list[Shape], list[Shape]]:
    """The same ship with bare yards."""
    shapes, _, lights = under_sail(x, y, tall, facing)
    for across, high in ((-0.30, 0.80), (-0.01, 1.0), (0.26, 0.88)):
        for up, wide in ((0.52, 0.17), (0.74, 0.13), (0.90, 0.09)):
            left = (x + (across - wide) * tall * facing, y - (up * high + 0.006) * tall)
            right = (x + (across + wide) * tall * facing, y - (up * high - 0.006) * tall)
            shapes.append(tube([left, right], (tall * 0.010, tall * 0.022, tall * 0.010)))
        rope = max(0.5, tall * 0.003)
        top = (x + across * tall * facing, y - high * tall * 0.92)
        for off in (-0.10, -0.05, 0.06, 0.11):
            foot = (x + (across + off) * tall * facing, y - 0.13 * tall)
            shapes.append(tube([top, foot], (rope, rope)))
    return shapes, [], lights
