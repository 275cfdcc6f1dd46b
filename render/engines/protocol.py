"""What every engine promises, whether it draws by rules or by a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from render.contract import Aspect, Picture, Shot, StyleName
from render.recipe import Recipe

Frame = NDArray[np.uint8]
"""RGB, uint8, shape (height, width, 3)."""
Samples = NDArray[np.float32]
"""Stereo sound at 48 kHz, float32 in -1..1, shape (samples, 2)."""

Progress = Callable[[float], None]
"""Told the share of the shot that is done, 0 to 1. Raises Stopped when nobody wants it any more."""


STEPPED_DOWN = "memory ran out: "
"""How a note begins that says what was given up so that a shot fits."""


class Stopped(Exception):
    """The work is no longer wanted; the engine stays usable."""


class OutOfMemory(Exception):
    """The engine could not hold the shot; the message says what it needed."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a shot may use besides its plan. Frames may have any size."""

    references: Mapping[str, tuple[Frame, ...]] = field(
        default_factory=dict[str, "tuple[Frame, ...]"]
    )
    """Reference pictures by the name of who is shown, then of the place: those first go first."""
    start: Frame | None = None
    end: Frame | None = None
    keyframes: Mapping[float, Frame] = field(default_factory=dict[float, Frame])
    """Pictures that the shot passes through, by its seconds."""
    before: Sequence[Frame] = ()
    """The last frames of the shot that this one continues, in order."""
    footage: Sequence[Frame] = ()
    """The shot as it was filmed before, when only `shot.reshoot` of it is filmed anew."""
    style: str = ""
    """The film's style in words."""
    style_name: StyleName | None = None
    aspect: Aspect | None = None
    is_draft: bool = False


@dataclass(slots=True)
class Facts:
    """What an engine says of a shot; complete once the last frame was read."""

    seconds: dict[str, float] = field(default_factory=dict[str, float])
    """By stage: `text`, `denoise`, `decode`."""
    steps: int = 0
    prompt: str = ""
    """What the model was told."""
    gpu_peak_mb: float = 0.0
    notes: list[str] = field(default_factory=list[str])
    """What was stepped down or dropped, in sentences."""


@dataclass(frozen=True, slots=True)
class Footage:
    """Frames, drawn as they are read, and the sound that goes with them, or None."""

    frames: Iterator[Frame]
    sound: Samples | None = None
    fps: float | None = None
    """The model's own frames a second, when they are not the picture's."""
    facts: Facts = field(default_factory=Facts)
    late_sound: Callable[[], Samples | None] | None = None
    """Tells the sound of an engine that makes it with the frames, once the last one was read."""


@dataclass(frozen=True, slots=True)
class Still:
    """The one frame that stands for a shot, and what its engine says of it."""

    frame: Frame
    facts: Facts = field(default_factory=Facts)


@runtime_checkable
class Sketches(Protocol):
    """An engine that hears on the way to a still whether it is wanted, and says how it was made."""

    def sketch(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Still:
        """Draw the one frame that stands for the shot. Raises as `Engine.shoot` does."""
        ...


@dataclass(frozen=True, slots=True)
class Kit:
    """What a model engine is made with."""

    recipe: Recipe
    folder: Path
    """Where it may keep what can be made again, such as prompt embeddings."""


class Engine(Protocol):
    """Turns one shot into footage."""

    name: str
    version: str
    """Part of the key under which a finished shot is kept: a new version shoots anew."""
    label: str
    """How a clip made with it is credited."""

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        """Shoot as many frames as seconds x fps, rounded as the model wants.

        `picture` says width, height and fps. The frames and the sound have the form of `Frame`
        and `Samples`. Frames are a pure function of (shot, picture, inputs). Raises Stopped when
        progress says so, OutOfMemory with what it needed.
        """
        ...

    def still(self, shot: Shot, picture: Picture, inputs: Inputs) -> Frame:
        """Draw the one frame that stands for the shot on a storyboard."""
        ...
