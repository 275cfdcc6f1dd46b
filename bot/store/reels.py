"""Reels: chapters joined from canon takes, and the parts in which they are posted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

ADD = """
    INSERT INTO reel (guild_id, novel_id, chapter, made_of, asked_by, asked_at)
    VALUES (:guild_id, :novel_id, :chapter, :made_of, :asked_by, :now)
"""
BY_ID = "SELECT * FROM reel WHERE id = :id"
ADD_PART = "INSERT INTO reel_part (reel_id, number) VALUES (:reel_id, :number)"
ADD_TAKE = "INSERT INTO reel_take (part_id, place, take_id) VALUES (:part_id, :place, :take_id)"
ADD_NAME = "INSERT INTO reel_name (reel_id, member_id, name) VALUES (:reel_id, :member_id, :name)"


async def add(
    tx: Transaction,
    *,
    guild_id: int,
    novel_id: int,
    chapter: int,
    made_of: str,
    asked_by: int,
    names: Mapping[int, str],
    now: datetime,
) -> Row:
    """The new reel, without parts."""
    reel_id = await tx.insert(
        ADD,
        guild_id=guild_id,
        novel_id=novel_id,
        chapter=chapter,
        made_of=made_of,
        asked_by=asked_by,
        now=stamp(now),
    )
    named = [
        {"reel_id": reel_id, "member_id": member_id, "name": name}
        for member_id, name in names.items()
    ]
    await tx.run_many(ADD_NAME, named)
    reel = await tx.one(BY_ID, id=reel_id)
    assert reel is not None, "it was just added"
    return reel


async def add_part(tx: Transaction, reel_id: int, number: int, take_ids: Sequence[int]) -> int:
    part_id = await tx.insert(ADD_PART, reel_id=reel_id, number=number)
    places = [
        {"part_id": part_id, "place": place, "take_id": take_id}
        for place, take_id in enumerate(take_ids)
    ]
    await tx.run_many(ADD_TAKE, places)
    return part_id


SET_JOB = "UPDATE reel_part SET job_id = :job_id WHERE id = :id"


async def set_job(tx: Transaction, part_id: int, job_id: int) -> None:
    await tx.run(SET_JOB, id=part_id, job_id=job_id)


LATEST = """
    SELECT * FROM reel WHERE novel_id = :novel_id AND chapter = :chapter ORDER BY id DESC LIMIT 1
"""
PART = """
    SELECT reel_part.*, job.outcome, job.reason, file.sha256, file.size,
           count(*) OVER (PARTITION BY reel_part.reel_id) AS parts
      FROM reel_part
      LEFT JOIN job ON job.id = reel_part.job_id
      LEFT JOIN media AS file ON file.subject_id = reel_part.id AND file.name = 'reel.mp4'
"""
PARTS = PART + " WHERE reel_part.reel_id = :reel_id ORDER BY reel_part.number"
OF_PART = """
    SELECT reel.* FROM reel JOIN reel_part AS part ON part.reel_id = reel.id WHERE part.id = :id
"""
TAKES = """
    SELECT take.id AS take_id, take.number AS take_number, take.report, scene.id AS scene_id,
           scene.number AS scene_number, scene.title, scene.action, scene.rating
      FROM reel_take
      JOIN take ON take.id = reel_take.take_id
      JOIN scene ON scene.id = take.scene_id
     WHERE reel_take.part_id = :part_id ORDER BY reel_take.place
"""


async def latest(tx: Transaction, novel_id: int, chapter: int) -> Row | None:
    """The reel of a chapter that was asked for last."""
    return await tx.one(LATEST, novel_id=novel_id, chapter=chapter)


RECENT = """
    SELECT reel.chapter, count(*) AS parts, count(part.posted_at) AS posted,
           count(part.message_id) AS stand, max(part.posted_at) AS posted_at,
           min(job.outcome IS NULL OR job.outcome = 'done') AS goes,
           max(iif(part.number = 1, part.channel_id, NULL)) AS channel_id,
           max(iif(part.number = 1, part.message_id, NULL)) AS message_id
      FROM reel JOIN reel_part AS part ON part.reel_id = reel.id
      LEFT JOIN job ON job.id = part.job_id
     WHERE reel.novel_id = :novel_id
       AND reel.id = (SELECT max(id) FROM reel AS newest
                       WHERE newest.novel_id = reel.novel_id AND newest.chapter = reel.chapter)
     GROUP BY reel.id
    HAVING (posted < parts AND goes) OR (stand = parts AND posted_at > :since)
     ORDER BY posted = parts, reel.id DESC LIMIT :limit
"""


async def recent(tx: Transaction, novel_id: int, since: datetime, limit: int) -> list[Row]:
    """A novel's reels that are being joined, then those that stand, posted since."""
    return await tx.all(RECENT, novel_id=novel_id, since=stamp(since), limit=limit)


async def of_part(tx: Transaction, part_id: int) -> Row | None:
    return await tx.one(OF_PART, id=part_id)


async def parts(tx: Transaction, reel_id: int) -> list[Row]:
    """A reel's parts in order, with what became of their jobs, and their files."""
    return await tx.all(PARTS, reel_id=reel_id)


async def takes_of(tx: Transaction, part_id: int) -> list[Row]:
    """A part's takes in order, with their scenes."""
    return await tx.all(TAKES, part_id=part_id)


NAMES = "SELECT member_id, name FROM reel_name WHERE reel_id = :reel_id"


async def names(tx: Transaction, reel_id: int) -> dict[int, str]:
    """The names in a reel's credits, by member."""
    return {row["member_id"]: row["name"] for row in await tx.all(NAMES, reel_id=reel_id)}


ASKED_SINCE = """
    SELECT count(*) AS number FROM reel
     WHERE guild_id = :guild_id AND asked_by = :member_id AND asked_at > :since
"""


async def asked_since(tx: Transaction, guild_id: int, member_id: int, since: datetime) -> int:
    row = await tx.one(ASKED_SINCE, guild_id=guild_id, member_id=member_id, since=stamp(since))
    return int(row["number"]) if row else 0


POST = """
    UPDATE reel_part SET channel_id = :channel_id, message_id = :message_id, posted_at = :now
     WHERE id = :id AND posted_at IS NULL
"""


async def post(
    tx: Transaction, part_id: int, channel_id: int, message_id: int, now: datetime
) -> bool:
    return bool(
        await tx.run(POST, id=part_id, channel_id=channel_id, message_id=message_id, now=stamp(now))
    )


FORGET_MESSAGE = """
    UPDATE reel_part SET message_id = NULL
     WHERE message_id = :message_id
       AND reel_id IN (SELECT id FROM reel WHERE guild_id = :guild_id)
"""


async def forget_message(tx: Transaction, guild_id: int, message_id: int) -> None:
    await tx.run(FORGET_MESSAGE, guild_id=guild_id, message_id=message_id)


FORGET_POSTS_OF_CHANNEL = """
    UPDATE reel_part SET message_id = NULL
     WHERE channel_id = :channel_id
       AND reel_id IN (SELECT id FROM reel WHERE guild_id = :guild_id)
"""


async def forget_posts_of_channel(tx: Transaction, guild_id: int, channel_id: int) -> None:
    await tx.run(FORGET_POSTS_OF_CHANNEL, guild_id=guild_id, channel_id=channel_id)


FORGET_PART = "UPDATE reel_part SET message_id = NULL WHERE id = :id"


async def forget_part(tx: Transaction, part_id: int) -> None:
    """Its message is taken down."""
    await tx.run(FORGET_PART, id=part_id)


# Files of reels that a newer one of the same chapter stands for.
DISPLACE = """
    DELETE FROM media
     WHERE name = 'reel.mp4' AND subject_id IN (
           SELECT reel_part.id FROM reel_part JOIN reel ON reel.id = reel_part.reel_id
            WHERE reel.novel_id = :novel_id AND reel.chapter = :chapter AND reel.id < :id)
"""


async def displace(tx: Transaction, reel: Row) -> None:
    """Forget the files of this chapter's earlier reels."""
    await tx.run(DISPLACE, novel_id=reel["novel_id"], chapter=reel["chapter"], id=reel["id"])


WITH = """
    SELECT part.id, part.job_id, part.channel_id, part.message_id, reel.chapter,
           part.posted_at IS NULL AND coalesce(job.outcome = 'done', 1) AS is_coming
      FROM reel_part AS part JOIN reel ON reel.id = part.reel_id
      LEFT JOIN job ON job.id = part.job_id
     WHERE reel.id IN (
           SELECT reel_part.reel_id FROM reel_take
             JOIN reel_part ON reel_part.id = reel_take.part_id
             JOIN take ON take.id = reel_take.take_id
"""
WITH_SCENE = WITH + " WHERE take.scene_id = :scene_id) ORDER BY part.id"
WITH_TAKE = WITH + " WHERE take.id = :take_id) ORDER BY part.id"


WITHDRAWN = """
    SELECT 1 FROM reel_part
      JOIN reel_take ON reel_take.part_id = reel_part.id
      JOIN take ON take.id = reel_take.take_id
     WHERE reel_part.reel_id = :reel_id AND take.removed_at IS NOT NULL
"""


async def is_withdrawn(tx: Transaction, reel_id: int) -> bool:
    """Whether a take of it was removed."""
    return await tx.one(WITHDRAWN, reel_id=reel_id) is not None


async def with_scene(tx: Transaction, scene_id: int) -> list[Row]:
    """Every part of every reel that a scene is in."""
    return await tx.all(WITH_SCENE, scene_id=scene_id)


async def with_take(tx: Transaction, take_id: int) -> list[Row]:
    """Every part of every reel that a take is in, with its chapter, and whether it is coming."""
    return await tx.all(WITH_TAKE, take_id=take_id)


ORDERS_NAMING = """
    SELECT job.id, job.order_json, reel_name.name FROM reel_name
      JOIN reel ON reel.id = reel_name.reel_id AND reel.guild_id = :guild_id
      JOIN reel_part ON reel_part.reel_id = reel.id
      JOIN job ON job.id = reel_part.job_id
     WHERE reel_name.member_id = :member_id
"""
CHAPTERS_NAMING = """
    SELECT DISTINCT reel.chapter FROM reel_name
      JOIN reel ON reel.id = reel_name.reel_id AND reel.guild_id = :guild_id
      JOIN reel_part ON reel_part.reel_id = reel.id AND reel_part.message_id IS NOT NULL
     WHERE reel_name.member_id = :member_id ORDER BY reel.chapter
"""
WRITE_ORDER = "UPDATE job SET order_json = :order_json WHERE id = :id"


async def orders_naming(tx: Transaction, guild_id: int, member_id: int) -> list[Row]:
    """The orders of reels whose credits name a member, each with that name."""
    return await tx.all(ORDERS_NAMING, guild_id=guild_id, member_id=member_id)


async def chapters_naming(tx: Transaction, guild_id: int, member_id: int) -> list[int]:
    """The chapters of which a reel stands whose credits name a member."""
    rows = await tx.all(CHAPTERS_NAMING, guild_id=guild_id, member_id=member_id)
    return [int(row["chapter"]) for row in rows]


async def write_order(tx: Transaction, job_id: int, order_json: str) -> None:
    await tx.run(WRITE_ORDER, id=job_id, order_json=order_json)
