"""One shot on its way through a model: stretch by stretch, each going on from what is there."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from render.contract import Shot
from render.diffusion.colour import Recolour, matching
from render.diffusion.guards import Watch
from render.diffusion.ladder import Rung
from render.diffusion.making import Known, Made, Making
from render.diffusion.model import Model
from render.diffusion.sounding import joined
from render.diffusion.stretches import Stretch, next_stretch, stretches_over
from render.engines.protocol import Frame, Inputs, Samples

_MATCHED_FRAMES = 4
"""Frames on which the colours of a stretch are measured."""


class Shooting:
    """Shoots one shot. `fps` is true of what `whole` or `part_anew` returned."""

    def __init__(self, model: Model, shot: Shot, inputs: Inputs, making: Making) -> None:
        recipe = model.recipe
        self.fps = recipe.fps
        self._model = model
        self._shot = shot
        self._inputs = inputs
        self._wanted = max(1, math.ceil(shot.seconds * recipe.fps - 1e-6))
        self._number = 0
        """Of the stretch in hand."""
        self._sounds: list[tuple[float, Samples]] = []
        """Of each stretch, with the seconds of the shot at which it begins."""
        self._making = making
        making.expect(self._wanted)

    @property
    def rung(self) -> Rung:
        """Where on the ladder it stands."""
        return self._making.rung

    def whole(self) -> Iterator[Frame]:
        """All frames of the shot; the first of them are made before this returns."""
        first = self._made(lambda: self._next(0, self._lead()))
        self._making.is_begun = True
        if self.fps != self._model.recipe.fps:
            count = first.stretch.count
            self._making.note(f"{count} frames fill the shot, {self.fps:.1f} a second")
        return self._watched(self._gone_on(first), first.stretch.count)

    def sound(self) -> Samples | None:
        """What the shot sounds like; whole once its last frame was read."""
        return joined(self._sounds)

    def part_anew(self) -> Iterator[Frame]:
        """The frames as they were, but for those between the start of the part and its end."""
        footage = self._inputs.footage
        height, width = footage[0].shape[:2]
        self._making.rung = replace(self.rung, width=width, height=height)
        self._making.is_begun = True
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

    def _gone_on(self, made: Made) -> Generator[Frame]:
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
        self._making.expect(len(part))
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

    def _fresh(self, made: Made) -> Generator[Frame]:
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

    def _made(self, plan: Callable[[], tuple[Stretch, Known]]) -> Made:
        made = self._making.made(self._number, plan)
        if made.sound is not None:
            self._sounds.append((made.stretch.start / self.fps, made.sound))
        return made

    def _watched(self, frames: Iterator[Frame], count: int) -> Generator[Frame]:
        watch = Watch(self._shot.number, count, self.fps)
        for frame in frames:
            watch.see(frame)
            yield frame
        self._making.spent("decode", 0.0)
