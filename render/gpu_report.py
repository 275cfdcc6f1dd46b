"""What `greenlight doctor --gpu` shows: the card, torch, ten seconds of shooting, and a report."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from render.contract import SceneOrder, TakeReport
from render.engines.protocol import Stopped
from render.engines.registry import MODEL_ENGINES, is_model_engine
from render.example import example_order
from render.executors.local import LocalExecutor
from render.faults import Fault
from render.gpu import INSTALL, Machine, has_nvidia_hardware, look
from render.presets import find_recipe
from render.progress import Progress
from render.recipe import Recipe
from render.settings import Settings

SMOKE_SECONDS = 10.0
LOAD_SECONDS = 300.0
"""A model of 30 GB comes from a disk at 100 MB/s in that time."""
_TORCH_SECONDS = 120.0
_SELECTOR = "https://pytorch.org/get-started/locally/"
_UNVERIFIED = "unverified on hardware"
_PACKAGES = ("greenlight", "torch", "diffusers", "transformers", "accelerate")


@dataclass(frozen=True, slots=True)
class Told:
    """One line: what was looked at, what was found, and what to do where that is not well."""

    name: str
    is_well: bool
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Torch:
    """What torch says of itself; `trouble` when it does not."""

    version: str = ""
    cuda: str = ""
    rocm: str = ""
    is_ready: bool = False
    unusable: tuple[str, ...] = ()
    trouble: str = ""


def tell(settings: Settings) -> None:
    """Print each finding as a line of JSON as soon as it is known, the report last."""
    lines: list[str] = []
    for told in examine(settings):
        lines.append(f"{told.name}: {told.found}")
        print(json.dumps(asdict(told)), flush=True)
    print(json.dumps({"report": report(lines)}), flush=True)


def examine(settings: Settings) -> Iterator[Told]:
    """Every check, in the order in which one would mend them."""
    machine = look()
    yield _driver(machine)
    yield from _cards(machine)
    yield _host(machine)
    torch = ask_torch()
    yield judge_torch(torch, machine, is_card_there=bool(machine.cards) or has_nvidia_hardware())
    told, engine, recipe = configured(settings)
    yield told
    yield smoke(engine, recipe)


def report(lines: list[str]) -> str:
    """Plain text to post: nothing in it names a person, a machine or a folder."""
    versions = [f"{name} {found}" for name in _PACKAGES if (found := _version(name))]
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return "\n".join(["Greenlight on a card", system, ", ".join(versions), *lines])


def ask_torch() -> Torch:
    """Have another process import torch and say what it can use."""
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "render.diffusion.torch_build"],
            capture_output=True,
            text=True,
            timeout=_TORCH_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Torch(trouble=f"it could not be asked: {type(error).__name__}")
    last = (answer.stdout.strip() or answer.stderr.strip() or "it said nothing").splitlines()[-1]
    if answer.returncode != 0:
        is_absent = "No module named 'torch'" in last
        return Torch(trouble="not installed" if is_absent else f"it cannot be loaded: {last[:200]}")
    try:
        said: dict[str, Any] = json.loads(last)
        said["unusable"] = tuple(said["unusable"])
        return Torch(**said)
    except (ValueError, TypeError, KeyError):
        return Torch(trouble=f"it answered {last[:100]!r}")


def judge_torch(torch: Torch, machine: Machine, *, is_card_there: bool) -> Told:
    """Whether torch can use what is built in, with the remedy where it cannot."""
    if torch.trouble:
        return Told("torch", False, torch.trouble, INSTALL)
    built = f"CUDA {torch.cuda}" if torch.cuda else f"ROCm {torch.rocm}" if torch.rocm else ""
    found = f"{torch.version}, " + (f"built for {built}" if built else "built without CUDA")
    if torch.is_ready and torch.unusable:
        return Told(
            "torch",
            False,
            f"{found}, which has no code for the {torch.unusable[0]}",
            f"choose a build for your card at {_SELECTOR} and install the torch that it names",
        )
    if torch.is_ready:
        return Told("torch", True, found)
    if not is_card_there:
        return Told("torch", True, f"{found}; without a card it draws on the processor, slowly")
    if not torch.cuda:
        return Told(
            "torch",
            False,
            f"{found}, so it cannot use the NVIDIA card that is here",
            f"choose your system and CUDA at {_SELECTOR} and install the torch that it names",
        )
    serves = f", and the driver serves CUDA {machine.cuda}" if machine.cuda else ""
    return Told(
        "torch",
        False,
        f"{found}{serves}: the two do not work together",
        f"update NVIDIA's driver, or choose an older CUDA at {_SELECTOR}",
    )


def configured(settings: Settings) -> tuple[Told, str, Recipe | None]:
    """The engine that is to be tried: the node's first that needs a model, or its first."""
    engines = settings.node_engines
    names = [name for name in engines if is_model_engine(name, settings.extra_engines)]
    if not names:
        first = engines[0] if engines else "animatic"
        told = Told(
            "Engine",
            False,
            f"{first}; none that films with a model is switched on "
            f"({', '.join(MODEL_ENGINES)}: {_UNVERIFIED})",
            "`greenlight models recommend` names one for this card",
        )
        return told, first, None
    try:
        recipe = find_recipe(names[0], None, settings)
    except Fault as fault:
        return Told("Engine", False, f"{names[0]}, {_UNVERIFIED}", str(fault)), "animatic", None
    return Told("Engine", True, _described(recipe)), names[0], recipe


def smoke(engine: str, recipe: Recipe | None) -> Told:
    """Shoot half a second in the same kind of child as orders, for SMOKE_SECONDS at most."""
    with tempfile.TemporaryDirectory(prefix="greenlight-smoke-") as folder:
        # with a store of its own, or a second look would find the shot already shot
        executor = LocalExecutor({**os.environ, "GREENLIGHT_CACHE": str(Path(folder) / "cache")})
        try:
            executor.make_ready()
            return _smoke(executor, _order(engine, recipe), Path(folder) / "take")
        finally:
            executor.close()


class _Clock:
    """Ends the shooting in time; loading a model is not shooting."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shooting: float | None = None
        self.share = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.share > 0 and self._shooting is None:
            self._shooting = now
        self.share = progress.share
        if self.is_over(now):
            raise Stopped

    def is_over(self, now: float) -> bool:
        if self._shooting is None:
            return now - self._begun > LOAD_SECONDS
        return now - self._shooting > SMOKE_SECONDS


def _smoke(executor: LocalExecutor, order: SceneOrder, out: Path) -> Told:
    clock = _Clock()
    try:
        with _ticking(clock, executor):
            take = executor.shoot(order, out, {}, clock)
    except Stopped:
        if clock.share > 0:
            done = f"{min(clock.share, 0.99):.0%} of half a second in {SMOKE_SECONDS:g} s"
            return Told("Smoke render", True, f"{order.engine}: {done}, then it was stopped")
        return Told(
            "Smoke render",
            False,
            f"{order.engine}: nothing was shot within {LOAD_SECONDS / 60:.0f} minutes",
            "put the model on a faster disk, or choose a smaller preset",
        )
    except Fault as fault:
        return Told(
            "Smoke render",
            False,
            f"{order.engine}: {str(fault)[:300].rstrip('.')}",
            "`greenlight shoot` with this engine shows the whole log",
        )
    return Told("Smoke render", True, _result(take))


@contextlib.contextmanager
def _ticking(clock: _Clock, executor: LocalExecutor) -> Generator[None]:
    """Look at the clock also while the child says nothing."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.25):
            if clock.is_over(time.monotonic()):
                executor.stop()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _order(engine: str, recipe: Recipe | None) -> SceneOrder:
    """The first shot of the example, small and short."""
    form = example_order().model_dump(mode="json", exclude_none=True)
    form |= {"engine": engine, "picture": {"width": 320, "height": 192, "fps": 24}}
    form["shots"] = [form["shots"][0] | {"seconds": 0.5}]
    if recipe:
        form["steps"] = 2
    return SceneOrder.model_validate_json(json.dumps(form))


def _result(take: TakeReport) -> str:
    frames = f"{take.frames} frames of {take.width}x{take.height}"
    parts = [f"{take.engine}: {frames} in {take.stages.total:.1f} s"]
    if take.steps:
        parts.append(f"{take.stages.denoise / take.steps:.2f} s a step")
        on_card = f"{take.gpu_peak_mb / 1024:.1f} GB of the card"
        parts.append(on_card if take.gpu_peak_mb else "on the processor")
    parts.append(f"{take.peak_memory_mb / 1024:.1f} GB of host memory")
    parts += [note for note in take.notes if "memory" in note]
    return ", ".join(parts)


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
