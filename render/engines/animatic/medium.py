"""What a film can be made of besides film: paint on paper, ink on paper."""

from __future__ import annotations

import cv2
import numpy as np

from render.engines.animatic.noise import cloudy, seed_of, smooth
from render.engines.animatic.pen import Field, Pixels, colour, floats

_PAPER = colour("#f3ead6")
_INK = colour("#1b1a22")
_RED = colour("#a8231f")


class Paint:
    """Watercolour: flat washes, pigment that gathers at their edges, the tooth of the paper."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self._size = (width, height)
        self._half = (max(8, width * 2 // 3), max(8, height * 2 // 3))
        tooth = cloudy(7, height, width, max(2, height // 7), max(2, width // 7), 3, 0.7)
        blooms = cloudy(seed_of("wash", 5), height, width, 5, 8, 5, 0.6)
        paper = 0.90 + 0.13 * tooth + 0.16 * (blooms - 0.5)
        tint = np.clip(paper[..., None] * floats(1.0, 0.985, 0.95), 0, 1.06)
        self._paper = cv2.convertScaleAbs(tint, alpha=240)
        self._bare = _bare_edge(width, height)

    def render(self, frame: Pixels) -> Pixels:
        """One frame as a wash."""
        small = cv2.resize(frame, self._half, interpolation=cv2.INTER_AREA)
        wash = cv2.medianBlur(small, 5)
        soft = cv2.GaussianBlur(wash, (0, 0), 1.6)
        # pigment gathers where washes meet
        wash = cv2.addWeighted(wash, 1.55, soft, -0.55, 0)
        lifted = cv2.LUT(wash, _WASH)
        large = cv2.resize(lifted, self._size, interpolation=cv2.INTER_CUBIC)
        laid = cv2.multiply(large, self._paper, scale=1 / 236)
        grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
        wide, fine = cv2.GaussianBlur(grey, (0, 0), 2.0), cv2.GaussianBlur(grey, (0, 0), 0.9)
        pencil = cv2.LUT(cv2.subtract(wide, fine), _PENCIL)
        pencil = cv2.resize(pencil, self._size, interpolation=cv2.INTER_LINEAR)
        laid = cv2.multiply(laid, cv2.merge([pencil, pencil, pencil]), scale=1 / 255)
        white = np.asarray(self._paper, np.uint8)
        return np.asarray(cv2.blendLinear(laid, white, 1 - self._bare, self._bare), np.uint8)


_WASH = np.clip(255 * (0.10 + 0.95 * np.linspace(0, 1, 256) ** 0.72), 0, 255).astype(np.uint8)


_PENCIL = np.clip(255 - 11 * np.maximum(np.arange(256) - 2, 0), 120, 255).astype(np.uint8)


class Ink:
    """A woodcut: black shapes, hatching by darkness, contours, a tint for warm lights, red ink."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self._size = (width, height)
        scale = max(height, 160) / 480
        xs = np.arange(width, dtype=np.float32)[None, :] / np.float32(scale)
        ys = np.arange(height, dtype=np.float32)[:, None] / np.float32(scale)
        bend = (cloudy(seed_of("hatch", 3), height, width, 4, 6, 3) - 0.5) * np.float32(14)
        lines = np.abs(((ys + 0.16 * xs + bend) / np.float32(5.2)) % 1 - 0.5) * 2
        cross = np.abs(((ys * 0.62 - 0.8 * xs + bend) / np.float32(6.0)) % 1 - 0.5) * 2
        # the darker a place, the wider its lines: thresholds from 0 (ink) to 1 (paper)
        self._lines = (0.09 + 0.52 * lines).astype(np.float32)
        self._cross = (0.04 + 0.22 * cross).astype(np.float32)
        fibre = cloudy(11, height, width, max(2, height // 9), max(2, width // 9), 3, 0.7)
        reach = 2 * max(1, round(scale)) + 1
        self._block = np.ones((reach, reach), np.uint8)
        self._paper = (_PAPER * (0.95 + 0.08 * fibre)[..., None]).astype(np.float32)

    def render(self, frame: Pixels) -> Pixels:
        """One frame as a print."""
        smooth_ = np.asarray(cv2.GaussianBlur(frame, (0, 0), 0.8), np.uint8)
        grey = cv2.cvtColor(smooth_, cv2.COLOR_RGB2GRAY).astype(np.float32) * np.float32(1 / 255)
        level = np.clip(grey, 0, 1) ** np.float32(0.66)
        near, far = cv2.GaussianBlur(level, (0, 0), 1.1), cv2.GaussianBlur(level, (0, 0), 2.6)
        contour = np.clip((far - near) * np.float32(9) - np.float32(0.10), 0, 1)
        paper = smooth(-0.05, 0.05, (level - self._lines).astype(np.float32))
        paper = paper * (
            0.25 + 0.75 * smooth(-0.05, 0.05, (level - self._cross).astype(np.float32))
        )
        paper = paper * (1 - contour)
        sheet = self._paper + self._tint(smooth_)
        # the red block is cut a little larger than what it prints: a far scarf is two pixels
        reds = np.asarray(cv2.dilate(_reds(frame), self._block), np.float32)
        return _printed(sheet, paper, reds)

    def _tint(self, frame: Pixels) -> Field:
        """A second block, printed in what colour there is."""
        small = cv2.resize(frame, (self._size[0] // 4 or 1, self._size[1] // 4 or 1))
        soft = np.asarray(cv2.GaussianBlur(small, (0, 0), 1.5), np.float32)
        mean = soft.mean(2, keepdims=True)
        tint = (soft - mean) * np.float32(0.9) / np.maximum(mean / 150, 0.35)
        block = np.asarray(np.clip(tint, -90, 60), np.float32)
        large = cv2.resize(block, self._size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(large, np.float32)


def _reds(frame: Pixels) -> Field:
    """Where the third block prints: what is red and nothing else, as a scarf, not as firelight."""
    red, green, blue = (part.astype(np.float32) for part in cv2.split(frame))
    whole = np.maximum(red, 1)
    # by firelight dark hair reddens, too: only what is redder than the light itself counts
    cast = max(0.0, 1 - float(blue.mean()) / max(1.0, float(red.mean())))
    purity = (red - np.maximum(green, blue)) / whole - np.float32(0.28 * cast)
    amber = 1 - smooth(0.10, 0.18, (green - blue) / whole)
    return smooth(0.40, 0.52, purity) * amber * smooth(24, 46, red)


def _printed(sheet: Field, paper: Field, reds: Field) -> Pixels:
    ink = _INK + (_RED - _INK) * reds[..., None]
    tone = ink + (sheet - ink) * (paper * (1 - np.float32(0.8) * reds))[..., None]
    return np.clip(tone, 0, 255).astype(np.uint8)


def _bare_edge(width: int, height: int) -> Field:
    """Where the brush stopped: a ragged white border."""
    rag = cloudy(13, height, width, 8, 12, 5, 0.6) - 0.5
    x = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)[None, :]
    y = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)[:, None]
    inner = np.minimum(x, y) / np.float32(height) + rag * np.float32(0.045)
    return np.asarray(1 - smooth(0.018, 0.034, inner.astype(np.float32)), np.float32)
