"""`greenlight setup`: from a token to an invite link and a private `.env`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import typer
from rich.console import Console
from rich.markup import escape

from bot.permissions import NEEDED, invite_link

DISCORD_API = "https://discord.com/api/v10"
PORTAL = "https://discord.com/developers/applications"
TOKEN = re.compile(r"[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}", re.ASCII)
VARIABLE = "DISCORD_TOKEN"
ATTEMPTS = 3
HEADING = "# Greenlight's settings; .env.example lists the others with their defaults.\n"


class TokenRefused(Exception):
    """The message says what is wrong with the token and where to get a right one."""


class Unreachable(TokenRefused):
    """Discord gave no answer about the token; the message says what to look at."""


class CannotWrite(Exception):
    """The file of settings cannot be read or written; the message says why."""


@dataclass(frozen=True, slots=True)
class Application:
    id: int
    name: str
    is_public: bool


def tidy_token(text: str) -> str:
    """A pasted token without what people paste around it. Raises TokenRefused."""
    token = text.strip().removeprefix(f"{VARIABLE}=").strip("\"' ").removeprefix("Bot ").strip()
    if not TOKEN.fullmatch(token):
        raise TokenRefused(
            "That does not look like a bot token: it has three parts with dots between them. "
            "Copy it from the developer portal, your application, Bot, Reset Token."
        )
    return token


async def check_token(token: str, api: str = DISCORD_API) -> Application:
    """Ask Discord whose token this is. Raises TokenRefused when it is nobody's, or unreachable."""
    timeout = aiohttp.ClientTimeout(total=15)
    headers = {"Authorization": f"Bot {token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers) as session,
            session.get(f"{api}/applications/@me") as answer,
        ):
            if answer.status == 401:
                raise TokenRefused(
                    "Discord does not know this token; reset it in the developer portal "
                    "(your application, Bot, Reset Token) and paste the new one."
                )
            if answer.status != 200:
                raise Unreachable(
                    f"Discord could not be asked, it answered {answer.status}: "
                    "try again in a few minutes."
                )
            body = await answer.json()
            return Application(int(body["id"]), str(body["name"]), bool(body.get("bot_public")))
    except (aiohttp.ContentTypeError, ValueError, KeyError, TypeError) as error:
        raise Unreachable(
            "Discord could not be asked, something else answered for it: "
            "check this machine's network, such as a login page or a proxy."
        ) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unreachable(
            "Discord could not be asked: check this machine's network and try again."
        ) from error


def converse(env: Path, api: str, screen: Console) -> str:
    """Ask for the token, write it down, and print the invite link; the token.

    Without a terminal the token is the first line of standard input. Raises TokenRefused and
    CannotWrite; nothing is written before the token is known to be right.
    """
    known = _kept(env)
    if sys.stdin.isatty():
        application = _of_kept(known, env, api, screen) if known else None
        token, application = (known, application) if application else _ask(api, screen)
    else:
        token = tidy_token(sys.stdin.readline())
        application = asyncio.run(check_token(token, api))
    if token != known:
        write_env(env, {VARIABLE: token})
        screen.print(
            f"This is [b]{escape(application.name)}[/b]; its token is in {escape(str(env))}, "
            "which only you can read.",
            soft_wrap=True,
        )
    else:
        with contextlib.suppress(PermissionError):  # another user's file
            env.chmod(0o600)
    _show_invite(application, screen)
    return token


def write_env(path: Path, values: dict[str, str]) -> None:
    """Set variables in `.env`, keeping every other line; the file is the owner's alone (0600).

    Raises CannotWrite. An interrupted call leaves the file as it was.
    """
    path = path.resolve()
    left = dict(values)
    lines: list[str] = []
    for line in _lines(path):
        name = _name(line)
        if name in left:
            lines.append(f"{name}={left.pop(name)}")
        elif name not in values:
            lines.append(line)
    text = "".join(f"{line}\n" for line in [*lines, *(f"{n}={v}" for n, v in left.items())])
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text if path.exists() else HEADING + text)
        part.replace(path)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CannotWrite(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CannotWrite(f"{path} is not UTF-8 text: save it as such, or move it away.") from error


def _name(line: str) -> str:
    return line.split("=", 1)[0].removeprefix("export ").strip()


def _kept(env: Path) -> str:
    """The token that the file has already, if any."""
    kept = [
        line.split("=", 1)[1] for line in _lines(env) if "=" in line and _name(line) == VARIABLE
    ]
    return kept[-1].strip().strip("\"'") if kept else ""


def _of_kept(token: str, env: Path, api: str, screen: Console) -> Application | None:
    """Whose token the file has, unless it is to be replaced."""
    where = escape(str(env))
    try:
        application = asyncio.run(check_token(token, api))
    except Unreachable:
        raise
    except TokenRefused:
        screen.print(f"{where} has a token that Discord does not know: it needs a new one.\n")
        return None
    screen.print(f"{where} already has the token of [b]{escape(application.name)}[/b].")
    return None if typer.confirm("Replace it?", default=False) else application


def _ask(api: str, screen: Console) -> tuple[str, Application]:
    screen.print(
        "Greenlight speaks through a Discord application of your own:\n\n"
        f"  1. {PORTAL}\n"
        "     [b]New Application[/b], and give it the name that your club will see\n"
        "  2. [b]Bot[/b], then [b]Reset Token[/b], and copy the token;\n"
        "     no privileged intent is needed\n\n"
        "Paste the token here. It is not shown.",
        highlight=False,
    )
    for attempt in range(1, ATTEMPTS + 1):
        try:
            token = tidy_token(
                typer.prompt("Token", hide_input=True, default="", show_default=False)
            )
            return token, asyncio.run(check_token(token, api))
        except Unreachable:
            raise
        except TokenRefused as refused:
            if attempt == ATTEMPTS:
                raise
            screen.print(f"[yellow]{escape(str(refused))}[/yellow]\n")
    raise AssertionError("the last attempt ends the loop")


def _show_invite(application: Application, screen: Console) -> None:
    screen.print("\nInvite it to your server, with no more than it needs:\n")
    screen.print(invite_link(application.id), soft_wrap=True, style="cyan", highlight=False)
    screen.print()
    for name, (_, use) in NEEDED.items():
        screen.print(f"  [dim]{name.replace('_', ' '):<26} to {use}[/dim]", highlight=False)
    if application.is_public:
        screen.print(
            "\nAnybody with that link can invite it. To allow only yourself, choose Install Link "
            "[b]None[/b] under Installation in the portal, then switch [b]Public Bot[/b] off."
        )
    screen.print(
        "\nThen [b]greenlight run[/b]; in your server, [b]/studio novel add[/b] and "
        "[b]/studio setup[/b]."
    )
