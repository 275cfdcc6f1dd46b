"""The end of `greenlight run` when nobody wants to go: still within what is promised."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE
from ports import free_port
from typed import TOKEN

from bot import launcher
from bot.closing import CLOSED_WITHIN
from bot.settings import Settings
from bot.studio.leases import Leases
from bot.studio.nodes import NodesRoom
from bot.supervisor import Supervisor

CLINGING = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("clinging", os.getpid(), flush=True)
time.sleep(600)
"""
"""A node that will not go, and whose own child holds its output open."""

REGISTRATION = '{"code": "a code of Anna", "name": "Anna"}'


class Hasty(selectors.DefaultSelector):
    """Where nothing happens, the clock goes on to the next timer, by small steps.

    A busy machine looks as if nothing happened, too: such a step must not be the whole closing.
    """

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(timeout if timeout is None else min(timeout, 0.1))
        if timeout and not events:
            self.now += min(timeout, 0.25)
        return events


class HastyLoop(asyncio.SelectorEventLoop):
    """An event loop whose hours pass in milliseconds."""

    def __init__(self) -> None:
        self._clock = Hasty()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


class Clinging:
    """A client of Discord whose goodbye is never answered."""

    script_supervisor = None

    def __init__(self, *_: Any, **__: Any) -> None: ...
    def add_listener(self, *_: Any) -> None: ...
    async def login(self, _: str) -> None: ...
    async def connect(self) -> None:
        await asyncio.sleep(1e9)

    async def close(self) -> None:
        await asyncio.sleep(1e9)


async def cling(*_: Any) -> None:
    """A request that goes on when it is broken off."""
    logging.getLogger(__name__).warning("asked")
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(1e9)
    await asyncio.sleep(1e9)


async def ask(port: int, route: str, body: str) -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    heads = f"Host: here\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    writer.write(f"{route} HTTP/1.1\r\n{heads}\r\n\r\n{body}".encode())
    return writer


@contextlib.contextmanager
def leaving_nobody(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The node's own child outlives it: both are in one process group."""
    try:
        yield
    finally:
        for group in re.findall(r"clinging (\d+)", caplog.text):
            os.killpg(int(group), signal.SIGKILL)


def test_who_refuses_to_close_is_cut_off_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    stops: list[asyncio.Event] = []
    monkeypatch.setattr(launcher, "listen_for_signals", stops.append)
    monkeypatch.setattr(launcher, "Greenlight", Clinging)
    monkeypatch.setattr(Leases, "counts", cling)
    monkeypatch.setattr(NodesRoom, "register", cling)
    node = Supervisor([sys.executable, "-c", CLINGING], {})
    monkeypatch.setattr(Supervisor, "of_local_node", lambda *_, **__: node)
    port = free_port()
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        discord_token=TOKEN,  # type: ignore[arg-type]
        data=tmp_path,
        free_gb=0,
        health_port=port,
    )

    async def said(word: str, times: int = 1) -> None:
        while caplog.text.count(word) < times:
            await asyncio.sleep(0.1)

    async def close() -> float:
        running = asyncio.create_task(launcher.run(settings))
        await said("clinging")
        dispatch = int((tmp_path / "dispatch.port").read_text())
        calls = [
            await ask(port, "GET /healthz", ""),
            await ask(dispatch, "POST /v1/nodes/register", REGISTRATION),
        ]
        await said("asked", times=2)
        stopped = asyncio.get_running_loop().time()
        stops[0].set()
        await running
        took = asyncio.get_running_loop().time() - stopped
        for call in calls:
            call.close()
        return took

    with asyncio.Runner(loop_factory=HastyLoop) as runner, leaving_nobody(caplog):
        took = runner.run(close())
    assert 6 < took < CLOSED_WITHIN - 0.5, "half a second is for the database"


def test_a_process_that_cannot_end_is_ended() -> None:
    endless = (
        "import logging, threading, time\n"
        "from bot.closing import end_within\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "end_within(0.1)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", endless], capture_output=True, text=True, timeout=PATIENCE
    )
    assert ended.returncode == 1
    assert "ending all the same; what is kept is safe" in ended.stderr
