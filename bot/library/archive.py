"""Opens the zip inside an EPUB without trusting it: limits first, bounded reads after."""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import stat
import zipfile
import zlib
from typing import Self

from bot.errors import UnreadableNovel

MAX_ENTRIES = 5_000
MAX_ENTRY_BYTES = 64 * 2**20
MAX_UNPACKED_BYTES = 300 * 2**20
MAX_RATIO = 200
"""Prose packs to a third and empty pictures to a fiftieth; deflate itself ends at about 1,000."""
RATIO_FREE_BYTES = 2**20
MAX_TEXT_BYTES = 24 * 2**20
"""What one text file inside may hold: a million words of marked-up prose are about 8 MB."""
MAX_READ_BYTES = 96 * 2**20
"""What is read of one book in all."""

BROKEN = "This EPUB is damaged and cannot be unpacked: download or export it again."
BOMB = (
    "This EPUB unpacks to far more than a novel holds, as a zip bomb does, so it was refused: "
    "export the book again from its source."
)
UNSAFE = (
    "This EPUB holds file names that point outside of the book, so it was refused: "
    "export the book again from its source."
)
PASSWORD = "This file is locked with a password: add a copy that opens without one."  # noqa: S105

_DRIVE = re.compile(r"[A-Za-z]:")
_UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class Archive:
    """The files of an EPUB, by name; nothing is ever written to disk.

    Raises UnreadableNovel when the zip is damaged, locked with a password or built to do harm.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _UNPACKING_ERRORS as error:
            raise UnreadableNovel(BROKEN) from error
        self._left = MAX_READ_BYTES
        self._entries = _admit(self._zip.infolist())
        self._by_lower = {name.lower(): name for name in self._entries}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def find(self, name: str) -> str | None:
        """The entry that a reference means: exactly, or but for upper and lower case."""
        if name in self._entries:
            return name
        return self._by_lower.get(name.lower())

    def read(self, name: str) -> bytes:
        """A file's bytes; the headers may lie about its size, so the read itself is bounded."""
        allowed = min(MAX_TEXT_BYTES, self._left)
        try:
            with self._zip.open(self._entries[name]) as file:
                data = file.read(allowed + 1)
        except _UNPACKING_ERRORS as error:
            raise UnreadableNovel(BROKEN) from error
        if len(data) > allowed:
            raise UnreadableNovel(BOMB)
        self._left -= len(data)
        return data


def _admit(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise UnreadableNovel(BOMB)
    admitted: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        _refuse_unsafe(entry, name)
        if name in admitted:
            raise UnreadableNovel(
                "This EPUB holds two files of the same name, so nobody can say which one is the "
                "book: export it again from its source."
            )
        admitted[name] = entry
    return admitted


def _refuse_unsafe(entry: zipfile.ZipInfo, name: str) -> None:
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/") or is_link:
        raise UnreadableNovel(UNSAFE)
    if entry.flag_bits & 0x1:
        raise UnreadableNovel(PASSWORD)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableNovel(
            "This EPUB is packed in a way that the format does not allow: "
            "open it in an e-book editor such as Calibre and save it again."
        )
    too_dense = entry.file_size > max(RATIO_FREE_BYTES, MAX_RATIO * entry.compress_size)
    if too_dense or entry.file_size > MAX_ENTRY_BYTES:
        raise UnreadableNovel(BOMB)


def resolve(base: str, reference: str) -> str:
    """The name of the entry that a reference in the file `base` means, without fragment."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), reference)).lstrip("/")
