"""Two who walk or run hand in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.bones import bones_of
from render.engines.animatic.figures.drawing import turned
from render.engines.animatic.figures.poses import Arm

_LOW = 0.62
"""How high their hands meet, as a share of the lower shoulder's height."""
_REACH = 180.0
"""How far below its shoulder a hand is that reaches aside as well."""


def hand_in_hand(actors: Sequence[Actor]) -> list[Actor]:
    """The hands of two who are joined meet halfway between them."""
    pair = [
        at for at, actor in enumerate(actors) if actor.deed.joined and actor.view == "side"
    ]  # fmt: skip
    if len(pair) != 2:
        return list(actors)
    one, other = (actors[at] for at in pair)
    shoulders = [bones_of(actor.look, actor.pose(0.0)).shoulder for actor in (one, other)]
    height = _LOW * max(shoulder.imag for shoulder in shoulders)
    for actor, shoulder in zip((one, other), shoulders, strict=True):
        # a grown-up's arm is too short for a child's hip: the child lifts its hand
        height = min(height, shoulder.imag + _REACH * actor.look.tall)
    middle = (one.x + other.x) / 2
    made = list(actors)
    for at, shoulder in zip(pair, shoulders, strict=True):
        actor = actors[at]
        ahead = (middle - actor.x) * actor.facing / actor.scale
        # arms lean with the trunk by half
        lean = 0.5 * (actor.pose(0.0).lean + actor.look.stoop)
        reach = turned((complex(ahead, height) - shoulder) / actor.look.tall, -lean)
        bend = 1.0 if ahead > 0 else -0.4
        made[at] = replace(actor, carried=Arm(reach, "fist", bend=bend))
    return made
