"""Joining, certificates and addresses, and lines on which nothing comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from caller import Caller
from conftest import GUILD, showrunner
from patience import PATIENCE
from shooting import (
    operators_node,
)

import bot.dispatch
from bot.dispatch import Dispatch, routes
from bot.studio import Studio
from render.contract import Registration

pytest_plugins = ("dispatch_fixtures",)


async def test_a_body_that_does_not_come_is_not_waited_for(
    node: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "BODY_PATIENCE", 0.05)

    async def never_whole() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    headers = {"Authorization": f"Bearer {node.token}"}
    async with (
        asyncio.timeout(PATIENCE),
        node.session.post(node.url + "/v1/claim", data=never_whole(), headers=headers) as answer,
    ):
        assert answer.status == 408
        assert "whole" in (await answer.json())["error"]


@pytest.mark.parametrize("begun", [b"", b"POST /v1/claim HTTP/1.1\r\nHost: x\r\nX-Drip: a"])
async def test_a_line_on_which_nobody_asks_anything_is_closed(
    house: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(bot.dispatch, "IDLE", 0.05)
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(served.local_url.split(":")[2]))
    writer.write(begun)
    async with asyncio.timeout(PATIENCE):
        assert await reader.read() == b""
    writer.close()
    await served.close()


async def test_a_machine_joins_once_with_a_code(house: Studio, node: Caller) -> None:
    invitation = await house.nodes.invite(showrunner())
    body = Registration(code=invitation.code, name="Anna's PC").model_dump()
    status, answer, _ = await node.call("POST", "/v1/nodes/register", body, Authorization="")
    assert status == 200
    assert await house.nodes.authenticate(str(answer["token"]))
    status, answer, _ = await node.call("POST", "/v1/nodes/register", body, Authorization="")
    assert status == 403
    assert "/studio node invite" in str(answer["error"])


async def test_guessing_join_codes_is_slowed(node: Caller) -> None:
    body = Registration(code="guess-guess", name="x").model_dump()
    statuses = [
        (await node.call("POST", "/v1/nodes/register", body, Authorization=""))[0] for _ in range(6)
    ]
    assert statuses == [403] * 5 + [429]


async def test_a_node_on_another_machine_pins_the_certificate(
    house: Studio, tmp_path: Path
) -> None:
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start(public_url="https://club.example:8443/", bind="127.0.0.1")
    pin = aiohttp.Fingerprint(bytes.fromhex(served.fingerprint()))
    url = f"https://127.0.0.1:{served.port}/v1/claim"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, ssl=pin) as answer:
            assert answer.status == 401
        wrong = aiohttp.Fingerprint(bytes(32))
        with pytest.raises(aiohttp.ServerFingerprintMismatch):
            await session.post(url, ssl=wrong)
    await served.close()
    assert (tmp_path / "dispatch.key").stat().st_mode & 0o777 == 0o600


async def test_a_join_line_names_address_code_and_certificate(
    house: Studio, tmp_path: Path
) -> None:
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start(public_url="https://club.example:8443/", bind="127.0.0.1")
    line = served.join_line("the-code")
    await served.close()
    assert line == (
        f"greenlight node --join 'https://club.example:8443/#the-code.{served.fingerprint()}'"
    )


async def test_behind_a_proxy_nothing_is_pinned(house: Studio, tmp_path: Path) -> None:
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start(public_url="https://club.example", bind="127.0.0.1", behind_proxy=True)
    line = served.join_line("the-code")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{served.port}/v1/claim") as answer,
    ):
        assert answer.status == 401
    await served.close()
    assert line == "greenlight node --join 'https://club.example/#the-code'"


async def test_after_a_restart_certificate_and_local_address_are_the_same(
    house: Studio, tmp_path: Path
) -> None:
    first = Dispatch(house.leases, house.nodes, tmp_path)
    await first.start()
    before = (first.fingerprint(), first.local_url)
    await first.close()
    second = Dispatch(house.leases, house.nodes, tmp_path)
    await second.start()
    after = (second.fingerprint(), second.local_url)
    await second.close()
    assert after == before


async def test_a_long_poll_ends_when_the_bot_closes(house: Studio, tmp_path: Path) -> None:
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start()
    await operators_node(house)
    async with aiohttp.ClientSession() as session:
        caller = Caller(session, served.local_url, await house.nodes.local("local"))
        waiting = asyncio.create_task(caller.claim(wait=25))
        while not (await house.nodes.of_guild(GUILD))[0].engines:
            await asyncio.sleep(0.01)
        async with asyncio.timeout(PATIENCE):
            await served.close()
            assert (await waiting)[0] == 204
