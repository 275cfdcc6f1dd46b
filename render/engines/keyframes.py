"""Draws stills with any of diffusers' text-to-image pipelines: where shots start, storyboards,
portraits; and a take of them, over which the camera moves.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from PIL import Image

from render.contract import Picture, Shot
from render.diffusion import loading, memory
from render.diffusion.folder import ModelFolder, open_folder
from render.diffusion.guards import is_flat
from render.diffusion.ladder import Grid
from render.diffusion.sizes import drawn_size
from render.diffusion.tidying import tidy
from render.diffusion.warm import on_card
from render.diffusion.words import count_tokens
from render.edit.stills import filling
from render.engines.protocol import (
    STEPPED_DOWN,
    Facts,
    Footage,
    Frame,
    Inputs,
    Kit,
    OutOfMemory,
    Progress,
    Still,
)
from render.engines.stillness import held
from render.faults import Fault
from render.prompt import Prompt, write_prompt
from render.recipe import Offload

_VERSION = "1"
_GRID = Grid(1, 32)
"""Sides by 32: more than most want, and what all take."""
_TOKENS = 512
_MOST_REFERENCES = 4
_SEVERAL = ("Flux2", "QwenImageEditPlus", "OmniGen")
"""Pipelines that take several pictures for one; others would draw one for each."""
_EDITS = "Edit"
"""In the names of pipelines that draw nothing without a picture."""
_LADDER: tuple[Offload, ...] = ("none", "model", "group")
_BUDGET_BYTES = 2**30
_DRAWING = 0.8
"""The share of a shot's work that drawing its still is told as."""
_NOT_IN_KEY = {"model", "licence", "offload", "offload_folder", "device", "steps", "draft_steps"}
_LOOSE = _NOT_IN_KEY | {"width", "height", "full_size", "guidance", "device"}


class Keyframes:
    """Draws with one model; what was drawn once is kept, and not drawn again."""

    name = "keyframes"

    def __init__(self, kit: Kit) -> None:
        """Raises Fault when the folder is no text-to-image model, or cannot be used here."""
        self.recipe = kit.recipe
        self.device = loading.device_of(kit.recipe)
        self._folder = open_folder(kit.recipe)
        self._kind, self._takes = _pipeline_of(self._folder)
        self._fingerprint = self._folder.fingerprint()
        made_with = kit.recipe.model_dump_json(exclude=_NOT_IN_KEY)
        self.version = f"{_VERSION}-{_digest(made_with, self._fingerprint, torch.__version__)[:16]}"
        self.label = f"AI-generated with {self._folder.title(kit.recipe)}"
        self._kept = kit.folder / "keyframes"
        self._kept.mkdir(parents=True, exist_ok=True)

    @property
    def takes_references(self) -> bool:
        """Whether pictures of the cast go into a drawing."""
        return "image" in self._takes and not {"strength", "mask_image"} & self._takes.keys()

    def shoot(self, shot: Shot, picture: Picture, inputs: Inputs, progress: Progress) -> Footage:
        """The still that a shot starts on, held for as long as the shot, under its camera move."""
        if shot.reshoot:
            raise Fault(
                f"a drawn still has no part to film anew, as shot {shot.number} asks: shoot the "
                "whole shot again instead.",
                retryable=False,
            )
        if inputs.start is None:
            drawn = self.draw(shot, picture, inputs, lambda share: progress(share * _DRAWING))
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
        return self._drawn(shot, picture, inputs, steps, progress)

    def _drawn(
        self, shot: Shot, picture: Picture, inputs: Inputs, steps: int, progress: Progress
    ) -> Still:
        facts = Facts(steps=steps)
        prompt = self._prompt(shot, inputs.style)
        facts.prompt = prompt.positive
        facts.notes += [said.removeprefix(f"shot {shot.number}: ") for said in prompt.dropped]
        references = self._references(shot, inputs, facts)
        size = drawn_size(picture, self.recipe, _GRID)
        parts = (self.version, prompt.positive, prompt.negative, shot.seed, size, steps)
        path = self._kept / f"{_digest(*parts, *map(_trace, references))}.png"
        if (kept := _read(path)) is not None:
            return Still(kept, facts)
        memory.start_peak(self.device)
        started = time.monotonic()
        frame = self._made(prompt, shot.seed, size, steps, references, progress, facts)
        facts.seconds["denoise"] = time.monotonic() - started
        facts.gpu_peak_mb = memory.peak_mb(self.device)
        if is_flat(frame):
            raise Fault(
                f"the model drew nothing but one colour for shot {shot.number}: its weights, "
                "precision or guidance do not fit together."
            )
        _write(path, frame)
        tidy(self._kept, "*.png", _BUDGET_BYTES)
        return Still(frame, facts)

    def _prompt(self, shot: Shot, style: str) -> Prompt:
        name, tokens = self._folder.longest_tokenizer()
        where = self._folder.path / name
        limit = min(_TOKENS, tokens)
        return write_prompt(shot, "keyframes", style, lambda text: count_tokens(where, text), limit)

    def _references(self, shot: Shot, inputs: Inputs, facts: Facts) -> list[Frame]:
        given = [frame for frames in inputs.references.values() for frame in frames]
        if not self.takes_references:
            if given:
                facts.notes.append("this model takes no reference pictures; looks come from words")
            return []
        if not given and _EDITS in self._folder.pipeline:
            raise Fault(
                f"{self._folder.path.name} draws from pictures only, and shot {shot.number} has "
                "none of its cast or place: choose a model that draws from words.",
                retryable=False,
            )
        most = _MOST_REFERENCES if self._folder.pipeline.startswith(_SEVERAL) else 1
        if len(given) > most:
            facts.notes.append(f"only the first {most} of the reference pictures went in")
        return given[:most]

    def _made(
        self,
        prompt: Prompt,
        seed: int,
        size: tuple[int, int],
        steps: int,
        references: Sequence[Frame],
        progress: Progress,
        facts: Facts,
    ) -> Frame:
        """Draw, with as much of the model on the card as fits."""
        places = _LADDER[_LADDER.index(self.recipe.offload) :]
        for offload in places:
            while True:
                try:
                    pipe = self._loaded(offload)
                    asked = self._asked(prompt, seed, size, steps, references, progress)
                    return self._called(pipe, asked)
                except Exception as error:
                    if not memory.is_out_of_memory(error):
                        raise
                loading.let_go(self.device)
                if not on_card.drop(self.device, but=self._key(offload)):
                    break
            on_card.drop(self.device)
            if offload != places[-1]:
                facts.notes.append(f"{STEPPED_DOWN}the image model lay in the host's memory")
        raise OutOfMemory(
            f"a still of {size[0]}x{size[1]} needs more than the {memory.size_gb(self.device):.1f} "
            f"GB of {self.device.type}, even with {places[-1]} offload"
        )

    def _asked(
        self,
        prompt: Prompt,
        seed: int,
        size: tuple[int, int],
        steps: int,
        references: Sequence[Frame],
        progress: Progress,
    ) -> dict[str, Any]:
        """What any pipeline is asked, as far as this one takes it."""
        guidance = self.recipe.guidance
        asked: dict[str, Any] = {
            "prompt": prompt.positive,
            "width": size[0],
            "height": size[1],
            "num_inference_steps": steps,
            "generator": torch.Generator("cpu").manual_seed(seed),
            "output_type": "pil",
            "guidance_scale": guidance,
            "callback_on_step_end": _heard(progress, steps),
        }
        if (own := self._takes.get("true_cfg_scale")) is not None and (own.default or 0) > 1:
            # Qwen-Image guides by this one, and keeps the other for models yet to come
            del asked["guidance_scale"]
            asked["true_cfg_scale"] = guidance
        if guidance > 1:
            asked["negative_prompt"] = prompt.negative
        if references:
            pictures = [Image.fromarray(frame) for frame in references]
            several = self._folder.pipeline.startswith(_SEVERAL)
            asked["image"] = pictures if several else pictures[0]
        return {name: value for name, value in asked.items() if name in self._takes}

    def _called(self, pipe: Any, asked: dict[str, Any]) -> Frame:
        try:
            image = pipe(**asked).images[0]
        finally:
            # a step that raised would leave weights on the card
            pipe.maybe_free_model_hooks()
        return np.asarray(image.convert("RGB"), np.uint8)

    def _loaded(self, offload: Offload) -> Any:
        def load() -> Any:
            return loading.load_pipeline(self._kind, self._folder, self.recipe, offload, None, ())

        needs_bytes = self._folder.weight_bytes(*self._folder.components)
        return on_card.get(self._key(offload), load, needs_bytes=needs_bytes, device=self.device)

    def _key(self, offload: Offload) -> tuple[str, str, str]:
        return self._fingerprint, self.recipe.model_dump_json(exclude=_LOOSE), offload


def _pipeline_of(folder: ModelFolder) -> tuple[Any, dict[str, inspect.Parameter]]:
    """A folder's pipeline and what it can be asked. Raises Fault when it draws no stills."""
    kind = getattr(loading.diffusers, folder.pipeline, None) if folder.pipeline else None
    takes = dict(inspect.signature(kind.__call__).parameters) if kind else {}
    draws = {"prompt", "width", "height", "num_inference_steps"} <= takes.keys()
    if not draws or {"num_frames", "mask_image"} & takes.keys():
        raise Fault(
            f"{folder.path.name} is a {folder.pipeline or 'nameless'} folder, and the keyframes "
            "engine draws with diffusers' text-to-image pipelines only.",
            retryable=False,
        )
    return kind, takes


def _heard(
    progress: Progress, steps: int
) -> Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]]:
    def hear(pipe: Any, index: int, time: Any, given: dict[str, Any]) -> dict[str, Any]:
        progress(min(1.0, (index + 1) / steps))
        return given

    return hear


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
    part.write_bytes(data.tobytes())
    part.replace(path)


def _trace(frame: Frame) -> str:
    return hashlib.sha256(frame.tobytes()).hexdigest()


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
