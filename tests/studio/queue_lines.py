"""The queue's lines, as its tests look at them."""

from __future__ import annotations

from conftest import GUILD
from shooting import (
    Job,
    queue,
)

from bot.studio import Studio
from bot.studio.views import Waiting


async def order_of(house: Studio) -> list[int]:
    return [line.job_id for line in await house.queue.lines(GUILD)]


async def only_line(house: Studio) -> Waiting:
    [line] = await house.queue.lines(GUILD)
    return line


async def three(house: Studio) -> list[Job]:
    return [await queue(house, member_id=50 + number, votes=9 - number) for number in range(3)]
