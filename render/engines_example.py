"""The engines.toml that `greenlight node setup` lays out: every key, and what it means."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel

from render.presets import presets
from render.recipe import Lora, Recipe


def write_example(path: Path) -> bool:
    """Lay a commented engines.toml where none is; whether that was so."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(example(), encoding="utf-8")
    return True


def example() -> str:
    """A commented engines.toml in which nothing is switched on; any line of it can be."""
    lines = [
        "# Which models film on this machine. Each heading is a name that an order may ask for;",
        "# the heading named as an engine is what that engine uses when nothing is asked for.",
        "# `greenlight models recommend` names the preset for your card; `models pull` fetches it.",
        "# Then add the engine to GREENLIGHT_NODE_ENGINES, such as animatic,wan.",
        "#",
        "# [wan]",
        '# preset = "wan-12gb"',
        "",
        "# Presets, by the memory of the card:",
        *(f"#   {preset.name:13} {preset.about}" for preset in presets().values()),
        "#",
        "# What can be written below such a heading, over what its preset says. The values are",
        "# those that hold where no preset says otherwise, nor the engine, which knows the sizes,",
        "# lengths and rates of its models. Of what has none, an example is shown.",
        "",
    ]
    lines += [
        '# preset = "wan-8gb"                # one of the above, for all that is not said here'
    ]
    lines += _explained(Recipe, _SAMPLES, _MEANING)
    lines += ["", "# And of each LoRA:", ""]
    lines += _explained(Lora, _LORA_SAMPLES, _LORA_MEANING)
    return "\n".join(lines) + "\n"


def _explained(
    form: type[BaseModel], samples: Mapping[str, str], meaning: Mapping[str, str]
) -> Iterator[str]:
    """A line for each key: its value, and what it means."""
    for name, info in form.model_fields.items():
        value = None if info.is_required() else info.get_default(call_default_factory=True)
        shown = samples.get(name) or json.dumps(value, default=list)
        yield f"# {f'{name} = {shown}':32}  # {meaning[name]}"


_SAMPLES = {
    "engine": '"wan"',
    "model": '"/models/Wan2.1-T2V-1.3B"',
    "revision": f'"{"0123456789" * 4}"',
    "offload_folder": '"/fast/disk"',
    "guidance_2": "3.0",
    "shift": "5.0",
    "keyframes": '{preset = "image-12gb"}',
    "loras": '[{path = "/models/4-steps.safetensors"}]',
}
_MEANING = {
    "engine": "wan, ltx or keyframes, where the heading has another name",
    "model": "a folder in diffusers' layout, or a hub id on the list in presets.toml",
    "licence": "of the model, as reports name it",
    "revision": "the commit of a hub id, 40 hex digits; `models pull` pins one by itself",
    "quantisation": "none, fp8 (storage), int8 (torchao) or gguf",
    "gguf": "the .gguf files, one for each expert",
    "offload": "none, model, group or disk: the less on the card, the slower",
    "offload_folder": "where weights lie for disk",
    "vae": "stream (frame by frame) or tiles",
    "words": "card or cpu: where prompts are encoded; on cpu, the next job's while this one films",
    "loras": "files laid over the model, such as for 4 steps; what each says is below",
    "steps": "of a take",
    "draft_steps": "of a draft or a storyboard",
    "guidance": "1 or less is without, and twice as fast",
    "guidance_2": "of Wan 2.2's second expert",
    "shift": "the sampler's flow shift",
    "sampler": "own, or euler, which models distilled to few steps want",
    "distilled": "of LTX: the model was distilled to few steps, and takes its own",
    "cache": "none, first block or pyramid: skips what hardly changes",
    "cache_threshold": "how much may change and still be skipped",
    "compile": "compile the model's blocks: a slow start, then faster",
    "full_size": "draw stills as large as that, however small the picture is ordered",
    "width": "pixels, at most",
    "height": "pixels, at most",
    "fps": "frames a second; 24 of Wan 2.2 TI2V-5B and LTX, which their engines know",
    "max_frames": "in one go; a longer shot is extended",
    "precision": "bfloat16, float16 or float32",
    "keyframes": "the image model that draws where shots start; a heading [wan.keyframes] does too",
    "device": "auto (the card with the most memory), cpu, cuda, or cuda:1 for the second card",
    "colour_match": "how strongly a shot that continues takes on the colours before it",
}
_LORA_SAMPLES = {
    "path": '"/models/4-steps.safetensors"',
    "model": '"lightx2v/Wan2.2-Lightning"',
    "revision": f'"{"0123456789" * 4}"',
    "licence": '"Apache-2.0"',
}
_LORA_MEANING = {
    "path": "a .safetensors file: its whole path here, or its name within the hub id below",
    "model": "a hub id on the list in presets.toml, whose file it is",
    "revision": "the commit of that hub id; `models pull` pins one by itself",
    "weight": "how strongly it is laid over, from -4 to 4",
    "expert": "2 is Wan 2.2's low-noise one",
    "licence": "as reports name it, beside the model's",
}
