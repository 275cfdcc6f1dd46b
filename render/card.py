"""The graphics cards of this machine, as NVIDIA's driver tells; everything here asks, nothing acts.

nvidia-ml-py is an optional package, and imported only when somebody looks for cards.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Collection
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class Cards:
    """All cards of one driver. What the driver does not tell is None, never a guess."""

    def __init__(self, nvml: Any) -> None:
        self._nvml = nvml
        self._handles = [
            nvml.nvmlDeviceGetHandleByIndex(index) for index in range(nvml.nvmlDeviceGetCount())
        ]
        self._seen: dict[int, int] = {}

    def names(self) -> tuple[str, ...]:
        """What the cards are called."""
        return tuple(str(self._nvml.nvmlDeviceGetName(handle))[:100] for handle in self._handles)

    def free_bytes(self) -> int:
        """Free memory, all cards together; 0 where the driver does not tell."""
        found = [
            self._told(lambda h=h: self._nvml.nvmlDeviceGetMemoryInfo(h)) for h in self._handles
        ]
        return sum(int(memory.free) for memory in found if memory is not None)

    def joules(self) -> float | None:
        """What the cards used up since the driver was loaded; from Volta on."""
        ask = self._nvml.nvmlDeviceGetTotalEnergyConsumption
        found = [self._told(lambda h=h: ask(h)) for h in self._handles]
        return None if None in found or not found else sum(int(mj or 0) for mj in found) / 1000

    def note(self) -> str | None:
        """One line a card: name, load, memory and power."""
        return "; ".join(self._note(handle) for handle in self._handles)[:200] or None

    def used_by_others(self, own: Collection[int], *, is_idle: bool) -> float | None:
        """The share of the busiest card that programs beside `own` processes use, in percent.

        Where the driver does not tell programs apart, all of the load is theirs while this node
        draws nothing (`is_idle`), and nobody knows while it does.
        """
        shares = [self._others(i, own, is_idle=is_idle) for i in range(len(self._handles))]
        known = [share for share in shares if share is not None]
        return max(known, default=None)

    def _others(self, index: int, own: Collection[int], *, is_idle: bool) -> float | None:
        handle = self._handles[index]
        try:
            samples = self._nvml.nvmlDeviceGetProcessUtilization(handle, self._seen.get(index, 0))
        except self._nvml.NVMLError_NotFound:
            # nobody used the card since the last look
            return 0.0
        except self._nvml.NVMLError:
            load = self._told(lambda: self._nvml.nvmlDeviceGetUtilizationRates(handle))
            return float(load.gpu) if is_idle and load is not None else None
        latest: dict[int, Any] = {}
        for sample in sorted(samples, key=lambda sample: sample.timeStamp):
            latest[sample.pid] = sample
            self._seen[index] = max(self._seen.get(index, 0), sample.timeStamp)
        return float(sum(s.smUtil for pid, s in latest.items() if pid not in own))

    def _note(self, handle: Any) -> str:
        parts = [str(self._nvml.nvmlDeviceGetName(handle))]
        load = self._told(lambda: self._nvml.nvmlDeviceGetUtilizationRates(handle))
        memory = self._told(lambda: self._nvml.nvmlDeviceGetMemoryInfo(handle))
        milliwatts = self._told(lambda: self._nvml.nvmlDeviceGetPowerUsage(handle))
        parts += [f"{load.gpu} %"] if load is not None else []
        if memory is not None:
            parts.append(f"{memory.used / 2**30:.1f} of {memory.total / 2**30:.0f} GB")
        parts += [f"{milliwatts / 1000:.0f} W"] if milliwatts is not None else []
        return ", ".join(parts)

    def _told(self, ask: Callable[[], T]) -> T | None:
        try:
            return ask()
        except self._nvml.NVMLError:
            return None


def find_cards() -> Cards | None:
    """This machine's cards; None without an NVIDIA driver, or without nvidia-ml-py."""
    try:
        nvml: Any = importlib.import_module("pynvml")
    except ImportError:
        return None
    try:
        nvml.nvmlInit()
        cards = Cards(nvml)
    except nvml.NVMLError as error:
        log.debug("no NVIDIA card: %s", error)
        return None
    return cards if cards.names() else None
