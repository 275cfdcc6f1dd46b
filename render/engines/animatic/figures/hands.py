"""Hands: the wrist is the origin, the hand lies along +x, its thumb on the -y side."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass

from render.engines.animatic.figures.drawing import Spot, blob, oval, tube, unit
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.pen import Colour, Shape, colour

_NAIL = colour("#e8c8b4")


@dataclass(frozen=True, slots=True)
class _Grip:
    """What the fingers do: each (x, y, length, angle, curl, curl) in degrees, far to near."""

    fingers: tuple[tuple[float, float, float, float, float, float], ...]
    thumb: tuple[tuple[float, float], ...]
    thumb_over: bool
    """Whether the thumb lies before the fingers."""
    over: bool = False
    """Whether the fingers lie before what is held."""


_GRIPS: dict[str, _Grip] = {
    "open": _Grip(
        (
            (37, 12, 28, 20, 8, 6),
            (42, 5, 37, 9, 6, 4),
            (43, -3, 40, 0, 5, 4),
            (41, -11, 36, -10, 5, 4),
        ),
        ((8, -8), (20, -20), (32, -29), (43, -33)),
        False,
    ),
    "point": _Grip(
        (
            (34, 12, 26, 60, 85, 70),
            (38, 7, 30, 55, 90, 70),
            (40, 1, 32, 45, 95, 70),
            (39, -9, 46, -3, 4, 3),
        ),
        ((8, -7), (20, -13), (33, -10), (43, -4)),
        True,
    ),
    "grip": _Grip(
        (
            (53, -9, 42, 40, 66, 66),
            (49, -7, 48, 46, 66, 70),
            (44, -4, 50, 52, 68, 72),
            (38, 0, 46, 62, 70, 72),
        ),
        ((-4, -3), (9, 9), (21, 20), (32, 26), (42, 26)),
        True,
        True,
    ),
    "fist": _Grip(
        (
            (30, 13, 26, 70, 85, 60),
            (34, 8, 28, 66, 85, 60),
            (37, 2, 30, 60, 88, 60),
            (38, -5, 31, 54, 90, 60),
        ),
        ((8, -6), (20, -8), (32, 2), (36, 10)),
        True,
        True,
    ),
    "pinch": _Grip(
        (
            (30, 13, 34, 14, -8, -14),
            (35, 11, 42, 9, -8, -12),
            (38, 8, 46, 5, -8, -12),
            (39, 4, 46, 0, -6, -10),
        ),
        ((4, -4), (20, -12), (35, -14), (47, -9), (55, -5)),
        True,
    ),
    "take": _Grip(
        ((33, 13, 34, 16, 6, 4), (39, 8, 42, 9, 6, 4), (41, 1, 45, 4, 6, 4), (40, -7, 41, 0, 5, 4)),
        ((6, -6), (20, -17), (36, -22), (52, -18)),
        False,
    ),
    "laid": _Grip(
        (
            (34, 11, 28, 15, 8, 8),
            (40, 6, 34, 10, 8, 8),
            (42, 0, 36, 6, 8, 8),
            (41, -6, 33, 2, 8, 8),
        ),
        ((4, -6), (17, -13), (31, -15), (43, -12)),
        True,
    ),
    "rest": _Grip(
        (
            (34, 10, 25, 30, 22, 18),
            (39, 5, 31, 24, 22, 18),
            (41, -1, 33, 19, 22, 18),
            (40, -7, 31, 15, 22, 18),
        ),
        ((8, -6), (20, -13), (32, -13), (40, -8)),
        True,
    ),
}
_WIDTHS = (9.6, 11.0, 11.6, 11.2)
_GLOSS = 0.4


def _finger(
    place: tuple[float, float, float, float, float, float], wide: float
) -> tuple[list[complex], Shape]:
    x, y, length, angle, first, second = place
    points = [complex(x, y)]
    way = math.radians(angle)
    for share, curl in ((0.44, first), (0.31, second), (0.25, 0.0)):
        points.append(points[-1] + cmath.rect(length * share, way))
        way += math.radians(curl)
    return points, tube(points, (wide * 1.02, wide, wide * 1.03, wide * 0.97, wide * 0.84))


def hand_parts(
    kind: str, skin: Colour, *, old: bool = False, plain: bool = False
) -> tuple[list[Part], list[Part]]:
    """A hand: what lies behind the thing it holds, and what lies before it.

    `plain` makes it one piece, for small figures, whose fingers would each get a rim of light.
    """
    grip = _GRIPS[kind]
    heel: list[Spot] = [
        *((-16, -9), (0, -10), (18, -14), (38, -15), (47, -8), (46, 4), (39, 16), (20, 16)),
        *((0, 10), (-16, 9)),
    ]
    tendons = [
        Mark(tube([(8, -4 + at * 4), (38, -9 + at * 7)], (1, 3, 2)), 3.7 if old else 2.0, 1.4)
        for at in range(4)
    ]
    knuckles = [Mark(oval(finger[0] - 1, finger[1], 5, 4), 3, 1.6) for finger in grip.fingers]
    ball = Mark(oval(18, 9, 12, 6, 0.3), 3, 3)
    palm = Part((blob(heel),), skin, (*tendons, *knuckles, ball), gloss=_GLOSS)
    fingers = [
        _finger_part(kind, place, wide, skin)
        for place, wide in zip(grip.fingers, _WIDTHS, strict=True)
    ]
    tip = grip.thumb[-1]
    nail = (Stain(oval(tip[0] - 2, tip[1] - 3, 4.4, 1.8, 0.35), _NAIL, 0.45, 0.5),)
    thumb = Part(
        (tube(grip.thumb, (3, 14, 11.5, 11.5, 7)),),
        skin,
        (Mark(oval(*grip.thumb[-2], 4.5, 4), 2, 1.3),),
        nail if kind == "pinch" else (),
        gloss=_GLOSS,
        shade=0.4,
    )
    if plain:
        whole = tuple(shape for part in (palm, *fingers, thumb) for shape in part.shapes)
        one = [Part(whole, skin, gloss=0.55, puff=0.5)]
        return ([], one) if grip.over else (one, [])
    if grip.over:
        return [palm], [*fingers, thumb]
    return ([palm, *fingers], [thumb]) if grip.thumb_over else ([*fingers, palm], [thumb])


def _finger_part(
    kind: str, place: tuple[float, float, float, float, float, float], wide: float, skin: Colour
) -> Part:
    points, shape = _finger(place, wide)
    way = unit(points[3] - points[2])
    # The root melts into the back of the hand, but not where the fingers lie before it.
    melt = None if kind in ("grip", "fist") else (points[0] - 3, 15.0)
    side = -1j * way
    marks = [Mark(oval(points[at].real, points[at].imag, 4.2, 3.6), 1.6, 1.2) for at in (1, 2)]
    marks.append(Mark(tube([points[1] - side * 3, points[1] + side * 3], (0.8, 1, 0.8)), -2, 0.6))
    if kind not in ("pinch", "point", "open", "take"):
        return Part((shape,), skin, tuple(marks), gloss=_GLOSS, shade=0.4, melt=melt)
    nail = points[3] - way * 2.2 + side * 2.4
    stain = Stain(oval(nail.real, nail.imag, 3.6, 1.7, cmath.phase(way)), _NAIL, 0.45, 0.5)
    return Part((shape,), skin, tuple(marks), (stain,), gloss=_GLOSS, shade=0.4, melt=melt)
