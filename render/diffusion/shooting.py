"""One shot on its way through a model: stretch by stretch, down the ladder where it must."""

from __future__ import annotations

import functools
import itertools
import math
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from render.contract import Shot
from render.diffusion import memory
from render.diffusion.colour import Recolour, matching
from render.diffusion.embeddings import Meaning
from render.diffusion.guards import Watch, not_a_number
from render.diffusion.ladder import Rung, step_down
from render.diffusion.loading import let_go
from render.diffusion.model import Denoised, Model, Wanted
from render.diffusion.pace import Teller
from render.diffusion.sounding import joined
from render.diffusion.stretches import Stretch, next_stretch, seed_of, stretches_over
from render.engines.protocol import Facts, Frame, Inputs, OutOfMemory, Progress, Samples

_READY_FRAMES = 9
"""Decoded before any is handed out: from the third latent frame on, memory no longer grows."""
_MATCHED_FRAMES = 4
"""Frames on which the colours of a stretch are measured."""


class _Again(Exception):
    """The latents in hand are of no use on the next rung."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A stretch whose first frames are there; `frames` has those that were given, too."""

    stretch: Stretch
    known: Mapping[int, Frame]
    frames: Iterator[Frame]
    sound: Samples | None


class Shooting:
    """Shoots one shot. `fps` and `facts` are true of what `whole` or `part_anew` returned."""

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
        self.fps = recipe.fps
        self.rung = rung
        """Where on the ladder it stands; it only goes down."""
        self._facts = facts
        self._model = model
        self._shot = shot
        self._inputs = inputs
        self._words = words
        self._progress = progress
        self._wanted = max(1, math.ceil(shot.seconds * recipe.fps - 1e-6))
        self._seed = shot.reshoot.seed if shot.reshoot else shot.seed
        self._steps = recipe.draft_steps if inputs.is_draft else recipe.steps
        self._number = 0
        """Of the stretch in hand."""
        self._is_begun = False
        """Whether frames were handed out: their size stays."""
        self._sounds: list[tuple[float, Samples]] = []
        """Of each stretch, with the seconds of the shot at which it begins."""
        self._teller = self._told(self._wanted)
        facts.steps = self._steps
        memory.start_peak(model.device)

    def whole(self) -> Iterator[Frame]:
        """All frames of the shot; the first of them are made before this returns."""
        first = self._made(lambda: self._next(0, self._lead()))
        self._is_begun = True
        if self.fps != self._model.recipe.fps:
            count = first.stretch.count
            self._note(f"{count} frames fill the shot, {self.fps:.1f} a second")
        return self._watched(self._gone_on(first), first.stretch.count)

    def sound(self) -> Samples | None:
        """What the shot sounds like; whole once its last frame was read."""
        return joined(self._sounds)

    def part_anew(self) -> Iterator[Frame]:
        """The frames as they were, but for those between the start of the part and its end."""
        footage = self._inputs.footage
        height, width = footage[0].shape[:2]
        self.rung = replace(self.rung, width=width, height=height)
        self._is_begun = True
        return self._watched(self._with_part(), len(footage))

    def still(self) -> Frame:
        """One frame, for a storyboard."""
        made = self._made(lambda: (Stretch(0, 1, range(1)), {}))
        return next(self._watched(made.frames, 1))

    def _lead(self) -> Sequence[Frame]:
        """What the shot begins on: frames of the one before, which are not shown again."""
        back = self._model.can.looks_back
        if back == 0 or self._inputs.start is not None:
            return ()
        # what a model goes on from is whole latent frames, as what it makes
        known = self._model.grid.given(min(back, len(self._inputs.before)))
        return tuple(self._inputs.before[len(self._inputs.before) - known :])

    def _next(self, done: int, lead: Sequence[Frame]) -> tuple[Stretch, dict[int, Frame]]:
        """The stretch that goes on after `done` frames, and the frames that it is given."""
        grid, most, wanted = self._model.grid, self.rung.frames, self._wanted
        whole = grid.frames(wanted)
        if not self._model.can.looks_back and whole > most:
            # this model cannot go on from a frame: fewer frames fill the same time
            self.fps = self._model.recipe.fps * most / whole
            wanted = most
        stretch = next_stretch(done, wanted, len(lead), most, grid)
        known = dict(enumerate(lead))
        if done == 0 and self._inputs.start is not None:
            known[0] = self._inputs.start
        if self._inputs.end is not None and stretch.start + stretch.count >= wanted:
            known[stretch.count - 1] = self._inputs.end
        for seconds, frame in self._inputs.keyframes.items():
            place = round(seconds * self.fps) - stretch.start
            if place in stretch.fresh:
                known[place] = frame
        return stretch, known

    def _gone_on(self, made: _Made) -> Generator[Frame]:
        """Stretch after stretch, each from the last frames of the one before."""
        done = 0
        back = self._model.can.looks_back
        last = tuple(self._lead())
        while True:
            before = done
            for frame in self._fresh(made):
                last = (*last, frame)[-back:] if back else ()
                done += 1
                yield frame
            if not back or done >= self._wanted or done == before:
                return
            self._number += 1
            known = self._model.grid.given(min(back, len(last)))
            made = self._made(functools.partial(self._next, done, last[-known:]))

    def _with_part(self) -> Generator[Frame]:
        footage, reshoot = self._inputs.footage, self._shot.reshoot
        assert reshoot is not None
        total = len(footage)
        first = min(total - 1, math.floor(reshoot.start * self.fps + 1e-6))
        part = range(first, max(first + 1, min(total, math.ceil(reshoot.end * self.fps - 1e-6))))
        self._teller = self._told(len(part))
        for place in range(part.start):
            yield footage[place]
        anew: dict[int, Frame] = {}
        while len(anew) < len(part):
            made = self._made(functools.partial(self._over, part, anew))
            for place, frame in zip(made.stretch.fresh, self._fresh(made), strict=False):
                anew[made.stretch.start + place] = frame
                yield frame
            self._number += 1
        for place in range(part.stop, total):
            yield footage[place]

    def _over(self, part: range, anew: Mapping[int, Frame]) -> tuple[Stretch, dict[int, Frame]]:
        """The next stretch of a part, among frames that stay and frames that are made already."""
        footage = self._inputs.footage
        left = range(part.start + len(anew), part.stop)
        stretches = stretches_over(left, len(footage), self.rung.frames, self._model.grid)
        stretch = next(stretches)
        places = range(stretch.start, stretch.start + stretch.count)
        known = {
            place - stretch.start: anew.get(place, footage[min(place, len(footage) - 1)])
            for place in places
            if place not in left
        }
        return stretch, known

    def _fresh(self, made: _Made) -> Generator[Frame]:
        """The new frames of a stretch, in the colours of those that it goes on from."""
        fresh = made.stretch.fresh
        given = range(max(0, fresh.start - _MATCHED_FRAMES), fresh.start)
        like = [made.known[place] for place in given]
        if not like and not self._number and self._shot.continues:
            like = list(self._inputs.before[-1:])
        seen: list[Frame] = []
        recolour: Recolour | None = None
        for place, frame in enumerate(made.frames):
            if place in given:
                seen.append(frame)
            if place not in fresh:
                continue
            if recolour is None:
                recolour = self._recolour(like, seen or [frame])
            yield recolour(frame)

    def _recolour(self, like: Sequence[Frame], seen: Sequence[Frame]) -> Recolour:
        strength = self._model.recipe.colour_match if like else 0.0
        return matching(like, seen, strength)

    def _made(self, plan: Callable[[], tuple[Stretch, dict[int, Frame]]]) -> _Made:
        """Make a stretch, on whatever rung it fits; the plan is asked again on each."""
        while True:
            stretch, known = plan()
            made = self._tried(stretch, known)
            if made:
                if made.sound is not None:
                    self._sounds.append((stretch.start / self.fps, made.sound))
                return made
            let_go(self._model.device)
            if not self._model.make_room(self.rung):
                self._lower()

    def _tried(self, stretch: Stretch, known: Mapping[int, Frame]) -> _Made | None:
        """A stretch with its first frames ready; None when memory ran out."""
        try:
            denoised = self._denoised(stretch, known)
            frames = self._decoded(denoised.latents)
            ready = list(itertools.islice(frames, _READY_FRAMES))
        except _Again:
            return None
        except Exception as error:
            if not memory.is_out_of_memory(error):
                raise
            return None
        every = itertools.chain(ready, self._rest(frames))
        return _Made(stretch, known, every, denoised.sound)

    def _rest(self, frames: Iterator[Frame]) -> Generator[Frame]:
        try:
            yield from frames
        except _Again:
            raise self._too_much() from None

    def _denoised(self, stretch: Stretch, known: Mapping[int, Frame]) -> Denoised:
        loaded = self._model.loaded(self.rung)
        self._teller.pace = loaded.pace
        wanted = Wanted(
            stretch.count,
            known,
            seed_of(self._seed, self._number),
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
        self._spent("denoise", time.monotonic() - started)
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
                    self._spent("decode", took)
                    self._teller.frame(took)
                    given += 1
                    yield frame
                    started = time.monotonic()
                return
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
            self._note(f"only the first {most} of {len(every)} reference pictures were used")
        return every[:most]

    def _lower(self, *, keeps_latents: bool = False) -> None:
        """Step down once. Raises OutOfMemory at the foot, _Again where latents would be lost."""
        down = step_down(
            self.rung,
            self._model.grid,
            has_disk=self._model.recipe.offload_folder is not None,
            is_begun=self._is_begun,
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
        self._note(said)
        self._model.make_room(rung)
        self._teller = self._told(self._wanted)

    def _too_much(self) -> OutOfMemory:
        rung, device = self.rung, self._model.device
        return OutOfMemory(
            f"shot {self._shot.number} needs more than the {memory.size_gb(device):.1f} GB of "
            f"{device.type}, even {rung.frames} frames at a time at {rung.width}x{rung.height} "
            f"with {rung.offload} offload"
        )

    def _watched(self, frames: Iterator[Frame], count: int) -> Generator[Frame]:
        watch = Watch(self._shot.number, count, self.fps)
        for frame in frames:
            watch.see(frame)
            yield frame
        self._spent("decode", 0.0)

    def _told(self, frames: int) -> Teller:
        new = max(1, self.rung.frames - self._model.can.looks_back)
        stretches = max(1, -(-frames // new)) if self._model.can.looks_back else 1
        return Teller(
            self._progress,
            stretches=stretches,
            steps=self._steps,
            frames=frames,
            pixels=self.rung.width * self.rung.height,
        )

    def _spent(self, stage: str, seconds: float) -> None:
        facts = self._facts
        facts.seconds[stage] = facts.seconds.get(stage, 0.0) + seconds
        facts.gpu_peak_mb = max(facts.gpu_peak_mb, memory.peak_mb(self._model.device))

    def _note(self, said: str) -> None:
        if said not in self._facts.notes:
            self._facts.notes.append(said)
