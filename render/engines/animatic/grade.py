"""The last pass over a frame, as in a film laboratory: bloom, vignette, curve, medium, grain."""

from __future__ import annotations

import cv2
import numpy as np

from render.contract import Picture
from render.engines.animatic.medium import Ink, Paint
from render.engines.animatic.mood import Mood
from render.engines.animatic.noise import smooth
from render.engines.animatic.pen import Field, Pixels, colour, floats
from render.engines.animatic.styles import Style

_GRAINS = 5
_PIVOT = 0.26
"""The level that contrast leaves alone: low, so that night keeps its shadows."""


class Grade:
    """Grades BGRA frames of one shot into RGB ones."""

    def __init__(self, mood: Mood, width: int, height: int, seed: int) -> None:
        self._mood, self._style = mood, mood.style
        style = mood.style
        rng = np.random.default_rng(seed)
        self._size = (width, height)
        self._vignette = _vignette(mood.vignette * style.vignette, width, height)
        self._curve = _curve(mood, style)
        self._tones = _toned(style)
        self._grain = [_grain(rng, width, height, style.grain) for _ in range(_GRAINS)]
        self._small = (max(1, width // 6), max(1, height // 6))
        self._coarse = (max(1, width // 3), max(1, height // 3))
        reach = max(1, round(self._small[1] / 7) | 1)
        self._reach = (reach, reach)
        self._bloom = mood.bloom * style.bloom
        self._glow = _glow(self._bloom)
        # raised tones lie closer together: their hues are drawn apart again
        self._saturation = mood.saturation * style.saturation * (1 + mood.lift)
        self._medium: Paint | Ink | None = None
        if style.medium == "paint":
            self._medium = Paint(width, height, seed)
        elif style.medium == "ink":
            self._medium = Ink(width, height, seed)

    def develop(self, bgra: Pixels, index: int) -> Pixels:
        """The finished frame, RGB; `index` picks the grain."""
        frame = cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGB)
        if self._bloom > 0.02:
            # every third pixel is enough for what is blurred away
            coarse = cv2.resize(frame, self._coarse, interpolation=cv2.INTER_NEAREST)
            small = cv2.resize(coarse, self._small, interpolation=cv2.INTER_AREA)
            glow = cv2.LUT(small, self._glow)
            for _ in range(2):
                glow = cv2.blur(glow, self._reach)
            cv2.add(frame, cv2.resize(glow, self._size, interpolation=cv2.INTER_LINEAR), frame)
        cv2.multiply(frame, self._vignette, frame, scale=1 / 255)
        frame = cv2.LUT(frame, self._curve)
        if self._tones is not None:
            grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
            frame = cv2.LUT(cv2.merge([grey, grey, grey]), self._tones)
        elif abs(self._saturation - 1) > 0.02:
            grey = cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
            frame = cv2.addWeighted(frame, self._saturation, grey, 1 - self._saturation, 0)
        if self._medium is not None:
            return self._medium.render(np.asarray(frame, np.uint8))
        grain = self._grain[index % _GRAINS]
        return np.asarray(cv2.addWeighted(frame, 1, grain, 1, -128), np.uint8)


def matted(frame: Pixels, picture: Picture) -> Pixels:
    """A frame of another aspect in the middle of the picture, with black around it."""
    height, width = frame.shape[:2]
    if (width, height) == (picture.width, picture.height):
        return frame
    whole = np.zeros((picture.height, picture.width, 3), np.uint8)
    top, left = (picture.height - height) // 2, (picture.width - width) // 2
    whole[top : top + height, left : left + width] = frame
    return whole


def _vignette(strength: float, width: int, height: int) -> Pixels:
    down = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    across = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
    reach = np.hypot(across * 1.05, down * 0.92).astype(np.float32)
    shade = 1 - np.float32(min(strength, 0.92)) * smooth(0.30, 0.78, reach)
    return np.asarray(cv2.merge([cv2.convertScaleAbs(shade, alpha=255)] * 3), np.uint8)


def _glow(bloom: float) -> Pixels:
    """What of each level spills over: only what is bright."""
    floor, level = np.float32(178), np.arange(256, dtype=np.float32)
    glow = np.clip((level - floor) / (255 - floor), 0, 1) * level * np.float32(bloom * 1.6)
    return np.clip(glow, 0, 255).astype(np.uint8)


def _curve(mood: Mood, style: Style) -> Pixels:
    """Exposure, an S-curve with cool shadows, and the light's tint, as one look-up table."""
    level = np.linspace(0, 1, 256, dtype=np.float32) ** np.float32(1 - mood.lift)
    exposed = np.clip(level * np.float32(mood.exposure), 0, 1.3)
    exposed = np.where(exposed > 0.8, 0.8 + (exposed - 0.8) * 0.72, exposed)
    bent = np.clip(_PIVOT + (exposed - _PIVOT) * mood.contrast * style.contrast, 0, 1)
    bent = np.clip(bent + 0.05 * np.sin((bent - 0.5) * 2 * np.pi), 0, 1)
    shadows = ((0.006, 1.0), (0.013, 0.99), (0.026, 0.965))
    channels = [
        np.clip((bent * gain + lift) * tint, 0, 1)
        for (lift, gain), tint in zip(shadows, mood.tint, strict=True)
    ]
    table = np.stack(channels, 1)
    if style.split is not None:
        dark, bright = (colour(tone) / 255 for tone in style.split)
        share = bent[:, None]
        table = table + (1 - share) ** 2 * (dark - dark.mean()) * 0.62
        table = table + share * (1 - share) * (bright - bright.mean()) * 0.75
    return (np.clip(table, 0, 1) * 255 + 0.5).astype(np.uint8)[None]


def _toned(style: Style) -> Pixels | None:
    """Levels of grey as tones between three colours."""
    if style.tones is None:
        return None
    low, middle, high = (colour(tone) for tone in style.tones)
    level = np.linspace(0, 1, 256, dtype=np.float32)
    stops = floats(0.0, 0.45 - style.lift, 1.0)
    parts = [np.interp(level, stops, [low[part], middle[part], high[part]]) for part in range(3)]
    return (np.stack(parts, 1) + 0.5).astype(np.uint8)[None]


def _grain(rng: np.random.Generator, width: int, height: int, sigma: float) -> Pixels:
    raw: Field = rng.standard_normal((height, width), dtype=np.float32)
    fine = cv2.GaussianBlur(raw, (0, 0), 0.7)
    scaled = fine * np.float32(sigma / max(float(fine.std()), 1e-6)) + np.float32(128)
    return np.asarray(cv2.merge([np.clip(scaled, 0, 255).astype(np.uint8)] * 3), np.uint8)
