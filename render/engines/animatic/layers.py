"""The layers that a frame is laid of, and the two tricks that light and soften them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np

from render.engines.animatic.camera import View
from render.engines.animatic.pen import Field, bgra_image, skia


class Element(Protocol):
    """Anything that can be drawn at a time, through a view."""

    def draw(self, canvas: Any, view: View, time: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture at a depth: baked once, moved by the camera."""

    picture: Any
    left: float
    top: float
    depth: float
    sway: float = 0.0
    """How far the wind skews it around its foot."""
    pulse: float = 0.0
    """How much a flame makes it flicker."""

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Lay the picture down."""
        canvas.save()
        view.enter(canvas, self.depth)
        if self.sway:
            foot = self.top + self.picture.height()
            lean = 0.65 + 0.35 * math.sin(time * 2.3) + 0.22 * math.sin(time * 5.9)
            canvas.translate(0, foot)
            canvas.skew(self.sway * lean, 0)
            canvas.translate(0, -foot)
        layer_paint = skia.Paint(Alphaf=1 - self.pulse * (0.5 - 0.5 * flicker(time)))
        linear = skia.SamplingOptions(skia.FilterMode.kLinear)
        canvas.drawImage(self.picture, self.left, self.top, linear, layer_paint)
        canvas.restore()


def flicker(time: float) -> float:
    """The unrest of a flame, -1 to 1, never in step with itself."""
    return 0.5 * math.sin(time * 7.3) * math.sin(time * 3.1 + 0.6) + 0.5 * math.sin(time * 11.7)


def present(*layers: Element | None) -> tuple[Element, ...]:
    """The layers that came to anything; still neighbours at one depth become one picture."""
    kept: list[Element] = []
    for layer in layers:
        if layer is None:
            continue
        before = kept[-1] if kept else None
        if isinstance(layer, Layer) and isinstance(before, Layer) and _is_one(before, layer):
            kept[-1] = _laid_over(before, layer)
        else:
            kept.append(layer)
    return tuple(kept)


def _is_one(below: Layer, above: Layer) -> bool:
    return below.depth == above.depth and not (
        below.sway or above.sway or below.pulse or above.pulse
    )


def _laid_over(below: Layer, above: Layer) -> Layer:
    left, top = min(below.left, above.left), min(below.top, above.top)
    right = max(part.left + part.picture.width() for part in (below, above))
    foot = max(part.top + part.picture.height() for part in (below, above))
    pixels = np.zeros((round(foot - top), round(right - left), 4), np.uint8)
    surface = skia.Surface(pixels, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = surface.getCanvas()
    for part in (below, above):
        canvas.drawImage(part.picture, part.left - left, part.top - top)
    surface.flushAndSubmit()
    return Layer(bgra_image(pixels), left, top, below.depth)


def blurred(mask: Field, sigma: float) -> Field:
    """A Gaussian blur; large ones are made on a smaller copy, which nobody sees."""
    if sigma < 6:
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(sigma, 0.05)), np.float32)
    height, width = mask.shape[:2]
    share = 3.0 / sigma
    size = (max(1, round(width * share)), max(1, round(height * share)))
    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 3.0)
    large = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.float32)


def rim_light(mask: Field, side: float, width: float, lift: float = 0.35) -> Field:
    """The edge of a mask that faces a light from that side and a little above."""
    inside = cv2.GaussianBlur(mask, (0, 0), width)
    moved = np.array([[1, 0, -side * width * 1.6], [0, 1, lift * width * 1.6]], np.float32)
    height, columns = mask.shape
    shadow = cv2.warpAffine(inside, moved, (columns, height), borderMode=cv2.BORDER_REPLICATE)
    return np.clip(mask - shadow, 0, 1).astype(np.float32)
