"""The local node's keeper: it starts, listens, restarts, gives up and ends its child."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from patience import PATIENCE

from bot import supervisor
from bot.supervisor import Supervisor, next_pause

LIVES = (
    "import os, pathlib, sys\n"
    "lives = pathlib.Path(sys.argv[1])\n"
    "lives.write_text(lives.read_text() + '.' if lives.exists() else '.')\n"
    "count = len(lives.read_text())\n"
)


class Said(logging.Handler):
    """What was logged, as it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str]] = []
        self._news = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelname, record.getMessage()))
        self._news.set()

    async def wait_for(self, words: str) -> str:
        async with asyncio.timeout(PATIENCE):
            while True:
                for _, line in self.lines:
                    if words in line:
                        return line
                self._news.clear()
                await self._news.wait()


@pytest.fixture
def said() -> Iterator[Said]:
    handler = Said()
    loggers = [logging.getLogger(name) for name in ("node", "bot.supervisor")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield handler
    for logger, level in zip(loggers, before, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(supervisor, "FAREWELL", PATIENCE)
    monkeypatch.setattr(supervisor, "LAST_WORDS", PATIENCE)


def child(script: str, *arguments: str) -> Supervisor:
    return Supervisor([sys.executable, "-u", "-c", script, *arguments], {})


@pytest.mark.parametrize(
    ("last", "lived", "pause"),
    [(0, 1, 0.01), (0.01, 1, 0.02), (40, 1, 60), (60, 59, 60), (60, 61, 0.01)],
)
def test_the_pause_grows_until_a_child_lives_long(last: float, lived: float, pause: float) -> None:
    assert next_pause(last, lived) == pause


async def test_a_child_that_ends_or_is_killed_is_started_again(tmp_path: Path, said: Said) -> None:
    script = LIVES + (
        "if count == 1: sys.exit(3)\nif count == 2: os.kill(os.getpid(), 9)\nsys.exit(77)\n"
    )
    keeper = child(script, str(tmp_path / "lives"))
    async with asyncio.timeout(PATIENCE):
        await keeper.run()
    assert keeper.restarts == 2
    endings = [line.split(";")[0] for level, line in said.lines if level == "WARNING"]
    assert endings == [
        "the local node ended with exit code 3",
        "the local node ended with signal 9",
    ]


async def test_a_node_that_the_bot_does_not_know_is_not_started_again(said: Said) -> None:
    keeper = child("raise SystemExit(77)")
    async with asyncio.timeout(PATIENCE):
        await keeper.run()
    assert keeper.restarts == 0
    assert said.lines == [
        ("ERROR", "the local node's token is not known any more: restart the bot")
    ]


async def test_a_program_that_is_not_there_ends_nothing_else(tmp_path: Path, said: Said) -> None:
    keeper = Supervisor([str(tmp_path / "none")], {})
    task = asyncio.create_task(keeper.run())
    await said.wait_for("could not be started")
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_the_node_says_is_logged_at_its_own_level(said: Said) -> None:
    keeper = child(
        "import sys\n"
        "print('12:00:00 INFO serving')\n"
        "print('12:00:00 ERROR 3-1: the work failed')\n"
        "print('Traceback')\n"
        "print('greenlight: GREENLIGHT_WORKERS is 0', file=sys.stderr)\n"
        "print('x' * 9000, end='')\n"
        "sys.exit(77)\n"
    )
    async with asyncio.timeout(PATIENCE):
        await keeper.run()
    long = "x" * supervisor.LONGEST_LINE
    assert said.lines[:-1] == [
        ("INFO", "serving"),
        ("ERROR", "3-1: the work failed"),
        ("ERROR", "Traceback"),
        ("ERROR", "GREENLIGHT_WORKERS is 0"),
        ("ERROR", long),
    ]


async def test_the_child_gets_no_token_of_the_bots(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    monkeypatch.setenv("GREENLIGHT_DISCORD_TOKEN", "secret")
    monkeypatch.setenv("GREENLIGHT_SCRIPT_KEY", "secret")
    keeper = child("import os; print(sorted(os.environ)); raise SystemExit(77)")
    async with asyncio.timeout(PATIENCE):
        await keeper.run()
    names = said.lines[0][1]
    assert "PATH" in names
    assert "DISCORD_TOKEN" not in names
    assert "SCRIPT_KEY" not in names


async def test_a_child_that_will_not_go_is_killed(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FAREWELL", 0.1)
    keeper = child(
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('pid', os.getpid(), flush=True)\n"
        "while True: time.sleep(1)\n"
    )
    task = asyncio.create_task(keeper.run())
    pid = int((await said.wait_for("pid ")).split()[1])
    task.cancel()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(task, return_exceptions=True)
    assert not psutil.pid_exists(pid)


async def test_a_child_that_ended_is_started_again_while_its_own_children_live_on(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LAST_WORDS", 0.01)
    keeper = child(
        LIVES + "import subprocess\n"
        "print('group', os.getpgid(0))\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "raise SystemExit(77 if count == 2 else 3)\n",
        str(tmp_path / "lives"),
    )
    async with asyncio.timeout(PATIENCE):
        await keeper.run()
    groups = {int(line.split()[1]) for _, line in said.lines if line.startswith("group")}
    assert len(groups) == 2
    [os.killpg(group, signal.SIGKILL) for group in groups]


async def test_a_tied_child_hears_the_end_of_its_input(said: Said, tmp_path: Path) -> None:
    keeper = child(
        "import pathlib, signal, sys\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('ready', flush=True)\n"
        "sys.stdin.read()\n"
        "pathlib.Path(sys.argv[1]).write_text('in order')\n",
        str(tmp_path / "farewell"),
    )
    task = asyncio.create_task(keeper.run())
    await said.wait_for("ready")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (tmp_path / "farewell").read_text() == "in order"


async def test_ctrl_c_in_the_terminal_is_not_for_the_node(said: Said) -> None:
    keeper = child("import os; print('group', os.getpgid(0)); raise SystemExit(77)")
    async with asyncio.timeout(PATIENCE):
        await keeper.run()
    assert int(said.lines[0][1].split()[1]) != os.getpgid(0)
