"""A model's words: counted with its own tokenizer, encoded once, kept on disk."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoTokenizer

from render.contract import Shot
from render.diffusion.embeddings import Embeddings, Meaning
from render.diffusion.folder import ModelFolder
from render.diffusion.loading import Pipeline, device_of, let_go, load_encoder
from render.diffusion.memory import is_out_of_memory
from render.engines.protocol import STEPPED_DOWN
from render.prompt import Prompt, write_prompt
from render.recipe import Recipe

Encode = Callable[[Pipeline, str, int, torch.device], Meaning]
"""What a text of at most so many tokens means to a pipeline that lies on a device."""


class Words:
    """Writes and encodes prompts for one model; its text encoder is loaded only when it must be."""

    def __init__(
        self,
        pipeline: type[Any],
        folder: ModelFolder,
        recipe: Recipe,
        kept: Path,
        length: int,
        encode: Encode,
        parts: Sequence[str] = ("text_encoder", "tokenizer"),
        *,
        has_sound: bool = False,
    ) -> None:
        """`length` is how many tokens the model takes, `parts` are what `encode` needs."""
        self._has_sound = has_sound
        self._pipeline = pipeline
        self._folder = folder
        self._recipe = recipe
        self._length = length
        self._encode_one = encode
        self._parts = parts
        self._device = torch.device("cpu") if recipe.words == "cpu" else device_of(recipe)
        traits = folder.fingerprint(*parts), recipe.precision, length, self._device.type
        self._embeddings = Embeddings(kept, " ".join(map(str, traits)))
        self._seconds = 0.0
        self._on_host: set[str] = set()
        """Texts for whose encoding there was no room on the card."""

    def prompt(self, shot: Shot, style: str) -> Prompt:
        """The words for a shot, no more than the model takes."""
        family, sound = self._recipe.engine, self._has_sound
        return write_prompt(shot, family, style, self._count, self._length, has_sound=sound)

    def prepare(self, shots: Sequence[Shot], style: str) -> None:
        """Encode the words of all shots that were not encoded yet, with one load."""
        prompts = [self.prompt(shot, style) for shot in shots]
        self._encode([text for prompt in prompts for text in self._texts(prompt)])

    def embeds(self, prompt: Prompt) -> tuple[Meaning, Meaning | None]:
        """What the prompt and the negative prompt mean to the model; the latter if it is used."""
        texts = self._texts(prompt)
        self._encode(texts)
        found = [self._embeddings.read(text) for text in texts]
        while any(embeds is None for embeds in found):
            # the budget is smaller than one prompt, or a file was damaged
            self._encode(texts)
            found = [self._embeddings.read(text) for text in texts]
        positive, *negative = (embeds for embeds in found if embeds is not None)
        return positive, negative[0] if negative else None

    def given_up(self, prompt: Prompt) -> list[str]:
        """What was stepped down so that a prompt could be encoded, in sentences."""
        if self._on_host.isdisjoint(self._texts(prompt)):
            return []
        return [f"{STEPPED_DOWN}words were encoded in the host's memory"]

    def seconds(self) -> float:
        """What encoding took since this was last asked."""
        seconds, self._seconds = self._seconds, 0.0
        return seconds

    def _texts(self, prompt: Prompt) -> list[str]:
        recipe = self._recipe
        is_guided = max(recipe.guidance, recipe.guidance_2 or 0.0) > 1
        return [prompt.positive, prompt.negative] if is_guided else [prompt.positive]

    def _count(self, text: str) -> int:
        return count_tokens(self._folder.path / "tokenizer", text)

    def _encode(self, texts: Sequence[str]) -> None:
        missing = self._embeddings.missing(texts)
        if not missing:
            return
        started = time.monotonic()
        device = self._device
        try:
            self._encode_on(device, missing)
        except Exception as error:
            if device.type == "cpu" or not is_out_of_memory(error):
                raise
            is_full = True
        else:
            is_full = False
        if is_full:
            # the text encoder does not fit beside what is on the card: slower, but it fits
            let_go(device)
            left = self._embeddings.missing(texts)
            self._encode_on(torch.device("cpu"), left)
            self._on_host.update(left)
        self._seconds += time.monotonic() - started

    @torch.no_grad()
    def _encode_on(self, device: torch.device, texts: Sequence[str]) -> None:
        pipe = load_encoder(self._pipeline, self._folder, self._recipe, self._parts)
        pipe.to(device)
        for text in texts:
            meaning = self._encode_one(pipe, text, self._length, device)
            self._embeddings.write(text, meaning)
        del pipe
        let_go(device)


def count_tokens(tokenizer: Path, text: str) -> int:
    """How many tokens a text is to the tokenizer in a folder."""
    return len(_tokenizer(tokenizer)(text).input_ids)


@functools.lru_cache(maxsize=2)
def _tokenizer(folder: Path) -> Any:
    kind: Any = AutoTokenizer
    return kind.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
