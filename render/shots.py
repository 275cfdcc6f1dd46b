"""The shot store: shots and stills kept by content hash, so that nothing is drawn twice."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path

from render.contract import Shot
from render.engines.protocol import Facts
from render.leftovers import clear_leftovers

_KEPT = re.compile(r"^(?P<key>[0-9a-f]{64})\.(?P<frames>\d+)\.(?P<sound>sound|mute)\.mkv$")
_ABOUT_TO_BE_MADE = 86400
"""Seconds within which a shot begins to be made after that was written down."""


@dataclass(frozen=True, slots=True)
class Native:
    """The form in which a model made its frames; the edit brings them to the picture's."""

    width: int
    height: int
    fps: float


@dataclass(frozen=True, slots=True)
class KeptShot:
    """A finished shot on disk."""

    path: Path
    frames: int
    has_sound: bool
    native: Native | None = None
    """None where frames have the picture's own form."""
    facts: Facts = field(default_factory=Facts)

    def shown(self, shot: Shot, fps: int) -> int:
        """How many frames of the film it fills."""
        return max(1, round(shot.seconds * fps)) if self.native else self.frames


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
                native, facts = _read_slip(_slip(path))
                return KeptShot(
                    path, int(match["frames"]), match["sound"] == "sound", native, facts
                )
        return None

    def made_with(self, key: str, hashes: Collection[str]) -> None:
        """Write down, before a shot or a still is made, what pictures and scene it is made of."""
        for sha256 in hashes:
            path = self._notes / sha256
            path.parent.mkdir(exist_ok=True)
            with path.open("a", encoding="ascii") as file:
                file.write(f"{key}\n")

    def forget_made_with(self, hashes: Collection[str]) -> None:
        """Drop every shot and still that is made of one of these. Raises OSError for one in use."""
        for sha256 in hashes:
            with contextlib.suppress(FileNotFoundError):
                for key in _noted(self._notes / sha256):
                    for path in self._folder.glob(f"{key}.*"):
                        if path.suffix != ".part":
                            path.unlink(missing_ok=True)
        self._drop_notes()

    def clear(self) -> None:
        """Drop every shot and still. Raises OSError for one in use."""
        for path in self._folder.glob("*.*"):
            if path.suffix != ".part":
                path.unlink(missing_ok=True)
        self._drop_notes()

    def part(self, key: str, kind: str = "picture") -> Path:
        """Where a shot, or its sound, is written while it is being shot."""
        return self._folder / f"{key}.{kind}.{os.getpid()}.part"

    def keep(
        self,
        key: str,
        part: Path,
        frames: int,
        *,
        has_sound: bool,
        native: Native | None = None,
        facts: Facts | None = None,
    ) -> KeptShot:
        """Take a finished file in: on disk for good, then under its name.

        `facts` are what the engine said of it; they lie beside it and are found with it.
        """
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        sound = "sound" if has_sound else "mute"
        target = self._folder / f"{key}.{frames}.{sound}.mkv"
        facts = facts or Facts()
        if native or facts != Facts():
            _write_slip(self.part(key, "slip"), _slip(target), native, facts)
        part.replace(target)
        return KeptShot(target, frames, has_sound, native, facts)

    def find_still(self, key: str) -> Path | None:
        """A kept still, the frame that stands for a shot; finding it counts as use."""
        path = self._still(key)
        with contextlib.suppress(OSError):
            os.utime(path)
            return path
        return None

    def still_facts(self, key: str) -> Facts:
        """What the engine said of a kept still."""
        return _read_slip(_slip(self._still(key)))[1]

    def keep_still(self, key: str, drawn: Path, facts: Facts | None = None) -> Path:
        """Take a copy of a still in, and beside it what the engine said of it."""
        part = self.part(key, "still")
        shutil.copyfile(drawn, part)
        if facts and facts != Facts():
            _write_slip(self.part(key, "slip"), _slip(self._still(key)), None, facts)
        part.replace(self._still(key))
        return self._still(key)

    def forget_still(self, key: str) -> None:
        """Drop a still that turned out unusable."""
        _drop(self._still(key))

    def forget(self, kept: KeptShot) -> None:
        """Drop a shot that turned out unusable."""
        _drop(kept.path)

    def tidy(self, keep: Collection[str] = ()) -> None:
        """Drop what dead processes left half-written, then the longest unused over budget.

        Shots whose keys are in `keep` stay, whatever the budget.
        """
        clear_leftovers(self._folder)
        kept: list[tuple[os.stat_result, Path]] = []
        for path in (path for kind in ("*.mkv", "*.png") for path in self._folder.glob(kind)):
            # whoever else keeps shots here drops them, too
            with contextlib.suppress(FileNotFoundError):
                kept.append((path.stat(), path))
        over = sum(stat.st_size for stat, _ in kept) - self._budget_bytes
        if over <= 0:
            return
        for stat, path in sorted(kept, key=lambda entry: entry[0].st_mtime_ns):
            if over > 0 and _key(path) not in keep:
                _drop(path)
                over -= stat.st_size
        self._drop_notes()

    def _drop_notes(self) -> None:
        """Drop what was written down of shots that are gone, and not about to be made."""
        kept = {_key(path) for path in self._folder.iterdir()}
        for note in self._notes.glob("*"):
            with contextlib.suppress(FileNotFoundError):
                is_old = time.time() - note.stat().st_mtime > _ABOUT_TO_BE_MADE
                if is_old and kept.isdisjoint(_noted(note)):
                    note.unlink()

    @property
    def _notes(self) -> Path:
        return self._folder / "made-with"

    def _still(self, key: str) -> Path:
        return self._folder / f"{key}.png"


def _key(path: Path) -> str:
    return path.name.split(".")[0]


def _noted(note: Path) -> set[str]:
    return set(note.read_text(encoding="ascii").split())


def _slip(film: Path) -> Path:
    return film.with_suffix(".json")


def _drop(film: Path) -> None:
    film.unlink(missing_ok=True)
    _slip(film).unlink(missing_ok=True)


def _write_slip(part: Path, target: Path, native: Native | None, facts: Facts) -> None:
    """Lay what is known of a shot beside it, before the shot itself appears."""
    slip = {"native": asdict(native) if native else None, "facts": asdict(facts)}
    part.write_text(json.dumps(slip), encoding="utf-8")
    part.replace(target)


def _read_slip(path: Path) -> tuple[Native | None, Facts]:
    try:
        slip = json.loads(path.read_text(encoding="utf-8"))
        return Native(**slip["native"]) if slip["native"] else None, Facts(**slip["facts"])
    except FileNotFoundError:
        return None, Facts()
    except (ValueError, TypeError, KeyError, OSError):
        # a slip that cannot be read makes the shot's own form unknown: it proves damaged when read
        return None, Facts()
