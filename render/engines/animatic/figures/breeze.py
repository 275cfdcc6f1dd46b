"""The wind as figures feel it: how strong, and where in its round of gusts."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breeze:
    """Wind along the way the figure faces; `beat` runs 0 to 1 and then begins anew."""

    strength: float
    beat: float = 0.0
    ahead: bool = False
    """Whether it comes from behind, so that cloth and hair fly the way the figure faces."""

    @property
    def combing(self) -> float:
        """How strongly hair is combed back."""
        return self.strength * (0.15 if self.ahead else 1.0)

    def gust(self, phase: float = 0.0) -> float:
        """The to and fro of cloth and hair, about -1 to 1, the same again after one beat."""
        turn = 2 * math.pi * self.beat
        return 0.62 * math.sin(turn + phase) + 0.38 * math.sin(2 * turn + 1.7 * phase)
