"""Clears what processes left half-written when they died."""

from __future__ import annotations

from pathlib import Path

import psutil


def clear_leftovers(folder: Path) -> None:
    """Drop files named `….PID.part` whose process is gone."""
    for part in folder.glob("*.part"):
        pid = part.name.split(".")[-2]
        if not (pid.isdigit() and psutil.pid_exists(int(pid))):
            part.unlink(missing_ok=True)
