"""The closest shots: a hand and what it holds, hands that pass something, eyes in a slit."""

from __future__ import annotations

import cmath
import re
from dataclasses import dataclass, replace

import numpy as np

from render.contract import Shot
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.deeds import Deed
from render.engines.animatic.figures.drawing import Seat, oval, tube
from render.engines.animatic.figures.hands import hand_parts
from render.engines.animatic.figures.heads import head_parts
from render.engines.animatic.figures.labours import LABOURS
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import GESTURES, Arm
from render.engines.animatic.figures.props import prop_parts
from render.engines.animatic.figures.relief import Mark, Part, Stain, placed
from render.engines.animatic.figures.side import Ply
from render.engines.animatic.figures.skirts import folds
from render.engines.animatic.figures.tools import TOOLS, tool_parts
from render.engines.animatic.pen import colour

_LINEN = colour("#8f897d")
_BRASS = colour("#c9a25a")
_EYES = re.compile(r"\b(?:eyes?|peers?|peering|keyhole|slit|spies|spying|crack of the door)\b")
_HANDS = re.compile(r"\b(?:hands?|fingers?|fist|grip\w*|clutch\w*|palm|wrist|knuckles)\b")
_PASSES = re.compile(r"\b(?:gives?|gave|hands|passes|offers|takes|took|receives)\b")


@dataclass(frozen=True, slots=True)
class _Hold:
    """How a hand holds a thing that fills the frame."""

    hand: str
    at: complex
    """Where the thing is, from the wrist, in hundredths of a head."""
    turn: float
    size: float
    middle: complex
    """What stands in the middle of the frame, from the wrist."""


_HOLDS: dict[str, _Hold] = {
    "lantern": _Hold("grip", 46 + 22j, 0.0, 1.15, 30 + 84j),
    "candle": _Hold("fist", 42 + 6j, 0.0, 1.5, 34 - 20j),
    "torch": _Hold("fist", 42 + 6j, 0.0, 1.1, 34 - 74j),
    "letter": _Hold("pinch", 34 - 4j, 0.10, 1.75, 66 + 4j),
    "book": _Hold("take", 62 + 14j, -0.1, 1.5, 92 + 2j),
    "key": _Hold("pinch", 34 - 5j, 0.0, 1.5, 70 + 2j),
    "sword": _Hold("fist", 36 + 4j, -0.55, 1.1, 84 - 26j),
    "cup": _Hold("fist", 44 + 4j, 0.0, 1.8, 36 + 2j),
    "gun": _Hold("fist", 38 - 6j, 0.0, 1.45, 74 - 6j),
    "rope": _Hold("grip", 44 + 8j, 0.1, 1.25, 36 + 14j),
    "staff": _Hold("fist", 36 + 4j, 0.06, 1.1, 30 + 10j),
    "spade": _Hold("grip", 40 + 8j, 0.0, 1.0, 40 + 20j),
    "oar": _Hold("grip", 40 + 8j, 0.0, 1.0, 50 + 16j),
    "bag": _Hold("fist", 36 + 12j, 0.0, 1.3, 34 + 70j),
    "umbrella": _Hold("fist", 36 + 4j, 0.0, 1.0, 30 - 20j),
    "spyglass": _Hold("grip", 44 + 8j, -0.04, 1.35, 84 + 2j),
    "horn": _Hold("grip", 44 + 8j, -0.10, 1.25, 84 - 4j),
    "flute": _Hold("grip", 44 + 8j, 0.10, 1.25, 84 + 12j),
    "pipe": _Hold("fist", 30 + 26j, 0.0, 2.0, 36 - 14j),
    "axe": _Hold("fist", 40 + 6j, -0.10, 1.0, 96 + 6j),
    "hammer": _Hold("fist", 40 + 6j, -0.10, 1.1, 90 + 2j),
    "brush": _Hold("rest", 16 - 2j, 0.0, 1.3, 60 + 14j),
}


@dataclass(frozen=True, slots=True)
class Insert:
    """A shot of a detail: its plies, and how large and where they are."""

    plies: tuple[Ply, ...]
    middle: complex
    size: float
    """The height of a hundredth of a head, as a share of the frame's height."""
    slit: bool = False
    """Whether only a band of light falls on it."""


def insert_of(shot: Shot, looks: list[Look], deed: Deed) -> Insert | None:
    """The detail that a close shot or an insert is about, or None for a face."""
    action, is_insert = shot.action.lower(), shot.framing.value == "insert"
    if not looks or not (is_insert or shot.framing.value == "close"):
        return None
    if _EYES.search(action) and not is_insert:
        return _eyes(looks[0], deed)
    prop = _prop_of(deed) or _named(action)
    if is_insert or (_HANDS.search(action) and not any(line.speaker for line in shot.lines)):
        if prop and _PASSES.search(action) and len(looks) > 1 and prop in ("letter", "key", "book"):
            return _passing(looks[0], looks[1], prop)
        return _holding(looks[0], prop) if prop else _clasped(looks[0])
    return None


def _prop_of(deed: Deed) -> str:
    if deed.gesture in ("bag", "umbrella"):
        return deed.gesture
    if deed.posture in ("row", "dig"):
        return {"row": "oar", "dig": "spade"}[deed.posture]
    if deed.posture in LABOURS:
        arm: Arm | None = LABOURS[deed.posture].pose(0.0).near
    else:
        arm = GESTURES.get(deed.gesture)
    if deed.thing:
        return deed.thing
    return arm.prop if arm and arm.prop in _HOLDS else ""


def _named(action: str) -> str:
    """The first thing that an action names and a hand can hold, or nothing."""
    found = [(at.start(), name) for name in _HOLDS if (at := re.search(rf"\b{name}s?\b", action))]
    return min(found)[1] if found else ""


def _sleeve(look: Look) -> tuple[list[Part], list[Part]]:
    """A forearm that comes into the frame to a wrist at 0: what lies under the hand, and over."""
    rng = np.random.default_rng(look.seed + 9)
    tone = _LINEN * 0.86 if look.wear == "shirt" else look.cloth
    marks = folds(rng, -70 - 36j, -70 + 40j, -300 - 20j, -280 + 150j, 6, 8, 14)
    arm = Part(
        (tube([-420 + 104j, -160 + 26j, -58 + 4j, -22 + 2j], (176, 112, 80, 62), flat=True),),
        tone,
        tuple(marks),
    )
    pleats = tuple(
        Mark(tube([complex(-26, -24 + at * 9), complex(0, -22 + at * 9)], (1, 4, 1)), -4, 1)
        for at in range(6)
    )
    linen = Part((tube([-30 + 1j, -8 + 0j], (48, 40), flat=True),), _LINEN, pleats)
    if look.wear not in ("coat", "uniform"):
        return [arm, linen] if look.wear in ("suit", "dress") else [arm], []
    edge = Mark(tube([-30 - 38j, -30 + 42j], (3, 3)), 4, 1)
    buttons = tuple(Stain(oval(-46, y, 4, 4), _BRASS, 0.9, 0.6) for y in (-22.0, 2.0, 26.0))
    lace = Stain(tube([-27 - 38j, -27 + 42j], (3, 3)), look.accent, 0.6, 0.5)
    cuff = Part(
        (tube([-74 + 6j, -46 + 2j, -26 + 1j], (76, 78, 82), flat=True),),
        tone,
        (edge,),
        (*buttons, lace),
    )
    return [arm, linen], [cuff]


def _hand_with(look: Look, kind: str, held: list[Part], seat: Seat) -> list[Part]:
    behind, before = hand_parts(kind, look.skin, old=look.age == "elder")
    under, over = _sleeve(look)
    small = 0.86 if look.age == "child" else 0.92 if look.woman else 1.0
    own = Seat(complex(small))
    parts = [*under, *placed(behind, own), *held, *placed(before, own), *over]
    return placed(parts, seat)


def _holding(look: Look, prop: str) -> Insert:
    hold = _HOLDS[prop]
    lean = -0.12 if prop in ("lantern", "bag") else -0.06
    made = (
        tool_parts(prop, hold.turn, 360)
        if prop in TOOLS
        else prop_parts(prop, look.accent, length=360)
    )
    held = placed(
        made,
        Seat(
            hold.size * cmath.exp(1j * (hold.turn - (lean if prop in ("lantern", "bag") else 0))),
            hold.at,
        ),
    )
    parts = _hand_with(look, hold.hand, held, Seat(cmath.exp(1j * lean)))
    return Insert((Ply("body", tuple(parts), 0j),), hold.middle, 0.0042)


def _passing(giver: Look, taker: Look, prop: str) -> Insert:
    hold = _HOLDS[prop]
    held = placed(
        prop_parts(prop, giver.accent), Seat(hold.size * cmath.exp(1j * hold.turn), hold.at)
    )
    one = _hand_with(giver, hold.hand, held, Seat(cmath.exp(-0.12j)))
    other = _hand_with(taker, "take", [], Seat(cmath.exp(0.16j), 214 - 34j, True))
    return Insert(
        (Ply("body", tuple(one), 0j), Ply("body", tuple(other), 214 - 34j)), 104 - 6j, 0.0031
    )


def _clasped(look: Look) -> Insert:
    """Hands laid in each other."""
    one = _hand_with(look, "rest", [], Seat(cmath.exp(-0.32j), -30 + 14j))
    other = _hand_with(look, "rest", [], Seat(cmath.exp(0.30j), 66 + 6j, True))
    return Insert((Ply("body", tuple(one), 0j), Ply("body", tuple(other), 0j)), 18 + 6j, 0.0046)


def _eyes(look: Look, deed: Deed) -> Insert:
    eyes = "wide" if deed.eyes == "open" else deed.eyes
    # a brim would only draw its shadow across the slit
    parts = head_parts(replace(look, hat="none"), "front", Breeze(0.05), eyes=eyes)
    neck = Part((tube([0 + 30j, 0 + 160j], (60, 80)),), look.skin * 0.8)
    return Insert((Ply("head", (neck, *parts), 60j),), 0 + 4j, 0.0150, slit=True)
