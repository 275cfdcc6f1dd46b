"""Figures framed by their heads: medium shots and closer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from render.contract import Shot
from render.engines.animatic.figures.actors import CYCLES, Actor, head_of
from render.engines.animatic.figures.deeds import Deed
from render.engines.animatic.figures.labours import LABOURS, ONE_WAY
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.motions import RISER, RUNG, TREAD, UPRIGHT
from render.engines.animatic.figures.poses import IN_PROFILE
from render.engines.animatic.figures.roles import arm_of, facing_of
from render.engines.animatic.figures.seating import at_their_tables
from render.engines.animatic.stage import Stage

HEADS: dict[str, tuple[float, float]] = {
    "medium": (0.25, 0.37),
    "close": (0.60, 0.43),
    "over the shoulder": (0.235, 0.35),
    "point of view": (0.21, 0.38),
}
"""How high a head is, and how far down the eyes are, as shares of the frame's height."""
_AT_WORK = (*LABOURS, "row", "drive", "dig", "fight", "climb")
"""What is gone on with before a near camera."""
_SIDEWAYS = (
    *_AT_WORK,
    "ride",
    "kneel",
    "crouch",
    "pray",
    "lean",
    "embrace",
    "enfold",
    "bow",
    "lie",
)
_ON_THEIR_KNEES = ("kneel", "pray", "crouch", "enfold", *LABOURS, "dig", "fight")
"""What is not seen where a frame ends at the hips."""
_IN_A_BOAT = (0.15, 0.31)
"""Heads and eyes of who is in a boat or a cart, so that it is seen."""
_SWIMMING = {"medium": (0.20, 0.54), "close": (0.40, 0.50)}
"""Heads and eyes of swimmers, as HEADS has those of others: low, with the water below them."""
_CLOSENESS = {"embrace": 0.44, "enfold": 0.44, "waltz": 0.50, "fight": 1.6}
"""How close people are for what they do, as a share of the usual."""
_RISE = 0.26
"""How far up the frame a climber gets in a shot, as a share of its height."""
_LYING = 0.84
"""How far down those lie whom we do not see closer: at the lower edge, so that it bears them."""


def near_actors(
    shot: Shot,
    stage: Stage,
    looks: Sequence[Look],
    deeds: Sequence[Deed],
    rng: np.random.Generator,
) -> list[Actor]:
    """Figures framed by their heads: medium and closer."""
    framing = shot.framing.value
    head, eyes = _heads(framing, deeds)
    base, count = min(stage.height, stage.width * 0.62), len(looks)
    if count == 0:
        return []
    calm = [_in_sight(replace(deed, posture=_held(deed.posture, framing))) for deed in deeds]
    if count == 2 and all(deed.gesture == "talk" for deed in calm):
        # two hands held out would meet
        calm[1] = replace(calm[1], gesture="")
    views = [_near_view(shot, deed, (index, count), rng) for index, deed in enumerate(calm)]
    joints = [head_of(*one) for one in zip(looks, calm, views, strict=True)]
    crowns = [joint.imag for joint in joints]
    scale = head * base / 100 * (0.88 if count > 2 else 1.0)
    spread = (max(crowns) - min(crowns)) * 0.62
    if spread * scale > 0.30 * base:
        scale = max(0.30 * base / spread, scale * 0.66)
    actors: list[Actor] = []
    for index, (look, deed, was) in enumerate(zip(looks, calm, deeds, strict=True)):
        view, joint = views[index], joints[index]
        close = _CLOSENESS.get(deed.posture, 1.3 if deed.table and count == 2 else 1.0)
        x, facing = _place(stage, framing, (index, count), close, facing_of(shot, stage))
        # Eye levels are brought together, as a camera finds an angle to do.
        level = eyes * stage.height - 0.10 * min(1.0, spread * scale / (0.3 * base)) * stage.height
        lower = (crowns[index] - min(crowns)) * 0.62 * scale
        own = scale * (0.96 / look.head if count == 1 else 1.0)
        feet = level + lower - joint.imag * own
        if was.posture in ("ride", "drive") or deed.posture in ONE_WAY:
            facing = stage.side
        x -= joint.real * own * facing if view == "side" else 0.0
        carried = arm_of(look, deed, near=True)
        busy = deed.posture in _AT_WORK
        actors.append(
            Actor(look, deed, view, x, feet, own, facing, 0.62,
                  0.5 * index if busy else index * 1.9 + 0.4, carried=carried,
                  period=CYCLES[deed.posture] * look.tall**0.5 if busy else 0.0,
                  gait=0.58 * look.tall**0.5 if was.moves and not busy else 0.0)
        )  # fmt: skip
    if framing == "medium":
        actors = at_their_tables(actors)
    return [_rising(actor, shot.seconds, stage) for actor in actors]


def _heads(framing: str, deeds: Sequence[Deed]) -> tuple[float, float]:
    """How high heads are, and how far down the eyes, for what is done."""
    head, eyes = HEADS[framing]
    if framing in _SWIMMING and any(deed.posture == "swim" for deed in deeds):
        return _SWIMMING[framing]
    if framing != "close" and all(deed.posture == "lie" for deed in deeds):
        eyes = _LYING
    if framing != "medium":
        return head, eyes
    if any(deed.posture in ("row", "drift", "drive") for deed in deeds):
        return _IN_A_BOAT
    if any(deed.table for deed in deeds):
        # a table is seen, and there is room for it between two
        return head * 0.86, eyes - 0.04
    return (0.18, 0.28) if any(deed.posture in _ON_THEIR_KNEES for deed in deeds) else (head, eyes)


def _rising(actor: Actor, seconds: float, stage: Stage) -> Actor:
    """A climber goes up through the frame; what is climbed comes down by the rest of the way."""
    if actor.deed.posture != "climb":
        return actor
    upright = actor.deed.footing in UPRIGHT
    cycle = complex(0 if upright else 2 * TREAD, 2 * (RUNG if upright else RISER))
    way = cycle * actor.look.tall * actor.scale / actor.period
    share = min(1.0, _RISE * stage.height / (way.imag * seconds))
    rise, across = way.imag * share, way.real * share * actor.facing
    return replace(
        actor,
        x=actor.x - across * seconds / 2,
        feet=actor.feet + rise * seconds / 2,
        speed=across,
        rise=rise,
        passes=complex(-across * (1 / share - 1), way.imag - rise),
        climbs=0.0 if actor.deed.footing == "stairs" else seconds / actor.period,
    )


def _in_sight(deed: Deed) -> Deed:
    """A lantern that hangs from the hand would hang below the frame."""
    return replace(deed, gesture="lift") if deed.gesture == "lantern" and not deed.thing else deed


def _held(posture: str, framing: str) -> str:
    """What a near figure goes on with, or the pose in which it holds still."""
    if posture == "fish":
        posture = "angle"
    if posture in _AT_WORK:
        seen = framing == "medium" or (framing == "close" and posture in ("swim", "climb"))
        return posture if seen else "stand"
    return posture if posture in (*_SIDEWAYS, "sit", "aboard") else "stand"


def _place(
    stage: Stage, framing: str, place: tuple[int, int], close: float, facing: float
) -> tuple[float, float]:
    """Where a head is across the frame, and where it looks: into the room it has.

    `facing` is where one who is alone in the frame looks.
    """
    index, count = place
    side = stage.side
    if count == 1:
        off = {"close": 0.10, "over the shoulder": 0.15}.get(framing, 0.13)
        return stage.width * (0.5 - off * facing), facing
    gap = {2: 0.34, 3: 0.27, 4: 0.215}[count] * close
    lot = index - (count - 1) / 2
    return stage.width * (0.5 + lot * gap * side), side if lot < 0 else -side


def _near_view(shot: Shot, deed: Deed, place: tuple[int, int], rng: np.random.Generator) -> str:
    framing, (index, count) = shot.framing.value, place
    chance = float(rng.random())
    if framing == "over the shoulder" and deed.posture != "lie":
        return "quarter"
    if deed.posture in _SIDEWAYS or deed.table:
        return "side"
    if deed.seen and framing != "over the shoulder":
        return deed.seen
    if framing == "point of view":
        return "front" if chance < 0.6 else "quarter"
    if count == 2:
        return "side" if chance < 0.6 or index == 0 else "quarter"
    if count > 2:
        return "side" if index in (0, count - 1) else "quarter"
    if deed.gesture in (*IN_PROFILE, "face", "key"):
        return "side"
    if framing == "close":
        return "side" if chance < 0.5 else "quarter" if chance < 0.82 else "front"
    return "side" if chance < 0.4 else "quarter" if chance < 0.85 else "front"
