"""What `greenlight doctor` says of filming with a model: of card, torch and engines."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import get_args

from render.engines_file import find_recipe, offered_models
from render.faults import Fault
from render.gpu import Machine, has_nvidia_hardware, look
from render.recipe import EngineFamily, Recipe
from render.settings import Settings
from render.told import Told
from render.torch_look import ask_torch, judge_torch, read_torch

_UNVERIFIED = "unverified on hardware"
_PACKAGES = ("greenlight", "torch", "diffusers", "transformers", "accelerate")


@dataclass(frozen=True, slots=True)
class SetUp:
    """An engine that the node offers and that films with a model."""

    told: Told
    engine: str
    recipe: Recipe | None
    """None where it cannot be used as it is set up."""


def tell(settings: Settings) -> None:
    """Print each finding as a line of JSON as soon as it is known, the report last."""
    lines: list[str] = []
    for told in examine(settings):
        lines.append(f"{told.name}: {told.found}")
        print(json.dumps(asdict(told)), flush=True)
    print(json.dumps({"report": report(lines)}), flush=True)


def tell_briefly(settings: Settings) -> None:
    """Print what can be known without loading anything; nothing where nothing is set up."""
    for told in glance(settings):
        print(json.dumps(asdict(told)), flush=True)


def examine(settings: Settings) -> Iterator[Told]:
    """Every check, in the order in which one would mend them."""
    from render.smoke import smoke

    machine = look()
    yield _driver(machine)
    yield from _cards(machine)
    yield _host(machine)
    yield judge_torch(ask_torch(), machine, is_card_there=_is_card_there(machine))
    found = configured(settings)
    yield from (it.told for it in found)
    if not found:
        yield _none_switched_on()
        yield smoke("animatic", None)
    for it in found:
        if it.recipe:
            yield smoke(it.engine, it.recipe)


def glance(settings: Settings) -> Iterator[Told]:
    """What is set up to film with a model, from files and the driver alone."""
    machine = look()
    torch, found = read_torch(machine), configured(settings)
    if torch.trouble and not found and not settings.engines_file.exists():
        return
    is_card_there = _is_card_there(machine)
    yield judge_torch(torch, machine, is_card_there=is_card_there)
    if is_card_there and not machine.cards:
        yield _driver(machine)
    yield from _cards(machine)
    yield from (it.told for it in found)
    if is_card_there and not found:
        yield _none_switched_on()


def report(lines: list[str]) -> str:
    """Plain text to post: nothing in it names a person, a machine or a folder."""
    versions = [f"{name} {found}" for name in _PACKAGES if (found := _version(name))]
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return "\n".join(["Greenlight on a card", system, ", ".join(versions), *lines])


def configured(settings: Settings) -> list[SetUp]:
    """The engines of this node that film with a model, each with its own model."""
    return [_set_up(name, settings) for name in offered_models(settings)]


def _set_up(name: str, settings: Settings) -> SetUp:
    try:
        recipe = find_recipe(name, None, settings)
    except Fault as fault:
        told = Told("Engine", False, f"{name}, {_UNVERIFIED}", str(fault).rstrip("."))
        return SetUp(told, name, None)
    return SetUp(Told("Engine", True, _described(recipe)), name, recipe)


def _none_switched_on() -> Told:
    names = ", ".join(get_args(EngineFamily))
    return Told(
        "Engine",
        False,
        f"none that films with a model is switched on ({names}: {_UNVERIFIED})",
        "`greenlight models recommend` names one for this card, and how it is switched on",
    )


def _is_card_there(machine: Machine) -> bool:
    return bool(machine.cards) or has_nvidia_hardware()


def _driver(machine: Machine) -> Told:
    if not machine.driver:
        return Told("GPU driver", False, machine.trouble or "it tells nothing", machine.remedy)
    return Told("GPU driver", True, f"{machine.driver}, for CUDA {machine.cuda or 'unknown'}")


def _cards(machine: Machine) -> Iterator[Told]:
    for card in machine.cards:
        is_free = card.free_gb >= card.memory_gb / 2
        yield Told(
            "Card",
            is_free,
            f"{card.name}, {card.memory_gb:.1f} GB, {card.free_gb:.1f} GB of it free",
            "close what uses it: `nvidia-smi` names the programs",
        )


def _host(machine: Machine) -> Told:
    return Told(
        "Host memory",
        True,
        f"{machine.host_gb:.0f} GB, {machine.free_host_gb:.1f} GB of it free",
    )


def _described(recipe: Recipe) -> str:
    name = Path(recipe.model).name if Path(recipe.model).is_absolute() else recipe.model
    at = f" at {recipe.revision[:12]}" if recipe.revision else ""
    return (
        f"{recipe.engine}, {_UNVERIFIED}: {name}{at}, weights {recipe.quantisation}, "
        f"offload {recipe.offload}, VAE {recipe.vae}"
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
