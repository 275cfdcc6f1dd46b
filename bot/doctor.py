"""`greenlight doctor`: one line for each thing that must be right, with the remedy."""

from __future__ import annotations

import asyncio
import ctypes.util
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.onboarding import DISCORD_API, TokenRefused, Unreachable, check_token
from bot.script import NoNotes, NotADesk, desk_of
from bot.settings import Settings
from bot.store.shapes import migrations

INSTALL_NODE = "pip install 'greenlight[node]'"
SCRIPTS = {
    "Arabic": ("ar", "fonts-noto-core"),
    "Hebrew": ("he", "fonts-noto-core"),
    "Chinese": ("zh", "fonts-noto-cjk"),
    "Japanese": ("ja", "fonts-noto-cjk"),
    "Korean": ("ko", "fonts-noto-cjk"),
}
"""Scripts that Noto Sans lacks: their language to fontconfig, and Debian's package for them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it is well, what was found, and what to do if not."""

    name: str
    is_well: bool
    found: str
    remedy: str = ""
    is_needed: bool = True
    """Whether the bot cannot do its work without it."""


def examine(settings: Settings) -> Iterator[Finding]:
    """Every check, in the order in which one would mend them."""
    yield _python()
    yield _sqlite()
    yield _data(settings)
    yield _disk(settings)
    yield _database(settings)
    yield _token(settings)
    yield _node_packages()
    yield _ffmpeg(settings)
    yield _skia()
    yield _fonts()
    yield _scripts()
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


def _found_and_remedy(sentence: str) -> tuple[str, str]:
    """A sentence that says after its last colon what is to be done, in these two parts."""
    found, _, remedy = sentence.rpartition(": ")
    return found, remedy.rstrip(".")


def _node_packages() -> Finding:
    missing = [
        name for name in ("numpy", "cv2", "skia", "ffmpeg", "imageio_ffmpeg") if not find_spec(name)
    ]
    return Finding(
        "Local node",
        not missing,
        f"without {', '.join(missing)}" if missing else "its packages are here",
        f"{INSTALL_NODE}, or run without it: GREENLIGHT_LOCAL_NODE=false",
        is_needed=False,
    )


def _ffmpeg(settings: Settings) -> Finding:
    binary = settings.ffmpeg or _bundled_ffmpeg()
    if binary is None:
        return Finding("ffmpeg", False, "none", INSTALL_NODE, is_needed=False)
    try:
        answer = subprocess.run(
            [binary, "-hide_banner", "-encoders"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Finding(
            "ffmpeg",
            False,
            f"{_shown(settings)}: {_why(error)}",
            "let FFMPEG name a working one",
            is_needed=False,
        )
    missing = [name for name in ("libx264", "aac", "libwebp") if f" {name} " not in answer.stdout]
    return Finding(
        "ffmpeg",
        not missing,
        f"{_shown(settings)}, "
        f"{'without ' + ', '.join(missing) if missing else 'with H.264, AAC and WebP'}",
        "let FFMPEG name one with these encoders",
        is_needed=False,
    )


def _shown(settings: Settings) -> str:
    """Which ffmpeg it is; where the bundled one lies helps nobody."""
    if not settings.ffmpeg:
        return "the one of imageio-ffmpeg"
    path, home = Path(settings.ffmpeg), Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _why(error: OSError | subprocess.SubprocessError) -> str:
    """What went wrong when a program was run, without its command line."""
    match error:
        case subprocess.CalledProcessError(returncode=code):
            return f"it ended with exit code {code}"
        case subprocess.TimeoutExpired():
            return "it did not end"
        case OSError(strerror=str(reason)):
            return reason
        case _:
            return str(error)


def _bundled_ffmpeg() -> str | None:
    if find_spec("imageio_ffmpeg") is None:
        return None
    import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]

    return imageio_ffmpeg.get_ffmpeg_exe()


def _skia() -> Finding:
    missing = [name for name in ("EGL", "GL") if ctypes.util.find_library(name) is None]
    if missing and platform.system() == "Linux":
        return Finding(
            "skia's libraries",
            False,
            f"without {' and '.join('lib' + name for name in missing)}",
            "sudo apt-get install libegl1 libgl1",
            is_needed=False,
        )
    return Finding("skia's libraries", True, "found", is_needed=False)


def _fonts() -> Finding:
    missing = [name for name in ("fontpkg-eb-garamond", "fontpkg-noto-sans") if not _has(name)]
    return Finding(
        "Fonts",
        not missing,
        f"without {', '.join(missing)}" if missing else "EB Garamond and Noto Sans",
        INSTALL_NODE,
        is_needed=False,
    )


def _scripts() -> Finding:
    """Subtitles are set in our own faces first; other scripts take what the system has."""
    if shutil.which("fc-list") is None:
        return Finding("Scripts", True, "the system's own fonts are used", is_needed=False)
    lacking = {name: package for name, (code, package) in SCRIPTS.items() if not _has_font(code)}
    if not lacking:
        return Finding("Scripts", True, ", ".join(SCRIPTS), is_needed=False)
    packages = " ".join(sorted(set(lacking.values())))
    return Finding(
        "Scripts",
        False,
        f"no font for {', '.join(lacking)}: their subtitles would be empty boxes",
        f"sudo apt-get install {packages}",
        is_needed=False,
    )


def _has_font(language: str) -> bool:
    command = ["fc-list", f":lang={language}", "family"]
    listed = subprocess.run(command, capture_output=True, timeout=30, check=False)
    return bool(listed.stdout.strip())


def _has(distribution: str) -> bool:
    from importlib.metadata import PackageNotFoundError, version

    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True


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
