"""Where a scene is shown in Discord: the message of its card, and its thread."""

from __future__ import annotations

from bot.store.connection import Transaction

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
