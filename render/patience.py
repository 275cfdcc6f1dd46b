"""How a node waits: longer after each failure, and never beyond its own closing."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from render.wire import NoAnswer

log = logging.getLogger(__name__)

T = TypeVar("T")


class Patience:
    """Waits with full jitter, from `first` to at most `most` seconds, until `closing` is set."""

    def __init__(self, first: float, most: float) -> None:
        self.closing = asyncio.Event()
        self._first = first
        self._most = most

    async def pause(self, seconds: float) -> None:
        """Wait, but not beyond the closing."""
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            return

    async def back_off(self, tries: int) -> None:
        """Wait after so many failures in a row."""
        most = min(self._most, self._first * 2 ** min(tries, 16))
        await self.pause(random.uniform(0, most))

    async def persist(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call until it is answered. Raises NoAnswer only when closing."""
        tries = 0
        while True:
            try:
                return await call()
            except NoAnswer as trouble:
                tries += 1
                if self.closing.is_set():
                    raise
                log.info("no answer from the bot (%s); trying again", trouble)
                await self.back_off(tries)


async def unless(event: asyncio.Event, call: Coroutine[Any, Any, T]) -> T | None:
    """A call's result; None, and the call dropped, when the event comes first."""
    calling = asyncio.create_task(call)
    waiting = asyncio.create_task(event.wait())
    try:
        await asyncio.wait({calling, waiting}, return_when=asyncio.FIRST_COMPLETED)
        return await calling if calling.done() else None
    finally:
        calling.cancel()
        waiting.cancel()
        await asyncio.gather(calling, waiting, return_exceptions=True)
