"""What showrunners did and why, and what members reported."""

from __future__ import annotations

from datetime import datetime

from bot.domain.member import Member
from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

WRITE = """
    INSERT INTO record (guild_id, at, actor_id, deed, subject, reason)
    VALUES (:guild_id, :at, :actor_id, :deed, :subject, :reason)
"""
SUBJECT = 500
"""Characters that are kept of what something was done to."""


async def write(
    tx: Transaction, member: Member, deed: str, subject: str, now: datetime, reason: str = ""
) -> None:
    """A showrunner did something: `changed the shots of`, `scene 12`."""
    await tx.run(
        WRITE,
        guild_id=member.guild_id,
        at=stamp(now),
        actor_id=member.id,
        deed=deed,
        subject=subject[:SUBJECT],
        reason=reason,
    )


LATEST = "SELECT * FROM record WHERE guild_id = :guild_id ORDER BY id DESC LIMIT :limit"


async def latest(tx: Transaction, guild_id: int, limit: int) -> list[Row]:
    return await tx.all(LATEST, guild_id=guild_id, limit=limit)


COMPLAIN = """
    INSERT INTO complaint (guild_id, scene_id, take_id, member_id, reason, created_at)
    VALUES (:guild_id, :scene_id, :take_id, :member_id, :reason, :now)
"""


async def complain(
    tx: Transaction,
    *,
    guild_id: int,
    scene_id: int,
    take_id: int | None,
    member_id: int,
    reason: str,
    now: datetime,
) -> int:
    return await tx.insert(
        COMPLAIN,
        guild_id=guild_id,
        scene_id=scene_id,
        take_id=take_id,
        member_id=member_id,
        reason=reason,
        now=stamp(now),
    )
