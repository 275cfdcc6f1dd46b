"""Reads a model's folder in diffusers' layout: what it is and can do, without loading weights."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, cast

from render.faults import NotSetUp
from render.recipe import Lora, Recipe

_LIBRARIES = ("diffusers", "transformers", "ltx2", "stable_diffusion")
"""What a component may be a class of; the last two are diffusers' own, beside their pipelines."""
_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".msgpack")
_VARIANT = re.compile(r"\.(?P<variant>\w+)(-\d+-of-\d+)?\.safetensors$")
_SMALL_BYTES = 2**20


class ModelFolder:
    """A folder with `model_index.json` and a folder for each component."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.index = _read_json(path / "model_index.json")
        self.pipeline: str = str(self.index.get("_class_name", ""))
        """The name of its pipeline's class."""
        self._check_libraries()

    def title(self, recipe: Recipe) -> str:
        """The model's name for people: its hub id, or its folder's name; never where it lies."""
        return self.path.name if Path(recipe.model).expanduser().is_dir() else recipe.model

    def has(self, component: str) -> bool:
        """Whether the pipeline comes with that component."""
        return component in self.components

    @property
    def components(self) -> set[str]:
        """The names of what the pipeline comes with."""
        return {
            name
            for name, entry in self.index.items()
            if isinstance(entry, list) and not name.startswith("_") and entry[0] is not None
        }

    def config(self, component: str) -> dict[str, Any]:
        """A component's configuration; empty when the folder has none."""
        for name in ("config.json", "scheduler_config.json"):
            if (path := self.path / component / name).exists():
                return _read_json(path)
        return {}

    def longest_tokenizer(self) -> tuple[str, int]:
        """The tokenizer that lets most tokens through, and how many; the last of equals."""
        names = sorted(name for name in self.components if name.startswith("tokenizer"))
        lengths = [(self.most_tokens(name), name) for name in names]
        if not lengths:
            raise NotSetUp(f"{self.path.name} has no tokenizer: fetch it whole.")
        length, name = max(lengths)
        return name, length

    def most_tokens(self, tokenizer: str = "tokenizer") -> int:
        """How many tokens a tokenizer lets through, as far as it says."""
        path = self.path / tokenizer / "tokenizer_config.json"
        found = _read_json(path).get("model_max_length") if path.exists() else None
        return int(found) if found else sys.maxsize

    def weight_files(self, component: str) -> list[Path]:
        """The files that its weights are read from: a variant's where there are no plain ones."""
        found = sorted((self.path / component).glob("*.safetensors"))
        variant = self.variant(component)
        return [path for path in found if _variant_of(path) == variant]

    def variant(self, *components: str) -> str | None:
        """The variant, such as fp16, without which some of these components have no weights."""
        for component in components:
            kinds = {_variant_of(it) for it in (self.path / component).glob("*.safetensors")}
            if kinds and None not in kinds:
                return min(filter(None, kinds))
        return None

    def weight_bytes(self, *components: str) -> int:
        """What the weights of some components take on disk."""
        files = (path for component in components for path in self.weight_files(component))
        return sum(path.stat().st_size for path in files)

    def fingerprint(self, *components: str) -> str:
        """A hash that another model, another configuration or other weights would not have.

        Large files count by size and time of change: to hash 30 GB would take minutes.
        """
        found = hashlib.sha256()
        folders = [self.path / name for name in components] if components else [self.path]
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    found.update(f"{path.relative_to(self.path)}\0".encode())
                    found.update(_trace(path))
        return found.hexdigest()

    def check_weights(self, *components: str) -> None:
        """Raise Fault when a component has weights that would have to be unpickled."""
        for component in components:
            folder = self.path / component
            names = [path.name for path in folder.glob("*") if path.is_file()]
            if any(name.endswith(".safetensors") for name in names):
                continue
            if pickled := [name for name in names if name.endswith(_PICKLED)]:
                raise NotSetUp(
                    f"{self.path.name}/{component} has its weights in {pickled[0]}, which can run "
                    "code when it is read; only .safetensors and .gguf are loaded."
                )

    def _check_libraries(self) -> None:
        for name, entry in self.index.items():
            if not isinstance(entry, list) or name.startswith("_") or entry[0] is None:
                continue
            own = self.path / name / f"{entry[0]}.py"
            if entry[0] not in _LIBRARIES or own.exists():
                raise NotSetUp(
                    f"{self.path.name} brings code of its own for its {name}; code that comes with "
                    "a model is never run: choose a model in diffusers' own classes."
                )


def fingerprint_of(folder: ModelFolder, recipe: Recipe) -> str:
    """A hash of all weights that a recipe films with: the folder's, and those laid over them."""
    found = hashlib.sha256(folder.fingerprint().encode())
    for path in (*map(lora_file, recipe.loras), *recipe.gguf):
        # of one that is not there, loading tells
        found.update(_trace(path) if path.is_file() else b"")
    return found.hexdigest()


def open_folder(recipe: Recipe) -> ModelFolder:
    """The folder of a recipe's model, at hand on this machine. Raises Fault."""
    path = Path(recipe.model).expanduser()
    if not path.is_dir():
        path = _downloaded(recipe)
    return ModelFolder(path)


def lora_file(lora: Lora) -> Path:
    """Where a LoRA lies on this machine. Raises Fault."""
    if lora.model is None:
        return lora.path
    from huggingface_hub import (
        hf_hub_download,  # pyright: ignore[reportUnknownVariableType]
    )

    name = lora.path.as_posix()
    try:
        found = hf_hub_download(lora.model, name, revision=lora.revision, local_files_only=True)
    except (OSError, ValueError) as error:
        raise NotSetUp(
            f"the LoRA {lora.path.name} of {lora.model!r} is not on this machine: fetch it with "
            "`greenlight models pull`, or name a file."
        ) from error
    return Path(found)


def _variant_of(weights: Path) -> str | None:
    """What stands in a file's name for a variant of the weights, as diffusers writes it."""
    found = _VARIANT.search(weights.name)
    return found["variant"] if found else None


def _downloaded(recipe: Recipe) -> Path:
    """Where the files of a hub id lie; nothing is fetched here."""
    from huggingface_hub import (
        snapshot_download,  # pyright: ignore[reportUnknownVariableType]
    )

    try:
        found = snapshot_download(recipe.model, revision=recipe.revision, local_files_only=True)
    except (OSError, ValueError) as error:
        raise NotSetUp(
            f"the model {recipe.model!r} is not on this machine: fetch it with "
            "`greenlight models pull`, or name a folder."
        ) from error
    return Path(found)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotSetUp(
            f"{path.parent.name}/{path.name} cannot be read: give a folder in diffusers' layout, "
            "with a model_index.json."
        ) from error
    if not isinstance(found, dict):
        raise NotSetUp(f"{path.parent.name}/{path.name} is no JSON object.")
    return cast("dict[str, Any]", found)


def _trace(path: Path) -> bytes:
    stat = path.stat()
    if stat.st_size <= _SMALL_BYTES:
        return hashlib.sha256(path.read_bytes()).digest()
    return f"{stat.st_size} {stat.st_mtime_ns}".encode()
