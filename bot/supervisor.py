"""The local render node as a child process: started, restarted with backoff, stopped in time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
STEADY = 60.0
"""A child that lived so many seconds was well: the next pause is short again."""
FAREWELL = 8.0
"""Seconds that a child has to hand its work back before it is killed."""
UNKNOWN_TO_THE_BOT = 77
"""The node's exit code when the bot does not accept its token: starting again cannot help."""
NOT_INSTALLED = (
    "The local node needs the render packages: run `pip install 'greenlight[node]'`, "
    "or set GREENLIGHT_LOCAL_NODE=false to run the bot without it."
)


def node_is_installed() -> bool:
    """Whether the packages that drawing needs are there, without loading them."""
    from importlib.util import find_spec

    return all(find_spec(name) for name in ("numpy", "cv2", "skia", "ffmpeg", "imageio_ffmpeg"))


class Supervisor:
    """Keeps one child running until it is cancelled."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self._command = command
        self._environment = environment
        self.restarts = 0

    @classmethod
    def of_local_node(cls, url: str, token_file: Path, *, cache: Path) -> Supervisor:
        """The node that draws on this machine; it finds its token in a file of mode 0600."""
        return cls(
            [sys.executable, "-m", "render", "node", "--tied"],
            {
                "GREENLIGHT_NODE_URL": url,
                "GREENLIGHT_NODE_TOKEN_FILE": str(token_file),
                "GREENLIGHT_CACHE": os.environ.get("GREENLIGHT_CACHE", str(cache)),
            },
        )

    async def run(self) -> None:
        """Start the child, and start it again whenever it ends."""
        pause = FIRST_PAUSE
        clock = asyncio.get_running_loop().time
        while True:
            started = clock()
            code = await self._one_life()
            if code == UNKNOWN_TO_THE_BOT:
                log.error("the local node's token is not known any more: restart the bot")
                return
            pause = FIRST_PAUSE if clock() - started > STEADY else min(pause * 2, LONGEST_PAUSE)
            log.warning("the local node ended with code %s; next start in %.0f s", code, pause)
            await asyncio.sleep(pause)
            self.restarts += 1

    async def _one_life(self) -> int:
        child = await asyncio.create_subprocess_exec(
            *self._command,
            env={**_without_secrets(os.environ), **self._environment},
            # the pipe ends with this process, even after kill -9, and the node with the pipe
            stdin=asyncio.subprocess.PIPE,
        )
        try:
            return await child.wait()
        finally:
            await _end(child)


def _without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """A render process has no business with the bot's token."""
    return {name: value for name, value in environment.items() if "DISCORD_TOKEN" not in name}


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        await asyncio.wait_for(asyncio.shield(child.wait()), FAREWELL)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
