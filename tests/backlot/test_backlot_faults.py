"""Faults on demand, rate limits, the record, and a backlot in a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from wire_bot import TOKEN, Wire, WireBot, running

from bot.backlot import Backlot, Remote
from bot.backlot.faults import Rejected
from bot.backlot.ratelimits import RateLimits

pytest_plugins = ("wire_fixtures",)

OWN_TEXT = Path(__file__).read_bytes()
POST = (r"channels/\d+/messages$",)


async def test_a_lost_request_was_not_carried_out(wire: Wire) -> None:
    await wire.lot.fail_next("POST", *POST, lost=True)
    with pytest.raises(aiohttp.ClientError):
        await wire.text.send("once")
    assert await wire.channel.messages() == []


async def test_faults_meet_as_many_requests_as_told(wire: Wire) -> None:
    await wire.lot.fail_next("POST", *POST, status=403, code=50013, times=2)
    for _ in range(2):
        with pytest.raises(discord.Forbidden):
            await wire.text.send("x")
    await wire.text.send("x")
    assert len(await wire.channel.messages()) == 1


async def test_faults_are_disarmed(wire: Wire) -> None:
    await wire.lot.fail_next("*", "", status=403, times=9)
    await wire.lot.mend()
    await wire.text.send("x")


@pytest.mark.parametrize(("status", "code"), [(413, 40005), (400, 0), (503, 0)])
async def test_a_status_brings_its_code(wire: Wire, status: int, code: int) -> None:
    await wire.lot.fail_next("POST", *POST, status=status)
    with pytest.raises(discord.HTTPException) as caught:
        await wire.text.send("x")
    assert (caught.value.status, caught.value.code) == (status, code)


async def test_an_answer_that_comes_slowly_comes(wire: Wire) -> None:
    await wire.lot.fail_next("POST", *POST, latency=0.05)
    await wire.text.send("slow")
    assert len(await wire.channel.messages()) == 1


async def test_old_messages_are_edited_so_often_only(wire: Wire) -> None:
    old = await wire.text.send("old")
    wire.clock.ahead += 3601
    new = await wire.text.send("new")
    await wire.lot.limit_old_edits(1)
    await old.edit(content="1")
    with pytest.raises(discord.HTTPException) as caught:
        await old.edit(content="2")
    assert (caught.value.status, caught.value.code) == (429, 30046)
    await new.edit(content="3")
    assert [m.text for m in await wire.channel.messages()] == ["1", "3"]


def test_a_full_bucket_says_when_to_come_back() -> None:
    limits = RateLimits(enforced=True)
    route = "POST channels/{channel}/messages"
    left = [limits.headers(route, "1", now=0.0)["X-RateLimit-Remaining"] for _ in range(5)]
    assert left == ["4", "3", "2", "1", "0"]
    with pytest.raises(Rejected) as caught:
        limits.headers(route, "1", now=2.0)
    assert caught.value.body["retry_after"] == 3.0
    assert "Via" in caught.value.headers
    assert limits.headers(route, "2", now=2.0)["X-RateLimit-Remaining"] == "4"
    assert limits.headers(route, "1", now=5.0)["X-RateLimit-Remaining"] == "4"


def test_fifty_requests_a_second_are_all() -> None:
    limits = RateLimits(enforced=True)
    for number in range(50):
        limits.headers("GET channels/{channel}", str(number), now=0.0)
    limits.headers("POST interactions/{interaction}/{token}/callback", "t", now=0.0)
    with pytest.raises(Rejected) as caught:
        limits.headers("GET channels/{channel}", "51", now=0.5)
    assert caught.value.body["global"] is True


async def test_every_answer_has_its_bucket(wire: Wire) -> None:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        async with session.get(f"{wire.lot.api_base}/channels/{wire.channel.id}") as answer:
            assert answer.headers["Content-Type"] == "application/json"
            assert {name for name in answer.headers if name.startswith("X-RateLimit")} == {
                "X-RateLimit-Limit",
                "X-RateLimit-Remaining",
                "X-RateLimit-Reset",
                "X-RateLimit-Reset-After",
                "X-RateLimit-Bucket",
            }


async def test_who_has_no_token_is_sent_away(wire: Wire) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{wire.lot.api_base}/users/@me") as answer:
            assert answer.status == 401


async def test_what_is_wrong_with_a_body_is_kept(wire: Wire) -> None:
    path = f"/channels/{wire.channel.id}/messages"
    # a key that nobody knows is passed over by Discord, and kept here
    await wire.request("POST", path, json={"content": "x", "embeds": [{"titel": "x"}]})
    stats = await wire.lot.stats()
    if stats["openapi_notice"]:
        pytest.skip(stats["openapi_notice"])
    with pytest.raises(discord.HTTPException) as caught:
        await wire.request("POST", path, json={"content": 5})
    assert caught.value.code == 50035
    stats = await wire.lot.stats()
    assert stats["openapi_errors"] == 2
    assert "titel" in stats["openapi"][0]
    assert stats["openapi"][1].startswith(f"POST {path}: content")


async def test_without_validation_there_is_no_count() -> None:
    async with Backlot(validate=False) as lot:
        stats = await lot.stats()
    assert (stats["openapi_errors"], stats["openapi_notice"]) == (
        None,
        "validation is switched off",
    )


async def test_requests_are_written_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    async with Backlot(requests=path) as lot:
        async with aiohttp.ClientSession(headers={"Authorization": "Bot a.b.c"}) as session:
            await session.get(f"{lot.api_base}/gateway/bot")
        (line,) = path.read_text().splitlines()
    assert json.loads(line)["path"] == "/gateway/bot"


@pytest.fixture
async def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Remote]:
    """A backlot in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.backlot", "--state", str(tmp_path / "state.json")),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    base = json.loads(await process.stdout.readline())["base"]
    try:
        async with Remote(base) as stage:
            monkeypatch.setattr(Route, "BASE", stage.api_base)
            gateway = yarl.URL(stage.gateway_url)
            monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
            yield stage
    finally:
        process.terminate()
        assert await process.wait() == 0
    assert json.loads((tmp_path / "state.json").read_text())["base"] == base


async def test_members_act_from_another_process(remote: Remote) -> None:
    guild = await remote.add_guild("club")
    channel = await guild.add_channel("general")
    mara = await guild.add_member("Mara")
    async with running(WireBot(discord.Intents(guilds=True))) as bot:
        await remote.connected()

        async def answer(interaction: discord.Interaction[Any]) -> None:
            await interaction.response.defer(thinking=True)
            await interaction.followup.send("hello", file=discord.File(__file__, "me.py"))

        bot.answers["hello"] = answer
        got = await mara.slash(channel, "do", what="hello")
        final = await got.final()
        assert (got.kind, final.text) == ("deferred", "hello")
        assert await final.message.file("me.py") == OWN_TEXT
        assert (await channel.see("hello")).id == final.message.id
        with pytest.raises(ValueError, match="there is no"):
            await mara.slash(channel, "nothing")
        with pytest.raises(TimeoutError):
            await got.follow_ups(2, timeout=0.05)
    stats = await remote.stats()
    assert stats["unknown_routes"] == stats["rules"] == []
