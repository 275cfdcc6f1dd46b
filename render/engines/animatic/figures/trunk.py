"""The trunk from the side: chest and belly, what closes over them, collars and neckwear."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.figures.armour import STEEL, rivets, rolled
from render.engines.animatic.figures.bones import Bones
from render.engines.animatic.figures.drawing import Spot, blob, oval, tube
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.figures.skirts import folds
from render.engines.animatic.pen import colour

_BRASS = colour("#b08a3e")


_LINEN = colour("#8f897d")


def trunk_parts(look: Look, bones: Bones) -> list[Part]:
    """Chest and belly, with what closes the coat."""
    k, up, fore = bones.k, bones.up, bones.fore
    build, aged = look.build, 7 if look.stoop else 0
    belly = build * (60 if build > 0.5 else 26) - (9 if look.age == "child" else 0)
    bust = 8 if look.woman and look.age != "child" else 0
    slim = 8 if look.woman and look.age != "child" else 0
    hip, waist, chest, shoulder, neck = (
        bones.hip,
        bones.waist,
        bones.chest,
        bones.shoulder,
        bones.neck,
    )
    low = 22j * k

    def at(joint: complex, ahead: float, down: float = 0.0) -> complex:
        return joint + fore * ahead * k - up * down * k

    line: list[Spot] = [
        at(neck, 20, 4),
        at(shoulder, 30, 4),
        at(chest, 46 + build * 20 + bust, 4),
        at(waist, 35 + belly * 1.3 - slim),
        at(hip, 38 + belly - slim),
        at(hip, 24 + belly * 0.9) + low,
        at(hip, -34) + low,
        at(hip, -45 - build * 14 - bust * 0.6),
        at(waist, -34 - build * 16 + slim),
        at(chest, -48 - build * 14 - aged),
        at(shoulder, -40 - aged),
        at(neck, -22, 4),
    ]
    rng = np.random.default_rng(look.seed)
    marks = folds(rng, at(shoulder, -20), at(shoulder, 22), at(hip, -30), at(hip, 30), 6, 4.0)
    marks.append(Mark(tube([at(chest, -20, 20), at(waist, 20, 10)], (1, 9 * k, 1)), -4, 3))
    marks.append(Mark(tube([at(chest, 24, -8), at(waist, -16, 26)], (1, 8 * k, 1)), -3.5, 3))
    stains: list[Stain] = []
    edge = [
        at(neck, 22, 8),
        at(chest, 36 + build * 16 + bust, 0),
        at(waist, 28 + belly),
        at(hip, 30 + belly * 0.9),
    ]
    tone, gloss = look.cloth, 0.9
    match look.wear:
        case "coat" | "uniform":
            marks.append(Mark(tube(edge, (2, 5 * k, 5 * k)), -5, 1.4))
            button = _BRASS if look.wear == "uniform" else look.accent
            stains = [
                Stain(
                    oval(
                        (p := at(chest, 28 + belly * 0.5 + build * 10, d)).real,
                        p.imag,
                        3.4 * k,
                        3.4 * k,
                    ),
                    button,
                    0.9,
                    0.5,
                )
                for d in (-34, -4, 26, 56, 86, 116)
            ]
        case "suit" | "jacket":
            marks.append(Mark(tube(edge, (2, 5 * k, 5 * k)), -5, 1.4))
            lapel = tube([at(neck, 16, 0), at(chest, 36, -20), at(chest, 34, 34)], (4, 20 * k, 3))
            marks.append(Mark(lapel, 5, 1.4))
        case "shirt":
            tone = _LINEN * 0.86
        case "armour":
            tone, gloss = STEEL, 2.2
            marks = [
                Mark(
                    tube([at(shoulder, 14, 10), at(chest, 44, 10), at(waist, 34, 6)], (3, 10, 3)),
                    6,
                    2,
                ),
                *rolled([at(waist, -38, 4), at(waist, 0, 14), at(waist, 40, 2)], k),
                *rolled([at(chest, 18, -40), at(chest, 6, 10), at(chest, -10, 60)], k),
                *rivets([at(chest, 30, -30), at(chest, 18, 14), at(chest, 0, 62)], k),
                *rivets([at(waist, -22, -8), at(waist, 4, -2), at(waist, 26, -8)], k),
            ]
        case _:
            pass
    parts = [
        Part(
            (blob(line),),
            tone,
            tuple(marks),
            tuple(stains),
            gloss=gloss,
            melt=(hip + 40j * k, 44 * k)
            if look.wear in ("coat", "dress", "robe", "cloak")
            else None,
        )
    ]
    if look.wear == "shirt":
        parts.append(_waistcoat(look, bones, belly, at(chest, 0), rng))
    if look.mark == "sash" or look.wear in ("robe", "jacket"):
        parts.append(_belt(look, bones, belly))
    if look.mark == "trim":
        trim = tube(edge, (5 * k, 8 * k, 8 * k))
        parts[0] = Part(
            parts[0].shapes,
            tone,
            tuple(marks),
            (*stains, Stain(trim, look.accent, 0.85, 0.8)),
            gloss=gloss,
            melt=parts[0].melt,
        )
    return parts


def _waistcoat(
    look: Look, bones: Bones, belly: float, chest: complex, rng: np.random.Generator
) -> Part:
    k, fore, up = bones.k, bones.fore, bones.up
    shoulder, waist, hip, neck = bones.shoulder, bones.waist, bones.hip, bones.neck
    line: list[Spot] = [
        neck + fore * 10 * k,
        chest + fore * (47 + look.build * 20) * k,
        waist + fore * (37 + belly * 1.3) * k,
        hip + fore * (40 + belly) * k + up * 10 * k,
        hip + fore * (14 + belly * 0.5) * k - up * 10 * k,
        hip - fore * 40 * k + up * 8 * k,
        waist - fore * (34 + look.build * 16) * k,
        chest - fore * (30 + look.build * 10) * k,
        shoulder - fore * 14 * k,
    ]
    buttons = tuple(
        Stain(
            oval(
                (
                    p := chest
                    + fore * (34 + belly * (0.3 + 0.16 * at)) * k
                    - up * (at * 26 - 20) * k
                ).real,
                p.imag,
                3 * k,
                3 * k,
            ),
            look.accent,
            0.9,
            0.5,
        )
        for at in range(5)
    )
    marks = folds(
        rng,
        chest - fore * 20 * k,
        chest + fore * 20 * k,
        hip - fore * 20 * k,
        hip + fore * 20 * k,
        5,
        3.5,
    )
    return Part((blob(line),), look.vest, tuple(marks), buttons)


def _belt(look: Look, bones: Bones, belly: float) -> Part:
    k, fore, up = bones.k, bones.fore, bones.up
    middle = bones.waist - up * 18 * k
    slim = 10 if look.woman and look.age != "child" else 0
    line = [
        middle - fore * (36 + look.build * 16 - slim) * k,
        middle - up * 7 * k,
        middle + fore * (37 + belly * 1.25 - slim) * k,
    ]
    tone = look.accent if look.mark == "sash" else colour("#2a1c12")
    wide = 24 * k if look.mark == "sash" else 15 * k
    crease = Mark(tube(line, (1, 4 * k, 1)), -4, 1.4)
    return Part(
        (tube(line, (wide, wide * 1.1, wide), flat=True),), tone, (crease,), gloss=0.8, puff=0.5
    )
