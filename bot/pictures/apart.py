"""Re-encodes a picture in a child process, so that no file can block or kill the bot."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

from bot.children import TooSlow, run_apart
from bot.domain.pictures import MAX_BYTES
from bot.errors import Refusal
from bot.pictures.form import Picture

MODULE = "bot.pictures"
WORKING_TIME = timedelta(seconds=20)

TOO_MANY_BYTES = (
    f"A reference picture may have {MAX_BYTES // 2**20} MB: save it smaller, or as a JPEG."
)
BROKE_OFF = "This file could not be read as a picture: open it, save it anew, and send that."

log = logging.getLogger(__name__)


class UnreadablePicture(Refusal):
    """The file cannot be taken in as a picture; the message says why and what to do."""


async def reencode_apart(data: bytes, *, within: timedelta = WORKING_TIME) -> Picture:
    """A file's pixels as a picture of ours. Raises UnreadablePicture."""
    if len(data) > MAX_BYTES:
        raise UnreadablePicture(TOO_MANY_BYTES)
    try:
        ended = await run_apart(MODULE, data=data, within=within)
    except TooSlow as error:
        raise UnreadablePicture(BROKE_OFF) from error
    head, _, png = ended.output.partition(b"\n")
    if ended.code or not head:
        log.warning("reading a picture ended with %s: %s", ended.code, ended.errors[-2_000:])
        raise UnreadablePicture(BROKE_OFF)
    facts: dict[str, Any] = json.loads(head)
    if refusal := facts.get("refusal"):
        raise UnreadablePicture(refusal)
    return Picture(png, facts["width"], facts["height"])
