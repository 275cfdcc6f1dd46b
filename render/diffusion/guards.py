"""Catches what is no picture: frames that are black or flat, and numbers that are none."""

from __future__ import annotations

import numpy as np

from render.engines.protocol import Frame
from render.faults import Fault

FLAT = 0.005
"""Of full scale. A model's frames spread far wider: even tiny untrained ones by 0.043."""
_BLACK = 0.02
_LEAST_SECONDS, _MOST_SECONDS = 1.0, 3.0
"""A film may fade to black for less than half of a shot; nothing fades for longer than that."""


class NoNumbers(Exception):
    """What a model made are no numbers (NaN)."""


class Watch:
    """Looks at each frame of a shot, and fails the shot when too much of it shows nothing."""

    def __init__(self, number: int, frames: int, fps: float) -> None:
        self._number = number
        seconds = min(max(frames / fps / 2, _LEAST_SECONDS), _MOST_SECONDS)
        self._limit = max(1, min(frames, round(seconds * fps)))
        self._run = 0

    def see(self, frame: Frame) -> None:
        """Count a frame. Raises Fault when too many in a row are flat."""
        if not is_flat(frame):
            self._run = 0
            return
        self._run += 1
        if self._run >= self._limit:
            raise Fault(
                f"the model made nothing but {_kind(frame)} frames in shot {self._number}: its "
                "weights, precision or guidance do not fit together."
            )


def is_flat(frame: Frame) -> bool:
    """Whether a frame is of one colour all over."""
    small = frame[:: max(1, frame.shape[0] // 128), :: max(1, frame.shape[1] // 128)]
    return bool(small.reshape(-1, 3).std(axis=0).max() < FLAT * 255)


def not_a_number(number: int) -> Fault:
    """What is said of a shot whose numbers ran out of bounds."""
    return Fault(
        f"the model lost itself in shot {number}: its numbers are none (NaN); another precision "
        "or quantisation may help."
    )


def _kind(frame: Frame) -> str:
    return "black" if float(np.mean(frame)) < _BLACK * 255 else "flat"
