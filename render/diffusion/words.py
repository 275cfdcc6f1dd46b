"""A model's words: counted with its own tokenizer, encoded once, kept on disk."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoTokenizer

from render.contract import Shot
from render.diffusion.embeddings import Embeddings, Meaning
from render.diffusion.folder import ModelFolder
from render.diffusion.loading import Pipeline, device_of, let_go, load_encoder, releases
from render.diffusion.memory import is_out_of_memory, size_gb
from render.engines.protocol import STEPPED_DOWN, OutOfMemory
from render.faults import Fault, NotSetUp
from render.prompt import Prompt, write_prompt
from render.recipe import Recipe

Encode = Callable[[Pipeline, torch.device], Meaning]
"""What something means to a pipeline that lies on a device."""
EncodeText = Callable[[Pipeline, str, int, torch.device], Meaning]
"""What a text of at most so many tokens means to a pipeline that lies on a device."""


class Encoder:
    """A model's text encoder, loaded only when it must be: what it made is kept on disk."""

    def __init__(
        self,
        load: Callable[[], Pipeline],
        folder: ModelFolder,
        recipe: Recipe,
        kept: Path,
        parts: Sequence[str],
        *traits: object,
    ) -> None:
        """`parts` are what `load` loads; on them and on `traits` depends what they make."""
        self._load = load
        self._device = torch.device("cpu") if recipe.words == "cpu" else device_of(recipe)
        weights = folder.fingerprint(*parts)
        told = weights, recipe.precision, *traits, self._device.type, releases()
        self._embeddings = Embeddings(kept, " ".join(map(str, told)))
        self._seconds = 0.0
        self._on_host: set[str] = set()
        """Names of that for whose encoding there was no room on the card."""

    def prepare(self, wanted: Mapping[str, Encode]) -> None:
        """Encode, with one load, what was not encoded yet; it is kept by name.

        Raises OutOfMemory when there is no room for the text encoder anywhere.
        """
        missing = self._missing(wanted)
        if not missing:
            return
        started = time.monotonic()
        host = torch.device("cpu")
        if not self._fits(self._device, missing):
            # the text encoder does not fit beside what is on the card: slower, but it fits
            left = self._missing(wanted)
            if self._device == host or not self._fits(host, left):
                raise OutOfMemory(
                    f"the text encoder needs more than the {size_gb(host):.1f} GB of cpu"
                )
            self._on_host.update(left)
        self._seconds += time.monotonic() - started

    def meanings(self, wanted: Mapping[str, Encode]) -> list[Meaning]:
        """What all of it means, encoded now or before."""
        self.prepare(wanted)
        found = [self._embeddings.read(name) for name in wanted]
        while any(meaning is None for meaning in found):
            # the budget is smaller than one prompt, or a file was damaged
            self.prepare(wanted)
            found = [self._embeddings.read(name) for name in wanted]
        return [meaning for meaning in found if meaning is not None]

    def seconds(self) -> float:
        """What encoding took since this was last asked."""
        seconds, self._seconds = self._seconds, 0.0
        return seconds

    def given_up(self, names: Iterable[str]) -> list[str]:
        """What was stepped down so that something could be encoded, in sentences."""
        if self._on_host.isdisjoint(names):
            return []
        return [f"{STEPPED_DOWN}words were encoded in the host's memory"]

    def _missing(self, wanted: Mapping[str, Encode]) -> dict[str, Encode]:
        return {name: wanted[name] for name in self._embeddings.missing(wanted)}

    def _fits(self, device: torch.device, wanted: Mapping[str, Encode]) -> bool:
        """Encode on a device; whether there was room for it."""
        try:
            self._encode_on(device, wanted)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            is_full = True
        else:
            is_full = False
        let_go(device)
        return not is_full

    @torch.no_grad()
    def _encode_on(self, device: torch.device, wanted: Mapping[str, Encode]) -> None:
        pipe = self._load()
        pipe.to(device)
        for name, encode in wanted.items():
            meaning = encode(pipe, device)
            if not all(torch.isfinite(tensor).all() for tensor in meaning.values()):
                raise Fault(
                    "the text encoder lost itself: what a prompt means to it are no numbers (NaN); "
                    "another precision may help."
                )
            self._embeddings.write(name, meaning)


class Words:
    """Writes and encodes prompts for one model of films."""

    def __init__(
        self,
        pipeline: type[Any],
        folder: ModelFolder,
        recipe: Recipe,
        kept: Path,
        length: int,
        encode: EncodeText,
        parts: Sequence[str] = ("text_encoder", "tokenizer"),
        *,
        has_sound: bool = False,
    ) -> None:
        """`length` is how many tokens the model takes, `parts` are what `encode` needs."""
        self._has_sound = has_sound
        self._folder = folder
        self._recipe = recipe
        self._length = length
        self._encode_text = encode

        def load() -> Pipeline:
            return load_encoder(pipeline, folder, recipe, parts)

        self._encoder = Encoder(load, folder, recipe, kept, parts, length)

    def prompt(self, shot: Shot, style: str) -> Prompt:
        """The words for a shot, no more than the model takes."""
        family, sound = self._recipe.engine, self._has_sound
        return write_prompt(shot, family, style, self._count, self._length, has_sound=sound)

    def prepare(self, shots: Sequence[Shot], style: str) -> None:
        """Encode the words of all shots that were not encoded yet, with one load."""
        prompts = [self.prompt(shot, style) for shot in shots]
        self._encoder.prepare(self._encoding(text for p in prompts for text in self._texts(p)))

    def embeds(self, prompt: Prompt) -> tuple[Meaning, Meaning | None]:
        """What the prompt and the negative prompt mean to the model; the latter if it is used."""
        texts = self._texts(prompt)
        found = self._encoder.meanings(self._encoding(texts))
        return found[0], found[-1] if len(texts) > 1 else None

    def seconds(self) -> float:
        """What encoding took since this was last asked."""
        return self._encoder.seconds()

    def given_up(self, prompt: Prompt) -> list[str]:
        """What was stepped down so that a prompt could be encoded, in sentences."""
        return self._encoder.given_up(self._texts(prompt))

    def _texts(self, prompt: Prompt) -> list[str]:
        recipe = self._recipe
        is_guided = max(recipe.guidance, recipe.guidance_2 or 0.0) > 1
        return [prompt.positive, prompt.negative] if is_guided else [prompt.positive]

    def _encoding(self, texts: Iterable[str]) -> dict[str, Encode]:
        def encoding(text: str) -> Encode:
            return lambda pipe, device: self._encode_text(pipe, text, self._length, device)

        return {text: encoding(text) for text in texts}

    def _count(self, text: str) -> int:
        return count_tokens(self._folder.path / "tokenizer", text)


def count_tokens(tokenizer: Path, text: str) -> int:
    """How many tokens a text is to the tokenizer in a folder."""
    return len(_tokenizer(tokenizer)(text).input_ids)


@functools.lru_cache(maxsize=2)
def _tokenizer(folder: Path) -> Any:
    kind: Any = AutoTokenizer
    try:
        return kind.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:
        # a file that is not whole is told by tokenizers as an Exception and no more
        raise NotSetUp(
            f"{folder.parent.name} has no {folder.name} that can be read: fetch it whole."
        ) from error
