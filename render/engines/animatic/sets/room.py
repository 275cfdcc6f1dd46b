"""What interiors have: lit walls and floor, a window on the weather, a hearth, candles, beams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from render.engines.animatic.layers import Layer
from render.engines.animatic.noise import cloudy, seed_of, smooth
from render.engines.animatic.pen import (
    Colour,
    Field,
    Point,
    Shape,
    blob,
    box,
    colour,
    floats,
    mix,
    polygon,
    skia,
)
from render.engines.animatic.sets.fire import FIRE, Flames, Halo
from render.engines.animatic.stage import Stage


@dataclass(frozen=True, slots=True)
class Room:
    """The measures of a room, in pixels."""

    stage: Stage
    floor: float
    """Where the wall meets the floor."""
    fire: Point
    """The middle of the fire, or of the brightest lamp."""
    window: tuple[float, float, float, float] | None
    """Left, top, width, height."""

    @property
    def ambient(self) -> Colour:
        """The light that comes in from outside."""
        ground = self.stage.palette.ground
        return (ground * np.float32(0.46) + floats(20, 16, 13)).astype(np.float32)


def walls(room: Room, wall: Colour, floor: Colour, *, boards: float, reach: float = 1.0) -> Layer:
    """Wall and floor under the room's light; `boards` is the width of a board in units."""
    stage = room.stage

    def colours(across: Field, down: Field) -> tuple[Field, Field]:
        x, y = (across - room.fire[0]) / stage.unit, (down - room.fire[1]) / stage.unit
        below = smooth(-0.004, 0.004, (down - room.floor) / stage.unit)
        shape = (x + y).shape
        strokes = cloudy(
            seed_of(stage.layout_seed, "wall"), shape[0], shape[1], 30, 7, 4
        ) * np.float32(0.35)
        strokes = strokes + cloudy(
            seed_of(stage.layout_seed, "grain"), shape[0], shape[1], 7, 44, 4
        ) * np.float32(0.3)
        deep = (down - room.floor) / stage.unit + np.float32(0.12)
        planks = (across - stage.width / 2) / stage.unit / np.maximum(deep, 0.05) * np.float32(0.55)
        gaps = 1 - 0.55 * smooth(0.90, 0.97, np.abs((planks % 1.0) * 2 - 1).astype(np.float32))
        columns = ((across / stage.unit / boards) % 1.0).astype(np.float32)
        joints = 1 - 0.45 * smooth(0.93, 0.985, np.abs(columns * 2 - 1))
        upright = (wall / 255) * ((0.62 + strokes) * joints)[..., None]
        level = (floor / 255) * ((0.55 + strokes) * gaps)[..., None]
        albedo = upright + (level - upright) * below[..., None]
        far = np.sqrt(x * x + (y * 1.1) ** 2)
        fire = (
            1.0 / (1.0 + (far / (0.30 * reach)) ** 2) * np.float32(0.25 + 0.75 * stage.mood.lamps)
        )
        light = room.ambient + _window_light(room, across, down)
        light = light + (fire * 330)[..., None] * (FIRE / 255)
        high = smooth(0.35, 0.75, (room.floor - down) / stage.unit)
        tone = albedo * light * (1 - 0.35 * high)[..., None]
        corner = np.exp(-(((down - room.floor) / (0.05 * stage.unit)) ** 2))
        tone = tone * (1 - 0.35 * corner)[..., None]
        return tone.astype(np.float32), np.ones(shape, np.float32)

    return stage.painted(colours, 1.5)


def _window_light(room: Room, across: Field, down: Field) -> Field:
    """The shaft that falls from the window away from it, and its patch on the floor."""
    if room.window is None:
        return np.zeros((1, 1, 1), np.float32)
    left, top, wide, high = room.window
    stage = room.stage
    middle, foot = left + wide / 2, top + high
    lean = 0.42 * -stage.side
    x = (across - middle + (down - foot) * lean) / (wide * 0.75)
    fall = smooth(0.0, 0.25, (down - top) / stage.unit) * np.exp(
        -np.maximum(0, down - foot) / stage.unit / 0.6
    )
    shaft = np.exp(-(x**4)) * fall
    power = 0.42 + 0.4 * min(1.4, stage.mood.glow)
    return ((shaft * power)[..., None] * stage.palette.key * np.float32(0.75)).astype(np.float32)


def window(room: Room, *, columns: int = 3, rows: int = 4, arched: bool = False) -> tuple[Any, ...]:
    """The window: weather outside, glazing bars, and its glow."""
    if room.window is None:
        return ()
    stage, palette = room.stage, room.stage.palette
    left, top, wide, high = room.window
    pane = skia.Path()
    if arched:
        pane.moveTo(left, top + high)
        pane.lineTo(left, top + wide * 0.45)
        pane.cubicTo(
            left,
            top + wide * 0.05,
            left + wide * 0.35,
            top - wide * 0.14,
            left + wide / 2,
            top - wide * 0.22,
        )
        pane.cubicTo(
            left + wide * 0.65,
            top - wide * 0.14,
            left + wide,
            top + wide * 0.05,
            left + wide,
            top + wide * 0.45,
        )
        pane.lineTo(left + wide, top + high)
        pane.close()
    else:
        pane = box(left, top, wide, high)
    mask = stage.soften(stage.card().cut(pane).mask, 1.5)

    def colours(across: Field, down: Field) -> tuple[Field, Field]:
        share = np.clip((down - top) / high, 0, 1)
        stops = np.linspace(0.25, 1.0, len(palette.sky))
        sky = np.stack(
            [np.interp(share[:, 0], stops, palette.sky[:, part]) for part in range(3)], 1
        )
        clouds = cloudy(seed_of(stage.seed, "window"), mask.shape[0], mask.shape[1], 8, 7, 5)
        tone = sky[:, None, :] * (0.86 + 0.4 * (clouds - 0.4))[..., None] * np.float32(1.08)
        return tone.astype(np.float32), mask

    bars: list[Shape] = []
    bar = 0.0075 * stage.unit
    for at in range(1, columns):
        bars.append(
            box(
                left + wide * at / columns - bar / 2,
                top - wide * 0.2 * arched,
                bar,
                high + wide * 0.2 * arched,
            )
        )
    for at in range(1, rows):
        bars.append(box(left, top + high * at / rows - bar / 2, wide, bar))
    rim = 0.018 * stage.unit
    if not arched:
        for x, y, w, h in (
            (left - rim, top - rim, wide + 2 * rim, rim),
            (left - rim, top + high, wide + 2 * rim, rim * 1.3),
            (left - rim, top, rim, high),
            (left + wide, top, rim, high),
        ):
            bars.append(box(x, y, w, h))
    frame = mix(palette.ink, colour("#3a2a1e"), 0.35)
    return (
        stage.painted(colours, 1.55),
        stage.flat(bars, frame, 1.5),
        _halo(
            stage, (left + wide / 2, top + high / 2), max(wide, high) * 0.9, palette.sky[5], 0.30
        ),
    )


def _halo(stage: Stage, middle: Point, reach: float, tone: Colour, strength: float) -> Halo:
    return Halo(middle, reach, tone, strength, 0.0, 1.5)


def glow(room: Room, reach: float = 0.9, strength: float = 0.34) -> Halo:
    """The unsteady light that the fire throws into the room."""
    return Halo(room.fire, reach * room.stage.unit, FIRE, strength, 0.20, 1.3)


def hearth(room: Room, wide: float, high: float) -> tuple[Any, ...]:
    """A fireplace around `room.fire`: mantel, jambs, the black mouth, logs and flames."""
    stage, x = room.stage, room.fire[0]
    w, h = wide * stage.unit, high * stage.unit
    foot = room.floor + 0.012 * stage.unit
    mouth = blob(
        [
            (x - w / 2, foot, 1.0),
            (x - w / 2, foot - h * 0.72),
            (x - w * 0.3, foot - h * 0.95),
            (x, foot - h),
            (x + w * 0.3, foot - h * 0.95),
            (x + w / 2, foot - h * 0.72),
            (x + w / 2, foot, 1.0),
        ]
    )
    jamb = w * 0.20
    chimney = [
        (x - w * 0.72, foot),
        (x - w * 0.72, foot - h * 1.30),
        (x - w * 0.58, -stage.bleed),
        (x + w * 0.58, -stage.bleed),
        (x + w * 0.72, foot - h * 1.30),
        (x + w * 0.72, foot),
    ]
    stone = mix(colour("#57493d") / 255 * room.ambient * np.float32(1.1), FIRE, 0.10)
    shelf = box(x - w * 0.80, foot - h * 1.36, w * 1.60, h * 0.085)
    logs = [
        box(x - w * 0.34, foot - h * 0.10, w * 0.68, h * 0.09),
        box(x - w * 0.26, foot - h * 0.17, w * 0.5, h * 0.08),
    ]
    return (
        stage.solid(
            [polygon(chimney)],
            stone * np.float32(0.9),
            stone * np.float32(0.55),
            1.45,
            grain=(16, 18),
            rough=0.8,
            rim=0.10,
            haze=0,
            seed=71,
        ),
        stage.flat([mouth], colour("#0b0605"), 1.42),
        Halo((x, foot - h * 0.25), w * 0.75, colour("#ff7a2a"), 0.75, 0.15, 1.42),
        stage.flat(logs, colour("#1a0c07"), 1.4),
        Flames((x, foot - h * 0.10), w * 0.62, h * 0.72, 1.4),
        stage.solid(
            [shelf, box(x - w * 0.5 - jamb, foot - h * 0.1, jamb * 0.9, h * 0.1)],
            stone * np.float32(0.5),
            stone * np.float32(0.9),
            1.38,
            rough=0.4,
            rim=0.0,
            haze=0,
            seed=72,
        ),
    )


def beams(stage: Stage, tone: Colour, count: int = 2) -> Layer | None:
    """Dark beams under the ceiling."""
    shapes: list[Shape] = [
        box(
            -stage.margin,
            -stage.bleed,
            stage.width + 2 * stage.margin,
            stage.height * 0.055 + stage.bleed,
        )
    ]
    for at in range(count):
        x = stage.across(0.12 + 0.76 * at / max(1, count - 1))
        shapes.append(
            polygon(
                [
                    (x - 0.03 * stage.unit, 0),
                    (x + 0.03 * stage.unit, 0),
                    (x + 0.022 * stage.unit, stage.height * 0.10),
                    (x - 0.022 * stage.unit, stage.height * 0.10),
                ]
            )
        )
    return stage.flat(shapes, tone, 1.2, blur=0.002)
