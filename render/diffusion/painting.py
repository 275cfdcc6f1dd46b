"""Draws single pictures with any text-to-image pipeline, down the ladder where it must."""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from render.diffusion import loading, memory
from render.diffusion.embeddings import Meaning
from render.diffusion.folder import ModelFolder, fingerprint_of
from render.diffusion.ladder import Grid, Rung, step_down
from render.diffusion.model import Loaded
from render.diffusion.pace import Teller
from render.diffusion.record import (
    can_record,
    encoding_parts,
    load_for_record,
    played_back,
    record,
)
from render.diffusion.warm import on_card
from render.diffusion.words import Encode, Encoder
from render.engines.protocol import Facts, Frame, Kit, OutOfMemory, Progress
from render.prompt import Prompt

GRID = Grid(1, 32)
"""Sides by 32: more than most want, and what all take."""
SEVERAL = ("Flux2", "QwenImageEditPlus", "OmniGen")
"""Pipelines that take several pictures for one; others would draw one for each."""
_SHOWN = ("steps", "draft_steps", "width", "height", "full_size", "guidance", "vae", "words")
_LOOSE = {"model", "licence", "offload", "offload_folder", "device", *_SHOWN}
"""Settings that a loaded pipeline does not depend on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One picture, as it is asked for."""

    prompt: Prompt
    seed: int
    steps: int
    references: tuple[Frame, ...] = ()


class Painter:
    """Draws with one model, whose text encoder and denoiser need not share the card."""

    def __init__(self, kit: Kit, folder: ModelFolder, kind: Any, takes: Mapping[str, Any]) -> None:
        """`kind` is the folder's pipeline, `takes` the parameters that it can be asked with."""
        self.recipe = kit.recipe
        self.device = loading.device_of(kit.recipe)
        self._folder = folder
        self._fingerprint = fingerprint_of(folder, kit.recipe)
        self._kind = kind
        self._takes = takes
        # LoRAs of models with a unet may change their text encoder, too
        is_apart = can_record(kind) and not (kit.recipe.loras and folder.has("unet"))
        self._encoding = encoding_parts(folder) if is_apart else ()
        self._encoder = Encoder(
            functools.partial(load_for_record, kind, folder, kit.recipe),
            folder,
            kit.recipe,
            kit.folder / "prompts",
            self._encoding,
            kind.__name__,
        )

    def prepare(self, prompts: Iterable[Prompt]) -> None:
        """Encode words ahead, with one load, where no pictures have a part in it."""
        if self._encoding and not self._reads_pictures:
            self._encoder.prepare(self._wanted(Asked(prompt, 0, 1) for prompt in prompts))

    def paint(
        self, asked: Asked, rung: Rung, progress: Progress, facts: Facts
    ) -> tuple[Frame, Rung, list[str]]:
        """The picture, the rung on which it fitted, and what was given up on the way there.

        Raises Stopped and OutOfMemory.
        """
        given_up: list[str] = []
        meaning = self._meaning(asked, facts)
        memory.start_peak(self.device)
        while True:
            try:
                return self._painted(asked, meaning, rung, progress, facts), rung, given_up
            except Exception as error:
                if not memory.is_out_of_memory(error):
                    raise
            loading.let_go(self.device)
            if on_card.drop(self.device, but=self._key(rung)):
                continue
            rung, said = self._lower(rung)
            given_up.append(said)
            on_card.drop(self.device, but=self._key(rung))

    @property
    def _reads_pictures(self) -> bool:
        """Whether the text encoder looks at reference pictures, too."""
        return "image" in inspect.signature(self._kind.encode_prompt).parameters

    def _lower(self, rung: Rung) -> tuple[Rung, str]:
        down = step_down(rung, GRID, has_disk=self.recipe.offload_folder is not None)
        if down is None:
            raise OutOfMemory(
                f"a still of {rung.width}x{rung.height} needs more than the "
                f"{memory.size_gb(self.device):.1f} GB of {self.device.type}, even with "
                f"{rung.offload} offload"
            )
        return down

    def _painted(
        self, asked: Asked, meaning: Meaning | None, rung: Rung, progress: Progress, facts: Facts
    ) -> Frame:
        loaded = self._loaded(rung)
        pixels = rung.width * rung.height
        teller = Teller(progress, stretches=1, steps=asked.steps, frames=1, pixels=pixels)
        teller.pace = loaded.pace
        show = loaded.projection()
        started = stepped = time.monotonic()
        teller.begin()

        def on_step(latents: Tensor) -> None:
            nonlocal stepped
            teller.step(lambda: show and show.picture(latents, rung.width / rung.height))
            stepped = time.monotonic()

        given = {**self._common(asked), **self._course(asked, rung, on_step)}
        frame = self._called(loaded.pipe, given, meaning)
        ended = time.monotonic()
        teller.frame(ended - stepped)
        for stage, seconds in (("denoise", stepped - started), ("decode", ended - stepped)):
            facts.seconds[stage] = facts.seconds.get(stage, 0.0) + seconds
        facts.gpu_peak_mb = max(facts.gpu_peak_mb, memory.peak_mb(self.device))
        return frame

    def _called(self, pipe: Any, given: dict[str, Any], meaning: Meaning | None) -> Frame:
        given = {name: value for name, value in given.items() if name in self._takes}
        try:
            if meaning is None:
                image = pipe(**given).images[0]
            else:
                with played_back(pipe, meaning, self.device):
                    image = pipe(**given).images[0]
        finally:
            # a step that raised would leave weights on the card
            pipe.maybe_free_model_hooks()
        return np.asarray(image.convert("RGB"), np.uint8)

    def _common(self, asked: Asked) -> dict[str, Any]:
        """What has a part in encoding and in drawing."""
        guidance = self.recipe.guidance
        given: dict[str, Any] = {"prompt": asked.prompt.positive, "guidance_scale": guidance}
        if (own := self._takes.get("true_cfg_scale")) is not None and (own.default or 0) > 1:
            # Qwen-Image guides by this one, and keeps the other for models yet to come
            del given["guidance_scale"]
            given["true_cfg_scale"] = guidance
        if guidance > 1:
            given["negative_prompt"] = asked.prompt.negative
        if asked.references:
            pictures = [Image.fromarray(frame) for frame in asked.references]
            several = self._folder.pipeline.startswith(SEVERAL)
            given["image"] = pictures if several else pictures[0]
        return given

    def _course(
        self, asked: Asked, rung: Rung, on_step: Callable[[Tensor], None]
    ) -> dict[str, Any]:
        return {
            "width": rung.width,
            "height": rung.height,
            "num_inference_steps": asked.steps,
            "generator": torch.Generator("cpu").manual_seed(asked.seed),
            "output_type": "pil",
            "callback_on_step_end": _heard(on_step),
        }

    def _meaning(self, asked: Asked, facts: Facts) -> Meaning | None:
        if not self._encoding:
            return None
        wanted = self._wanted([asked])
        [meaning] = self._encoder.meanings(wanted)
        facts.seconds["text"] = self._encoder.seconds()
        facts.notes += self._encoder.given_up(wanted)
        return meaning

    def _wanted(self, asked: Iterable[Asked]) -> dict[str, Encode]:
        """What to encode, by a name that tells all that has a part in it."""

        def encoding(one: Asked) -> Encode:
            given = {name: it for name, it in self._common(one).items() if name in self._takes}
            return lambda pipe, device: record(pipe, given)

        return {self._name(one): encoding(one) for one in asked}

    def _name(self, asked: Asked) -> str:
        traces = [hashlib.sha256(frame.tobytes()).hexdigest() for frame in asked.references]
        seen = traces if self._reads_pictures else []
        prompt = asked.prompt
        return json.dumps([prompt.positive, prompt.negative, self.recipe.guidance, *seen])

    def _loaded(self, rung: Rung) -> Loaded:
        disk = self.recipe.offload_folder if rung.offload == "disk" else None
        without = [name for name in self._encoding if name.startswith("text_encoder")]

        def load() -> Loaded:
            pipe = loading.load_pipeline(
                self._kind, self._folder, self.recipe, rung.offload, disk, without
            )
            return Loaded(pipe, patch=2 if hasattr(pipe, "_pack_latents") else 1)

        needs_bytes = self._folder.weight_bytes(*self._folder.components.difference(without))
        loaded: Loaded = on_card.get(
            self._key(rung), load, needs_bytes=needs_bytes, device=self.device
        )
        if loaded.vae is not None:
            loaded.vae.use_tiling = rung.vae == "tiles"
        return loaded

    def _key(self, rung: Rung) -> tuple[str, str, str]:
        return self._fingerprint, self.recipe.model_dump_json(exclude=_LOOSE), rung.offload


def _heard(
    on_step: Callable[[Tensor], None],
) -> Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]]:
    def hear(pipe: Any, index: int, time: Any, given: dict[str, Any]) -> dict[str, Any]:
        on_step(given["latents"])
        return given

    return hear
