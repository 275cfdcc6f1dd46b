"""An engine that takes a fixed time for a shot, and notes when it draws."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from render.contract import Picture, Shot
from render.engines.protocol import Footage, Frame, Inputs, Progress

SECONDS = "BENCH_SECONDS"
NOTES = "BENCH_NOTES"


class Fixed:
    """Draws grey, evenly spread over the seconds that the environment says."""

    name = "fixed"
    version = "1"
    label = "fixed-time engine"

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        return Footage(self._frames(shot, picture, progress))

    def _frames(self, shot: Shot, picture: Picture, progress: Progress) -> Iterator[Frame]:
        begun = time.monotonic()
        count = round(shot.seconds * picture.fps)
        whole = float(os.environ[SECONDS])
        for index in range(count):
            # asleep, as a process is whose card is at work
            time.sleep(max(begun + whole * (index + 1) / count - time.monotonic(), 0))
            progress((index + 1) / count)
            yield self.still(shot, picture, Inputs())
        with Path(os.environ[NOTES]).open("a") as file:
            # one clock for all processes of a machine
            file.write(f"{begun} {time.monotonic()}\n")

    def still(self, shot: Shot, picture: Picture, inputs: Inputs) -> Frame:
        return np.full((picture.height, picture.width, 3), 90, np.uint8)
