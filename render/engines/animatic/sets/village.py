"""A village street: gables on both sides, lit windows, smoke, a church tower in the haze."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.layers import Element, present
from render.engines.animatic.noise import seed_of
from render.engines.animatic.pen import (
    Colour,
    Point,
    Shape,
    box,
    colour,
    mix,
    paint,
    polygon,
    soft,
    tube,
)
from render.engines.animatic.sets import birds, land
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

_COBBLES = colour("#8a8274")
_WALL = colour("#b5a48c")


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
        for puff in range(9):
            age = (time * 0.11 + puff / 9) % 1.0
            rise = self.size * 7 * age**0.8
            drift = (
                self.lean * self.size * 6 * age**1.5 + math.sin(age * 9 + puff) * self.size * 0.25
            )
            pen = paint(
                self.tone, 0.30 * math.sin(math.pi * min(1.0, age * 1.05)) * (1 - age * 0.6)
            )
            radius = self.size * (0.28 + 1.15 * age)
            pen.setMaskFilter(soft(radius * 0.5))
            canvas.drawCircle(x + drift, y - rise, radius, pen)


def build(stage: Stage) -> Scenery:
    """Three rows of houses on each side, nearer ones larger and darker."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "street"))
    elements: list[Element | None] = [
        land.hills(stage, palette.far, height=0.12, rough=0.35, away=0.6, depth=2.8, seed=51),
        mist.band(stage.up(0.02), 0.14 * stage.unit, speed=8, alpha=0.5 + 0.4 * fog, depth=2.5),
        *birds.birds(stage, 0.52, 0.30, 4),
        stage.solid(
            _church(stage),
            mix(palette.far, palette.haze, 0.15),
            palette.far,
            2.1,
            rough=0.35,
            rim=0.5,
            haze=0.6,
            seed=52,
        ),
    ]
    plans = (
        (0.05, 0.15, 1.9, 0.45),
        (0.13, 0.24, 1.5, 0.7),
        (0.33, 0.42, 1.1, 0.9),
        (0.72, 0.80, 0.8, 1.0),
    )
    for number, (down, tall, depth, dark) in enumerate(plans):
        houses, panes, lights, chimneys = _row(stage, rng, number, down, tall)
        tone = mix(
            mix(palette.far, palette.mid, dark), _WALL / 255 * palette.ground, 0.26 - 0.05 * number
        )
        elements.append(
            stage.solid(
                houses,
                mix(tone, palette.near, 0.15 + 0.2 * number),
                tone,
                depth,
                grain=(26, 30),
                rough=0.5,
                rim=0.5,
                haze=max(0.0, 0.4 - 0.2 * number),
                haze_from=0.5,
                seed=53 + number,
            )
        )
        elements.append(stage.flat(panes, mix(tone, palette.ink, 0.72), depth, alpha=0.9))
        elements.append(stage.lamps(lights, depth, 0.9))
        for x, y in chimneys:
            smoke = mix(palette.fog, palette.haze, 0.4)
            elements.append(
                Smoke(
                    (x, y),
                    tall * 0.10 * stage.unit,
                    -stage.side * (0.3 + stage.mood.wind),
                    smoke,
                    depth,
                )
            )
        elements.append(
            mist.band(
                stage.down(down + 0.03),
                0.12 * stage.unit,
                speed=10 + 6 * number,
                alpha=max(0.0, 0.22 - 0.1 * number) + 0.6 * fog,
                depth=depth,
            )
        )
        if number == 0:
            wet = 0.25 + 0.4 * (stage.mood.rain > 0)
            elements.append(
                land.ground(
                    stage,
                    _COBBLES,
                    top=0.05,
                    swell=0.002,
                    wet=wet,
                    strokes=(60, 60),
                    depth=1.0,
                    pool=1.6,
                    seed=57,
                )
            )
    elements.append(stage.lamps(_street_lamp(stage)[1], 0.9))
    elements.append(stage.flat(_street_lamp(stage)[0], palette.ink, 0.9))
    return Scenery(
        behind=present(*elements),
        before=present(
            mist.band(stage.height * 0.9, 0.3 * stage.height, speed=40, alpha=0.35 * fog, depth=0.5)
        ),
        ground=Ground(0.575, 0.62, 0.80, wet=0.35),
    )


def _church(stage: Stage) -> list[Shape]:
    x, u = stage.across(0.47), stage.unit
    foot, top = stage.down(0.06), stage.up(0.20)
    half = 0.020 * u
    return [
        box(x - half, top, 2 * half, foot - top),
        polygon([(x - half * 1.15, top), (x, top - 0.14 * u), (x + half * 1.15, top)]),
        polygon(
            [
                (x + half, foot),
                (x + half, stage.up(0.10)),
                (x + 0.05 * u, stage.up(0.14)),
                (x + 0.14 * u, stage.up(0.14)),
                (x + 0.15 * u, foot),
            ]
        ),
        box(x - 0.0012 * u, top - 0.165 * u, 0.0024 * u, 0.03 * u),
        box(x - 0.006 * u, top - 0.158 * u, 0.012 * u, 0.0022 * u),
    ]


def _row(
    stage: Stage, rng: np.random.Generator, number: int, down: float, tall: float
) -> tuple[list[Shape], list[Shape], list[Shape], list[Point]]:
    """Houses on both sides of the street: shapes, panes and doors, lit ones, chimneys."""
    houses: list[Shape] = []
    panes: list[Shape] = []
    lights: list[Shape] = []
    chimneys: list[Point] = []
    u = stage.unit
    inner = ((0.545, 0.665), (0.475, 0.735), (0.345, 0.845), (0.10, 1.06))[number]
    for side, edge in ((-1, inner[0]), (1, inner[1])):
        place = edge
        for at in range((5, 4, 3, 2)[number]):
            wide = tall * float(rng.uniform(0.42, 0.62))
            high = tall * float(rng.uniform(0.62, 0.95)) * (1 + 0.05 * at)
            gable = bool(rng.random() < 0.6)
            foot = stage.down(down)
            left, right = sorted(
                (
                    stage.across(place),
                    stage.across(place + side * wide * u / stage.width / stage.lens.zoom),
                )
            )
            eaves, peak = foot - high * u * 0.60, foot - high * u
            over = 0.03 * (right - left)
            houses.append(box(left, eaves, right - left, foot - eaves + 0.03 * u))
            middle = (left + right) / 2
            if gable:
                houses.append(
                    polygon(
                        [
                            (left - over, eaves + 0.012 * u),
                            (middle, peak),
                            (right + over, eaves + 0.012 * u),
                        ]
                    )
                )
            else:
                inset = 0.12 * (right - left)
                houses.append(
                    polygon(
                        [
                            (left - over, eaves + 0.008 * u),
                            (left + inset, peak + 0.1 * high * u),
                            (right - inset, peak + 0.1 * high * u),
                            (right + over, eaves + 0.008 * u),
                        ]
                    )
                )
            stack = middle + float(rng.choice((-0.28, 0.28))) * (right - left)
            top = peak - 0.05 * high * u
            houses.append(box(stack - 0.035 * tall * u, top, 0.07 * tall * u, high * u * 0.35))
            if rng.random() < 0.5:
                chimneys.append((stack, top))
            dark, lit = _openings(rng, (left, right), (eaves, foot), tall * u)
            panes += dark
            lights += lit
            place += side * wide * u / stage.width / stage.lens.zoom * 0.97
    return houses, panes, lights, chimneys


def _openings(
    rng: np.random.Generator, sides: Point, ends: Point, size: float
) -> tuple[list[Shape], list[Shape]]:
    """A house's panes and door, and those of its windows that are lit."""
    (left, right), (eaves, foot) = sides, ends
    dark: list[Shape] = []
    lit: list[Shape] = []
    pane = 0.075 * size
    for share in (0.24, 0.72):
        for level in (0.14, 0.56):
            x, y = left + (right - left) * share, eaves + (foot - eaves) * level
            panes = [box(x + off * pane, y, pane * 0.45, pane * 1.25) for off in (-0.5, 0.05)]
            dark += panes
            if rng.random() < 0.42:
                lit += panes
    door = left + (right - left) * 0.48 - pane * 0.45
    dark.append(box(door, foot - pane * 2.6, pane * 0.9, pane * 2.6))
    return dark, lit


def _street_lamp(stage: Stage) -> tuple[list[Shape], list[Shape]]:
    if stage.aerial:
        return [], []
    x, foot, u = stage.across(0.735), stage.down(0.46), stage.unit
    top = foot - 0.30 * u
    post = tube([(x, foot), (x, top)], (0.008 * u, 0.005 * u))
    head = polygon(
        [
            (x - 0.014 * u, top - 0.036 * u),
            (x + 0.014 * u, top - 0.036 * u),
            (x + 0.009 * u, top),
            (x - 0.009 * u, top),
        ]
    )
    roof = polygon(
        [(x - 0.017 * u, top - 0.036 * u), (x, top - 0.056 * u), (x + 0.017 * u, top - 0.036 * u)]
    )
    return [post, head, roof], [box(x - 0.008 * u, top - 0.032 * u, 0.016 * u, 0.026 * u)]
