"""The end of the process: it hears the signals, and is over before anybody loses patience."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading

log = logging.getLogger(__name__)

CLOSED_WITHIN = 9.5
"""Seconds from a signal to the end of the process: ten are promised, and Docker waits as long."""


def listen_for_signals(stop: asyncio.Event) -> None:
    """Set `stop` at SIGTERM and Ctrl-C; from then on the process has CLOSED_WITHIN to end."""
    loop = asyncio.get_running_loop()

    def heard() -> None:
        if not stop.is_set():
            stop.set()
            end_within(CLOSED_WITHIN)

    for name in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(name, heard)
        except NotImplementedError:
            # Windows' loop has none: a plain handler wakes it from outside
            signal.signal(name, lambda _number, _frame: loop.call_soon_threadsafe(heard))


def end_within(seconds: float) -> None:
    """End this process then, whatever still runs: all that is kept survives that, as any crash."""
    timer = threading.Timer(seconds, _end_now)
    timer.daemon = True
    timer.start()


def _end_now() -> None:
    log.error("not everything could be closed in time: ending all the same; what is kept is safe")
    os._exit(1)
