"""The websocket side: identify, heartbeat, events, and the replay of what a session missed."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.backlot.world import Json, World

HELLO, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS, INVALID, ACK = 10, 1, 2, 6, 7, 8, 9, 11
REMEMBERED = 500
"""Events that a session can catch up on."""


@dataclass(slots=True)
class Session:
    id: str
    socket: web.WebSocketResponse | None = None
    sequence: int = 0
    events: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


class Gateway:
    """One bot's connection, and the sessions that it can take up again."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sessions: dict[str, Session] = {}
        self._current: Session | None = None
        self.url = ""
        self.connected = asyncio.Event()
        self.identified = 0
        self.resumed = 0

    @property
    def is_connected(self) -> bool:
        session = self._current
        return session is not None and session.socket is not None and not session.socket.closed

    async def emit(self, kind: str, data: Json) -> bool:
        """Send an event; kept for a resume when nobody listens. Whether somebody did."""
        session = self._current
        if session is None:
            return False
        session.sequence += 1
        text = json.dumps({"op": 0, "t": kind, "s": session.sequence, "d": data})
        session.events.append((session.sequence, text))
        del session.events[:-REMEMBERED]
        return await _send(session, text)

    async def close_socket(self, code: int = 1001) -> None:
        """Cut the connection: the bot may resume."""
        if self._current is not None and self._current.socket is not None:
            await self._current.socket.close(code=code)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        await socket.send_str(json.dumps({"op": HELLO, "d": {"heartbeat_interval": 41250}}))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._answer(socket, json.loads(message.data))
        finally:
            if self._current is not None and self._current.socket is socket:
                self._current.socket = None
                self.connected.clear()
        return socket

    async def _answer(self, socket: web.WebSocketResponse, payload: Json) -> None:
        match payload["op"]:
            case 1:
                # discord.py notes when it sent a beat only after sending it
                await asyncio.sleep(0.02)
                await socket.send_str(json.dumps({"op": ACK, "d": None}))
            case 2:
                await self._identify(socket)
            case 6:
                await self._resume(socket, payload["d"])
            case 8:
                await self._members(payload["d"])
            case _:
                pass

    async def _identify(self, socket: web.WebSocketResponse) -> None:
        session = Session(secrets.token_hex(16), socket)
        self._sessions[session.id] = session
        self._current = session
        self.identified += 1
        world = self._world
        await self.emit(
            "READY",
            {
                "v": 10,
                "user": world.bot.payload(),
                "guilds": [{"id": str(club), "unavailable": True} for club in world.clubs],
                "session_id": session.id,
                "session_type": "normal",
                "application": {"id": str(world.application_id), "flags": 0},
                "resume_gateway_url": self.url,
            },
        )
        for club in world.clubs.values():
            await self.emit("GUILD_CREATE", world.club_payload(club))
        self.connected.set()

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> None:
        session = self._sessions.get(data["session_id"])
        if session is None or session is not self._current:
            await socket.send_str(json.dumps({"op": INVALID, "d": False}))
            return
        session.socket = socket
        self.resumed += 1
        for sequence, text in list(session.events):
            if sequence > data["seq"]:
                await _send(session, text)
        await self.emit("RESUMED", {})
        self.connected.set()

    async def _members(self, data: Json) -> None:
        club = self._world.clubs[int(data["guild_id"])]
        await self.emit(
            "GUILD_MEMBERS_CHUNK",
            {
                "guild_id": str(club.id),
                "members": [member.payload() for member in club.members.values()],
                "chunk_index": 0,
                "chunk_count": 1,
                "nonce": data.get("nonce"),
            },
        )


async def _send(session: Session, text: str) -> bool:
    socket: Any = session.socket
    if socket is None or socket.closed:
        return False
    try:
        await socket.send_str(text)
    except ConnectionError:
        return False
    return True
