"""What is kept of a member, as one file to take along: the records, and their pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

RECORDS = "what-is-kept-of-me.json"
ARCHIVE = "what-is-kept-of-me.zip"
MARGIN = 64 * 1024
"""Bytes that a message takes beside its file, and an archive beside its content."""


def pack(records: str, pictures: Mapping[str, Path], room: int) -> tuple[bytes, list[str]]:
    """An archive of at most so many bytes, and the names of the pictures that found no room.

    It reads and writes some megabytes: call it in a thread.
    """
    left_out: list[str] = []
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(RECORDS, records)
        for name, path in pictures.items():
            if written.tell() + path.stat().st_size > room - MARGIN:
                left_out.append(name)
            else:
                archive.write(path, f"pictures/{name}", zipfile.ZIP_STORED)
    return written.getvalue(), left_out
