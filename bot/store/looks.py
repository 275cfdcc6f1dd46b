"""Looks, the votes on them, and the pictures that show them."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter

from bot.domain.look import Appearance, Look, LookState
from bot.store import outbox
from bot.store.connection import Row, Transaction
from bot.store.moments import maybe_moment, moment, stamp

APPEARANCE = TypeAdapter(Appearance)

DRAFT = """
    INSERT INTO look (guild_id, character_id, chapter, appearance, accent, seed, member_id,
                      created_at)
    VALUES (:guild_id, :character_id, :chapter, :appearance, '', :seed, :member_id, :now)
"""
CHANGE = """
    UPDATE look SET chapter = :chapter, appearance = :appearance, accent = :accent,
                    seed = :seed
     WHERE id = :id AND state = 'draft'
"""


async def draft(
    tx: Transaction,
    *,
    guild_id: int,
    character_id: int,
    chapter: int,
    appearance: Appearance,
    seed: int,
    member_id: int,
    now: datetime,
) -> int:
    return await tx.insert(
        DRAFT,
        guild_id=guild_id,
        character_id=character_id,
        chapter=chapter,
        appearance=APPEARANCE.dump_json(appearance).decode(),
        seed=seed,
        member_id=member_id,
        now=stamp(now),
    )


async def change(
    tx: Transaction,
    look_id: int,
    chapter: int,
    appearance: Appearance,
    accent: str,
    seed: int,
) -> None:
    """Write a draft anew; what is on the ballot stays as people voted on it."""
    await tx.run(
        CHANGE,
        id=look_id,
        chapter=chapter,
        appearance=APPEARANCE.dump_json(appearance).decode(),
        accent=accent,
        seed=seed,
    )


BY_ID = "SELECT * FROM look WHERE guild_id = :guild_id AND id = :id"
OF_CHARACTER = """
    SELECT * FROM look WHERE character_id = :character_id AND state IN ('offered', 'chosen')
     ORDER BY chapter, closed_at, id
"""
CHOSEN_OF_NOVEL = """
    SELECT look.* FROM look JOIN character ON character.id = look.character_id
     WHERE character.novel_id = :novel_id AND look.state = 'chosen'
     ORDER BY look.chapter, look.id
"""


async def get(tx: Transaction, guild_id: int, look_id: int) -> Row | None:
    """A look with its ballot; `look_of` and `ballots.ballot_of` read them."""
    return await tx.one(BY_ID, guild_id=guild_id, id=look_id)


async def of_character(tx: Transaction, character_id: int) -> list[Row]:
    """The looks that were chosen or are on the ballot, by the chapter that they begin with."""
    return await tx.all(OF_CHARACTER, character_id=character_id)


async def chosen_of_novel(tx: Transaction, novel_id: int) -> list[Look]:
    return [look_of(row) for row in await tx.all(CHOSEN_OF_NOVEL, novel_id=novel_id)]


OFFERED_OF_NOVEL = """
    SELECT look.* FROM look JOIN character ON character.id = look.character_id
     WHERE character.novel_id = :novel_id AND look.state = 'offered' ORDER BY look.id
"""


async def offered_of_novel(tx: Transaction, novel_id: int) -> list[Row]:
    """A novel's looks that are on the ballot."""
    return await tx.all(OFFERED_OF_NOVEL, novel_id=novel_id)


OFFERED_SINCE = """
    SELECT count(*) AS number FROM look
     WHERE guild_id = :guild_id AND member_id = :member_id AND opens_at > :since
       AND state <> 'withdrawn'
"""
DRAFTS_OF = """
    SELECT * FROM look
     WHERE guild_id = :guild_id AND member_id = :member_id AND state = 'draft' ORDER BY id
"""


async def offered_since(tx: Transaction, guild_id: int, member_id: int, since: datetime) -> int:
    row = await tx.one(OFFERED_SINCE, guild_id=guild_id, member_id=member_id, since=stamp(since))
    return int(row["number"]) if row else 0


async def drafts_of(tx: Transaction, guild_id: int, member_id: int) -> list[Row]:
    """A member's looks that nobody else has seen."""
    return await tx.all(DRAFTS_OF, guild_id=guild_id, member_id=member_id)


WITHDRAW_CHOSEN = "UPDATE look SET state = 'withdrawn' WHERE id = :id AND state = 'chosen'"
REMOVE_DRAFT = "DELETE FROM look WHERE id = :id AND state = 'draft'"


async def withdraw_chosen(tx: Transaction, look_id: int) -> bool:
    """A look that was chosen holds no more."""
    return bool(await tx.run(WITHDRAW_CHOSEN, id=look_id))


async def remove_draft(tx: Transaction, look_id: int) -> None:
    await tx.run(REMOVE_DRAFT, id=look_id)


KEEP_CARD = "UPDATE look SET channel_id = :channel_id, message_id = :message_id WHERE id = :id"
FORGET_CARD = """
    UPDATE look SET message_id = NULL WHERE guild_id = :guild_id AND message_id = :message_id
"""


FORGET_CARDS_OF_CHANNEL = """
    UPDATE look SET message_id = NULL WHERE guild_id = :guild_id AND channel_id = :channel_id
"""


async def forget_cards_of_channel(tx: Transaction, guild_id: int, channel_id: int) -> None:
    await tx.run(FORGET_CARDS_OF_CHANNEL, guild_id=guild_id, channel_id=channel_id)


async def keep_card(tx: Transaction, look_id: int, channel_id: int, message_id: int | None) -> None:
    await tx.run(KEEP_CARD, id=look_id, channel_id=channel_id, message_id=message_id)


async def forget_card(tx: Transaction, guild_id: int, message_id: int) -> None:
    await tx.run(FORGET_CARD, guild_id=guild_id, message_id=message_id)


async def touch(tx: Transaction, look: Row, now: datetime) -> None:
    """Have the look's card shown anew; a draft has none."""
    if look["opens_at"] is not None:
        await outbox.queue_errand(
            tx,
            guild_id=look["guild_id"],
            kind="look",
            subject_id=look["id"],
            channel_id=look["channel_id"],
            now=now,
        )


def look_of(row: Row) -> Look:
    return Look(
        id=row["id"],
        guild_id=row["guild_id"],
        character_id=row["character_id"],
        chapter=row["chapter"],
        appearance=APPEARANCE.validate_json(row["appearance"]),
        accent=row["accent"],
        seed=row["seed"],
        member_id=row["member_id"],
        state=LookState(row["state"]),
        created_at=moment(row["created_at"]),
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        chosen_at=maybe_moment(row["closed_at"]),
    )
