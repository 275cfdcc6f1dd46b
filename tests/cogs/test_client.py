"""The client: commands, how errors are told, and what it keeps of servers."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from club import ADDRESSES, Club
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import Greenlight, point_at
from bot.store import Store
from bot.studio import Studio

pytest_plugins = ("club_fixtures",)

COMMANDS = {"cast", "film", "me", "propose", "queue", "studio", "vote"}


async def test_the_commands_are_synced_and_members_see_theirs(club: Club) -> None:
    available = club.tom.available_commands(club.channel)
    assert {"propose", "vote", "queue", "film"} <= set(available)
    assert not [name for name in available if name.startswith("studio")]
    assert {command.name for command in club.env.bot.tree.get_commands()} == COMMANDS


async def test_every_command_fits_discords_limits_and_works_in_servers_alone(club: Club) -> None:
    for command in club.env.bot.tree.walk_commands():
        assert 1 <= len(command.description) <= 100, command.qualified_name
        assert command.description.endswith("."), command.qualified_name
        options = command.parameters if isinstance(command, discord.app_commands.Command) else []
        assert [option.name for option in options if len(option.description) < 5] == []
    for command in club.env.bot.tree.get_commands():
        assert command.to_dict(club.env.bot.tree)["contexts"] == [0], command.name


async def test_the_docs_name_every_command_and_setting(club: Club) -> None:
    root = Path(__file__).parents[2]
    readme, guide = ((root / name).read_text("utf-8") for name in ("README.md", "docs/guide.md"))
    tree = club.env.bot.tree
    settings = tree.get_command("studio").get_command("settings")  # type: ignore[union-attr]

    assert [name for name in sorted(COMMANDS) if f"| `/{name}" not in readme] == []
    options = {option.name for option in settings.parameters} - {"clear"}  # type: ignore[union-attr]
    assert options == set(re.findall(r"`(\w+)`", "".join(_first_cells(guide))))


def _first_cells(guide: str) -> list[str]:
    """What stands first in each row of the guide's table of settings."""
    rows = guide.split("## Settings")[1].splitlines()
    return [row.split("|")[1] for row in rows if row.startswith("| `")]


async def test_discord_is_told_the_commands_again_only_when_it_has_others(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    backend, settings = club.env.backend, club.studio.settings
    register = backend.register_commands

    def registered(guild_id: int | None, payloads: list[Any]) -> Any:
        told.append(len(payloads))
        return register(guild_id, payloads)

    monkeypatch.setattr(backend, "register_commands", registered)
    await club.restart()
    assert told == []
    await settings.keep_synced(club.env.bot.application_id or 0, "0" * 64)
    await club.restart()
    assert told == [len(COMMANDS)]
    backend.commands[None].popitem()
    await club.restart()
    assert told == [len(COMMANDS)] * 2


async def test_the_bot_asks_for_no_privileged_intent(studio: Studio) -> None:
    bot = Greenlight(studio, ADDRESSES)
    assert bot.intents == discord.Intents(guilds=True, guild_messages=True)
    assert not bot.allowed_mentions.everyone
    assert not bot.allowed_mentions.users


async def test_an_error_of_ours_is_logged_once_and_told_with_a_number(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise OSError("the disk is gone")

    await club.proposed()
    monkeypatch.setattr(club.studio.ballots, "vote", fail)
    shown = await club.tom.click(club.card(), label="Film it")
    assert shown.response is not None
    assert shown.response.ephemeral
    [record] = [record for record in caplog.records if record.levelname == "ERROR"]
    incident = record.getMessage().removeprefix("incident ")
    assert incident in shown.response.content
    assert "disk" not in shown.response.content
    assert record.exc_info is not None


async def test_a_refusal_is_never_logged_as_an_error(
    club: Club, caplog: pytest.LogCaptureFixture
) -> None:
    await club.mara.slash(club.channel, "propose", chapter="99")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_server_that_the_bot_joins_is_known_at_once(club: Club) -> None:
    guild = club.env.create_guild("Second club")
    await club.env.settle()
    settings = await club.studio.settings.get(guild.id)
    assert settings.guild_id == guild.id


async def test_a_server_that_was_left_while_the_bot_was_away_is_left(
    club: Club, store: Store
) -> None:
    await club.studio.settings.joined(4711, "gone")
    await club.restart()
    async with store.reading() as tx:
        rows = await tx.all("SELECT id FROM guild WHERE left_at IS NOT NULL")
    assert [row["id"] for row in rows] == [4711]


@pytest.fixture
def real_discord() -> Any:
    """Puts Discord back where it is."""
    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE = kept


def test_another_discord_can_stand_in_for_the_real_one(real_discord: None) -> None:
    addresses = SimpleNamespace(
        discord_api="http://127.0.0.1:1/api/v10",
        discord_gateway="ws://127.0.0.1:1/gateway",
        discord_cdn="http://127.0.0.1:1/cdn",
    )
    point_at(addresses)
    assert Route("GET", "/gateway").url == "http://127.0.0.1:1/api/v10/gateway"
    assert str(DiscordWebSocket.DEFAULT_GATEWAY) == "ws://127.0.0.1:1/gateway"
    assert Asset.BASE == "http://127.0.0.1:1/cdn"


def test_without_addresses_discord_stays_where_it_is(real_discord: None) -> None:
    before = Route.BASE
    point_at(ADDRESSES)
    assert before == Route.BASE
    assert "discord.com" in Route.BASE
