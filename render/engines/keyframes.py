"""Draws stills with any of diffusers' text-to-image pipelines: where shots start, storyboards,
portraits; and a take of them, over which the camera moves.
"""

from __future__ import annotations

import hashlib
import inspect
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from render.contract import Picture, Shot
from render.diffusion import loading
from render.diffusion.folder import ModelFolder, fingerprint_of, open_folder
from render.diffusion.guards import is_flat
from render.diffusion.ladder import Rung
from render.diffusion.pace import Part
from render.diffusion.painting import GRID, SEVERAL, Asked, Painter
from render.diffusion.sizes import drawn_size
from render.diffusion.tidying import tidy
from render.diffusion.words import count_tokens
from render.edit.stills import filling
from render.engines.protocol import (
    Facts,
    Footage,
    Frame,
    Inputs,
    Kit,
    Progress,
    Still,
)
from render.engines.stillness import held
from render.faults import Fault, NotSetUp
from render.prompt import Prompt, write_prompt

_VERSION = "1"
_TOKENS = 512
_MOST_REFERENCES = 4
_EDITS = "Edit"
"""In the names of pipelines that draw nothing without a picture."""
_BUDGET_BYTES = 2**30
_DRAWING = 0.8
"""The share of a shot's work that drawing its still is told as."""
_NOT_IN_KEY = {"model", "licence", "offload", "offload_folder", "device", "steps", "draft_steps"}


class Keyframes:
    """Draws with one model; what was drawn once is kept, and not drawn again."""

    name = "keyframes"

    def __init__(self, kit: Kit) -> None:
        """Raises Fault when the folder is no text-to-image model, or cannot be used here."""
        self.recipe = kit.recipe
        self.device = loading.device_of(kit.recipe)
        self._folder = open_folder(kit.recipe)
        kind, self._takes = _pipeline_of(self._folder)
        loading.keep_imports()
        self._painter = Painter(kit, self._folder, kind, self._takes)
        made_with = kit.recipe.model_dump_json(exclude=_NOT_IN_KEY)
        weights = fingerprint_of(self._folder, kit.recipe)
        traits = made_with, weights, loading.releases()
        self.version = f"{_VERSION}-{_digest(*traits)[:16]}"
        self.label = f"AI-generated with {self._folder.title(kit.recipe)}"
        self._kept = kit.folder / "keyframes"
        self._kept.mkdir(parents=True, exist_ok=True)
        self._lowered: dict[Rung, tuple[Rung, list[str]]] = {}

    @property
    def takes_references(self) -> bool:
        """Whether pictures of the cast go into a drawing."""
        return "image" in self._takes and not {"strength", "mask_image"} & self._takes.keys()

    def prepare(self, shots: Sequence[Shot], style: str) -> None:
        """Encode the words of shots ahead, and forget what had to be given up for memory."""
        self._lowered.clear()
        self._painter.prepare(self._prompt(shot, style) for shot in shots)

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        """The still that a shot starts on, held for as long as the shot, under its camera move."""
        if shot.reshoot:
            raise Fault(
                f"a drawn still has no part to film anew, as shot {shot.number} asks: shoot the "
                "whole shot again instead.",
                retryable=False,
            )
        if inputs.start is None:
            drawn = self.draw(shot, picture, inputs, Part(progress, 0, _DRAWING))
        else:
            drawn = Still(inputs.start, Facts())
        if inputs.end is not None or inputs.keyframes:
            drawn.facts.notes.append("a still is drawn: other pictures of the shot are not used")
        return Footage(held(drawn.frame, shot, picture), facts=drawn.facts)

    def still(self, shot: Shot, picture: Picture, inputs: Inputs) -> Frame:
        """The shot's start picture, or a drawing: of a draft or a storyboard, in few steps."""
        return self.sketch(shot, picture, inputs, lambda share: None).frame

    def sketch(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Still:
        """The still, and how it came to be."""
        if inputs.start is not None:
            return Still(filling(inputs.start, picture.width, picture.height))
        drawn = self.draw(shot, picture, inputs, progress)
        return Still(filling(drawn.frame, picture.width, picture.height), drawn.facts)

    def draw(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Still:
        """What is seen as a shot begins, in the model's own size and the picture's shape."""
        steps = self.recipe.draft_steps if inputs.is_draft else self.recipe.steps
        prompt = self._prompt(shot, inputs.style)
        facts = Facts(steps=steps, prompt=prompt.positive)
        facts.notes += [said.removeprefix(f"shot {shot.number}: ") for said in prompt.dropped]
        references = self._references(shot, inputs, facts)
        first = self._first_rung(picture)
        rung, said = self._lowered.get(first, (first, []))
        facts.notes += said
        asked = Asked(prompt, shot.seed, steps, references)
        if (kept := _read(self._path(asked, rung))) is not None:
            return Still(kept, facts)
        frame, fitted, given_up = self._painter.paint(asked, rung, progress, facts)
        facts.notes += given_up
        self._lowered[first] = fitted, [*said, *given_up]
        if is_flat(frame):
            raise Fault(
                f"the model drew nothing but one colour for shot {shot.number}: its weights, "
                "precision or guidance do not fit together."
            )
        _write(self._path(asked, fitted), frame)
        tidy(self._kept, "*.png", _BUDGET_BYTES)
        return Still(frame, facts)

    def _first_rung(self, picture: Picture) -> Rung:
        recipe = self.recipe
        vae = "tiles" if recipe.vae == "tiles" else "stream"
        return Rung(vae, recipe.offload, 1, *drawn_size(picture, recipe, GRID))

    def _path(self, asked: Asked, rung: Rung) -> Path:
        prompt, size = asked.prompt, (rung.width, rung.height)
        parts = self.version, prompt.positive, prompt.negative, asked.seed, size, asked.steps
        return self._kept / f"{_digest(*parts, *map(_trace, asked.references))}.png"

    def _prompt(self, shot: Shot, style: str) -> Prompt:
        name, tokens = self._folder.longest_tokenizer()
        where = self._folder.path / name
        limit = min(_TOKENS, tokens)
        return write_prompt(shot, "keyframes", style, lambda text: count_tokens(where, text), limit)

    def _references(self, shot: Shot, inputs: Inputs, facts: Facts) -> tuple[Frame, ...]:
        given = [frame for frames in inputs.references.values() for frame in frames]
        if not self.takes_references:
            if given:
                facts.notes.append("this model takes no reference pictures; looks come from words")
            return ()
        if not given and _EDITS in self._folder.pipeline:
            raise Fault(
                f"{self._folder.path.name} draws from pictures only, and shot {shot.number} has "
                "none of its cast or place: choose a model that draws from words.",
                retryable=False,
            )
        most = _MOST_REFERENCES if self._folder.pipeline.startswith(SEVERAL) else 1
        if len(given) > most:
            facts.notes.append(f"only the first {most} of the reference pictures went in")
        return tuple(given[:most])


def _pipeline_of(folder: ModelFolder) -> tuple[Any, dict[str, inspect.Parameter]]:
    """A folder's pipeline and what it can be asked. Raises Fault when it draws no stills."""
    kind = getattr(loading.diffusers, folder.pipeline, None) if folder.pipeline else None
    takes = dict(inspect.signature(kind.__call__).parameters) if kind else {}
    draws = {"prompt", "width", "height", "num_inference_steps"} <= takes.keys()
    if not draws or {"num_frames", "mask_image"} & takes.keys():
        raise NotSetUp(
            f"{folder.path.name} is a {folder.pipeline or 'nameless'} folder, and the keyframes "
            "engine draws with diffusers' text-to-image pipelines only."
        )
    return kind, takes


def _read(path: Path) -> Frame | None:
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR) if path.exists() else None
    if bgr is None:
        return None
    os.utime(path)
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def _write(path: Path, frame: Frame) -> None:
    bgr = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".png", bgr, (cv2.IMWRITE_PNG_COMPRESSION, 3))
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        part.write_bytes(data.tobytes())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _trace(frame: Frame) -> str:
    return hashlib.sha256(frame.tobytes()).hexdigest()


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
