"""`greenlight doctor`: one line for each thing that must be right, with the remedy."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.doctor.finding import Finding
from bot.doctor.node import examine_node
from bot.onboarding import DISCORD_API, TokenRefused, Unreachable, check_token
from bot.script import NoNotes, NotADesk, desk_of
from bot.settings import Settings
from bot.store.shapes import migrations

__all__ = ["Finding", "examine"]


def examine(settings: Settings) -> Iterator[Finding]:
    """Every check, in the order in which one would mend them."""
    yield _python()
    yield _sqlite()
    yield _data(settings)
    yield _disk(settings)
    yield _database(settings)
    yield _token(settings)
    yield from _env_file()
    yield from examine_node(settings)
    yield _reach(settings)
    yield from _script_supervisor(settings)


def _python() -> Finding:
    version = platform.python_version()
    return Finding(
        "Python",
        sys.version_info >= (3, 11),
        version,
        "install Python 3.11 or later",
    )


def _sqlite() -> Finding:
    with closing(sqlite3.connect(":memory:")) as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    well = sqlite3.sqlite_version_info >= (3, 37) and "ENABLE_FTS5" in options
    return Finding(
        "SQLite",
        well,
        f"{sqlite3.sqlite_version}{'' if 'ENABLE_FTS5' in options else ' without FTS5'}",
        "use a Python built with SQLite 3.37 or later and FTS5",
    )


def _data(settings: Settings) -> Finding:
    folder = settings.data
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Finding(
            "Data folder",
            False,
            f"{folder}: {error.strerror}",
            "set GREENLIGHT_DATA to a folder that this user may write to",
        )
    return Finding("Data folder", True, str(folder.absolute()))


def _disk(settings: Settings) -> Finding:
    folder = next(
        path
        for path in (settings.data.absolute(), *settings.data.absolute().parents)
        if path.exists()
    )
    free = shutil.disk_usage(folder).free / 1e9
    return Finding(
        "Disk",
        free > settings.free_gb,
        f"{free:.1f} GB free, {settings.media_gb:g} GB for clips",
        f"free some space: below {settings.free_gb:g} GB no work is given out",
    )


def _database(settings: Settings) -> Finding:
    latest = migrations()[-1][0]
    if not settings.database.exists():
        return Finding("Database", True, "made at the first start")
    try:
        with closing(
            sqlite3.connect(f"{settings.database.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return Finding("Database", False, str(error), "restore a backup (greenlight backup FILE)")
    if verdict != "ok":
        return Finding("Database", False, verdict, "restore a backup (greenlight backup FILE)")
    return Finding(
        "Database",
        version <= latest,
        f"shape {version} of {latest}, {settings.database.stat().st_size / 1e6:.1f} MB",
        "it was written by a later version: install that one",
    )


def _token(settings: Settings) -> Finding:
    token = settings.discord_token.get_secret_value()
    if not token:
        return Finding("Discord token", False, "none", "run greenlight setup")
    try:
        application = asyncio.run(check_token(token, settings.discord_api or DISCORD_API))
    except Unreachable as unreachable:
        return Finding("Discord token", False, *_found_and_remedy(str(unreachable)))
    except TokenRefused as refused:
        return Finding("Discord token", False, str(refused), "run greenlight setup")
    return Finding("Discord token", True, f"it is {application.name}'s")


def _env_file() -> Iterator[Finding]:
    """Nothing where it is as it should be, or is not there."""
    file = Path(".env")
    if os.name == "posix" and file.exists() and file.stat().st_mode & 0o077:
        found = "others on this machine may read or change what is in it"
        yield Finding(".env", False, found, "chmod 600 .env", is_needed=False)


def _found_and_remedy(sentence: str) -> tuple[str, str]:
    """A sentence that says after its last colon what is to be done, in these two parts."""
    found, _, remedy = sentence.rpartition(": ")
    return found, remedy.rstrip(".")


def _reach(settings: Settings) -> Finding:
    if not settings.public_url:
        return Finding(
            "Other machines", True, "only this machine renders (GREENLIGHT_PUBLIC_URL is not set)"
        )
    well = settings.public_url.startswith("https://")
    return Finding(
        "Other machines",
        well,
        f"they reach this one at {settings.public_url}",
        "GREENLIGHT_PUBLIC_URL must begin with https://",
    )


def _script_supervisor(settings: Settings) -> Iterator[Finding]:
    """Nothing where none is set up."""
    name = "Script supervisor"
    try:
        desk = desk_of(settings)
    except NotADesk as error:
        yield Finding(name, False, *_found_and_remedy(str(error)))
        return
    if desk is None:
        return
    found = f"{desk.model} at {desk.place}"
    try:
        asyncio.run(desk.check())
    except NoNotes as none:
        remedy = (
            "start it, or set GREENLIGHT_SCRIPT_URL and _MODEL; until then the rules draft alone"
        )
        yield Finding(name, False, f"{found}: {none}", remedy, is_needed=False)
        return
    yield Finding(name, True, f"{found}, which gets the passages that members look at")
