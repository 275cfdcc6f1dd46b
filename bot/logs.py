"""Logs that a person can read, or one JSON object a line; never a token in either."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

# a Discord token's three parts, a bearer token, a join code
SECRETS = re.compile(
    r"\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}\b"
    r"|(?<=Bearer )[\w.~+/-]{16,}"
    r"|(?<=/webhooks/)(\d+)/[\w-]{16,}"
)
HIDDEN = "[hidden]"


class Readable(logging.Formatter):
    """`14:03:21 studio  scene 12: greenlit with 4 to 2`."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        room = ".".join(record.name.split(".")[1:2]) or record.name
        level = "" if record.levelno == logging.INFO else record.levelname.lower() + ": "
        text = f"{time} {room:<9} {level}{record.getMessage()}"
        if record.exc_info:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        return SECRETS.sub(HIDDEN, text)


class Lines(logging.Formatter):
    """One JSON object a line: at, level, logger, message, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return SECRETS.sub(HIDDEN, json.dumps(entry, ensure_ascii=False))


def set_up(level: str, *, as_json: bool) -> None:
    """Send every log to standard error, once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines() if as_json else Readable())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # discord.py and aiohttp tell more than an operator wants to read
    for chatty in ("discord", "aiohttp.access", "asyncio"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
