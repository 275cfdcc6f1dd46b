"""What is seen from space: a rift among the stars, a planet, plates of a hull."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.layers import Layer
from render.engines.animatic.materials import glowing, plain, stones
from render.engines.animatic.model import Model
from render.engines.animatic.noise import cloudy, seed_of, smooth
from render.engines.animatic.parts import houses
from render.engines.animatic.pen import (
    Field,
    Point,
    bgra_image,
    colour,
    floats,
    mix,
    skia,
)
from render.engines.animatic.solids import block, drum
from render.engines.animatic.space import Space
from render.engines.animatic.stage import Stage

_COLD, _WARM, _DEEP = colour("#9fd4ff"), colour("#ffb48a"), colour("#05070f")


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A picture that covers everything, laid down without blending."""

    picture: Any
    left: float
    top: float
    depth: float

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Lay it down."""
        canvas.save()
        view.enter(canvas, self.depth)
        canvas.drawImage(
            self.picture, self.left, self.top, skia.SamplingOptions(skia.FilterMode.kLinear)
        )
        canvas.restore()


def rift_sky(stage: Stage) -> Backdrop:
    """Dust, stars, and the rift: a seam of light with torn edges."""
    height, width = stage.height + 2 * stage.bleed, stage.width + 2 * stage.margin
    seed = seed_of(stage.layout_seed, "void")
    xs = (np.arange(width, dtype=np.float32) - stage.margin)[None, :] / stage.height
    ys = (np.arange(height, dtype=np.float32) - stage.bleed)[:, None] / stage.height
    dust, fine = (
        cloudy(seed, height, width, 3, 5, 6, 0.55),
        cloudy(seed + 1, height, width, 7, 12, 5),
    )
    middle = stage.across(0.70) / stage.height
    lean = (xs - middle) + stage.side * 0.42 * (ys - 0.42) + (dust - 0.5) * 0.34
    rift = np.exp(-(np.abs(lean) / 0.040) * (0.75 + 0.9 * fine)) * smooth(
        1.1, 0.1, np.abs(ys - 0.38) * 1.6
    )
    halo = np.exp(-np.abs(lean) / 0.13) * (0.35 + 0.9 * fine)
    cloud = np.clip((dust - 0.42) * 2.0, 0, 1) * np.exp(-np.abs(lean) / 0.34)
    key = mix(_WARM, stage.palette.key, 0.5)
    power = np.float32(0.55 + 0.45 * min(1.5, stage.mood.glow))
    tone = np.zeros((height, width, 3), np.float32) + _DEEP
    tone += (cloud * 90 * power)[..., None] * (mix(_COLD, stage.palette.sky[2], 0.4) / 255)
    tone += (halo * 130 * power)[..., None] * (key / 255) * floats(1.0, 0.82, 0.78)
    tone += (np.clip(rift, 0, 1) * 300 * power)[..., None] * (mix(key, _COLD, 0.25) / 255)
    tone += _stars(stage, height, width, seed)[..., None] * floats(0.95, 0.97, 1.0)
    whole = np.dstack((np.clip(tone[..., ::-1], 0, 255), np.full((height, width), 255, np.float32)))
    return Backdrop(bgra_image(whole.astype(np.uint8)), -stage.margin, -stage.bleed, 6.0)


def _stars(stage: Stage, height: int, width: int, seed: int) -> Field:
    rng = np.random.default_rng(seed)
    count = int(width * height / 700)
    field = np.zeros((height, width), np.float32)
    rows, columns = rng.integers(0, height, count), rng.integers(0, width, count)
    field[rows, columns] = rng.uniform(0.1, 1.0, count).astype(np.float32) ** 3 * 330
    return np.maximum(field, np.asarray(cv2.GaussianBlur(field, (0, 0), 0.8), np.float32) * 2.0)


def planet(stage: Stage) -> Layer:
    """A banded world, lit from the rift's side, with a thin ring of air."""
    size = 0.30 * stage.unit
    at: Point = (stage.across(0.24), stage.horizon - 0.22 * stage.unit)
    seed = seed_of(stage.layout_seed, "planet")
    bands = cloudy(seed, 256, 64, 9, 2, 5, 0.6)
    tone_a, tone_b = (
        mix(colour("#b0724e"), stage.palette.sky[4], 0.3),
        mix(colour("#4e6a86"), stage.palette.far, 0.3),
    )

    def colours(across: Field, down: Field) -> tuple[Field, Field]:
        x, y = (across - at[0]) / size, (down - at[1]) / size
        reach = np.sqrt(x * x + y * y)
        deep = np.sqrt(np.clip(1 - reach * reach, 0, 1))
        light_ = np.clip(x * 0.80 * stage.side - y * 0.10 - deep * 0.10 + 0.12, 0, 1)
        row = ((y + x * 0.25 + 1.3) * 90).astype(np.float32)
        spin = (np.arctan2(x, np.maximum(deep, 0.05)) * 14 + 30).astype(np.float32)
        band = cv2.remap(bands, spin % 63, row % 255, cv2.INTER_LINEAR)
        tone = tone_a + (tone_b - tone_a) * band[..., None]
        tone = tone * (0.02 + 1.15 * light_)[..., None]
        air = np.exp(-(((reach - 1.0) / 0.035) ** 2)) * np.clip(x * stage.side + 0.25, 0, 1)
        tone = tone + (air * 190)[..., None] * (_COLD / 255)
        cover = np.clip((1.0 - reach) * size * 0.7 + 0.5, 0, 1)
        return tone.astype(np.float32), np.maximum(cover, air * 0.9).astype(np.float32)

    return stage.painted(colours, 4.5)


def hull_plates(stage: Stage) -> Model:
    """Plates of a great hull, with lamps along its spine and a mast."""
    lamps = 0.4 + 0.5 * stage.mood.lamps
    space = Space(
        stage,
        eye=2.36,
        ambient=floats(26, 30, 40),
        sun=((-0.62, -0.36, -0.70), mix(_WARM, stage.palette.key, 0.5) * np.float32(0.95)),
    )
    plate = stones(colour("#7e8894"), 2.4, 1.6, worn=0.35)
    dark, lamp = plain(colour("#4a525c"), 0.2), glowing(_COLD, lamps)
    model = Model(space)
    model.add(houses.floor(plate, x=(-9, 9), z=(0.4, 34), wet=0.30))
    things = [
        block((x, 0, z), (x + 1.6, 0.5, z + 2.2), plate)
        for x, z in ((-6.5, 8.0), (-5.0, 13.0), (4.6, 11.0), (5.6, 17.0), (-3.2, 21.0), (3.0, 25.0))
    ]
    things += [
        block((side * 3.0 - 0.08, 0.01, z), (side * 3.0 + 0.08, 0.09, z + 0.5), lamp)
        for z in range(4, 32, 3)
        for side in (-1, 1)
    ]
    things.append(drum((-4.4, 17.0), ((0.9, 0), (0.6, 1.2), (0.12, 1.6), (0.08, 6.5)), dark, 9))
    things.append(block((-4.5, 6.4, 16.9), (-4.3, 6.65, 17.1), glowing(colour("#ff5a3c"), lamps)))
    things.append(drum((6.4, 24.0), ((2.6, 0), (2.6, 1.6), (1.8, 3.0), (0.3, 3.8)), plate, 12))
    return model.stand(*things)
