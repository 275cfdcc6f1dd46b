"""What covers the head closely: bonnets, kerchiefs, hoods, helmets, crowns."""

from __future__ import annotations

import math

import numpy as np

from render.engines.animatic.figures.armour import rivets, rolled
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import Spot, blob, oval, polygon, tube
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.pen import colour

_BRASS = colour("#b08a3e")


_STEEL = colour("#7d848c")


_LINEN = colour("#8c8678")


def bonnet(look: Look, view: str, breeze: Breeze) -> list[Part]:
    pleats = tuple(
        Mark(tube([(-14, -58 + i * 5), (-34, -34 + i * 9), (-52, -14 + i * 7)], (1, 3, 1)), 3, 1.5)
        for i in range(5)
    )
    if view in ("side", "quarter", "front"):
        shell: list[Spot] = [
            *((30, -58), (36, -40), (22, -26), (8, -6), (4, 20), (0, 44), (-14, 40), (-36, 26)),
            *((-56, 4), (-58, -26), (-42, -54), (-8, -66)),
        ]
        brim: list[Spot] = [
            *((18, -66), (46, -62), (56, -44), (40, -24), (26, 0), (14, 28), (2, 48), (-4, 44)),
            *((2, 14), (8, -10), (20, -34)),
        ]
        if view != "side":
            near = [(-37, -60), (-57, -28), (-52, 12), (-33, 46), (-38, 6), (-35, -24), (-19, -41)]
            far = [(37, -60), (57, -28), (52, 12), (33, 46), (38, 6), (35, -24), (19, -41)]
            if view == "quarter":
                far = [(40, -60), (57, -30), (54, 8), (36, 44), (42, 4), (43, -25), (27, -42)]
            ring: list[Spot] = [(0, -70), *far, (2, -45), *reversed(near)]
            frill = tuple(
                Mark(tube([(x * 0.78, y * 0.78), (x, y)], (1, 3)), 3.2 * (-1) ** at, 1.2)
                for at, (x, y) in enumerate(_around((0, -6), 54, 62, 26))
            )
            bow = blob([(-2, 60), (-16, 52), (-18, 68), (-2, 63), (14, 70), (14, 53)])
            return [
                Part((blob(ring),), _LINEN, frill, gloss=1.0, shade=0.7, puff=0.7),
                Part((bow,), look.accent, gloss=0.7),
            ]
        ties = tube([(2, 44), (10, 60), (8 - 8 * breeze.strength, 74)], (7, 6, 9))
        return [
            Part((blob(shell),), _LINEN * 0.8, pleats),
            Part((blob(brim),), _LINEN, gloss=1.2),
            Part((ties,), look.accent),
        ]
    shell = [
        (0, -66),
        (34, -56),
        (50, -26),
        (44, 8),
        (28, 36),
        (0, 44),
        (-28, 36),
        (-44, 8),
        (-50, -26),
        (-34, -56),
    ]
    ties = tube([(-8, 40), (-16, 66 + 3 * breeze.gust())], (10, 5))
    return [Part((blob(shell),), _LINEN * 0.8, pleats), Part((ties,), look.accent)]


def _around(
    middle: tuple[float, float], across: float, down: float, count: int
) -> list[tuple[float, float]]:
    """Spots round an oval."""
    turns = (2 * math.pi * at / count for at in range(count))
    return [
        (middle[0] + across * math.cos(turn), middle[1] + down * math.sin(turn)) for turn in turns
    ]


def kerchief(look: Look, view: str, breeze: Breeze) -> list[Part]:
    tone = look.accent * 0.52 + np.float32(14)
    if view == "side":
        shell: list[Spot] = [
            (38, -44),
            (30, -30),
            (12, -10),
            (2, 22),
            (-2, 46),
            (-22, 44),
            (-50, 26),
            (-56, -14),
            (-46, -46),
            (-22, -63),
            (14, -62),
        ]
    elif view in ("quarter", "front"):
        shell = [
            (37, -37),
            (24, -31),
            (-3, -33),
            (-23, -14),
            (-34, 12),
            (-20, 52),
            (-40, 44),
            (-52, 8),
            (-50, -30),
            (-30, -60),
            (4, -66),
            (28, -58),
        ]
        if view == "front":
            half: list[tuple[float, float]] = [
                (0, -64),
                (31, -55),
                (44, -26),
                (43, 14),
                (26, 54),
                (33, 12),
                (33, -16),
                (20, -31),
            ]
            shell = [*half, (0, -36), *((-x, y) for x, y in reversed(half[1:]))]
    else:
        shell = [
            (0, -66),
            (34, -56),
            (48, -22),
            (44, 20),
            (20, 54),
            (0, 70),
            (-20, 54),
            (-44, 20),
            (-48, -22),
            (-34, -56),
        ]
    folds = (
        Mark(tube([(20, -56), (-20, -30), (-30, 20)], (1, 5, 1)), -4, 2),
        Mark(tube([(0, -60), (-36, -24), (-40, 20)], (1, 5, 1)), 4, 2),
    )
    knot = tube([(-30, 34), (-44 - 12 * breeze.strength, 48 + 4 * breeze.gust())], (12, 5))
    parts = [Part((blob(shell),), tone, folds)]
    return [Part((knot,), tone), *parts] if view == "side" else parts


def hood(look: Look, view: str) -> list[Part]:
    tone = look.cloth
    if view == "side":
        shell: list[Spot] = [
            *((46, -46), (41, -28), (32, -6), (28, 20), (22, 46), (14, 66), (-34, 72), (-58, 40)),
            *((-64, 0), (-63, -30), (-46, -58), (-8, -74), (26, -67)),
        ]
        marks = (
            Mark(tube([(28, -52), (18, -20), (14, 30), (8, 60)], (4, 7, 6, 4)), -5, 3),
            Mark(tube([(-20, -60), (-36, -10), (-20, 56)], (2, 6, 2)), 4, 3),
            Mark(tube([(-40, -40), (-48, 10), (-40, 50)], (2, 5, 2)), -4, 3),
        )
        hem = tube([(44, -46), (38, -26), (30, -4), (26, 22), (20, 46)], (2, 4, 4, 4, 3))
        return [Part((blob(shell),), tone, marks, (Stain(hem, look.accent, 0.7, 0.8),), shade=0.9)]
    if view in ("quarter", "front"):
        near = [(-28, -71), (-50, -42), (-59, 2), (-55, 46), (-34, 80)]
        far = [(24, -71), (46, -46), (54, -4), (50, 44), (30, 80)]
        opening: list[Spot] = [(22, 62), (35, 24), (38, -16), (24, -43), (-2, -50)]
        opening += [(-25, -41), (-37, -14), (-34, 24), (-20, 62)]
        if view == "quarter":
            far = [(30, -70), (54, -44), (59, -4), (50, 42), (30, 78)]
            opening[:5] = [(20, 62), (37, 24), (43, -14), (33, -41), (8, -50)]
        ring: list[Spot] = [(-6, -84), *far, *opening, *reversed(near)]
        marks = (
            Mark(tube([(-14, -78), (-40, -40), (-48, 10), (-36, 70)], (2, 6, 8, 3)), -6, 2.5),
            Mark(tube([(-2, -80), (-30, -50), (-42, -8)], (1, 5, 2)), 5, 2.0),
            Mark(tube([(-50, 10), (-46, 40), (-26, 74)], (1, 6, 3)), 5, 2.5),
            Mark(tube([(16, -74), (44, -34), (48, 14), (34, 66)], (2, 5, 7, 3)), -5, 2.5),
        )
        lining = Stain(tube(opening, (9, 13, 13, 9)), tone * 0.25, 0.75, 3.0)
        trim = Stain(tube(opening, (2.4, 3.2, 2.4)), look.accent, 0.6, 0.8)
        return [Part((blob(ring),), tone, marks, (lining, trim), shade=0.95, puff=0.75)]
    shell = [
        *((0, -76), (34, -62), (52, -26), (52, 14), (48, 50), (30, 78), (-30, 78), (-48, 50)),
        *((-52, 14), (-52, -26), (-34, -62)),
    ]
    marks = (
        Mark(tube([(0, -70), (4, -20), (-4, 60)], (2, 5, 3)), -5, 3),
        Mark(tube([(26, -40), (34, 20), (22, 70)], (2, 6, 2)), 4, 4),
        Mark(tube([(-26, -40), (-34, 20), (-22, 70)], (2, 6, 2)), -4, 4),
    )
    return [Part((blob(shell),), tone, marks)]


def helmet(look: Look, view: str) -> list[Part]:
    if view == "side":
        bowl: list[Spot] = [
            *((46, -20, 1), (44, -44), (20, -66), (-14, -68), (-46, -50), (-56, -14), (-56, 22)),
            *((-46, 44, 1), (-26, 34), (-16, 8), (4, -14), (30, -18)),
        ]
        ridge = Mark(tube([(40, -40), (10, -64), (-30, -62), (-52, -30)], (2, 5, 5, 2)), 5, 1.5)
        plume = tube([(-4, -68), (-40, -84), (-76, -52), (-84, -6)], (8, 22, 22, 6))
        rim = [complex(44, -24), complex(12, -19), complex(-12, 4), complex(-24, 30)]
        studs = rivets([p + complex(-4, -9) for p in rim], 1.0)
        return [
            Part((plume,), look.accent, puff=0.5),
            Part((blob(bowl),), _STEEL, (ridge, *rolled(rim, 1.0), *studs), gloss=2.2, shade=0.8),
        ]
    skirt = 44 if "back" in view else -16
    bowl = [
        (0, -70),
        (34, -60),
        (48, -26),
        (48, 20, 1),
        (36, 10 if skirt < 0 else 36),
        (28, skirt),
        (-28, skirt),
        (-36, 10 if skirt < 0 else 36),
        (-48, 20, 1),
        (-48, -26),
        (-34, -60),
    ]
    ridge = Mark(tube([(0, -68), (0, -44), (0, -18)], (4, 6, 4)), 5, 1.5)
    rim = [complex(-46, -2), complex(-28, -14), complex(28, -14), complex(46, -2)]
    if "back" in view:
        rim = [complex(-46, 14), complex(0, 22), complex(46, 14)]
    marks = [ridge, *rolled(rim, 1.0), *rivets([p - 10j for p in rim], 1.0)]
    if "back" in view:
        marks += rolled([complex(-40, 32), complex(0, 38), complex(40, 32)], 1.0)
    parts = [Part((blob(bowl),), _STEEL, tuple(marks), gloss=2.2, shade=0.8)]
    if "back" not in view:
        parts.append(Part((tube([(0, -20), (0, 20)], (7, 5)),), _STEEL, gloss=2))
    return parts


def crown(look: Look) -> list[Part]:
    low, high = -34, -72
    points: list[Spot] = [(-42, low)]
    for at in range(5):
        x = -42 + at * 21
        points += [(x, high), (x + 10.5, -56)] if at < 4 else [(x, high)]
    points.append((42, low))
    gems = tuple(Stain(oval(-28 + at * 19, -42, 4, 4), look.accent, 0.95, 0.4) for at in range(4))
    band = Mark(tube([(-42, -36), (0, -32), (42, -36)], (3, 4, 3)), 4, 1)
    balls = tuple(oval(-42 + at * 21, high, 4, 4) for at in range(5))
    return [Part((polygon(*points), *balls), _BRASS, (band,), gems, gloss=2.0, shade=0.7)]
