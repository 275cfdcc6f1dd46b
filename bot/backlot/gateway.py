"""The websocket side: identify, heartbeat, events, and the replay of what a session missed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from aiohttp import WSMsgType, web

from bot.backlot.holdings import Club, GuildMember, Json
from bot.backlot.world import World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, ASK_MEMBERS, INVALID, HELLO, ACK = (
    *(0, 1, 2, 6, 7, 8, 9),
    *(10, 11),
)
NOT_AUTHENTICATED, WRONG_TOKEN, ALREADY_IDENTIFIED = 4003, 4004, 4005
REMEMBERED = 1000
"""Events that a session can catch up on."""
RESUMABLE_SECONDS = 120.0
BEAT_SECONDS = 0.02

GUILDS, MEMBERS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = (
    1 << 0,
    1 << 1,
    1 << 9,
    1 << 12,
    1 << 15,
)
"""Intents: what a session asks to hear of."""
TOKEN = re.compile(r"[\w.-]+")
CONTENT_KEYS: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


@dataclass(slots=True, eq=False)
class Session:
    """One connection of the bot and what it may still catch up on."""

    id: str
    intents: int
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

    def say(self, op: int, data: object) -> None:
        self.outgoing.put_nowait(json.dumps({"op": op, "d": data}))

    async def write(self) -> None:
        while not self.socket.closed:
            try:
                await self.socket.send_str(await self.outgoing.get())
            except ConnectionError:
                return


class Gateway:
    """The bot's connections, and the sessions that can be taken up again."""

    def __init__(self, world: World, token: str | None = None) -> None:
        """`token` is the only one to let in; None lets in whatever looks like one."""
        self._world = world
        self._token = token
        self._sessions: dict[str, Session] = {}
        self._lines: list[Line] = []
        self.url = ""
        self.connected = asyncio.Event()
        self.identified = 0
        self.resumed = 0

    @property
    def is_connected(self) -> bool:
        return any(session.is_open for session in self._sessions.values())

    @property
    def is_awaited(self) -> bool:
        """Whether a bot is there, or may come back to its session and hear what it missed."""
        self._forget()
        return bool(self._sessions)

    def admits(self, token: str) -> bool:
        return TOKEN.fullmatch(token) is not None if self._token is None else token == self._token

    def emit(self, kind: str, data: Json, intent: int = GUILDS) -> None:
        """Tell every session that asked for it; kept for those that may resume."""
        for session in self._sessions.values():
            if intent and not session.intents & intent:
                continue
            self._tell(session, kind, data)

    def emit_message(self, kind: str, data: Json, author_id: int) -> None:
        """A message's event; what it says is for its author, those it names, and a few more."""
        is_dm = "guild_id" not in data
        bare: Json | None = None
        for session in self._sessions.values():
            if not session.intents & (DIRECT_MESSAGES if is_dm else GUILD_MESSAGES):
                continue
            named = any(user["id"] == str(self._world.bot.id) for user in data["mentions"])
            is_open = is_dm or named or author_id == self._world.bot.id
            if is_open or session.intents & MESSAGE_CONTENT:
                self._tell(session, kind, data)
            else:
                bare = bare or {**data, **CONTENT_KEYS}
                self._tell(session, kind, bare)

    # --- faults on demand ---

    async def close_sockets(self, code: int = 1001) -> None:
        """Close politely: the bot may resume, unless the code forbids it."""
        for line in list(self._lines):
            line.is_cut_off = True
            await line.socket.close(code=code)

    def cut(self) -> None:
        """Cut the connections without a word, as a failing network does."""
        for line in list(self._lines):
            line.is_cut_off = True
            if isinstance(line.transport, asyncio.WriteTransport):
                line.transport.abort()

    def ask_to_reconnect(self) -> None:
        for line in self._lines:
            line.is_cut_off = True
            line.say(RECONNECT, None)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Declare the sessions void: the bot has to identify anew, or may resume."""
        for line in self._lines:
            line.is_cut_off = True
            line.say(INVALID, resumable)
        if not resumable:
            self._sessions.clear()
            self.connected.clear()

    # --- the connection ---

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        line = Line(socket, request.transport)
        self._lines.append(line)
        line.say(HELLO, {"heartbeat_interval": 41250})
        writer = asyncio.ensure_future(line.write())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._answer(line, json.loads(message.data))
        finally:
            self._lines.remove(line)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            self._left(line)
        return socket

    def _left(self, line: Line) -> None:
        session = line.session
        if session is not None and session.socket is line.socket:
            session.socket = None
            session.left_at = self._world.clock()
            # a bot that says goodbye does not come back to its session
            if line.socket.close_code in (1000, 1001) and not line.is_cut_off:
                self._sessions.pop(session.id, None)
        if not self.is_connected:
            self.connected.clear()

    async def _answer(self, line: Line, payload: Json) -> None:
        match payload["op"]:
            case 1:
                # discord.py notes when it sent a beat only after sending it
                asyncio.get_running_loop().call_later(BEAT_SECONDS, line.say, ACK, None)
            case 2:
                await self._identify(line, payload["d"])
            case 6:
                await self._resume(line, payload["d"])
            case 8 if line.session is not None:
                self._chunk(line.session, payload["d"])
            case 3 | 4:
                return
            case _:
                await line.socket.close(code=NOT_AUTHENTICATED)

    async def _identify(self, line: Line, data: Json) -> None:
        if not self.admits(data["token"]):
            await line.socket.close(code=WRONG_TOKEN, message=b"Authentication failed.")
            return
        if line.session is not None:
            await line.socket.close(code=ALREADY_IDENTIFIED)
            return
        session = Session(secrets.token_hex(16), data["intents"], line.socket)
        line.session = session
        self._forget()
        self._sessions[session.id] = session
        self.identified += 1
        self._tell(session, "READY", self._ready(session))
        for club in self._world.clubs.values():
            self._tell(session, "GUILD_CREATE", self.guild_create(club, session.intents))
        self.connected.set()

    async def _resume(self, line: Line, data: Json) -> None:
        self._forget()
        session = self._sessions.get(data["session_id"])
        missed_from = data["seq"] or 0
        is_lost = session is None or (
            bool(session.events) and session.events[0][0] > missed_from + 1
        )
        if session is None or is_lost or not self.admits(data["token"]):
            line.say(INVALID, False)
            return
        line.session, session.socket = session, line.socket
        self.resumed += 1
        for sequence, text in session.events:
            if sequence > missed_from:
                line.outgoing.put_nowait(text)
        self._tell(session, "RESUMED", {"_trace": []})
        self.connected.set()

    def _tell(self, session: Session, kind: str, data: Json) -> None:
        session.sequence += 1
        text = json.dumps({"op": DISPATCH, "t": kind, "s": session.sequence, "d": data})
        session.events.append((session.sequence, text))
        for line in self._lines:
            if line.session is session and session.socket is line.socket:
                line.outgoing.put_nowait(text)

    def _forget(self) -> None:
        """Sessions that nobody came back to."""
        now = self._world.clock()
        for session in list(self._sessions.values()):
            if session.socket is None and now - session.left_at > RESUMABLE_SECONDS:
                del self._sessions[session.id]

    # --- what is told at the start ---

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": {**self._world.bot.payload(), "verified": True, "mfa_enabled": False},
            "guilds": [{"id": str(club), "unavailable": True} for club in self._world.clubs],
            "session_id": session.id,
            "session_type": "normal",
            "application": {"id": str(self._world.application_id), "flags": 0},
            "resume_gateway_url": self.url,
        }

    def guild_create(self, club: Club, intents: int) -> Json:
        """A guild as the gateway tells it; all its members only with the members' intent."""
        places = [place for place in self._world.places.values() if place.guild_id == club.id]
        me = self._world.bot.id
        members = club.members.values() if intents & MEMBERS else [club.members[me]]
        return {
            **club.payload(),
            "joined_at": club.joined_at,
            "large": False,
            "unavailable": False,
            "member_count": len(club.members),
            "members": [member.payload() for member in members],
            "channels": [place.payload() for place in places if not place.is_thread],
            "threads": [
                {**place.payload(), **({"member": place.thread_member(me)} if joined else {})}
                for place in places
                if place.is_thread and not place.archived
                for joined in (me in place.people,)
            ],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def tell_of_guild(self, club: Club) -> None:
        """A guild that the bot has just joined."""
        for session in self._sessions.values():
            self._tell(session, "GUILD_CREATE", self.guild_create(club, session.intents))

    def _chunk(self, session: Session, data: Json) -> None:
        club = self._world.clubs[int(data["guild_id"])]
        chosen = list(self._asked_for(club, data))
        self._tell(
            session,
            "GUILD_MEMBERS_CHUNK",
            {
                "guild_id": str(club.id),
                "members": [member.payload() for member in chosen],
                "chunk_index": 0,
                "chunk_count": 1,
                "not_found": [],
                "presences": [],
                "nonce": data.get("nonce"),
            },
        )

    def _asked_for(self, club: Club, data: Json) -> Iterable[GuildMember]:
        wanted = data.get("user_ids")
        if wanted is not None:
            ids = cast("list[str]", wanted) if isinstance(wanted, list) else [wanted]
            return [club.members[int(id_)] for id_ in ids if int(id_) in club.members]
        start = (data.get("query") or "").lower()
        found = [m for m in club.members.values() if m.user.name.lower().startswith(start)]
        return found[: data.get("limit") or None]
