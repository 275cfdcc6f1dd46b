"""Engines that misbehave on purpose; children load them by GREENLIGHT_EXTRA_ENGINES."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from render.contract import Picture, Shot
from render.engines.protocol import Footage, Frame, Inputs, OutOfMemory, Progress

NAMES = (
    *("slow", "hungry", "broken", "chatty", "doomed", "odd", "empty", "counting", "frozen"),
    *("halting", "gated", "heavy", "poisoned", "ponderous"),
)
EXTRA = {name: f"stage_engines:{name.capitalize()}" for name in (*NAMES, "unmade")}
"""The last one cannot be made: there is no such class."""


class Plain:
    """One flat colour by seed."""

    name = "plain"
    version = "1"
    label = "test engine"
    pause = 0.0

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        return Footage(self.draw(shot, picture, progress))

    def draw(self, shot: Shot, picture: Picture, progress: Progress) -> Iterator[Frame]:
        count = round(shot.seconds * picture.fps)
        for index in range(count):
            progress(index / count)
            self.before(shot, index)
            yield self.still(shot, picture, Inputs())

    def before(self, shot: Shot, index: int) -> None:
        time.sleep(self.pause)

    def still(self, shot: Shot, picture: Picture, inputs: Inputs) -> Frame:
        return np.full((picture.height, picture.width, 3), shot.seed % 256, np.uint8)


class Slow(Plain):
    name = "slow"
    pause = 0.1


class Ponderous(Plain):
    """Hears between its steps, and these are long."""

    name = "ponderous"
    pause = 0.8


class Frozen(Plain):
    """Begins, never gets on, and does not hear that it should stop."""

    name = "frozen"

    def before(self, shot: Shot, index: int) -> None:
        time.sleep(600 if index else 0)


class Halting(Plain):
    """Makes haste until half is done, and does not get on then."""

    name = "halting"

    def draw(self, shot: Shot, picture: Picture, progress: Progress) -> Iterator[Frame]:
        for index, frame in enumerate(super().draw(shot, picture, progress)):
            while index >= shot.seconds * picture.fps / 2:
                progress(0.5)
                time.sleep(0.05)
            yield frame


class Gate:
    """A file between a test and the camera."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def shut(self, number: int) -> None:
        """For the shots from this number on."""
        self._file.write_text(str(number))

    def open(self) -> None:
        self._file.unlink(missing_ok=True)

    def is_shut(self, number: int) -> bool:
        try:
            return number >= int(self._file.read_text())
        except FileNotFoundError:
            return False


class Gated(Plain):
    """Waits in the middle of each shot for which the gate is shut."""

    name = "gated"

    def draw(self, shot: Shot, picture: Picture, progress: Progress) -> Iterator[Frame]:
        gate = Gate(Path(os.environ["STAGE_LOG"] + ".gate"))
        for index, frame in enumerate(super().draw(shot, picture, progress)):
            while index >= shot.seconds * picture.fps / 2 and gate.is_shut(shot.number):
                progress(0.5)
                time.sleep(0.05)
            yield frame


class Hungry(Plain):
    name = "hungry"

    def before(self, shot: Shot, index: int) -> None:
        raise OutOfMemory("this shot needs 96 GB of GPU memory")


class Broken(Plain):
    name = "broken"

    def before(self, shot: Shot, index: int) -> None:
        raise RuntimeError("the tripod fell over")


class Chatty(Plain):
    """Prints where only messages may go, as libraries do."""

    name = "chatty"

    def before(self, shot: Shot, index: int) -> None:
        print("loading weights: 100%")
        os.write(1, b"from native code\n")


class Doomed(Plain):
    """Its process is killed from outside in the middle of shot 3, once."""

    name = "doomed"

    def before(self, shot: Shot, index: int) -> None:
        Counting.before(self, shot, index)
        marker = Path(os.environ["STAGE_LOG"] + ".killed")
        if shot.number == 3 and index == 2 and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)


class Counting(Plain):
    """Writes down each shot that it begins."""

    name = "counting"

    def before(self, shot: Shot, index: int) -> None:
        if index == 0:
            with Path(os.environ["STAGE_LOG"]).open("a") as file:
                file.write(f"{shot.number}\n")


class Heavy(Plain):
    """Loads what it films with at its first shot, and keeps it."""

    name = "heavy"
    loaded = b""

    def before(self, shot: Shot, index: int) -> None:
        Heavy.loaded = Heavy.loaded or b"w" * 400 * 2**20


class Poisoned(Plain):
    """Its first process fails once, and then for good, as CUDA does after some errors."""

    name = "poisoned"
    is_broken = False

    def before(self, shot: Shot, index: int) -> None:
        marker = Path(os.environ["STAGE_LOG"] + ".poisoned")
        Poisoned.is_broken = Poisoned.is_broken or not marker.exists()
        marker.touch()
        if Poisoned.is_broken:
            raise RuntimeError("CUDA error: unspecified launch failure")


class Odd(Plain):
    """Rounds sizes and lengths as models do: sides to 16, frames to 4n + 1."""

    name = "odd"

    def draw(self, shot: Shot, picture: Picture, progress: Progress) -> Iterator[Frame]:
        count = round(shot.seconds * picture.fps) // 4 * 4 + 1
        for _ in range(count):
            yield np.full((picture.height // 16 * 16, picture.width // 16 * 16, 3), 90, np.uint8)


class Empty(Plain):
    name = "empty"

    def draw(self, shot: Shot, picture: Picture, progress: Progress) -> Iterator[Frame]:
        return iter(())
