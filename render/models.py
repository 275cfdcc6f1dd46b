"""Which models fit this machine, which are here, and what a folder of one would need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from render.diffusion.folder import ModelFolder
from render.faults import NotSetUp
from render.gpu import Machine
from render.presets import Preset, presets
from render.weights import Weights, read_weights

FREE_LICENCES = ("apache-2.0", "mit")
"""Licences that ask nothing of who films, beyond naming them."""
_ROUNDING = 0.9
"""A card or a machine sold as N GB tells of somewhat less, a server card with ECC of a tenth."""
_BYTES = {"none": 2.0, "fp8": 1.0, "int8": 1.0, "gguf": 0.6}
"""Per parameter of a transformer; gguf as Q4_K_M."""
_WORKING_SHARE = 0.7
"""What weights may take of a card; the rest is for the picture. A judgement, not measured."""
_DENOISERS = ("transformer", "transformer_2", "unet")
_FAMILIES = {"Wan": "wan", "LTX": "ltx"}
_TAKES = {
    "WanPipeline": "words",
    "WanImageToVideoPipeline": "a first picture, and a last one where the model has room for it",
    "WanVACEPipeline": "words, first and last pictures, references; parts of a shot anew",
    "LTXPipeline": "words, or a first picture",
    "LTXImageToVideoPipeline": "words, or a first picture",
    "LTXConditionPipeline": "words, and pictures at any place",
    "LTX2Pipeline": "words, and pictures at any place, with sound",
    "LTX2ImageToVideoPipeline": "words, and pictures at any place, with sound",
    "LTX2ConditionPipeline": "words, and pictures at any place, with sound",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """The preset for a machine, if any, and why."""

    preset: Preset | None
    reason: str


@dataclass(frozen=True, slots=True)
class Component:
    name: str
    weights: Weights


@dataclass(frozen=True, slots=True)
class Checked:
    """What a folder is, as its configuration and the headers of its weights tell."""

    name: str
    pipeline: str
    engine: str
    films_from: str
    components: tuple[Component, ...]
    fitting: tuple[Preset, ...]
    """Presets in whose memory its weights have room, handled as these handle theirs."""


def recommend(machine: Machine, choice: Sequence[Preset] | None = None) -> Advice:
    """The largest preset that the best card and the host's memory hold."""
    films = [
        it for it in presets().values() if it.settings["engine"] == "wan" and not it.is_special
    ]
    known = sorted(choice or films, key=lambda preset: preset.memory_gb)
    card = machine.best
    if card is None:
        return Advice(
            None, f"{machine.trouble or 'no card was found'}; {machine.remedy or 'see docs/gpu.md'}"
        )
    on_card = [it for it in known if it.memory_gb * _ROUNDING <= card.memory_gb]
    is_card = f"{card.name} has {card.memory_gb:.0f} GB"
    if not on_card:
        return Advice(
            None,
            f"{is_card}, and the smallest preset needs {known[0].memory_gb:g} GB: the animatic "
            "films without a card",
        )
    both = [it for it in on_card if it.host_gb * _ROUNDING <= machine.host_gb]
    host = f"{machine.host_gb:.0f} GB of its own"
    if not both:
        least = min(on_card, key=lambda preset: preset.host_gb)
        return Advice(
            None,
            f"{is_card}, but the machine has {host}, and {least.name} needs {least.host_gb:g} GB: "
            "host memory is what limits here",
        )
    if both[-1] is not on_card[-1]:
        return Advice(
            both[-1],
            f"{is_card}, enough for {on_card[-1].name}, but that needs {on_card[-1].host_gb:g} GB "
            f"of host memory, and the machine has {host}: host memory is what limits here",
        )
    return Advice(both[-1], f"{is_card}, and the machine has {host}")


def is_free(licence: str) -> bool:
    """Whether a licence needs no acknowledgement."""
    return licence.strip().lower() in FREE_LICENCES


def check(path: Path) -> Checked:
    """Read a model's folder; weights are not loaded. Raises Fault with one sentence."""
    if not path.is_dir():
        raise NotSetUp(
            f"{path} is no folder: give one in diffusers' layout, with a model_index.json."
        )
    folder = ModelFolder(path)
    names = [name for name in folder.index if folder.has(name)]
    folder.check_weights(*names)
    components = tuple(
        Component(name, weights)
        for name in names
        if (weights := read_weights(folder.weight_files(name))).parameters
    )
    if not any(it.name in _DENOISERS for it in components):
        raise NotSetUp(f"{path.name} has no weights of a transformer or a unet: fetch it whole.")
    engine = _engine(folder.pipeline)
    films = [it for it in presets().values() if it.settings["engine"] == engine]
    return Checked(
        path.name or str(path),
        folder.pipeline,
        engine,
        _TAKES.get(folder.pipeline, "words; draws stills") if engine else "",
        components,
        tuple(preset for preset in films if _has_room(components, preset)),
    )


def _engine(pipeline: str) -> str:
    """The engine that films with a pipeline; empty when none does."""
    for prefix, engine in _FAMILIES.items():
        if pipeline.startswith(prefix):
            return engine if pipeline in _TAKES else ""
    is_moving = any(word in pipeline for word in ("Video", "Animat"))
    return "keyframes" if pipeline.endswith("Pipeline") and not is_moving else ""


def _has_room(components: Sequence[Component], preset: Preset) -> bool:
    """Whether weights, quantised and offloaded as the preset says, leave room to work."""
    per = _BYTES[str(preset.settings.get("quantisation", "none"))]
    sizes = [it.weights.parameters * per / 2**30 for it in components if it.name in _DENOISERS]
    others = [
        it.weights.parameters * 2 / 2**30
        for it in components
        if it.name not in _DENOISERS and not it.name.startswith("text_encoder")
    ]
    offload = str(preset.settings.get("offload", "none"))
    on_card = {"none": sum(sizes), "model": max(sizes)}.get(offload, max(sizes) * 0.1)
    if offload != "none" and sum(sizes) > preset.host_gb * _ROUNDING:
        # what is not on the card lies in the machine's own memory
        return False
    return on_card + sum(others) <= preset.memory_gb * _WORKING_SHARE
