"""Fixtures of the backlot's tests; a test file names this module in `pytest_plugins`."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from wire_bot import TOKEN, Hands, Wire

from bot.backlot import Backlot


@pytest.fixture
async def quiet_wire(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wire]:
    """Without a bot yet."""
    clock = Hands()
    async with Backlot(clock=clock, token=TOKEN) as lot:
        monkeypatch.setattr(Route, "BASE", lot.api_base)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(lot.gateway_url))
        made = Wire(lot, clock)
        made.guild = await lot.add_guild("club")
        made.channel = await made.guild.add_channel("general")
        made.mara = await made.guild.add_member("Mara")
        made.anna = await made.guild.add_member("Anna", "manage_guild")
        async with made.stack:
            yield made


@pytest.fixture
async def wire(quiet_wire: Wire) -> Wire:
    await quiet_wire.start_bot()
    return quiet_wire
