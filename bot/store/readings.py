"""How far channels and members have read, and what is beyond it."""

from __future__ import annotations

from bot.store.connection import Row, Transaction

READ = """
    INSERT INTO channel_reading (channel_id, novel_id, guild_id, chapter)
    VALUES (:channel_id, :novel_id, :guild_id, :chapter)
    ON CONFLICT DO UPDATE SET chapter = excluded.chapter
"""
UNREAD = "DELETE FROM channel_reading WHERE channel_id = :channel_id AND novel_id = :novel_id"


async def channel_reads(
    tx: Transaction, guild_id: int, channel_id: int, novel_id: int, chapter: int | None
) -> None:
    """Keep the chapter that a channel has read up to; None: nothing is a spoiler there."""
    where = {"channel_id": channel_id, "novel_id": novel_id}
    if chapter is None:
        await tx.run(UNREAD, **where)
    else:
        await tx.run(READ, guild_id=guild_id, chapter=chapter, **where)


READING = """
    SELECT chapter FROM channel_reading WHERE channel_id = :channel_id AND novel_id = :novel_id
"""


async def reading(tx: Transaction, channel_id: int | None, novel_id: int) -> int | None:
    """The chapter that a channel has read up to; None when nobody said."""
    row = await tx.one(READING, channel_id=channel_id, novel_id=novel_id)
    return None if row is None else int(row["chapter"])


OF_CHANNEL = """
    SELECT novel.id AS novel_id, novel.title, channel_reading.chapter
      FROM channel_reading JOIN novel ON novel.id = channel_reading.novel_id
     WHERE channel_reading.guild_id = :guild_id AND channel_reading.channel_id = :channel_id
       AND novel.removed_at IS NULL
     ORDER BY novel.title, novel.id
"""


async def of_channel(tx: Transaction, guild_id: int, channel_id: int) -> list[Row]:
    """How far a channel has read each novel of which somebody said so."""
    return await tx.all(OF_CHANNEL, guild_id=guild_id, channel_id=channel_id)


CHANGED = """
    SELECT id FROM scene
     WHERE novel_id = :novel_id AND channel_id = :channel_id AND removed_at IS NULL
       AND message_id IS NOT NULL
       AND (:before IS NOT NULL AND chapter > :before)
           <> (:after IS NOT NULL AND chapter > :after)
"""


async def changed(
    tx: Transaction, channel_id: int, novel_id: int, before: int | None, after: int | None
) -> list[Row]:
    """The scenes whose cards become spoilers, or no longer are, when a channel reads on."""
    return await tx.all(
        CHANGED, channel_id=channel_id, novel_id=novel_id, before=before, after=after
    )


# a card on the ballot also tells which scenes it would touch, and spoilers without their titles
CHANGED_LOOKS = """
    SELECT * FROM (
        SELECT look.*, max(look.chapter, character.chapter, coalesce(
                   (SELECT value ->> 'chapter' FROM json_each(character.named)
                     WHERE key = character.name), 1)) AS tells_of
          FROM look JOIN character ON character.id = look.character_id
         WHERE character.novel_id = :novel_id AND look.channel_id = :channel_id
           AND look.message_id IS NOT NULL)
     WHERE state = 'offered'
        OR (:before IS NOT NULL AND tells_of > :before)
           <> (:after IS NOT NULL AND tells_of > :after)
"""
CHANGED_VOTES = """
    SELECT canon_ballot.id, scene.id AS scene_id FROM canon_ballot
      JOIN scene ON scene.id = canon_ballot.scene_id
     WHERE scene.novel_id = :novel_id AND canon_ballot.channel_id = :channel_id
       AND scene.removed_at IS NULL AND canon_ballot.message_id IS NOT NULL
       AND (:before IS NOT NULL AND scene.chapter > :before)
           <> (:after IS NOT NULL AND scene.chapter > :after)
"""


async def changed_looks(
    tx: Transaction, channel_id: int, novel_id: int, before: int | None, after: int | None
) -> list[Row]:
    """The looks whose cards tell another part of the book when a channel reads on."""
    return await tx.all(
        CHANGED_LOOKS, channel_id=channel_id, novel_id=novel_id, before=before, after=after
    )


async def changed_votes(
    tx: Transaction, channel_id: int, novel_id: int, before: int | None, after: int | None
) -> list[Row]:
    """The votes on takes whose posts become spoilers, or no longer are; each with its scene."""
    return await tx.all(
        CHANGED_VOTES, channel_id=channel_id, novel_id=novel_id, before=before, after=after
    )


BEYOND = """
    SELECT scene.id FROM scene
      JOIN reading ON reading.guild_id = scene.guild_id AND reading.novel_id = scene.novel_id
                  AND reading.member_id = :member_id
     WHERE scene.guild_id = :guild_id AND scene.chapter > reading.chapter
"""


async def beyond(tx: Transaction, guild_id: int, member_id: int) -> set[int]:
    """The scenes that are beyond what a member has read."""
    rows = await tx.all(BEYOND, guild_id=guild_id, member_id=member_id)
    return {int(row["id"]) for row in rows}


# somebody may go by a name that comes up later than they do
PORTRAITS_BEYOND = """
    SELECT job.id FROM job
      JOIN look ON look.id = job.subject_id
      JOIN character ON character.id = look.character_id
      JOIN reading ON reading.guild_id = job.guild_id AND reading.novel_id = character.novel_id
                  AND reading.member_id = :member_id
     WHERE job.guild_id = :guild_id AND job.kind = 'portrait' AND job.finished_at IS NULL
       AND max(look.chapter, character.chapter, coalesce(
               (SELECT value ->> 'chapter' FROM json_each(character.named)
                 WHERE key = character.name), 1)) > reading.chapter
"""


async def portraits_beyond(tx: Transaction, guild_id: int, member_id: int) -> set[int]:
    """Open jobs that portray whom a member has not read of, or not by that name."""
    rows = await tx.all(PORTRAITS_BEYOND, guild_id=guild_id, member_id=member_id)
    return {int(row["id"]) for row in rows}
