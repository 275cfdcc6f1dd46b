"""What an operator types: commands in processes of their own, and a terminal to answer in."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import AsyncIterator
from pathlib import Path

from patience import PATIENCE

ROOT = Path(__file__).parents[2]
EPUB = ROOT / "samples" / "the-lamp-at-carrow-keep.epub"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123"


def surroundings(**environment: str) -> dict[str, str]:
    """The environment without the user's own Greenlight in it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GREENLIGHT_", "DISCORD_"))
    }
    return {**kept, "PYTHONPATH": str(ROOT), **environment}


def greenlight(
    *arguments: str, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder: away from any .env of the user's."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=surroundings(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


class Terminal:
    """A command on a terminal of 80 columns: what it shows, and what is typed."""

    def __init__(self, process: asyncio.subprocess.Process, line: int) -> None:
        self._process = process
        self._line = line
        self._news = asyncio.Event()
        self._seen = 0
        self.screen = ""
        asyncio.get_running_loop().add_reader(line, self._read)

    def _read(self) -> None:
        try:
            self.screen += os.read(self._line, 65536).decode()
        except OSError:
            # Linux ends a terminal that nobody holds any more in this way
            asyncio.get_running_loop().remove_reader(self._line)
        self._news.set()

    async def answer(self, prompt: str, keys: str) -> None:
        """Wait for the next prompt, then type."""
        async with asyncio.timeout(PATIENCE):
            while prompt not in self.screen[self._seen :]:
                assert self._process.returncode is None, self.screen
                self._news.clear()
                await self._news.wait()
        self._seen = self.screen.index(prompt, self._seen) + len(prompt)
        os.write(self._line, keys.encode())

    async def end(self) -> int:
        """The exit code, once everything was shown."""
        async with asyncio.timeout(PATIENCE):
            code = await self._process.wait()
        self._read()
        return code


@contextlib.asynccontextmanager
async def terminal(*arguments: str, folder: Path, **environment: str) -> AsyncIterator[Terminal]:
    """Run a command on a terminal; it is killed if it still runs at the end."""
    line, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env=surroundings(**environment),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        # Ctrl-C is a signal only for whom the terminal controls
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    try:
        yield Terminal(process, line)
    finally:
        asyncio.get_running_loop().remove_reader(line)
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(line)
