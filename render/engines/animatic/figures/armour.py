"""Plate armour: breast and back, faulds, and what guards shoulders, elbows, wrists and knees."""

from __future__ import annotations

from collections.abc import Sequence

from render.engines.animatic.figures.drawing import between, oval, polygon, tube, unit
from render.engines.animatic.figures.frame import Frame
from render.engines.animatic.figures.relief import Mark, Part
from render.engines.animatic.pen import colour

STEEL = colour("#5e656d")
_BRIGHT = STEEL * 1.14


def rivets(spots: Sequence[complex], k: float) -> list[Mark]:
    """Round heads in a row."""
    return [Mark(oval(p.real, p.imag, 3.4 * k, 3.4 * k), 5, 0.9) for p in spots]


def rolled(line: Sequence[complex], k: float) -> list[Mark]:
    """Where one plate lies over the next: a rolled rim, and the dark below it."""
    low = [p + 6j * k for p in line]
    return [
        Mark(tube(line, (3 * k, 5 * k, 3 * k)), 6, 1.0),
        Mark(tube(low, (2 * k, 4 * k, 2 * k)), -8, 1.0),
    ]


def cuirass_marks(frame: Frame, x: float, hem: complex, half: float, *, front: bool) -> list[Mark]:
    """Breastplate or backplate above, lames of the fauld below; `x` is where its keel runs."""
    k, hip, top = frame.k, frame.hip.imag, frame.neck.imag + 38 * frame.k
    waist, wide = hip - 50 * k, frame.slim + 4 * k
    marks: list[Mark] = []
    if front:
        marks.append(Mark(tube([complex(x, top), complex(x, waist - 10 * k)], (5, 11, 6)), 7, 2.5))
        for side in (-1, 1):
            plane = oval(x + side * 36 * k, top + 62 * k, 28 * k, 40 * k, 0.2 * side)
            marks.append(Mark(plane, 5, 7))
    else:
        for side in (-1, 1):
            ends = [complex(side * 34 * k, top + 24 * k), complex(side * 20 * k, top + 96 * k)]
            marks.append(Mark(tube(ends, (6, 20 * k, 6)), 5, 5))
        marks.append(Mark(tube([complex(0, top), complex(0, waist)], (3, 6, 3)), -6, 2))
    for side in (-1, 1):
        hole = [
            complex(side * frame.broad * 0.62, top - 8 * k),
            complex(side * frame.broad * 0.58, top + 46 * k),
            complex(side * (frame.slim + 10 * k), top + 88 * k),
        ]
        marks += rolled(hole, k)
        inside = [p - side * 10 * k for p in hole]
        marks += rivets([between(inside[at], inside[at + 1], 0.5) for at in (0, 1)], k)
    for row in range(4):
        y = waist + row * (hem.imag - waist) / 4
        share = wide + (half - wide) * row / 4
        low = complex(hem.real * row / 4, y + 6 * k)
        marks += rolled([complex(-share, y - 2 * k), low, complex(share, y - 2 * k)], k)
        marks += rivets([complex(side * share * 0.8, y + 14 * k) for side in (-1, 1)], k)
    return marks


def shoulder_plate(shoulder: complex, side: float, k: float) -> Part:
    """A pauldron of three lames; `side` is where the arm is, 0 from the side."""
    at = shoulder + complex(side * 3, 0) * k
    wide, high = (46, 42) if side == 0 else (39, 42)
    marks: list[Mark] = []
    for down in (-2, 16, 32):
        marks += rolled(
            [at + p * k for p in (-wide + 1j * down, 1j * (down + 9), wide + 1j * down)], k
        )
    marks += rivets([at + complex(x, -20) * k for x in (-18, 0, 18)], k)
    plate = oval(at.real, at.imag, wide * k, high * k, 0.12 * side)
    return Part((plate,), _BRIGHT, tuple(marks), gloss=2.3, shade=0.7)


def arm_plates(elbow: complex, wrist: complex, k: float) -> list[Part]:
    """A cop on the elbow and the cuff of a gauntlet."""
    lower = unit(wrist - elbow)
    side = lower * 1j
    boss = Mark(oval(elbow.real, elbow.imag, 9 * k, 9 * k), 6, 2.5)
    rim = Mark(oval(elbow.real, elbow.imag, 22 * k, 20 * k), 4, 2)
    cop = Part((oval(elbow.real, elbow.imag, 29 * k, 27 * k),), _BRIGHT, (rim, boss), gloss=2.4)
    ends = [wrist - lower * 46 * k + side * x * k for x in (31, 0, -31)]
    hand = wrist + lower * 4 * k
    cuff = polygon(hand + side * 18 * k, ends[0], ends[2], hand - side * 18 * k)
    studs = rivets([wrist - lower * 26 * k + side * x * k for x in (-14, 0, 14)], k)
    marks = (*rolled([p + lower * 7 * k for p in ends], k), *studs)
    return [cop, Part((cuff,), _BRIGHT, marks, gloss=2.3)]


def arm_marks(shoulder: complex, elbow: complex, wrist: complex, k: float) -> list[Mark]:
    """The joints of the plates on an arm."""
    return _bands(((shoulder, elbow, 0.62), (elbow, wrist, 0.42)), 26, k)


def leg_marks(hip: complex, knee: complex, ankle: complex, k: float) -> list[Mark]:
    """The joints of cuisse and greave, and the keel of the shin."""
    keel = Mark(tube([between(knee, ankle, 0.2), ankle], (3, 7 * k, 2)), 6, 2)
    return [*_bands(((hip, knee, 0.7), (knee, ankle, 0.2)), 30, k), keel]


def knee_plate(knee: complex, k: float) -> Part:
    """A poleyn with its boss."""
    boss = Mark(oval(knee.real, knee.imag, 9 * k, 11 * k), 6, 2.5)
    lames = [
        mark
        for down in (-20, 18)
        for mark in rolled([knee + complex(x, down) * k for x in (-26, 0, 26)], k)
    ]
    return Part((oval(knee.real, knee.imag, 29 * k, 33 * k),), _BRIGHT, (boss, *lames), gloss=2.4)


def _bands(spans: Sequence[tuple[complex, complex, float]], wide: float, k: float) -> list[Mark]:
    marks: list[Mark] = []
    for start, end, share in spans:
        at, across = between(start, end, share), unit(end - start) * 1j
        marks += rolled([at + across * x * k for x in (-wide, 0, wide)], k)
    return marks
