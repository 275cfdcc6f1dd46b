"""What engines of films share: one model, its words, its place on the ladder and on the card."""

from __future__ import annotations

import hashlib
import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor

from render.contract import Picture, Shot
from render.diffusion import loading
from render.diffusion.embeddings import Meaning
from render.diffusion.folder import ModelFolder, fingerprint_of
from render.diffusion.ladder import Grid, Rung
from render.diffusion.making import Making
from render.diffusion.model import MOST_REFERENCES, Can, Denoised, Loaded, OnStep, Wanted
from render.diffusion.shooting import Shooting
from render.diffusion.sizes import native_size
from render.diffusion.warm import on_card
from render.diffusion.words import Words
from render.edit.stills import filling
from render.engines.protocol import (
    STEPPED_DOWN,
    Facts,
    Footage,
    Frame,
    Inputs,
    Kit,
    Progress,
    Still,
)
from render.faults import Fault

_NOT_IN_KEY = {"model", "licence", "steps", "draft_steps", "offload", "offload_folder", "device"}
"""Settings that change no frame, or that a shot's key has otherwise."""
_LOOSE = {
    *("steps", "draft_steps", "width", "height", "fps", "max_frames", "licence"),
    *("guidance", "guidance_2", "colour_match", "vae", "offload", "words"),
}
"""Settings that a loaded pipeline does not depend on."""


class Films(ABC):
    """An engine of films but for its family's own: what it is told, denoises and decodes."""

    name: ClassVar[str]
    number: ClassVar[str]
    """Raised when the same order would make other frames than before."""
    encoders: tuple[str, ...] = ("text_encoder", "tokenizer")
    """The parts that understand prompts; they need not lie on the card with the others."""

    def __init__(
        self, kit: Kit, folder: ModelFolder, can: Can, grid: Grid, pipeline: str, tokens: int
    ) -> None:
        """`tokens` is how many of them the model takes, `pipeline` the class that is loaded."""
        self.recipe = kit.recipe
        self.device = loading.device_of(kit.recipe)
        self.can = can
        self.grid = grid
        self._folder = folder
        self._fingerprint = fingerprint_of(folder, kit.recipe)
        self.version = f"{self.number}-{self._digest()}"
        self.label = f"AI-generated with {folder.title(kit.recipe)}"
        self._kind: Any = getattr(loading.diffusers, pipeline)
        loading.keep_imports()
        kept = kit.folder / "prompts"
        self._words = Words(
            self._kind,
            folder,
            kit.recipe,
            kept,
            tokens,
            self.encode,
            self.encoders,
            has_sound=can.sound,
        )
        self._lowered: dict[Rung, tuple[Rung, list[str]]] = {}

    @abstractmethod
    def encode(
        self, pipe: loading.Pipeline, text: str, tokens: int, device: torch.device
    ) -> Meaning:
        """What a text means to the model."""

    @abstractmethod
    def denoise(self, loaded: Loaded, rung: Rung, wanted: Wanted, on_step: OnStep) -> Denoised:
        """A stretch, as latents of shape (1, channels, frames, height, width)."""

    @abstractmethod
    def decode(self, loaded: Loaded, rung: Rung, latents: Tensor) -> Iterator[Frame]:
        """The frames of latents, one after the other."""

    def prepare(self, shots: Sequence[Shot], style: str) -> None:
        """Encode the words of shots ahead, and forget what had to be given up for memory."""
        self._lowered.clear()
        self._words.prepare(shots, style)

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        """The first frames are made here, the others as they are read.

        Frames have the model's own size and rate. Raises Fault when the model cannot do what the
        shot asks for.
        """
        facts = Facts()
        self._check(shot, inputs)
        facts.notes += self._not_used(inputs)
        first = self._first_rung(shot.seconds, picture)
        rung, said = self._lowered.get(first, (first, []))
        facts.notes += said
        shooting = self._shooting(shot, inputs, rung, progress, facts)
        of_words = set(facts.notes).difference(said)
        frames = shooting.part_anew() if shot.reshoot else shooting.whole()
        if shooting.rung != rung:
            self._lowered[first] = (
                shooting.rung,
                [it for it in facts.notes if it.startswith(STEPPED_DOWN) and it not in of_words],
            )
        sound = shooting.sound if self.can.sound else None
        return Footage(frames, late_sound=sound, fps=shooting.fps, facts=facts)

    def still(self, shot: Shot, picture: Picture, inputs: Inputs) -> Frame:
        """The shot's start picture, or one frame in as few steps as a draft has."""
        return self.sketch(shot, picture, inputs, lambda share: None).frame

    def sketch(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Still:
        """The still, and how it came to be."""
        if inputs.start is not None:
            return Still(filling(inputs.start, picture.width, picture.height))
        if not self.can.text:
            raise self._needs_picture(shot)
        rung = self._first_rung(shot.seconds, picture)
        used = Inputs(inputs.references, style=inputs.style, is_draft=True)
        facts = Facts(notes=self._not_used(used))
        return Still(self._shooting(shot, used, rung, progress, facts).still(), facts)

    def loaded(self, rung: Rung) -> Loaded:
        """The pipeline as a rung wants it, warm or loaded now."""
        disk = self.recipe.offload_folder if rung.offload == "disk" else None

        def load() -> Loaded:
            return Loaded(
                loading.load_pipeline(
                    self._kind, self._folder, self.recipe, rung.offload, disk, self.encoders
                )
            )

        parts = self._folder.components.difference(self.encoders)
        needs_bytes = self._folder.weight_bytes(*parts)
        loaded: Loaded = on_card.get(
            self._key(rung), load, needs_bytes=needs_bytes, device=self.device
        )
        loaded.pipe.vae.use_tiling = rung.vae == "tiles"
        return loaded

    def most_references(self, count: int) -> int:
        """How many pictures go into so many frames."""
        return MOST_REFERENCES

    def make_room(self, rung: Rung) -> bool:
        """Let go of every pipeline but the one of this rung."""
        return on_card.drop(self.device, but=self._key(rung))

    def _shooting(
        self, shot: Shot, inputs: Inputs, rung: Rung, progress: Progress, facts: Facts
    ) -> Shooting:
        prompt = self._words.prompt(shot, inputs.style)
        words = self._words.embeds(prompt)
        facts.prompt = prompt.positive
        facts.seconds["text"] = self._words.seconds()
        facts.notes += [said.removeprefix(f"shot {shot.number}: ") for said in prompt.dropped]
        facts.notes += self._words.given_up(prompt)
        making = Making(self, shot, inputs, words, rung, progress, facts)
        return Shooting(self, shot, inputs, making)

    def _first_rung(self, seconds: float, picture: Picture) -> Rung:
        recipe, grid, back = self.recipe, self.grid, self.can.looks_back
        width, height = native_size(picture, recipe, grid)
        needed = grid.frames(math.ceil(seconds * recipe.fps - 1e-6) + back)
        # a stretch that begins on known frames must have room for new ones
        frames = max(grid.at_most(min(recipe.max_frames, needed)), grid.frames(back + 1))
        return Rung(recipe.vae, recipe.offload, frames, width, height)

    def _check(self, shot: Shot, inputs: Inputs) -> None:
        """Raise Fault for what the model cannot do and the shot cannot do without."""
        title, can = self._folder.path.name, self.can
        if shot.reshoot and not can.parts:
            raise Fault(
                f"{title} cannot make a part of shot {shot.number} anew: that takes a VACE model; "
                "shoot the whole shot again instead.",
                retryable=False,
            )
        if shot.reshoot and not inputs.footage:
            raise Fault(f"shot {shot.number} was not filmed yet: shoot it first.", retryable=False)
        for does, has, able in (
            ("start on a picture", inputs.start is not None, can.start),
            ("end on a picture", inputs.end is not None, can.end),
            ("pass through pictures", bool(inputs.keyframes), can.keyframes),
        ):
            if has and not able:
                raise Fault(
                    f"{title} cannot {does}, as shot {shot.number} asks: choose a model that "
                    "can, or leave the picture out.",
                    retryable=False,
                )
        goes_on = bool(inputs.before) and can.looks_back > 0
        if not can.text and inputs.start is None and not goes_on:
            raise self._needs_picture(shot)
        if can.needs_end and inputs.end is None:
            raise Fault(
                f"{title} films from one picture to another, and shot {shot.number} has none to "
                "end on: give it one, or choose another model.",
                retryable=False,
            )

    def _not_used(self, inputs: Inputs) -> list[str]:
        """What the model cannot take and the shot can do without."""
        notes: list[str] = []
        if inputs.references and not self.can.references:
            notes.append("this model takes no reference pictures; looks come from words")
        if inputs.before and not self.can.looks_back:
            notes.append("this model cannot go on from a frame: the shot starts anew")
        return notes

    def _needs_picture(self, shot: Shot) -> Fault:
        return Fault(
            f"{self._folder.path.name} films from a picture only, and shot {shot.number} has none "
            "to start on: give it one, or choose a model that films from words.",
            retryable=False,
        )

    def _key(self, rung: Rung) -> tuple[str, str, str]:
        """What a loaded pipeline is kept under; steps and sizes are no part of it."""
        return self._fingerprint, self.recipe.model_dump_json(exclude=_LOOSE), rung.offload

    def _digest(self) -> str:
        made_with = self.recipe.model_dump_json(exclude=_NOT_IN_KEY)
        parts = made_with, self.device.type, self._fingerprint, loading.releases()
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
