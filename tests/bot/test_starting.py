"""The start of `greenlight run`: a summary when it goes well, else one sentence with the remedy."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest
import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from patience import PATIENCE
from typed import TOKEN, greenlight

from bot import launcher
from bot.app import why_discord_ended
from bot.backlot import Backlot
from bot.launcher import CannotStart
from bot.opening import checked_port, how_it_stands
from bot.settings import Settings
from bot.store import Store, StoreUnusable


@pytest.fixture(autouse=True)
def _discord_stays_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot in this process would lead those of other tests to this test's backlot."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(Asset, "BASE", Asset.BASE)


@pytest.fixture
async def lot() -> AsyncIterator[Backlot]:
    async with Backlot(validate=False, token=TOKEN) as backlot:
        await backlot.add_guild("club")
        yield backlot


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program has."""
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        yield other.getsockname()[1]


def settings(data: Path, lot: Backlot | None = None, **others: Any) -> Settings:
    facts: dict[str, Any] = {"discord_token": TOKEN, "data": data, "health_port": 0}
    if lot is not None:
        facts |= {"discord_api": lot.api_base, "discord_gateway": lot.gateway_url}
    return Settings(_env_file=None, **{**facts, "free_gb": 0, **others})  # type: ignore[call-arg]


async def refusal(wanted: Settings) -> str:
    """Why it cannot start: one sentence, quickly."""
    with pytest.raises((CannotStart, StoreUnusable)) as told:
        async with asyncio.timeout(PATIENCE):
            await launcher.run(wanted, without_node=True)
    assert "\n" not in str(told.value)
    return str(told.value)


async def test_without_a_token_it_says_how_to_get_one(tmp_path: Path) -> None:
    assert "greenlight setup" in await refusal(settings(tmp_path, discord_token=""))


async def test_a_token_that_discord_does_not_know(lot: Backlot, tmp_path: Path) -> None:
    told = await refusal(settings(tmp_path, lot, discord_token=TOKEN[:-1] + "9"))
    assert "does not know this bot's token" in told
    assert TOKEN[:20] not in told


async def test_a_network_without_discord(tmp_path: Path) -> None:
    told = await refusal(settings(tmp_path, discord_api="http://127.0.0.1:9/api/v10"))
    assert "cannot be reached (connection refused)" in told


async def test_trouble_at_discord_itself(lot: Backlot, tmp_path: Path) -> None:
    await lot.fail_next("GET", "users/@me", status=503)
    assert "discordstatus.com" in await refusal(settings(tmp_path, lot))


@pytest.mark.parametrize(
    ("code", "words"), [(4004, "does not know this bot's token"), (4014, "Privileged Gateway")]
)
async def test_a_connection_that_discord_ends_for_good(
    lot: Backlot, tmp_path: Path, code: int, words: str
) -> None:
    async def turn_away() -> None:
        await lot.connected()
        await lot.close_socket(code)

    told, _ = await asyncio.gather(refusal(settings(tmp_path, lot)), turn_away())
    assert words in told


async def test_a_script_supervisor_that_cannot_be_asked(tmp_path: Path) -> None:
    told = await refusal(settings(tmp_path, script_url="localhost:11434"))
    assert "GREENLIGHT_SCRIPT_URL" in told


async def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = await refusal(settings(tmp_path / "file" / "data"))
    assert "set GREENLIGHT_DATA" in told


async def test_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "greenlight.db").write_bytes(b"a letter to the editor " * 200)
    told = await refusal(settings(tmp_path))
    assert "not a database" in told
    assert "backup" in told


async def test_a_database_of_a_later_version(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "greenlight.db")) as later:
        later.execute("PRAGMA user_version = 999")
    assert "later version of Greenlight" in await refusal(settings(tmp_path))


async def test_a_second_bot_on_one_database(store: Store) -> None:
    told = await refusal(settings(store.path.parent))
    assert "another Greenlight is running" in told


async def test_a_health_port_that_is_taken(lot: Backlot, tmp_path: Path, taken: int) -> None:
    told = await refusal(settings(tmp_path, lot, health_port=taken))
    assert f"Port {taken} for /healthz" in told
    assert "(address already in use)" in told


async def test_a_node_port_that_is_taken(tmp_path: Path, taken: int) -> None:
    told = await refusal(settings(tmp_path, public_url=f"https://me.example:{taken}"))
    assert f"port {taken} (address already in use)" in told
    assert "GREENLIGHT_NODE_PORT" in told


async def test_an_address_that_is_not_this_machines(tmp_path: Path) -> None:
    told = await refusal(
        settings(tmp_path, public_url="https://me.example:0", node_bind="203.0.113.9")
    )
    assert "GREENLIGHT_NODE_BIND" in told


@pytest.mark.parametrize(
    "url",
    ["me.example:8443", "http://me.example", "https://", "https://me:port", "https://me/#x", "/"],
)
def test_a_public_url_that_nobody_can_call(url: str) -> None:
    with pytest.raises(CannotStart, match="GREENLIGHT_PUBLIC_URL"):
        checked_port(url)


@pytest.mark.parametrize(
    ("url", "port"),
    [("", 0), ("https://me", 443), ("https://me:8443/", 8443), ("https://me/films", 443)],
)
def test_the_port_of_a_public_url(url: str, port: int) -> None:
    assert checked_port(url) == port


def _answer(status: int) -> aiohttp.ClientResponse:
    return cast("aiohttp.ClientResponse", SimpleNamespace(status=status, reason=""))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (discord.LoginFailure("Improper token"), "greenlight setup"),
        (discord.HTTPException(_answer(429), None), "quarter of an hour"),
        (discord.DiscordServerError(_answer(502), None), "discordstatus.com"),
        (aiohttp.ServerDisconnectedError(), "check this machine's network"),
        (TimeoutError(), "check this machine's network"),
    ],
)
def test_why_discord_ended_is_a_sentence(error: Exception, words: str) -> None:
    assert words in (why_discord_ended(error) or "")


def test_a_fault_of_our_own_is_no_trouble_of_discords() -> None:
    assert why_discord_ended(KeyError("x")) is None


class OnceFailed(logging.Handler):
    """Opens the gateway as soon as the first connection to it has failed."""

    def __init__(self, gateway: str) -> None:
        super().__init__()
        self._gateway = gateway

    def emit(self, record: logging.LogRecord) -> None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._gateway)


async def test_a_gateway_that_is_late_is_waited_for(
    lot: Backlot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "FIRST_PAUSE", 0.01)
    late = OnceFailed(lot.gateway_url)
    logging.getLogger("discord.client").addHandler(late)
    wanted = settings(tmp_path, lot, discord_gateway="ws://127.0.0.1:9/gateway")
    running = asyncio.create_task(launcher.run(wanted, without_node=True))
    try:
        await lot.connected()
    finally:
        logging.getLogger("discord.client").removeHandler(late)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()


def test_the_summary_says_who_shoots_and_who_may_join(tmp_path: Path) -> None:
    alone = "\n".join(
        how_it_stands(settings(tmp_path), user="Lamp", application_id=7, guilds=0, shoots=False)
    )
    assert "as Lamp, in no server yet" in alone
    assert "client_id=7" in alone
    assert "does not shoot" in alone
    assert "GREENLIGHT_PUBLIC_URL is unset" in alone
    assert "not served" in alone
    wanted = settings(tmp_path, public_url="https://me:8443", health_port=8089)
    open_house = "\n".join(
        how_it_stands(wanted, user="Lamp", application_id=7, guilds=2, shoots=True)
    )
    assert "in 2 servers" in open_house
    assert "client_id" not in open_house
    assert "this machine shoots" in open_house
    assert "join at https://me:8443" in open_house
    assert "http://127.0.0.1:8089/healthz" in open_house


def test_a_refusal_is_a_line_of_json_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "greenlight.db").write_bytes(b"a letter to the editor " * 200)
    told = greenlight(
        *("run", "--without-node", "--json-logs"),
        folder=tmp_path,
        GREENLIGHT_DATA=".",
        DISCORD_TOKEN=TOKEN,
    )
    assert told.returncode == 1
    (line,) = told.stderr.splitlines()
    assert "not a database" in json.loads(line)["message"]


@pytest.mark.parametrize("command", [("run",), ("demo", "--once")])
def test_without_the_node_packages_it_says_what_to_install(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    told = without_skia(tmp_path, *command)
    assert told.returncode == 1
    (line,) = told.stderr.splitlines()
    assert line.startswith("greenlight: ")
    assert ".[node]" in line


def test_a_demo_whose_node_ends_says_why_at_once(tmp_path: Path) -> None:
    told = greenlight(
        "demo", "--once", folder=tmp_path, FFMPEG="/no/such/ffmpeg", GREENLIGHT_HEALTH_PORT="0"
    )
    assert told.returncode == 1
    said = " ".join(told.stdout.split())
    assert "the render node ended: ffmpeg cannot be started (/no/such/ffmpeg" in said


def test_ctrl_c_while_it_is_still_loading_ends_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt")
    told = greenlight(
        "doctor", folder=tmp_path, PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path])
    )
    assert (told.returncode, told.stderr) == (130, "")


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        ("true", "no  Local node +without skia → .*GREENLIGHT_LOCAL_NODE=false"),
        ("false", "ok  Local node +none on this machine"),
    ],
)
def test_the_doctor_wants_the_node_packages_where_run_does(
    tmp_path: Path, wanted: str, line: str
) -> None:
    told = without_skia(
        tmp_path,
        "doctor",
        GREENLIGHT_LOCAL_NODE=wanted,
        GREENLIGHT_DISCORD_API="http://127.0.0.1:9",
    )
    assert re.search(line, told.stdout), told.stdout


def without_skia(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """A command where one of the node's packages is not installed."""
    (folder / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest: name != 'skia' and found(name, *rest)\n"
    )
    return greenlight(
        *arguments,
        folder=folder,
        DISCORD_TOKEN=TOKEN,
        PYTHONPATH=os.pathsep.join([str(folder), *sys.path]),
        **environment,
    )
