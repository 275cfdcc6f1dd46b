"""Fixtures of the cogs' tests; a test file names this module in `pytest_plugins`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from club import ADDRESSES, Club
from conftest import Clock, set_up
from discord import app_commands
from patience import PATIENCE

from bot import app
from bot.app import Greenlight
from bot.backlot.components import form_faults
from bot.backlot.openapi import Description
from bot.backlot.rules import message_faults
from bot.errors import Refusal
from bot.studio import Studio

MODAL = 9
MESSAGES = (4, 7)
COGS = tuple(name for name in app.COGS if name != "cogs.delivery")
MANAGER = discord.Permissions(manage_guild=True)


@pytest.fixture(scope="session")
def discords() -> Description | str:
    """Discord's own description of its API, where it is at hand."""
    return Description.read(Path(__file__).parents[3] / "shared" / "discord" / "openapi.json")


@pytest.fixture
async def club(
    studio: Studio,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    discords: Description | str,
) -> AsyncIterator[Club]:
    """The real bot on a real studio. Cards are posted by the test, not by the delivery."""
    # the cogs say what is closed by the real time
    clock.time = datetime.now(UTC)
    monkeypatch.setattr(app, "COGS", COGS)
    env = simcord.Env(Greenlight(studio, ADDRESSES), settle_timeout=PATIENCE)
    await env.start()
    try:
        guild = env.create_guild("The Lamp Club")
        channel = guild.create_text_channel("the-lamp")
        runner = guild.create_role("showrunner", permissions=MANAGER)
        mara, tom = (guild.add_member(env.create_user(name)) for name in ("mara", "tom"))
        anna = guild.add_member(env.create_user("anna"), roles=[runner])
        novel_id = await set_up(studio, guild.id, channel.id)
        club = Club(env, studio, guild, channel, mara, tom, anna, novel_id)
        yield club
    finally:
        await env.shutdown()
    assert [fault for request in env.http_requests for fault in faults(request, discords)] == []
    # a refusal is an answer; anything else that the bot raised fails the test
    errors = [error for error in env.errors if not isinstance(_cause(error), Refusal)]
    assert club.is_broken or errors == []


def _cause(error: BaseException) -> BaseException:
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def faults(request: Any, discords: Description | str) -> list[str]:
    """What Discord would say against a request that the bot made."""
    body = request.json
    found: list[str] = []
    if not isinstance(discords, str) and "/commands" not in request.path:
        found += discords.faults(request.method, request.path, body)
    if isinstance(body, dict) and request.path.endswith("/callback"):
        data = body.get("data") or {}
        if body["type"] == MODAL:
            found += form_faults(data)
        elif body["type"] in MESSAGES:
            found += message_faults(data, {})
    if isinstance(body, dict) and request.method == "POST" and request.path.endswith("/messages"):
        found += message_faults(body, {})
    return [f"{request.method} {request.path}: {fault}" for fault in found]
