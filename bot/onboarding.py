"""`greenlight setup`: from a token to an invite link and a private `.env`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import aiohttp

DISCORD_API = "https://discord.com/api/v10"
TOKEN = re.compile(r"[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}")


class TokenRefused(Exception):
    """The message says what is wrong with the token and where to get a right one."""


@dataclass(frozen=True, slots=True)
class Application:
    id: int
    name: str
    is_public: bool


def tidy_token(text: str) -> str:
    """A pasted token without what people paste around it. Raises TokenRefused."""
    token = text.strip().strip("\"'").removeprefix("Bot ").strip()
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
            answer.raise_for_status()
            body = await answer.json()
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TokenRefused(
            f"Discord could not be asked ({type(error).__name__}): check the network and try again."
        ) from error
    return Application(int(body["id"]), str(body["name"]), bool(body.get("bot_public", True)))


def write_env(path: Path, values: dict[str, str]) -> None:
    """Set variables in `.env`, keeping every other line; the file is the owner's alone (0600)."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if line.split("=", 1)[0].strip() not in values]
    text = "\n".join([*kept, *(f"{name}={value}" for name, value in values.items())]) + "\n"
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    part.chmod(0o600)
    part.replace(path)
