"""Arms and legs from before and behind."""

from __future__ import annotations

import cmath
import math

from render.engines.animatic.figures.armour import (
    STEEL,
    arm_marks,
    arm_plates,
    knee_plate,
    leg_marks,
    shoulder_plate,
)
from render.engines.animatic.figures.bones import FOREARM, SHIN, THIGH, UPPER_ARM
from render.engines.animatic.figures.drawing import (
    Seat,
    Spot,
    between,
    blob,
    joint,
    oval,
    tube,
    unit,
)
from render.engines.animatic.figures.frame import Frame
from render.engines.animatic.figures.hands import hand_parts
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import Arm
from render.engines.animatic.figures.props import prop_parts
from render.engines.animatic.figures.relief import Mark, Part, Stain, placed
from render.engines.animatic.pen import colour

_LINEN = colour("#8f897d")
_LEATHER = colour("#17120f")


def leg_parts(look: Look, frame: Frame, walk: float | None) -> list[Part]:
    """Both legs, and the boots on them; a gown that stands hides them."""
    if look.wear in ("dress", "robe") and walk is None:
        return []
    k, hip = frame.k, frame.hip
    tone = look.cloth * (0.66 if look.wear not in ("shirt", "jacket") else 1.0)
    if look.wear in ("shirt", "jacket"):
        tone = colour("#2b2826")
    if look.wear == "armour":
        tone = STEEL * 0.8
    girth = k * (1 + look.build * 0.2) * frame.narrow
    parts: list[Part] = []
    order = (-1.0, 1.0)
    for side in order:
        lift, near = 0.0, 1.0
        if walk is not None:
            beat = walk + (0.5 if side > 0 else 0.0)
            lift = max(0.0, math.sin(2 * math.pi * beat)) * 40
            near = 1 + 0.05 * math.cos(2 * math.pi * beat)
        start = hip + complex(side * 25, 0) * k
        foot = complex(side * 36 * k, -(26 + lift) * k * near)
        knee, ankle = joint(start, foot, THIGH * k, SHIN * k, -0.18 * side)
        line = [
            start,
            between(start, knee, 0.5),
            knee,
            between(knee, ankle, 0.35) + side * 3 * k,
            ankle,
        ]
        crease = Mark(tube([knee - 16 * k + 4j * k, knee + 16 * k], (1, 5 * k, 1)), -4, 2)
        seam = Mark(tube([start, knee, ankle], (1, 7 * k, 2)), 4, 3)
        armed = look.wear == "armour"
        marks = leg_marks(start, knee, ankle, k) if armed else [crease, seam]
        shape = tube(line, [w * girth for w in (66, 60, 44, 45, 28)])
        parts.append(Part((shape,), tone, tuple(marks), gloss=2.0 if armed else 0.8))
        if armed:
            parts.append(knee_plate(knee, k))
        parts.append(_foot_part(look, side * 9, Seat(complex(k * near), ankle)))
    return parts


def _foot_part(look: Look, toe: float, seat: Seat) -> Part:
    """A boot, or a bare foot and the shin below rolled hose; `toe` is how far it points aside."""
    tall = 74 if look.wear in ("coat", "cloak", "uniform", "armour") or look.barefoot else 26
    slim = 3 if look.barefoot else 0
    boot: list[Spot] = [
        *((slim - 18, -tall, 1), (18 - slim, -tall, 1), (16 - slim, -16), (19 + toe, 10)),
        *((20 + toe, 25, 1), (-20 + toe, 25, 1), (-19 + toe, 10), (slim - 16, -16)),
    ]
    if look.barefoot:
        toes = tuple(
            Mark(tube([(x + toe, 17), (x + toe, 25)], (1, 2)), -4, 0.9) for x in (-8, 0, 8)
        )
        return Part((blob(boot),), look.skin * 0.92, toes, gloss=0.7, seat=seat)
    fold = Mark(tube([(-17, -tall + 8), (17, -tall + 8)], (3, 3)), 4, 1.2)
    cap = Mark(oval(toe, 14, 14, 9), 4, 3)
    tone = STEEL * 0.75 if look.wear == "armour" else _LEATHER
    return Part((blob(boot),), tone, (fold, cap), gloss=1.3, seat=seat)


def arm_parts(
    look: Look,
    frame: Frame,
    arm: Arm,
    side: float,
    *,
    front: bool,
    plain: bool,
    forearm: bool = False,
) -> list[Part]:
    """A sleeve, its hand, and what it holds; `side` is 1 for the arm on +x.

    `forearm` leaves out what is above the elbow.
    """
    if arm.hand == "hidden" or (look.wear == "cloak" and arm.hand == "rest" and not arm.prop):
        return []
    k = frame.k
    top = frame.neck.imag + 38 * k
    shoulder = complex(side * (frame.broad - 22 * k), top + 16 * k)
    target = shoulder + complex(side * arm.reach.real, arm.reach.imag) * k
    elbow, wrist = joint(shoulder, target, UPPER_ARM * k, FOREARM * k, -side * arm.bend * 0.9)
    lower = unit(wrist - elbow)
    girth = k * (1 + look.build * 0.18) * (0.86 if look.woman else 1.0)
    widths = [w * girth for w in (30, 54, 57, 51, 45, 43, 42, 33)]
    if look.wear == "robe":
        widths[-2:] = [66 * girth, 88 * girth]
    line = [
        shoulder + complex(-side * 36, -30) * k,
        shoulder + complex(side * 5, -6) * k,
        between(shoulder, elbow, 0.25),
        between(shoulder, elbow, 0.52) + side * 3 * k,
        between(shoulder, elbow, 0.86),
        between(elbow, wrist, 0.14),
        between(elbow, wrist, 0.5),
        wrist - lower * 3 * k,
    ]
    if forearm:
        line, widths = [elbow + lower * 8 * k, *line[5:]], widths[4:]
    creases = [
        Mark(
            tube(
                [
                    elbow - lower * 1j * 16 * k + lower * d * k,
                    elbow + lower * 1j * 16 * k + lower * (d + 6) * k,
                ],
                (1, 5 * k, 1),
            ),
            -4.5,
            2.2,
        )
        for d in (-14, 2, 18)
    ]
    tone = (
        _LINEN * 0.86
        if look.wear == "shirt"
        else STEEL * 0.9
        if look.wear == "armour"
        else look.cloth
    )
    sleeve = Part(
        (tube(line, widths, flat=not forearm),),
        tone,
        tuple(arm_marks(shoulder, elbow, wrist, k) if look.wear == "armour" else creases),
        puff=0.75,
        shade=0.4,
        gloss=2.0 if look.wear == "armour" else 0.8,
        melt=(shoulder + complex(-side * 30, -14) * k, 44 * girth)
        if front and not forearm
        else None,
    )
    turn = (
        cmath.phase(wrist - elbow)
        if arm.turn is None
        else (math.pi - arm.turn if side < 0 else arm.turn)
    )
    mirrored = side > 0
    seat = Seat(
        0.84 * look.head * cmath.exp(1j * (turn + (math.pi if mirrored else 0))), wrist, mirrored
    )
    behind, before = hand_parts(arm.hand, look.skin, old=look.age == "elder", plain=plain)
    grip = wrist + cmath.rect(38 * look.head, turn)
    held = prop_parts(arm.prop, look.accent, length=-grip.imag / look.head) if arm.prop else []
    lean = Seat(complex(look.head), grip, side < 0)
    if arm.prop == "sword":
        lean = Seat(look.head * cmath.exp(1j * side * (arm.turn or 0.9)), grip, side < 0)
    parts = [sleeve, *placed(behind, seat), *placed(held, lean), *placed(before, seat)]
    if look.wear in ("coat", "uniform", "suit", "dress"):
        shirt = tube([wrist - lower * 8 * k, wrist + lower * 4 * k], (28 * k, 29 * k), flat=True)
        parts.append(Part((shirt,), _LINEN))
    if look.wear in ("coat", "uniform"):
        cuff = tube([wrist - lower * 31 * k, wrist - lower * 2 * k], (44 * k, 47 * k), flat=True)
        tone = look.cloth if look.wear == "coat" else look.accent * 0.6
        edge = tube(
            [wrist - lower * 30 * k - lower * 20j * k, wrist - lower * 30 * k + lower * 20j * k],
            (3, 3),
        )
        parts.append(
            Part((cuff,), tone, (Mark(edge, 3, 1),), (Stain(edge, look.accent, 0.5, 0.6),))
        )
    if look.wear == "armour":
        parts += arm_plates(elbow, wrist, k)
        if not forearm:
            parts.append(shoulder_plate(shoulder, side, k))
        return parts
    if not front:
        return [*parts[1:], parts[0]] if arm.hand == "rest" else parts
    return parts
