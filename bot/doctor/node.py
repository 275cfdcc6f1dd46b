"""What a render node on this machine needs: packages, ffmpeg, libraries and fonts."""

from __future__ import annotations

import ctypes.util
import platform
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from bot.doctor.finding import INSTALL_NODE, Finding
from bot.settings import Settings
from bot.supervisor import missing_packages

SCRIPTS = {
    "Arabic": ("ar", "fonts-noto-core"),
    "Hebrew": ("he", "fonts-noto-core"),
    "Chinese": ("zh", "fonts-noto-cjk"),
    "Japanese": ("ja", "fonts-noto-cjk"),
    "Korean": ("ko", "fonts-noto-cjk"),
}
"""Scripts that Noto Sans lacks: their language to fontconfig, and Debian's package for them."""


def examine_node(settings: Settings) -> Iterator[Finding]:
    missing = missing_packages()
    if missing and not settings.local_node:
        found = "none on this machine (GREENLIGHT_LOCAL_NODE is false)"
        yield Finding("Local node", True, found, is_needed=False)
        return
    yield _node_packages(missing, settings)
    yield _ffmpeg(settings)
    yield _skia()
    yield _fonts()
    yield _scripts()


def _node_packages(missing: list[str], settings: Settings) -> Finding:
    return Finding(
        "Local node",
        not missing,
        f"without {', '.join(missing)}" if missing else "its packages are here",
        f"{INSTALL_NODE}, or run without it: GREENLIGHT_LOCAL_NODE=false",
        is_needed=settings.local_node,
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
