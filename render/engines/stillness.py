"""Holds a still for as long as a shot, under the shot's camera move."""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np

from render.contract import CameraMove, Pace, Picture, Shot
from render.edit.stills import filling
from render.engines.protocol import Frame

Window = tuple[float, float, float]
"""How much nearer than the whole still, and where in what is left over: -1 to 1, right and down."""

_WHOLE: Window = (1.0, 0.0, 0.0)
_MOVES: dict[CameraMove, tuple[Window, Window]] = {
    CameraMove.STATIC: (_WHOLE, _WHOLE),
    CameraMove.PUSH_IN: (_WHOLE, (1.14, 0, 0)),
    CameraMove.PULL_BACK: ((1.14, 0, 0), _WHOLE),
    CameraMove.PAN_LEFT: ((1.14, 1, 0), (1.14, -1, 0)),
    CameraMove.PAN_RIGHT: ((1.14, -1, 0), (1.14, 1, 0)),
    CameraMove.TILT_UP: ((1.14, 0, 1), (1.14, 0, -1)),
    CameraMove.TILT_DOWN: ((1.14, 0, -1), (1.14, 0, 1)),
    CameraMove.DOLLY_LEFT: ((1.10, 1, 0), (1.16, -1, 0)),
    CameraMove.DOLLY_RIGHT: ((1.10, -1, 0), (1.16, 1, 0)),
    CameraMove.CRANE_UP: ((1.18, 0, 1), (1.08, 0, -1)),
    CameraMove.CRANE_DOWN: ((1.08, 0, -1), (1.18, 0, 1)),
    CameraMove.HANDHELD: ((1.07, 0, 0), (1.07, 0, 0)),
}
_REACH = {Pace.LINGERING: 0.7, Pace.MEASURED: 1.0, Pace.BRISK: 1.3, Pace.FRANTIC: 1.6}
"""How far a move goes in its time."""
_TREMBLE = 0.35
"""Of what a hand-held camera has left over."""


def held(still: Frame, shot: Shot, picture: Picture) -> Iterator[Frame]:
    """The frames of a shot that shows a still."""
    width, height = picture.width, picture.height
    count = max(1, round(shot.seconds * picture.fps))
    for place in range(count):
        share = place / max(1, count - 1)
        yield _seen(still, window_at(shot, share, place / picture.fps), width, height)


def window_at(shot: Shot, share: float, seconds: float) -> Window:
    """What the camera sees after a share of the shot; it starts and stops softly."""
    first, last = _MOVES[shot.camera]
    eased = share * share * (3 - 2 * share)
    reach = _REACH[shot.pace]
    near, right, down = (a + (b - a) * eased for a, b in zip(first, last, strict=True))
    near = 1 + (near - 1) * reach
    if shot.camera is CameraMove.HANDHELD:
        right = _TREMBLE * (math.sin(seconds * 3.1) + 0.6 * math.sin(seconds * 7.3 + 1))
        down = _TREMBLE * (math.sin(seconds * 2.7 + 2) + 0.6 * math.sin(seconds * 6.1))
    return near, right, down


def _seen(still: Frame, window: Window, width: int, height: int) -> Frame:
    near, right, down = window
    if (near, right, down) == _WHOLE:
        return filling(still, width, height)
    # the largest part of the still that has the picture's shape is what the whole is
    scale = min(still.shape[1] / width, still.shape[0] / height)
    spare = scale * (1 - 1 / near)
    middle = still.shape[1] / 2, still.shape[0] / 2
    left = middle[0] - scale * width / near / 2 + right * spare * width / 2
    top = middle[1] - scale * height / near / 2 + down * spare * height / 2
    step = scale / near
    # pixel centres lie at halves
    matrix = np.array(
        [[step, 0, left + step / 2 - 0.5], [0, step, top + step / 2 - 0.5]], np.float64
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size, edge = (width, height), cv2.BORDER_REPLICATE
    return np.asarray(cv2.warpAffine(still, matrix, size, flags=flags, borderMode=edge), np.uint8)
