"""A ship at sea: a three-master on the road of light."""

from __future__ import annotations

from render.engines.animatic.sets.sea import open_water
from render.engines.animatic.stage import Scenery, Stage


def build(stage: Stage) -> Scenery:
    """She fills the frame on the side away from the light."""
    return open_water(stage, 0.36, 0.46, 0.16)
