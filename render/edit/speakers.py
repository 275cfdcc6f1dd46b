"""In which colour a speaker's name is written: that of the accent they wear, made to be read."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.contract import Performer, SceneOrder
from render.engines.animatic.figures.looks import look_of

LEAST_LIGHT = 0.60
"""Relative luminance: 4.5:1 against the plate behind subtitles even where a white sky shines
through it (WCAG 2.2, 1.4.3)."""
Colour = NDArray[np.floating[Any]]
"""RGB, each 0 to 255."""
_WHITE = np.array((255.0, 250.0, 238.0), np.float32)


def speaker_tone(order: SceneOrder, speaker: str) -> int:
    """The colour of a speaker's name, as 0xAARRGGBB: the same through the whole film."""
    folded = speaker.casefold()
    everybody = (one for shot in order.shots for one in shot.cast)
    known = next((one for one in everybody if one.name.casefold() == folded), None)
    performer = known or Performer(name=speaker[:100] or "someone")
    return _tone(performer.model_dump_json())


@lru_cache(maxsize=256)
def _tone(performer: str) -> int:
    accent = look_of(Performer.model_validate_json(performer)).accent
    red, green, blue = (round(float(part)) for part in readable(accent))
    return 0xFF000000 | red << 16 | green << 8 | blue


def readable(tone: Colour) -> Colour:
    """A colour, lightened until it can be read on the plate; its hue stays."""
    tone = np.asarray(tone * np.float32(255 / max(float(tone.max()), 1.0)), np.float32)
    for share in np.linspace(0, 1, 41, dtype=np.float32):
        lighter = tone + (_WHITE - tone) * share
        if luminance(lighter) >= LEAST_LIGHT:
            return np.asarray(lighter, np.float32)
    return _WHITE


def luminance(tone: Colour) -> float:
    """Relative luminance of an sRGB colour, 0 to 1."""
    share = np.asarray(tone, np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array((0.2126, 0.7152, 0.0722)))
