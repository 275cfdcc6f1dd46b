"""What several sets have: ground, far ridges, trees, grass before the lens, rocks and birds."""

from __future__ import annotations

import math

import cv2
import numpy as np

from render.engines.animatic.camera import NEAREST
from render.engines.animatic.layers import Element, Layer, present
from render.engines.animatic.noise import cloudy, ridge, seed_of, smooth
from render.engines.animatic.parts import plants
from render.engines.animatic.pen import (
    Colour,
    Field,
    Point,
    Shape,
    blob,
    colour,
    mix,
    polygon,
)
from render.engines.animatic.stage import Stage
from render.engines.animatic.weather import Mist

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
        near_sun = np.exp(
            -(((across - stage.sun) / (stage.width * 0.24 * stage.lens.zoom**0.5)) ** 2)
        )
        falls = np.exp(-((fog_of_war / (0.42 + 0.2 * wet)) ** 1.6)) * near_sun
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
    fine = cv2.remap(
        tile, u * np.float32(2.3), v * np.float32(2), cv2.INTER_LINEAR, borderMode=wrap
    )
    coarse = cv2.remap(
        tile, u * np.float32(0.6), v * np.float32(0.8), cv2.INTER_LINEAR, borderMode=wrap
    )
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
    sunk: float = 0.30,
    seed: int = 0,
) -> Layer | None:
    """A far ridge, `height` units above the horizon; `away` lowers it towards the light.

    `sunk` is how far below its base it goes on, as a share of the ground: 0 behind water.
    """
    count = 420
    xs = stage.spread(count)
    share = (xs / stage.width - 0.5) * stage.side / stage.lens.zoom + 0.5
    line = ridge(seed_of(stage.layout_seed, "hills", seed), count, height * rough, octaves, swells)
    fall = 1 - np.float32(away) * smooth(0.30, 0.72, share)
    rising = np.maximum(0.012 * height, (height + line) * fall)
    foot = stage.down(base)
    below = stage.down(base + sunk) + 2
    shape = stage.outline(xs, (foot - rising * stage.unit).astype(np.float32), below)
    top = mix(tone, stage.palette.haze, 0.12)
    if stage.mood.snow:
        tone, top = (
            mix(tone, _SNOW * (stage.palette.ground / 255), 0.45),
            mix(top, stage.palette.fog, 0.4),
        )
    return stage.solid(
        [shape],
        tone,
        top,
        depth,
        grain=(16, 22),
        rough=0.22,
        rim=rim,
        haze=haze,
        haze_from=0.15,
        seed=seed,
    )


def receding(
    stage: Stage,
    mist: Mist,
    seed: int,
    *,
    tall: float = 1.0,
    rough: float = 0.40,
    sunk: float = 0.30,
) -> tuple[Element, ...]:
    """Three ridges one behind the other, with haze between: the far land of open country.

    `sunk` is how far below its foot each goes on: 0 where there is water before it.
    """
    palette, fog = stage.palette, stage.mood.fog
    plan = (
        # tone, height, base, away, depth, octaves, mist: down, tall, speed, alpha
        (0.0, 0.165, 0.0, 0.82, 3.2, 4, (-0.03, 0.13, 10, 0.45)),
        (0.42, 0.085, 0.03, 0.85, 2.2, 5, (0.06, 0.14, 18, 0.55)),
        (0.80, 0.055, 0.14, 0.70, 1.5, 6, None),
    )
    made: list[Element | None] = []
    for number, (share, height, base, away, depth, octaves, haze) in enumerate(plan):
        made.append(
            hills(
                stage,
                mix(palette.far, palette.mid, share),
                height=height * tall,
                rough=rough,
                base=base,
                away=away,
                depth=depth,
                sunk=sunk,
                seed=seed + number,
                octaves=octaves,
            )
        )
        if haze:
            down, high, speed, alpha = haze
            made.append(
                mist.band(
                    stage.down(down),
                    high * stage.unit,
                    speed=speed,
                    alpha=alpha + 0.45 * fog,
                    depth=depth - 0.4,
                )
            )
    return present(*made)


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
                [polygon(placed)],
                ink,
                near,
                NEAREST,
                grain=(14, 20),
                rough=0.55,
                rim=0.16,
                haze=0.0,
                seed=50 + number,
                blur=0.005,
            )
        )
    return present(*made)


def scatter(stage: Stage, kind: str, *, top: float, seed: int = 0) -> tuple[Element, ...]:
    """From above: bushes, pines or rocks over the land, small far away and larger near."""
    if not stage.aerial:
        return ()
    rng = np.random.default_rng(seed_of(stage.layout_seed, "scatter", seed))
    palette = stage.palette
    made: list[Element | None] = []
    for row in range(4):
        near = (row + 0.5) / 4
        size = (0.012 + 0.050 * near) * stage.unit
        shapes: list[Shape] = []
        for _ in range(34 - 5 * row):
            clump = float(rng.choice((-0.15, 0.18, 0.92, 1.2))) + float(rng.normal(0, 0.13))
            foot = stage.down(top + 0.04 + (1 - top) * (row + float(rng.uniform(0, 1))) / 4)
            x, own = stage.across(clump), size * float(rng.uniform(0.6, 1.4))
            if kind == "pine":
                shapes.append(plants.pine(x, foot, own * 3.4, rng))
            else:
                flat = 0.75 if kind == "bush" else 0.5
                jag = [
                    (
                        x + math.cos(turn) * own * float(rng.uniform(0.8, 1.2)),
                        foot
                        - own * flat * 0.5
                        + math.sin(turn) * own * flat * float(rng.uniform(0.8, 1.2)),
                    )
                    for turn in np.linspace(0, 2 * math.pi, 9)[:-1]
                ]
                shapes.append(blob(jag) if kind == "bush" else polygon(jag))
        tone = mix(mix(palette.far, palette.mid, 0.5 + 0.5 * near), palette.near, 0.3 * near)
        made.append(
            stage.solid(
                shapes,
                mix(tone, palette.ink, 0.4),
                tone,
                1.0 - 0.2 * near,
                rough=0.4,
                rim=0.16,
                haze=0.0,
                seed=200 + row,
            )
        )
    return present(*made)
