"""Keeps loaded pipelines from job to job; the longest unused leaves when memory is needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import psutil
import torch

from render.diffusion.loading import let_go

MOST = 3
_ROOM = 1.2
"""Free memory that loading wants, against what the weights take on disk."""

T = TypeVar("T")


class Warm(Generic[T]):
    """What was loaded, by what it was loaded from; the last used comes last."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()

    def get(
        self, key: Hashable, load: Callable[[], T], *, needs_bytes: int, device: torch.device
    ) -> T:
        """What is kept under a key, or what `load` makes once there is room for it."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        while self._kept and (
            len(self._kept) >= self._most or free_bytes(device) < needs_bytes * _ROOM
        ):
            self._kept.popitem(last=False)
            let_go(device)
        made = load()
        self._kept[key] = made
        return made

    def drop(self, device: torch.device, *, but: Hashable = None) -> bool:
        """Let go of everything, or of everything but one; whether there was anything."""
        others = [key for key in self._kept if key != but]
        for key in others:
            del self._kept[key]
        let_go(device)
        return bool(others)

    def __len__(self) -> int:
        return len(self._kept)


on_card: Warm[Any] = Warm()
"""The card is one, and so is what lies on it: all engines of this process share it."""


def free_bytes(device: torch.device) -> int:
    """What is free where weights come to lie."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    return psutil.virtual_memory().available
