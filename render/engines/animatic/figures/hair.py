"""Hair and beards: a cap that follows the skull, and seeded locks that the wind takes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import Spot, between, blob, oval, spot, tube, turned
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part
from render.engines.animatic.pen import Shape

Flow = Callable[[complex], complex]
"""The way in which hair grows at a point."""


def locks_along(
    seed: int,
    roots: Sequence[Spot],
    count: int,
    length: float,
    flow: Flow,
    breeze: Breeze,
    *,
    wide: float = 5.0,
    curl: float = 0.0,
    blown: float = 0.0,
) -> list[Shape]:
    """Tapered locks from along a line of roots; wind bends their tips."""
    rng = np.random.default_rng(seed)
    line = [spot(root) for root in roots]
    drawn: list[Shape] = []
    for _ in range(count):
        place = rng.random() * (len(line) - 1)
        at = int(place)
        point = between(line[at], line[min(at + 1, len(line) - 1)], place - at)
        long = length * (0.55 + 0.6 * rng.random())
        way = flow(point)
        phase = rng.random() * 2 + point.real * 0.03
        points: list[Spot] = [point]
        for step in range(1, 5):
            pull = complex(
                -0.34 - 0.12 * breeze.gust(phase - step * 0.8),
                0.05 + 0.42 * breeze.gust(phase - step * 1.1),
            )
            stray = complex(rng.normal(), rng.normal()) * 0.07
            way += pull * blown * step * 0.55 + stray
            way += way * 1j * curl * math.sin(step * 2.2 + phase * 4)
            way /= abs(way) or 1.0
            point += way * long / 4
            points.append(point)
        drawn.append(tube(points, (0.4, wide * 0.9, wide * 0.9, wide * 0.5, 0.2), steps=3))
    return drawn


def _fall(point: complex) -> complex:
    return complex(point.real * 0.006, 1.0)


def _whorl(point: complex) -> complex:
    """Round the crown of the head, as short hair lies."""
    way = point + complex(14, 38) + complex(0.1, 0.1)
    return turned(way / max(1.0, abs(way)), 0.9)


def _from_the_parting(point: complex) -> complex:
    """To both sides and down, as parted hair is drawn back."""
    off = point.real - 6
    way = complex(math.copysign(max(0.0, 1 - abs(off) / 44), off), 0.25 + abs(off) / 34)
    return way / abs(way)


def growing(x: float, y: float) -> Flow:
    return partial(_constant, complex(x, y))


def _constant(way: complex, point: complex) -> complex:
    return way


_CAPS: dict[str, list[Spot]] = {
    "side": [
        *((34, -44), (37, -33), (22, -31), (10, -19), (6, -4), (2, 4), (-3, -4), (-15, 2)),
        *(
            (-17, 20),
            (-22, 38),
            (-34, 34),
            (-48, 10),
            (-53, -14),
            (-46, -42),
            (-24, -59),
            (10, -60),
        ),
    ],
    "quarter": [
        *((41, -30), (34, -30), (20, -36), (-2, -31), (-18, -19), (-24, -2), (-26, 16), (-31, 22)),
        *((-42, 18), (-49, -12), (-43, -44), (-22, -63), (10, -65), (34, -54)),
    ],
    "front": [
        *((0, -67), (30, -59), (45, -36), (46, -8), (41, 12), (37, 4), (33, -16), (20, -33)),
        *((-12, -32), (-29, -22), (-37, 2), (-41, 12), (-46, -8), (-45, -36), (-28, -59)),
    ],
    "back quarter": [
        *((38, -38), (36, -18), (28, -8), (24, 0), (14, 0), (10, 18), (4, 36), (-24, 40)),
        *((-44, 20), (-53, -12), (-46, -42), (-24, -59), (8, -60), (28, -52)),
    ],
    "back": [
        *((0, -60), (30, -54), (44, -28), (42, 2), (32, 24), (20, 44), (0, 40), (-20, 44)),
        *((-32, 24), (-42, 2), (-44, -28), (-30, -54)),
    ],
}
_PARTED: dict[str, list[Spot]] = {
    "quarter": [
        *((41, -24), (36, -22), (30, -38), (12, -32), (-8, -18), (-18, 2), (-24, 20), (-32, 28)),
        *((-43, 20), (-50, -12), (-44, -44), (-22, -63), (12, -66), (36, -54)),
    ],
    "front": [
        *((4, -66), (30, -60), (46, -36), (48, -6), (43, 20), (36, 18), (33, -6), (22, -24)),
        *((6, -39), (-16, -26), (-31, -8), (-36, 18), (-43, 20), (-48, -6), (-46, -36)),
        (-28, -60),
    ],
}
"""Hair that is parted and drawn back over the ears, as women wore it."""
_LONG_SIDE: list[Spot] = [
    *((34, -44), (37, -33), (22, -31), (12, -16), (8, 2), (0, 16), (-12, 28), (-26, 34)),
    *((-38, 30), (-49, 8), (-53, -14), (-46, -42), (-24, -59), (10, -60)),
]
_CROWNS: dict[str, list[Spot]] = {
    "side": [(28, -46), (4, -56), (-24, -52), (-42, -34), (-48, -8), (-42, 14)],
    "quarter": [(30, -46), (6, -57), (-22, -54), (-40, -34), (-45, -8)],
    "front": [(-42, -8), (-38, -36), (-16, -56), (16, -56), (38, -36), (42, -8)],
    "back quarter": [(30, -46), (4, -56), (-24, -52), (-42, -34), (-48, -8), (-38, 20)],
    "back": [(-40, 0), (-40, -30), (-16, -56), (16, -56), (40, -30), (40, 0)],
}
_HAIRLINES: dict[str, list[Spot]] = {
    "side": [(32, -39), (20, -36), (8, -26), (3, -8), (1, -4), (-14, -4)],
    "quarter": [(38, -37), (28, -38), (12, -41), (-6, -37), (-22, -24), (-29, -4)],
    "front": [(37, -8), (32, -26), (16, -39), (-10, -38), (-28, -30), (-38, -8)],
}
"""Where the hair begins, seen from where the face is seen."""
_COVERING = ("hood", "helmet", "kerchief", "bonnet")
"""Hats under which no hair shows from before or behind."""
_HIDING = ("hood", "tricorne", "bonnet", "wide", "cap", "peaked", "helmet", "kerchief", "topper")
"""Hats that press the hair down."""


def hair_behind(look: Look, view: str, breeze: Breeze) -> list[Part]:
    """Long hair that hangs behind the neck and the shoulders."""
    if look.hair not in ("long", "plait", "queue", "bun") or look.hat in ("hood", "helmet"):
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
        flow = growing(-0.9, -0.1) if wind > 0.7 and side else growing(-0.2, 1.0) if side else _fall
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
        return [Part((blob(_CAPS[view]),), look.hair_tone, puff=0.35)] if "back" not in view else []
    if look.hair == "bald":
        return _fringe(look, view, breeze)
    side, back = view == "side", "back" in view
    parted = look.woman and look.hair in ("bun", "plait", "long")
    caps = _PARTED if parted and view in _PARTED else _CAPS
    cap = _LONG_SIDE if side and look.hair == "long" else caps[view]
    crown = _CROWNS[view]
    wind = breeze.combing
    hatted = look.hat in _HIDING
    comb: Flow = _whorl if side else _fall
    sleek = look.hair in ("long", "bun", "plait", "queue")
    locks = locks_along(
        look.seed + 1, crown, 26 if sleek else 34, 11 if sleek else 24, comb, breeze,
        curl=0.15, blown=wind * (0.15 if sleek else 0.4),
    )  # fmt: skip
    if look.hair == "wild":
        flow = partial(_windswept, side, breeze.ahead)
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
    elif view in _HAIRLINES:
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
    if cap in _PARTED.values():
        grain = [(-42, -28), (-24, -58), (-6, -62), (7, -58), (7, -42), (24, -58), (42, -28)]
        comb = _from_the_parting
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
    line = _HAIRLINES[view]
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


def _windswept(side: bool, ahead: bool, point: complex) -> complex:
    if side:
        return complex(-0.15 if ahead else -0.75, -0.55 + 0.006 * (point.imag + 50))
    return complex(-0.35 + point.real * 0.012, -0.75)


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
        flow = _fall
    locks = locks_along(
        look.seed, roots, 60, 24, flow, breeze, wide=3.4, curl=0.2, blown=breeze.combing * 0.4
    )
    marks = tuple(Mark(lock, 1.3, 0.9) for lock in locks[::3])
    return [Part((blob(cap), *locks), look.hair_tone, marks, gloss=0.5, puff=0.2, shade=0.3)]
