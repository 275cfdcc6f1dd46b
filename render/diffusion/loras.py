"""Lays LoRAs over a model, each over the expert that it was made for."""

from __future__ import annotations

from typing import Any

from render.diffusion.folder import lora_file
from render.diffusion.memory import is_out_of_memory
from render.faults import NotSetUp
from render.recipe import Lora, Recipe

EXPERTS = {"transformer": 1, "unet": 1, "transformer_2": 2}
"""All names that a denoiser has: an image model may have a unet in a transformer's place."""


def lay_over(pipe: Any, recipe: Recipe) -> None:
    """Lay a recipe's LoRAs over a pipeline's transformers.

    Where weights are plain, they are added in for good. Raises Fault.
    """
    for name, expert in EXPERTS.items():
        loras = [lora for lora in recipe.loras if lora.expert == expert]
        model = pipe.components.get(name)
        if model is None and loras and expert == 2:
            raise NotSetUp(f"{loras[0].path.name} is for expert {expert}, and this model has one.")
        if model is None:
            continue
        for number, lora in enumerate(loras):
            _load_lora(pipe, lora, f"lora{number}", second=expert == 2)
        if loras:
            names = [f"lora{number}" for number in range(len(loras))]
            model.set_adapters(names, [lora.weight for lora in loras])
            if recipe.quantisation in ("none", "fp8"):
                model.fuse_lora()
                model.unload_lora()


def _load_lora(pipe: Any, lora: Lora, name: str, *, second: bool) -> None:
    if lora.path.suffix != ".safetensors":
        raise NotSetUp(f"{lora.path.name} is no .safetensors file.")
    path = lora_file(lora)
    try:
        pipe.load_lora_weights(
            str(path.parent),
            weight_name=path.name,
            adapter_name=name,
            **({"load_into_transformer_2": True} if second else {}),
            local_files_only=True,
            use_safetensors=True,
        )
    except (OSError, ValueError, RuntimeError) as error:
        if is_out_of_memory(error):
            raise
        raise NotSetUp(
            f"the LoRA {lora.path.name} cannot be laid over this model: {str(error)[:200]}"
        ) from error
