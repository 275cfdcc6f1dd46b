"""The sky: clouds lit from below by one pocket of light low on the horizon, stars, sun and moon."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from render.engines.animatic.noise import cloudy, seed_of, smooth
from render.engines.animatic.palette import SKY_STOPS
from render.engines.animatic.pen import Field, Pixels, floats
from render.engines.animatic.stage import Stage

_GRAIN = 0.55
"""The sky is drawn at this share of the frame's size and enlarged: clouds have no edges."""
_TILE = 512
_FLASH = floats(200, 218, 255)


@lru_cache(maxsize=4)
def _clouds(seed: int) -> Field:
    """A tile of clouds that repeats: the same for every take of a shot."""
    base = cloudy(seed, _TILE, _TILE, 4, 4, 6)
    warp = cloudy(seed + 1, _TILE, _TILE, 3, 3, 3)
    ys, xs = np.mgrid[0:_TILE, 0:_TILE].astype(np.float32)
    bent = cv2.remap(
        base,
        (xs + warp * 85).astype(np.float32),
        (ys + (warp - 0.5) * 60).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )
    return np.asarray(bent, np.float32)


class Sky:
    """A sky of `width` x `height` pixels of the frame, from its top to the horizon."""

    def __init__(self, stage: Stage, width: int, height: int) -> None:
        self._mood = mood = stage.mood
        self.columns, self.rows = max(8, int(width * _GRAIN)), max(6, int(height * _GRAIN))
        self._bake_clouds(stage)
        down = (np.arange(self.rows, dtype=np.float32) + 0.5)[:, None] / self.rows
        across = np.linspace(-1, 1, self.columns, dtype=np.float32)[None, :]
        aspect = width / max(1.0, stage.unit / stage.lens.zoom) / 1.78
        sun = (stage.sun / stage.width - 0.5) * 2 / (width / stage.width)
        away = (across - sun) * aspect
        below = (down - 1.0) * 1.15
        self._glow = np.exp(-(away * away * 3.2 + below * below * 7)).astype(np.float32)
        core = np.exp(-(away * away * 22 + below * below * 60))
        palette = mood.palette
        gradient = np.stack(
            [np.interp(down[:, 0], SKY_STOPS, palette.sky[:, part]) for part in range(3)], 1
        )
        zenith = palette.sky[2] * 0.55 + palette.sky[3] * 0.45
        dim = (1 - np.clip(self._glow * 1.5 + 0.35 * core, 0, 1)) * smooth(0.55, 1.0, down) * 0.62
        base = gradient[:, None, :] + (zenith - gradient[:, None, :]) * dim[..., None]
        warm = palette.key / 255
        light = (self._glow * 24)[..., None] * warm * floats(1, 0.86, 0.68)
        light = light + (core * 66)[..., None] * warm * floats(1, 0.94, 0.82)
        self._base = base.astype(np.float32)
        self._light = (light * np.float32(mood.glow)).astype(np.float32)
        self._bake_lights(stage, down, sun, aspect)
        self._bake_tables(down)

    def _bake_clouds(self, stage: Stage) -> None:
        self._clouds = _clouds(seed_of("sky", stage.seed))
        down = (np.arange(self.rows, dtype=np.float32) + 0.5) / self.rows
        away = 1 / (1.07 - down)
        across = np.linspace(-1, 1, self.columns, dtype=np.float32)
        self._u = (across[None, :] * away[:, None] * 75 + 150).astype(np.float32)
        v = np.broadcast_to(away[:, None] * 31, (self.rows, self.columns))
        self._v = v.astype(np.float32)
        self._speed = 2.2 + 7 * stage.mood.wind

    def _bake_lights(self, stage: Stage, down: Field, sun: float, aspect: float) -> None:
        """Stars, sun and moon lie behind the clouds."""
        mood = self._mood
        across = np.linspace(-1, 1, self.columns, dtype=np.float32)[None, :]
        tall = self.columns / (2 * self.rows)
        if mood.stars > 0:
            rng = np.random.default_rng(seed_of("stars", stage.layout_seed))
            count = int(self.columns * self.rows / 420)
            field = np.zeros((self.rows, self.columns), np.float32)
            rows = (rng.random(count) ** 1.4 * self.rows).astype(int)
            columns = rng.integers(0, self.columns, count)
            field[rows, columns] = rng.uniform(0.15, 1.0, count) ** 2.2 * 230
            field = np.maximum(field, cv2.GaussianBlur(field, (0, 0), 0.8) * 1.6)
            veil = field * (1 - smooth(0.45, 0.95, down)) * np.float32(mood.stars)
            self._base += veil[..., None] * floats(0.86, 0.93, 1.0)
        if mood.moon or mood.sun:
            size, height = (0.030, 0.60) if mood.moon else (0.034, 0.965)
            x, y = (across - sun) * tall, down - height
            reach = np.sqrt(x * x + y * y) * (self.rows / (stage.unit / stage.lens.zoom * _GRAIN))
            disc = 1 - smooth(size * 0.86, size * 1.08, reach)
            halo = np.exp(-((reach / (size * 3.4)) ** 1.3)) * 0.5
            tone = mood.palette.key * np.float32(0.5) + np.float32(127)
            power = 0.95 if mood.moon else 0.75
            self._base += (disc * power)[..., None] * (tone - self._base)
            self._base += (halo * 90 * mood.glow)[..., None] * (mood.palette.key / 255)

    def _bake_tables(self, down: Field) -> None:
        """Look-up tables over cloud density, which are cheaper than arithmetic on every frame."""
        mood, palette = self._mood, self._mood.palette
        density = np.arange(256, dtype=np.float32) / 255
        low = 0.78 - 0.62 * mood.cover
        self._cover_of = smooth(low, low + 0.42, density * 1.1)
        thick = smooth(0.45, 0.95, density)[:, None]
        tones = palette.cloud_mid * (1 - thick) + palette.cloud_dark * thick
        self._tone_of = tones.astype(np.float32).reshape(256, 1, 3)
        near = np.broadcast_to(1 - smooth(0.90, 1.0, down) * 0.75, self._glow.shape)
        self._thins = np.ascontiguousarray(near, np.float32)
        lean = np.broadcast_to((1 - down) * 0.10, self._glow.shape)
        self._lean = np.ascontiguousarray(lean, np.float32)
        strength = np.clip(0.35 + 0.65 * mood.glow, 0, 1.6)
        self._catches = ((self._glow * 1.25 + 0.07) * np.float32(strength)).astype(np.float32)

    def draw(self, time: float, flash: float) -> Pixels:
        """The sky at a time, BGRA; `flash` is lightning, 0 to 1."""
        off = np.float32(time * self._speed)
        slow = cv2.remap(
            self._clouds,
            self._u + off * np.float32(0.65),
            self._v + off * np.float32(0.4),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
        fast = cv2.remap(
            self._clouds,
            self._u * np.float32(2.3) + (off * np.float32(1.3) + np.float32(200)),
            self._v * np.float32(2.1) + (off * np.float32(0.85) + np.float32(45)),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
        density = cv2.addWeighted(slow, 0.72, fast, 0.28, 0)
        levels = cv2.convertScaleAbs(density, alpha=255)
        cover = cv2.LUT(cv2.convertScaleAbs(density + self._lean, alpha=255 / 1.1), self._cover_of)
        cover = cv2.multiply(cover, self._thins)
        lit = np.empty_like(density)
        lit[:-3] = density[3:] - density[:-3]
        lit[-3:] = lit[-4:-3]
        lit = cv2.multiply(np.clip(lit * np.float32(-6.5) + np.float32(0.18), 0, 1), self._catches)
        tones = cv2.LUT(cv2.merge([levels, levels, levels]), self._tone_of)
        glint = self._mood.palette.cloud_lit
        tones += cv2.merge([lit * glint[0], lit * glint[1], lit * glint[2]])
        picture = self._base + cv2.multiply(tones - self._base, cv2.merge([cover] * 3))
        picture += self._light
        if flash > 0:
            gaps = np.asarray(density, np.float32)
            lift = np.clip(1 - gaps, 0, 1) * np.float32(flash * 130) + np.float32(flash * 40)
            picture += lift[..., None] * (_FLASH / 255)
        np.maximum(picture, 0, out=picture)
        seen = cv2.convertScaleAbs(np.asarray(picture, np.float32))
        return np.asarray(cv2.cvtColor(seen, cv2.COLOR_RGB2BGRA), np.uint8)
