"""A dispatch on a real socket, a node on the line, and a take in its hands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from caller import Caller
from shooting import (
    queue,
)

from bot.dispatch import Dispatch
from bot.studio import Studio


@pytest.fixture
async def dispatch(house: Studio, tmp_path: Path) -> AsyncIterator[Dispatch]:
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start()
    yield served
    await served.close()


@pytest.fixture
async def node(house: Studio, dispatch: Dispatch) -> AsyncIterator[Caller]:
    """The operator's node on the line."""
    async with aiohttp.ClientSession() as session:
        token = await house.nodes.local("local")
        yield Caller(session, dispatch.local_url, token)


@pytest.fixture
async def job(house: Studio, node: Caller) -> int:
    """A take in the node's hands."""
    queued = await queue(house)
    status, answer = await node.claim()
    assert (status, answer["job"], answer["attempt"]) == (200, queued.id, 1)
    return queued.id
