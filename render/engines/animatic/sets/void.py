"""Open space: stars, a banded planet, a rift of light, and the hull or rock on which one stands."""

from __future__ import annotations

from render.engines.animatic.layers import present
from render.engines.animatic.parts.heavens import hull_plates, planet, rift_sky
from render.engines.animatic.stage import Ground, Scenery, Stage


def build(stage: Stage) -> Scenery:
    """The rift stands behind; what is near is cut out against it."""
    hull = hull_plates(stage)
    return Scenery(
        behind=present(rift_sky(stage), planet(stage), *hull.layers(0.95, rim=0.9, pulse=0.5)),
        before=(),
        ground=Ground(0.56, 0.60, 0.90, wet=0.30),
        sky=False,
    )
