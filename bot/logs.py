"""Logs that a person can read, or one JSON object a line; never a token in either."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType

# a Discord token's three parts, a bearer token, the tokens in the paths of webhooks and
# interactions, a join code
SECRETS = re.compile(
    r"\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}\b"
    r"|(?<=Bearer )[\w.~+/-]{16,}"
    r"|(?<=/webhooks/)\d+/[^\s/?\"']{16,}"
    r"|(?<=/interactions/)\d+/[^\s/?\"']{16,}"
    r"|(?<=/#)[\w-]{16,}"
)
HIDDEN = "[hidden]"
SHORTEST = 8
"""What is shorter is no secret, and would be hidden in the middle of words."""
OURS = ("bot", "cogs")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
COLOURS = {logging.WARNING: "33", logging.ERROR: "31", logging.CRITICAL: "1;31"}
"""SGR codes of the levels that stand out on a terminal."""
NO_VOICE = "voice will NOT be supported"
RECONNECTING = "Attempting a reconnect"


class Hiding(logging.Formatter):
    """Knows what looks like a secret, and the very `secrets` that it is given."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        known = [re.escape(secret) for secret in secrets if len(secret) >= SHORTEST]
        self._known = re.compile("|".join(known)) if known else None

    def hide(self, text: str) -> str:
        """The text without its secrets."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return SECRETS.sub(HIDDEN, text)


class Readable(Hiding):
    """`14:03:21 studio     scene 12: greenlit with 4 to 2`; in a file, with the date before it."""

    def __init__(
        self, secrets: Sequence[str] = (), *, dated: bool = False, in_colour: bool = False
    ) -> None:
        super().__init__(secrets)
        self._time = "%Y-%m-%d %H:%M:%S" if dated else "%H:%M:%S"
        self._in_colour = in_colour

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created).strftime(self._time)
        level = "" if record.levelno == logging.INFO else record.levelname.lower() + ": "
        head = f"{time} {_room(record.name):<10} "
        # what others wrote must not look like a line of its own
        text = level + _tame(record.getMessage()).replace("\n", "\n" + " " * len(head))
        if record.exc_info:
            text = f"{text}\n{_tame(self.formatException(record.exc_info))}"
        text = self.hide(text)
        if not self._in_colour:
            return head + text
        colour = COLOURS.get(record.levelno)
        return f"\x1b[2m{head}\x1b[0m" + (f"\x1b[{colour}m{text}\x1b[0m" if colour else text)


class Lines(Hiding):
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
        return self.hide(json.dumps(entry, ensure_ascii=False))


def set_up(level: str, *, as_json: bool, secrets: Sequence[str] = ()) -> None:
    """Send every log to standard error, once; also warnings, and what nothing else caught."""
    from rich.console import Console

    terminal = Console(stderr=True)
    formatter = (
        Lines(secrets)
        if as_json
        else Readable(
            secrets,
            dated=not terminal.is_terminal,
            in_colour=terminal.color_system is not None and not terminal.no_color,
        )
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(calmed)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # they tell more than an operator wants to read, and what members wrote
    for chatty in ("discord", "aiohttp.access", "aiosqlite", "asyncio"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)
    sys.excepthook = _write_down
    threading.excepthook = lambda told: _write_down(
        told.exc_type, told.exc_value, told.exc_traceback
    )


def calmed(record: logging.LogRecord) -> bool:
    """Drop what discord.py says of voice; of a lost connection, and of strangers who speak no HTTP,
    keep a line, not the traceback."""
    if record.name == "aiohttp.server":
        _calm_stranger(record)
    if not record.name.startswith("discord"):
        return True
    said = str(record.msg)
    if NO_VOICE in said:
        return False
    if said.startswith(RECONNECTING) and record.exc_info:
        reason = record.getMessage().removeprefix(RECONNECTING).strip(" .")
        error = type(record.exc_info[1]).__name__
        record.msg = f"Discord cannot be heard ({error}); trying again {reason}"
        record.args = record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


def _calm_stranger(record: logging.LogRecord) -> None:
    fault = record.exc_info and record.exc_info[0]
    if not fault or fault.__module__ != "aiohttp.http_exceptions":
        return
    who = record.getMessage().rpartition(" ")[2]
    record.msg = f"{who} speaks no HTTP ({fault.__name__})"
    record.args = record.exc_info = None
    record.levelno, record.levelname = logging.INFO, "INFO"


def _room(logger: str) -> str:
    """`studio` for bot.studio.queue and `delivery` for cogs.delivery.loop; else who speaks."""
    first, *rest = logger.split(".")
    return rest[0] if first in OURS and rest else first


def _tame(text: str) -> str:
    """The text without anything that would steer a terminal."""
    return CONTROLS.sub(lambda found: repr(found[0])[1:-1], text.replace("\r\n", "\n"))


def _write_down(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    told = error if error is not None else kind()
    logging.getLogger("bot").critical("nothing caught this", exc_info=(kind, told, trace))
