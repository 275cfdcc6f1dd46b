"""The websocket side: identify, heartbeat, events, and the replay of what a session missed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets

from aiohttp import WSMsgType, web

from bot.backlot.greeting import guild_create, members_chunk, ready
from bot.backlot.holdings import Club, Json
from bot.backlot.sessions import Intent, Line, Op, Session
from bot.backlot.world import World

NOT_AUTHENTICATED, WRONG_TOKEN, ALREADY_IDENTIFIED = 4003, 4004, 4005
RESUMABLE_SECONDS = 120.0
BEAT_SECONDS = 0.02
TOKEN = re.compile(r"[\w.-]+")
CONTENT_KEYS: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


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

    def emit(self, kind: str, data: Json, intent: Intent | None = Intent.GUILDS) -> None:
        """Tell every session that asked for it; kept for those that may resume."""
        for session in self._sessions.values():
            if intent and not session.intents & intent:
                continue
            self._tell(session, kind, data)

    def emit_message(self, kind: str, data: Json, author_id: int) -> None:
        """A message's event; what it says is for its author, those it names, and a few more."""
        is_dm = "guild_id" not in data
        message_intent = Intent.DIRECT_MESSAGES if is_dm else Intent.GUILD_MESSAGES
        bare: Json | None = None
        for session in self._sessions.values():
            if not session.intents & message_intent:
                continue
            named = any(user["id"] == str(self._world.bot.id) for user in data["mentions"])
            is_open = is_dm or named or author_id == self._world.bot.id
            if is_open or session.intents & Intent.MESSAGE_CONTENT:
                self._tell(session, kind, data)
            else:
                bare = bare or {**data, **CONTENT_KEYS}
                self._tell(session, kind, bare)

    def tell_of_guild(self, club: Club) -> None:
        """A guild that the bot has just joined."""
        for session in self._sessions.values():
            self._tell(session, "GUILD_CREATE", guild_create(self._world, club, session.intents))

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
            line.say(Op.RECONNECT, None)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Declare the sessions void: the bot has to identify anew, or may resume."""
        for line in self._lines:
            line.is_cut_off = True
            line.say(Op.INVALID, resumable)
        if not resumable:
            self._sessions.clear()
            self.connected.clear()

    # --- the connection ---

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        line = Line(socket, request.transport)
        self._lines.append(line)
        line.say(Op.HELLO, {"heartbeat_interval": 41250})
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
            case Op.HEARTBEAT:
                # discord.py notes when it sent a beat only after sending it
                asyncio.get_running_loop().call_later(BEAT_SECONDS, line.say, Op.ACK, None)
            case Op.IDENTIFY:
                await self._identify(line, payload["d"])
            case Op.RESUME:
                await self._resume(line, payload["d"])
            case Op.ASK_MEMBERS if line.session is not None:
                self._tell(
                    line.session, "GUILD_MEMBERS_CHUNK", members_chunk(self._world, payload["d"])
                )
            case Op.PRESENCE | Op.VOICE:
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
        session = Session(secrets.token_hex(16), Intent(data["intents"]), line.socket)
        line.session = session
        self._forget()
        self._sessions[session.id] = session
        self.identified += 1
        self._tell(session, "READY", ready(self._world, session.id, self.url))
        for club in self._world.clubs.values():
            self._tell(session, "GUILD_CREATE", guild_create(self._world, club, session.intents))
        self.connected.set()

    async def _resume(self, line: Line, data: Json) -> None:
        self._forget()
        session = self._sessions.get(data["session_id"])
        missed_from = data["seq"] or 0
        is_lost = session is None or (
            bool(session.events) and session.events[0][0] > missed_from + 1
        )
        if session is None or is_lost or not self.admits(data["token"]):
            line.say(Op.INVALID, False)
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
        text = json.dumps({"op": Op.DISPATCH, "t": kind, "s": session.sequence, "d": data})
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
