"""What torch is here, whether it can use the card that is here, and what to do where it cannot."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from render.gpu import INSTALL, Machine
from render.told import Told

_TORCH_SECONDS = 120.0
_SELECTOR = "https://pytorch.org/get-started/locally/"


@dataclass(frozen=True, slots=True)
class Torch:
    """What torch says of itself; `trouble` when it does not."""

    version: str = ""
    cuda: str = ""
    rocm: str = ""
    is_ready: bool = False
    unusable: tuple[str, ...] = ()
    trouble: str = ""


def read_torch(machine: Machine) -> Torch:
    """What torch was built for, read from its files in no time; whether it works is a guess."""
    found = find_spec("torch")
    if found is None or found.origin is None:
        return Torch(trouble="not installed")
    said = _literals(Path(found.origin).with_name("version.py"))
    cuda, rocm = said.get("cuda") or "", said.get("hip") or ""
    is_served = not machine.cuda or _major(cuda) <= _major(machine.cuda)
    is_ready = bool(rocm) or (bool(cuda) and bool(machine.cards) and is_served)
    return Torch(said.get("__version__") or "", cuda, rocm, is_ready)


def ask_torch() -> Torch:
    """Have another process import torch and say what it can use."""
    try:
        answer = subprocess.run(
            [sys.executable, "-P", "-m", "render.diffusion.torch_build"],
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


def _literals(path: Path) -> dict[str, str | None]:
    """What a module of assignments says; nothing of it is run."""
    try:
        lines = ast.parse(path.read_text(encoding="utf-8")).body
    except (OSError, SyntaxError, UnicodeDecodeError):
        return {}
    said: dict[str, str | None] = {}
    for line in lines:
        match line:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str() as value))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str() as value))
            ):
                said[name] = value
            case _:
                continue
    return said


def _major(version: str) -> int:
    major = version.partition(".")[0]
    return int(major) if major.isdigit() else 0
