"""Tells how far a shot is and how long it still takes, from what steps and frames have taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from render.engines.protocol import Progress

PREVIEW_SECONDS = 5.0
_FRAMES_A_STEP = 0.5
"""Until frames were decoded: a step costs as much as half of the stretch's frames."""


@runtime_checkable
class Shows(Protocol):
    """A Progress that also takes pictures and measured times."""

    def show(self, share: float, preview: str | None, left_s: float | None) -> None:
        """Tell the share that is done, a picture (base64), and the seconds that are left."""
        ...


class Part:
    """Tells a part of the work as a part of the whole."""

    def __init__(self, progress: Progress, start: float, end: float) -> None:
        self._progress = progress
        self._whole: Callable[[float], float] = lambda share: start + (end - start) * share

    def __call__(self, share: float) -> None:
        self._progress(self._whole(share))

    def show(self, share: float, preview: str | None, left_s: float | None) -> None:
        if isinstance(self._progress, Shows):
            self._progress.show(self._whole(share), preview, left_s)
        else:
            self(share)


class Pace:
    """What steps and frames of one pipeline took, in seconds for each pixel of the picture."""

    def __init__(self) -> None:
        self.step: float | None = None
        """Of one step over one frame."""
        self.frame: float | None = None

    def measure_step(self, seconds: float, pixels: int) -> None:
        """Take in what a step took; the newest count for half."""
        self.step = _mean(self.step, seconds / pixels)

    def measure_frame(self, seconds: float, pixels: int) -> None:
        """Take in what decoding a frame took."""
        self.frame = _mean(self.frame, seconds / pixels)


class Teller:
    """Tells of one shot, made of several stretches of steps and then frames."""

    def __init__(
        self, progress: Progress, *, stretches: int, steps: int, frames: int, pixels: int
    ) -> None:
        self.pace = Pace()
        """Of the pipeline that is at work."""
        self._progress = progress
        self._steps_left = stretches * steps
        self._frames_left = frames
        self._frames_a_stretch = frames / stretches
        self._pixels = pixels
        self._done = 0.0
        self._clock = time.monotonic()
        self._last_preview = self._clock - PREVIEW_SECONDS / 2

    def begin(self) -> None:
        """Start the clock of the next step or frame."""
        self._clock = time.monotonic()
        self._tell(None)

    def step(self, preview: Callable[[], str | None]) -> None:
        """A step was done. Raises Stopped."""
        volume = round(self._pixels * self._frames_a_stretch)
        self.pace.measure_step(self._lap(), volume)
        self._done += self._step_cost()
        self._steps_left -= 1
        now = time.monotonic()
        shown = None
        if now - self._last_preview >= PREVIEW_SECONDS:
            shown, self._last_preview = preview(), now
        self._tell(shown)

    def frame(self, seconds: float) -> None:
        """A frame was decoded. Raises Stopped."""
        self.pace.measure_frame(seconds, self._pixels)
        self._done += self._frame_cost()
        self._frames_left -= 1
        self._tell(None)

    def _tell(self, preview: str | None) -> None:
        left = (
            max(self._steps_left, 0) * self._step_cost()
            + max(self._frames_left, 0) * self._frame_cost()
        )
        share = self._done / max(self._done + left, 1e-9)
        if isinstance(self._progress, Shows):
            self._progress.show(share, preview, left if self.pace.step else None)
        else:
            self._progress(share)

    def _step_cost(self) -> float:
        return (self.pace.step or 1.0) * self._pixels * self._frames_a_stretch

    def _frame_cost(self) -> float:
        if self.pace.frame is not None:
            return self.pace.frame * self._pixels
        return self._step_cost() / _FRAMES_A_STEP / self._frames_a_stretch

    def _lap(self) -> float:
        now = time.monotonic()
        lap, self._clock = now - self._clock, now
        return lap


def _mean(so_far: float | None, newest: float) -> float:
    return newest if so_far is None else (so_far + newest) / 2
