"""Houses, streets and what stands in them, in metres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.materials import Material, glowing, plain, shingles
from render.engines.animatic.pen import Colour, Point, colour, floats, mix, paint, soft
from render.engines.animatic.solids import Face, Solid, block, drum
from render.engines.animatic.space import Bulb, Space
from render.engines.animatic.stage import Stage

SNOW = colour("#e4ebf3")
_LAMP = colour("#ffc27a")
_SHADE = colour("#3a3028")
"""What is seen of a house from below."""


def outdoors(
    stage: Stage,
    *,
    eye: float = 2.36,
    focal: float = 0.9,
    haze: float = 1.0,
    bulbs: tuple[Bulb, ...] = (),
) -> Space:
    """A space under the sky of the stage's mood."""
    palette, mood = stage.palette, stage.mood
    day = float(np.clip(palette.ground.mean() / 150, 0.10, 1.2))
    ambient = mix(palette.ground, palette.sky[3], 0.35) * np.float32(0.78)
    power = np.float32(1.5 * min(1.5, mood.glow) * (0.25 + 0.75 * day) * (1 - 0.5 * mood.cover))
    fog = (mix(palette.haze, palette.fog, 0.4), (0.007 + 0.030 * mood.fog**1.5) * haze)
    return Space(
        stage,
        eye=eye,
        focal=focal,
        ambient=np.asarray(ambient, np.float32),
        bulbs=bulbs,
        sun=((-0.52, -0.30, -0.80), np.asarray(palette.key * power, np.float32)),
        fog=fog,
    )


def house(
    x: tuple[float, float],
    z: tuple[float, float],
    eaves: float,
    roof: float,
    wall: Material,
    slates: Material,
    *,
    floor: float = 0.0,
    gable: bool = False,
    over: float = 0.3,
) -> tuple[Face, ...]:
    """A house on a plot; its ridge runs across the view, or away from it when `gable`."""
    (x0, x1), (z0, z1) = x, z
    body = block((x0, floor, z0), (x1, floor + eaves, z1), wall, under=plain(_SHADE))
    base = floor + eaves
    a, b, c, d = x0 - over, x1 + over, z0 - over, z1 + over
    eave: tuple[Point, ...] = ((0, 0), (b - a, 0), (b - a, d - c), (0, d - c))
    soffit = Face((a, base, c), (1, 0, 0), (0, 0, 1), eave, plain(_SHADE), out=(0, -1, 0))
    if gable:
        half = (b - a) / 2
        slope = math.hypot(half, roof)
        lift = (half / slope, roof / slope)
        sides = (
            _slope(
                (a, base, c),
                (0, 0, 1),
                (lift[0], lift[1], 0),
                d - c,
                slope,
                slates,
                (-lift[1], lift[0], 0),
            ),
            _slope(
                (b, base, c),
                (0, 0, 1),
                (-lift[0], lift[1], 0),
                d - c,
                slope,
                slates,
                (lift[1], lift[0], 0),
            ),
        )
        peak: tuple[Point, ...] = (
            (0, 0),
            (x1 - x0, 0),
            ((x1 - x0) / 2, roof * (x1 - x0) / (b - a)),
        )
        front = Face((x0, base, z0), (1, 0, 0), (0, 1, 0), peak, wall, out=(0, 0, -1))
        return (soffit, *body, *sides, front)
    half = (d - c) / 2
    slope = math.hypot(half, roof)
    lift = (half / slope, roof / slope)
    front = _slope(
        (a, base, c), (1, 0, 0), (0, lift[1], lift[0]), b - a, slope, slates, (0, lift[0], -lift[1])
    )
    rise: tuple[Point, ...] = ((0, 0), (z1 - z0, 0), ((z1 - z0) / 2, roof))
    ends = [
        Face((at, base, z0), (0, 0, 1), (0, 1, 0), rise, wall, out=(out, 0, 0))
        for at, out in ((x0, -1.0), (x1, 1.0))
    ]
    back = _slope(
        (a, base, d), (1, 0, 0), (0, lift[1], -lift[0]), b - a, slope, slates, (0, lift[0], lift[1])
    )
    return (soffit, *body, *ends, back, front)


def _slope(
    origin: Solid, right: Solid, up: Solid, wide: float, high: float, slates: Material, out: Solid
) -> Face:
    return Face(origin, right, up, ((0, 0), (wide, 0), (wide, high), (0, high)), slates, out=out)


def slates(stage: Stage, tone: str = "#5c5650") -> Material:
    """A roof's covering: snow when it snows."""
    if stage.mood.snow:
        return plain(SNOW, 0.12)
    return shingles(colour(tone))


def earth(stage: Stage, made: Material) -> Material:
    """What lies on the ground, under the snow when it snows."""
    if not stage.mood.snow:
        return made

    def covered(u: Any, v: Any) -> Any:
        albedo, _ = made(u, v)
        return mix(albedo, SNOW, 0.80), None

    return covered


def floor(
    made: Material,
    *,
    x: tuple[float, float] = (-60, 60),
    z: tuple[float, float] = (0.4, 160),
    high: float = 0.0,
    wet: float = 0.0,
) -> Face:
    """A stretch of level ground."""
    corners = ((0, 0), (x[1] - x[0], 0), (x[1] - x[0], z[1] - z[0]), (0, z[1] - z[0]))
    return Face((x[0], high, z[0]), (1, 0, 0), (0, 0, 1), corners, made, wet=wet)


def chimney(x: float, z: float, foot: float, top: float, made: Material) -> tuple[Face, ...]:
    """A chimney stack with its pot."""
    stack = block((x - 0.3, foot, z - 0.25), (x + 0.3, top, z + 0.25), made)
    return (*stack, *block((x - 0.14, top, z - 0.12), (x + 0.14, top + 0.3, z + 0.12), made))


def street_lamp(
    stage: Stage, x: float, z: float, high: float = 3.2, tone: Colour = _LAMP
) -> tuple[tuple[Face, ...], Bulb]:
    """A lamp post, and its light."""
    iron = plain(colour("#1e1e20"))
    glass = glowing(mix(tone, floats(255, 240, 215), 0.4), 0.10 + 0.85 * stage.mood.lamps)
    post = drum((x, z), ((0.10, 0), (0.06, 0.4), (0.04, high)), iron, 6)
    head = block((x - 0.15, high, z - 0.15), (x + 0.15, high + 0.38, z + 0.15), glass)
    hat = drum((x, z), ((0.24, high + 0.38), (0.03, high + 0.58)), iron, 6)
    bulb = Bulb((x, high - 0.1, z - 0.2), tone, 0.9 * stage.mood.lamps, 3.2)
    return (*post, *head, *hat), bulb


@dataclass(frozen=True, slots=True)
class Smoke:
    """Smoke from a chimney, bent by the wind."""

    foot: Point
    size: float
    lean: float
    tone: Colour
    depth: float

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Puffs that grow and thin as they rise."""
        x, y = view.at(*self.foot, self.depth)
        for puff in range(8):
            age = (time * 0.11 + puff / 8) % 1.0
            rise = self.size * 7 * age**0.8
            drift = self.lean * self.size * 6 * age**1.5
            drift += math.sin(age * 9 + puff) * self.size * 0.25
            alpha = 0.30 * math.sin(math.pi * min(1.0, age * 1.05)) * (1 - age * 0.6)
            pen = paint(self.tone, alpha)
            radius = self.size * (0.28 + 1.15 * age)
            pen.setMaskFilter(soft(radius * 0.5))
            canvas.drawCircle(x + drift, y - rise, radius, pen)


def smoke(stage: Stage, space: Space, at: Solid, depth: float) -> Smoke:
    """Smoke that rises from a place."""
    tone = mix(stage.palette.fog, stage.palette.haze, 0.4)
    lean = -stage.side * (0.3 + stage.mood.wind)
    return Smoke(space.at(at), space.long(0.42, at[2]), lean, tone, depth)
