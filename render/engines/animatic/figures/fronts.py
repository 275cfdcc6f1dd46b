"""What a body wears, seen from before and behind: coats, gowns, cloaks, collars and scarves."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.figures.armour import STEEL, cuirass_marks
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import (
    Spot,
    blob,
    oval,
    polygon,
    tube,
)
from render.engines.animatic.figures.frame import Frame
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.figures.skirts import folds
from render.engines.animatic.figures.wraps import cloak_part, shoulder_cape
from render.engines.animatic.pen import Shape, colour

_LINEN = colour("#8f897d")


_BRASS = colour("#b08a3e")


_LENGTHS = {
    "coat": 200.0, "uniform": 66.0, "suit": 60.0, "jacket": 44.0, "dress": 364.0, "robe": 364.0,
    "shirt": 26.0, "armour": 90.0, "cloak": 310.0,
}  # fmt: skip


def _outline(look: Look, frame: Frame, seated: bool) -> tuple[list[complex], float, float]:
    """The left side of the body from the neck to the hem, the hem's y and its half width."""
    k, hip, neck = frame.k, frame.hip, frame.neck
    gown = look.wear in ("dress", "robe")
    top = neck.imag + 38 * k
    hem = min(hip.imag + _LENGTHS[look.wear] * k * (0.5 if seated else 1.0), -5 * k)
    length = max(0.0, hem - hip.imag)
    half = frame.slim + (26 + length * (0.22 if gown else 0.13) / k) * k * frame.narrow
    hips = frame.slim + (16 if look.woman else 9) * k
    left = [
        neck + complex(-24, -8) * k,
        complex(-frame.broad * 0.62, top - 22 * k),
        complex(-frame.broad, top + 4 * k),
        complex(-frame.slim - 16 * k, top + 92 * k),
        complex(-frame.slim, hip.imag - 66 * k),
        complex(-hips, hip.imag + 4 * k),
    ]
    return left, hem, half


def torso_parts(
    look: Look, frame: Frame, view: str, breeze: Breeze, *, walk: float | None, seated: bool
) -> list[Part]:
    """The body in its clothes. `walk` is the beat of a walk."""
    k, hip, neck = frame.k, frame.hip, frame.neck
    front = view in ("front", "quarter")
    left, hem, half = _outline(look, frame, seated)
    drift = (
        -(10 + 14 * breeze.gust(0.4)) * breeze.strength * k * min(1.0, (hem - hip.imag) / (200 * k))
    )
    step = 0.0 if walk is None else 10 * k * math.sin(2 * math.pi * walk)
    lower = [
        complex(-half + drift + step, hem),
        complex(drift, hem + 6 * k),
        complex(half + drift + step, hem),
    ]
    line: list[Spot] = [
        *left,
        (lower[0].real, lower[0].imag, 1.0),
        lower[1],
        (lower[2].real, lower[2].imag, 1.0),
    ]
    line += [complex(-p.real, p.imag) for p in reversed(left)]
    rng = np.random.default_rng(look.seed + 5)
    top = neck.imag + 38 * k
    marks = folds(
        rng,
        complex(-frame.slim, hip.imag - 80 * k),
        complex(frame.slim, hip.imag - 80 * k),
        lower[0],
        lower[2],
        9,
        5,
        10,
    )
    marks += folds(
        rng,
        complex(-frame.broad * 0.8, top),
        complex(frame.broad * 0.8, top),
        complex(-frame.slim, hip.imag - 70 * k),
        complex(frame.slim, hip.imag - 70 * k),
        6,
        3.2,
    )
    stains: list[Stain] = []
    x = 24 * k if view == "quarter" else 0.0
    tone, gloss = look.cloth, 0.9
    match look.wear:
        case "armour":
            tone, gloss = STEEL, 2.2
            marks = cuirass_marks(frame, x, complex(drift, hem), half, front=front)
        case "shirt":
            tone = _LINEN * 0.86
            stains += (
                _waistcoat(look, frame, x)
                if front
                else [Stain(_back_of_waistcoat(frame), look.vest, 1.0, 0.6)]
            )
        case "coat" | "suit" | "uniform" | "jacket" if front:
            stains += _opening(look, frame, x)
            for side in (-1, 1):
                lapel = tube(
                    [
                        neck + complex(side * 20 + 3, 10) * k,
                        complex(x + side * 30 * k, top + 70 * k),
                        complex(x + side * 8 * k, top + 165 * k),
                    ],
                    (8, 24 * k, 4),
                )
                marks.append(Mark(lapel, 6, 1.6))
            marks.append(
                Mark(
                    tube(
                        [complex(x, top + 150 * k), complex(x, hip.imag), complex(x, hem)],
                        (2, 5 * k, 6 * k),
                    ),
                    -6,
                    1.6,
                )
            )
        case "coat" | "suit":
            marks.append(
                Mark(
                    tube(
                        [complex(0, top), complex(2, hip.imag), complex(-2, hem)], (2, 4 * k, 7 * k)
                    ),
                    -6,
                    1.8,
                )
            )
            belt = Mark(
                tube(
                    [
                        complex(-frame.slim, hip.imag - 58 * k),
                        complex(frame.slim, hip.imag - 58 * k),
                    ],
                    (10 * k, 10 * k),
                ),
                4,
                1.4,
            )
            marks.append(belt)
        case "dress" if front and look.age != "child":
            for side in (-1, 1):
                marks.append(Mark(oval(x + side * 26 * k, top + 66 * k, 22 * k, 20 * k), 4, 6))
        case _:
            pass
    if look.wear == "dress":
        waist = tube(
            [
                complex(-frame.slim - 4 * k, hip.imag - 62 * k),
                complex(0, hip.imag - 54 * k),
                complex(frame.slim + 4 * k, hip.imag - 62 * k),
            ],
            (6 * k, 8 * k, 6 * k),
        )
        marks.append(Mark(waist, -5, 1.6))
    if look.mark == "sash" or look.wear == "robe":
        band = tube(
            [
                complex(-frame.slim - 5 * k, hip.imag - 60 * k),
                complex(0, hip.imag - 50 * k),
                complex(frame.slim + 5 * k, hip.imag - 60 * k),
            ],
            (22 * k, 24 * k, 22 * k),
        )
        stains.append(
            Stain(band, look.accent if look.mark == "sash" else colour("#3a2a1c"), 0.95, 0.5)
        )
    if look.mark == "trim":
        edge = (
            tube(
                [complex(x, top + 20 * k), complex(x, hip.imag), complex(x + drift, hem)],
                (7 * k, 9 * k),
            )
            if front
            else tube([p - 9j * k for p in lower], (8 * k, 9 * k))
        )
        stains.append(Stain(edge, look.accent, 0.85, 0.8))
    body = Part((blob(line),), tone, tuple(marks), tuple(stains), gloss=gloss)
    if look.wear == "cloak":
        cloak = cloak_part(look, frame, lower, half, drift, front=front)
        return [cloak, shoulder_cape(look, frame, front=front)]
    return [body]


def _opening(look: Look, frame: Frame, x: float) -> list[Stain]:
    """Shirt and waistcoat between the lapels, and the buttons."""
    k, neck, top = frame.k, frame.neck, frame.neck.imag + 38 * frame.k
    if look.wear == "uniform":
        return [
            Stain(
                oval(x + side * 22 * k, top + (20 + 30 * at) * k, 3.6 * k, 3.6 * k),
                _BRASS,
                0.95,
                0.5,
            )
            for at in range(6)
            for side in (-1, 1)
        ]
    vest = blob(
        [
            neck + complex(-16, 6) * k,
            complex(x - 22 * k, top + 60 * k),
            complex(x, top + 165 * k),
            complex(x + 22 * k, top + 60 * k),
            neck + complex(20, 6) * k,
        ]
    )
    shirt = blob([neck + complex(-14, 4) * k, complex(x, top + 64 * k), neck + complex(17, 4) * k])
    buttons = [
        Stain(oval(x, top + (72 + 24 * at) * k, 3.2 * k, 3.2 * k), look.accent, 0.9, 0.5)
        for at in range(4)
    ]
    return [Stain(vest, look.vest, 0.95, 0.8), Stain(shirt, _LINEN, 0.95, 0.8), *buttons]


def _waistcoat(look: Look, frame: Frame, x: float) -> list[Stain]:
    k, top, hip = frame.k, frame.neck.imag + 38 * frame.k, frame.hip.imag
    wide = frame.broad * 0.66
    shape = blob(
        [
            *(
                complex(-wide, top - 14 * k),
                complex(-frame.slim - 8 * k, top + 90 * k),
                complex(-frame.slim - 8 * k, hip - 10 * k),
            ),
            *(
                complex(x, hip + 10 * k),
                complex(frame.slim + 8 * k, hip - 10 * k),
                complex(frame.slim + 8 * k, top + 90 * k),
            ),
            *(complex(wide, top - 14 * k), complex(x + 4 * k, top + 74 * k)),
        ]
    )
    buttons = [
        Stain(oval(x, top + (90 + 26 * at) * k, 3.4 * k, 3.4 * k), look.accent, 0.9, 0.5)
        for at in range(4)
    ]
    return [Stain(shape, look.vest, 1.0, 0.8), *buttons]


def _back_of_waistcoat(frame: Frame) -> Shape:
    k, top, hip = frame.k, frame.neck.imag + 38 * frame.k, frame.hip.imag
    wide = frame.broad * 0.62
    return polygon(
        *(
            complex(-wide, top - 20 * k),
            complex(-frame.slim - 10 * k, top + 90 * k),
            complex(-frame.slim - 10 * k, hip),
        ),
        *(
            complex(frame.slim + 10 * k, hip),
            complex(frame.slim + 10 * k, top + 90 * k),
            complex(wide, top - 20 * k),
        ),
    )
