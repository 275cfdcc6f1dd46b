"""A great hall: pillars in the half dark, tall windows with shafts of light, a hearth."""

from __future__ import annotations

from typing import Any

import numpy as np

from render.engines.animatic.layers import Layer, blurred, present
from render.engines.animatic.pen import Shape, blob, box, colour, image, mix, polygon
from render.engines.animatic.sets import room
from render.engines.animatic.stage import Ground, Scenery, Stage


def build(stage: Stage) -> Scenery:
    """The light falls from high windows on one side, the fire burns on the other."""
    floor = stage.down(0.26)
    u = stage.unit
    windows = [
        (stage.across(share) - 0.055 * u, floor - 0.50 * u, 0.11 * u, 0.30 * u)
        for share in (0.16, 0.36, 0.56)
    ]
    fire = (stage.across(0.80), floor - 0.11 * u)
    ink = mix(stage.palette.ink, colour("#0a0807"), 0.6)
    stone = colour("#85796a")
    rooms = [room.Room(stage, floor, fire, place) for place in windows]
    glass: list[Any] = []
    for each in rooms:
        glass += room.window(each, columns=2, rows=4, arched=True)
    return Scenery(
        behind=present(
            room.walls(rooms[1], stone, colour("#6a5f52"), boards=0.40, reach=1.15),
            *glass,
            *room.hearth(rooms[1], 0.30, 0.27),
            *_banners(stage, floor),
            _shafts(stage, windows, floor),
            room.glow(rooms[1], 1.0, 0.36),
            stage.solid(
                _table(stage, floor),
                ink,
                mix(ink, colour("#2a1c12"), 0.5),
                1.1,
                rough=0.4,
                rim=0.25,
                haze=0,
                seed=91,
            ),
            _pillars(stage, ink),
        ),
        before=(),
        ground=Ground(0.60, 0.66, 0.80, wet=0.22),
        sky=False,
        lamp=fire,
    )


def _shafts(stage: Stage, windows: list[tuple[float, float, float, float]], floor: float) -> Layer:
    """Slanting light with dust in it."""
    card = stage.card()
    slant = -0.62 * stage.side * -1
    for left, top, wide, high in windows:
        fall = floor + 0.28 * stage.unit - top
        run = fall * slant
        card.cut(
            polygon(
                [
                    (left, top),
                    (left + wide, top),
                    (left + wide + run, top + fall),
                    (left + wide + run - wide * 0.4, top + fall + high * 0.3),
                    (left + run, top + fall),
                ]
            )
        )
    mask = blurred(card.mask, 0.012 * stage.unit)
    fade = np.linspace(1.0, 0.15, mask.shape[0], dtype=np.float32)[:, None]
    strength = 0.10 + 0.12 * min(1.5, stage.mood.glow)
    cover = np.ascontiguousarray(mask * fade * np.float32(strength))
    return Layer(image(stage.palette.key, cover), -stage.margin, -stage.bleed, 1.25, glows=True)


def _pillars(stage: Stage, ink: Any) -> Layer | None:
    shapes: list[Shape] = []
    u = stage.unit
    foot = stage.down(0.40)
    for share in (-0.06, 0.265, 0.665, 0.985):
        x, half = stage.across(share), 0.030 * u
        shapes.append(box(x - half, -stage.bleed, 2 * half, foot + stage.bleed))
        shapes.append(
            polygon(
                [
                    (x - half * 1.7, foot),
                    (x - half * 1.3, foot - 0.05 * u),
                    (x + half * 1.3, foot - 0.05 * u),
                    (x + half * 1.7, foot),
                ]
            )
        )
        top = foot - 0.62 * u
        shapes.append(
            polygon(
                [
                    (x - half, top),
                    (x - half * 2.2, top - 0.06 * u),
                    (x + half * 2.2, top - 0.06 * u),
                    (x + half, top),
                ]
            )
        )
        for sign in (-1, 1):
            arch = [
                (x + sign * half, top - 0.05 * u, 1.0),
                (x + sign * 0.10 * u, top - 0.14 * u),
                (x + sign * 0.20 * u, top - 0.175 * u),
                (x + sign * 0.20 * u, top - 0.24 * u, 1.0),
                (x + sign * half, top - 0.24 * u, 1.0),
            ]
            shapes.append(blob(arch))
    return stage.solid(
        shapes,
        ink,
        mix(ink, colour("#3a332b"), 0.5),
        1.0,
        grain=(20, 14),
        rough=0.5,
        rim=0.28,
        haze=0,
        seed=92,
        rim_width=0.006,
    )


def _banners(stage: Stage, floor: float) -> tuple[Any, ...]:
    u, layers = stage.unit, list[Any]()
    for share, tone in ((0.26, "#5a1c1c"), (0.46, "#4a2a16"), (0.66, "#5a1c1c")):
        x, top = stage.across(share), floor - 0.50 * u
        cloth = polygon(
            [
                (x - 0.026 * u, top),
                (x + 0.026 * u, top),
                (x + 0.026 * u, top + 0.22 * u),
                (x, top + 0.185 * u),
                (x - 0.026 * u, top + 0.22 * u),
            ]
        )
        dim = colour(tone) * np.float32(0.55 + 0.2 * stage.palette.ground.mean() / 255)
        layers.append(stage.flat([cloth], dim, 1.45))
    return tuple(layers)


def _table(stage: Stage, floor: float) -> list[Shape]:
    u, x, y = stage.unit, stage.across(0.36), floor + 0.08 * stage.unit
    shapes: list[Shape] = [box(x - 0.30 * u, y - 0.11 * u, 0.60 * u, 0.018 * u)]
    shapes += [box(x + off * u, y - 0.10 * u, 0.02 * u, 0.12 * u) for off in (-0.26, 0.0, 0.24)]
    shapes += [box(x + off * u, y - 0.20 * u, 0.014 * u, 0.22 * u) for off in (-0.36, 0.35)]
    shapes += [box(x + off * u, y - 0.10 * u, 0.07 * u, 0.014 * u) for off in (-0.36, 0.294)]
    return shapes
