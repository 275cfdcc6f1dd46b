"""What a body does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pose:
    """What a body does: `walk` is the stride, 0 at rest to 1, 1.6 at a run."""

    profile: bool
    walk: float = 0.0
    gesture: str = "rest"
    """rest, point, lantern, raise, fold or hold."""
    posture: str = "stand"
    """stand, kneel or sit."""
    lean: float = 0.0
    cadence: float = 1.0
    """How fast the steps follow, as a share of a grown-up's walk."""
    mark: float = 1.0
    """How large the accent is worn: larger on small figures, so that it tells them apart."""
