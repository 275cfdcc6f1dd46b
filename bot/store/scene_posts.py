"""Where a scene is shown in Discord: its card, the cards that name it, its thread."""

from __future__ import annotations

from datetime import datetime

from bot.store import outbox
from bot.store.connection import Row, Transaction

KEEP_CARD = """
    UPDATE scene SET channel_id = :channel_id, message_id = :message_id WHERE id = :id
"""


async def keep_card(
    tx: Transaction, scene_id: int, channel_id: int, message_id: int | None
) -> None:
    await tx.run(KEEP_CARD, id=scene_id, channel_id=channel_id, message_id=message_id)


KEEP_THREAD = "UPDATE scene SET thread_id = :thread_id WHERE id = :id"


async def keep_thread(tx: Transaction, scene_id: int, thread_id: int | None) -> None:
    await tx.run(KEEP_THREAD, id=scene_id, thread_id=thread_id)


FORGET_CARD = """
    UPDATE scene SET message_id = NULL
     WHERE guild_id = :guild_id AND message_id = :message_id RETURNING id
"""


async def forget_card(tx: Transaction, guild_id: int, message_id: int) -> int | None:
    """The card's message is gone from Discord; which scene it showed."""
    row = await tx.one(FORGET_CARD, guild_id=guild_id, message_id=message_id)
    return None if row is None else int(row["id"])


FORGET_THREAD = """
    UPDATE scene SET thread_id = NULL WHERE guild_id = :guild_id AND thread_id = :thread_id
"""


async def forget_thread(tx: Transaction, guild_id: int, thread_id: int) -> None:
    await tx.run(FORGET_THREAD, guild_id=guild_id, thread_id=thread_id)


FORGET_CARDS_OF_CHANNEL = """
    UPDATE scene SET message_id = NULL WHERE guild_id = :guild_id AND channel_id = :channel_id
"""


async def forget_cards_of_channel(tx: Transaction, guild_id: int, channel_id: int) -> None:
    await tx.run(FORGET_CARDS_OF_CHANNEL, guild_id=guild_id, channel_id=channel_id)


NEIGHBOURS = """
    SELECT other.id, other.number, other.title, other.state, other.channel_id, other.message_id
      FROM scene JOIN scene AS other
        ON other.novel_id = scene.novel_id AND other.chapter = scene.chapter
       AND other.first <= scene.last AND other.last >= scene.first AND other.id <> scene.id
     WHERE scene.id = :id AND other.removed_at IS NULL
       AND other.state NOT IN ('withdrawn', 'cancelled')
     ORDER BY other.number
"""


async def neighbours(tx: Transaction, scene_id: int) -> list[Row]:
    """The scenes on an overlapping passage, by what a card says of them."""
    return await tx.all(NEIGHBOURS, id=scene_id)


GUILD_OF = "SELECT guild_id, channel_id, novel_id FROM scene WHERE id = :id"


async def touch(tx: Transaction, scene_id: int, now: datetime) -> None:
    """Have the scene's card and the novel's board shown anew."""
    row = await tx.one(GUILD_OF, id=scene_id)
    if row is None:
        return
    await outbox.queue_errand(
        tx,
        guild_id=row["guild_id"],
        kind="card",
        subject_id=scene_id,
        channel_id=row["channel_id"],
        now=now,
    )
    await outbox.queue_errand(
        tx,
        guild_id=row["guild_id"],
        kind="board",
        subject_id=row["novel_id"],
        channel_id=None,
        now=now,
    )


NOT_FILMED = """
    SELECT id, guild_id, channel_id FROM scene
     WHERE novel_id = :novel_id AND message_id IS NOT NULL AND removed_at IS NULL
       AND state IN ('shelved', 'lapsed', 'withdrawn', 'cancelled')
     ORDER BY number DESC LIMIT :limit
"""


async def not_filmed(tx: Transaction, novel_id: int, limit: int) -> list[Row]:
    """The newest of a novel's scenes that have a card and are not filmed."""
    return await tx.all(NOT_FILMED, novel_id=novel_id, limit=limit)


async def touch_card(tx: Transaction, scene: Row, due: datetime) -> None:
    """Have a scene's card alone shown anew."""
    await outbox.queue_errand(
        tx,
        guild_id=scene["guild_id"],
        kind="card",
        subject_id=scene["id"],
        channel_id=scene["channel_id"],
        now=due,
    )


ON_BALLOT = """
    SELECT guild_id, novel_id FROM scene
     WHERE id = :id AND state = 'proposed' AND removed_at IS NULL
"""


async def count_on_board(tx: Transaction, scene_id: int, due: datetime) -> None:
    """Have the board shown anew, where it counts the votes on this scene."""
    row = await tx.one(ON_BALLOT, id=scene_id)
    if row is not None:
        await outbox.queue_errand(
            tx,
            guild_id=row["guild_id"],
            kind="board",
            subject_id=row["novel_id"],
            channel_id=None,
            now=due,
        )


async def touch_neighbours(tx: Transaction, scene_id: int, now: datetime) -> None:
    """Have the cards shown anew that name this scene."""
    for other in await neighbours(tx, scene_id):
        await touch(tx, other["id"], now)


async def touch_with_neighbours(tx: Transaction, scene_id: int, now: datetime) -> None:
    """Have a scene's card and board shown anew, and the cards that name it."""
    await touch(tx, scene_id, now)
    await touch_neighbours(tx, scene_id, now)
