"""Fire and its light: flames, halos, candles."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.layers import flicker
from render.engines.animatic.noise import cloudy
from render.engines.animatic.pen import (
    Colour,
    Pixels,
    Point,
    bgra_image,
    colour,
    light,
    paint,
    skia,
)

FIRE = colour("#ff9440")
_HALO = 160
_LINEAR: Any = skia.SamplingOptions(skia.FilterMode.kLinear)


class Halo:
    """A soft round light that may flicker, `reach` pixels wide to each side."""

    def __init__(
        self, middle: Point, reach: float, tone: Colour, strength: float, pulse: float, depth: float
    ) -> None:
        self._middle, self._reach, self._depth = middle, reach, depth
        self._pulse = pulse
        across = np.linspace(-1, 1, _HALO, dtype=np.float32)
        away = np.hypot(across[None, :], across[:, None])
        falls = np.interp(away, (0, 0.2, 0.45, 0.72, 1), (1, 0.55, 0.22, 0.06, 0))
        self._peak = min(1.0, strength * (1 + pulse))
        self._picture = light(tone, (falls * self._peak).astype(np.float32))

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Add the light to what is there."""
        x, y = view.at(*self._middle, self._depth)
        dimmed = (1 + self._pulse * flicker(time)) / (1 + self._pulse)
        reach = self._reach
        area = skia.Rect.MakeLTRB(x - reach, y - reach, x + reach, y + reach)
        canvas.drawImageRect(self._picture, area, _LINEAR, skia.Paint(Alphaf=dimmed))


@lru_cache(maxsize=1)
def _draught() -> Pixels:
    """Noise that rises through a flame, tileable."""
    noise = cv2.convertScaleAbs(cloudy(7, 128, 128, 5, 4, 4, 0.55), alpha=255)
    return np.asarray(noise, np.uint8)


@lru_cache(maxsize=1)
def _heat() -> Pixels:
    """From cold to white: the colours of flame as light, BGRA."""
    level = np.linspace(0, 1, 256)
    stops = (0.0, 0.22, 0.42, 0.62, 0.82, 1.0)
    red, green, blue = (
        np.interp(level, stops, tones)
        for tones in (
            (0, 96, 214, 255, 255, 255),
            (0, 18, 74, 150, 214, 246),
            (0, 2, 10, 34, 104, 206),
        )
    )
    return np.stack([blue, green, red, red], 1).astype(np.uint8)[None]


class Flames:
    """A fire `wide` and `tall` pixels, its foot at a point."""

    def __init__(
        self, foot: Point, wide: float, tall: float, depth: float = 1.3, tongues: int = 5
    ) -> None:
        self._foot, self._wide, self._tall, self._depth = foot, wide, tall, depth
        self._tongues = tongues
        self._rows = int(min(96, max(12, tall * 1.25)))
        self._columns = int(min(96, max(8, wide * 1.3)))
        up = np.linspace(1, 0, self._rows, dtype=np.float32)[:, None]
        across = np.linspace(-1, 1, self._columns, dtype=np.float32)[None, :]
        body = 1 - np.abs(across) ** 1.6 * (0.75 + 0.5 * up)
        crown = 0.5 + 0.5 * np.cos(across * np.float32(math.pi * (tongues - 0.4)))
        high = 0.58 + 0.30 * crown * (1 - across * across)
        self._shape = np.clip(body, 0, 1) * np.clip(1.25 - up / high, 0, 1.15)
        self._u = (across * 10 * tongues / 3 + 64 + up * 0).astype(np.float32)
        self._v = ((1 - up) * 46 * tall / max(wide, tall * 0.5) + across * 0).astype(np.float32)

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """The flame as light, and a few sparks."""
        x, y = view.at(*self._foot, self._depth)
        scale = view.scale(self._depth)
        wide, tall = self._wide * scale, self._tall * scale
        lean = np.float32(3.0 * math.sin(time * 2.3) + 2.0 * math.sin(time * 5.1))
        rise = np.float32(time * 74)
        lick = cv2.remap(
            _draught(),
            (self._u + lean * (self._v / 60)) % 127,
            (self._v + rise) % 127,
            cv2.INTER_LINEAR,
        ).astype(np.float32)
        heat = self._shape * (np.float32(0.42) + lick * np.float32(1.15 / 255))
        level = cv2.convertScaleAbs(np.clip(heat - 0.16, 0, 1), alpha=275)
        lit = cv2.LUT(cv2.merge([level, level, level, level]), _heat())
        picture = bgra_image(np.asarray(lit, np.uint8))
        area = skia.Rect.MakeLTRB(x - wide * 0.62, y - tall * 1.12, x + wide * 0.62, y)
        canvas.drawImageRect(picture, area, _LINEAR)
        if self._tongues > 1:
            self._sparks(canvas, (x, y), (wide, tall), time)

    def _sparks(self, canvas: Any, foot: Point, size: Point, time: float) -> None:
        wide, tall = size
        spark = paint(colour("#ffc070"), 0.9)
        for number in range(6):
            age = (time * (0.55 + 0.07 * number) + number * 0.37) % 1.0
            drift = math.sin(age * 7 + number * 2.2) * wide * 0.14
            spark.setAlphaf(max(0.0, 0.9 * (1 - age)))
            canvas.drawCircle(
                foot[0] + (number / 5 - 0.5) * wide * 0.6 + drift,
                foot[1] - tall * (0.4 + 1.5 * age),
                max(0.5, wide * 0.010),
                spark,
            )
