"""A club's processes: a local Discord, the bot and render nodes, each with a log of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.backlot import Backlot, Remote

Process = asyncio.subprocess.Process

START = 240.0
"""Seconds that a bot may take until it is connected."""
FAREWELL = 12.0
"""Seconds that a process has to end by itself."""


@dataclass
class House:
    """The bot and the nodes around one backlot, killed and started again as the plot wants it.

    `extra` are variables that the bot and the nodes are given besides their own.
    """

    stage: Backlot | Remote
    folder: Path
    logs: Path
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    restarts: int = 0
    _bot: Process | None = None
    _started: list[Process] = field(default_factory=list[Process])

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def bot(self) -> Process:
        """The bot that runs, or ran last."""
        assert self._bot is not None, "no bot was started"
        return self._bot

    @property
    def dispatch_port(self) -> int:
        """Where nodes on this machine call; the same after a restart."""
        return int((self.data / "dispatch.port").read_text(encoding="ascii"))

    async def start_bot(self) -> None:
        """Start the bot, again or for the first time, and wait until it is connected."""
        if self._bot is not None:
            self.restarts += 1
        self._bot = await self.start("bot", "bot", "run", "--without-node")
        await self.stage.connected(START)

    async def kill_bot(self) -> None:
        """kill -9: no goodbye, no flush. Returns once Discord has noticed."""
        await kill(self.bot)
        await self.stage.until(self._is_unheard, START, every=0.05)

    async def _is_unheard(self) -> bool:
        return not await self.stage.call("is_connected")

    async def start_node(self, **variables: str) -> Process:
        """Start the operator's own node, with `variables` besides its own."""
        return await self.start(
            *("node", "render", "node"),
            **{
                "GREENLIGHT_NODE_URL": f"http://127.0.0.1:{self.dispatch_port}",
                "GREENLIGHT_NODE_TOKEN_FILE": str(self.data / "local-node.token"),
                "GREENLIGHT_CACHE": str(self.folder / "shots"),
                **variables,
            },
        )

    async def start(self, name: str, module: str, *arguments: str, **variables: str) -> Process:
        """Run a module of Greenlight in a process of its own; `name` is its log's."""
        with (self.logs / f"{name}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", module, *arguments),
                env={**self._environment(), **variables},
                # away from any .env
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._started.append(process)
        return process

    def last_words(self, name: str) -> str:
        """The last line of a log, without who says it."""
        lines = (self.logs / f"{name}.log").read_text(encoding="utf-8").split("\n")
        return next((line for line in reversed(lines) if line), "").removeprefix("greenlight: ")

    async def close(self) -> None:
        """End what still runs, the youngest first."""
        for process in reversed(self._started):
            await end(process)

    def _environment(self) -> dict[str, str]:
        """Nothing of the user's own Greenlight leaks in."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("GREENLIGHT_")
        }
        return {
            **kept,
            "DISCORD_TOKEN": "demo.demo.demo",
            # a user who paused the nodes of this machine did not mean this one
            "XDG_CONFIG_HOME": str(self.folder),
            "HOME": str(self.folder),
            "APPDATA": str(self.folder),
            "GREENLIGHT_DATA": str(self.data),
            "GREENLIGHT_DISCORD_API": self.stage.api_base,
            "GREENLIGHT_DISCORD_GATEWAY": self.stage.gateway_url,
            "GREENLIGHT_DISCORD_CDN": self.stage.cdn_base,
            "GREENLIGHT_HEALTH_PORT": "0",
            "GREENLIGHT_FREE_GB": "0",
            "GREENLIGHT_NODE_FREE_GB": "0",
            **self.extra,
        }


@contextlib.asynccontextmanager
async def backlot_apart(logs: Path) -> AsyncGenerator[Remote]:
    """A backlot in a process of its own, and the way to act on it."""
    with (logs / "backlot.log").open("ab") as log:
        backlot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot.backlot"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    try:
        assert backlot.stdout is not None
        base = json.loads(await backlot.stdout.readline())["base"]
        async with Remote(base) as stage:
            yield stage
    finally:
        await end(backlot)


async def kill(process: Process) -> None:
    """kill -9, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def end(process: Process) -> None:
    """Ask a process to end, and kill it when it does not."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), FAREWELL)
    except TimeoutError:
        await kill(process)
