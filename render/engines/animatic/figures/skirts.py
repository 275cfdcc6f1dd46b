"""What hangs from waist and shoulders, seen from the side: coat tails, gowns, robes, cloaks."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.figures.armour import rolled
from render.engines.animatic.figures.bones import ANKLE, Bones
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import Spot, between, blob, tube
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part, Stain

_LENGTHS = {
    "coat": 196.0,
    "uniform": 70.0,
    "suit": 46.0,
    "jacket": 40.0,
    "dress": 362.0,
    "robe": 362.0,
    "shirt": 26.0,
    "armour": 90.0,
    "cloak": 304.0,
}
"""How far below the hip the hem hangs."""


def folds(
    rng: np.random.Generator,
    left: complex,
    right: complex,
    low_left: complex,
    low_right: complex,
    count: int,
    height: float = 5.0,
    wide: float = 9.0,
) -> list[Mark]:
    """Folds that run down from one edge to another, ridge and furrow in turn."""
    marks: list[Mark] = []
    for at in range(count):
        share = (at + 0.5 + rng.uniform(-0.3, 0.3)) / count
        top = between(left, right, share)
        foot = between(low_left, low_right, float(np.clip(share + rng.uniform(-0.07, 0.07), 0, 1)))
        start = between(top, foot, rng.uniform(0, 0.35))
        middle = between(top, foot, 0.6) + rng.normal() * 5
        ridge = tube([start, middle, foot], (0.6, wide * 0.8, wide * 1.2))
        marks.append(Mark(ridge, height * (1 if at % 2 else -1), wide * 0.38))
    return marks


def hem_of(look: Look, bones: Bones) -> float:
    """The y of the hem."""
    return min(bones.hip.imag + _LENGTHS[look.wear] * bones.k, -6 * bones.k)


def skirt_parts(
    look: Look, bones: Bones, breeze: Breeze, *, seated: bool
) -> tuple[list[Part], list[Part]]:
    """What hangs behind the legs, and what hangs before them."""
    if look.wear == "cloak":
        return [], _cloak(look, bones, breeze, seated=seated)
    if seated:
        return [], _lap(look, bones)
    if look.wear == "shirt":
        return [], []
    return _tails(look, bones, breeze)


def _legs_at(bones: Bones, y: float) -> tuple[float, float]:
    """How far back and ahead the legs reach at a height; below the feet, as at the ankles."""
    found = [x for leg in (bones.near_leg, bones.far_leg) if (x := leg.across(y)) is not None]
    found = found or [bones.near_leg.ankle.real, bones.far_leg.ankle.real, bones.hip.real]
    return min(found), max(found)


def _drift(breeze: Breeze, k: float, phase: float) -> complex:
    """How far the wind carries a hem."""
    gust = breeze.gust(phase)
    across = -(26 + 26 * gust) * breeze.strength - 2
    across = -across if breeze.ahead else across
    return complex(across, -9 * breeze.strength * breeze.gust(phase + 1)) * k


def _tails(look: Look, bones: Bones, breeze: Breeze) -> tuple[list[Part], list[Part]]:
    """The skirts of a coat or a gown: they follow the legs, the wind takes the hem."""
    k, hip, waist, fore = bones.k, bones.hip, bones.waist, bones.fore
    build, gown = look.build, look.wear in ("dress", "robe")
    belly = build * (60 if build > 0.5 else 26)
    slim = 10 if look.woman and look.age != "child" else 0
    hem = hem_of(look, bones)
    middle = (hip.imag + hem) / 2
    back, front = _legs_at(bones, hem - 4 * k)
    half_back, half_front = _legs_at(bones, middle)
    flare = (64 if gown else 40) * k
    front_x = max(hip.real + (34 + belly * 0.6) * k, front + (34 if gown else 24) * k)
    back_x = (
        min(hip.real - (50 if gown else 46) * k, back - (44 if gown else 26) * k) - flare * 0.35
    )
    rise = abs(front - back) * 0.06
    ends = 6
    line: list[Spot] = [waist + fore * (34 + belly * 1.2 - slim) * k, hip + (40 + belly - slim) * k]
    line.append(
        complex(max(hip.real + (40 + belly * 0.8) * k, half_front + 26 * k), middle)
        + _drift(breeze, k, 1.4) * 0.2
    )
    lower: list[complex] = []
    for at in range(ends):
        share = at / (ends - 1)
        x = front_x + (back_x - front_x) * share
        sag = -rise * (1 - abs(2 * share - 1)) * 0.4 - rise * 0.6
        weight = 0.35 + 0.95 * share
        lower.append(
            complex(x, hem + sag + (5 if 0 < at < ends - 1 else 0) * k)
            + _drift(breeze, k, 1.6 - share * 1.6) * weight
        )
    corner = look.wear not in ("dress", "robe")
    line += [
        (p.real, p.imag, 1.0) if corner and at in (0, ends - 1) else p for at, p in enumerate(lower)
    ]
    line.append(
        complex(min(hip.real - 48 * k, half_back - 40 * k), middle) + _drift(breeze, k, 0.4) * 0.55
    )
    line += [hip - (46 + build * 14) * k, waist - fore * (34 + build * 16 - slim) * k]
    rng = np.random.default_rng(look.seed + 1)
    count, deep = (9, 6.0) if gown else (6, 5.0)
    marks = folds(
        rng,
        waist - fore * 26 * k,
        waist + fore * 26 * k,
        lower[-1],
        lower[0],
        count,
        deep,
        12 if gown else 9,
    )
    stains: list[Stain] = []
    if look.wear == "coat":
        opening = tube(
            [waist + fore * 26 * k, hip + (28 + belly * 0.8) * k, lower[0] + (-18 + 0j) * k],
            (1, 5 * k, 7 * k),
        )
        marks.append(Mark(opening, -7, 1.6))
        vent = tube(
            [hip - 30 * k + 30j * k, between(hip, lower[-2], 0.6), lower[-2]], (1, 4 * k, 5 * k)
        )
        marks.append(Mark(vent, -6, 1.4))
        pocket = tube([hip + (-2 + 18j) * k, hip + (26 + 14j) * k], (7 * k, 8 * k))
        marks.append(Mark(pocket, 4, 1.2))
    if look.wear == "armour":
        marks = [
            mark
            for share in (0.28, 0.56, 0.84)
            for mark in rolled(
                [between(hip - 46 * k, lower[-1], share), between(hip, lower[2], share) + 5j * k,
                 between(hip + 40 * k, lower[0], share)], k,
            )
        ]  # fmt: skip
    if gown and look.mark in ("collar", "trim"):
        stains.append(
            Stain(tube([p - 10j * k for p in lower], (6 * k, 8 * k)), look.accent, 0.5, 1.0)
        )
    parts: list[Part] = []
    behind: list[Part] = []
    if look.wear == "coat":
        # The lining of the far skirt shows where the legs part the coat.
        inner: list[Spot] = [
            hip - 40 * k,
            complex(back_x + 16 * k, hem) + _drift(breeze, k, 0.5) * 0.9,
            complex((back_x + front_x) / 2, hem + 6 * k),
            complex(front_x - 8 * k, hem) + _drift(breeze, k, 1.8) * 0.3,
            hip + 30 * k,
        ]
        behind.append(Part((blob(inner),), look.cloth * 0.55, gloss=0.5))
    parts.append(Part((blob(line),), look.cloth, tuple(marks), tuple(stains), gloss=0.9))
    return behind, parts


def lower_edge(look: Look, bones: Bones, belly: float, long: float) -> list[complex]:
    """Where what is worn over the skirts falls before one who stands: its front, hem and back."""
    k, hip, gown = bones.k, bones.hip, look.wear in ("dress", "robe")
    hem = min(hip.imag + long * k, -40 * k)
    middle = (hip.imag + hem) / 2
    front, half = _legs_at(bones, hem)[1], _legs_at(bones, middle)[1]
    x = max(hip.real + (38 + belly * 0.6) * k, front + (36 if gown else 28) * k)
    half_x = max(hip.real + (42 + belly * 0.8) * k, half + 30 * k)
    back = max(hip.real - 4 * k, x - 74 * k)
    return [
        complex(half_x, middle),
        complex(x, hem),
        complex((x + back) / 2, hem + 5 * k),
        complex(back, hem - 3 * k),
    ]


def _lap(look: Look, bones: Bones) -> list[Part]:
    """Skirts over the thighs of one who sits or rides: along the thigh, then hanging."""
    if look.wear in ("shirt", "suit", "jacket", "uniform", "armour"):
        share, drop = 0.42, 34.0
    elif look.wear == "coat":
        share, drop = 0.9, 120.0
    else:
        share, drop = 1.06, 1000.0
    k, hip = bones.k, bones.hip
    knee = max((bones.near_leg.knee, bones.far_leg.knee), key=lambda p: p.real)
    thigh = knee - hip
    along = thigh / abs(thigh)
    over = along * -1j  # the upper side of the thigh
    end = hip + thigh * share
    floor = max(bones.near_leg.ankle.imag, bones.far_leg.ankle.imag) + (ANKLE - 4) * k
    hang = min(end.imag + drop * k, floor)
    seat_low = min(hip.imag + (drop * 0.9 + 30) * k, floor)
    line: list[Spot] = [
        hip + complex(-46, -8) * k,
        hip + over * 30 * k + complex(-4, -18) * k,
        between(hip, end, 0.6) + over * 35 * k,
        end + over * 26 * k + along * 8 * k,
        end + along * (24 if share > 1 else 14) * k + 16j * k,
        complex(end.real + (30 if share > 1 else 2) * k, hang),
        complex(between(hip, end, 0.5).real, min(hang, seat_low) - 6 * k),
        complex(hip.real - 40 * k, seat_low - 6 * k),
        hip + complex(-54, 26) * k,
    ]
    rng = np.random.default_rng(look.seed + 2)
    marks = folds(rng, hip - 10 * k, end, hip + complex(-20, 80) * k, complex(end.real, hang), 6, 5)
    marks.append(
        Mark(
            tube([hip + (0 + 4j) * k, between(hip, end, 0.5) + over * 14 * k, end], (2, 12 * k, 3)),
            5,
            4,
        )
    )
    return [Part((blob(line),), look.cloth, tuple(marks), gloss=0.9)]


def _cloak(look: Look, bones: Bones, breeze: Breeze, *, seated: bool) -> list[Part]:
    k, fore = bones.k, bones.fore
    neck, shoulder, chest, hip = bones.neck, bones.shoulder, bones.chest, bones.hip
    hem = hem_of(look, bones)
    knee = max(bones.near_leg.knee.real, bones.far_leg.knee.real)
    back, front = _legs_at(bones, min(hem, -30 * k))
    front_x = max(hip.real + 62 * k, front + 30 * k, (knee + 34 * k) if seated else -1e9)
    back_x = min(hip.real - 82 * k, back - 40 * k)
    middle = (hip.imag + hem) / 2
    line: list[Spot] = [
        neck + fore * 22 * k,
        shoulder + fore * 45 * k,
        chest + fore * 60 * k + 30j * k,
        complex(max(hip.real + 66 * k, (knee + 20 * k) if seated else -1e9), hip.imag)
        + _drift(breeze, k, 2) * 0.2,
        complex(front_x, middle) + _drift(breeze, k, 2) * 0.35,
        complex(front_x - 4 * k, hem - 4 * k) + _drift(breeze, k, 2) * 0.5,
        complex((front_x + back_x) / 2, hem + 8 * k) + _drift(breeze, k, 1) * 0.8,
        complex(back_x, hem - 3 * k) + _drift(breeze, k, 0) * 2.2,
        complex(hip.real - 80 * k, (hip.imag + middle) / 2) + _drift(breeze, k, 0.3) * 1.1,
        chest - fore * 66 * k,
        shoulder - fore * 50 * k,
        neck - fore * 26 * k,
    ]
    rng = np.random.default_rng(look.seed + 2)
    foot = complex(back_x, hem) + _drift(breeze, k, 0) * 2.0
    marks = folds(
        rng,
        shoulder - fore * 34 * k,
        shoulder + fore * 34 * k,
        foot,
        complex(front_x, hem),
        10,
        7,
        15,
    )
    opening = tube(
        [neck + fore * 20 * k, chest + fore * 42 * k, hip + 48 * k, complex(front_x - 30 * k, hem)],
        (2, 5, 8, 9),
    )
    marks.append(Mark(opening, -8, 3))
    edge = Stain(
        tube([neck + fore * 22 * k, chest + fore * 46 * k, hip + 54 * k], (2, 4, 3)),
        look.accent,
        0.6,
        0.8,
    )
    return [Part((blob(line),), look.cloth, tuple(marks), (edge,), gloss=0.9)]
