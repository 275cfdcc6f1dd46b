"""Fire and its light: flames, halos, candles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from render.engines.animatic.camera import View
from render.engines.animatic.layers import flicker
from render.engines.animatic.pen import Colour, Point, blob, colour, paint, skia, soft

FIRE = colour("#ff9440")


@dataclass(frozen=True, slots=True)
class Halo:
    """A soft round light that may flicker."""

    middle: Point
    reach: float
    tone: Colour
    strength: float
    pulse: float
    depth: float

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Add the light to what is there."""
        x, y = view.at(*self.middle, self.depth)
        power = self.strength * (1 + self.pulse * flicker(time))
        red, green, blue = (float(part) / 255 for part in self.tone)
        stops = [
            skia.Color4f(red, green, blue, min(1.0, power * share)).toColor()
            for share in (1.0, 0.55, 0.22, 0.06, 0.0)
        ]
        shader = skia.GradientShader.MakeRadial((x, y), self.reach, stops, [0, 0.2, 0.45, 0.72, 1])
        area = skia.Rect.MakeLTRB(x - self.reach, y - self.reach, x + self.reach, y + self.reach)
        canvas.drawRect(area, skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kPlus))


@dataclass(frozen=True, slots=True)
class Flames:
    """A fire of so many tongues, `wide` and `tall` pixels, its foot at a point."""

    foot: Point
    wide: float
    tall: float
    depth: float = 1.3
    tongues: int = 7

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Three shells of flame, white inside, and a few sparks."""
        x, y = view.at(*self.foot, self.depth)
        scale = view.scale(self.depth)
        wide, tall = self.wide * scale, self.tall * scale
        for shell, tone, alpha in (
            (1.0, "#e8541c", 0.62),
            (0.72, "#ff9a34", 0.8),
            (0.42, "#ffe2a0", 0.95),
        ):
            pen = paint(colour(tone), alpha, BlendMode=skia.BlendMode.kPlus)
            pen.setMaskFilter(soft(wide * 0.025 * (1.6 - shell)))
            for tongue in range(self.tongues):
                place = (tongue + 0.5) / self.tongues - 0.5
                lick = 0.62 + 0.24 * math.sin(time * (6.1 + tongue * 0.7) + tongue * 2.1)
                lick += 0.16 * math.sin(time * 11.3 + tongue * 4.4)
                high = tall * shell * lick * (1 - 1.5 * place * place)
                base = x + place * wide * (0.55 + 0.45 * shell)
                half = wide * 0.115 * (0.4 + 0.6 * shell)
                tip = base + math.sin(time * 4.3 + tongue * 1.9) * wide * 0.06
                canvas.drawPath(
                    blob(
                        [
                            (base - half, y),
                            (base - half * 0.9, y - high * 0.35),
                            (tip, y - high, 1.0),
                            (base + half * 0.9, y - high * 0.35),
                            (base + half, y),
                        ]
                    ),
                    pen,
                )
        spark = paint(colour("#ffc070"), 0.9)
        for number in range(6):
            age = (time * (0.55 + 0.07 * number) + number * 0.37) % 1.0
            drift = math.sin(age * 7 + number * 2.2) * wide * 0.14
            spark.setAlphaf(max(0.0, 0.9 * (1 - age)))
            canvas.drawCircle(
                x + (number / 5 - 0.5) * wide * 0.6 + drift,
                y - tall * (0.4 + 1.5 * age),
                max(0.5, wide * 0.012),
                spark,
            )


def candle(x: float, foot: float, tall: float) -> tuple[Any, ...]:
    """A candle with its flame and glow."""
    top = foot - tall
    return (
        Stick(x, foot, tall),
        Flames((x, top), tall * 0.30, tall * 0.55, 1.0, 1),
        Halo((x, top - tall * 0.2), tall * 3.4, FIRE, 0.42, 0.12, 1.0),
    )


@dataclass(frozen=True, slots=True)
class Stick:
    """The wax of a candle."""

    x: float
    foot: float
    tall: float

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """A pale upright."""
        x, y = view.at(self.x, self.foot, 1.0)
        tall = self.tall * view.scale(1.0)
        wax = skia.Rect.MakeXYWH(x - tall * 0.09, y - tall, tall * 0.18, tall)
        canvas.drawRect(wax, paint(colour("#c9a878")))
