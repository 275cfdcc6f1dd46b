"""The joints of a body seen from before or behind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """The joints of a body seen from before."""

    k: float
    hip: complex
    neck: complex
    head: complex
    broad: float
    """Half the width of the shoulders."""
    slim: float
    """Half the width of the waist."""
    narrow: float
    """How much a three-quarter view narrows."""
