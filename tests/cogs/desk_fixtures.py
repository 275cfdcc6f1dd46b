"""The fixtures of the delivery's tests; a test file names this module in `pytest_plugins`."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

import pytest
from club import Club
from conftest import Clock
from desk import Desk, desk_of

from cogs.delivery import posting
from cogs.delivery.loop import Delivery


@pytest.fixture
async def desk(club: Club, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The delivery of the club, whose loop stands still until a test looks."""

    class HandSet(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return clock.time

    async def stand_still(_: Delivery) -> None: ...

    # messages have the time of the Discord in this process: the club's clock follows it
    clock.time = club.env.now().astimezone(UTC)
    await club.studio.novels.bind(club.member(club.anna), club.novel_id, club.channel.id)
    monkeypatch.setattr(posting, "datetime", HandSet)
    monkeypatch.setattr(Delivery, "cog_load", stand_still)
    return await desk_of(club, clock)


@pytest.fixture
async def backstage(desk: Desk) -> Any:
    """The showrunners' own channel."""
    channel = desk.club.guild.create_text_channel("backstage")
    anna = desk.club.member(desk.club.anna)
    await desk.club.studio.settings.change(anna, showrunner_channel=channel.id)
    return channel
