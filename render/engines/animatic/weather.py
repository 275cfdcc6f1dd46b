"""What falls and drifts through a frame: mist, rain, snow, leaves and sparks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.noise import cloudy, seed_of, smooth
from render.engines.animatic.pen import (
    Colour,
    Pixels,
    bgra_image,
    floats,
    image,
    skia,
    soft,
    tinted,
)
from render.engines.animatic.stage import Stage

_LINEAR: Any = skia.SamplingOptions(skia.FilterMode.kLinear)
_NEAREST: Any = skia.SamplingOptions(skia.FilterMode.kNearest)
_TILE = 512
_BANK, _LONG = 128, 2.2
"""How many rows a bank of mist has, and how much longer than high it is drawn."""
_DROPS, _FLAKES = floats(209, 224, 240), floats(244, 247, 250)


class Mist:
    """Bands of fog at a depth, drifting."""

    def __init__(self, stage: Stage, tone: Colour | None = None) -> None:
        low = 0.42 - 0.56 * max(0.0, stage.mood.fog - 0.5)
        bank = smooth(low, low + 0.53, cloudy(seed_of("mist", stage.seed), _BANK, _TILE, 3, 5, 5))
        down = np.linspace(0, 1, _BANK, dtype=np.float32)[:, None]
        self._thick = bank * np.clip(np.sin(down * math.pi), 0, 1) ** 1.3 * np.float32(0.75)
        self._tone = stage.palette.fog if tone is None else tone
        self._pictures: dict[int, Any] = {}
        self._width, self._side = stage.width, stage.side

    def band(self, y: float, tall: float, *, speed: float, alpha: float, depth: float) -> MistBand:
        """A band around `y` pixels, `tall` pixels high, moving so many pixels a second at 480p."""
        tile = _TILE * tall / _BANK * _LONG
        count = math.ceil(1.4 * self._width / max(tile, 1.0)) + 1
        if count not in self._pictures:
            # laid out side by side: a repeating shader takes four times as long
            whole = np.ascontiguousarray(np.tile(self._thick, (1, count)), np.float32)
            self._pictures[count] = image(self._tone, whole)
        drift = speed * self._side * tall / 70
        return MistBand(self._pictures[count], y, tall, drift, min(alpha, 1.0), depth)


@dataclass(frozen=True, slots=True)
class MistBand:
    """One band of mist, `drift` pixels a second."""

    picture: Any
    y: float
    tall: float
    drift: float
    alpha: float
    depth: float

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Lay the band across the whole frame."""
        if self.alpha < 0.02:
            return
        left, middle = view.at(0, self.y, self.depth)
        down = self.tall * view.scale(self.depth) / _BANK
        tile = _TILE * down * _LONG
        canvas.save()
        canvas.translate((left - self.drift * time) % tile - tile, middle - _BANK * down / 2)
        canvas.scale(down * _LONG, down)
        canvas.drawImage(self.picture, 0, 0, _LINEAR, skia.Paint(Alphaf=self.alpha))
        canvas.restore()


@dataclass(frozen=True, slots=True)
class Falling:
    """A tile of rain or snow that moves across the frame, wrapping."""

    picture: Any
    across: float
    """Pixels a second."""
    down: float
    alpha: float = 1.0
    weave: float = 0.0
    """How far flakes swing to and fro, in pixels."""

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Cover the whole frame."""
        matrix = skia.Matrix()
        swing = self.weave * math.sin(time * 1.3 + self.down)
        matrix.setTranslate(
            (self.across * time + swing + view.pan) % _TILE, (self.down * time) % _TILE
        )
        shader = self.picture.makeShader(
            skia.TileMode.kRepeat, skia.TileMode.kRepeat, _NEAREST, matrix
        )
        canvas.drawPaint(skia.Paint(Shader=shader, Alphaf=self.alpha))


def falling(stage: Stage) -> tuple[list[Falling], list[Falling]]:
    """What falls behind the people, and what falls before them."""
    if stage.mood.rain:
        return rain(stage)
    return snow(stage) if stage.mood.snow else ([], [])


def rain(stage: Stage) -> tuple[list[Falling], list[Falling]]:
    """Rain behind the people, and rain before them."""
    power, scale = stage.mood.rain, max(stage.height, 160) / 480
    lean = -0.18 - 0.16 * stage.mood.wind
    rng = np.random.default_rng(seed_of("rain", stage.seed))
    kinds = ((520, 12, 0.7, 0.20, 900), (240, 29, 0.9, 0.22, 1500), (26, 72, 2.2, 0.30, 2500))
    sheets: list[Falling] = []
    for count, length, wide, alpha, speed in kinds:
        amount = int(count * (0.4 + 0.6 * power) / max(scale, 0.5))
        pixels = streaks(rng, amount, length * scale, max(wide * scale, 0.6), alpha, lean)
        down = speed * scale
        sheets.append(Falling(bgra_image(pixels), lean * down, down))
    return sheets[:1], sheets[1:]


def streaks(
    rng: np.random.Generator,
    count: int,
    length: float,
    wide: float,
    alpha: float,
    lean: float,
    tone: Colour = _DROPS,
) -> Pixels:
    """A tile of slanting strokes that repeats."""
    pixels = np.zeros((_TILE, _TILE, 4), np.uint8)
    surface = skia.Surface(pixels, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = surface.getCanvas()
    pen = skia.Paint(
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=wide,
        StrokeCap=skia.Paint.kRound_Cap,
    )
    for x, y, tall, shade in _scattered(rng, count, (0.6, 1.3), (0.35, 1.0)):
        tall *= length
        pen.setColor(tinted(tone, alpha * shade))
        for across in (0, -_TILE, _TILE):
            ends = (x + across, x + across + lean * tall)
            if max(ends) < -wide or min(ends) > _TILE + wide:
                continue
            for down in (0, -_TILE):
                if y + down + tall > -wide:
                    canvas.drawLine(ends[0], y + down, ends[1], y + down + tall, pen)
    surface.flushAndSubmit()
    if wide > 1.5:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), wide * 0.6), np.uint8)
    return pixels


def snow(stage: Stage) -> tuple[list[Falling], list[Falling]]:
    """Snow behind the people, and snow before them."""
    scale = max(stage.height, 160) / 480
    rng = np.random.default_rng(seed_of("snow", stage.seed))
    drift = -stage.side * (14 + 120 * stage.mood.wind**2)
    sheets: list[Falling] = []
    for count, size, alpha, speed in (
        (620, 0.9, 0.55, 34),
        (240, 1.6, 0.7, 62),
        (34, 4.2, 0.5, 120),
    ):
        pixels = flakes(rng, int(count / max(scale, 0.5)), max(size * scale, 0.6), alpha)
        down = speed * scale
        sheets.append(Falling(bgra_image(pixels), drift * scale * down / 60, down, 1.0, 9 * scale))
    return sheets[:1], sheets[1:]


def flakes(
    rng: np.random.Generator, count: int, size: float, alpha: float, tone: Colour = _FLAKES
) -> Pixels:
    """A tile of soft dots that repeats."""
    pixels = np.zeros((_TILE, _TILE, 4), np.uint8)
    surface = skia.Surface(pixels, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = surface.getCanvas()
    flake = skia.Paint(AntiAlias=True, MaskFilter=soft(size * 0.35))
    for x, y, wide, shade in _scattered(rng, count, (0.5, 1.2), (0.4, 1.0)):
        radius = size * wide
        flake.setColor(tinted(tone, alpha * shade))
        for across in (-_TILE, 0, _TILE):
            for down in (-_TILE, 0, _TILE):
                if -9 < x + across < _TILE + 9 and -9 < y + down < _TILE + 9:
                    canvas.drawCircle(x + across, y + down, radius, flake)
    surface.flushAndSubmit()
    return pixels


def _scattered(
    rng: np.random.Generator, count: int, *spans: tuple[float, float]
) -> list[list[float]]:
    """So many places on a tile, each with a number out of every span."""
    low, high = np.array([(0, _TILE), (0, _TILE), *spans], np.float64).T
    return (low + (high - low) * rng.random((count, len(low)))).tolist()
