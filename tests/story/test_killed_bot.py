"""kill -9 of the bot at five moments of a take: one post each time."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from story_club import CLIP, PATIENCE, Club, begun, hold, opened
from story_proxy import Proxy

from bot.backlot.faults import Fault
from bot.backlot.record import Request

MESSAGES = re.compile(r"^channels/\d+/messages$")

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="module")]


@dataclass
class Shoot:
    """A club, and its node behind a wire; the node lives through all the kills of the bot."""

    club: Club
    wire: Proxy
    has_node: bool = False

    async def with_node(self) -> Club:
        """The club, once a node serves it."""
        if not self.has_node:
            await self.club.house.start_node(GREENLIGHT_NODE_URL=self.wire.url)
            self.has_node = True
        return self.club


Moment = Callable[[Shoot], Awaitable[str]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shoot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shoot]:
    """One club for all five: what a kill left behind would spoil the next."""
    async with opened(tmp_path_factory.mktemp("killed-bot")) as house:
        async with Proxy(house.dispatch_port) as wire:
            yield Shoot(await Club.found(house), wire)


async def waiting_in_the_queue(shoot: Shoot) -> str:
    club = shoot.club
    slate = await club.greenlight()
    assert club.take(slate)["state"] == "queued"
    await club.house.kill_bot()
    await club.house.start_bot()
    await shoot.with_node()
    return slate


async def being_shot(shoot: Shoot) -> str:
    club = await shoot.with_node()
    held, before = hold(club.house, 1), len(begun(club.house))
    slate = await club.greenlight()
    await club.until(lambda: len(begun(club.house)) > before)
    await club.house.kill_bot()
    held.unlink()
    await club.house.start_bot()
    return slate


async def uploaded_and_not_answered(shoot: Shoot) -> str:
    club = await shoot.with_node()
    await club.propose(club.mara)
    card = await club.storyboard()
    answered = shoot.wire.lose_answer(b"/complete HTTP")
    slate = await club.greenlight(card)
    await asyncio.wait_for(answered, PATIENCE)
    await club.house.kill_bot()
    await club.house.start_bot()
    return slate


async def on_its_way_to_the_channel(shoot: Shoot) -> str:
    club = await shoot.with_node()
    card = await club.propose(club.mara)
    looks = held_back(club)
    slate = await club.greenlight(card)
    await club.until(lambda: sent(club))
    await club.house.kill_bot()
    looks.set()
    await club.until(lambda: club.posts(slate))
    await club.house.start_bot()
    return slate


async def posted_and_not_marked(shoot: Shoot) -> str:
    club = await shoot.with_node()
    card = await club.propose(club.mara)
    looks = held_back(club)
    slate = await club.greenlight(card)
    request = await club.until(lambda: sent(club))
    with contextlib.closing(sqlite3.connect(club.house.data / "greenlight.db")) as writer:
        # the bot hears that it is posted, and cannot write that down
        writer.execute("BEGIN IMMEDIATE")
        looks.set()
        await club.until(lambda: request.status == 200)
        await club.house.kill_bot()
    assert club.take(slate)["state"] == "delivered"
    await club.house.start_bot()
    return slate


@pytest.mark.parametrize(
    "killed_while",
    [
        waiting_in_the_queue,
        being_shot,
        uploaded_and_not_answered,
        on_its_way_to_the_channel,
        posted_and_not_marked,
    ],
)
async def test_a_take_is_posted_once_when_the_bot_is_killed_while_it_is(
    shoot: Shoot, killed_while: Moment
) -> None:
    slate, club = await killed_while(shoot), shoot.club
    post = await club.premiere(slate)
    assert list(post.files) == [CLIP]
    assert post.pings == [club.mara.id]
    take = club.take(slate)
    assert (take["attempt"], take["failures"]) == (1, 0), "the node was never told to stop"


def held_back(club: Club) -> asyncio.Event:
    """Discord looks at the next post once this is set."""
    looks = asyncio.Event()
    club.backlot.faults.arm(Fault("POST", MESSAGES, held=looks))
    return looks


def sent(club: Club) -> Request | None:
    """The request with a clip that Discord has not answered yet."""
    for request in club.backlot.record.requests:
        if request.status == 0 and request.files and CLIP in str(request.json):
            return request
    return None
