"""A whole figure from before or behind, or three quarters of either, standing or walking."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass

from render.engines.animatic.figures.bearing import bearing_of
from render.engines.animatic.figures.bones import FOREARM, SHIN, THIGH, UPPER_ARM
from render.engines.animatic.figures.breeze import Breeze
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
from render.engines.animatic.figures.fronts import torso_parts
from render.engines.animatic.figures.hands import hand_parts
from render.engines.animatic.figures.heads import head_parts
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import Arm
from render.engines.animatic.figures.props import prop_parts
from render.engines.animatic.figures.relief import Mark, Part, Stain, placed
from render.engines.animatic.figures.side import Ply
from render.engines.animatic.figures.wraps import collar_parts, throat_parts
from render.engines.animatic.pen import colour

_LINEN = colour("#8f897d")
_STEEL = colour("#5e656d")
_LEATHER = colour("#17120f")


_HANGING = Arm(complex(14, 226))


@dataclass(frozen=True, slots=True)
class Stance:
    """What one does who faces the camera or turns the back on it."""

    right: Arm = _HANGING
    """The arm on +x; its reach is from the shoulder, x outwards."""
    left: Arm = _HANGING
    nod: float = 0.0
    tilt: float = 0.0
    """Of the head, sideways, radians."""
    walk: float | None = None
    """The beat of a walk towards or away from the camera."""
    seated: bool = False


def facing_plies(
    look: Look,
    view: str,
    stance: Stance,
    breeze: Breeze,
    *,
    plain: bool = False,
    eyes: str = "open",
    headless: bool = False,
) -> list[Ply]:
    """A figure as plies, back to front. `view` is front, quarter, back or back quarter."""
    frame = _frame(look, view, stance)
    front = view in ("front", "quarter")
    k, size = frame.k, look.head
    legs = _legs(look, frame, stance)
    arms = [
        *_arm(look, frame, stance.left, -1.0, front=front, plain=plain),
        *_arm(look, frame, stance.right, 1.0, front=front, plain=plain),
    ]
    torso = torso_parts(look, frame, view, breeze, walk=stance.walk, seated=stance.seated)
    neck_line = [frame.neck + 14j * k, frame.head + 10j * size]
    slim = 0.84 if look.woman or look.age == "child" else 1.0
    stout = max(look.build, 0.0)
    neck = Part(
        (tube(neck_line, ((58 + 10 * stout) * size * slim, (52 + 10 * stout) * size * slim)),),
        look.skin * 0.86,
    )
    seat = Seat(0.87 * size * cmath.exp(1j * (stance.tilt + 0.4 * stance.nod)), frame.head)
    head = [] if headless else placed(head_parts(look, view, breeze, eyes=eyes), seat)
    body = [*legs, neck, *torso, *arms] if front else [*legs, *arms, neck, *torso]
    if look.wear == "cloak":
        body = [*legs, *arms, neck, *torso]
    bearing = bearing_of(look, frame, view, walks=stance.walk is not None)
    body = bearing.parts(body)
    collar = bearing.parts(collar_parts(look, frame, front=front))
    wear = bearing.parts(throat_parts(look, frame, view, breeze, bold=plain))
    plies = [Ply("body", tuple(body), frame.hip)]
    if headless:
        plies.append(Ply("head", (), frame.neck))
    elif front:
        # A beard falls over collar and scarf; a bare chin sinks into them.
        bearded = look.beard in ("short", "long")
        order = (*collar, *wear, *head) if bearded else (*head, *collar, *wear)
        plies.append(Ply("head", order, frame.neck))
    else:
        plies.append(Ply("head", (*collar, *head), frame.neck))
        plies.append(Ply("tail", tuple(wear), frame.neck))
    return plies


def _frame(look: Look, view: str, stance: Stance) -> Frame:
    k, aged = look.tall, look.stoop > 0
    narrow = 0.90 if "quarter" in view else 1.0
    bob = 7 * math.cos(4 * math.pi * stance.walk) if stance.walk is not None else 0.0
    hip = complex(0, -((376 if not stance.seated else 200) - 8 * aged - bob) * k)
    neck = hip + complex(4 * aged, -232 * k + 18 * k * aged)
    lift = complex(
        5 if view == "quarter" else 0,
        (-67 if look.age != "child" else -58) + 12 * aged + 10 * stance.nod,
    )
    head = neck + lift * look.head
    woman = look.woman and look.age != "child"
    broad = (86 + look.build * 22 - 6 * aged) * k * narrow * (0.84 if woman else 1.0)
    slim = (56 + look.build * 38) * k * narrow * (0.76 if woman else 1.0)
    return Frame(k, hip, neck, head, broad, slim, narrow)


def _legs(look: Look, frame: Frame, stance: Stance) -> list[Part]:
    if look.wear in ("dress", "robe") and stance.walk is None:
        return []
    k, hip = frame.k, frame.hip
    tone = look.cloth * (0.66 if look.wear not in ("shirt", "jacket") else 1.0)
    if look.wear in ("shirt", "jacket"):
        tone = colour("#2b2826")
    if look.wear == "armour":
        tone = _STEEL * 0.8
    girth = k * (1 + look.build * 0.2) * frame.narrow
    parts: list[Part] = []
    order = (-1.0, 1.0)
    for side in order:
        lift, near = 0.0, 1.0
        if stance.walk is not None:
            beat = stance.walk + (0.5 if side > 0 else 0.0)
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
        parts.append(
            Part(
                (tube(line, [w * girth for w in (66, 60, 44, 45, 28)]),),
                tone,
                (crease, seam),
                gloss=0.8,
            )
        )
        tall = 74 if look.wear in ("coat", "cloak", "uniform", "armour") else 26
        toe = side * 9
        boot: list[Spot] = [
            *((-18, -tall, 1), (18, -tall, 1), (16, -16), (19 + toe, 10), (20 + toe, 25, 1)),
            *((-20 + toe, 25, 1), (-19 + toe, 10), (-16, -16)),
        ]
        fold = Mark(tube([(-17, -tall + 8), (17, -tall + 8)], (3, 3)), 4, 1.2)
        cap = Mark(oval(toe, 14, 14, 9), 4, 3)
        parts.append(
            Part(
                (blob(boot),), _LEATHER, (fold, cap), gloss=1.3, seat=Seat(complex(k * near), ankle)
            )
        )
    return parts


def _arm(
    look: Look, frame: Frame, arm: Arm, side: float, *, front: bool, plain: bool
) -> list[Part]:
    if look.wear == "cloak" and arm.hand == "rest" and not arm.prop:
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
        else _STEEL * 0.9
        if look.wear == "armour"
        else look.cloth
    )
    sleeve = Part(
        (tube(line, widths, flat=True),),
        tone,
        tuple(creases),
        puff=0.75,
        shade=0.4,
        gloss=2.0 if look.wear == "armour" else 0.8,
        melt=(shoulder + complex(-side * 30, -14) * k, 44 * girth) if front else None,
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
    if not front:
        return [*parts[1:], parts[0]] if arm.hand == "rest" else parts
    return parts


def idle_stance(look: Look) -> Stance:
    """How somebody's arms are when they do nothing: each person has their own way."""
    if look.wear in ("uniform", "armour", "robe"):
        return Stance()
    ways = _IDLE_OF_SOME if look.woman or look.age == "elder" else _IDLE
    return ways[look.seed % len(ways)]


_CLASPED = Stance(
    right=Arm(complex(-46, 158), "rest", 2.75, 0.8), left=Arm(complex(-40, 168), "rest", 2.8, 0.8)
)
_AT_THE_LAPEL = Stance(left=Arm(complex(-34, 96), "fist", 2.5, 0.8))
_ON_THE_HIP = Stance(left=Arm(complex(4, 150), "fist", 2.4))
_IDLE = (Stance(), _AT_THE_LAPEL, Stance(left=Arm(complex(26, 210))), _ON_THE_HIP, Stance())
_IDLE_OF_SOME = (_CLASPED, _CLASPED, Stance(right=Arm(complex(-52, 92), "rest", 2.8, 0.8)))
STANCES: dict[str, Stance] = {
    "lantern": Stance(right=Arm(complex(48, 176), "grip", 1.1, 0.6, prop="lantern")),
    "lift": Stance(right=Arm(complex(96, -70), "grip", -1.0, prop="lantern")),
    "raise": Stance(right=Arm(complex(64, -196), "open", -1.35)),
    "beckon": Stance(right=Arm(complex(70, -10), "open", -1.2, 0.8)),
    "point": Stance(right=Arm(complex(206, 20), "point", 0.08)),
    "sword": Stance(right=Arm(complex(40, 210), "fist", 1.0, prop="sword")),
    "brandish": Stance(right=Arm(complex(110, -110), "fist", -1.0, prop="sword")),
    "staff": Stance(right=Arm(complex(62, 128), "fist", 0.2, 0.6, prop="staff")),
    "hold": Stance(
        right=Arm(complex(-34, 136), "rest", 2.7, 0.5),
        left=Arm(complex(-30, 146), "rest", 2.7, 0.5),
    ),
    "chest": Stance(right=Arm(complex(-52, 84), "rest", 2.8, 0.7)),
    "hip": Stance(right=Arm(complex(2, 150), "fist", 2.4), left=Arm(complex(2, 150), "fist", 2.4)),
    "face": Stance(
        right=Arm(complex(-60, -66), "open", -1.9, 0.6),
        left=Arm(complex(-60, -66), "open", -1.9, 0.6),
        nod=0.6,
    ),
    "talk": Stance(right=Arm(complex(26, 126), "open", -0.95, 0.42)),
    "umbrella": Stance(right=Arm(complex(20, 96), "fist", -1.2, 0.6, prop="umbrella")),
    "bag": Stance(right=Arm(complex(14, 232), "fist", 1.5, prop="bag")),
    "rope": Stance(right=Arm(complex(50, 20), "grip", -0.8, prop="rope")),
}
"""Gestures that can be read from before and behind."""
