"""Keeps folders of what can be made again within their budgets."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from render.leftovers import clear_leftovers


def tidy(folder: Path, pattern: str, budget_bytes: int) -> None:
    """Drop the longest unused files over the budget, and what dead processes left half-written."""
    clear_leftovers(folder)
    kept: list[tuple[os.stat_result, Path]] = []
    for path in folder.glob(pattern):
        with contextlib.suppress(FileNotFoundError):
            kept.append((path.stat(), path))
    over = sum(stat.st_size for stat, _ in kept) - budget_bytes
    for stat, path in sorted(kept, key=lambda entry: entry[0].st_mtime_ns):
        if over <= 0:
            return
        path.unlink(missing_ok=True)
        over -= stat.st_size
