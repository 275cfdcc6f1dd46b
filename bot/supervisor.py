"""The local render node as a child process: started, restarted with backoff, stopped in time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

log = logging.getLogger(__name__)
node_log = logging.getLogger("node")

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
STEADY = 60.0
"""A child that lived so many seconds was well: the next pause is short again."""
FAREWELL = 6.0
"""Seconds that a child has to hand its work back before it is killed."""
LAST_WORDS = 0.5
"""Seconds in which the last lines of a child that ended are waited for: its own children may hold
the pipe open."""
LONGEST_LINE = 4000
UNKNOWN_TO_THE_BOT = 77
"""The node's exit code when the bot does not accept its token: starting again cannot help."""
INSTALL = "run `pip install -c constraints.txt -e '.[node]'` in the clone"
NOT_INSTALLED = (
    f"The local node needs the render packages: {INSTALL}, "
    "or set GREENLIGHT_LOCAL_NODE=false to run the bot without it."
)
NO_DEMO = f"The demo films on this machine, which needs the render packages: {INSTALL}."
LOGGED = re.compile(r"\d\d:\d\d:\d\d (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)", re.DOTALL)
COMPLAINT = "greenlight: "


def missing_packages() -> list[str]:
    """What drawing needs of Python's packages and is not here, without loading any."""
    from importlib.util import find_spec

    names = ("numpy", "cv2", "skia", "ffmpeg", "imageio_ffmpeg")
    return [name for name in names if not find_spec(name)]


def next_pause(last: float, lived: float) -> float:
    """Seconds before a child that lived so long is started again; `last` is 0 at first."""
    return FIRST_PAUSE if lived > STEADY or not last else min(last * 2, LONGEST_PAUSE)


class Supervisor:
    """Keeps one child running until it is cancelled; what the child says goes to the log."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self._command = command
        self._environment = environment
        self.restarts = 0

    @classmethod
    def of_local_node(cls, url: str, token_file: Path, *, cache: Path) -> Supervisor:
        """The node that draws on this machine; it finds its token in a file of mode 0600."""
        return cls(
            [sys.executable, "-P", "-m", "render", "node", "--tied"],
            {
                "GREENLIGHT_NODE_URL": url,
                "GREENLIGHT_NODE_TOKEN_FILE": str(token_file),
                "GREENLIGHT_CACHE": str(cache),
            },
        )

    async def run(self) -> None:
        """Start the child, and start it again whenever it ends."""
        pause = 0.0
        clock = asyncio.get_running_loop().time
        while True:
            started = clock()
            try:
                code = await self._one_life()
            except OSError as error:
                ended = f"could not be started: {error}"
            else:
                ended = f"ended with {'exit code' if code >= 0 else 'signal'} {abs(code)}"
                if code == UNKNOWN_TO_THE_BOT:
                    log.error("the local node's token is not known any more: restart the bot")
                    return
            pause = next_pause(pause, clock() - started)
            log.warning("the local node %s; next start in %.0f s", ended, pause)
            await asyncio.sleep(pause)
            self.restarts += 1

    async def _one_life(self) -> int:
        transport, child = await asyncio.get_running_loop().subprocess_exec(
            _Child,
            *self._command,
            env={**_without_secrets(os.environ), **self._environment},
            # the pipe ends with this process, even after kill -9, and the node with the pipe
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # Ctrl-C in the terminal is for the bot alone, which ends the node in order
            process_group=0 if os.name == "posix" else None,
        )
        try:
            await asyncio.shield(child.ended)
        finally:
            await _end(transport, child)
            await asyncio.wait([child.said_all], timeout=LAST_WORDS)
            transport.close()
        return transport.get_returncode() or 0


class _Child(asyncio.SubprocessProtocol):
    """Hears that a child ended apart from the end of its output, and logs what it says.

    `asyncio.subprocess.Process.wait` waits for both, and so for grandchildren that hold the pipe:
    https://github.com/python/cpython/issues/119710
    """

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = loop.create_future()
        self.said_all: asyncio.Future[None] = loop.create_future()
        self._level, self._rest = logging.INFO, b""

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Log whole lines, at the child's own level."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._level = _log_line(line, self._level)
        if len(self._rest) > LONGEST_LINE:
            self._level, self._rest = _log_line(self._rest, self._level), b""

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd == 1:
            _log_line(self._rest, self._level)
            self.said_all.set_result(None)

    def process_exited(self) -> None:
        self.ended.set_result(None)


def _without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """A render process has no business with the bot's token, nor with its script supervisor's."""
    return {
        name: value
        for name, value in environment.items()
        if not name.upper().endswith(("DISCORD_TOKEN", "SCRIPT_KEY"))
    }


def _log_line(line: bytes, level: int) -> int:
    """Log one line; the level for the next, as those of a traceback follow their error."""
    text = line[:LONGEST_LINE].decode(errors="replace").rstrip()
    if logged := LOGGED.fullmatch(text):
        level, text = logging.getLevelNamesMapping()[logged[1]], logged[2]
    elif text.startswith(COMPLAINT):
        level, text = logging.ERROR, text.removeprefix(COMPLAINT)
    if text:
        node_log.log(level, "%s", text)
    return level


async def _end(transport: asyncio.SubprocessTransport, child: _Child) -> None:
    if child.ended.done():
        return
    with contextlib.suppress(ProcessLookupError):
        # a tied node ends with its input: on Windows that is the only way to ask
        if (its_input := transport.get_pipe_transport(0)) is not None:
            its_input.close()
        if os.name == "posix":
            transport.terminate()
    try:
        await asyncio.wait_for(asyncio.shield(child.ended), FAREWELL)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            transport.kill()
        await child.ended
