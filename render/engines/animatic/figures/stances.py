"""What arms and legs do that are seen from before or behind, by name and by nature."""

from __future__ import annotations

from dataclasses import dataclass

from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import Arm

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
