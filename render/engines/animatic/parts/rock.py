"""Rock: rings with a ragged hole around a cave, the light in its mouth; a ledge by the sea."""

from __future__ import annotations

import math

import cv2
import numpy as np

from render.engines.animatic.layers import Element, Layer, blurred
from render.engines.animatic.noise import cloudy, ridge, seed_of, step
from render.engines.animatic.pen import Field, Point, colour, image, light, mix, polygon
from render.engines.animatic.stage import Stage

ROCK = colour("#6a6058")


RINGS = ((0.30, 0.30, 2.0), (0.44, 0.42, 1.5), (0.64, 0.58, 1.1), (0.93, 0.80, 0.7))
"""Half width and half height of each ring's opening in units, and its depth."""


def ring(stage: Stage, middle: Point, number: int) -> Element | None:
    """A wall of rock with a ragged hole, lit along the edge of the hole."""
    wide, high, depth = RINGS[number]
    palette, unit = stage.palette, stage.unit
    count = 220
    line = ridge(seed_of(stage.layout_seed, "cave", number), count, 0.14, 7, 5)
    hole: list[Point] = []
    for at in range(count):
        turn = 2 * math.pi * at / count
        seam = min(at, count - at) / 20
        rough = 1 + float(line[at]) * min(1.0, seam)
        up = math.sin(turn)
        teeth = (
            0.20
            * max(0.0, up)
            * max(0.0, math.sin(at * 0.47 + number) * math.sin(at * 0.173 + 2 * number)) ** 2
        )
        reach = rough - teeth
        down = 0.62 if up < 0 else 1.0
        hole.append(
            (
                middle[0] + math.cos(turn) * wide * unit * reach,
                middle[1] - up * high * unit * reach * down,
            )
        )
    card = stage.card()
    card.cut(
        polygon(
            [
                (-stage.margin, -stage.bleed),
                (stage.width + stage.margin, -stage.bleed),
                (stage.width + stage.margin, stage.height + stage.bleed),
                (-stage.margin, stage.height + stage.bleed),
            ]
        )
    )
    opening = stage.card().cut(polygon(hole)).mask
    mask = stage.soften(np.clip(card.mask - opening, 0, 1), depth)
    if number < 3:
        floor = np.arange(mask.shape[0], dtype=np.float32)[:, None] - stage.bleed
        mask = mask * np.clip((stage.down(0.30 + 0.12 * number) - floor) / (0.05 * unit) + 1, 0, 1)
    near = blurred(opening, 0.045 * unit * (1 + 0.3 * number))
    texture = cloudy(
        seed_of(stage.layout_seed, "rock", number), mask.shape[0], mask.shape[1], 9, 14, 5, 0.6
    )
    facets = np.asarray(
        cv2.Sobel(cv2.GaussianBlur(texture, (0, 0), 1.4), cv2.CV_32F, 1, 0, ksize=3), np.float32
    )
    rock = mix(ROCK / 255 * palette.ground, palette.mid, 0.45) * np.float32(0.62 - 0.13 * number)
    tone = rock * (0.40 + 0.9 * texture)[..., None]
    power = np.float32((1.25 - 0.25 * number) * min(1.5, 0.35 + 0.65 * stage.mood.glow))
    edge = near * (0.25 + 0.75 * texture + np.clip(facets * stage.side * -1.4, -0.3, 0.9))
    tone = tone + (np.clip(edge, 0, 2) * power * 0.55)[..., None] * palette.rim
    tone = mix(tone, palette.haze, max(0.0, 0.20 - 0.08 * number))
    picture = image(np.asarray(tone, np.float32), np.ascontiguousarray(mask))
    return Layer(picture, -stage.margin, -stage.bleed, depth)


def glow(stage: Stage, middle: Point) -> Layer | None:
    """The light that stands in the air before the mouth."""

    def reach(size: int, at: float, spread: float, start: int) -> Field:
        return (np.arange(size, dtype=np.float32) - start - at) / np.float32(spread)

    height, width = stage.height + 2 * stage.bleed, stage.width + 2 * stage.margin
    x = reach(width, middle[0], 0.55 * stage.unit, stage.margin)[None, :]
    y = reach(height, middle[1], 0.50 * stage.unit, stage.bleed)[:, None]
    power = 0.10 * min(1.5, stage.mood.glow)
    cover = np.exp(-(x * x) - y * y) * np.float32(power)
    return Layer(
        light(stage.palette.key, cover.astype(np.float32)), -stage.margin, -stage.bleed, 1.4
    )


def ledge(stage: Stage, down: float) -> Layer | None:
    """A rock in the corner, before the water, whose top is so far down from the horizon."""
    line = ridge(seed_of(stage.layout_seed, "ledge"), 120, 0.010, 6, 3)
    points: list[Point] = [(stage.across(1.7), stage.down(1.3))]
    for at in range(120):
        share = 0.62 + at / 119
        slope = step(0.62, 0.78, share)
        jag = float(line[at]) * (0.3 + 1.2 * (1 - abs(slope * 2 - 1)))
        points.append(
            (stage.across(share), stage.down(1.14 - (1.14 - down) * slope) + jag * stage.unit)
        )
    points.append((stage.across(1.7), stage.down(down)))
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
