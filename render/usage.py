"""What drawing takes of the machine: memory of this process, and energy of the card."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Collection, Generator
from dataclasses import dataclass
from pathlib import Path

import psutil

from render.card import find_cards
from render.settings import visible_cards

_JOULES_PER_WATT_HOUR = 3600
_RESETS_PEAK = "5"
"""What the kernel takes for that in `/proc/PID/clear_refs`; see proc_pid_clear_refs(5)."""


@dataclass(frozen=True, slots=True)
class Used:
    """What was used for an order so far."""

    peak_mb: float = 0.0
    watt_hours: float = 0.0
    """Of the card; 0 where its driver does not tell."""


class CardMeter:
    """Adds up the energy that cards use while they are at work."""

    def __init__(self) -> None:
        self.watt_hours = 0.0

    @contextlib.contextmanager
    def running(self, devices: Collection[str]) -> Generator[None]:
        """Count what the cards of these devices use in the block."""
        cards = find_cards(visible_cards(), devices)
        before = cards.joules() if cards else None
        yield
        after = cards.joules() if cards else None
        if before is not None and after is not None:
            self.watt_hours += max(after - before, 0) / _JOULES_PER_WATT_HOUR


def start_peak() -> None:
    """Measure this process's peak memory from now; only Linux can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text(_RESETS_PEAK, encoding="ascii")


def own_peak_memory_mb() -> float:
    """The most memory that this process held since `start_peak`, elsewhere than on Linux ever."""
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset / 2**20
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 2**10
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
