"""What every command shares: its screen, its settings, and how it ends with a sentence."""

from __future__ import annotations

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from bot.settings import Settings

screen = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def read_settings() -> Settings:
    """What the operator set. Ends the command with a sentence where it cannot be used."""
    try:
        return Settings(_env_ignore_empty=True)  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        variable = name if name.isupper() else f"GREENLIGHT_{name.upper()}"
        reason = first["msg"].removeprefix("Input should ").split(",")[0]
        raise stop(
            f"{variable} is {str(first['input'])[:60]!r}, and must {reason}; see .env.example."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise stop(f".env in this folder cannot be read: {why}.") from None


def stop(sentence: str, code: int = 1) -> typer.Exit:
    """Say in one sentence why a command ends; raise what this gives."""
    errors.print(f"[red]greenlight:[/red] {plain(sentence)}", soft_wrap=True)
    return typer.Exit(code)


def plain(text: str) -> str:
    """Somebody else's words, without markup and without what would steer the terminal."""
    return escape("".join(letter if letter.isprintable() else " " for letter in text))
