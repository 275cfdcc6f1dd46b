"""What several sets have: ground, far ridges, trees, grass before the lens, rocks and birds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.camera import NEAREST, View
from render.engines.animatic.noise import cloudy, ridge, seed_of, smooth, step
from render.engines.animatic.pen import (
    Colour,
    Field,
    Point,
    Shape,
    colour,
    mix,
    paint,
    polygon,
    skia,
    tube,
)
from render.engines.animatic.stage import Element, Layer, Stage, present

_SNOW = colour("#e9eff6")


def ground(
    stage: Stage,
    albedo: Colour,
    *,
    top: float = 0.0,
    swell: float = 0.004,
    rise: float = 0.0,
    wet: float = 0.0,
    strokes: tuple[int, int] = (60, 12),
    depth: float = 0.80,
    pool: float = 1.0,
    seed: int = 0,
) -> Layer:
    """The ground from a line `top` (a share down from the horizon) to the foot of the frame.

    `albedo` is its colour in white light, `rise` lifts it away from the light, `wet` makes it
    mirror the sky, `pool` is how much light lies on it towards the light.
    """
    palette, mood = stage.palette, stage.mood
    if mood.snow:
        albedo = mix(albedo, _SNOW, 0.72)
    xs = np.arange(-stage.margin, stage.width + stage.margin, dtype=np.float32)
    share = (xs / stage.width - 0.5) * stage.side / stage.lens.zoom + 0.5
    line = ridge(seed_of(stage.layout_seed, "ground", seed), len(xs), swell * stage.unit, 5)
    lift = rise * stage.unit * (1 - smooth(-0.1, 0.75, share))
    edge = stage.down(top) + line - lift

    def colours(across: Field, down: Field) -> tuple[Field, Field]:
        below = (down - edge[None, :]) / max(1.0, stage.height - stage.down(top))
        fog_of_war = np.clip(below, 0, 1)
        mask = np.clip((down - edge[None, :]) * np.float32(0.6) + 0.5, 0, 1)
        fine, coarse = _perspective(stage, mask.shape, strokes, seed)
        tone = albedo / 255 * palette.ground
        tone = tone * (0.66 + 0.52 * fine + 0.22 * (coarse - 0.5))[..., None]
        tone = tone * (1.18 - 0.62 * fog_of_war)[..., None]
        near_sun = np.exp(-(((across - stage.sun) / (stage.width * 0.24 * stage.lens.zoom**0.5)) ** 2))
        falls = np.exp(-(fog_of_war / (0.42 + 0.2 * wet)) ** 1.6) * near_sun
        strength = (0.36 + 0.46 * wet) * pool * min(1.5, mood.glow)
        light = falls * (0.35 + 0.9 * coarse) * np.float32(strength)
        tone = tone + (light * 150)[..., None] * (palette.key / 255)
        veil = np.exp(-fog_of_war / 0.09) * np.float32(0.30 + 0.35 * mood.fog)
        tone = tone + (palette.haze - tone) * veil[..., None]
        return tone.astype(np.float32), mask.astype(np.float32)

    return stage.painted(colours, depth)


def _perspective(
    stage: Stage, shape: tuple[int, ...], strokes: tuple[int, int], seed: int
) -> tuple[Field, Field]:
    """Noise that lies on the ground: fine strokes far away, broad ones near."""
    tile = cloudy(seed_of(stage.layout_seed, "earth", seed), 256, 256, strokes[1], strokes[1], 4)
    height, width = shape
    down = np.arange(height, dtype=np.float32) - np.float32(stage.horizon + stage.bleed)
    depth = stage.height - stage.horizon
    away = 1 / (np.clip(down / depth, 0.0, 1.2) * 0.95 + 0.05)
    across = np.linspace(-1, 1, width, dtype=np.float32) * np.float32(width / depth / 3)
    u = (across[None, :] * away[:, None] * 46 + 128).astype(np.float32)
    v = np.broadcast_to(away[:, None] * (strokes[0] * 1.6), shape).astype(np.float32)
    wrap = cv2.BORDER_WRAP
    fine = cv2.remap(tile, u * np.float32(2.3), v * np.float32(2), cv2.INTER_LINEAR, borderMode=wrap)
    coarse = cv2.remap(tile, u * np.float32(0.6), v * np.float32(0.8), cv2.INTER_LINEAR, borderMode=wrap)
    return np.asarray(fine, np.float32), np.asarray(coarse, np.float32)


def hills(
    stage: Stage,
    tone: Colour,
    *,
    height: float,
    base: float = 0.0,
    rough: float = 0.35,
    swells: int = 2,
    depth: float = 2.2,
    haze: float = 0.5,
    rim: float = 0.3,
    away: float = 0.0,
    octaves: int = 7,
    seed: int = 0,
) -> Layer | None:
    """A far ridge, `height` units above the horizon; `away` lowers it towards the light."""
    count = 420
    xs = stage.spread(count)
    share = (xs / stage.width - 0.5) * stage.side / stage.lens.zoom + 0.5
    line = ridge(seed_of(stage.layout_seed, "hills", seed), count, height * rough, octaves, swells)
    fall = 1 - np.float32(away) * smooth(0.30, 0.72, share)
    rising = np.maximum(0.012 * height, (height + line) * fall)
    foot = stage.down(base)
    below = stage.down(base + 0.30)
    shape = stage.outline(xs, (foot - rising * stage.unit).astype(np.float32), below)
    top = mix(tone, stage.palette.haze, 0.12)
    if stage.mood.snow:
        tone, top = mix(tone, _SNOW * (stage.palette.ground / 255), 0.45), mix(top, stage.palette.fog, 0.4)
    return stage.solid(
        [shape], tone, top, depth,
        grain=(16, 22), rough=0.22, rim=rim, haze=haze, haze_from=0.15, seed=seed,
    )  # fmt: skip


def grass(stage: Stage, *, count: int = 150, tall: float = 0.22, spread: bool = False) -> tuple[Element, ...]:
    """Blades before the lens, out of focus, swaying; at both edges, or all along the foot."""
    if stage.aerial:
        return ()
    rng = np.random.default_rng(seed_of(stage.seed, "grass"))
    clumps: dict[bool, list[tuple[Shape, float]]] = {False: [], True: []}
    for _ in range(count):
        right = bool(rng.random() < 0.4)
        if spread:
            across = float(rng.uniform(-0.1, 1.1))
            thin = 0.35 + 0.65 * min(1.0, abs(across - 0.55) * 2.2)
        else:
            across = float(rng.normal(1.0 if right else 0.02, 0.06))
            thin = 1.0
        length = float(rng.uniform(0.4, 1.0)) * tall * stage.height * thin
        lean = float(rng.uniform(0.06, 0.5)) * -stage.side
        edge = 0.0 if spread else 0.11 * max(0.0, 1 - abs(across - (1 if right else 0)) * 5)
        x = stage.width * (across if stage.side > 0 else 1 - across)
        y = stage.height * (1.03 + float(rng.uniform(0, 0.05)) - edge)
        shape = skia.Path()
        shape.moveTo(x, y)
        shape.quadTo(x + length * lean * 0.25, y - length * 0.65, x + length * lean, y - length)
        clumps[right].append((shape, stage.height * float(rng.uniform(0.0022, 0.0055))))
    lean = -0.10 * stage.side * (0.2 + stage.mood.wind)
    return present(*(_clump(stage, blades, lean) for blades in clumps.values()))


def _clump(stage: Stage, blades: list[tuple[Shape, float]], sway: float) -> Layer | None:
    card = stage.card()
    pen = skia.Paint(
        AntiAlias=True,
        Color=0xFFFFFFFF,
        Style=skia.Paint.kStroke_Style,
        StrokeCap=skia.Paint.kRound_Cap,
    )
    for shape, wide in blades:
        pen.setStrokeWidth(wide)
        card.canvas.drawPath(shape, pen)
    tone = stage.palette.ink
    if stage.mood.snow:
        tone = mix(tone, stage.palette.ground, 0.25)
    return stage.flat(card, tone, NEAREST, blur=0.0034, sway=sway)


def rocks(stage: Stage, *, left: float = 0.70, right: float = 0.78) -> tuple[Element, ...]:
    """Dark rocks in both lower corners that frame the view; `left` and `right` are their tops."""
    if stage.aerial:
        return ()
    made: list[Element | None] = []
    for number, (edge, inward, top) in enumerate(((-0.20, 1.0, left), (1.20, -1.0, right))):
        line = ridge(seed_of(stage.layout_seed, "rocks", number), 100, 0.032)
        points: list[Point] = [(edge, 1.15)]
        for at in range(100):
            share = at / 99
            down = top + 0.26 * share**1.6 + float(line[at]) * (1 - share)
            points.append((edge + inward * share * 0.48, down))
        points.append((edge + inward * 0.48, 1.15))
        placed = [
            (stage.width * (x if stage.side > 0 else 1 - x), stage.height * y) for x, y in points
        ]
        ink, near = stage.palette.ink, stage.palette.near
        made.append(
            stage.solid(
                [polygon(placed)], ink, near, NEAREST,
                grain=(14, 20), rough=0.55, rim=0.16, haze=0.0, seed=50 + number, blur=0.005,
            )
        )  # fmt: skip
    return present(*made)


def pine(x: float, foot: float, tall: float, rng: np.random.Generator) -> Shape:
    """A conifer as a ragged spire."""
    wide = tall * float(rng.uniform(0.15, 0.21))
    tiers = 9
    left: list[Point] = []
    right: list[Point] = []
    for tier in range(tiers):
        down = (tier + 1) / tiers
        y = foot - tall + down * tall * 0.93
        reach = wide * down**0.85
        for side in (left, right):
            sign = -1 if side is left else 1
            out = reach * float(rng.uniform(0.75, 1.15))
            side.append((x + sign * out, y + tall * 0.018))
            side.append((x + sign * out * 0.52, y - tall * 0.012))
    trunk = wide * 0.10
    return polygon(
        [(x, foot - tall), *right, (x + trunk, foot - tall * 0.07), (x + trunk, foot),
         (x - trunk, foot), (x - trunk, foot - tall * 0.07), *reversed(left)]
    )  # fmt: skip


def bare_tree(x: float, foot: float, tall: float, rng: np.random.Generator, lean: float = 0.0) -> list[Shape]:
    """A leafless tree, forked five times."""
    shapes: list[Shape] = []

    def grow(start: Point, angle: float, length: float, wide: float, forks: int) -> None:
        bend = float(rng.normal(0, 0.16))
        middle = (start[0] + math.sin(angle + bend) * length * 0.5, start[1] - math.cos(angle + bend) * length * 0.5)
        end = (start[0] + math.sin(angle) * length, start[1] - math.cos(angle) * length)
        shapes.append(tube([start, middle, end], (wide, wide * 0.82, wide * 0.62)))
        if forks == 0:
            return
        for side in (-1, 1, 0) if rng.random() < 0.35 else (-1, 1):
            turn = angle + side * float(rng.uniform(0.25, 0.62)) + lean * 0.25 + float(rng.normal(0, 0.08))
            grow(end, turn, length * float(rng.uniform(0.62, 0.82)), wide * 0.62, forks - 1)

    grow((x, foot), lean, tall * 0.34, tall * 0.055, 5)
    return shapes


@dataclass(frozen=True, slots=True)
class Birds:
    """A few gulls or crows that sail across the sky."""

    start: Point
    tone: Colour
    size: float
    speed: float
    count: int
    depth: float = 3.0

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Two strokes for each bird, beating now and then."""
        pen = paint(self.tone, 0.75, Style=skia.Paint.kStroke_Style, StrokeWidth=max(0.8, self.size * 0.16))
        for bird in range(self.count):
            own = bird * 1.7
            x = self.start[0] + self.speed * time + math.sin(bird * 2.4) * self.size * 9
            y = self.start[1] + math.cos(bird * 3.7) * self.size * 4 + math.sin(time * 0.8 + own) * self.size
            x, y = view.at(x, y, self.depth)
            size = self.size * (0.75 + 0.25 * math.cos(bird * 5.1))
            glide = step(-0.2, 0.5, math.sin(time * 0.9 + own))
            beat = math.sin(time * 9 + own) * 0.7 * glide + 0.25
            wing = skia.Path()
            wing.moveTo(x - size, y - beat * size * 0.6)
            wing.quadTo(x - size * 0.4, y - size * 0.35 - beat * size * 0.25, x, y)
            wing.quadTo(x + size * 0.4, y - size * 0.35 - beat * size * 0.25, x + size, y - beat * size * 0.6)
            canvas.drawPath(wing, pen)


def birds(stage: Stage, across: float = 0.56, up: float = 0.22, count: int = 5) -> tuple[Element, ...]:
    """Birds by day in fair weather; none at night or in a storm."""
    mood = stage.mood
    if mood.rain > 0.8 or mood.snow or mood.stars > 0.5 or mood.fog > 0.8:
        return ()
    tone = mix(stage.palette.mid, stage.palette.haze, 0.2)
    start = (stage.across(across), stage.up(up / stage.lens.zoom))
    speed = stage.width * 0.012 * stage.side
    return (Birds(start, tone, stage.unit * 0.011 / stage.lens.zoom, speed, count),)
