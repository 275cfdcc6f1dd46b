"""Plants: grass before the lens, conifers, bare trees."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.camera import NEAREST
from render.engines.animatic.layers import Element, Layer, present
from render.engines.animatic.noise import seed_of
from render.engines.animatic.pen import Point, Shape, blob, mix, polygon, skia, tube
from render.engines.animatic.stage import Stage


def grass(
    stage: Stage, *, count: int = 150, tall: float = 0.22, spread: bool = False
) -> tuple[Element, ...]:
    """Blades before the lens, out of focus, swaying; at both edges, or all along the foot."""
    if stage.aerial:
        return ()
    rng = np.random.default_rng(seed_of(stage.seed, "grass"))
    clumps: dict[bool, list[tuple[Shape, float]]] = {False: [], True: []}
    for _ in range(count):
        right = bool(rng.random() < 0.4)
        if spread:
            across = float(rng.uniform(-0.1, 1.1))
            thin = 0.35 + 0.65 * min(1.0, abs(across - 0.55) * 2.2)
        else:
            across = float(rng.normal(1.0 if right else 0.02, 0.06))
            thin = 1.0
        length = float(rng.uniform(0.4, 1.0)) * tall * stage.height * thin
        lean = float(rng.uniform(0.06, 0.5)) * -stage.side
        edge = 0.0 if spread else 0.11 * max(0.0, 1 - abs(across - (1 if right else 0)) * 5)
        x = stage.width * (across if stage.side > 0 else 1 - across)
        y = stage.height * (1.03 + float(rng.uniform(0, 0.05)) - edge)
        shape = skia.Path()
        shape.moveTo(x, y)
        shape.quadTo(x + length * lean * 0.25, y - length * 0.65, x + length * lean, y - length)
        clumps[right].append((shape, stage.height * float(rng.uniform(0.0022, 0.0055))))
    lean = -0.10 * stage.side * (0.2 + stage.mood.wind)
    return present(*(_clump(stage, blades, lean) for blades in clumps.values()))


def _clump(stage: Stage, blades: list[tuple[Shape, float]], sway: float) -> Layer | None:
    card = stage.card()
    pen = skia.Paint(
        AntiAlias=True,
        Color=0xFFFFFFFF,
        Style=skia.Paint.kStroke_Style,
        StrokeCap=skia.Paint.kRound_Cap,
    )
    for shape, wide in blades:
        pen.setStrokeWidth(wide)
        card.canvas.drawPath(shape, pen)
    tone = stage.palette.ink
    if stage.mood.snow:
        tone = mix(tone, stage.palette.ground, 0.25)
    return stage.flat(card, tone, NEAREST, blur=0.0034, sway=sway)


def pine(x: float, foot: float, tall: float, rng: np.random.Generator) -> Shape:
    """A conifer as a ragged spire."""
    wide = tall * float(rng.uniform(0.15, 0.21))
    tiers = 9
    left: list[Point] = []
    right: list[Point] = []
    for tier in range(tiers):
        down = (tier + 1) / tiers
        y = foot - tall + down * tall * 0.93
        reach = wide * down**0.85
        for side in (left, right):
            sign = -1 if side is left else 1
            out = reach * float(rng.uniform(0.75, 1.15))
            side.append((x + sign * out, y + tall * 0.018))
            side.append((x + sign * out * 0.52, y - tall * 0.012))
    trunk = wide * 0.10
    return polygon(
        [
            (x, foot - tall),
            *right,
            (x + trunk, foot - tall * 0.07),
            (x + trunk, foot),
            (x - trunk, foot),
            (x - trunk, foot - tall * 0.07),
            *reversed(left),
        ]
    )


def crown(x: float, foot: float, tall: float, rng: np.random.Generator) -> list[Shape]:
    """A leafy tree: a trunk under a cloud of leaves."""
    shapes: list[Shape] = [
        tube([(x, foot), (x, foot - tall * 0.5)], (tall * 0.07, tall * 0.045)),
    ]
    for _ in range(9):
        turn, out = float(rng.uniform(0, 2 * math.pi)), float(rng.uniform(0.0, 0.26)) * tall
        size = float(rng.uniform(0.13, 0.23)) * tall
        middle = (x + math.cos(turn) * out * 1.15, foot - tall * 0.66 - math.sin(turn) * out * 0.8)
        ring = [
            (
                middle[0] + math.cos(angle) * size * float(rng.uniform(0.8, 1.2)),
                middle[1] + math.sin(angle) * size * float(rng.uniform(0.7, 1.05)),
            )
            for angle in np.linspace(0, 2 * math.pi, 10)[:-1]
        ]
        shapes.append(blob(ring))
    return shapes


def bare_tree(
    x: float, foot: float, tall: float, rng: np.random.Generator, lean: float = 0.0
) -> list[Shape]:
    """A leafless tree, forked five times."""
    shapes: list[Shape] = []

    def grow(start: Point, angle: float, length: float, wide: float, forks: int) -> None:
        bend = float(rng.normal(0, 0.16))
        middle = (
            start[0] + math.sin(angle + bend) * length * 0.5,
            start[1] - math.cos(angle + bend) * length * 0.5,
        )
        end = (start[0] + math.sin(angle) * length, start[1] - math.cos(angle) * length)
        shapes.append(tube([start, middle, end], (wide, wide * 0.82, wide * 0.62)))
        if forks == 0:
            return
        for side in (-1, 1, 0) if rng.random() < 0.35 else (-1, 1):
            turn = (
                angle
                + side * float(rng.uniform(0.25, 0.62))
                + lean * 0.25
                + float(rng.normal(0, 0.08))
            )
            grow(end, turn, length * float(rng.uniform(0.62, 0.82)), wide * 0.62, forks - 1)

    grow((x, foot), lean, tall * 0.34, tall * 0.055, 5)
    return shapes
