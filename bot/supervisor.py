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
NOT_INSTALLED = (
    "The local node needs the render packages: run `pip install 'greenlight[node]'`, "
    "or set GREENLIGHT_LOCAL_NODE=false to run the bot without it."
)
LOGGED = re.compile(r"\d\d:\d\d:\d\d (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)", re.DOTALL)
COMPLAINT = "greenlight: "


def node_is_installed() -> bool:
    """Whether the packages that drawing needs are there, without loading them."""
    from importlib.util import find_spec

    return all(find_spec(name) for name in ("numpy", "cv2", "skia", "ffmpeg", "imageio_ffmpeg"))


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
            [sys.executable, "-m", "render", "node", "--tied"],
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
        child = await asyncio.create_subprocess_exec(
            *self._command,
            env={**_without_secrets(os.environ), **self._environment},
            # the pipe ends with this process, even after kill -9, and the node with the pipe
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # Ctrl-C in the terminal is for the bot alone, which ends the node in order
            process_group=0 if os.name == "posix" else None,
        )
        assert child.stdout is not None
        listening = asyncio.create_task(_pass_on(child.stdout))
        try:
            return await child.wait()
        finally:
            await _end(child)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listening, LAST_WORDS)


def _without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """A render process has no business with the bot's token."""
    return {name: value for name, value in environment.items() if "DISCORD_TOKEN" not in name}


async def _pass_on(output: asyncio.StreamReader) -> None:
    """Write what the child says to this process's log, line by line, at the child's own level."""
    level, rest = logging.INFO, b""
    while chunk := await output.read(2**16):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            level = _log_line(line, level)
        if len(rest) > LONGEST_LINE:
            level, rest = _log_line(rest, level), b""
    if rest:
        _log_line(rest, level)


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


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        assert child.stdin is not None
        # a tied node ends with its input: on Windows that is the only way to ask
        child.stdin.close()
        if os.name == "posix":
            child.terminate()
    try:
        await asyncio.wait_for(asyncio.shield(child.wait()), FAREWELL)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
