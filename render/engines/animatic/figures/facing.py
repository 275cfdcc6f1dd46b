"""A whole figure from before or behind, or three quarters of either, standing or walking."""

from __future__ import annotations

import cmath
import math

from render.engines.animatic.figures.aprons import apron_facing
from render.engines.animatic.figures.bearing import bearing_of
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import (
    Seat,
    tube,
)
from render.engines.animatic.figures.facing_limbs import arm_parts, leg_parts
from render.engines.animatic.figures.frame import Frame
from render.engines.animatic.figures.fronts import torso_parts
from render.engines.animatic.figures.heads import head_parts
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Part, placed
from render.engines.animatic.figures.side import Ply
from render.engines.animatic.figures.stances import Stance
from render.engines.animatic.figures.wraps import collar_parts, throat_parts


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
    frame = frame_of(look, view, stance)
    front = view in ("front", "quarter")
    k, size = frame.k, look.head
    legs = leg_parts(look, frame, stance.walk)
    arms = [
        *arm_parts(look, frame, stance.left, -1.0, front=front, plain=plain),
        *arm_parts(look, frame, stance.right, 1.0, front=front, plain=plain),
    ]
    torso = torso_parts(look, frame, view, breeze, walk=stance.walk, seated=stance.seated)
    torso += apron_facing(look, frame, front=front, seated=stance.seated)
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


def frame_of(look: Look, view: str, stance: Stance) -> Frame:
    """Where the joints of a body are that is seen from before or behind."""
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
