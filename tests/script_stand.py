"""A language model of the tests' own, on a real port: it answers as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.script import Desk, desk_of

SECONDS = 5.0


@dataclass
class Settings:
    """What an operator sets."""

    script_url: str = ""
    script_model: str = "small"
    script_key: SecretStr = field(default_factory=lambda: SecretStr(""))
    script_seconds: float = SECONDS
    script_all_novels: bool = False


Said = str | dict[str, Any] | web.Response | float
"""Content, an answer on the form, a whole response, or seconds of silence."""


@dataclass
class Stand:
    """What was asked of it, and what it says; its last answer stands for all that follow."""

    url: str
    says: list[Said] = field(default_factory=list[Said])
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    headers: list[Any] = field(default_factory=list[Any])
    models: tuple[str, ...] = ("small",)

    def settings(self, **changes: Any) -> Settings:
        return Settings(script_url=self.url, **changes)

    def desk(self, **changes: Any) -> Desk:
        desk = desk_of(self.settings(**changes))
        assert desk is not None
        return desk

    async def chat(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.headers.append(request.headers)
        said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if isinstance(said, float):
            await asyncio.sleep(said)
            said = ""
        if isinstance(said, web.Response):
            return said
        content = said if isinstance(said, str) else json.dumps(said)
        return web.json_response({"choices": [{"message": {"content": content}}]})

    async def listed(self, _: web.Request) -> web.Response:
        return web.json_response({"data": [{"id": name} for name in self.models]})


@asynccontextmanager
async def standing() -> AsyncIterator[Stand]:
    stand = Stand("")
    app = web.Application()
    app.router.add_post("/v1/chat/completions", stand.chat)
    app.router.add_get("/v1/models", stand.listed)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    stand.url = f"http://127.0.0.1:{port}/v1"
    try:
        yield stand
    finally:
        await runner.cleanup()


def answer(**changes: Any) -> dict[str, Any]:
    """Good notes on the first three paragraphs of the tests' novel."""
    return {
        "heading": {
            "place": "strand below the keep",
            "interior": False,
            "time_of_day": "dusk",
            "weather": "storm",
        },
        "cast": ["Wick", "Captain Hale"],
        "title": "The boy and the sea",
        "action": "Wick runs from the water. Captain Hale calls him up to the path.",
        "light": "backlight",
        "framing": "full",
        "pace": "brisk",
        "speeches": [{"number": 0, "speaker": "Captain Hale", "to": "Wick"}],
        "shots": [
            shot("establish", "extreme wide", "crane down", "A lantern moves in the keep."),
            shot("follow", "full", "dolly left", "Wick runs along the water.", cast=["Wick"]),
            shot("follow", "medium", "static", "The captain calls.", ["Captain Hale"], [0]),
            shot("react", "close", "push in", "Wick looks up.", cast=["Wick"]),
        ],
    } | changes


def shot(
    purpose: str,
    framing: str,
    camera: str,
    action: str,
    cast: list[str] | None = None,
    speeches: list[int] | None = None,
) -> dict[str, Any]:
    return {
        "purpose": purpose,
        "framing": framing,
        "camera": camera,
        "action": action,
        "cast": cast or [],
        "speeches": speeches or [],
    }
