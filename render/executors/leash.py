"""Keeps processes from outliving whoever started them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import psutil

_PR_SET_PDEATHSIG = 1
_JOB_EXTENDED_LIMITS = 9
_KILL_ON_JOB_CLOSE = 0x2000


def _on_linux() -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def die_with_parent() -> None:
        # between fork and exec: nothing here may allocate much or take a lock
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    return die_with_parent


DIE_WITH_PARENT = _on_linux()
"""A `preexec_fn` that has the kernel end a program when the *thread* that started it ends.

None where the kernel cannot; see `hold_children` for what happens there instead.
"""


def hold_children() -> None:
    """Have this process's children end with it, also where the kernel knows no death signal."""
    if sys.platform == "win32":
        _enter_kill_on_close_job()


def end_with(parent: int) -> None:
    """End this process when `parent` ends, even if it is gone already."""
    if DIE_WITH_PARENT:
        DIE_WITH_PARENT()
        if os.getppid() != parent:
            os._exit(1)


def exit_with_children() -> None:
    """Leave at once, taking everything that this process started along."""
    for child in psutil.Process().children(recursive=True):
        try:
            child.kill()
        except psutil.Error:
            continue
    os._exit(1)


def watch(lines: Callable[[], bytes], on_line: Callable[[bytes], None]) -> threading.Thread:
    """Read a parent's pipe beside the work; its end is the parent's end, on every platform."""

    def read() -> None:
        while line := lines():
            on_line(line)
        exit_with_children()

    thread = threading.Thread(target=read, name="leash", daemon=True)
    thread.start()
    return thread


def _enter_kill_on_close_job() -> None:
    """Windows: a job object that ends all its processes when its last handle closes."""

    class Limits(ctypes.Structure):
        _fields_ = (
            ("times", ctypes.c_int64 * 2),
            ("flags", ctypes.c_uint32),
            ("sizes", ctypes.c_size_t * 2),
            ("processes", ctypes.c_uint32),
            ("affinity", ctypes.c_size_t),
            ("classes", ctypes.c_uint32 * 2),
            ("io", ctypes.c_uint64 * 6),
            ("memory", ctypes.c_size_t * 4),
        )

    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    limits = Limits(flags=_KILL_ON_JOB_CLOSE)
    kernel.SetInformationJobObject(
        job, _JOB_EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
    )
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))
