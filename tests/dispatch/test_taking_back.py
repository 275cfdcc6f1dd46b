"""What was taken back or removed is told to nodes, and forgotten there."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path

import pytest
from caller import Caller
from conftest import GUILD, showrunner
from patience import PATIENCE
from shooting import (
    claim,
    queue,
)

from bot.dispatch import Dispatch
from bot.store import Store, nodes, taken_back
from bot.studio import Studio
from render.client import Client
from render.executors.unit import Unit
from render.forgetting import Forgetting
from render.membership import Membership, load_saved
from render.node import Node
from render.rules import Rules
from render.shots import ShotStore

pytest_plugins = ("dispatch_fixtures",)


@pytest.mark.parametrize("taken", ["a picture", "a scene"])
async def test_a_node_is_told_of_what_was_taken_back_and_forgets_what_it_made(
    house: Studio, store: Store, dispatch: Dispatch, node: Caller, tmp_path: Path, taken: str
) -> None:
    origin = "f" * 64
    if taken == "a scene":
        scene = (await queue(house)).scene_id
        assert scene is not None
        origin = (await node.claim())[1]["order"]["scene"]  # type: ignore[index]
        await house.scenes.remove(showrunner(), scene, "reported")
    else:
        async with store.transaction() as tx:
            await taken_back.add(tx, origin, house.leases._now())
    shots = ShotStore(tmp_path / "shots", 2**30)
    shots.made_with("a" * 64, [origin])
    part = shots.part("a" * 64)
    part.write_bytes(b"x")
    kept = shots.keep("a" * 64, part, 12, has_sound=False).path
    member = Membership(dispatch.local_url, await house.nodes.local("local"))
    rules = Rules(engines=("animatic",), free_bytes=0, wait=0.1, look=0.05, backoff=0.02)
    forgetting, dropped = Forgetting(shots, tmp_path / "models"), asyncio.Event()
    loop = asyncio.get_running_loop()

    def forget(hashes: Collection[str] | None) -> None:
        forgetting.forget(hashes)
        loop.call_soon_threadsafe(dropped.set)

    unit, state = Unit(), tmp_path / "node.json"
    async with Client(member) as client, asyncio.timeout(PATIENCE):
        node = Node(client, unit, state, member, tmp_path / "work", rules, forget=forget)
        serving = asyncio.create_task(node.run())
        await dropped.wait()
        node.close()
        await serving
    await asyncio.to_thread(unit.close)
    assert not kept.exists()
    assert load_saved(state).forgot == 1


async def test_what_was_taken_back_is_told_since_a_number(
    house: Studio, store: Store, node: Caller
) -> None:
    async with store.transaction() as tx:
        for letter in "abc":
            await taken_back.add(tx, letter * 64, house.leases._now())
    _, _, headers = await node.call("POST", "/v1/claim", claim("one").model_dump(mode="json"))
    assert headers["Taken-Back"] == "3"
    everywhere = await house.nodes.of_guild(GUILD)
    async with store.transaction() as tx:
        await nodes.pause(tx, everywhere[0].id, "for a while", house.leases._now())
    status, _, headers = await node.call("POST", "/v1/claim", claim("two").model_dump(mode="json"))
    assert (status, headers["Taken-Back"]) == (423, "3")
    status, told, _ = await node.call("GET", "/v1/forgotten?after=1")
    assert (status, told) == (200, {"number": 3, "hashes": ["b" * 64, "c" * 64]})
    assert (await node.call("GET", "/v1/forgotten?after=3"))[1] == {"number": 3, "hashes": []}
    status, told, _ = await node.call("GET", "/v1/forgotten?after=x")
    assert (status, told["error"]) == (422, "after: the number that the node knows is missing.")


async def test_only_the_latest_are_remembered_and_who_missed_more_can_tell(
    house: Studio, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taken_back, "KEPT", 2)
    async with store.transaction() as tx:
        for letter in "abcd":
            await taken_back.add(tx, letter * 64, house.leases._now())
    told = {after: await house.nodes.to_forget(after) for after in range(5)}
    assert [told[after].leaves_out(after) for after in range(5)] == [True, True, *3 * [False]]
    assert told[0] == told[2]
    assert told[0].hashes == ("c" * 64, "d" * 64)
