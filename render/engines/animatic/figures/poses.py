"""Poses that are held: where hips, hands and feet are, in hundredths of a grown-up's head."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Foot:
    """Where a foot is: ahead of the hip's place on the ground, above it, and how it is turned."""

    ahead: float
    lift: float = 0.0
    turn: float = 0.0
    """Radians; positive: the toes point down."""


@dataclass(frozen=True, slots=True)
class Arm:
    """Where a hand is, from its shoulder (+x ahead, +y down), and what it does."""

    reach: complex
    hand: str = "rest"
    turn: float | None = None
    """The hand's direction in radians, or None: as the forearm points."""
    bend: float = 1.0
    """The side to which the elbow points: 1 back and down, -1 up and ahead."""
    prop: str = ""


@dataclass(frozen=True, slots=True)
class Pose:
    """A body at a moment, facing +x."""

    hip: complex = -379j
    lean: float = 0.0
    nod: float = 0.0
    """Of the head, in radians; positive looks down."""
    near: Arm = Arm(14 + 222j)
    far: Arm = Arm(22 + 218j)
    near_foot: Foot = Foot(26)
    far_foot: Foot = Foot(-26)
    seated: bool = False
    """Whether the thighs carry the skirts of a coat."""
    tilt: float = 0.0
    """Of the whole body around its feet, radians; for falling and lying."""
    prone: bool = False


STANDING = Pose()
POSES: dict[str, Pose] = {
    "stand": STANDING,
    "weight": Pose(hip=4 - 378j, near_foot=Foot(34), far_foot=Foot(-14), lean=-0.02),
    "sit": Pose(
        hip=-62 - 196j,
        lean=0.03,
        near=Arm(104 + 150j, "rest", 0.25),
        far=Arm(118 + 144j, "rest", 0.2),
        near_foot=Foot(112),
        far_foot=Foot(84),
        seated=True,
    ),
    "table": Pose(
        hip=-62 - 196j,
        lean=0.12,
        near=Arm(116 + 116j, "rest", 0.02),
        far=Arm(138 + 92j, "open", -0.35),
        near_foot=Foot(100),
        far_foot=Foot(60),
        seated=True,
    ),
    "drive": Pose(
        hip=-62 - 196j,
        lean=0.10,
        near=Arm(122 + 84j, "fist", 0.1),
        far=Arm(130 + 76j, "fist", 0.1),
        near_foot=Foot(96),
        far_foot=Foot(76),
        seated=True,
    ),
    "ride": Pose(
        hip=-4 - 196j,
        lean=0.06,
        near=Arm(96 + 128j, "fist"),
        far=Arm(106 + 124j, "fist"),
        near_foot=Foot(44, 10, -0.12),
        far_foot=Foot(40, 10, -0.12),
        seated=True,
    ),
    "kneel": Pose(
        hip=-14 - 190j,
        lean=0.14,
        nod=0.16,
        near=Arm(92 + 150j),
        far=Arm(104 + 140j),
        near_foot=Foot(104),
        far_foot=Foot(-146, 0, 1.25),
    ),
    "crouch": Pose(
        hip=-52 - 176j,
        lean=0.55,
        nod=-0.38,
        near=Arm(112 + 160j),
        far=Arm(128 + 150j),
        near_foot=Foot(36, 0),
        far_foot=Foot(-52, 12, 0.5),
    ),
    "pray": Pose(
        hip=-20 - 176j,
        lean=0.08,
        nod=0.34,
        near=Arm(92 + 66j, "take", -0.9),
        far=Arm(94 + 66j, "take", -0.9),
        near_foot=Foot(-140, 0, 1.3),
        far_foot=Foot(-120, 0, 1.3),
    ),
    "bow": Pose(
        lean=0.52, nod=0.26, near=Arm(80 + 190j), far=Arm(96 + 110j), near_foot=Foot(28)
    ),
    "lean": Pose(
        hip=-18 - 374j, lean=0.30, nod=-0.12, near=Arm(140 + 116j), far=Arm(156 + 110j),
        near_foot=Foot(-4), far_foot=Foot(-56),
    ),
    "embrace": Pose(
        lean=0.12, nod=0.22, near=Arm(146 + 62j, "take", 0.5), far=Arm(150 + 22j, "take", 0.2),
        near_foot=Foot(26), far_foot=Foot(-24),
    ),
    "enfold": Pose(
        hip=-14 - 190j, lean=0.10, nod=0.06, near=Arm(150 + 34j, "take", 0.35),
        far=Arm(152 - 4j, "take", 0.05), near_foot=Foot(104), far_foot=Foot(-146, 0, 1.25),
    ),
    "lie": Pose(
        hip=-366j, tilt=-1.52, near=Arm(44 + 142j, "rest", 1.15), far=Arm(10 + 222j), nod=-0.06,
        near_foot=Foot(34, 12), far_foot=Foot(-6), prone=True,
    ),
}  # fmt: skip
"""Poses that are held."""
GESTURES: dict[str, Arm] = {
    "point": Arm(206 + 16j, "point", bend=0.6),
    "raise": Arm(112 - 176j, "open", -1.15, -0.8),
    "beckon": Arm(136 + 10j, "open", -0.9),
    "hold": Arm(112 + 104j, "grip", -0.15),
    "lantern": Arm(122 + 100j, "grip", -0.1, prop="lantern"),
    "lift": Arm(126 - 66j, "grip", -0.4, prop="lantern"),
    "read": Arm(98 + 96j, "take", -0.45, prop="book"),
    "letter": Arm(104 + 84j, "pinch", -0.4, prop="letter"),
    "cup": Arm(96 + 96j, "fist", -0.2, prop="cup"),
    "drink": Arm(72 + 2j, "fist", -0.7, prop="cup"),
    "sword": Arm(100 + 132j, "fist", 0.3, prop="sword"),
    "brandish": Arm(120 - 86j, "fist", -0.7, -0.8, prop="sword"),
    "gun": Arm(196 + 8j, "fist", 0.0, 0.6, prop="gun"),
    "staff": Arm(96 + 118j, "fist", 0.2, prop="staff"),
    "horn": Arm(92 - 62j, "grip", -0.12, 0.9, prop="horn"),
    "flute": Arm(96 - 30j, "grip", 0.42, 0.9, prop="flute"),
    "glass": Arm(98 - 74j, "grip", -0.04, 0.9, prop="spyglass"),
    "pipe": Arm(70 - 46j, "fist", -0.5, prop="pipe"),
    "key": Arm(140 + 76j, "pinch", -0.1, prop="key"),
    "rope": Arm(128 + 40j, "grip", -0.2, prop="rope"),
    "face": Arm(60 - 6j, "open", -1.1),
    "chest": Arm(46 + 74j, "rest", -0.6),
    "hip": Arm(14 + 150j, "fist", 0.6),
    "talk": Arm(120 + 96j, "open", -0.35),
    "knock": Arm(142 + 20j, "fist", -0.3),
}
"""What the near arm does, by name."""
IN_PROFILE = (
    *("point", "gun", "read", "letter", "drink", "cup", "knock", "glass", "pipe"),
    *("horn", "flute"),
)
"""The gestures that are read from the side."""
