"""The media folder: files by guild and content, adopted whole or not at all, within a budget."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.store import Row, Store, media, uploads
from bot.studio.views import Media

log = logging.getLogger(__name__)

BUDGET = 50 * 2**30
"""Bytes that clips and masters may take."""
FLOOR = 2**30
"""Bytes that stay free on the disk, for the database above all."""
RESERVE = 600 * 2**20
"""Bytes: the largest file that a node may deliver; new work begins only where it would fit."""
SHARE = 10
"""In a small budget this part of it has to do as the reserve."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in: where its bytes go, how many there are, and how many there will be."""

    id: str
    job_id: int
    attempt: int
    guild_id: int
    name: str
    size: int
    sha256: str
    part: Path
    offset: int


class MediaFolder:
    """`root/<guild>/<sha256><ext>`; what is still coming in lies in `root/parts/<upload>.part`."""

    def __init__(self, root: Path, *, budget: int = BUDGET, floor: int = FLOOR) -> None:
        self._root = root
        self._budget = budget
        self._floor = floor
        self._used: int | None = None
        self._turned_away = 0
        self.settling = asyncio.Lock()
        """Held from adopting a file to the commit that names it: no sweep comes between."""

    def path(self, guild_id: int, sha256: str, name: str) -> Path:
        """Where a guild's file with this content lies, if it is here."""
        return self._root / str(guild_id) / f"{sha256}{Path(name).suffix}"

    def stored(self, row: Row) -> Media:
        """The file of a row of the table of media."""
        path = self.path(row["guild_id"], row["sha256"], row["name"])
        return Media(row["id"], row["name"], row["sha256"], row["size"], path)

    def part(self, upload_id: str) -> Path:
        """Where an upload's bytes are gathered."""
        return self._root / "parts" / f"{upload_id}.part"

    def received(self, upload_id: str) -> int:
        """How many bytes of an upload are on disk."""
        try:
            return self.part(upload_id).stat().st_size
        except FileNotFoundError:
            return 0

    def adopt(self, part: Path, guild_id: int, sha256: str, name: str) -> Path:
        """Move a finished part to its place, durably; blocks until it is on disk."""
        target = self.path(guild_id, sha256, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        size = 0 if target.exists() else part.stat().st_size
        part.replace(target)
        _sync_folder(target.parent)
        if self._used is not None:
            self._used += size
        return target

    def usage(self) -> int:
        """Bytes of all stored files; blocks the first time, while it counts them."""
        if self._used is None:
            self._used = sum(
                file.stat().st_size for folder in self._guilds() for file in folder.iterdir()
            )
        return self._used

    def is_full(self, coming: int = 0) -> bool:
        """Whether so many more bytes would break the budget, or leave the disk too little."""
        if self.usage() + coming > self._budget:
            return True
        return self._free() - coming < self._floor

    def is_short(self) -> bool:
        """Whether what new work brings may not fit, or what found no room before."""
        reserve = min(RESERVE, max(self._budget, 0) // SHARE)
        return self.is_full(max(reserve, self._turned_away))

    def room(self) -> str:
        """How much is used and free, and what sets the bounds, for whoever runs the bot."""
        used, budget, floor = self.usage() / 1e9, self._budget / 1e9, self._floor / 1e9
        return (
            f"{used:.1f} GB of {budget:g} are used (GREENLIGHT_MEDIA_GB), "
            f"{self._free() / 1e9:.1f} GB of the disk are free, {floor:g} stay so "
            "(GREENLIGHT_FREE_GB)"
        )

    def turned_away(self, coming: int) -> None:
        """A file of so many bytes found no room: until it would, nothing else is begun."""
        self._turned_away = max(self._turned_away, coming)

    async def sweep(self, store: Store) -> int:
        """Delete what nothing shows any more, and parts of uploads that are over; how many."""
        async with self.settling:
            # listed before the rows are read: an upload begun in between is not in the list
            files = await asyncio.to_thread(self._files)
            async with store.reading() as tx:
                kept = {
                    self.path(row["guild_id"], row["sha256"], row["name"])
                    for row in await media.referenced(tx)
                }
                kept |= {self.part(upload_id) for upload_id in await uploads.open_ids(tx)}
            unwanted = [file for file in files if file not in kept]
            await asyncio.to_thread(_remove, unwanted)
            self._used = None
            return len(unwanted)

    def _free(self) -> int:
        """Bytes that are free on the disk."""
        self._root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self._root).free

    def _files(self) -> list[Path]:
        parts = self._root / "parts"
        folders = [*self._guilds(), *([parts] if parts.is_dir() else [])]
        return [file for folder in folders for file in folder.iterdir()]

    def _guilds(self) -> list[Path]:
        if not self._root.is_dir():
            return []
        return [folder for folder in self._root.iterdir() if folder.name.isdecimal()]


def _remove(files: list[Path]) -> None:
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:  # Windows: somebody reads it; the next sweep takes it
            log.warning("%s could not be removed yet: %s", file.name, error.strerror)


def _sync_folder(folder: Path) -> None:
    """A renamed file survives a power cut only once its folder is on disk too."""
    if os.name == "nt":
        return  # Windows cannot open folders; NTFS journals the rename
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
