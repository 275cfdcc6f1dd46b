"""What a wood is drawn of: trunks, light between them, near boughs, crowns from above."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.layers import Element, Layer, blurred, present
from render.engines.animatic.noise import cloudy, seed_of, smooth
from render.engines.animatic.parts import land, plants
from render.engines.animatic.pen import (
    Colour,
    Field,
    Point,
    Shape,
    blob,
    colour,
    light,
    mix,
    polygon,
    tube,
)
from render.engines.animatic.stage import Ground, Scenery, Stage
from render.engines.animatic.weather import Mist

FLOOR = colour("#5d5a3a")


def path(stage: Stage) -> Layer | None:
    """A trodden way that winds towards the gap."""
    left: list[Point] = []
    right: list[Point] = []
    for at in range(30):
        share = at / 29
        down = 0.165 + 1.0 * share**1.5
        middle = 0.63 - 0.07 * share + 0.05 * math.sin(4.6 * share**0.7) * (0.2 + share)
        half = 0.006 + 0.10 * share**1.4
        left.append((stage.across(middle - half), stage.down(down)))
        right.append((stage.across(middle + half), stage.down(down)))
    tone = colour("#9c8a64") / 255 * stage.palette.ground
    tone = mix(tone, stage.palette.key, 0.16 * min(1.4, stage.mood.glow))
    return stage.flat([blob([*left, *reversed(right)])], tone, 0.95, blur=0.008, alpha=0.5)


def backdrop(stage: Stage, light: Colour) -> Layer:
    """The glow between the trees, closing to dark foliage above."""
    palette, mood = stage.palette, stage.mood

    def colours(across: Field, down: Field) -> tuple[Field, Field]:
        x = (across - stage.sun) / (stage.width * 0.30 * stage.lens.zoom)
        y = (down - stage.horizon + 0.10 * stage.unit) / (stage.unit * 0.30)
        glow = np.exp(-(x * x) - np.where(y > 0, y * y * 2.2, y * y * 0.75))
        leaves = cloudy(
            seed_of(stage.layout_seed, "leaves"), glow.shape[0], glow.shape[1], 9, 14, 5, 0.62
        )
        dark = mix(mix(palette.far, palette.mid, 0.6), colour("#3c4a2c"), 0.22)
        tone = (
            dark
            + (light - dark) * np.clip(glow * 0.92 * min(1.05, 0.4 + mood.glow), 0, 1)[..., None]
        )
        crown = smooth(0.05, 0.42, (stage.horizon - down) / stage.unit)
        shade = np.clip((leaves - 0.44) * 3.2 + crown * 1.1 - glow * 0.8, 0, 1) * crown
        tone = tone + (mix(palette.mid, palette.far, 0.25) - tone) * shade[..., None] * np.float32(
            0.85
        )
        gaps = np.clip((leaves - 0.66) * 5, 0, 1) * glow * crown
        tone = tone + (gaps * 110 * mood.glow)[..., None] * (palette.key / 255)
        mask = np.broadcast_to(
            1 - smooth(0.10, 0.22, (down - stage.horizon) / stage.unit), glow.shape
        )
        return tone.astype(np.float32), mask.astype(np.float32)

    return stage.painted(colours, 3.2)


def trunks(
    stage: Stage, tone: Colour, count: int, half: float, down: float, depth: float, seed: int
) -> Layer | None:
    """A plane of trunks that leave the frame at its top; a gap is kept towards the light."""
    rng = np.random.default_rng(seed_of(stage.layout_seed, "trunks", seed))
    shapes: list[Shape] = []
    near = half / 0.034
    for at in range(count):
        share = -0.35 + 1.7 * (at + float(rng.uniform(0.1, 0.9))) / count
        if abs(share - 0.63) < 0.10 + 0.03 * near:
            continue
        wide = half * float(rng.uniform(0.55, 1.25)) * stage.unit
        foot = stage.down(down + float(rng.uniform(-0.03, 0.04)))
        x, lean = stage.across(share), float(rng.normal(0, 0.022)) * stage.unit
        top = -0.1 * stage.height
        bow = float(rng.normal(0, 0.010)) * stage.unit
        shapes.append(
            tube(
                [(x, foot), (x + lean * 0.3 + bow, (foot * 2 + top) / 3), (x + lean, top)],
                (wide * 1.9, wide * 1.7, wide * 1.25),
            )
        )
        root = wide * 2.0
        shapes.append(
            polygon(
                [
                    (x - root, foot + wide * 0.25),
                    (x - wide * 1.0, foot - wide * 0.8),
                    (x - wide * 0.8, foot - wide * 3),
                    (x + wide * 0.8, foot - wide * 3),
                    (x + wide * 1.0, foot - wide * 0.8),
                    (x + root, foot + wide * 0.25),
                ]
            )
        )
        for _ in range(int(rng.integers(2, 6))):
            high = float(rng.uniform(0.10, 0.55)) * stage.unit
            start: Point = (x, foot - high - 0.05 * stage.unit)
            out = (
                float(rng.choice((-1.0, 1.0)))
                * float(rng.uniform(0.04, 0.16))
                * stage.unit
                * near**0.4
            )
            end = (start[0] + out, start[1] - abs(out) * float(rng.uniform(0.3, 1.0)))
            bend = ((start[0] + end[0]) / 2, start[1] - abs(out) * 0.12)
            shapes.append(tube([start, bend, end], (wide * 0.55, wide * 0.35, wide * 0.08)))
    return stage.solid(
        shapes,
        tone,
        mix(tone, stage.palette.ink, 0.25),
        depth,
        grain=(8, 90),
        rough=0.26,
        rim=0.16 + 0.14 * near,
        haze=0.05 * depth,
        haze_from=0.6,
        seed=seed,
    )


def shafts(stage: Stage) -> Layer | None:
    """Rays that fan out from the gap in the crowns."""
    mood = stage.mood
    strength = 0.20 * mood.glow * (0.6 if mood.rain or mood.snow else 1.0)
    rng = np.random.default_rng(seed_of(stage.layout_seed, "shafts"))
    card = stage.card()
    origin = (stage.across(0.70), -0.25 * stage.height)
    for _ in range(9):
        reach = float(rng.uniform(0.18, 0.80))
        wide = float(rng.uniform(0.006, 0.030))
        foot = stage.down(float(rng.uniform(0.25, 0.6)))
        card.cut(
            blob(
                [
                    (origin[0] - 2, origin[1], 1.0),
                    (origin[0] + 2, origin[1], 1.0),
                    (stage.across(reach + wide), foot, 1.0),
                    (stage.across(reach - wide), foot, 1.0),
                ]
            )
        )
    mask = blurred(card.mask, stage.unit * 0.012)
    fade = np.linspace(1.0, 0.0, mask.shape[0], dtype=np.float32)[:, None] ** 0.8
    cover = np.ascontiguousarray(mask * fade * np.float32(min(strength, 0.26)))
    return Layer(light(stage.palette.key, cover), -stage.margin, -stage.bleed, 1.1)


def frame(stage: Stage) -> Layer | None:
    """Two dark trunks and hanging leaves close to the lens."""
    rng = np.random.default_rng(seed_of(stage.layout_seed, "frame"))
    unit, shapes = stage.height, list[Shape]()
    for share, wide in ((0.015, 0.085), (0.975, 0.055)):
        x = stage.width * (share if stage.side > 0 else 1 - share)
        lean = float(rng.normal(0, 0.03)) * unit
        shapes.append(
            tube(
                [(x, unit * 1.1), (x + lean, unit * 0.4), (x + lean * 2, -unit * 0.1)],
                (wide * unit * 1.5, wide * unit, wide * unit * 0.9),
            )
        )
    for _ in range(150):
        x = float(rng.beta(0.55, 0.55)) * 1.2 - 0.1
        y = float(rng.uniform(-0.06, 0.03 + 0.32 * math.pow(abs(x - 0.5), 1.5)))
        size = float(rng.uniform(0.012, 0.034)) * unit
        px, py = x * stage.width, y * unit
        shapes.append(
            blob(
                [
                    (px - size, py),
                    (px, py - size * 0.6),
                    (px + size, py + size * 0.2),
                    (px, py + size * 0.8),
                ]
            )
        )
    return stage.flat(shapes, stage.palette.ink, 0.5, blur=0.007)


def from_above(stage: Stage) -> Scenery:
    """Crowns to the horizon, seen from a hill."""
    mist, fog, palette = Mist(stage), stage.mood.fog, stage.palette
    rng = np.random.default_rng(seed_of(stage.layout_seed, "crowns"))
    layers: list[Element | None] = [
        land.hills(stage, palette.far, height=0.16, rough=0.4, depth=3.0, away=0.4, seed=31),
        land.ground(
            stage, mix(FLOOR, palette.mid, 0.3), depth=1.6, pool=1.6, strokes=(60, 30), seed=15
        ),
    ]
    for row in range(8):
        share = row / 7
        foot = stage.down(0.12 + 1.0 * share**1.25)
        tall = (0.09 + 0.26 * share) * stage.unit
        count = 90 - 6 * row
        shapes: list[Shape] = []
        for at in range(count):
            across = -0.7 + 2.4 * (at + float(rng.uniform(0, 1))) / count
            clearing = abs(across - 0.55) < 0.15 and 0.35 < share < 0.8
            if not clearing:
                wobble = float(rng.uniform(-0.03, 0.03)) * stage.height
                size = tall * float(rng.uniform(0.7, 1.15))
                shapes.append(plants.pine(stage.across(across), foot + wobble, size, rng))
        green = colour("#2f3d28") / 255 * palette.ground * np.float32(0.9)
        tone = mix(mix(palette.far, palette.mid, min(1.0, share * 1.6)), green, 0.35)
        veil = 0.34 * (1 - share)
        layers.append(
            stage.solid(
                shapes,
                mix(tone, palette.near, 0.35),
                tone,
                2.4 - 1.5 * share,
                rough=0.35,
                rim=0.10,
                haze=veil,
                haze_from=0.5,
                seed=40 + row,
            )
        )
        layers.append(
            mist.band(
                foot,
                0.16 * stage.unit,
                speed=10 + 4 * row,
                alpha=0.32 * (1 - share) + 0.5 * fog,
                depth=2.4 - 1.5 * share,
            )
        )
    return Scenery(behind=present(*layers), before=(), ground=Ground(0.55, 0.62, 1.0, wet=0.05))
