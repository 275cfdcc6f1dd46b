"""The sea: waves in perspective, with a road of light towards the pocket in the sky."""

from __future__ import annotations

import cv2
import numpy as np

from render.engines.animatic.noise import cloudy, seed_of, smooth
from render.engines.animatic.pen import Pixels, floats
from render.engines.animatic.stage import Stage

_TILE = 512
_ACROSS = 0.55
"""The sea is drawn at this share of the frame's width and enlarged: waves are long, not high."""


class Sea:
    """Open water of `width` x `height` pixels of the frame, below the horizon."""

    def __init__(self, stage: Stage, width: int, height: int, share: float) -> None:
        mood, palette = stage.mood, stage.palette
        self._wind = mood.wind
        self._tile = cloudy(seed_of("sea", stage.seed), _TILE, _TILE, 24, 10, 5, 0.6)
        columns = max(8, round(width * _ACROSS))
        down = (np.arange(height, dtype=np.float32) + 0.7)[:, None] / height
        away = 1 / (down * 0.95 + 0.05)
        across = np.linspace(-1, 1, columns, dtype=np.float32)[None, :]
        choppy = share * (1.6 if stage.aerial else 1.0)
        self._u = (across * away * 70 + 256).astype(np.float32)
        self._v = np.broadcast_to(away * 150 / choppy**0.5, (height, columns)).astype(np.float32)
        sun = (stage.sun / stage.width - 0.5) * 2 / (width / stage.width)
        x = across - sun
        road = np.exp(-(x * x) * (11 - 7 * down))
        self._road = (road * np.float32(min(1.5, 0.25 + 0.75 * mood.glow))).astype(np.float32)
        fade = ((1 - down) ** 2.2)[..., None]
        base = palette.haze * fade + palette.sea_deep * (1 - fade)
        near_sun = (road * (1 - down) ** 3 * 0.45)[..., None]
        base = base + (palette.sea_lit - base) * near_sun * mood.glow
        self._base = np.broadcast_to(base, (height, columns, 3)).astype(np.float32)
        brightness = float(palette.haze.mean()) / 140
        calm = 0.75 + 0.5 * mood.wind
        tone = np.broadcast_to(60 * brightness * calm * (0.35 + 0.65 * down), (height, columns))
        crest = np.broadcast_to(down * 55 * brightness * (0.4 + mood.wind), (height, columns))
        self._tone, self._crest = tone.astype(np.float32), crest.astype(np.float32)
        level = np.arange(256, dtype=np.float32) / 255
        self._sparkles = smooth(0.56, 0.80, level)
        self._breaks = smooth(0.80, 0.93, level)
        self._lit = palette.sea_lit * np.float32(0.95)

    def draw(self, time: float, flash: float) -> Pixels:
        """The sea at a time, BGRA."""
        pace = time * (0.55 + 0.6 * self._wind)
        long_swell = cv2.remap(
            self._tile,
            self._u + np.float32(pace * 5),
            self._v - np.float32(pace * 26),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
        short_swell = cv2.remap(
            self._tile,
            self._u * np.float32(1.7) + np.float32(90 - pace * 9),
            self._v * np.float32(1.6) - np.float32(pace * 31),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
        waves = cv2.addWeighted(long_swell, 0.5, short_swell, 0.5, 0)
        sparkle = cv2.LUT(cv2.convertScaleAbs(waves, alpha=255), self._sparkles)
        sparkle = cv2.multiply(sparkle, self._road)
        crest = cv2.LUT(cv2.convertScaleAbs(long_swell, alpha=255), self._breaks)
        tone = cv2.multiply(waves - np.float32(0.5), self._tone)
        tone = tone + cv2.multiply(crest, self._crest)
        red, green, blue = (tone + sparkle * part for part in self._lit)
        picture = self._base + cv2.merge([red, green, blue])
        if flash > 0:
            picture += floats(36, 39, 45) * np.float32(flash)
        seen = cv2.convertScaleAbs(np.maximum(picture, 0, out=picture))
        return np.asarray(cv2.cvtColor(seen, cv2.COLOR_RGB2BGRA), np.uint8)
