"""Fixtures of the node's tests; a test file names this module in `pytest_plugins`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from node_stand import Stand
from stage_bot import StageBot, serving

from render.executors.unit import Unit


@pytest.fixture
def bot(tmp_path: Path) -> StageBot:
    return StageBot(tmp_path)


@pytest.fixture
async def stand(bot: StageBot, unit: Unit, tmp_path: Path) -> AsyncIterator[Stand]:
    async with serving(bot) as url:
        yield Stand(bot, url, unit, tmp_path)
