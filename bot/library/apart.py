"""Reads novels in a child process, so that no file can block or kill the bot."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import timedelta
from typing import Any

from bot.children import TooSlow, run_apart
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

log = logging.getLogger(__name__)


async def read_novel_apart(
    data: bytes, filename: str, *, within: timedelta = READING_TIME
) -> Novel:
    """Read a file as `read_novel` does, in a child process with limits on memory and time.

    The child is killed when `within` has passed or the caller is cancelled. Raises UnreadableNovel.
    """
    if len(data) > MAX_NOVEL_BYTES:
        raise UnreadableNovel(TOO_LARGE)
    name = filename[-200:].replace("\x00", "")
    try:
        ended = await run_apart(MODULE, name, data=data, within=within)
    except TooSlow as error:
        raise UnreadableNovel(SLOW) from error
    if ended.code:
        log.warning("reading a novel ended with %s: %s", ended.code, ended.errors[-2_000:])
        raise UnreadableNovel(BROKE_OFF)
    return await asyncio.to_thread(_novel, ended.output)


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
