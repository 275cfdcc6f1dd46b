"""Films shots whose first frame another model has drawn: an image model and a video model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from render.contract import Picture, Shot
from render.diffusion.pace import Part
from render.edit.stills import preview
from render.engines.protocol import (
    Engine,
    Facts,
    Footage,
    Frame,
    Inputs,
    Progress,
    Sketches,
    Still,
)
from render.faults import NotSetUp

_DRAWING = 0.1
"""The share of a shot's work that its first frame is told as."""


class Able(Protocol):
    """What can be known of a video model."""

    @property
    def start(self) -> bool: ...
    @property
    def looks_back(self) -> int: ...


class Films(Engine, Protocol):
    """A video engine."""

    @property
    def can(self) -> Able: ...

    def prepare(self, shots: Sequence[Shot], style: str) -> None: ...


class Draws(Engine, Sketches, Protocol):
    """An engine that draws what is seen as a shot begins."""

    def draw(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Still: ...

    def prepare(self, shots: Sequence[Shot], style: str) -> None: ...


class Opened:
    """A video engine whose shots start on what an image model draws."""

    def __init__(self, films: Films, draws: Draws) -> None:
        """Raises Fault when the video model cannot start on a picture."""
        if not films.can.start:
            raise NotSetUp(
                "the keyframes table of this model's settings draws pictures to start on, and the "
                "model films from words alone: choose one that starts on a picture, or leave the "
                "table out."
            )
        self._films, self._draws = films, draws
        self.name = films.name
        both = f"{films.version}\0{draws.version}"
        self.version = f"{films.version[:1]}-{hashlib.sha256(both.encode()).hexdigest()[:16]}"
        self.label = f"{films.label} from stills {draws.label.removeprefix('AI-generated ')}"[:200]

    def prepare(self, shots: Sequence[Shot], style: str) -> None:
        self._films.prepare(shots, style)
        self._draws.prepare([shot for shot in shots if not shot.continues], style)

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        """Draw the first frame, unless the shot has one or goes on from another, and film on."""
        goes_on = bool(inputs.before) and self._films.can.looks_back > 0
        if inputs.start is not None or goes_on or shot.reshoot:
            return self._films.shoot(shot, picture, inputs, progress)
        drawing = Part(progress, 0, _DRAWING)
        drawn = self._draws.draw(shot, picture, inputs, drawing)
        drawing.show(1, preview(drawn.frame), None)
        started = replace(inputs, start=drawn.frame)
        footage = self._films.shoot(shot, picture, started, Part(progress, _DRAWING, 1))
        _add(footage.facts, drawn.facts)
        return footage

    def still(self, shot: Shot, picture: Picture, inputs: Inputs) -> Frame:
        return self._draws.still(shot, picture, inputs)

    def sketch(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Still:
        return self._draws.sketch(shot, picture, inputs, progress)


def _add(facts: Facts, drawn: Facts) -> None:
    """What was told to both models is told to whoever judges words."""
    facts.prompt = "\n".join(filter(None, (facts.prompt, drawn.prompt)))
    facts.notes += [note for note in drawn.notes if note not in facts.notes]
    facts.gpu_peak_mb = max(facts.gpu_peak_mb, drawn.gpu_peak_mb)
    for stage, seconds in drawn.seconds.items():
        facts.seconds[stage] = facts.seconds.get(stage, 0.0) + seconds
