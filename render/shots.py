"""The shot store: finished shots kept by content hash, so that nothing is shot twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import psutil

from render.contract import Picture, Shot

_FORM = 1
"""Raised when the way in which shots are kept changes."""
_KEPT = re.compile(r"^(?P<key>[0-9a-f]{64})\.(?P<frames>\d+)\.(?P<sound>sound|mute)\.mkv$")


@dataclass(frozen=True, slots=True)
class KeptShot:
    """A finished shot on disk."""

    path: Path
    frames: int
    has_sound: bool


@dataclass(frozen=True, slots=True)
class Filming:
    """What makes a shot's frames besides its plan: engine, model and number of steps."""

    engine: str
    engine_version: str
    model: str | None = None
    steps: int | None = None


def shot_key(shot: Shot, picture: Picture, filming: Filming) -> str:
    """The content hash under which a finished shot is kept."""
    parts = [
        _FORM,
        shot.model_dump(mode="json"),
        picture.model_dump(mode="json"),
        [filming.engine, filming.engine_version, filming.model, filming.steps],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class ShotStore:
    """A folder of finished shots within a budget; files appear whole or not at all."""

    def __init__(self, folder: Path, budget_bytes: int) -> None:
        self._folder = folder
        self._budget_bytes = budget_bytes
        folder.mkdir(parents=True, exist_ok=True)

    def find(self, key: str) -> KeptShot | None:
        """A kept shot; finding it counts as use."""
        for path in self._folder.glob(f"{key}.*.mkv"):
            if match := _KEPT.match(path.name):
                with contextlib.suppress(OSError):
                    os.utime(path)
                return KeptShot(path, int(match["frames"]), match["sound"] == "sound")
        return None

    def part(self, key: str, kind: str = "picture") -> Path:
        """Where a shot, or its sound, is written while it is being shot."""
        return self._folder / f"{key}.{kind}.{os.getpid()}.part"

    def keep(self, key: str, part: Path, frames: int, *, has_sound: bool) -> KeptShot:
        """Take a finished file in: on disk for good, then under its name."""
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        sound = "sound" if has_sound else "mute"
        target = self._folder / f"{key}.{frames}.{sound}.mkv"
        part.replace(target)
        return KeptShot(target, frames, has_sound)

    def forget(self, kept: KeptShot) -> None:
        """Drop a shot that turned out unusable."""
        kept.path.unlink(missing_ok=True)

    def tidy(self, keep: Collection[str] = ()) -> None:
        """Drop what dead processes left half-written, then the longest unused over budget.

        Shots whose keys are in `keep` stay, whatever the budget.
        """
        for part in self._folder.glob("*.part"):
            pid = part.name.split(".")[-2]
            if not (pid.isdigit() and psutil.pid_exists(int(pid))):
                part.unlink(missing_ok=True)
        kept = [(path.stat(), path) for path in self._folder.glob("*.mkv")]
        over = sum(stat.st_size for stat, _ in kept) - self._budget_bytes
        for stat, path in sorted(kept, key=lambda entry: entry[0].st_mtime_ns):
            if over <= 0:
                return
            if path.name.split(".")[0] not in keep:
                path.unlink(missing_ok=True)
                over -= stat.st_size
