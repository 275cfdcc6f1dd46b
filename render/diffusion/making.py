"""Makes one stretch of a shot after the other, each down the ladder as far as it must."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from render.contract import Shot
from render.diffusion import memory
from render.diffusion.embeddings import Meaning
from render.diffusion.guards import NoNumbers, not_a_number
from render.diffusion.ladder import Rung, step_down
from render.diffusion.loading import let_go
from render.diffusion.model import Denoised, Model, Wanted
from render.diffusion.pace import Teller
from render.diffusion.stretches import Stretch, seed_of
from render.engines.protocol import Facts, Frame, Inputs, OutOfMemory, Progress, Samples

_READY_FRAMES = 9
"""Decoded before any is handed out: from the third latent frame on, memory no longer grows."""

Known = Mapping[int, Frame]
"""Frames of a stretch that are given, by their place in it."""


class _Again(Exception):
    """The latents in hand are of no use on the next rung."""


@dataclass(frozen=True, slots=True)
class Made:
    """A stretch whose first frames are there; `frames` has those that were given, too."""

    stretch: Stretch
    known: Known
    frames: Iterator[Frame]
    sound: Samples | None


class Making:
    """Makes the stretches of one shot, and notes in `facts` what that took."""

    def __init__(
        self,
        model: Model,
        shot: Shot,
        inputs: Inputs,
        words: tuple[Meaning, Meaning | None],
        rung: Rung,
        progress: Progress,
        facts: Facts,
    ) -> None:
        recipe = model.recipe
        self.rung = rung
        """Where on the ladder it stands; it only goes down."""
        self.is_begun = False
        """Whether frames were handed out: their size stays."""
        self._facts = facts
        self._model = model
        self._shot = shot
        self._inputs = inputs
        self._words = words
        self._progress = progress
        self._seed = shot.reshoot.seed if shot.reshoot else shot.seed
        self._steps = recipe.draft_steps if inputs.is_draft else recipe.steps
        self._frames = 1
        self._teller = self._told()
        facts.steps = self._steps
        memory.start_peak(model.device)

    def expect(self, frames: int) -> None:
        """Tell of the work as of so many frames."""
        self._frames = frames
        self._teller = self._told()

    def made(self, number: int, plan: Callable[[], tuple[Stretch, Known]]) -> Made:
        """The shot's stretch of that number, on whatever rung it fits.

        The plan is asked again on each. Raises OutOfMemory, Stopped and Fault.
        """
        while True:
            stretch, known = plan()
            made = self._tried(number, stretch, known)
            if made:
                return made
            let_go(self._model.device)
            if not self._model.make_room(self.rung):
                self._lower()

    def spent(self, stage: str, seconds: float) -> None:
        """Note what a stage took, and what the card holds at most."""
        facts = self._facts
        facts.seconds[stage] = facts.seconds.get(stage, 0.0) + seconds
        facts.gpu_peak_mb = max(facts.gpu_peak_mb, memory.peak_mb(self._model.device))

    def note(self, said: str) -> None:
        """Note what is said of the shot; the same words once."""
        if said not in self._facts.notes:
            self._facts.notes.append(said)

    def _tried(self, number: int, stretch: Stretch, known: Known) -> Made | None:
        """A stretch with its first frames ready; None when memory ran out."""
        try:
            denoised = self._denoised(number, stretch, known)
            frames = self._decoded(denoised.latents)
            ready = list(itertools.islice(frames, _READY_FRAMES))
        except _Again:
            return None
        except Exception as error:
            if not memory.is_out_of_memory(error):
                raise
            return None
        every = itertools.chain(ready, self._rest(frames))
        return Made(stretch, known, every, denoised.sound)

    def _rest(self, frames: Iterator[Frame]) -> Generator[Frame]:
        try:
            yield from frames
        except _Again:
            raise self._too_much() from None

    def _denoised(self, number: int, stretch: Stretch, known: Known) -> Denoised:
        loaded = self._model.loaded(self.rung)
        self._teller.pace = loaded.pace
        wanted = Wanted(
            stretch.count,
            known,
            seed_of(self._seed, number),
            self._steps,
            self._references(stretch.count),
            self._words,
        )
        show = loaded.projection()
        started = time.monotonic()
        self._teller.begin()

        def on_step(latents: Tensor) -> None:
            self._teller.step(lambda: show and show.picture(latents))

        denoised = self._model.denoise(loaded, self.rung, wanted, on_step)
        self.spent("denoise", time.monotonic() - started)
        if not torch.isfinite(denoised.latents).all():
            raise not_a_number(self._shot.number)
        return denoised

    def _decoded(self, latents: Tensor) -> Generator[Frame]:
        """The frames of latents; decoded once more, on another rung, where memory runs out."""
        given = 0
        while True:
            started = time.monotonic()
            try:
                loaded = self._model.loaded(self.rung)
                for place, frame in enumerate(self._model.decode(loaded, self.rung, latents)):
                    if place < given:
                        continue
                    took = time.monotonic() - started
                    self.spent("decode", took)
                    self._teller.frame(took)
                    given += 1
                    yield frame
                    started = time.monotonic()
                return
            except NoNumbers:
                raise not_a_number(self._shot.number) from None
            except Exception as error:
                if not memory.is_out_of_memory(error):
                    raise
            let_go(self._model.device)
            if not self._model.make_room(self.rung):
                self._lower(keeps_latents=True)

    def _references(self, count: int) -> tuple[Frame, ...]:
        """Those that go into a stretch of so many frames."""
        if not self._model.can.references:
            return ()
        every = tuple(itertools.chain.from_iterable(self._inputs.references.values()))
        most = self._model.most_references(count)
        if len(every) > most:
            self.note(f"only the first {most} of {len(every)} reference pictures were used")
        return every[:most]

    def _lower(self, *, keeps_latents: bool = False) -> None:
        """Step down once. Raises OutOfMemory at the foot, _Again where latents would be lost."""
        down = step_down(
            self.rung,
            self._model.grid,
            has_disk=self._model.recipe.offload_folder is not None,
            is_begun=self.is_begun,
        )
        if down is None:
            raise self._too_much()
        rung, said = down
        same = (rung.frames, rung.width, rung.height) == (
            self.rung.frames,
            self.rung.width,
            self.rung.height,
        )
        if keeps_latents and not same:
            raise _Again
        self.rung = rung
        self.note(said)
        self._model.make_room(rung)
        self._teller = self._told()

    def _too_much(self) -> OutOfMemory:
        rung, device = self.rung, self._model.device
        return OutOfMemory(
            f"shot {self._shot.number} needs more than the {memory.size_gb(device):.1f} GB of "
            f"{device.type}, even {rung.frames} frames at a time at {rung.width}x{rung.height} "
            f"with {rung.offload} offload"
        )

    def _told(self) -> Teller:
        new = max(1, self.rung.frames - self._model.can.looks_back)
        stretches = max(1, -(-self._frames // new)) if self._model.can.looks_back else 1
        return Teller(
            self._progress,
            stretches=stretches,
            steps=self._steps,
            frames=self._frames,
            pixels=self.rung.width * self.rung.height,
        )
