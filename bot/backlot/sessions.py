"""A bot's connection: its session, what it may still catch up on, and the socket's line."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from aiohttp import web


class Op(IntEnum):
    """What a message of the gateway is."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    ASK_MEMBERS = 8
    INVALID = 9
    HELLO = 10
    ACK = 11


class Intent(IntFlag):
    """What a session asks to hear of."""

    GUILDS = 1 << 0
    MEMBERS = 1 << 1
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


REMEMBERED = 1000
"""Events that a session can catch up on."""


@dataclass(slots=True, eq=False)
class Session:
    """One connection of the bot and what it may still catch up on."""

    id: str
    intents: Intent
    socket: web.WebSocketResponse | None
    sequence: int = 0
    events: deque[tuple[int, str]] = field(
        default_factory=lambda: deque[tuple[int, str]](maxlen=REMEMBERED)
    )
    left_at: float = 0

    @property
    def is_open(self) -> bool:
        return self.socket is not None and not self.socket.closed


@dataclass(slots=True, eq=False)
class Line:
    """One socket: what is written to it leaves in order, and nobody waits for a slow reader."""

    socket: web.WebSocketResponse
    transport: asyncio.BaseTransport | None
    is_cut_off: bool = False
    """Closed from this side: its session may be taken up again."""
    outgoing: asyncio.Queue[str] = field(default_factory=asyncio.Queue[str])
    session: Session | None = None

    def say(self, op: Op, data: object) -> None:
        self.outgoing.put_nowait(json.dumps({"op": op, "d": data}))

    async def write(self) -> None:
        while not self.socket.closed:
            try:
                await self.socket.send_str(await self.outgoing.get())
            except ConnectionError:
                return
