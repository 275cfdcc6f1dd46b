"""Keeps the machine from going to sleep while it shoots, where the platform offers a way."""

from __future__ import annotations

import contextlib
import ctypes
import shutil
import subprocess
import sys
from collections.abc import Generator
from typing import Any

_ES_CONTINUOUS = 0x80000000
ES_SYSTEM_REQUIRED = 0x00000001
_holding: list[None] = []


@contextlib.contextmanager
def awake() -> Generator[None]:
    """Hold sleep off for the length of the block; a machine without a way to do so just works.

    Blocks may overlap, within one thread.
    """
    if sys.platform == "win32":
        with _awake_windows():
            yield
        return
    process = _inhibitor()
    try:
        yield
    finally:
        if process:
            process.kill()
            process.wait()
            if process.stdin:
                process.stdin.close()


@contextlib.contextmanager
def _awake_windows() -> Generator[None]:
    """Windows keeps one state for a thread: whoever is the last to end lets it go."""
    windll: Any = getattr(ctypes, "windll")  # noqa: B009
    set_state = windll.kernel32.SetThreadExecutionState
    set_state(_ES_CONTINUOUS | ES_SYSTEM_REQUIRED)
    _holding.append(None)
    try:
        yield
    finally:
        _holding.pop()
        if not _holding:
            set_state(_ES_CONTINUOUS)


def inhibit_command() -> list[str] | None:
    """The program that holds sleep off for as long as its standard input stays open."""
    if sys.platform == "darwin" and shutil.which("caffeinate"):
        return ["caffeinate", "-i", "cat"]
    if sys.platform == "linux" and shutil.which("systemd-inhibit"):
        why = ("--who=Greenlight", "--why=shooting a scene", "--mode=block")
        return ["systemd-inhibit", "--what=idle:sleep", *why, "cat"]
    return None


def _inhibitor() -> subprocess.Popen[bytes] | None:
    command = inhibit_command()
    if command is None:
        return None
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
