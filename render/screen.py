"""What the camera's commands show on a terminal, and how they end with a sentence."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from render.settings import Settings

FAILED = 1
BAD_INPUT = 2
_NODE_MODULES = ("numpy", "cv2", "ffmpeg", "imageio_ffmpeg")


def console(*, stderr: bool = False) -> Console:
    """A screen that colours nothing by itself."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def say(what: object) -> None:
    """Show a line or a table; lines are whole where they go into a file."""
    console().print(what, soft_wrap=isinstance(what, str) and not sys.stdout.isatty())


def plain(text: str) -> str:
    """Somebody else's words, without markup and without what would steer the terminal."""
    from rich.markup import escape

    return escape("".join(letter if letter.isprintable() else " " for letter in text))


def end(sentence: str, code: int = FAILED) -> NoReturn:
    """End the command with a sentence."""
    flat = "".join(letter if letter.isprintable() else " " for letter in sentence)
    sys.stderr.write(f"greenlight: {flat}\n")
    raise typer.Exit(code)


def settings_at_hand() -> Settings:
    """This machine's settings; what is wrong with them ends the command."""
    from render.settings import BadSetting, read_settings

    try:
        return read_settings()
    except BadSetting as error:
        end(str(error), BAD_INPUT)


def need_ffmpeg(settings: Settings) -> None:
    """End the command where ffmpeg does not run: here every order would fail."""
    try:
        program = settings.ffmpeg_program()
    except RuntimeError:
        end("there is no ffmpeg here: install one, and let FFMPEG name it.")
    try:
        subprocess.run([program, "-version"], capture_output=True, timeout=60, check=True)
    except OSError as error:
        why = error.strerror or type(error).__name__
    except subprocess.CalledProcessError as error:
        why = f"exit code {error.returncode}"
    except subprocess.TimeoutExpired:
        why = "it does not end"
    else:
        return
    end(f"ffmpeg cannot be started ({program}: {why}): set FFMPEG to one that works.")


def need_node_extra() -> None:
    """End the command where what shoots is not installed."""
    missing = [name for name in _NODE_MODULES if importlib.util.find_spec(name) is None]
    if missing:
        end(
            "shooting needs the node's packages; in the clone: pip install -c constraints.txt "
            "-e '.[node]'.",
        )
