"""The skeleton of a figure seen from the side, placed by its pose."""

from __future__ import annotations

import cmath
from dataclasses import dataclass

from render.engines.animatic.figures.drawing import joint, turned
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import Arm, Foot, Pose

THIGH, SHIN, ANKLE = 178.0, 171.0, 24.0
UPPER_ARM, FOREARM = 128.0, 112.0
STATURE = 745.0
"""How tall a grown-up stands, in hundredths of a head."""


@dataclass(frozen=True, slots=True)
class Leg:
    """Hip, knee and ankle, and how the foot is turned."""

    hip: complex
    knee: complex
    ankle: complex
    turn: float

    def across(self, y: float) -> float | None:
        """The x of the leg at a height, or None where it does not reach."""
        for one, other in ((self.hip, self.knee), (self.knee, self.ankle)):
            low, high = sorted((one.imag, other.imag))
            if low <= y <= high and high > low:
                share = (y - one.imag) / (other.imag - one.imag)
                return one.real + (other.real - one.real) * share
        return None


@dataclass(frozen=True, slots=True)
class Limb:
    """Shoulder, elbow and wrist, and the direction of the hand."""

    shoulder: complex
    elbow: complex
    wrist: complex
    turn: float


@dataclass(frozen=True, slots=True)
class Bones:
    """Joints in hundredths of a head; `up` and `fore` are the trunk's own directions."""

    k: float
    """The figure's size as a share of a grown man's."""
    hip: complex
    waist: complex
    chest: complex
    shoulder: complex
    neck: complex
    head: complex
    head_turn: float
    up: complex
    fore: complex
    near_leg: Leg
    far_leg: Leg
    near_arm: Limb
    far_arm: Limb


def bones_of(look: Look, pose: Pose) -> Bones:
    """Where every joint is."""
    k, stoop = look.tall, look.stoop
    aged = 7 if stoop else 0
    hip = complex(pose.hip.real, pose.hip.imag + (aged if not pose.seated else 0)) * k
    lean = pose.lean + stoop
    up, fore = turned(-1j, lean), turned(1 + 0j, lean)
    waist = hip + up * 62 * k
    chest = hip + up * 150 * k - fore * 6 * k
    # An old back bends between the shoulder blades, so that the neck comes forward.
    neck = chest + turned(-1j, lean + stoop * 1.9 + 0.08) * 82 * k
    shoulder = chest + turned(-1j, lean + stoop * 1.2) * 52 * k - fore * 4 * k
    head = (
        neck
        + turned(-1j, lean * 0.6 + stoop * 2.0 + 0.14)
        * (64 if look.age != "child" else 52)
        * look.head
    )
    return Bones(
        k,
        hip,
        waist,
        chest,
        shoulder,
        neck,
        head,
        lean * 0.4 + stoop * 0.8 + pose.nod,
        up,
        fore,
        _leg(hip + 4 * k, pose.near_foot, k),
        _leg(hip - 4 * k, pose.far_foot, k),
        _limb(shoulder, pose.near, k, lean),
        _limb(shoulder + fore * 10 * k, pose.far, k, lean),
    )


def _leg(hip: complex, foot: Foot, k: float) -> Leg:
    ankle = complex(foot.ahead, -foot.lift - ANKLE) * k
    if foot.turn > 1.0:
        # The foot of a kneeling leg lies on its instep.
        ankle += 4j * k
    knee, ankle = joint(hip + 6j * k, ankle, THIGH * k, SHIN * k, -1)
    return Leg(hip, knee, ankle, foot.turn)


def _limb(shoulder: complex, arm: Arm, k: float, lean: float) -> Limb:
    reach = turned(arm.reach, lean * 0.5) * k
    elbow, wrist = joint(shoulder, shoulder + reach, UPPER_ARM * k, FOREARM * k, arm.bend)
    turn = cmath.phase(wrist - elbow) if arm.turn is None else arm.turn
    return Limb(shoulder, elbow, wrist, turn)
