"""The logs: readable, parsable, and without anybody's secret."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp.http_exceptions import BadStatusLine
from patience import PATIENCE
from typed import TOKEN, surroundings

from bot.logs import HIDDEN, Lines, Readable, calmed

SECRETS = {
    "a token": TOKEN,
    "a bearer": f"Authorization: Bearer {'x' * 43}",
    "a webhook": f"https://discord.com/api/v10/webhooks/123/{'y' * 60}",
    "an interaction": f"POST /interactions/456/{'aW50.ZXI=' * 8}/callback",
    "a join line": f"greenlight node --join 'https://me.example:8443/#{'z' * 24}.{'ab' * 32}'",
    "what it was told": "a-token-of-an-odd-shape",
}
FORMATTERS = [Readable(["a-token-of-an-odd-shape"]), Lines(["a-token-of-an-odd-shape"])]


def record(
    message: str, *arguments: object, name: str = "bot.studio.queue", level: int = logging.INFO
) -> logging.LogRecord:
    return logging.LogRecord(name, level, "", 1, message, arguments, None)


@pytest.mark.parametrize("formatter", FORMATTERS, ids=["readable", "json"])
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
def test_no_secret_reaches_a_message_or_a_traceback(
    formatter: Readable | Lines, secret: str
) -> None:
    told = record("%s", secret)
    try:
        raise RuntimeError(secret)
    except RuntimeError as error:
        told.exc_info = (RuntimeError, error, error.__traceback__)
    written = formatter.format(told)
    assert HIDDEN in written
    longest = max(secret.replace("'", "/").split("/"), key=len)
    assert longest not in written
    assert "RuntimeError" in written


def test_a_line_names_the_room_and_the_trouble() -> None:
    written = Readable().format(record("scene %d", 12, level=logging.WARNING))
    assert written[8:] == " studio     warning: scene 12"


def test_a_line_in_a_file_bears_its_date() -> None:
    assert Readable(dated=True).format(record("x"))[4:5] == "-"


def test_what_others_wrote_is_no_line_of_its_own_and_steers_no_terminal() -> None:
    hostile = "joined \x1b[2Jclub\r\n14:03:21 studio     all is lost"
    lines = Readable().format(record("%s", hostile)).split("\n")
    assert "\x1b" not in "".join(lines)
    assert lines[1].startswith(" " * 19)


def test_a_json_line_is_one_line_whatever_it_holds() -> None:
    written = Lines().format(record("%s", "two\nlines \x1b[2J"))
    assert "\n" not in written
    assert json.loads(written)["message"] == "two\nlines \x1b[2J"


@pytest.mark.parametrize("library", ["PyNaCl", "davey"])
def test_that_there_is_no_voice_is_no_news(library: str) -> None:
    words = f"{library} is not installed, voice will NOT be supported"
    assert not calmed(record(words, name="discord.client"))
    assert calmed(record(words, name="bot.app"))


def test_a_lost_connection_is_one_line() -> None:
    told = record("Attempting a reconnect in %.2fs", 1.5, name="discord.client", level=40)
    told.exc_info = (OSError, OSError("gone"), None)
    assert calmed(told)
    assert Readable().format(told)[9:] == (
        "discord    warning: Discord cannot be heard (OSError); trying again in 1.50s"
    )


def test_a_stranger_who_speaks_no_http_is_one_line() -> None:
    """What stands open to the internet is knocked at all day."""
    told = record("Error handling request from %s", "10.0.0.9", name="aiohttp.server", level=40)
    told.exc_info = (BadStatusLine, BadStatusLine("\x16\x03"), None)
    assert calmed(told)
    assert Readable().format(told)[9:] == "aiohttp    10.0.0.9 speaks no HTTP (BadStatusLine)"


def test_a_fault_of_our_own_keeps_its_traceback() -> None:
    told = record("Unhandled exception", name="aiohttp.server", level=40)
    told.exc_info = (RuntimeError, RuntimeError("ours"), None)
    assert calmed(told)
    assert "RuntimeError: ours" in Readable().format(told)


@pytest.mark.parametrize("library", ["discord.http", "discord.gateway", "aiosqlite"])
def test_debugging_shows_our_own_doings_and_not_what_members_wrote(library: str) -> None:
    code = (
        "import logging\nfrom bot import logs\nlogs.set_up('DEBUG', as_json=False)\n"
        f"logging.getLogger({library!r}).debug('what a member wrote')\n"
        "logging.getLogger('bot.studio').debug('scene 1')\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=surroundings(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    (line,) = told.stderr.splitlines()
    assert line.endswith("scene 1")


def test_whatever_nobody_caught_is_json_too_and_keeps_the_token(tmp_path: Path) -> None:
    script = (
        "import threading, warnings\n"
        "from bot import logs\n"
        f"token = {TOKEN!r}\n"
        "def fail():\n    raise RuntimeError(token)\n"
        "logs.set_up('INFO', as_json=True, secrets=[token])\n"
        "warnings.warn(token)\n"
        "thread = threading.Thread(target=fail)\n"
        "thread.start()\nthread.join()\n"
        "fail()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=surroundings(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ended.returncode == 1
    entries = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [entry["level"] for entry in entries] == ["WARNING", "CRITICAL", "CRITICAL"]
    assert TOKEN not in ended.stderr
