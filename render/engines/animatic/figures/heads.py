"""Heads: the skull and the face from the side, from three quarters, from before and behind.

The ear is the origin; the face of a profile looks towards +x.
"""

from __future__ import annotations

from render.engines.animatic.figures.beards import beard_parts
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import Spot, blob, oval, tube
from render.engines.animatic.figures.features import (
    EYE,
    GLINT,
    INK,
    LIPS,
    age_lines,
    brow,
    brow_tone,
    cheeks,
    ear,
    eye,
    mouth,
)
from render.engines.animatic.figures.hair import hair_parts
from render.engines.animatic.figures.hats import hat_parts
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.figures.tresses import hair_behind
from render.engines.animatic.pen import colour


def head_parts(look: Look, view: str, breeze: Breeze, *, eyes: str = "open") -> list[Part]:
    """A head back to front. `view` is side, front, quarter, back or back quarter.

    `eyes` is open, shut or wide.
    """
    behind = hair_behind(look, view, breeze)
    if "back" in view:
        head = [_nape(look, view), *hair_parts(look, view, breeze), *behind]
        return head + hat_parts(look, view, breeze)
    faces = {"side": _profile, "quarter": _quarter, "front": _front}
    parts = [*behind, faces[view](look, eyes)]
    if look.beard != "none":
        parts += beard_parts(look, view, breeze)
    parts += hair_parts(look, view, breeze)
    return parts + hat_parts(look, view, breeze)


def profile_line(look: Look) -> list[Spot]:
    """The outline of a head from the side: forehead, nose, mouth, chin, jaw, nape, crown."""
    face, child = look.face, look.age == "child"
    n, lip, chin, fore = face.nose, face.lip, face.chin, face.forehead
    if child:
        n, fore, lip, chin = n - 0.6, fore + 2.5, lip - 0.6, chin - 1.0
    h, b, j = face.hook, face.brow, face.jowl
    line: list[tuple[float, ...]] = [
        *((-6, -55), (18, -53), (34, -42), (41 + fore, -25), (42.5 + b, -10), (39.5, -2)),
        *((44.5 + h + n * 1.5, 8), (52.5 + n * 5, 18.5 + h * 0.8), (52 + n * 5, 23.5 + h)),
        *((45.5 + n, 26.6, 1), (45.8 + lip * 0.7, 30), (48.4 + lip, 34)),
        *((44.8 + lip * 0.5, 36.8, 1), (47.2 + lip, 40), (44 + lip * 0.3 + chin * 0.3, 45.4)),
        *((43.8 + chin, 50), (44 + chin, 56), (38 + chin, 61), (28 + chin * 0.5, 62.5 + j)),
        *((12, 57 + j), (-3, 47 + j * 0.6), (-11, 34), (-22, 35), (-37, 26), (-46.5, 8)),
        *((-49, -14), (-42, -38), (-26, -51)),
    ]
    squat = 0.9 if child else 1.0
    return [(p[0], p[1] * (squat if p[1] > 0 else 1), *p[2:]) for p in line]


def _profile(look: Look, eyes: str) -> Part:
    old, soft = look.age == "elder", look.woman or look.age == "child"
    marks = [
        Mark(oval(32.5, 1.5, 8.5, 6), -9, 3),
        Mark(tube([(22, -9), (34, -10), (41, -8)], (4, 6, 5)), 2.5 if soft else 4, 2),
        Mark(oval(25, 15, 11, 8, 0.3), 5, 5),
        Mark(oval(34.5, 2.6, 4.6, 3.2), 6, 1.1),
        Mark(oval(47, 22.5, 4.2, 3.4), 3, 2),
        Mark(tube([(41, 20), (40, 28), (37, 34)], (1, 2, 0.3)), -2.4 if old else -0.8, 2.2),
        Mark(oval(45.5, 33.6, 4, 2), 1.5, 1.3),
        Mark(oval(44.5, 40.6, 4, 2.2), 1.8, 1.4),
        Mark(oval(30, 34, 8, 10), -6 if old else -3, 5),
        Mark(oval(8, 2, 12, 16), -4, 7),
        Mark(tube([(-6, 30), (2, 46), (22, 56), (36, 57)], (6, 8, 8, 6)), 4, 4),
        *ear(-8, 10),
        *age_lines(look),
    ]
    stains = [Stain(oval(30, 17, 10, 9), cheeks(look), 0.42 if soft else 0.24, 5)]
    if eyes == "shut":
        stains.append(Stain(tube([(31, 3), (35.5, 5.4), (39.8, 3.4)], (1, 2, 1)), INK, 0.9, 0.3))
    else:
        up = 1.0 if eyes == "wide" else 0.0
        stains += [
            Stain(
                blob([(33.4, 2.9, 1), (37, 0.8 - up), (39.5, 1.9, 1), (37.6, 4.6 + up)]),
                EYE,
                0.55,
                0.4,
            ),
            Stain(
                tube([(30.5, 2.9), (35, 0.7 - up), (39.8, 1.6 - up)], (1.2, 2.7, 1.4)),
                INK,
                0.95,
                0.25,
            ),
            Stain(oval(37.7, 2.8, 1.7, 1.9), INK, 0.95, 0.3),
            Stain(oval(38.5, 1.7, 0.7, 0.75), GLINT, 0.95, 0.2),
            Stain(tube([(31.5, -4), (37, -3.6)], (0.4, 1.6, 0.4)), INK, 0.5, 0.5),
        ]
    brow = 2.0 if soft else 3.6
    stains += [
        Stain(tube([(24, -9), (33, -13), (41.5, -10)], (1, brow, 2)), brow_tone(look), 0.9, 0.7),
        Stain(tube([(36.5, 37.4), (41, 36.4), (46, 36.8)], (0.4, 1.7, 1)), INK, 0.85, 0.4),
        Stain(oval(48.4, 24.8, 2.1, 1.2), INK, 0.75, 0.5),
        Stain(oval(45, 36.6, 5, 4.5), LIPS, 0.55 if soft else 0.32, 1.5),
    ]
    if look.beard == "stubble":
        shade = blob([(-4, 26), (10, 34), (30, 30), (46, 28), (46, 58), (28, 64), (6, 54)])
        stains.insert(0, Stain(shade, colour("#1a1412"), 0.45, 5))
    return Part((blob(profile_line(look)),), look.skin, tuple(marks), tuple(stains), gloss=0.6)


_QUARTER: tuple[tuple[float, float], ...] = (
    *((-4, -55), (20, -51), (36, -37), (40.5, -20), (40.5, -8), (36.5, 1), (38.8, 12)),
    *((36.5, 25), (31.5, 42), (25, 55), (15, 62), (3, 61), (-13, 54), (-28, 38), (-33, 18)),
    *((-40, 8), (-43, -14), (-37, -38), (-22, -51)),
)


def _quarter(look: Look, eyes: str) -> Part:
    child, soft = look.age == "child", look.woman or look.age == "child"
    full = 1 + look.face.jowl * 0.012
    line = [
        (
            x * (full if y > 20 else 1) * (0.95 if soft and y > 30 else 1),
            y * (0.9 if child and y > 0 else 1),
        )
        for x, y in _QUARTER
    ]
    long = 1 + 0.08 * look.face.nose
    marks = [
        Mark(
            blob(
                [
                    (20, -8),
                    (24, -8),
                    (29, 14 * long),
                    (31, 22 * long),
                    (24, 27 * long),
                    (15, 24 * long),
                    (18, 10),
                ]
            ),
            4.5 if soft else 7,
            2.4,
        ),
        Mark(oval(24.5, 20.5 * long, 5, 4.4), 5, 1.6),
        Mark(oval(9, 1.5, 9.5, 6.5), -8, 2.6),
        Mark(oval(33, 1, 5, 6), -7, 2.2),
        Mark(oval(9.5, 2.8, 5.6, 3.6), 5.5, 1.2),
        Mark(oval(32.5, 2.4, 3.4, 3.2), 4.5, 1.1),
        Mark(tube([(-4, -7), (8, -11), (18, -8)], (4, 6, 4)), 2 if soft else 4, 2),
        Mark(tube([(26, -8), (33, -10), (39, -7)], (4, 5, 4)), 2 if soft else 4, 2),
        Mark(oval(0, 18, 13, 8, 0.35), 6, 5),
        Mark(oval(34, 16, 4, 7), 4, 3),
        Mark(oval(5, 36, 7, 10), -2.5 if soft else -5, 4.5),
        Mark(tube([(15, 26), (9, 34), (8, 41)], (1, 2.6, 0.5)), -1.5 if soft else -4, 1.5),
        Mark(oval(22, 33.5, 8, 2.2), 1.8, 1.2),
        Mark(oval(21.5, 40.5, 7, 2.6), 2.8, 1.4),
        Mark(oval(20, 46, 8, 2), -2.8, 2.0),
        Mark(oval(18, 54, 9, 6), 5, 3),
        Mark(oval(-14, -2, 10, 16), -4, 6),
        *ear(-35, 10, 0.7),
        *age_lines(look, -22),
    ]
    stains = [
        Stain(oval(2, 18, 11, 9), cheeks(look), 0.42 if soft else 0.24, 5),
        *eye(9.2, 2.2, 6.6, eyes, 1.6),
        *eye(33.2, 1.8, 4.4, eyes, 1.0),
        *brow(look, (-3, -7), (7, -13), (17, -10)),
        *brow(look, (27, -10), (33, -13), (38.5, -8)),
        *mouth(look, (12, 37.6), (21.5, 36.6), (30.5, 36.8)),
        Stain(oval(20, 25.6 * long, 2.4, 1.2), INK, 0.65, 0.6),
        Stain(oval(28, 25.4 * long, 1.8, 1.1), INK, 0.65, 0.6),
    ]
    if look.beard == "stubble":
        shade = blob([(-26, 22), (0, 30), (20, 28), (34, 28), (28, 54), (10, 62), (-16, 52)])
        stains.insert(0, Stain(shade, colour("#1a1412"), 0.42, 5))
    return Part((blob(line),), look.skin, tuple(marks), tuple(stains), gloss=0.6)


def _front(look: Look, eyes: str) -> Part:
    child, soft = look.age == "child", look.woman or look.age == "child"
    full = 1 + look.face.jowl * 0.016
    jaw = 0.93 if soft else 1.0 + 0.01 * look.face.chin
    right: list[tuple[float, float]] = [
        *((0, -55), (22, -51), (36, -36), (39.5, -14), (38, 6), (36, 22), (31 * jaw, 40)),
        *((21 * jaw, 55), (9, 62), (0, 63)),
    ]
    line = [(x * (full if y > 20 else 1), y * (0.9 if child and y > 0 else 1)) for x, y in right]
    whole = [*line, *((-x, y) for x, y in reversed(line[1:-1]))]
    long = 1 + 0.08 * look.face.nose
    marks = [
        Mark(
            blob(
                [
                    (-3, -8),
                    (3, -8),
                    (5, 12 * long),
                    (8.5, 22 * long),
                    (0, 28 * long),
                    (-8.5, 22 * long),
                    (-5, 12 * long),
                ]
            ),
            4.5 if soft else 7,
            2.6,
        ),
        Mark(oval(0, 21 * long, 5, 4), 4, 1.8),
        Mark(oval(0, 33.5, 8, 2.2), 1.6, 1.2),
        Mark(oval(0, 40.5, 8, 2.6), 2.6, 1.4),
        Mark(oval(0, 46.5, 9, 2), -2.6, 2.0),
        Mark(oval(0, 55, 10, 6), 5, 3),
    ]
    stains: list[Stain] = []
    for side in (-1, 1):
        s = float(side)
        marks += [
            Mark(oval(16.5 * s, 1.6, 9.5, 6.5), -8, 2.6),
            Mark(oval(16.5 * s, 2.8, 6, 3.6), 5.5, 1.2),
            Mark(tube([(4 * s, -7), (16 * s, -11), (27 * s, -7)], (4, 6, 4)), 2 if soft else 4, 2),
            Mark(oval(22 * s, 18, 9, 7, 0.4 * s), 5.5, 4.5),
            Mark(oval(20 * s, 36, 6, 9), -2.5 if soft else -5, 4.5),
            Mark(
                tube([(8 * s, 26), (13 * s, 33), (14 * s, 41)], (1, 2.4, 0.5)),
                -1.5 if soft else -3.6,
                1.5,
            ),
            Mark(oval(33 * s, -6, 5, 14), -4, 5),
        ]
        stains += [
            Stain(oval(21 * s, 18, 10, 8), cheeks(look), 0.40 if soft else 0.22, 5),
            *eye(16.5 * s, 2.2, 6.4, eyes, 1.5),
            *brow(look, (6 * s, -10.5), (15 * s, -13), (25.5 * s, -8)),
            Stain(oval(4.6 * s, 25.4 * long, 2.2, 1.2), INK, 0.65, 0.6),
        ]
    stains += mouth(look, (-9.5, 36.4), (0, 37.2), (9.5, 36.4))
    if look.beard == "stubble":
        shade = blob(
            [(-33, 20), (-14, 30), (0, 28), (14, 30), (33, 20), (24, 52), (0, 64), (-24, 52)]
        )
        stains.insert(0, Stain(shade, colour("#1a1412"), 0.42, 5))
    ears = tuple(oval(39 * s, 9, 5, 11, 0.15 * s) for s in (-1.0, 1.0))
    return Part((blob(whole), *ears), look.skin, tuple(marks), tuple(stains), gloss=0.6)


def _nape(look: Look, view: str) -> Part:
    """A head seen from behind."""
    if view == "back quarter":
        line: list[Spot] = [
            *((-4, -55), (20, -52), (37, -38), (42, -20), (42.5, -8), (39, 1), (42, 10)),
            *((39, 24), (33, 40), (22, 50), (0, 50), (-30, 34), (-44, 6), (-48, -16)),
            *((-41, -39), (-24, -52)),
        ]
        cheek = Mark(tube([(26, 26), (34, 36)], (6, 8, 5)), 3, 3)
        tendon = Mark(tube([(-14, 28), (-8, 52)], (5, 8, 6)), 3, 2.4)
        return Part((blob(line),), look.skin, (*ear(20, 10, 0.85), cheek, tendon))
    skull: list[Spot] = [
        *((0, -55), (26, -49), (39, -26), (39, 0), (34, 26), (20, 46), (-20, 46)),
        *((-34, 26), (-39, 0), (-39, -26), (-26, -49)),
    ]
    ears = tuple(oval(40 * s, 9, 5, 11, 0.15 * s) for s in (-1.0, 1.0))
    hollow = Mark(tube([(0, 30), (0, 54)], (3, 8, 6)), -4, 2.6)
    tendons = tuple(Mark(tube([(9 * s, 28), (12 * s, 52)], (4, 7, 6)), 3, 2.4) for s in (-1, 1))
    rims = tuple(Mark(tube([(38 * s, 0), (40 * s, 16)], (2, 4, 3)), -4, 1.4) for s in (-1, 1))
    return Part((blob(skull), *ears), look.skin, (hollow, *tendons, *rims))
