"""A wire between a node and the bot that loses one answer on demand."""

from __future__ import annotations

import asyncio
import contextlib


class Proxy:
    """Listens on loopback, and passes on what comes to the bot's port."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._server: asyncio.Server | None = None
        self._marker: bytes | None = None
        self._lost: asyncio.Future[None] | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def lose_answer(self, marker: bytes) -> asyncio.Future[None]:
        """Lose the answer to the next request with these bytes; done when the bot has answered."""
        self._marker, self._lost = marker, asyncio.get_running_loop().create_future()
        return self._lost

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    async def _connect(self, node: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Two pumps; the connection ends with the first."""
        with contextlib.suppress(OSError):
            bot, on = await asyncio.open_connection("127.0.0.1", self._port)
            wire = Wire(self, node, on, bot, back)
            pumps = [asyncio.create_task(wire.ask()), asyncio.create_task(wire.answer())]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            on.close()
        back.close()

    def takes(self, data: bytes) -> asyncio.Future[None] | None:
        """What to tell of the answer to this request, if it is the one to be lost."""
        if self._marker is None or self._marker not in data:
            return None
        self._marker = None
        return self._lost


class Wire:
    """One connection."""

    def __init__(
        self,
        proxy: Proxy,
        node: asyncio.StreamReader,
        on: asyncio.StreamWriter,
        bot: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> None:
        self._proxy = proxy
        self._node, self._on, self._bot, self._back = node, on, bot, back
        self._losing: asyncio.Future[None] | None = None

    async def ask(self) -> None:
        while data := await self._node.read(2**16):
            self._losing = self._losing or self._proxy.takes(data)
            self._on.write(data)
            await self._on.drain()

    async def answer(self) -> None:
        while data := await self._bot.read(2**16):
            if self._losing is not None:
                self._losing.set_result(None)
                return
            self._back.write(data)
            await self._back.drain()
