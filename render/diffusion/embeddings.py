"""Prompts as a text encoder understands them, kept on disk so that each is encoded once."""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from torch import Tensor

from render.diffusion.tidying import tidy

_files: Any = importlib.import_module("safetensors.torch")
BUDGET_BYTES = 512 * 2**20
"""Hundreds of prompts of UMT5-XXL: one of 100 tokens takes 0.8 MB in bfloat16."""

Meaning = Mapping[str, Tensor]
"""What a prompt means to a model: tensors by name. Along their second side, which is the tokens of
most, they may be padded with zeros."""


class Embeddings:
    """A folder of embeddings by content hash, the longest unused dropped over the budget."""

    def __init__(self, folder: Path, encoder: str, budget_bytes: int = BUDGET_BYTES) -> None:
        """`encoder` names the text encoder and all that its result depends on."""
        self._folder = folder
        self._encoder = encoder
        self._budget_bytes = budget_bytes
        folder.mkdir(parents=True, exist_ok=True)

    def missing(self, prompts: Iterable[str]) -> list[str]:
        """The prompts that were not encoded yet, each once."""
        return [prompt for prompt in dict.fromkeys(prompts) if not self._path(prompt).exists()]

    def read(self, prompt: str) -> Meaning | None:
        """A prompt's embeddings as they were encoded; None when they are not kept."""
        path = self._path(prompt)
        try:
            with _files.safe_open(path, "pt") as file:
                lengths: dict[str, str] = file.metadata()
                kept = {name: file.get_tensor(name) for name in lengths}
            os.utime(path)
            return {name: _padded(kept[name], int(length)) for name, length in lengths.items()}
        except FileNotFoundError:
            return None
        except (SafetensorError, AttributeError, ValueError, IndexError, OSError):
            path.unlink(missing_ok=True)
            return None

    def write(self, prompt: str, meaning: Meaning) -> None:
        """Keep a prompt's embeddings, without the zeros that pad them."""
        path = self._path(prompt)
        part = path.with_suffix(f".{os.getpid()}.part")
        kept = {name: _bare(tensor) for name, tensor in meaning.items()}
        lengths = {name: str(_length(tensor)) for name, tensor in meaning.items()}
        try:
            # through memory: what goes wrong on the disk is told as what it is
            part.write_bytes(_files.save(kept, lengths))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        tidy(self._folder, "*.safetensors", self._budget_bytes)

    def _path(self, prompt: str) -> Path:
        name = hashlib.sha256(f"{self._encoder}\0{prompt}".encode()).hexdigest()
        return self._folder / f"{name}.safetensors"


def _length(tensor: Tensor) -> int:
    return tensor.shape[1] if tensor.ndim > 1 else 0


def _bare(tensor: Tensor) -> Tensor:
    """A tensor up to the last token that is not nothing."""
    if tensor.ndim > 1:
        filled = (tensor != 0).transpose(0, 1).flatten(1).any(dim=1).nonzero()
        tensor = tensor[:, : int(filled.max()) + 1 if len(filled) else 1]
    return tensor.to("cpu").contiguous()


def _padded(tensor: Tensor, length: int) -> Tensor:
    if tensor.ndim < 2:
        return tensor
    whole = tensor.new_zeros(tensor.shape[0], length, *tensor.shape[2:])
    whole[:, : tensor.shape[1]] = tensor
    return whole
