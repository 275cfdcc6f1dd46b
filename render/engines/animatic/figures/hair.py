"""Hair and beards: a cap that follows the skull, and seeded locks that the wind takes."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import Spot, between, blob, oval, tube
from render.engines.animatic.figures.locks import (
    Flow,
    fall,
    from_the_parting,
    growing,
    locks_along,
    whorl,
    windswept,
)
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part
from render.engines.animatic.figures.scalps import CAPS, CROWNS, HAIRLINES, LONG_SIDE, PARTED
from render.engines.animatic.pen import Shape

_COVERING = ("hood", "veil", "helmet", "kerchief", "bonnet")
"""Hats under which no hair shows from before or behind."""
_HIDING = (
    "hood",
    "veil",
    "tricorne",
    "bonnet",
    "wide",
    "cap",
    "peaked",
    "helmet",
    "kerchief",
    "topper",
)
"""Hats that press the hair down."""


def hair_behind(look: Look, view: str, breeze: Breeze) -> list[Part]:
    """Long hair that hangs behind the neck and the shoulders."""
    if look.hair not in ("long", "plait", "queue", "bun") or look.hat in ("hood", "veil", "helmet"):
        return []
    if look.hair == "bun":
        return [_bun(look, -45, -20)] if view == "quarter" else []
    marks: tuple[Mark, ...] = ()
    side = "side" in view or "quarter" in view
    if look.hair == "long":
        roots: list[Spot] = (
            [(-6, -20), (-26, -6), (-38, 4), (-44, -14)]
            if side
            else [(-38, -10), (-32, 20), (0, 24), (32, 20), (38, -10)]
        )
        length = 74 if look.age == "child" else 70 if not look.woman else 108
        wind = breeze.combing
        flow = growing(-0.9, -0.1) if wind > 0.7 and side else growing(-0.2, 1.0) if side else fall
        locks = locks_along(
            look.seed, roots, 46, length, flow, breeze, wide=8, curl=0.1, blown=wind
        )
        marks = tuple(Mark(lock, 2.5, 0.8) for lock in locks[::2])
        return [Part(tuple(locks), look.hair_tone, marks, gloss=0.9, puff=0.6)]
    drift = breeze.combing
    x = -40.0 if side else 0.0
    thick = 13 if look.hair == "queue" else 15
    long = 64 if look.hair == "queue" else 104
    line = [
        complex(
            x - drift * step * 10 - (6 if side else 0) * step**0.5,
            14 + long * step / 4 * (1 - 0.35 * drift) + drift * 5 * breeze.gust(1.0 - step),
        )
        for step in range(5)
    ]
    tail = tube(line, (thick * 0.9, thick, thick * 0.95, thick * 0.7, 3))
    if look.hair == "plait":
        marks = tuple(
            Mark(tube([p - 7 + (at % 2) * 2, p + 4j, p + 7], (1, 4, 1)), -5, 1.2)
            for at, p in enumerate(between(line[0], line[-1], i / 9) for i in range(1, 9))
        )
    parts = [Part((tail,), look.hair_tone, marks, puff=0.7)]
    ribbon = line[1] if look.hair == "queue" else line[-2]
    knot = tube([ribbon - 6, ribbon + 7], (7, 8))
    return [*parts, Part((knot,), look.accent, gloss=0.6)]


def hair_parts(look: Look, view: str, breeze: Breeze) -> list[Part]:
    """The hair upon the head."""
    if look.hat in _COVERING and view != "side":
        return [Part((blob(CAPS[view]),), look.hair_tone, puff=0.35)] if "back" not in view else []
    if look.hair == "bald":
        return _fringe(look, view, breeze)
    side, back = view == "side", "back" in view
    parted = look.woman and look.hair in ("bun", "plait", "long")
    caps = PARTED if parted and view in PARTED else CAPS
    cap = LONG_SIDE if side and look.hair == "long" else caps[view]
    crown = CROWNS[view]
    wind = breeze.combing
    hatted = look.hat in _HIDING
    comb: Flow = whorl if side else fall
    sleek = look.hair in ("long", "bun", "plait", "queue")
    locks = locks_along(
        look.seed + 1, crown, 26 if sleek else 34, 11 if sleek else 24, comb, breeze,
        curl=0.15, blown=wind * (0.15 if sleek else 0.4),
    )  # fmt: skip
    if look.hair == "wild":
        flow = partial(windswept, side, breeze.ahead)
        locks = locks_along(
            look.seed + 2, crown, 44, 42, flow, breeze, wide=6, curl=0.12, blown=0.25 + wind * 0.6
        )
    elif look.hair == "long" and look.hat not in _COVERING and not back:
        locks += _temples(look, view, breeze)
    elif look.hair == "curls":
        rng = np.random.default_rng(look.seed)
        wide = 40.0
        spots = [
            (rng.uniform(-50 if side else -wide - 4, 26 if side else wide + 4), rng.uniform(-60, 4))
            for _ in range(60)
        ]
        locks = [
            oval(x, y, r, r)
            for (x, y), r in zip(spots, rng.uniform(7, 12, 60).tolist(), strict=True)
            if (x + (8 if side else 0)) ** 2 + (y + 14) ** 2 > 1000 and not (x > 20 and y > -34)
        ]
    elif look.hair in ("bun", "plait", "queue"):
        nape: list[Spot] = [(-24, 30), (-34, 30)] if side else [(-20, 36), (20, 36)]
        count = 0 if view in ("front", "quarter") else 4
        locks = locks_along(look.seed, nape, count, 20, growing(-0.2, 1), breeze, wide=2, curl=0.3)
    elif wind > 0.5 and not sleek:
        locks += locks_along(
            look.seed + 3, crown, 30, 46, growing(-0.9, -0.25), breeze, wide=4, blown=wind * 0.5
        )
    if hatted:
        locks = []
    elif view in HAIRLINES:
        locks += _edge(look, view, breeze, thin=parted)
    lie = 0.6 if back else 1.4
    grain: list[Spot] = [
        (30, -42),
        (16, -50),
        (4, -30),
        (-10, -54),
        (-16, -14),
        (-26, -44),
        (-30, 10),
        (-40, -24),
    ]
    if view == "front":
        grain = [(-36, -20), (-24, -46), (-8, -40), (0, -56), (10, -42), (24, -46), (36, -20)]
    if cap in PARTED.values():
        grain = [(-42, -28), (-24, -58), (-6, -62), (7, -58), (7, -42), (24, -58), (42, -28)]
        comb = from_the_parting
    strokes = locks_along(look.seed + 4, grain, 64, 38, comb, breeze, wide=3.2, curl=0.12)
    marks = [Mark(lock, lie * (-1) ** at, 0.8) for at, lock in enumerate(strokes)]
    marks += [Mark(lock, 1.3, 0.7) for lock in locks[::2]]
    parts = [
        Part((blob(cap), *locks), look.hair_tone, tuple(marks), gloss=0.8, puff=0.35, shade=0.4)
    ]
    if look.hair == "bun":
        at = {"side": (-48, -14), "back quarter": (-42, -14), "back": (0, -16)}
        if view in at:
            parts.append(_bun(look, *at[view]))
    return parts


def _edge(look: Look, view: str, breeze: Breeze, *, thin: bool) -> list[Shape]:
    """The uneven edge of hair upon the brow and before the ear."""
    wind = breeze.combing
    count, length = (12, 13) if thin else (44, 17)
    flow = growing(-0.5, 0.8) if look.seed % 2 else growing(0.25, 1.0)
    line = HAIRLINES[view]
    return locks_along(
        look.seed + 31, line, count, length, flow, breeze, wide=2.2 if thin else 4.6, curl=0.2,
        blown=wind * 0.4,
    )  # fmt: skip


def _bun(look: Look, x: float, y: float) -> Part:
    """Hair wound into a knot; its strands are seen."""
    turns = [
        Mark(
            tube(
                [
                    (x + 15 * math.cos(a) * r, y + 13 * math.sin(a) * r)
                    for a in (0.4 + s, 1.6 + s, 2.8 + s, 4.0 + s)
                ],
                (0.8, 3, 3, 0.8),
            ),
            3.5,
            1,
        )
        for s, r in ((0.0, 1.0), (1.4, 0.72), (2.6, 0.42), (3.8, 0.9))
    ]
    return Part((oval(x, y, 18, 16, 0.3),), look.hair_tone, tuple(turns), gloss=0.5, puff=0.6)


def _temples(look: Look, view: str, breeze: Breeze) -> list[Shape]:
    """Long hair that falls from the parting past the ears."""
    length = 66.0 if look.woman else 40.0
    wind = breeze.combing
    sides: list[tuple[list[Spot], Flow]] = [([(-36, -30), (-40, 6)], growing(-0.12, 1))]
    if view == "side":
        sides = [
            ([(12, -22), (6, -2), (-4, 14), (-20, 26)], growing(-0.15 - 0.7 * wind, 1 - 0.7 * wind))
        ]
    elif view == "front":
        sides.append(([(36, -30), (40, 6)], growing(0.12, 1)))
    return [
        lock
        for at, (roots, flow) in enumerate(sides)
        for lock in locks_along(
            look.seed + 20 + at,
            roots,
            26,
            length,
            flow,
            breeze,
            wide=8,
            curl=0.12,
            blown=wind * 0.8,
        )
    ]


def _fringe(look: Look, view: str, breeze: Breeze) -> list[Part]:
    """What is left round a bald head."""
    if view == "side":
        cap: list[Spot] = [
            (-12, -2),
            (-20, 18),
            (-24, 30),
            (-38, 28),
            (-47, 8),
            (-48, -8),
            (-30, -10),
        ]
        roots: list[Spot] = [
            (-8, -4),
            (-18, -12),
            (-34, -14),
            (-47, -6),
            (-46, 10),
            (-34, 20),
            (-16, 14),
        ]
        flow = growing(-0.45, 0.9)
    elif view in ("quarter", "front"):
        tufts = (-39.0,) if view == "quarter" else (-40.0, 40.0)
        parts: list[Part] = []
        for x in tufts:
            locks = locks_along(
                look.seed, [(x, -10), (x * 1.05, 12)], 26, 18, growing(x * 0.005, 1), breeze, wide=3
            )
            parts.append(Part(tuple(locks), look.hair_tone, gloss=0.5, puff=0.2, shade=0.2))
        return parts
    else:
        cap = [(-42, -6), (-20, 2), (20, 2), (42, -6), (34, 26), (20, 44), (-20, 44), (-34, 26)]
        roots = [(-42, 0), (-30, 26), (0, 38), (30, 26), (42, 0)]
        flow = fall
    locks = locks_along(
        look.seed, roots, 60, 24, flow, breeze, wide=3.4, curl=0.2, blown=breeze.combing * 0.4
    )
    marks = tuple(Mark(lock, 1.3, 0.9) for lock in locks[::3])
    return [Part((blob(cap), *locks), look.hair_tone, marks, gloss=0.5, puff=0.2, shade=0.3)]
