"""What this machine has to film with: its NVIDIA cards, their driver, and its own memory."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psutil

from render.card import find_cards, shown
from render.settings import visible_cards

T = TypeVar("T")

INSTALL = "in the clone: pip install -c constraints.txt -e '.[diffusion]'"
_NVIDIA, _DISPLAY = "0x10de", "0x03"
"""Vendor, and the first digits of the class, of a graphics card on the PCI bus."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card as its driver tells of it; memory in GB of 2**30 bytes."""

    name: str
    memory_gb: float
    free_gb: float


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is to film with; `trouble` says why there are no cards."""

    host_gb: float
    free_host_gb: float
    cards: tuple[Card, ...] = ()
    driver: str = ""
    cuda: str = ""
    """The latest CUDA that the driver can serve."""
    trouble: str = ""
    remedy: str = ""

    @property
    def best(self) -> Card | None:
        """The card with the most memory: a model lies on one."""
        return max(self.cards, key=lambda card: card.memory_gb, default=None)


def look() -> Machine:
    """Look at this machine; asks the driver, and neither loads nor changes anything."""
    memory = psutil.virtual_memory()
    host = memory.total / 2**30, memory.available / 2**30
    # what it starts stays started: below is asked what it does not tell
    if find_cards() is None:
        trouble, remedy = _without_cards()
        return Machine(*host, trouble=trouble, remedy=remedy)
    nvml: Any = importlib.import_module("pynvml")
    told = _Driver(nvml)
    return Machine(
        *host,
        cards=tuple(told.cards()),
        driver=str(told.ask(nvml.nvmlSystemGetDriverVersion) or ""),
        cuda=told.cuda(),
    )


class _Driver:
    """Asks NVML, and takes no answer for an answer."""

    def __init__(self, nvml: Any) -> None:
        self._nvml = nvml

    def ask(self, question: Callable[[], T]) -> T | None:
        try:
            return question()
        except self._nvml.NVMLError:
            return None

    def cards(self) -> list[Card]:
        found: list[Card] = []
        for handle in shown(self._nvml, visible_cards()):
            memory = self.ask(lambda h=handle: self._nvml.nvmlDeviceGetMemoryInfo(h))
            if memory is None:
                continue
            name = str(self._nvml.nvmlDeviceGetName(handle))[:100]
            found.append(Card(name, memory.total / 2**30, memory.free / 2**30))
        return found

    def cuda(self) -> str:
        version = self.ask(lambda: int(self._nvml.nvmlSystemGetCudaDriverVersion()))
        return f"{version // 1000}.{version % 1000 // 10}" if version else ""


def _without_cards() -> tuple[str, str]:
    """Why the driver tells of no card, and what to do."""
    try:
        importlib.import_module("pynvml")
    except ImportError:
        return "nvidia-ml-py is not installed, so no card can be asked", INSTALL
    if has_nvidia_hardware():
        return (
            "an NVIDIA card is built in, and its driver does not answer",
            "install NVIDIA's driver, and start the machine anew",
        )
    return "no NVIDIA card was found", "without one only the animatic films, which needs none"


def has_nvidia_hardware(bus: Path = Path("/sys/bus/pci/devices")) -> bool:
    """Whether a card of NVIDIA's is built in, with or without a driver."""
    if sys.platform == "win32":
        return "nvidia" in _windows_displays().lower()
    return any(
        _line(device / "vendor") == _NVIDIA and _line(device / "class").startswith(_DISPLAY)
        for device in (bus.iterdir() if bus.is_dir() else ())
    )


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip().lower()
    except (OSError, UnicodeDecodeError):
        return ""


def _windows_displays() -> str:
    command = "(Get-CimInstance Win32_VideoController).Name"
    try:
        return subprocess.run(
            ["powershell", "-NoProfile", "-Command", command],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=20,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
