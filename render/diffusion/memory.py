"""Memory of the device: what it peaks at, and how to tell that it ran out."""

from __future__ import annotations

import torch

_SAID = (
    *("out of memory", "alloc_failed", "allocation_failed"),
    *("can't allocate memory", "cannot allocate memory", "not enough memory"),
    "paging file is too small",
)
"""CUDA and its libraries; torch on the CPU, and the kernel; Windows. In small letters."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error means that memory ran out; most who need it only say so in words."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    said = str(error).lower()
    return isinstance(error, (RuntimeError, OSError)) and any(words in said for words in _SAID)


def start_peak(device: torch.device) -> None:
    """Measure the peak from now."""
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)


def peak_mb(device: torch.device) -> float:
    """The most that was held on the card since `start_peak`; 0 without one."""
    if device.type != "cuda":
        return 0.0
    return torch.cuda.max_memory_allocated(device) / 2**20


def size_gb(device: torch.device) -> float:
    """All memory of the device."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[1] / 2**30
    import psutil

    return psutil.virtual_memory().total / 2**30
