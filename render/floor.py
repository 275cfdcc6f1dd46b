"""What a job is carried out with: a camera of whatever kind, the shot store, ffmpeg, a voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from render.contract import SceneOrder, Shot
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Facts
from render.progress import Meter
from render.shot_keys import Filming
from render.shots import ShotStore
from render.sound.voices import VoiceProgram
from render.usage import Used

Files = Mapping[str, Path]
"""The order's inputs at hand, by hash."""


@dataclass(frozen=True, slots=True)
class Credits:
    """What films an order, for the report and for the keys of its shots."""

    name: str
    version: str
    label: str
    model: str | None = None
    revision: str | None = None
    licence: str = ""
    steps: int | None = None
    is_model: bool = False
    reads_ahead: bool = False
    """Whether its words can be made ready while other shots have the camera."""
    notes: tuple[str, ...] = ()

    @property
    def filming(self) -> Filming:
        """The part of them that makes frames what they are."""
        return Filming(self.name, self.version, self.model, self.steps, self.is_model)


@dataclass(frozen=True, slots=True)
class DrawnStill:
    """A still in a file, and what its engine says of it."""

    path: Path
    facts: Facts = field(default_factory=Facts)


class Camera(Protocol):
    """Draws what is missing, in this process or in others."""

    def credits(self, order: SceneOrder) -> Credits:
        """What would film an order. Raises Fault when it is unknown or cannot be used here."""
        ...

    def film(
        self, order: SceneOrder, missing: Mapping[str, Shot], meter: Meter, files: Files
    ) -> None:
        """Shoot shots into the store, by their keys. Raises Fault or Stopped."""
        ...

    def stills(
        self,
        order: SceneOrder,
        numbers: Sequence[int],
        folder: Path,
        meter: Meter,
        files: Files,
    ) -> Sequence[DrawnStill]:
        """Draw the stills of the shots of these numbers into a folder. Raises Fault or Stopped."""
        ...

    def begin(self) -> None:
        """Count what is used from now on."""
        ...

    def used(self) -> Used:
        """What was used since then, by all processes that draw together."""
        ...


@dataclass(frozen=True, slots=True)
class Floor:
    """What a job is carried out with."""

    camera: Camera
    store: ShotStore
    ffmpeg: Ffmpeg
    voice: VoiceProgram | None = None
    """What speaks the lines, if anything."""
