"""Hair and beards: a cap that follows the skull, and seeded locks that the wind takes."""

from __future__ import annotations

from functools import partial

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.curls import curls_of
from render.engines.animatic.figures.drawing import Spot, blob
from render.engines.animatic.figures.locks import (
    Flow,
    combed,
    fall,
    from_the_crown,
    from_the_parting,
    gathered,
    growing,
    locks_along,
    windswept,
)
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part
from render.engines.animatic.figures.scalps import (
    CAPS,
    CROPPED,
    CROWNS,
    HAIRLINES,
    LONG_SIDE,
    NAPES,
    PARTED,
)
from render.engines.animatic.figures.tresses import bun, mantle
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


def hair_parts(look: Look, view: str, breeze: Breeze) -> list[Part]:
    """The hair upon the head."""
    if look.hat in _COVERING and view != "side":
        return [Part((blob(CAPS[view]),), look.hair_tone, puff=0.35)] if "back" not in view else []
    if look.hair == "bald":
        return _fringe(look, view, breeze)
    side, back = view == "side", "back" in view
    if back and look.hair == "long":
        return [mantle(look, view, breeze)]
    parted = look.woman and look.hair in ("bun", "plait", "long")
    cap = _cap(look, view, parted=parted)
    crown = CROWNS[view]
    wind = breeze.combing
    hatted = look.hat in _HIDING
    sleek = look.hair in ("long", "bun", "plait", "queue")
    comb = _comb(look, view)
    locks = locks_along(
        look.seed + 1, crown, 26, 11 if sleek else 15, comb, breeze,
        curl=0.15, blown=wind * (0.15 if sleek else 0.3),
    )  # fmt: skip
    if look.hair == "wild":
        flow = partial(windswept, side, breeze.ahead)
        locks = locks_along(
            look.seed + 2, crown, 44, 42, flow, breeze, wide=6, curl=0.12, blown=0.25 + wind * 0.6
        )
    elif look.hair == "long" and look.hat not in _COVERING and not back:
        locks += _temples(look, view, breeze)
    elif look.hair == "curls":
        locks = curls_of(look, view)
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
    if cap in CROPPED.values():
        locks += locks_along(
            look.seed + 32, NAPES[view], 26, 9, growing(0, 1), breeze, wide=2.6, curl=0.2
        )
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
            parts.append(bun(look, *at[view]))
    return parts


def _cap(look: Look, view: str, *, parted: bool) -> list[Spot]:
    """The outline of the hair that lies on the skull."""
    if view == "side" and look.hair == "long":
        return LONG_SIDE
    if parted and view in PARTED:
        return PARTED[view]
    if look.hair in ("short", "wild", "curls") and view in CROPPED:
        return CROPPED[view]
    return CAPS[view]


def _comb(look: Look, view: str) -> Flow:
    """The way in which the hair lies on the skull."""
    tied = {"bun": gathered(-48, -14), "queue": gathered(-46, 22), "plait": gathered(-46, 22)}
    if view == "side":
        return gathered(-44, 44) if look.hair == "long" else tied.get(look.hair, combed)
    if view == "back" and look.hair in tied:
        return gathered(0, -14 if look.hair == "bun" else 24)
    return from_the_crown if "back" in view and look.hair != "long" else fall


def _edge(look: Look, view: str, breeze: Breeze, *, thin: bool) -> list[Shape]:
    """The uneven edge of hair upon the brow and before the ear."""
    wind = breeze.combing
    count, length = (12, 13) if thin else (44, 12 if look.hair == "short" else 17)
    flow = growing(-0.5, 0.8) if look.seed % 2 else growing(0.25, 1.0)
    line = HAIRLINES[view]
    return locks_along(
        look.seed + 31, line, count, length, flow, breeze, wide=2.2 if thin else 4.6, curl=0.2,
        blown=wind * 0.4,
    )  # fmt: skip


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
