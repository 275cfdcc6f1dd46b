"""Gulls and crows that sail across the sky."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from render.engines.animatic.camera import View
from render.engines.animatic.layers import Element
from render.engines.animatic.noise import step
from render.engines.animatic.pen import Colour, Point, mix, paint, skia
from render.engines.animatic.stage import Stage


@dataclass(frozen=True, slots=True)
class Birds:
    """A few gulls or crows that sail across the sky."""

    start: Point
    tone: Colour
    size: float
    speed: float
    count: int
    depth: float = 3.0

    def draw(self, canvas: Any, view: View, time: float) -> None:
        """Two strokes for each bird, beating now and then."""
        pen = paint(
            self.tone, 0.75, Style=skia.Paint.kStroke_Style, StrokeWidth=max(0.8, self.size * 0.16)
        )
        for bird in range(self.count):
            own = bird * 1.7
            x = self.start[0] + self.speed * time + math.sin(bird * 2.4) * self.size * 9
            y = (
                self.start[1]
                + math.cos(bird * 3.7) * self.size * 4
                + math.sin(time * 0.8 + own) * self.size
            )
            x, y = view.at(x, y, self.depth)
            size = self.size * (0.75 + 0.25 * math.cos(bird * 5.1))
            glide = step(-0.2, 0.5, math.sin(time * 0.9 + own))
            beat = math.sin(time * 9 + own) * 0.7 * glide + 0.25
            wing = skia.Path()
            wing.moveTo(x - size, y - beat * size * 0.6)
            wing.quadTo(x - size * 0.4, y - size * 0.35 - beat * size * 0.25, x, y)
            wing.quadTo(
                x + size * 0.4,
                y - size * 0.35 - beat * size * 0.25,
                x + size,
                y - beat * size * 0.6,
            )
            canvas.drawPath(wing, pen)


def birds(
    stage: Stage, across: float = 0.56, up: float = 0.22, count: int = 5
) -> tuple[Element, ...]:
    """Birds by day in fair weather; none at night or in a storm."""
    mood = stage.mood
    if mood.rain > 0.8 or mood.snow or mood.stars > 0.5 or mood.fog > 0.8:
        return ()
    tone = mix(stage.palette.mid, stage.palette.haze, 0.2)
    start = (stage.across(across), stage.up(up / stage.lens.zoom))
    speed = stage.width * 0.012 * stage.side
    return (Birds(start, tone, stage.unit * 0.011 / stage.lens.zoom, speed, count),)
