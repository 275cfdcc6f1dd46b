"""Whose shot it is, where they look, and what they carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from render.contract import Performer, Shot
from render.engines.animatic.figures.deeds import Deed
from render.engines.animatic.figures.labours import LABOURS
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import (
    GESTURES,
    Arm,
)
from render.engines.animatic.stage import Stage

_BOTH_HANDS = ("row", "drive", "dig", "fight", "fall", "pray", "embrace", "enfold")
"""What leaves no hand free."""


def facing_of(shot: Shot, stage: Stage) -> float:
    """Where the one whose shot it is looks: as in the shot of two, so that answers meet questions.

    Who is alone looks into the light.
    """
    return stage.side if lead_of(shot, shot.cast) == 0 else -stage.side


def lead_of(shot: Shot, cast: Sequence[Performer]) -> int:
    """Whose shot it is: who speaks first, else who is named first."""
    if shot.lines:
        speaker = shot.lines[0].speaker.casefold()
        for at, one in enumerate(cast):
            if one.name.casefold() == speaker:
                return at
    action = shot.action.lower()
    places = [action.find(one.name.lower().split()[0]) for one in cast]
    found = [(place, at) for at, place in enumerate(places) if place >= 0]
    return min(found)[1] if found else 0


def arm_of(look: Look, deed: Deed, *, near: bool) -> Arm | None:
    """What the near arm carries: what the action says, else what they always carry."""
    if deed.posture in LABOURS or deed.posture in _BOTH_HANDS:
        return None
    if deed.posture == "climb" and deed.gesture == "rope":
        # what is climbed hangs there already
        return None
    if deed.gesture:
        if deed.gesture in ("bag", "umbrella"):
            prop = deed.gesture
            return Arm(complex(30, 214) if prop == "bag" else complex(70, 86), "fist", prop=prop)
        arm = GESTURES.get(deed.gesture)
        return replace(arm, prop=deed.thing) if arm and deed.thing else arm
    if deed.speaks:
        return GESTURES["talk"]
    if look.prop == "staff" and deed.posture in ("stand", "walk") and not near:
        return GESTURES["staff"]
    return None
