"""The water about a swimmer: what it hides, the rings that go out, and what is left behind."""

from __future__ import annotations

import math
from typing import Any

from render.engines.animatic.palette import Palette
from render.engines.animatic.pen import mix, paint, skia, soft

_RINGS = 2
_FLAT = 0.13
"""How high a ring on the water looks, as a share of its width."""


def draw_wake(
    canvas: Any, at: complex, unit: float, time: float, facing: float, palette: Palette
) -> None:
    """Draw over a swimmer whose waterline is `at`; `unit` is a hundredth of a head in pixels."""
    chest = at + 70 * unit * facing
    water = mix(palette.sea_deep, palette.haze, 0.22)
    veil = paint(water, 0.85)
    veil.setMaskFilter(soft(5 * unit))
    canvas.drawOval(_oval(chest, 190 * unit, 9 * unit, 6 * unit), veil)
    light = mix(palette.sea_lit, palette.haze, 0.25)
    for ring in range(_RINGS):
        share = (0.55 * time + ring / _RINGS) % 1.0
        pen = paint(light, 0.5 * math.sin(math.pi * min(1.0, 0.12 + share)))
        pen.setStyle(skia.Paint.kStroke_Style)
        pen.setStrokeWidth((6 - 3 * share) * unit)
        pen.setMaskFilter(soft(1.2 * unit))
        wide = (110 + 170 * share) * unit
        around = _oval(chest - 60 * share * unit * facing, wide, wide * _FLAT)
        # only its near half: the far one lies behind the swimmer
        canvas.drawArc(around, 8, 164, False, pen)
    foam = paint(light, 0.8)
    foam.setMaskFilter(soft(3 * unit))
    for place, wide in ((120, 42), (20, 60), (-90, 46), (-190, 66), (-300, 50)):
        bob = 2.5 * unit * math.sin(5.0 * time + place)
        spot = at + complex(place * facing * unit, bob)
        canvas.drawOval(_oval(spot, wide * unit, 3.2 * unit), foam)


def _oval(middle: complex, across: float, down: float, drop: float = 0.0) -> Any:
    return skia.Rect.MakeLTRB(
        middle.real - across,
        middle.imag + drop - down,
        middle.real + across,
        middle.imag + drop + down,
    )
