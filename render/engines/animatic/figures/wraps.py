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
from render.engines.animatic.figures.scarves import tail, wound
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
        13,
        11,
        15,
    )
    stains: tuple[Stain, ...] = ()
    if front:
        gap = tube(
            [neck + 10j * k, complex(4 * k, top + 140 * k), complex(-4 * k + drift, hem)],
            (3, 9, 12),
        )
        marks.append(Mark(gap, -9, 2.5))
        within = blob(
            [
                neck + 30j * k,
                complex(22 * k, top + 150 * k),
                complex(34 * k + drift, hem),
                complex(-20 * k + drift, hem),
                complex(-6 * k, top + 150 * k),
            ]
        )
        stains = (Stain(within, look.cloth * 0.3, 0.85, 3.0), Stain(gap, look.accent, 0.35, 1.5))
    return Part((blob(line),), look.cloth, tuple(marks), stains, gloss=0.9)


def shoulder_cape(look: Look, frame: Frame, *, front: bool) -> Part:
    """The short cape over a cloak's shoulders, clasped at the throat."""
    k, neck = frame.k, frame.neck
    top = neck.imag + 38 * k
    left = [
        neck + complex(-27, -10) * k,
        complex(-frame.broad * 0.72, top - 16 * k),
        complex(-frame.broad - 12 * k, top + 16 * k),
        complex(-frame.broad - 30 * k, top + 92 * k),
    ]
    low = complex(0, top + 112 * k)
    line: list[Spot] = [
        *left[:3],
        (left[3].real, left[3].imag, 1.0),
        complex(-frame.broad * 0.55, top + 108 * k),
        low,
        complex(frame.broad * 0.55, top + 108 * k),
        (-left[3].real, left[3].imag, 1.0),
        *(complex(-p.real, p.imag) for p in reversed(left[:3])),
    ]
    rng = np.random.default_rng(look.seed + 17)
    marks = folds(
        rng,
        complex(-frame.broad * 0.75, top - 6 * k),
        complex(frame.broad * 0.75, top - 6 * k),
        complex(-frame.broad - 22 * k, top + 96 * k),
        complex(frame.broad + 22 * k, top + 96 * k),
        9,
        9,
        11,
    )
    stains: tuple[Stain, ...] = ()
    if front:
        marks.append(Mark(tube([neck + 16j * k, low], (3, 7, 9)), -9, 2.2))
        stains = (Stain(oval(0, neck.imag + 22 * k, 8 * k, 8 * k), look.accent, 0.95, 0.5),)
    return Part((blob(line),), look.cloth * 1.12, tuple(marks), stains, gloss=1.0, shade=0.7)


def collar_parts(look: Look, frame: Frame, *, front: bool) -> list[Part]:
    k, neck = frame.k, frame.neck
    if look.hat == "hood":
        return [_cowl(look, neck, k)]
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
    if look.wear in ("uniform", "armour"):
        return [_standing(look, neck, k, tone)]
    wings: list[Part] = []
    for side in (-1, 1):
        line = [
            neck + complex(side * x, y) * k
            for x, y in ((40, 8), (35, -18), (25, -12), (6, 22), (18, 44), (34, 26))
        ]
        wings.append(Part((blob(line),), tone, gloss=1.2))
    return wings


def _standing(look: Look, neck: complex, k: float, tone: Colour) -> Part:
    """A soldier's stiff collar, or a knight's gorget."""
    steel = look.wear == "armour"
    low = 30 if steel else 22
    line: list[Spot] = [
        neck + complex(x, y) * k
        for x, y in (
            *((-36, -20), (-14, -10), (0, -4), (14, -10), (36, -20), (44, 8), (38, low - 4)),
            *((0, low), (-38, low - 4), (-44, 8)),
        )
    ]
    rims = [
        Mark(
            tube([neck + complex(x, y + 0.16 * abs(x)) * k for x in (-38, 0, 38)], (3, 4, 3)), h, 1
        )
        for y, h in ((-6, 4), (6, -4), (low - 8, 4))
    ]
    if not steel:
        rims = [Mark(tube([neck - 4j * k, neck + low * 1j * k], (3, 4)), -6, 1.0)]
    edge = tube([neck + complex(x, -5 - 0.38 * abs(x)) * k for x in (-35, 0, 35)], (2, 3, 2))
    stains = () if steel else (Stain(edge, colour("#b08a3e"), 0.8, 0.6),)
    return Part((blob(line),), tone, tuple(rims), stains, gloss=2.0 if steel else 1.0, puff=0.7)


def _cowl(look: Look, neck: complex, k: float) -> Part:
    """The folds in which a hood lies upon the shoulders."""
    line: list[Spot] = [
        neck + complex(x, y) * k
        for x, y in (
            *((-36, -26), (-60, 6), (-74, 34), (-50, 54), (0, 66), (50, 54), (74, 34), (60, 6)),
            *((36, -26), (16, 0), (-16, 0)),
        )
    ]
    folds_ = [
        Mark(tube([neck + complex(x, y) * k for x, y in way], (2, 8 * k, 2)), height, 2.2)
        for way, height in (
            (((-52, 0), (-8, 26), (46, 8)), -6),
            (((-62, 18), (-4, 44), (58, 22)), 5),
            (((-40, -14), (0, 10), (36, -10)), 4),
        )
    ]
    return Part((blob(line),), look.cloth * 1.05, tuple(folds_), gloss=0.9, puff=0.8)


def throat_parts(
    look: Look, frame: Frame, view: str, breeze: Breeze, *, bold: bool = False
) -> list[Part]:
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
        wrap = wound(lambda x, y: neck + complex(x, y - 8) * k, k, look.accent, bold=bold)
        wind = min(1.0, breeze.strength)
        points: list[Spot] = []
        for at in range(7):
            wave = 12 * (at / 6) * breeze.gust(0.5 - at * 0.9)
            hang = complex(16 + wave * 0.8, 8 + at * 21)
            fly = complex(-10 - at * 24, -2 + at * 5 + wave)
            points.append(neck + (hang * (1 - wind) + fly * wind) * k)
        end = tail(points, [w * k for w in (20, 24, 27, 27, 30)], look.accent, k, bold=bold)
        return [end, *wrap] if front else [*wrap, end]
    if not front:
        return []
    if look.wear == "dress":
        return _lace(look, frame, view)
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


def _lace(look: Look, frame: Frame, view: str) -> list[Part]:
    """A flat collar that opens at the throat, with a brooch or a bow in the accent."""
    k, neck = frame.k, frame.neck
    x = 9 if view == "quarter" else 0
    tone = look.accent if look.mark == "collar" else colour("#8f897d")
    wings: list[Part] = []
    for side in (-1, 1):
        wing = blob(
            [
                neck + complex(side * a + x * b, c) * k
                for a, b, c in (
                    (28, 0, -12),
                    (43, 0, 10),
                    (34, 1, 29),
                    (11, 1, 27),
                    (1, 1, 13),
                    (13, 0.5, 2),
                )
            ]
        )
        hem = tube(
            [neck + complex(side * a + x, c) * k for a, c in ((39, 11), (32, 25), (10, 23))],
            (1, 2.4, 1),
        )
        wings.append(Part((wing,), tone, (Mark(hem, -3, 0.8),), gloss=0.7, puff=0.5))
    if look.mark == "collar":
        return wings
    pin = oval(neck.real + x * k, neck.imag + 15 * k, 4.6 * k, 4.6 * k)
    return [*wings, Part((pin,), look.accent, gloss=1.6)]
