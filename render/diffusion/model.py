"""What a family of models is to whoever shoots with it: what it can, is asked for, and does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor

from render.diffusion.embeddings import Meaning
from render.diffusion.glimpse import Projection
from render.diffusion.ladder import Grid, Rung
from render.diffusion.pace import Pace
from render.engines.protocol import Frame, Samples
from render.recipe import Recipe

MOST_REFERENCES = 4
"""Each takes as much room as four frames."""
OnStep = Callable[[Tensor], None]
"""Told the latents after each step; what it raises ends the denoising."""


@dataclass(frozen=True, slots=True)
class Can:
    """What a model can film."""

    text: bool = True
    start: bool = False
    end: bool = False
    needs_end: bool = False
    """It films from one picture to another, never from one alone."""
    keyframes: bool = False
    """Pictures that it passes through, at any time."""
    references: bool = False
    parts: bool = False
    """A part of a shot anew, the rest as it was."""
    looks_back: int = 0
    """Frames of the shot before that it goes on from."""
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """One stretch, as a model is asked for it."""

    count: int
    known: Mapping[int, Frame]
    """Frames that are given, by their place; of any size."""
    seed: int
    steps: int
    references: tuple[Frame, ...]
    words: tuple[Meaning, Meaning | None]
    """What is wanted, and what is not."""


@dataclass(frozen=True, slots=True)
class Denoised:
    """A stretch as a model made it."""

    latents: Tensor
    """Of shape (1, channels, frames, height, width)."""
    sound: Samples | None = None
    """As long as the stretch, where the model makes sound."""


@dataclass(slots=True)
class Loaded:
    """A pipeline on its device, and what was learned of it."""

    pipe: Any
    pace: Pace = field(default_factory=Pace)
    patch: int = 1
    """How many latents across it takes as one."""
    _projection: Projection | None = None

    @property
    def vae(self) -> Any:
        """Its VAE; None where it draws pixels."""
        return self.pipe.components.get("vae")

    def projection(self) -> Projection | None:
        """The projection for previews, found when it is first asked for.

        Ask before there are steps: offloading would have the VAE and the denoiser change places.
        """
        if self._projection is None and self.vae is not None:
            self._projection = Projection.of(self.vae, self.patch)
            self.pipe.maybe_free_model_hooks()
        return self._projection


class Model(Protocol):
    """One family's way of doing what a shot needs."""

    @property
    def recipe(self) -> Recipe: ...
    @property
    def can(self) -> Can: ...
    @property
    def grid(self) -> Grid: ...
    @property
    def device(self) -> torch.device: ...

    def loaded(self, rung: Rung) -> Loaded:
        """The pipeline as a rung wants it, warm or loaded now."""
        ...

    def denoise(self, loaded: Loaded, rung: Rung, wanted: Wanted, on_step: OnStep) -> Denoised:
        """A stretch, made of noise."""
        ...

    def decode(self, loaded: Loaded, rung: Rung, latents: Tensor) -> Iterator[Frame]:
        """The frames of latents, one after the other."""
        ...

    def most_references(self, count: int) -> int:
        """How many pictures go into so many frames."""
        ...

    def make_room(self, rung: Rung) -> bool:
        """Let go of what another rung or another model has on the device; whether any had."""
        ...
