"""The posts of films in the channels: takes, comparisons and parts of reels, as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.store import outbox
from bot.store.connection import Row, Transaction

# each with the member whom it names as its proposer, or as who asked for it
STANDING = """
    WITH film AS (
        SELECT 'take' AS kind, take.id AS subject_id, scene.guild_id, take.channel_id,
               take.message_id, scene.novel_id, scene.chapter, scene.id AS scene_id,
               scene.proposer_id AS member_id
          FROM take JOIN scene ON scene.id = take.scene_id
         WHERE take.removed_at IS NULL
     UNION ALL
        SELECT 'comparison', comparison.id, scene.guild_id, comparison.channel_id,
               comparison.message_id, scene.novel_id, scene.chapter, scene.id, comparison.asked_by
          FROM comparison JOIN scene ON scene.id = comparison.scene_id
         WHERE scene.removed_at IS NULL
     UNION ALL
        SELECT 'reel', part.id, reel.guild_id, part.channel_id, part.message_id, reel.novel_id,
               reel.chapter, NULL, reel.asked_by
          FROM reel_part AS part JOIN reel ON reel.id = part.reel_id
    )
    SELECT guild_id, kind, subject_id, channel_id FROM film
     WHERE message_id IS NOT NULL
"""
READ_ON = (
    STANDING
    + """
       AND novel_id = :novel_id AND channel_id = :channel_id
       AND (:before IS NOT NULL AND chapter > :before)
           <> (:after IS NOT NULL AND chapter > :after)
"""
)
NAMING = (
    STANDING
    + """
       AND guild_id = :guild_id
       AND (member_id = :member_id
            OR kind = 'take' AND (scene_id, :member_id) IN subscription)
"""
)


async def read_on(
    tx: Transaction, channel_id: int, novel_id: int, before: int | None, after: int | None
) -> list[Row]:
    """Those in a channel that become spoilers, or no longer are, when it reads on."""
    return await tx.all(
        READ_ON, channel_id=channel_id, novel_id=novel_id, before=before, after=after
    )


async def naming(tx: Transaction, guild_id: int, member_id: int) -> list[Row]:
    """Those that name a member, or are for them."""
    return await tx.all(NAMING, guild_id=guild_id, member_id=member_id)


async def touch(tx: Transaction, films: Iterable[Row], now: datetime) -> None:
    """Have their words shown anew; the films stay."""
    for film in films:
        await outbox.queue_errand(
            tx,
            guild_id=film["guild_id"],
            kind=film["kind"],
            subject_id=film["subject_id"],
            channel_id=film["channel_id"],
            now=now,
        )
