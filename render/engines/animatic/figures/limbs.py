"""Arms and legs from the side: sleeves with their cuffs, hose, boots and bare feet."""

from __future__ import annotations

import cmath

from render.engines.animatic.figures.armour import (
    STEEL,
    arm_marks,
    arm_plates,
    knee_plate,
    leg_marks,
)
from render.engines.animatic.figures.bones import ANKLE, Bones, Leg, Limb
from render.engines.animatic.figures.drawing import Seat, between, blob, oval, tube, unit
from render.engines.animatic.figures.hands import hand_parts
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import Arm
from render.engines.animatic.figures.props import prop_parts
from render.engines.animatic.figures.relief import Mark, Part, Stain, placed
from render.engines.animatic.figures.tools import TOOLS, tool_parts
from render.engines.animatic.pen import Colour, colour

_LEATHER = colour("#17120f")
_LINEN = colour("#8f897d")
_BOOTED = ("coat", "cloak", "uniform", "armour")


def leg_parts(look: Look, leg: Leg, k: float, tone: Colour) -> list[Part]:
    """A leg in its hose, and its foot."""
    girth = k * (1 + look.build * 0.14) * (0.9 if look.age == "elder" else 1.0)
    hip, knee, ankle = leg.hip, leg.knee, leg.ankle
    thigh, shin = unit(knee - hip), unit(ankle - knee)
    calf = between(knee, ankle, 0.36) + shin * 1j * 7 * k
    line = [
        hip + 2j * k,
        between(hip, knee, 0.45) - thigh * 1j * 4 * k,
        between(hip, knee, 0.86),
        knee - thigh * 1j * 3 * k,
        between(knee, ankle, 0.12),
        calf,
        between(knee, ankle, 0.75),
        ankle,
    ]
    widths = [x * girth for x in (72, 62, 47, 43, 41, 45, 33, 27)]
    creases = (
        Mark(
            tube(
                [knee + shin * 1j * 14 * k, knee - shin * 1j * 14 * k + thigh * 6 * k],
                (2, 5 * k, 2),
            ),
            -4,
            2,
        ),
        Mark(
            tube(
                [knee + thigh * 1j * 14 * k - thigh * 14 * k, knee - thigh * 16 * k], (1, 4 * k, 1)
            ),
            -3,
            2,
        ),
        Mark(tube([hip, between(hip, knee, 0.5), knee], (2, 9 * k, 3)), 4, 5),
    )
    tall = 74 if look.wear in _BOOTED or look.hat == "tricorne" else 22
    if look.wear == "armour":
        plates = tuple(leg_marks(hip, knee, ankle, k))
        greaves = Part((tube(line, widths),), STEEL * 0.85, plates, gloss=2.0)
        return [greaves, knee_plate(knee, k), _foot_part(leg, k, tall, shin, STEEL * 0.75)]
    hose = Part((tube(line, widths),), tone, creases, gloss=0.8)
    foot = _bare_foot(leg, k, shin, look.skin) if look.barefoot else None
    return [hose, foot or _foot_part(leg, k, tall, shin, _LEATHER)]


def _foot_part(leg: Leg, k: float, tall: float, shin: complex, tone: Colour) -> Part:
    """A boot or a shoe: the sole follows the ground, the shaft the shin."""
    sole = Seat(k * cmath.exp(1j * leg.turn), leg.ankle)
    shoe = blob(
        [
            *((-13, -14), (4, -20), (15, -8), (27, 2), (44, 9), (50, 17), (47, ANKLE, 1)),
            *((14, ANKLE), (6, ANKLE - 4), (-2, ANKLE, 1), (-15, ANKLE, 1), (-17, 8)),
        ]
    )
    laces = Mark(tube([(14, -6), (26, 2)], (2, 4, 2)), -4, 1.5)
    heel = Mark(tube([(-14, 15), (10, 16), (48, 18)], (2, 2, 2)), -4, 0.8)
    inner = -shin * tall / cmath.exp(1j * leg.turn)
    shaft = tube([inner, inner * 0.4, 2 + 6j], (39, 33, 31), flat=True)
    fold = Mark(tube([inner - 18 + 6j, inner + 18 + 6j], (3, 3)), 4, 1.2)
    return Part((shoe, shaft), tone, (laces, heel, fold), gloss=1.3, seat=sole)


def _bare_foot(leg: Leg, k: float, shin: complex, skin: Colour) -> Part:
    """A foot without a shoe, and the shin below rolled hose."""
    sole = Seat(k * cmath.exp(1j * leg.turn), leg.ankle)
    foot = blob(
        [
            *((-11, -10), (4, -14), (18, -2), (32, 8), (47, 14), (50, 20), (45, ANKLE, 1)),
            *((16, ANKLE - 3), (0, ANKLE - 3), (-13, ANKLE, 1), (-16, 12)),
        ]
    )
    inner = -shin * 78 / cmath.exp(1j * leg.turn)
    calf = tube([inner, inner * 0.45, 1 + 6j], (35, 30, 24), flat=True)
    ankle = Mark(oval(0, -2, 5, 5), 4, 2)
    toes = Mark(tube([(40, 14), (45, 21)], (2, 3)), -4, 1.0)
    return Part((foot, calf), skin * 0.92, (ankle, toes), gloss=0.7, seat=sole)


def sleeve_tone(look: Look) -> Colour:
    """What the sleeves are made of."""
    if look.wear == "shirt":
        return _LINEN * 0.86
    return look.cloth


def arm_parts(
    look: Look, bones: Bones, limb: Limb, arm: Arm, *, near: bool, plain: bool
) -> list[Part]:
    """A sleeve, what the hand holds, the hand and the cuff."""
    k = bones.k
    shoulder, elbow, wrist = limb.shoulder, limb.elbow, limb.wrist
    upper, lower = unit(elbow - shoulder), unit(wrist - elbow)
    full = look.wear in ("robe", "shirt") or (look.wear == "dress" and look.seed % 2 == 0)
    girth = k * (1 + look.build * 0.24) * (0.88 if look.woman else 1.0)
    shape = (44, 58, 56, 47, 45, 50, 34) if full else (42, 53, 50, 43, 41, 40, 32)
    widths = [x * girth for x in shape]
    if look.wear == "robe":
        widths[-3:] = [56 * girth, 72 * girth, 92 * girth]
    line = [
        shoulder - upper * 14 * k,
        between(shoulder, elbow, 0.24) + upper * 1j * 3 * k,
        between(shoulder, elbow, 0.55),
        between(shoulder, elbow, 0.88),
        between(elbow, wrist, 0.14),
        between(elbow, wrist, 0.5),
        wrist - lower * 4 * k,
    ]
    bend = [
        Mark(
            tube(
                [
                    elbow - lower * 1j * 15 * k + lower * d * k,
                    elbow + lower * 1j * 15 * k + lower * (d + 7) * k,
                ],
                (1, 5 * k, 1),
            ),
            -4.5,
            2.2,
        )
        for d in (-18, -3, 14, 30)
    ]
    ridge = Mark(
        tube(
            [shoulder - upper * 4 * k, between(shoulder, elbow, 0.5) + upper * 1j * 9 * k],
            (2, 9 * k, 2),
        ),
        4,
        4,
    )
    tone = sleeve_tone(look)
    parts: list[Part] = []
    sleeve = Part(
        (tube(line, widths, flat=look.wear == "robe"),),
        STEEL * 0.9 if look.wear == "armour" else tone * (1.0 if near else 0.82),
        tuple(arm_marks(shoulder, elbow, wrist, k)) if look.wear == "armour" else (*bend, ridge),
        puff=0.72,
        shade=0.4 if near else 0.3,
        gloss=2.0 if look.wear == "armour" else 0.8,
        melt=(shoulder - upper * 16 * k, 80 * girth) if near else None,
    )
    seat = Seat(
        0.86 * look.head * (0.92 if look.age == "child" else 1.0) * cmath.exp(1j * limb.turn),
        wrist,
    )
    behind, before = hand_parts(arm.hand, look.skin, old=look.age == "elder", plain=plain)
    grip = Seat(complex(look.head), wrist + cmath.rect(40 * look.head, limb.turn))
    if arm.prop in ("sword", "gun", "key", "book", "letter"):
        lift = -0.55 if arm.prop == "sword" and arm.turn is None else 0.0
        grip = Seat(look.head * cmath.exp(1j * (limb.turn + lift)), grip.at)
    ground = -grip.at.imag / look.head
    if arm.prop in TOOLS:
        grip = Seat(look.head * cmath.exp(1j * limb.turn), grip.at)
        held = placed(tool_parts(arm.prop, limb.turn, ground), grip)
    else:
        held = placed(prop_parts(arm.prop, look.accent, length=ground), grip) if arm.prop else []
    parts += [sleeve, *placed(behind, seat), *held, *placed(before, seat)]
    return parts + _cuff(look, limb, lower, k * (0.9 if look.woman else 1.0))


def _cuff(look: Look, limb: Limb, lower: complex, k: float) -> list[Part]:
    wrist, side = limb.wrist, lower * 1j
    shirt = Part(
        (tube([wrist - lower * 8 * k, wrist + lower * 5 * k], (27 * k, 28 * k), flat=True),), _LINEN
    )
    match look.wear:
        case "coat" | "uniform":
            hem = tube(
                [wrist - lower * 31 * k + side * 20 * k, wrist - lower * 31 * k - side * 20 * k],
                (3, 3),
            )
            buttons = tuple(
                Stain(
                    oval(
                        (spot := wrist - lower * 18 * k + side * d * k).real,
                        spot.imag,
                        2.6 * k,
                        2.6 * k,
                    ),
                    colour("#c9a25a"),
                    0.85,
                    0.5,
                )
                for d in (-10, 1, 12)
            )
            turned_back = Part(
                (
                    tube(
                        [wrist - lower * 32 * k, wrist - lower * 2 * k], (42 * k, 47 * k), flat=True
                    ),
                ),
                look.cloth if look.wear == "coat" else look.accent * 0.6,
                (Mark(hem, 3, 1),),
                (Stain(hem, look.accent, 0.55, 0.6), *buttons),
            )
            return [shirt, turned_back]
        case "suit" | "dress":
            return [shirt]
        case "jacket" | "cloak":
            band = tube(
                [wrist - lower * 16 * k, wrist - lower * 1 * k], (35 * k, 36 * k), flat=True
            )
            return [Part((band,), look.cloth * 0.85)]
        case "armour":
            return arm_plates(limb.elbow, wrist, k)
        case _:
            return []
