"""Beards and moustaches: locks along the jaw and under the nose."""

from __future__ import annotations

from functools import partial

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import Spot, blob
from render.engines.animatic.figures.locks import growing, locks_along
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part


def beard_parts(look: Look, view: str, breeze: Breeze) -> list[Part]:
    """A beard, a moustache, or both."""
    if look.beard == "stubble":
        return []
    shift = {"side": 0.0, "quarter": -18.0, "front": -34.0}[view]
    squeeze = 1.0 if view == "side" else 0.9
    whisker = _whiskers(look, view, breeze)
    if look.beard == "moustache":
        return whisker
    long = 62.0 if look.beard == "long" else 17.0

    def at(x: float, y: float) -> tuple[float, float]:
        return (x * squeeze + shift, y)

    if view == "front":
        edge: list[Spot] = [(-37, 16), (-33, 38), (-20, 54), (0, 58), (20, 54), (33, 38), (37, 16)]
        body: list[Spot] = [
            *((-38, 14), (-32, 30), (-16, 42), (0, 45), (16, 42), (32, 30), (38, 14)),
            *(
                (34, 48),
                (18, 62 + long * 0.6),
                (0, 66 + long * 0.8),
                (-18, 62 + long * 0.6),
                (-34, 48),
            ),
        ]
    else:
        edge = [
            at(0, 18),
            at(6, 32),
            at(16, 42),
            at(28, 45),
            at(40, 45),
            at(48, 51),
            at(48, 60),
            at(38, 62),
            at(24, 58),
            at(10, 50),
        ]
        body = [
            *(
                at(-9, 2) if view == "side" else at(2, 30),
                at(6, 30),
                at(22, 37),
                at(38, 42),
                at(50, 49),
                at(53, 64),
            ),
            *(at(46, 64 + long * 0.6), at(31, 66 + long * 0.5), at(13, 62 + long * 0.25)),
            *((at(-3, 47), at(-13, 24)) if view == "side" else (at(3, 44),)),
        ]
    drop = partial(_beardward, shift if view != "front" else 0.0, view == "front")
    locks = locks_along(
        look.seed + 5, edge, 90, long, drop, breeze, wide=5.5, curl=0.14, blown=breeze.combing * 0.7
    )
    marks = tuple(Mark(lock, 2.2 * (-1) ** at_, 0.9) for at_, lock in enumerate(locks[::2]))
    beard = Part((blob(body), *locks), look.hair_tone, marks, gloss=0.5, puff=0.45, shade=0.5)
    return [beard, *whisker]


def _beardward(shift: float, front: bool, point: complex) -> complex:
    if front:
        return complex(-point.real * 0.012, 1)
    return complex(0.30 - 0.012 * (point.real - shift - 20), 1)


def _whiskers(look: Look, view: str, breeze: Breeze) -> list[Part]:
    if view == "side":
        sweeps = [([(47.0, 29.0), (39.0, 30.0), (33.0, 32.0)], growing(-0.6, 0.8))]
    elif view == "quarter":
        sweeps = [
            ([(21.0, 30.0), (13.0, 31.0)], growing(-0.75, 0.6)),
            ([(22.0, 30.0), (29.0, 31.0)], growing(0.6, 0.7)),
        ]
    else:
        sweeps = [
            ([(-1.0, 30.0), (-10.0, 31.0)], growing(-0.8, 0.55)),
            ([(1.0, 30.0), (10.0, 31.0)], growing(0.8, 0.55)),
        ]
    length = 24 if look.beard == "long" else 15
    locks = [
        lock
        for at, (roots, flow) in enumerate(sweeps)
        for lock in locks_along(
            look.seed + 6 + at, list[Spot](roots), 22, length, flow, breeze, wide=3.6, curl=0.12
        )
    ]
    marks = tuple(Mark(lock, 1.2, 0.8) for lock in locks[::3])
    return [Part(tuple(locks), look.hair_tone, marks, gloss=0.5, puff=0.4, shade=0.3)]
