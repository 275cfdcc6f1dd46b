"""A painter's backdrop: bare canvas, lighter behind the head, for portraits and nothing else."""

from __future__ import annotations

import numpy as np

from render.engines.animatic.noise import cloudy, seed_of
from render.engines.animatic.parts.heavens import Backdrop
from render.engines.animatic.pen import bgra_image, colour, mix
from render.engines.animatic.stage import Ground, Scenery, Stage

_LIGHT, _DARK = colour("#8d8a82"), colour("#33322f")


def build(stage: Stage) -> Scenery:
    """Nothing but the canvas, so that every portrait is seen on the same ground."""
    height, width = stage.height + 2 * stage.bleed, stage.width + 2 * stage.margin
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    across = (xs - width * 0.5) / stage.width
    down = (ys - stage.bleed - stage.height * 0.42) / stage.height
    grain = cloudy(seed_of(stage.layout_seed, "canvas"), height, width, 5, 6, 4)
    glow = np.exp(-(across**2 * 2.6 + down**2 * 2.2))[..., None] * (0.86 + 0.28 * grain)[..., None]
    tone = mix(_DARK, stage.palette.haze, 0.06) + (_LIGHT - _DARK) * np.clip(glow, 0, 1)
    opaque = np.full((height, width), 255, np.float32)
    whole = np.dstack((np.clip(tone[..., ::-1], 0, 255), opaque)).astype(np.uint8)
    canvas = Backdrop(bgra_image(whole), -stage.margin, -stage.bleed, 6.0)
    return Scenery(behind=(canvas,), before=(), ground=Ground(0.5, 0.60, 0.90, wet=0.0), sky=False)
