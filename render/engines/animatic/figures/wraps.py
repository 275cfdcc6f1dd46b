"""Cloaks, collars and scarves, seen from before and behind."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import (
    Spot,
    blob,
    oval,
    tube,
)
from render.engines.animatic.figures.frame import Frame
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.figures.skirts import folds
from render.engines.animatic.pen import Colour, colour

_STEEL = colour("#5e656d")


def cloak_part(
    look: Look, frame: Frame, lower: list[complex], half: float, drift: float, *, front: bool
) -> Part:
    k, neck = frame.k, frame.neck
    top = neck.imag + 38 * k
    hem = lower[0].imag
    left = [
        neck + complex(-26, -6) * k,
        complex(-frame.broad - 10 * k, top + 4 * k),
        complex(-frame.broad - 24 * k, top + 150 * k),
    ]
    line: list[Spot] = [
        *left,
        complex(-half - 24 * k + drift * 1.6, hem),
        complex(drift, hem + 8 * k),
        complex(half + 24 * k + drift * 1.6, hem),
        *(complex(-p.real, p.imag) for p in reversed(left)),
    ]
    rng = np.random.default_rng(look.seed + 7)
    marks = folds(
        rng,
        complex(-frame.broad * 0.8, top),
        complex(frame.broad * 0.8, top),
        complex(-half - 20 * k + drift, hem),
        complex(half + 20 * k + drift, hem),
        11,
        7,
        15,
    )
    stains: tuple[Stain, ...] = ()
    if front:
        gap = tube(
            [neck + 10j * k, complex(4 * k, top + 140 * k), complex(-4 * k + drift, hem)],
            (3, 9, 12),
        )
        marks.append(Mark(gap, -9, 2.5))
        clasp = oval(0, top + 4 * k, 8 * k, 8 * k)
        stains = (Stain(clasp, look.accent, 0.95, 0.5), Stain(gap, look.accent, 0.35, 1.5))
    return Part((blob(line),), look.cloth, tuple(marks), stains, gloss=0.9)


def collar_parts(look: Look, frame: Frame, *, front: bool) -> list[Part]:
    k, neck = frame.k, frame.neck
    if look.wear not in ("coat", "uniform", "suit", "armour"):
        return []
    tone: Colour = (
        _STEEL
        if look.wear == "armour"
        else look.accent * 0.7
        if look.wear == "uniform"
        else look.cloth
    )
    crease = Mark(
        tube([neck + complex(-34, -8) * k, neck + 4j * k, neck + complex(34, -8) * k], (2, 6, 2)),
        -4,
        2,
    )
    if not front:
        line: list[Spot] = [
            neck + complex(x, y) * k
            for x, y in ((-40, 6), (-36, -26), (0, -18), (36, -26), (40, 6), (0, 22))
        ]
        return [Part((blob(line),), tone, (crease,), gloss=1.2)]
    wings: list[Part] = []
    for side in (-1, 1):
        line = [
            neck + complex(side * x, y) * k
            for x, y in ((40, 6), (36, -26), (24, -18), (6, 22), (18, 44), (34, 26))
        ]
        wings.append(Part((blob(line),), tone, gloss=1.2))
    return wings


def throat_parts(look: Look, frame: Frame, view: str, breeze: Breeze) -> list[Part]:
    """The accent at the neck, and its tail in the wind."""
    k, neck = frame.k, frame.neck
    front = view in ("front", "quarter")
    rolls = (
        Mark(
            tube(
                [
                    neck + complex(-32, -12) * k,
                    neck + complex(2, 0) * k,
                    neck + complex(32, -10) * k,
                ],
                (2, 7, 2),
            ),
            -6,
            1.8,
        ),
        Mark(
            tube(
                [
                    neck + complex(-28, -24) * k,
                    neck + complex(0, -14) * k,
                    neck + complex(30, -22) * k,
                ],
                (2, 5, 2),
            ),
            5,
            2,
        ),
    )
    if look.mark == "scarf":
        wrap = blob(
            [
                neck + complex(x, y) * k
                for x, y in (
                    (-42, 2),
                    (-35, -30),
                    (0, -18 if front else -34),
                    (35, -30),
                    (42, 2),
                    (2, 20),
                )
            ]
        )
        wind = min(1.0, breeze.strength)
        points: list[Spot] = []
        for at in range(7):
            wave = 12 * (at / 6) * breeze.gust(0.5 - at * 0.9)
            hang = complex(16 + wave * 0.8, 8 + at * 21)
            fly = complex(-10 - at * 24, -2 + at * 5 + wave)
            points.append(neck + (hang * (1 - wind) + fly * wind) * k)
        tail = tube(points, [w * k for w in (18, 24, 27, 28, 31)], flat=True)
        line = [p for p in points if isinstance(p, complex)]
        furrow = Mark(tube(line, (1, 6, 5, 4)), -5, 2)
        parts = [
            Part((tail,), look.accent, (furrow,), gloss=0.7, puff=0.7),
            Part((wrap,), look.accent, rolls, gloss=0.7),
        ]
        return parts if front else parts[::-1]
    if not front:
        return []
    if look.wear in ("coat", "suit") or look.mark == "collar":
        x = 6 if view == "quarter" else 0
        tie = blob(
            [
                neck + complex(a * 0.86 + x, b * 0.72 - 2) * k
                for a, b in (
                    (-24, -20),
                    (0, -4),
                    (24, -20),
                    (23, 2),
                    (12, 28),
                    (0, 44),
                    (-12, 28),
                    (-23, 2),
                )
            ]
        )
        tone = look.accent if look.mark == "collar" else colour("#6c6456")
        knot = Mark(
            tube([neck + complex(x, -8) * k, neck + complex(x, 34) * k], (3, 7, 3)), -5, 1.6
        )
        return [Part((tie,), tone, (knot, rolls[0]), gloss=0.7)]
    return []
