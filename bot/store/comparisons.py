"""Comparisons: two takes side by side in one clip, made once and posted once."""

from __future__ import annotations

from datetime import datetime

from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

ADD = """
    INSERT INTO comparison (guild_id, scene_id, left_id, right_id, asked_by, created_at)
    VALUES (:guild_id, :scene_id, :left_id, :right_id, :asked_by, :now)
"""
OF_TAKES = "SELECT * FROM comparison WHERE left_id = :left_id AND right_id = :right_id"
BY_ID = "SELECT * FROM comparison WHERE id = :id"


async def add(
    tx: Transaction,
    *,
    guild_id: int,
    scene_id: int,
    left_id: int,
    right_id: int,
    asked_by: int,
    now: datetime,
) -> int:
    return await tx.insert(
        ADD,
        guild_id=guild_id,
        scene_id=scene_id,
        left_id=left_id,
        right_id=right_id,
        asked_by=asked_by,
        now=stamp(now),
    )


async def of_takes(tx: Transaction, left_id: int, right_id: int) -> Row | None:
    return await tx.one(OF_TAKES, left_id=left_id, right_id=right_id)


async def get(tx: Transaction, comparison_id: int) -> Row | None:
    return await tx.one(BY_ID, id=comparison_id)


SINCE = """
    SELECT count(*) AS number FROM comparison
     WHERE guild_id = :guild_id AND asked_by = :member_id AND created_at > :since
"""
JOB_OPEN = """
    SELECT 1 FROM job WHERE kind = 'comparison' AND subject_id = :id AND finished_at IS NULL
"""


async def since(tx: Transaction, guild_id: int, member_id: int, moment: datetime) -> int:
    """How many a member asked for since then."""
    row = await tx.one(SINCE, guild_id=guild_id, member_id=member_id, since=stamp(moment))
    return int(row["number"]) if row else 0


async def is_being_made(tx: Transaction, comparison_id: int) -> bool:
    return await tx.one(JOB_OPEN, id=comparison_id) is not None


POST = """
    UPDATE comparison SET channel_id = :channel_id, message_id = :message_id, posted_at = :now
     WHERE id = :id
"""
FORGET_POST = """
    UPDATE comparison SET message_id = NULL
     WHERE guild_id = :guild_id AND message_id = :message_id
"""
FORGET_POSTS_OF_CHANNEL = """
    UPDATE comparison SET message_id = NULL
     WHERE guild_id = :guild_id AND channel_id = :channel_id
"""
OF_SCENE = "SELECT * FROM comparison WHERE scene_id = :scene_id"
OF_TAKE = "SELECT * FROM comparison WHERE :take_id IN (left_id, right_id)"


async def post(
    tx: Transaction, comparison_id: int, channel_id: int, message_id: int, now: datetime
) -> None:
    await tx.run(
        POST, id=comparison_id, channel_id=channel_id, message_id=message_id, now=stamp(now)
    )


WITHDRAWN = """
    SELECT 1 FROM comparison JOIN take ON take.id IN (left_id, right_id)
     WHERE comparison.id = :id AND take.removed_at IS NOT NULL
"""


async def is_withdrawn(tx: Transaction, comparison_id: int) -> bool:
    """Whether one of its takes was removed."""
    return await tx.one(WITHDRAWN, id=comparison_id) is not None


async def forget_post(tx: Transaction, guild_id: int, message_id: int) -> None:
    await tx.run(FORGET_POST, guild_id=guild_id, message_id=message_id)


async def forget_posts_of_channel(tx: Transaction, guild_id: int, channel_id: int) -> None:
    await tx.run(FORGET_POSTS_OF_CHANNEL, guild_id=guild_id, channel_id=channel_id)


async def of_take(tx: Transaction, take_id: int) -> list[Row]:
    return await tx.all(OF_TAKE, take_id=take_id)


async def of_scene(tx: Transaction, scene_id: int) -> list[Row]:
    return await tx.all(OF_SCENE, scene_id=scene_id)
