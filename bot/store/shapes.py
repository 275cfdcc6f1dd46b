"""The shape of a database: brought to today's when it is opened, copied before that, and locked."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from importlib import resources
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)


class StoreUnusable(Exception):
    """The database cannot be opened; the message says why and what to do."""


def copy_database(source: Path, target: Path) -> None:
    """Copy a database, in use or not, into a new file; the copy appears whole or not at all."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    with (
        contextlib.closing(
            sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        ) as old,
        contextlib.closing(sqlite3.connect(part)) as new,
    ):
        old.backup(new)
    part.chmod(0o600)
    part.replace(target)


def migrations() -> list[tuple[int, str]]:
    """The numbered steps from an empty file to today's shape, each a transaction of its own."""
    folder = resources.files("bot.store") / "migrations"
    return sorted(
        (int(file.name.split("_", 1)[0]), file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    )


def migrate(path: Path, *, is_locked: bool) -> None:
    """Bring a database to today's shape, after a copy of it. Raises StoreUnusable."""
    steps = migrations()
    latest = steps[-1][0]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > latest:
            raise StoreUnusable(
                f"{path} was written by a later version of Greenlight (shape {version}, this one "
                f"knows {latest}): install that version, or restore a backup made before it."
            )
        due = [step for step in steps if step[0] > version]
        if due and not is_locked:
            raise StoreUnusable(
                f"The bot that is running on {path} is of an earlier version: restart it first."
            )
        if due and version:
            backup = path.with_name(f"{path.name}.before-{due[0][0]:04d}")
            copy_database(path, backup)
            log.info("kept the database as it was in %s before changing its shape", backup)
        # a table that is made anew takes nothing with it that refers to the old one
        connection.execute("PRAGMA foreign_keys = OFF")
        for _, script in due:
            connection.executescript(script)
    path.chmod(0o600)


def lock(path: Path, *, may_fail: bool) -> IO[bytes] | None:
    """Two bots on one database would post everything twice: the second is told so."""
    file = path.open("ab+")
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        if may_fail:
            return None
        raise StoreUnusable(
            f"another Greenlight is running on {path.with_suffix('')}: stop it first, "
            "or give this one a data folder of its own (GREENLIGHT_DATA)."
        ) from None
    return file
