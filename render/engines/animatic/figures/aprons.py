"""Aprons, over whatever is worn: bib, band and skirt, from the side, before and behind."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.figures.bones import Bones
from render.engines.animatic.figures.drawing import Spot, between, blob, oval, tube
from render.engines.animatic.figures.frame import Frame
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part
from render.engines.animatic.figures.skirts import folds, lower_edge
from render.engines.animatic.pen import Colour

_LONG = 224.0
"""How far below the hip an apron hangs."""


def apron_facing(look: Look, frame: Frame, *, front: bool, seated: bool) -> list[Part]:
    """An apron from before; from behind its straps and the bow in which it is tied."""
    tone = _tone(look)
    if tone is None:
        return []
    if not front:
        return _straps_and_bow(frame, tone)
    k, hip, wide = frame.k, frame.hip.imag, frame.slim + 4 * frame.k
    top, waist = frame.neck.imag + 78 * k, hip - 62 * k
    hem = min(hip + _LONG * k * (0.5 if seated else 1.0), -40 * k)
    low = wide + (22 + 0.10 * (hem - hip) / k) * k * frame.narrow
    right: list[complex] = [
        complex(wide * 0.54, top),
        complex(wide * 0.62, (top + waist) / 2),
        complex(wide * 0.92, waist),
        complex(wide + 4 * k, hip),
    ]
    line: list[Spot] = [
        (-wide * 0.54, top, 1.0),
        *((p.real, p.imag, 1.0) if at == 0 else p for at, p in enumerate(right)),
        (low, hem - 6 * k, 1.0),
        complex(0, hem),
        (-low, hem - 6 * k, 1.0),
        *(complex(-p.real, p.imag) for p in reversed(right[1:])),
    ]
    ends = complex(-low, hem), complex(low, hem)
    band = [complex(-wide * 0.95, waist + 2 * k), 8j * k + 1j * waist, wide * 0.95 + 1j * waist]
    marks = [
        *folds(_chance(look), band[0], band[2], *ends, 9, 5, 9),
        Mark(tube(band, (9 * k, 10 * k, 9 * k)), 5, 1.4),
        Mark(tube([complex(-low, hem - 16 * k), complex(low, hem - 16 * k)], (2, 2)), -4, 1.0),
    ]
    straps = [
        tube(
            [complex(side * wide * 0.46, top + 6 * k), frame.neck + complex(side * 34, 4) * k],
            (11 * k, 10 * k),
        )
        for side in (-1, 1)
    ]
    return [Part((blob(line), *straps), tone, tuple(marks), gloss=0.8, puff=0.35)]


def _straps_and_bow(frame: Frame, tone: Colour) -> list[Part]:
    k, waist, wide = frame.k, frame.hip.imag - 60 * frame.k, frame.slim
    knot = complex(0, waist)
    cross = [
        tube(
            [
                frame.neck + complex(side * 40, 16) * k,
                complex(-side * 4, waist - 66 * k),
                complex(-side * wide * 0.8, waist),
            ],
            (11 * k, 11 * k),
        )
        for side in (-1, 1)
    ]
    band = tube(
        [complex(-wide - 3 * k, waist), knot + 6j * k, wide + 3 * k + 1j * waist], (11 * k,)
    )
    bows = [oval(side * 17 * k, waist + 2 * k, 17 * k, 9 * k, 0.35 * side) for side in (-1, 1)]
    tails = [
        tube([knot, knot + complex(side * 12, 40) * k, knot + complex(side * 18, 76) * k], (9 * k,))
        for side in (-1, 1)
    ]
    creases = tuple(
        Mark(tube([knot, knot + complex(side * 24, 2) * k], (2, 5 * k, 2)), -4, 1.2)
        for side in (-1, 1)
    )
    return [
        Part((*cross, band), tone, gloss=0.8, puff=0.4),
        Part((*tails, *bows), tone * 1.06, creases, gloss=0.8, puff=0.6),
    ]


def apron_parts(look: Look, bones: Bones, *, seated: bool) -> list[Part]:
    """An apron from the side: it lies upon breast and belly, and falls from there."""
    tone = _tone(look)
    if tone is None:
        return []
    k, up, fore, build = bones.k, bones.up, bones.fore, look.build
    belly = build * (60 if build > 0.5 else 26) - (9 if look.age == "child" else 0)
    grown_woman = look.woman and look.age != "child"
    bust, slim = (8, 8) if grown_woman else (0, 0)
    chest, waist, hip = bones.chest, bones.waist, bones.hip
    bib: list[Spot] = [
        chest + fore * (20 + build * 10) * k + up * 4 * k,
        chest + fore * (47 + build * 20 + bust) * k + up * 6 * k,
        chest + fore * (48 + build * 20 + bust) * k - up * 26 * k,
        waist + fore * (37 + belly * 1.3 - slim) * k,
        hip + (43 + belly - slim) * k,
    ]
    back: list[Spot] = [hip + (2 - belly * 0.1 + 12j) * k, waist + 2 * k, chest + 30j * k]
    low = _on_the_lap(bones) if seated else lower_edge(look, bones, belly, _LONG)
    strap = tube([bib[0], bones.neck + 2j * k], (9 * k, 8 * k))
    tie = tube([waist + 6 * k, waist - fore * (34 + build * 16 - slim) * k], (10 * k, 9 * k))
    marks = folds(_chance(look), waist, waist + fore * 30 * k, low[-1], low[0], 5, 5, 8)
    return [Part((blob([*bib, *low, *back]), strap, tie), tone, tuple(marks), gloss=0.8, puff=0.4)]


def _on_the_lap(bones: Bones) -> list[complex]:
    """Along the thigh and over the knee."""
    k, hip = bones.k, bones.hip
    knee = max((bones.near_leg.knee, bones.far_leg.knee), key=lambda p: p.real)
    along = (knee - hip) / abs(knee - hip)
    over = along * -1j
    return [
        between(hip, knee, 0.6) + over * 36 * k,
        knee + over * 28 * k + along * 8 * k,
        knee + along * 32 * k + 16j * k,
        knee + complex(22, 96) * k,
        knee + complex(-16, 90) * k,
        between(hip, knee, 0.7) + over * 2 * k,
    ]


def _tone(look: Look) -> Colour | None:
    """Nothing is seen of it under a cloak, and nobody ties one over steel."""
    return None if look.wear in ("cloak", "armour") else look.apron


def _chance(look: Look) -> np.random.Generator:
    return np.random.default_rng(look.seed + 41)
