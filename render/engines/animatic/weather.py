"""What falls and drifts through a frame: mist, rain, snow, leaves, sparks and lightning."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
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
    paint,
    polygon,
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
_FLASH = 0.43
"""The most with which ffmpeg's photosensitivity filter finds no frame to mend, in any set."""


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


@dataclass(frozen=True, slots=True)
class Strike:
    """A lightning stroke: when it starts, and how it is drawn."""

    time: float
    branches: tuple[tuple[Any, float], ...]


class Lightning:
    """At most one double stroke in three seconds: three flashes in a second can hurt people."""

    _EVERY = 3.4

    def __init__(self, stage: Stage) -> None:
        rng, seconds = np.random.default_rng(seed_of("lightning", stage.seed)), stage.seconds
        self._scale, self._power = stage.height / 480, _FLASH * stage.mood.style.flash
        self._strikes: list[Strike] = []
        if not stage.mood.lightning:
            return
        start = float(rng.uniform(0.5, 0.62)) * min(seconds, self._EVERY + 1.2)
        while start < seconds - 0.3:
            self._strikes.append(Strike(start, self._bolt(rng, stage)))
            start += self._EVERY + float(rng.uniform(0.4, 2.4))

    @property
    def times(self) -> tuple[float, ...]:
        """The seconds at which it strikes."""
        return tuple(strike.time for strike in self._strikes)

    def flash(self, time: float) -> float:
        """How bright the sky is lit, 0 to about a half."""
        brightest = 0.0
        for strike in self._strikes:
            for delay, power in ((0.0, 1.0), (0.21, 0.5)):
                since = time - strike.time - delay
                if 0 <= since < 0.9:
                    brightest = max(brightest, self._power * power * math.exp(-since * 6))
        return brightest

    def draw(self, canvas: Any, time: float) -> None:
        """Draw the bolt while it is bright."""
        for strike in self._strikes:
            since = time - strike.time
            if not 0 <= since < 0.34:
                continue
            power = min(1.0, math.exp(-since * 6) * 1.2)
            for branch, wide in strike.branches:
                for reach, alpha, blur in ((7.0, 0.20, 5.0), (2.2, 0.55, 1.6), (1.0, 1.0, 0.0)):
                    pen = paint(floats(220, 234, 255), alpha * power)
                    pen.setStyle(skia.Paint.kStroke_Style)
                    pen.setStrokeWidth(max(reach * wide * self._scale, 0.5))
                    pen.setBlendMode(skia.BlendMode.kPlus)
                    if blur:
                        pen.setMaskFilter(soft(blur * self._scale))
                    canvas.drawPath(branch, pen)

    def _bolt(self, rng: np.random.Generator, stage: Stage) -> tuple[tuple[Any, float], ...]:
        x = stage.sun + stage.width * float(rng.uniform(-0.10, 0.12))
        top, foot = (x + stage.width * 0.05, stage.height * 0.02), (x, stage.horizon - 1)
        branches: list[tuple[Any, float]] = []
        self._fork(rng, top, foot, stage.height * 0.038, 1.0, branches)
        return tuple(branches)

    def _fork(
        self,
        rng: np.random.Generator,
        start: tuple[float, float],
        end: tuple[float, float],
        rough: float,
        wide: float,
        branches: list[tuple[Any, float]],
    ) -> None:
        points = [start, end]
        reach = rough
        for _ in range(6):
            split = [points[0]]
            for (ax, ay), (bx, by) in pairwise(points):
                middle = (
                    (ax + bx) / 2 + float(rng.normal(0, reach)),
                    (ay + by) / 2 + float(rng.normal(0, reach * 0.3)),
                )
                split += [middle, (bx, by)]
            points, reach = split, reach * 0.55
        branches.append((polygon(points, closed=False), wide))
        if wide > 0.5:
            for at in rng.integers(12, len(points) - 14, 3):
                x, y = points[int(at)]
                tip = (
                    x + float(rng.normal(0, rough * 2)),
                    y + rough * float(rng.uniform(1.6, 3.6)),
                )
                self._fork(rng, (x, y), tip, rough * 0.4, wide * 0.4, branches)
