"""An engine for stories: fast, writes down what it begins, and waits where a story tells it to."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from render.contract import Picture, Shot
from render.engines.leader import Leader
from render.engines.protocol import Footage, Frame, Inputs, Progress

BEGUN = "begun"
HOLD = "hold"
WAITS_AT = 5
"""The frame before which a held shot waits."""
EACH = 24
"""How often a frame is shown: drawing is not what stories are about."""


class Held(Leader):
    """The leader; from the shot whose number is in the file `hold` on, it waits for its removal."""

    name = "animatic"

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        count = round(shot.seconds * picture.fps)
        sound = super().shoot(shot, picture, inputs, progress).sound
        short = shot.model_copy(update={"seconds": (count + EACH) / EACH / picture.fps})
        drawn = super().shoot(short, picture, inputs, progress).frames
        frames = (frame for frame in drawn for _ in range(EACH))
        return Footage(_watched(shot, frames, count, progress), sound)


def _watched(
    shot: Shot, frames: Iterator[Frame], count: int, progress: Progress
) -> Iterator[Frame]:
    folder = Path(os.environ["STORY_FOLDER"])
    with (folder / BEGUN).open("a") as file:
        file.write(f"{shot.number}\n")
    for index, frame in zip(range(count), frames, strict=False):
        while index == WAITS_AT and _is_held(folder / HOLD, shot.number):
            progress(index / count)
            time.sleep(0.05)
        yield frame


def _is_held(hold: Path, number: int) -> bool:
    try:
        return number >= int(hold.read_text())
    except FileNotFoundError:
        return False
