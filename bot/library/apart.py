"""Reads novels in a child process, so that no file can block or kill the bot."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain.novel import MAX_NOVEL_BYTES, Chapter, Novel
from bot.errors import UnreadableNovel
from bot.library.reading import TOO_LARGE

READING_TIME = timedelta(seconds=60)
"""A million words take a tenth of this on two slow cores."""

SLOW = (
    "This file takes too long to read, so reading was stopped: "
    "open it in an e-book editor such as Calibre and save it again."
)
BROKE_OFF = (
    "This file could not be read to its end, as reading it needs more memory than a novel does: "
    "open it in an e-book editor such as Calibre and save it again."
)

MODULE = "bot.library"

_ROOT = Path(__file__).resolve().parents[2]
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
"""All that the child learns of the bot's surroundings: it has no business with its token."""

log = logging.getLogger(__name__)


async def read_novel_apart(
    data: bytes, filename: str, *, within: timedelta = READING_TIME
) -> Novel:
    """Read a file as `read_novel` does, in a child process with limits on memory and time.

    The child is killed when `within` has passed or the caller is cancelled. Raises UnreadableNovel.
    """
    if len(data) > MAX_NOVEL_BYTES:
        raise UnreadableNovel(TOO_LARGE)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", MODULE, filename[-200:].replace("\x00", "")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_surroundings(),
    )
    try:
        async with asyncio.timeout(within.total_seconds()):
            output, errors = await process.communicate(data)
    except TimeoutError as error:
        raise UnreadableNovel(SLOW) from error
    finally:
        await _end(process)
    if process.returncode:
        log.warning("reading a novel ended with %s: %s", process.returncode, errors[-2_000:])
        raise UnreadableNovel(BROKE_OFF)
    return await asyncio.to_thread(_novel, output)


def _surroundings() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed | {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.communicate()


def _novel(output: bytes) -> Novel:
    """The novel that the child wrote: a line of JSON for its names, then one for each chapter."""
    head, *lines = output.splitlines()
    names: dict[str, Any] = json.loads(head)
    if refusal := names.get("refusal"):
        raise UnreadableNovel(refusal)
    chapters = tuple(_chapter(json.loads(line)) for line in lines)
    return Novel(names["title"], tuple(names["authors"]), chapters)


def _chapter(row: dict[str, Any]) -> Chapter:
    return Chapter(row["title"], tuple(row["paragraphs"]), row["part"])
