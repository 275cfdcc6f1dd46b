"""Motions that come again: a pose for every moment of a walk, a run, a climb, a fight..."""

from __future__ import annotations

import math
from dataclasses import replace

from render.engines.animatic.figures.poses import Arm, Foot, Pose
from render.engines.animatic.noise import step

STANCE = 0.6
"""The share of a walking cycle for which a foot is on the ground."""
STRIDE = 112.0
"""How far before and behind the hip a walking foot comes down."""
RUN_STANCE, RUN_STRIDE = 0.36, 118.0
TREAD, RISER = 106.0, 64.0
"""How deep and how high a step is that is climbed."""
RUNG = 46.0
"""How far apart rungs are."""
UPRIGHT = ("ladder", "rigging", "rope")
"""What is climbed straight up, hand over hand."""


def _foot(beat: float, stance: float, stride: float, high: float) -> Foot:
    """A foot's path: flat and steady while it carries, high and quick while it swings."""
    beat %= 1.0
    if beat < stance:
        share = beat / stance
        heel = 0.26 * (1 - step(0, 0.22, share))
        toe = step(0.62, 1.0, share)
        return Foot(stride * (1 - 2 * share), 13 * toe, 0.62 * toe - heel)
    share = (beat - stance) / (1 - stance)
    swing = share * share * (3 - 2 * share)
    lift = high * math.sin(math.pi * share) ** 0.9 * (1 - 0.35 * share)
    return Foot(
        stride * (2 * swing - 1),
        lift + 13 * (1 - step(0, 0.4, share)),
        0.62 * (1 - step(0, 0.65, share))
        + 0.35 * math.sin(math.pi * share)
        - 0.26 * step(0.6, 1, share),
    )


def walking(
    beat: float, stride: float = 1.0, near: Arm | None = None, far: Arm | None = None
) -> Pose:
    """A walk at a moment of its cycle, 0 to 1; an arm that carries does not swing."""
    reach = STRIDE * stride
    swing = math.cos(2 * math.pi * (beat - 0.02))
    dip = 7 * stride * math.cos(4 * math.pi * (beat - 0.06))
    return Pose(
        hip=complex(0, -363 - 8 * (1 - stride) + dip),
        lean=0.045 * stride,
        near=near or Arm(complex(16 - 74 * stride * swing, 212 - 10 * abs(swing))),
        far=far or Arm(complex(22 + 74 * stride * swing, 208 - 14 * max(0, swing))),
        near_foot=_foot(beat, STANCE, reach, 46 * stride),
        far_foot=_foot(beat + 0.5, STANCE, reach, 46 * stride),
    )


def running(beat: float, near: Arm | None = None, far: Arm | None = None) -> Pose:
    """A run at a moment of its cycle: both feet leave the ground, the arms are bent."""
    swing = math.cos(2 * math.pi * (beat + 0.02))
    rise = 16 * math.cos(4 * math.pi * (beat - 0.18))
    return Pose(
        hip=complex(0, -352 + rise),
        lean=0.24 + 0.02 * math.cos(4 * math.pi * beat),
        nod=-0.12,
        near=near or Arm(complex(30 - 112 * swing, 128 - 34 * abs(swing) + 26 * swing), "fist"),
        far=far or Arm(complex(34 + 112 * swing, 128 - 34 * abs(swing) - 26 * swing), "fist"),
        near_foot=_foot(beat, RUN_STANCE, RUN_STRIDE, 150),
        far_foot=_foot(beat + 0.5, RUN_STANCE, RUN_STRIDE, 150),
    )


def _stepping(beat: float, across: float, up: float) -> Foot:
    """A foot that stays where it stands while the body is carried on, and up, past it."""
    beat %= 1.0
    base = 0.2 * up
    if beat < STANCE:
        past = STANCE / 2 - beat
        return Foot(across * past, base + up * past, 0.35 * step(0.7, 1.0, beat / STANCE))
    share = (beat - STANCE) / (1 - STANCE)
    swing = (share * share * (3 - 2 * share) - 0.5) * STANCE
    arch = 34 * math.sin(math.pi * share)
    return Foot(across * swing, base + up * swing + arch, 0.35 * (1 - step(0, 0.5, share)))


def climbing(beat: float, footing: str, near: Arm | None = None) -> Pose:
    """Up stairs on foot, over rocks with the hands, up a ladder or rope hand over hand."""
    sway = math.sin(2 * math.pi * beat)
    if footing in UPRIGHT:
        hold = [_stepping(beat + at, 0, 2 * RUNG).lift for at in (0.5, 0.0)]
        feet = [_stepping(beat + at, 0, 2 * RUNG) for at in (0.0, 0.5)]
        return Pose(
            hip=complex(-6, -356),
            lean=0.06,
            nod=-0.22,
            near=near or Arm(complex(104, -34 - hold[0]), "grip", -0.4, 0.8),
            far=Arm(complex(96, -34 - hold[1]), "grip", -0.4, 0.8),
            near_foot=replace(feet[0], ahead=62),
            far_foot=replace(feet[1], ahead=58),
        )
    rough = footing == "rocks"
    return Pose(
        hip=complex(6 if rough else 14, -362 - 6 * math.cos(4 * math.pi * beat)),
        lean=0.36 if rough else 0.14,
        nod=-0.28 if rough else -0.14,
        near=near or (Arm(complex(108, 92 + 22 * sway), "grip", 0.5) if rough
                      else Arm(complex(28 + 46 * sway, 204))),
        far=Arm(complex(128, 84 - 22 * sway), "grip", 0.4) if rough
        else Arm(complex(30 - 46 * sway, 200)),
        near_foot=_stepping(beat, 2 * TREAD, 2 * RISER),
        far_foot=_stepping(beat + 0.5, 2 * TREAD, 2 * RISER),
    )  # fmt: skip


def rowing(beat: float) -> Pose:
    """Seated at the oars: reach, pull, lean back."""
    pull = math.sin(2 * math.pi * beat)
    arm = Arm(complex(132 - 46 * pull, 96 + 12 * math.cos(2 * math.pi * beat)), "grip")
    return Pose(
        hip=complex(-60, -150),
        lean=0.16 - 0.30 * pull,
        nod=0.06,
        near=replace(arm, prop="oar"),
        far=arm,
        near_foot=Foot(150, 66, -0.3),
        far_foot=Foot(136, 66, -0.3),
        seated=True,
    )


def digging(beat: float) -> Pose:
    """With a spade: down, in, and over the shoulder."""
    heave = 0.5 - 0.5 * math.cos(2 * math.pi * beat)
    return Pose(
        hip=complex(-16, -352 + 14 * (1 - heave)),
        lean=0.46 - 0.22 * heave,
        nod=0.16,
        near=Arm(complex(96, 150 - 40 * heave), "grip", prop="spade"),
        far=Arm(complex(58, 96 - 30 * heave), "grip"),
        near_foot=Foot(60),
        far_foot=Foot(-56),
    )


def fighting(beat: float) -> Pose:
    """With a blade: a lunge and a recovery."""
    lunge = 0.5 - 0.5 * math.cos(2 * math.pi * beat)
    return Pose(
        hip=complex(14 + 30 * lunge, -346 + 26 * lunge),
        lean=0.10 + 0.12 * lunge,
        near=Arm(
            complex(120 + 86 * lunge, 10 - 16 * lunge), "grip", -0.5 + 0.42 * lunge, prop="sword"
        ),
        far=Arm(complex(-96, 30 - 50 * lunge), "open", 3.6, -1),
        near_foot=Foot(86 + 26 * lunge),
        far_foot=Foot(-98),
    )


def falling(beat: float) -> Pose:
    """Off balance backwards, arms thrown up."""
    return Pose(
        hip=complex(-20, -330),
        lean=-0.34 - 0.05 * math.sin(2 * math.pi * beat),
        nod=-0.25,
        near=Arm(complex(176, -34 + 20 * math.sin(2 * math.pi * beat)), "open", -0.5, -0.7),
        far=Arm(complex(-120, -96), "open", 3.9, -0.8),
        near_foot=Foot(128, 70, -0.7),
        far_foot=Foot(54, 6, -0.2),
        tilt=-0.22,
    )
