"""The graphics cards of this machine, as NVIDIA's driver tells; everything here asks, nothing acts.

nvidia-ml-py is an optional package, and imported only when somebody looks for cards. Cards are
numbered as the driver and `nvidia-smi` number them: models are loaded with CUDA_DEVICE_ORDER so.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

import psutil

log = logging.getLogger(__name__)

T = TypeVar("T")


def visible(uuids: Sequence[str], named: str | None) -> list[int]:
    """The places of the cards that CUDA shows to programs, in its order.

    `named` is what CUDA_VISIBLE_DEVICES says, None where it is not set: numbers or beginnings of
    UUIDs, of which those from the first unknown one on are ignored
    (https://docs.nvidia.com/cuda/cuda-c-programming-guide/#env-vars).
    """
    if named is None:
        return list(range(len(uuids)))
    found: list[int] = []
    for word in (word.strip() for word in named.split(",")):
        places = [place for place, uuid in enumerate(uuids) if word and uuid.startswith(word)]
        if word.isdigit() and int(word) < len(uuids):
            places = [int(word)]
        if len(places) != 1:
            break
        found += places
    return found


def shown(nvml: Any, named: str | None) -> list[Any]:
    """NVML's handles of the cards that CUDA shows to programs."""
    every = [nvml.nvmlDeviceGetHandleByIndex(i) for i in range(nvml.nvmlDeviceGetCount())]
    uuids = [str(nvml.nvmlDeviceGetUUID(handle)) if named else "" for handle in every]
    return [every[place] for place in visible(uuids, named)]


class Cards:
    """The cards that films are made with. What the driver does not tell is None, never a guess."""

    def __init__(self, nvml: Any, named: str | None = None, devices: Collection[str] = ()) -> None:
        """`named` is what CUDA_VISIBLE_DEVICES says, `devices` are those of recipes; without any,
        all that CUDA shows are meant."""
        self._nvml = nvml
        found = shown(nvml, named)
        self._handles = self._meant(found, devices) if devices else found
        self._seen: dict[int, int] = {}

    def names(self) -> tuple[str, ...]:
        """What the cards are called."""
        return tuple(str(self._nvml.nvmlDeviceGetName(handle))[:100] for handle in self._handles)

    def free_bytes(self) -> int:
        """Free memory of the card that has most of it; 0 where the driver does not tell."""
        found = map(self._memory, self._handles)
        return max((int(memory.free) for memory in found if memory is not None), default=0)

    def joules(self) -> float | None:
        """What the cards used up, together, since the driver was loaded; from Volta on."""
        ask = self._nvml.nvmlDeviceGetTotalEnergyConsumption
        found = [self._told(lambda h=h: ask(h)) for h in self._handles]
        return None if None in found or not found else sum(int(mj or 0) for mj in found) / 1000

    def note(self) -> str | None:
        """One line a card: name, load, memory and power."""
        return "; ".join(self._note(handle) for handle in self._handles)[:200] or None

    def used_by_others(self, own: Collection[int], *, is_idle: bool) -> float | None:
        """The share of the busiest of them that programs beside `own` processes use, in percent.

        Where the driver does not tell programs apart, all of the load is theirs while this node
        draws nothing (`is_idle`), and nobody knows while it does.
        """
        shares = [self._others(i, own, is_idle=is_idle) for i in range(len(self._handles))]
        known = [share for share in shares if share is not None]
        return max(known, default=None)

    def _meant(self, found: Sequence[Any], devices: Collection[str]) -> list[Any]:
        """The cards that torch takes for devices: `auto` is the one with the most memory."""
        places: set[int] = set()
        for device in devices:
            kind, _, number = device.partition(":")
            if kind == "auto" and found:
                sizes = [memory.total if memory else 0 for memory in map(self._memory, found)]
                places.add(sizes.index(max(sizes)))
            elif kind == "cuda" and int(number or 0) < len(found):
                places.add(int(number or 0))
        return [found[place] for place in sorted(places)]

    def _memory(self, handle: Any) -> Any:
        return self._told(lambda: self._nvml.nvmlDeviceGetMemoryInfo(handle))

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
        others = {pid: sample for pid, sample in latest.items() if pid not in own}
        if not is_idle and not all(map(psutil.pid_exists, others)):
            # in a container the driver's numbers are those outside: one of them may be this node
            return None
        return float(sum(sample.smUtil for sample in others.values()))

    def _note(self, handle: Any) -> str:
        parts = [str(self._nvml.nvmlDeviceGetName(handle))]
        load = self._told(lambda: self._nvml.nvmlDeviceGetUtilizationRates(handle))
        memory = self._memory(handle)
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


def find_cards(named: str | None = None, devices: Collection[str] = ()) -> Cards | None:
    """The cards that CUDA shows and that devices name; all that it shows where none are named.

    None where there are none, without an NVIDIA driver, and without nvidia-ml-py.
    """
    try:
        nvml: Any = importlib.import_module("pynvml")
    except ImportError:
        return None
    try:
        nvml.nvmlInit()
        cards = Cards(nvml, named, devices)
    except nvml.NVMLError as error:
        log.debug("no NVIDIA card: %s", error)
        return None
    return cards if cards.names() else None
