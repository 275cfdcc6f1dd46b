"""What people are busy with where they are, as motions that come again: dances and trades."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from render.engines.animatic.figures.poses import POSES, Arm, Foot, Pose
from render.engines.animatic.noise import step

_ON_THEIR_KNEES = Foot(-140, 0, 1.3)


@dataclass(frozen=True, slots=True)
class Labour:
    """A motion, and the seconds that a grown man takes for a cycle of it."""

    pose: Callable[[float], Pose]
    seconds: float


def _on_one_shaft(arm: Arm, apart: float, trunk: float = 0.0) -> Arm:
    """The far hand, so far behind the near one on what both hold."""
    turn = arm.turn or 0.0
    return Arm(arm.reach - cmath.rect(apart, turn) - 10 * cmath.exp(1j * trunk), "grip", turn)


def dancing(beat: float, partner: bool = False) -> Pose:
    """From foot to foot, with a hop: in somebody's hold, or the arms up by turns."""
    turn = 2 * math.pi * beat
    side, hop = math.sin(turn), abs(math.sin(turn))
    near, far = Arm(122 + 84j, "rest", 0.2), Arm(128 + 8j, "fist", -0.7)
    if not partner:
        near = Arm(cmath.rect(176, -1.05 + 0.75 * side), "open", -1.2 + 0.5 * side, -0.7)
        far = Arm(cmath.rect(168, -2.2 + 0.6 * side), "open", -2.0 + 0.5 * side, 0.7)
    return Pose(
        hip=complex(30 * side, -356 - 20 * hop),
        lean=0.07 * side,
        nod=-0.06 - 0.05 * side,
        near=near,
        far=far,
        near_foot=Foot(30 + 46 * max(0.0, side), 12 * hop + 84 * max(0.0, side), 0.35 * side),
        far_foot=Foot(-22 + 46 * min(0.0, side), 12 * hop + 84 * max(0.0, -side), 0.6 * hop),
    )


def swimming(beat: float) -> Pose:
    """Arm over arm, with the water at 0: only what is above it is ever drawn."""
    stroke = math.pi + 2 * math.pi * beat
    roll = math.sin(2 * math.pi * beat)
    return Pose(
        hip=complex(-150, 62 + 5 * roll),
        lean=1.10 + 0.03 * roll,
        nod=-0.62,
        near=Arm(cmath.rect(212, stroke - 0.55), "laid", bend=-0.7),
        far=Arm(cmath.rect(212, stroke + math.pi - 0.55), "laid", bend=-0.7),
        near_foot=Foot(-420, -110),
        far_foot=Foot(-440, -130),
    )


def fishing(beat: float, seated: bool = False, rod: str = "rod") -> Pose:
    """A rod in both hands, lifted a little now and then."""
    life = math.sin(2 * math.pi * beat)
    twitch = step(0.60, 0.66, beat) - step(0.68, 0.80, beat)
    near = Arm(complex(108, 124 - 12 * twitch), "grip", -0.66 + 0.02 * life - 0.10 * twitch)
    near = replace(near, prop=rod)
    if seated:
        return replace(
            POSES["sit"],
            near=near,
            far=_on_one_shaft(near, 66),
            nod=0.08,
            near_foot=Foot(112, 104),
            far_foot=Foot(84, 104),
        )
    return Pose(
        hip=complex(-8, -376),
        lean=0.02 - 0.03 * twitch,
        nod=0.10,
        near=near,
        far=_on_one_shaft(near, 66),
        near_foot=Foot(48),
        far_foot=Foot(-38),
    )


def sweeping(beat: float, tool: str = "broom") -> Pose:
    """With a broom or a rake, to and fro, and a step at the end of each stroke."""
    swing = math.sin(2 * math.pi * beat)
    near = Arm(complex(76 + 40 * swing, 142 - 10 * swing), "grip", 1.02 - 0.34 * swing)
    near = replace(near, prop=tool)
    return Pose(
        hip=complex(-6 + 8 * swing, -368),
        lean=0.20 + 0.06 * swing,
        nod=0.20,
        near=near,
        far=_on_one_shaft(near, 112),
        near_foot=Foot(52),
        far_foot=Foot(-44, 8 * max(0.0, swing), 0.1 * max(0.0, swing)),
    )


def chopping(beat: float) -> Pose:
    """With an axe: slowly up over the shoulder, down in a flash, and a rest on the block."""
    up = step(0.10, 0.56, beat) - step(0.60, 0.74, beat)
    turn = 0.70 - 3.05 * up
    reach = cmath.rect(206 - 16 * up, 0.92 - 2.35 * up)
    near = Arm(reach, "grip", turn, prop="axe")
    return Pose(
        hip=complex(-20 + 12 * up, -340 - 32 * up),
        lean=0.44 - 0.50 * up,
        nod=0.10 + 0.06 * up,
        near=near,
        far=_on_one_shaft(near, 54),
        near_foot=Foot(64),
        far_foot=Foot(-62),
    )


def hammering(beat: float) -> Pose:
    """At an anvil: a tong in one hand, the hammer in the other."""
    up = step(0.0, 0.50, beat) - step(0.52, 0.66, beat)
    near = Arm(cmath.rect(168 + 20 * up, 0.62 - 1.45 * up), "fist", 0.42 - 1.65 * up, prop="hammer")
    return Pose(
        hip=complex(-14, -366 - 8 * up),
        lean=0.24 - 0.12 * up,
        nod=0.14,
        near=near,
        far=Arm(150 + 150j, "fist", 0.3),
        near_foot=Foot(46),
        far_foot=Foot(-54),
    )


def crawling(beat: float) -> Pose:
    """On hands and knees."""
    turn = 2 * math.pi * beat
    near, far = math.cos(turn), math.cos(turn + math.pi)
    lifts = (max(0.0, -math.sin(turn)), max(0.0, math.sin(turn)))
    return Pose(
        hip=complex(-120, -196 + 5 * math.cos(2 * turn)),
        lean=1.36,
        nod=-0.95,
        near=Arm(complex(66 + 50 * near, 196 - 34 * lifts[0]), "laid", 0.05, -0.3),
        far=Arm(complex(66 + 50 * far, 196 - 34 * lifts[1]), "laid", 0.05, -0.3),
        near_foot=Foot(-296 + 48 * far, 14 * lifts[1], 1.35),
        far_foot=Foot(-296 + 48 * near, 14 * lifts[0], 1.35),
    )


def hauling(beat: float) -> Pose:
    """On a rope, hand over hand, with the whole weight."""
    pull = 0.5 - 0.5 * math.cos(2 * math.pi * beat)
    near = Arm(complex(196 - 92 * pull, 30 + 62 * pull), "grip", 0.0, prop="hawser")
    return Pose(
        hip=complex(-30 - 44 * pull, -352 + 16 * pull),
        lean=0.16 - 0.36 * pull,
        nod=-0.04,
        near=near,
        far=Arm(near.reach - 70 - 6j, "grip", 0.0),
        near_foot=Foot(96, 0, -0.1),
        far_foot=Foot(-44),
    )


def scrubbing(beat: float) -> Pose:
    """On the knees, a brush in both hands."""
    rub = math.sin(2 * math.pi * beat)
    near = Arm(complex(92 + 52 * rub, 196), "rest", 0.1, -0.4, prop="brush")
    return Pose(
        hip=complex(-56, -172),
        lean=0.92 + 0.06 * rub,
        nod=-0.30,
        near=near,
        far=Arm(near.reach - 16, "rest", 0.1, -0.4),
        near_foot=_ON_THEIR_KNEES,
        far_foot=replace(_ON_THEIR_KNEES, ahead=-158),
    )


def fiddling(beat: float) -> Pose:
    """A fiddle under the chin, the bow to and fro, a foot that beats time."""
    bow, tap = math.sin(2 * math.pi * beat), max(0.0, math.sin(4 * math.pi * beat))
    return Pose(
        hip=complex(3 * bow, -378),
        lean=0.02 + 0.02 * bow,
        nod=0.14,
        near=Arm(complex(178, -6), "grip", 0.06, prop="fiddle"),
        far=Arm(complex(76 + 22 * bow, 92 + 44 * bow), "pinch", -1.06, prop="fiddle bow"),
        near_foot=Foot(34, 0, -0.22 * tap),
        far_foot=Foot(-18),
    )


def shooting(beat: float) -> Pose:
    """With a drawn bow, which trembles a little, and rises to the mark."""
    aim = -0.10 * (0.5 - 0.5 * math.cos(2 * math.pi * beat))
    near = Arm(complex(42, -26) * cmath.exp(0.5j * aim), "fist", aim - 0.04, -0.5, "drawn bow")
    return Pose(
        hip=complex(-6, -372),
        lean=-0.05 + 0.3 * aim,
        near=near,
        far=Arm(near.reach + cmath.rect(176, aim - 0.04), "fist", aim),
        near_foot=Foot(-58),
        far_foot=Foot(66),
    )


def steering(beat: float) -> Pose:
    """At a ship's wheel: a spoke down, a spoke up."""
    turn = 0.5 * math.sin(2 * math.pi * beat)
    hub = 150 + 150j
    return Pose(
        hip=complex(-10, -372),
        lean=0.06 + 0.05 * turn,
        near=Arm(hub + cmath.rect(74, -2.0 + turn), "fist", 0.1),
        far=Arm(hub + cmath.rect(86, -0.9 + turn), "fist", 0.1),
        near_foot=Foot(40),
        far_foot=Foot(-52),
    )


LABOURS: dict[str, Labour] = {
    "dance": Labour(dancing, 1.2),
    "waltz": Labour(partial(dancing, partner=True), 1.5),
    "swim": Labour(swimming, 2.2),
    "fish": Labour(fishing, 4.0),
    "angle": Labour(partial(fishing, rod="rod, near"), 4.0),
    "drift": Labour(partial(fishing, seated=True), 4.0),
    "sweep": Labour(sweeping, 1.7),
    "rake": Labour(partial(sweeping, tool="rake"), 2.0),
    "mow": Labour(partial(sweeping, tool="scythe"), 2.2),
    "archer": Labour(shooting, 3.0),
    "chop": Labour(chopping, 2.0),
    "hammer": Labour(hammering, 1.1),
    "crawl": Labour(crawling, 1.5),
    "haul": Labour(hauling, 1.9),
    "scrub": Labour(scrubbing, 1.0),
    "fiddle": Labour(fiddling, 0.9),
    "steer": Labour(steering, 3.4),
}
"""By the name of the posture."""
ONE_WAY = ("fish", "angle", "swim", "haul", "steer")
"""What all who do it do with their faces to the same side."""
