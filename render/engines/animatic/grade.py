"""The last pass over a frame, as in a film laboratory: bloom, vignette, curve, grain."""

from __future__ import annotations

import cv2
import numpy as np

from render.engines.animatic.mood import Mood
from render.engines.animatic.noise import smooth
from render.engines.animatic.pen import Pixels

_GRAINS = 5
_GRAIN_SIGMA = 2.6
"""Above 3 the grain costs more bits than the picture."""


_PIVOT = 0.26
"""The level that contrast leaves alone: low, so that night keeps its shadows."""


class Grade:
    """Grades BGRA frames of one shot into RGB ones."""

    def __init__(self, mood: Mood, width: int, height: int, seed: int) -> None:
        self._mood = mood
        rng = np.random.default_rng(seed)
        down = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
        across = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
        reach = np.hypot(across * 1.05, down * 0.92).astype(np.float32)
        shade = 1 - np.float32(mood.vignette) * smooth(0.30, 0.78, reach)
        self._vignette = cv2.merge([cv2.convertScaleAbs(shade, alpha=255)] * 3)
        self._curve = _curve(mood)
        self._grain = [_grain(rng, width, height) for _ in range(_GRAINS)]
        self._small = (max(1, width // 6), max(1, height // 6))
        self._size = (width, height)
        floor = np.float32(178)
        level = np.arange(256, dtype=np.float32)
        glow = np.clip((level - floor) / (255 - floor), 0, 1) * level * np.float32(mood.bloom * 1.6)
        self._glow = np.clip(glow, 0, 255).astype(np.uint8)

    def develop(self, bgra: Pixels, index: int) -> Pixels:
        """The finished frame, RGB; `index` picks the grain."""
        frame = cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGB)
        if self._mood.bloom > 0.02:
            small = cv2.resize(frame, self._small, interpolation=cv2.INTER_AREA)
            glow = cv2.GaussianBlur(cv2.LUT(small, self._glow), (0, 0), self._small[1] / 16 + 0.5)
            cv2.add(frame, cv2.resize(glow, self._size, interpolation=cv2.INTER_LINEAR), frame)
        frame = cv2.multiply(frame, self._vignette, scale=1 / 255)
        frame = cv2.LUT(frame, self._curve)
        if abs(self._mood.saturation - 1) > 0.02:
            grey = cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
            share = self._mood.saturation
            frame = cv2.addWeighted(frame, share, grey, 1 - share, 0)
        return np.asarray(
            cv2.addWeighted(frame, 1, self._grain[index % _GRAINS], 1, -128), np.uint8
        )


def _curve(mood: Mood) -> Pixels:
    """Exposure, an S-curve with cool shadows, and the light's tint, as one look-up table."""
    level = np.linspace(0, 1, 256, dtype=np.float32)
    exposed = np.clip(level * np.float32(mood.exposure), 0, 1.3)
    exposed = np.where(exposed > 0.8, 0.8 + (exposed - 0.8) * 0.72, exposed)
    bent = np.clip(_PIVOT + (exposed - _PIVOT) * mood.contrast, 0, 1)
    bent = np.clip(bent + 0.05 * np.sin((bent - 0.5) * 2 * np.pi), 0, 1)
    shadows = ((0.006, 1.0), (0.013, 0.99), (0.026, 0.965))
    channels = [
        np.clip((bent * gain + lift) * tint, 0, 1)
        for (lift, gain), tint in zip(shadows, mood.tint, strict=True)
    ]
    return (np.stack(channels, 1) * 255 + 0.5).astype(np.uint8)[None]


def _grain(rng: np.random.Generator, width: int, height: int) -> Pixels:
    raw = rng.standard_normal((height, width), dtype=np.float32)
    fine = cv2.GaussianBlur(raw, (0, 0), 0.7)
    scaled = fine * np.float32(_GRAIN_SIGMA / max(float(fine.std()), 1e-6)) + np.float32(128)
    return np.asarray(cv2.merge([np.clip(scaled, 0, 255).astype(np.uint8)] * 3), np.uint8)
