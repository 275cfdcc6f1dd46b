"""What lies about the neck from the side: collars, capes, cowls and neckwear."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.figures.armour import STEEL, rolled, shoulder_plate
from render.engines.animatic.figures.bones import Bones
from render.engines.animatic.figures.drawing import Spot, blob, tube
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part
from render.engines.animatic.figures.scarves import wound
from render.engines.animatic.figures.skirts import folds
from render.engines.animatic.pen import colour

_GORGET = ((-30, -4), (0, 10), (28, -4))
"""The rim of a knight's collar, about the neck."""


def collar_parts(look: Look, bones: Bones) -> list[Part]:
    """What rises from the shoulders behind the chin."""
    k, fore, neck, head = bones.k, bones.fore, bones.neck, bones.head
    size = look.head
    if look.hat == "hood" and look.wear != "cloak":
        return [_cowl(look, bones)]
    match look.wear:
        case "coat" | "uniform" | "suit":
            high = 0.7 if look.wear == "suit" else 1.0
            line: list[Spot] = [
                head + complex(-32, 42 + 22 * (1 - high)) * size,
                neck - fore * 36 * k,
                neck + complex(-8, 24) * k,
                neck + fore * 28 * k + 24j * k,
                neck + fore * 31 * k,
                head + complex(6, 64) * size,
                head + complex(-14, 54 + 14 * (1 - high)) * size,
            ]
            crease = Mark(
                tube([neck - fore * 26 * k, neck + 10j * k, neck + fore * 26 * k], (3, 7, 3)),
                -4,
                2.5,
            )
            tone = look.accent * 0.7 if look.wear == "uniform" else look.cloth
            return [Part((blob(line),), tone, (crease,), gloss=1.1)]
        case "armour":
            ring = tube(
                [neck - fore * 30 * k, neck + 14j * k, neck + fore * 28 * k],
                (16 * k, 20 * k, 16 * k),
            )
            rims = tuple(rolled([neck + fore * x * k + y * 1j * k for x, y in _GORGET], k))
            return [
                Part((ring,), STEEL, rims, gloss=2),
                shoulder_plate(bones.shoulder + 6j * k, 0, k),
            ]
        case "cloak":
            cape: list[Spot] = [
                neck + fore * 22 * k - 10j * k,
                bones.shoulder + fore * 44 * k + 6j * k,
                bones.chest + fore * 58 * k + 8j * k,
                bones.chest - fore * 60 * k + 14j * k,
                bones.shoulder - fore * 50 * k,
                neck - fore * 28 * k - 10j * k,
            ]
            rng = np.random.default_rng(look.seed + 3)
            marks = folds(
                rng,
                neck - fore * 18 * k,
                neck + fore * 18 * k,
                bones.chest - fore * 50 * k,
                bones.chest + fore * 50 * k,
                6,
                5,
            )
            return [Part((blob(cape),), look.cloth * 1.08, tuple(marks), gloss=1.0)]
        case _:
            return []


def _cowl(look: Look, bones: Bones) -> Part:
    """The folds in which a hood lies upon the shoulders."""
    k, fore, neck, shoulder = bones.k, bones.fore, bones.neck, bones.shoulder
    line: list[Spot] = [
        neck + fore * 24 * k - 34j * k,
        shoulder + fore * 46 * k - 8j * k,
        bones.chest + fore * 50 * k - 40j * k,
        bones.chest - 30j * k,
        bones.chest - fore * 58 * k - 44j * k,
        shoulder - fore * 52 * k - 16j * k,
        neck - fore * 40 * k - 34j * k,
    ]
    creases = [
        Mark(
            tube(
                [
                    neck - fore * 40 * k + complex(-6, d) * k,
                    neck + complex(4, d + 26) * k,
                    neck + fore * 38 * k + complex(4, d) * k,
                ],
                (2, 8 * k, 2),
            ),
            height,
            2.2,
        )
        for d, height in ((-8, -6), (8, 5), (26, -5))
    ]
    return Part((blob(line),), look.cloth * 1.05, tuple(creases), gloss=0.9)


def neckwear_parts(look: Look, bones: Bones, *, bold: bool = False) -> list[Part]:
    """The accent at the throat, drawn over the chin's shadow."""
    neck, head, size = bones.neck, bones.head, look.head
    wide = size * (0.84 if look.age == "child" else 1.0)
    up = (head - neck) * 0.44

    def at(across: float, down: float) -> complex:
        return neck + complex(across, down) * wide

    rolls = (
        Mark(tube([at(-33, -2), at(0, 10), at(34, -1)], (2, 7, 2)), -6, 1.8),
        Mark(tube([at(-28, -16), at(4, -5), at(31, -14)], (2, 6, 2)), 5, 2),
    )
    if look.mark == "scarf":
        # a child's neck is short, and its throat shows below a scarf that is wound too high
        low = up * 0.28 if look.age != "child" else up * 0.02 + 5j
        return wound(lambda x, y: low + at(x * 0.95, y - 2), wide, look.accent, bold=bold)
    if look.wear in ("coat", "suit"):
        tone = look.accent if look.mark == "collar" else colour("#77705f")
        cravat: list[Spot] = [
            up * 0.4 + at(21, -2),
            at(27, -2),
            at(31, 10),
            at(26, 27),
            at(15, 25),
            at(9, 8),
            up * 0.3 + at(10, 0),
        ]
        fold = Mark(tube([at(16, 2), at(23, 8), at(22, 24)], (1, 4, 1)), -4, 1.4)
        return [Part((blob(cravat),), tone, (fold,), gloss=0.6, puff=0.6)]
    if look.mark == "collar":
        band = blob(
            [
                up * 0.55 + at(-25, 0),
                at(-28, 0),
                at(0, 17),
                at(30, 3),
                up * 0.5 + at(24, 3),
                up * 0.3 + at(0, 8),
            ]
        )
        return [Part((band,), look.accent, rolls[:1], gloss=0.7)]
    return []
