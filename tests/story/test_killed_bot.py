"""kill -9 of the bot at five moments of a take: one post each time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from story_club import CLIP, Club, begun, hold, opened
from story_proxy import Proxy

from bot.backlot.record import Request
from bot.demo.processes import end

MESSAGES = r"^channels/\d+/messages$"

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def club(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Club]:
    """One club for all five: what a kill left behind would spoil the next."""
    async with opened(tmp_path_factory.mktemp("killed-bot")) as house:
        yield await Club.found(house)


async def while_the_take_waits_in_the_queue(club: Club) -> str:
    slate = await club.greenlight(club.mara)
    await club.card(club.proposed, "in the queue")
    await club.house.kill_bot()
    return slate


async def while_a_node_shoots_it(club: Club) -> str:
    await club.house.start_node()
    held, before = hold(club.house, 1), len(begun(club.house))
    slate = await club.greenlight(club.mara)
    await club.until(lambda: _is(len(begun(club.house)) > before))
    await club.house.kill_bot()
    held.unlink()
    return slate


async def after_the_upload_before_its_completion_is_answered(club: Club) -> str:
    async with Proxy(club.house.dispatch_port) as proxy:
        await club.house.start_node(GREENLIGHT_NODE_URL=proxy.url)
        answer = proxy.withhold(b"/complete ")
        slate = await club.greenlight(club.mara)
        await asyncio.wait_for(answer, 60)
        await club.house.kill_bot()
        await club.house.start_bot()
        await club.until(lambda: _is(club.take(slate)["state"] in ("delivered", "posted")))
    return slate


async def between_the_request_of_the_post_and_its_answer(club: Club) -> str:
    """Discord is slow: the message is there only after the bot is gone."""
    await club.house.start_node()
    slate = await club.greenlight(club.mara)
    await _shoot_until_delivered(club, slate)
    raise NotImplementedError


async def _is(fact: bool) -> bool:  # noqa: FBT001
    return fact
