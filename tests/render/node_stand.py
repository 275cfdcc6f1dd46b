"""A node and its bot side by side in one process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from patience import PATIENCE
from stage_bot import TOKEN, Job, StageBot

from render.client import Client
from render.contract import Rest
from render.executors.unit import Unit
from render.membership import Membership
from render.node import Node
from render.rules import Rules
from render.wire import Unwelcome

ENGINES = (
    *("leader", "slow", "broken", "hungry", "counting", "frozen", "doomed"),
    *("halting", "gated", "ponderous"),
)
RULES = Rules(
    engines=ENGINES,
    free_bytes=0,
    ahead=600,
    wait=5,
    beat=0.05,
    look=0.05,
    backoff=0.02,
    most_backoff=0.05,
    disk_pause=0.05,
    paused_pause=0.05,
    contract_pause=0.05,
    farewell=PATIENCE,
)


class Stand:
    """What a test says to the node and its bot."""

    def __init__(self, bot: StageBot, url: str, unit: Unit, folder: Path) -> None:
        self.bot = bot
        self.unit = unit
        self.state = folder / "node.json"
        self.work = folder / "work"
        self.member = Membership(url, TOKEN)
        self.rules = RULES
        self.forgotten: list[str] = []
        """What the node was told to drop, each time; `*` is all."""
        self.rests: Callable[[], Rest | None] = lambda: None

    def change(self, **rules: Any) -> None:
        self.rules = replace(self.rules, **rules)

    def node(self, client: Client) -> Node:
        return Node(
            client,
            self.unit,
            self.state,
            self.member,
            self.work,
            self.rules,
            rests=lambda: self.rests(),
            forget=lambda hashes: self.forgotten.extend("*" if hashes is None else hashes),
        )

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[asyncio.Task[None]]:
        async with Client(self.member) as client:
            node = self.node(client)
            task = asyncio.create_task(node.run())
            try:
                yield task
            finally:
                node.close()
                with contextlib.suppress(Unwelcome):
                    await task

    async def done(self, job: Job) -> Job:
        """Serve until a job is over."""
        async with self.serving():
            await self.bot.until(lambda: job.is_over)
        return job
