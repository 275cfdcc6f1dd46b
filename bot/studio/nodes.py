"""Render nodes as their owners and showrunners see them: invited, listed, paused, revoked."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.member import Member
from bot.domain.queue import LEASE
from bot.errors import NodeRefused, NotAllowed, NotFound
from bot.store import Row, Store, Transaction, guilds, jobs, leases, nodes, records, taken_back
from bot.store.moments import maybe_moment
from bot.studio.fencing import slate_of
from bot.studio.house_views import Invitation, NodeView
from bot.studio.mishaps import end_cancelled, free
from bot.studio.settings import require_showrunner
from bot.studio.waiting import show_anew
from render.contract import MOST_FORGOTTEN, Forgotten, Registered, Registration

INVITATION = timedelta(hours=1)
"""How long a join code can be used."""
CODE_BYTES = 18
"""144 random bits: 24 characters to paste, and nothing to guess."""
TOKEN_BYTES = 32
ELSEWHERE = "another server's scene"


class NodesRoom:
    """Codes and tokens are shown once and kept as hashes."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def invite(self, member: Member) -> Invitation:
        """A one-time code with which one machine joins this guild."""
        now = self._now()
        invitation = Invitation(secrets.token_urlsafe(CODE_BYTES), now + INVITATION)
        async with self._store.transaction() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            await nodes.invite(
                tx,
                code_sha256=_hash(invitation.code),
                guild_id=member.guild_id,
                owner_id=member.id,
                expires_at=invitation.expires_at,
                now=now,
            )
            await records.write(tx, member, "invited a node", "", now)
        return invitation

    async def register(self, registration: Registration) -> Registered:
        """Trade a code for a node and its token. Raises NodeRefused for a code that is no good."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        now = self._now()
        async with self._store.transaction() as tx:
            invitation = await nodes.redeem(tx, _hash(registration.code), now)
            if invitation is None:
                raise NodeRefused(
                    "This join code is unknown, used or older than an hour: ask for a new one with "
                    "/studio node invite."
                )
            node_id = await nodes.add(
                tx,
                guild_id=invitation["guild_id"],
                owner_id=invitation["owner_id"],
                name=plain(registration.name),
                token_sha256=_hash(token),
                now=now,
            )
        return Registered(node=node_id, token=token)

    async def local(self, name: str, kept: str | None = None) -> str:
        """The token of the operator's own node: the one kept if it is still good, else a new one.

        Starting the bot lets the node work again if it was paused.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            row = await nodes.local(tx, plain(name))
            if row is not None:
                await nodes.resume(tx, row["id"])
                if kept and hmac.compare_digest(row["token_sha256"], _hash(kept)):
                    return kept
            token = secrets.token_urlsafe(TOKEN_BYTES)
            if row is not None:
                await nodes.set_token(tx, row["id"], _hash(token))
            else:
                await nodes.add(
                    tx,
                    guild_id=None,
                    owner_id=None,
                    name=plain(name),
                    token_sha256=_hash(token),
                    now=now,
                )
        return token

    async def authenticate(self, token: str) -> NodeView | None:
        """Whose token this is; None for unknown and revoked ones."""
        hashed = _hash(token)
        async with self._store.reading() as tx:
            row = await nodes.by_token(tx, hashed)
        if row is None or not hmac.compare_digest(row["token_sha256"], hashed):
            return None
        return _view(row, row["guild_id"], self._now())

    async def taken_back(self) -> int:
        """The number of what was taken back last: nodes compare it with their own."""
        async with self._store.reading() as tx:
            return await taken_back.last(tx)

    async def to_forget(self, after: int) -> Forgotten:
        """What was taken back since that number; what was made with it, or for it, goes."""
        async with self._store.reading() as tx:
            rows = await taken_back.after(tx, after, MOST_FORGOTTEN)
        number = rows[-1]["id"] if rows else after
        return Forgotten(number=number, hashes=tuple(row["sha256"] for row in rows))

    async def of_guild(self, guild_id: int) -> list[NodeView]:
        """The guild's own nodes, then the operator's."""
        async with self._store.reading() as tx:
            rows = await nodes.for_guild(tx, guild_id)
        return [_view(row, guild_id, self._now()) for row in rows]

    async def pause(self, member: Member, node_id: int, reason: str) -> None:
        """It claims nothing until it is resumed; what it shoots goes back, to nobody's blame."""
        now = self._now()
        async with self._store.transaction() as tx:
            node = await _managed(tx, member, node_id)
            await nodes.pause(tx, node_id, reason or "paused by a showrunner", now)
            await _take_back(tx, node_id, now)
            await show_anew(tx, node_id, now)
            await records.write(tx, member, "paused a node", node["name"], now, reason)

    async def resume(self, member: Member, node_id: int) -> None:
        now = self._now()
        async with self._store.transaction() as tx:
            node = await _managed(tx, member, node_id)
            await nodes.resume(tx, node_id)
            await show_anew(tx, node_id, now)
            await records.write(tx, member, "resumed a node", node["name"], now)

    async def revoke(self, member: Member, node_id: int) -> None:
        """Its token is worthless from now on, and what it shoots goes to others."""
        now = self._now()
        async with self._store.transaction() as tx:
            node = await _managed(tx, member, node_id)
            await nodes.revoke(tx, node_id, now)
            await _take_back(tx, node_id, now)
            await show_anew(tx, node_id, now)
            await records.write(tx, member, "revoked a node", node["name"], now)

    async def open(self, member: Member, node_id: int, *, is_open: bool) -> None:
        """Let a node serve every guild of this bot, or its own alone. Its owner decides that."""
        now = self._now()
        async with self._store.transaction() as tx:
            node = await _managed(tx, member, node_id)
            if node["owner_id"] != member.id:
                raise NotAllowed(
                    f"Only <@{node['owner_id']}>, whose machine it is, opens it to other servers."
                )
            await nodes.set_open(tx, node_id, is_open=is_open)
            await records.write(
                tx, member, "opened a node" if is_open else "closed a node", node["name"], now
            )


def plain(name: str) -> str:
    """A machine's name without anything that Discord would make a mention or markup of."""
    words = re.sub(r"[^\w .'’()+-]|_", " ", name)
    return " ".join(words.split())[:100] or "a node"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _view(row: Row, guild_id: int | None, now: datetime) -> NodeView:
    seen_at = maybe_moment(row["seen_at"])
    return NodeView(
        id=row["id"],
        guild_id=row["guild_id"],
        owner_id=row["owner_id"],
        name=row["name"],
        is_open=bool(row["is_open"]),
        engines=tuple(json.loads(row["engines"])),
        gpus=tuple(json.loads(row["gpus"])),
        paused_reason=None if row["paused_at"] is None else row["paused_reason"],
        seen_at=seen_at,
        is_away=seen_at is None or now - seen_at > LEASE,
        shooting=_shooting(row, guild_id),
        rests=row["rests"],
        rests_until=maybe_moment(row["rests_until"]),
        is_outdated=bool(row["is_outdated"]),
        card=row["card"],
    )


def _shooting(row: Row, guild_id: int | None) -> str | None:
    if row["kind"] is None:
        return None
    return ELSEWHERE if row["shooting_guild_id"] != guild_id else slate_of(row)


async def _managed(tx: Transaction, member: Member, node_id: int) -> Row:
    """A node of the member's guild that they may manage: as its owner, or as a showrunner."""
    node = await nodes.get(tx, node_id)
    if node is not None and node["guild_id"] is None:
        raise NotAllowed(
            "This machine belongs to whoever runs the bot, and serves every server: only they "
            "pause or remove it."
        )
    if node is None or node["guild_id"] != member.guild_id:
        raise NotFound("That node is not here; /studio node list shows yours.")
    if node["owner_id"] != member.id:
        require_showrunner(member, await guilds.settings(tx, member.guild_id))
    return node


async def _take_back(tx: Transaction, node_id: int, now: datetime) -> None:
    for job_id in await leases.of_node(tx, node_id):
        job = await jobs.get(tx, job_id)
        assert job is not None, "a job is never deleted"
        if job["cancel"]:
            await end_cancelled(tx, job, now)
        else:
            await free(tx, job, now)
