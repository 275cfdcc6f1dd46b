"""Draws the detail that an insert is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from render.engines.animatic.camera import View
from render.engines.animatic.figures.baking import Setting
from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.inserts import Insert
from render.engines.animatic.figures.person import LAMPLIGHT, flame_of
from render.engines.animatic.figures.puppet import Puppet, Stir
from render.engines.animatic.figures.relief import Lamp
from render.engines.animatic.layers import flicker
from render.engines.animatic.pen import paint, skia, soft
from render.engines.animatic.stage import Stage


class Detail:
    """An insert, baked."""

    def __init__(self, insert: Insert, stage: Stage, setting: Setting, seconds: float) -> None:
        self._insert, self._stage, self._seconds = insert, stage, seconds
        base = min(stage.height, stage.width * 0.62)
        scale = insert.size * base
        facing = stage.side if not insert.slit else 1.0
        seat = Seat(complex(scale), 0j, facing < 0)
        middle = complex(stage.width * (0.5 + 0.03 * facing), stage.height * 0.50)
        seat = Seat(complex(scale), middle - seat(insert.middle), facing < 0)
        flame = flame_of(list(insert.plies))
        if flame is not None:
            lamp = Lamp(LAMPLIGHT, 1.7, -0.02, at=seat(flame), reach=200 * scale)
            lighting = setting.lighting
            setting = replace(setting, lighting=replace(lighting, lamps=(*lighting.lamps, lamp)))
        self._flame = None if flame is None else seat(flame)
        self._scale = scale
        frame = (
            -stage.margin,
            -stage.bleed,
            stage.width + stage.margin,
            stage.height + stage.bleed,
        )
        hip = stage.height * 1.2
        stir = Stir(1.2 * scale, 0.03, scale, facing, hip, hip, stage.height * 0.2, phase=0.8)
        self._puppet = Puppet(insert.plies, seat, frame, setting, stir)

    def draw(self, canvas: Any, view: View, time: float, bright: float) -> None:
        left, top = view.at(0.0, 0.0, 0.62)
        done = min(1.0, time / self._seconds)
        if self._flame is not None:
            self._glow(canvas, view, time, 0.5)
        self._puppet.draw(canvas, (left, top, view.scale(0.62)), time, done, bright)
        if self._flame is not None:
            self._glow(canvas, view, time, 0.3)
        if self._insert.slit:
            self._draw_slit(canvas)

    def _glow(self, canvas: Any, view: View, time: float, power: float) -> None:
        flame = self._flame or 0j
        x, y = view.at(flame.real, flame.imag, 0.62)
        for reach, alpha in ((60, 0.6), (210, 0.4)):
            pen = paint(LAMPLIGHT, alpha * power * (1 + 0.08 * flicker(time)))
            pen.setMaskFilter(soft(reach * self._scale * 0.5))
            pen.setBlendMode(skia.BlendMode.kPlus)
            canvas.drawCircle(x, y, reach * self._scale * 0.6, pen)

    def _draw_slit(self, canvas: Any) -> None:
        """Darkness above and below a band of light."""
        height, width = self._stage.height, self._stage.width
        dark = [0xFA040406, 0xF0040406, 0x00040406, 0x00040406, 0xF0040406, 0xFA040406]
        band = [0.0, 0.28, 0.37, 0.62, 0.72, 1.0]
        shader = skia.GradientShader.MakeLinear([(0, 0), (width * 0.04, height)], dark, band)
        canvas.drawRect(skia.Rect.MakeWH(width, height), skia.Paint(Shader=shader))
