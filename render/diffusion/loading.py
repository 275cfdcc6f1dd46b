"""Loads pipelines by recipe: from local files only, never pickled weights, never foreign code."""

from __future__ import annotations

import ctypes
import functools
import gc
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

# read by huggingface_hub when it is imported, here and in every library below
os.environ["HF_HUB_OFFLINE"] = "1"
# read by torch at its first tensor: what lies in the host's memory lies there in large pages, where
# Linux gives them to those who ask; without, a third of a VAE's time on a CPU goes into page faults
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")
# read by CUDA when it is first asked: cards are numbered as the driver numbers them, so that what
# the driver says of a card is said of the one that films
os.environ["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID"

import torch
import transformers

from render.diffusion.folder import ModelFolder
from render.diffusion.loras import EXPERTS, lay_over
from render.diffusion.memory import is_out_of_memory
from render.faults import NotSetUp
from render.recipe import MOST_STEPS, EngineFamily, Offload, Precision, Recipe

diffusers: Any = importlib.import_module("diffusers")
"""diffusers, which comes without types."""
Pipeline = Any
"""One of its pipelines."""

DENOISERS = ("transformer", "transformer_2")
_KEPT_EXACT: dict[EngineFamily, tuple[str, ...]] = {
    "wan": ("vae", "image_encoder"),
    "ltx": ("audio_vae", "vocoder"),
    "keyframes": (),
}
"""Components that lose too much in 16 bits, or are so small that nothing is lost by 32; Wan's own
examples load them so."""
_DTYPES: dict[Precision, torch.dtype] = {
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
    "float32": torch.float32,
}


def releases() -> str:
    """What frames depend on besides a model: another release may film others."""
    return f"{torch.__version__} {diffusers.__version__} {transformers.__version__}"


diffusers.utils.logging.set_verbosity_error()
diffusers.utils.logging.disable_progress_bar()
transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()


def device_of(recipe: Recipe) -> torch.device:
    """The device that a recipe names. Raises Fault when it is not there."""
    if recipe.device == "auto":
        return _largest_card() if torch.cuda.is_available() else torch.device("cpu")
    device = torch.device(recipe.device)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise NotSetUp(
            f"the device {recipe.device} is not there: torch sees {torch.cuda.device_count()} "
            "cards; `greenlight doctor --gpu` says why."
        )
    return device


def _largest_card() -> torch.device:
    """The card with the most memory, the first of equals: the one that presets are chosen for."""
    cuda: Any = torch.cuda
    sizes = [cuda.get_device_properties(it).total_memory for it in range(cuda.device_count())]
    return torch.device("cuda", sizes.index(max(sizes)))


def load_encoder(
    pipeline: type[Any],
    folder: ModelFolder,
    recipe: Recipe,
    parts: Iterable[str],
    outlines: Mapping[str, Any] | None = None,
) -> Pipeline:
    """A pipeline that can do nothing but encode prompts, with the parts that this takes.

    `outlines` stand in the place of other parts that it must have to be made.
    """
    others = dict.fromkeys(folder.components.difference(("scheduler", *parts)))
    return _loaded(pipeline, folder, recipe, {**others, **(outlines or {})})


def load_pipeline(
    pipeline: type[Any],
    folder: ModelFolder,
    recipe: Recipe,
    offload: Offload,
    disk: Path | None,
    without: Iterable[str] = ("text_encoder", "tokenizer"),
) -> Pipeline:
    """A pipeline without what encodes its prompts, on its device or offloaded as told.

    Raises Fault when the recipe asks for what this machine or the model cannot do.
    """
    given: dict[str, Any] = dict.fromkeys(folder.components.intersection(without))
    given |= _quantised(folder, recipe)
    pipe = _loaded(pipeline, folder, recipe, given)
    _set_shift(pipe, recipe)
    _set_sampler(pipe, recipe)
    lay_over(pipe, recipe)
    if recipe.quantisation == "fp8":
        for model in denoisers(pipe):
            model.enable_layerwise_casting(
                storage_dtype=torch.float8_e4m3fn, compute_dtype=_DTYPES[recipe.precision]
            )
    _place(pipe, device_of(recipe), offload, disk)
    _set_cache(pipe, recipe)
    if recipe.compile:
        for model in denoisers(pipe):
            model.compile_repeated_blocks(fullgraph=True)
    return pipe


def denoisers(pipe: Pipeline) -> list[Any]:
    """The transformers of a pipeline: one, or two experts."""
    found = (pipe.components.get(name) for name in EXPERTS)
    return [model for model in found if model is not None]


@functools.cache
def keep_imports() -> None:
    """Have the collector look no more at what is there now: called before any model is loaded.

    What torch and diffusers bring never goes, and to look through all of it takes 0.4 s each time.
    """
    gc.collect()
    gc.freeze()


def let_go(device: torch.device) -> None:
    """Give memory back that nothing uses any more, the card's and the host's."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
    if sys.platform == "linux":
        # what is free in the heap stays with the process otherwise: a text encoder's gigabytes
        ctypes.CDLL(None).malloc_trim(0)


def _loaded(
    pipeline: type[Any],
    folder: ModelFolder,
    recipe: Recipe,
    given: dict[str, Any],
) -> Pipeline:
    wanted = folder.components - given.keys()
    folder.check_weights(*wanted)
    exact = dict.fromkeys(_KEPT_EXACT[recipe.engine], torch.float32)
    try:
        pipe = pipeline.from_pretrained(
            folder.path,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            variant=folder.variant(*wanted),
            dtype={**exact, "default": _DTYPES[recipe.precision]},
            **given,
        )
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        if is_out_of_memory(error):
            raise
        raise NotSetUp(
            f"the model {folder.path.name} cannot be loaded: {str(error).strip()[:300]}"
        ) from error
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _quantised(folder: ModelFolder, recipe: Recipe) -> dict[str, Any]:
    """The transformers that do not come from the folder as they lie there."""
    names = [name for name in EXPERTS if folder.has(name)]
    dtype = _DTYPES[recipe.precision]
    if recipe.quantisation == "int8":
        # torchao is noisy without a card: its test runs only where it is installed
        if importlib.util.find_spec("torchao") is None:
            raise NotSetUp(
                "int8 weights need torchao: pip install -c constraints.txt -e '.[torchao]' in the "
                "clone, or choose another "
                "quantisation."
            )
        int8: Any = importlib.import_module("torchao.quantization")
        config = diffusers.TorchAoConfig(int8.Int8WeightOnlyConfig(version=2))
        folder.check_weights(*names)
        return {
            name: _model_class(folder, name).from_pretrained(
                folder.path,
                subfolder=name,
                local_files_only=True,
                use_safetensors=True,
                variant=folder.variant(name),
                quantization_config=config,
                torch_dtype=dtype,
            )
            for name in names
        }
    if recipe.quantisation == "gguf":
        if len(recipe.gguf) != len(names):
            raise NotSetUp(
                f"{folder.path.name} has {len(names)} transformers, and the recipe names "
                f"{len(recipe.gguf)} .gguf files: name one for each."
            )
        config = diffusers.GGUFQuantizationConfig(compute_dtype=dtype)
        return {
            name: _model_class(folder, name).from_single_file(
                str(path),
                config=str(folder.path),
                subfolder=name,
                quantization_config=config,
                torch_dtype=dtype,
                local_files_only=True,
            )
            for name, path in zip(names, recipe.gguf, strict=True)
        }
    return {}


def _model_class(folder: ModelFolder, component: str) -> Any:
    return getattr(diffusers, folder.index[component][1])


def _set_shift(pipe: Pipeline, recipe: Recipe) -> None:
    if recipe.shift is None:
        return
    config = pipe.scheduler.config
    name = "flow_shift" if "flow_shift" in config else "shift"
    pipe.scheduler = pipe.scheduler.from_config(config, **{name: recipe.shift})


def _set_sampler(pipe: Pipeline, recipe: Recipe) -> None:
    if recipe.sampler == "own":
        return
    config = pipe.scheduler.config
    if "disable_corrector" not in config:
        raise NotSetUp(
            f"sampler is euler, and a {type(pipe.scheduler).__name__} cannot be made one: leave "
            "sampler out."
        )
    # in the first order and uncorrected, UniPC's step along a flow is Euler's
    first_order = {"solver_order": 1, "disable_corrector": list(range(MOST_STEPS))}
    pipe.scheduler = pipe.scheduler.from_config(config, **first_order)


def _place(pipe: Pipeline, device: torch.device, offload: Offload, disk: Path | None) -> None:
    if offload == "none":
        pipe.to(device)
    elif offload == "model":
        pipe.enable_model_cpu_offload(device=device)
    else:
        for name, model in pipe.components.items():
            if name in EXPERTS and model is not None:
                model.enable_group_offload(
                    onload_device=device,
                    offload_type="leaf_level",
                    use_stream=device.type == "cuda",
                    offload_to_disk_path=str(_disk_folder(disk, name)) if disk else None,
                )
            elif isinstance(model, torch.nn.Module):
                model.to(device)


def _disk_folder(disk: Path, name: str) -> Path:
    folder = disk / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _set_cache(pipe: Pipeline, recipe: Recipe) -> None:
    if recipe.cache == "none":
        return
    if recipe.cache == "first block":
        config = diffusers.FirstBlockCacheConfig(threshold=recipe.cache_threshold)
    else:
        config = diffusers.PyramidAttentionBroadcastConfig(
            spatial_attention_block_skip_range=2,
            current_timestep_callback=lambda: pipe.current_timestep,
        )
    for model in denoisers(pipe):
        model.enable_cache(config)
