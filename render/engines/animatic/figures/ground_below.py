"""The ground below a figure: the pool of light that it stands in, its shadow or reflection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from render.engines.animatic.figures.lighting import FIRE
from render.engines.animatic.figures.relief import Plate
from render.engines.animatic.layers import blurred, flicker
from render.engines.animatic.noise import step
from render.engines.animatic.pen import Colour, bgra_image, paint, skia, soft
from render.engines.animatic.stage import Scenery, Stage

_NIGHT_MIST = 0.14
"""How much light the mist behind people takes by night."""
_COARSE = 3
"""Shadows are kept at a third of their size: nobody sees their pixels."""


@dataclass(frozen=True, slots=True)
class Baked:
    """The plates of a figure at one moment."""

    plates: tuple[Plate, ...]
    feet: complex
    """Where the feet are on them."""
    fine: float = 1.0
    """How much larger they are than the layout."""


class GroundBelow:
    """Draws what lies on the ground about one figure, before the figure itself."""

    def __init__(self, stage: Stage, scenery: Scenery) -> None:
        self._stage, self._scenery = stage, scenery
        self._shadows: dict[int, tuple[Any, complex]] = {}

    def draw_pool(self, canvas: Any, at: complex, height: float, time: float) -> None:
        """Light on the ground behind a figure, so that dark stands against bright at any hour."""
        stage, fire = self._stage, self._scenery.lamp is not None
        lit = float(stage.palette.ground.mean())
        strength = 0.30 if fire else 0.26 * max(0.0, 1 - lit / 250) * min(1.2, stage.mood.glow)
        strength *= 1 + 0.12 * flicker(time) * fire
        tone = FIRE if fire else stage.palette.key
        if strength >= 0.02:
            _shine(canvas, at - 0.10j * height, complex(1.2, 0.42) * height, tone, strength)
        if self._scenery.sky and not fire:
            # by night mist behind them takes the light, too, up to their heads
            small = 1 - step(0.30, 0.60, height / stage.height)
            misty = _NIGHT_MIST * small * step(105, 63, lit)
            if misty >= 0.02:
                _shine(canvas, at - 0.52j * height, complex(1.5, 0.85) * height, tone, misty)

    def draw_shadow(
        self, canvas: Any, at: complex, height: float, scale: float, baked: Baked
    ) -> None:
        """A figure's shadow or reflection, drawn towards us: the light stands behind it."""
        stage, lamp, x, feet = self._stage, self._scenery.lamp, at.real, at.imag
        light = stage.sun if lamp is None else lamp[0]
        skew = max(-0.9, min(0.9, (x - light) / stage.width * 1.5))
        wet = self._scenery.ground.wet + 0.25 * (stage.mood.rain > 0)
        share = min(0.30 + 0.55 * wet, 0.85)
        foot = paint(stage.palette.ink, 0.75)
        foot.setMaskFilter(soft(height * 0.014))
        canvas.drawOval(
            skia.Rect.MakeLTRB(
                x - height * 0.11, feet - height * 0.010, x + height * 0.12, feet + height * 0.020
            ),
            foot,
        )
        shadow, corner = self._shadow(baked)
        step = _COARSE / baked.fine
        canvas.save()
        canvas.translate(x, feet)
        canvas.skew(skew, 0)
        canvas.scale(scale * step, -scale * step * (0.62 if stage.aerial else 0.5))
        linear = skia.SamplingOptions(skia.FilterMode.kLinear)
        left, top = corner.real / _COARSE, corner.imag / _COARSE
        canvas.drawImage(shadow, left, top, linear, skia.Paint(Alphaf=share))
        canvas.restore()

    def _shadow(self, baked: Baked) -> tuple[Any, complex]:
        """The shadow's picture, and its corner about the feet in the plates' pixels."""
        key = id(baked.plates[0]) if baked.plates else 0
        if key not in self._shadows:
            plates = baked.plates or (Plate(np.zeros((1, 1, 4), np.uint8), 0, 0),)
            left, top = min(one.left for one in plates), min(one.top for one in plates)
            picture = _shadow_of(plates, left, top, self._stage)
            self._shadows[key] = picture, complex(left, top) - baked.feet
        return self._shadows[key]


def _shine(canvas: Any, middle: complex, reach: complex, tone: Colour, strength: float) -> None:
    """An oval of light that fades out, so far across and down."""
    red, green, blue = (float(part) / 255 for part in tone)
    stops = [
        skia.Color4f(red, green, blue, strength * share).toColor()
        for share in (1.0, 0.72, 0.30, 0.08, 0.0)
    ]
    canvas.save()
    canvas.translate(middle.real, middle.imag)
    canvas.scale(reach.real, reach.imag)
    shader = skia.GradientShader.MakeRadial((0, 0), 1.0, stops, [0, 0.3, 0.6, 0.82, 1])
    area = skia.Rect.MakeLTRB(-1, -1, 1, 1)
    canvas.drawRect(area, skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kPlus))
    canvas.restore()


def _shadow_of(plates: tuple[Plate, ...], left: int, top: int, stage: Stage) -> Any:
    width = max(one.left + one.pixels.shape[1] for one in plates) - left
    height = max(one.top + one.pixels.shape[0] for one in plates) - top
    cover = np.zeros((height, width), np.uint8)
    for plate in plates:
        y, x = plate.top - top, plate.left - left
        area = cover[y : y + plate.pixels.shape[0], x : x + plate.pixels.shape[1]]
        np.maximum(area, plate.pixels[..., 3], out=area)
    small = (max(1, width // _COARSE), max(1, height // _COARSE))
    dim = cv2.resize(cover, small, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    dim = blurred(dim, max(0.6, small[1] * 0.012))
    # It fades with its distance from the feet.
    dim *= np.linspace(0.12, 1.0, small[1], dtype=np.float32)[:, None]
    whole = np.empty((*dim.shape, 4), np.float32)
    whole[..., :3] = stage.palette.ink[::-1]
    whole[..., 3] = 255
    return bgra_image((whole * dim[..., None]).astype(np.uint8))
