"""Wakes claims that wait for work."""

from __future__ import annotations

import asyncio


class Bell:
    """A hint that the queue changed. The store is the truth: nobody relies on being rung for."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Everybody who waits looks into the queue."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Until the next ring, or so long."""
        event = self._event
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
