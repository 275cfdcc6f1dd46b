"""How one shot becomes the next: cuts, dissolves, fades through black; and the end of a take."""

from __future__ import annotations

import cv2
import numpy as np

from render.contract import Opening, Shot
from render.engines.protocol import Frame

FADE_SECONDS = 0.5
"""Of a fade to black, and of one out of it."""
BLENDS = {Opening.DISSOLVE: 0.9, Opening.MATCH: 0.3}
"""Seconds for which two shots are seen at once."""


def opened(frame: Frame, last: Frame | None, shot: Shot, time: float) -> Frame:
    """A shot's frame at a time as its opening leaves it; `last` is the frame before the shot.

    The last picture of the shot before stands still while it gives way, as an optical printer's
    did: shots keep their lengths, and sound and subtitles their places.
    """
    lasts = min(BLENDS.get(shot.opens, 0.0), shot.seconds / 2)
    if last is None or time >= lasts:
        return frame
    share = _eased((time + lasts * 0.04) / lasts)
    return np.asarray(cv2.addWeighted(last, 1 - share, frame, share, 0), np.uint8)


def light_of(shot: Shot, after: Shot | None, time: float, *, is_first: bool = False) -> float:
    """How much of a frame's light its shot's fades leave at a time, 0 to 1.

    A take opens on its picture: players show the first frame before anybody presses play.
    """
    lasts = min(FADE_SECONDS, shot.seconds / 3)
    rises = time / lasts if shot.opens is Opening.FADE and not is_first else 1.0
    falls = (shot.seconds - time) / lasts if after and after.opens is Opening.FADE else 1.0
    return _eased(min(rises, falls))


def faded(frame: Frame, time: float, seconds: float) -> Frame:
    """Darken a frame that lies within its take's fade to black."""
    return dimmed(frame, (seconds - time) / min(FADE_SECONDS, seconds / 2))


def dimmed(frame: Frame, light: float) -> Frame:
    """A frame with a share of its light."""
    if light >= 1:
        return frame
    return np.asarray(cv2.convertScaleAbs(frame, alpha=max(light, 0.0)), np.uint8)


def _eased(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)
