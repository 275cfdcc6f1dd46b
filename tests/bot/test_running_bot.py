"""The whole process: up in good order, down in good order, and its node with it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import aiohttp
import psutil
import pytest
from patience import PATIENCE
from ports import free_port
from typed import surroundings

from bot.backlot import Backlot


async def running(
    lot: Backlot, data: Path, *arguments: str, **environment: str
) -> asyncio.subprocess.Process:
    """A bot on the backlot, once it is connected."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", *arguments),
        cwd=data,
        env=surroundings(
            DISCORD_TOKEN="a.b.c",
            GREENLIGHT_DATA=str(data),
            GREENLIGHT_DISCORD_API=lot.api_base,
            GREENLIGHT_DISCORD_GATEWAY=lot.gateway_url,
            GREENLIGHT_DISCORD_CDN=lot.cdn_base,
            GREENLIGHT_FREE_GB="0",
            **{"GREENLIGHT_HEALTH_PORT": "0", **environment},
        ),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    await lot.connected()
    return process


async def heard(process: asyncio.subprocess.Process, *words: str) -> list[str]:
    """The log's lines until all of these were said, in whatever order."""
    assert process.stderr is not None
    lines: list[str] = []
    async with asyncio.timeout(PATIENCE):
        while not all(any(word in line for line in lines) for word in words):
            line = await process.stderr.readline()
            assert line, "".join(lines)
            lines.append(line.decode())
    return lines


async def gone(family: list[psutil.Process]) -> None:
    async with asyncio.timeout(PATIENCE):
        while any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family):
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_closes_everything(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    async with Backlot(validate=False) as lot:
        await lot.add_guild("club")
        process = await running(lot, tmp_path, "--json-logs", GREENLIGHT_HEALTH_PORT=str(port))
        lines = await heard(process, "on Discord as Greenlight, in 1 server", "with animatic")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                assert answer.status == 200
        family = psutil.Process(process.pid).children(recursive=True)
        assert family
        process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            _, rest = await process.communicate()
        assert process.returncode == 0
        await gone(family)
    entries = [json.loads(line) for line in [*lines, *rest.decode().splitlines()]]
    assert entries[-1]["message"] == "closed"
    assert [entry.get("traceback", entry) for entry in entries if entry["level"] == "ERROR"] == []
    assert {entry["logger"] for entry in entries} >= {"node", "bot.launcher"}


async def test_a_bot_that_is_killed_takes_its_local_node_along(tmp_path: Path) -> None:
    async with Backlot(validate=False) as lot:
        await lot.add_guild("club")
        process = await running(lot, tmp_path)
        await heard(process, "with animatic")
        family = psutil.Process(process.pid).children(recursive=True)
        assert family
        process.kill()
        await process.communicate()
        await gone(family)


async def test_health_tells_when_discord_is_not_heard_and_all_closes_all_the_same(
    tmp_path: Path,
) -> None:
    port = free_port()
    async with Backlot(validate=False) as lot:
        process = await running(lot, tmp_path, "--without-node", GREENLIGHT_HEALTH_PORT=str(port))
        await heard(process, "on Discord as Greenlight")
    await heard(process, "Discord cannot be heard")
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert (answer.status, (await answer.json())["status"]) == (503, "offline")
    os.kill(process.pid, signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        _, rest = await process.communicate()
    assert process.returncode == 0
    assert "Traceback" not in rest.decode()
