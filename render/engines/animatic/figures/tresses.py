"""Long hair: what hangs behind neck and shoulders, plaits, queues and buns."""

from __future__ import annotations

import math

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import between, blob, oval, spot, tube
from render.engines.animatic.figures.locks import fall, growing, locks_along
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part
from render.engines.animatic.figures.scalps import CROWNS, LENGTHS_FROM, MANTLES


def hair_behind(look: Look, view: str, breeze: Breeze) -> list[Part]:
    """Long hair that hangs behind the neck and the shoulders."""
    if look.hair not in ("long", "plait", "queue", "bun") or look.hat in ("hood", "veil", "helmet"):
        return []
    if look.hair == "bun":
        return [bun(look, -45, -20)] if view == "quarter" else []
    side = "side" in view or "quarter" in view
    if look.hair == "long":
        return [] if "back" in view else [_lengths(look, view, breeze)]
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
    marks: tuple[Mark, ...] = ()
    if look.hair == "plait":
        marks = tuple(
            Mark(tube([p - 7 + (at % 2) * 2, p + 4j, p + 7], (1, 4, 1)), -5, 1.2)
            for at, p in enumerate(between(line[0], line[-1], i / 9) for i in range(1, 9))
        )
    parts = [Part((tail,), look.hair_tone, marks, puff=0.7)]
    ribbon = line[1] if look.hair == "queue" else line[-2]
    knot = tube([ribbon - 6, ribbon + 7], (7, 8))
    return [*parts, Part((knot,), look.accent, gloss=0.6)]


def _long(look: Look) -> float:
    """How far long hair hangs."""
    return 74 if look.age == "child" else 108 if look.woman else 70


def _lengths(look: Look, view: str, breeze: Breeze) -> Part:
    """Long hair behind a face."""
    side, wind = view != "front", breeze.combing
    roots = LENGTHS_FROM["side" if side else "front"]
    flow = growing(-0.9, -0.1) if wind > 0.7 and side else growing(-0.2, 1.0) if side else fall
    locks = locks_along(
        look.seed, roots, 46, _long(look), flow, breeze, wide=8, curl=0.1, blown=wind
    )
    marks = tuple(Mark(lock, 2.5, 0.8) for lock in locks[::2])
    return Part(tuple(locks), look.hair_tone, marks, gloss=0.9, puff=0.6)


def mantle(look: Look, view: str, breeze: Breeze) -> Part:
    """Long hair from behind: one mass over nape and shoulders, its ends loose."""
    share = _long(look) / 108
    line = [
        complex(p.real, p.imag * (share if p.imag > 0 else 1)) for p in map(spot, MANTLES[view])
    ]
    low = [point for point in line if point.imag > 66 * share]
    tips = locks_along(
        look.seed, [p - 16j for p in low], 44, 40, growing(-0.05, 1), breeze, wide=8, curl=0.12,
        blown=breeze.combing * 0.8,
    )  # fmt: skip
    strands = [
        lock
        for at, rows in enumerate((CROWNS[view], [p * 0.8 - 62j * share for p in low]))
        for lock in locks_along(
            look.seed + 4 + at, rows, 40, 84, growing(0, 1), breeze, wide=3.6, curl=0.1
        )
    ]
    marks = [Mark(lock, 1.5 * (-1) ** at, 0.9) for at, lock in enumerate(strands)]
    marks += [Mark(lock, 1.6, 0.8) for lock in tips[::2]]
    return Part((blob(line), *tips), look.hair_tone, tuple(marks), gloss=0.8, puff=0.45, shade=0.4)


def bun(look: Look, x: float, y: float) -> Part:
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
