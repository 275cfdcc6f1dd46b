"""Looks: drafted, offered, and what became of them on the ballot."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter

from bot.domain.ballot import Verdict
from bot.domain.daily import Today
from bot.domain.look import STATE_AFTER, Appearance, Look, LookState
from bot.store import ballots, outbox
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


LOOK = """
    SELECT look.*, ballot.id AS ballot_id, ballot.closed_at AS chosen_at
      FROM look
      JOIN character ON character.id = look.character_id
      LEFT JOIN ballot ON ballot.look_id = look.id
"""
BY_ID = LOOK + " WHERE look.guild_id = :guild_id AND look.id = :id"
OF_CHARACTER = (
    LOOK
    + """
     WHERE look.character_id = :character_id AND look.state IN ('offered', 'chosen')
     ORDER BY look.chapter, chosen_at, look.id
"""
)
CHOSEN_OF_NOVEL = (
    LOOK
    + """
     WHERE character.novel_id = :novel_id AND look.state = 'chosen'
     ORDER BY look.chapter, look.id
"""
)


async def get(tx: Transaction, guild_id: int, look_id: int) -> Row | None:
    """A look with the id of its ballot; `look_of` reads it."""
    return await tx.one(BY_ID, guild_id=guild_id, id=look_id)


async def of_character(tx: Transaction, character_id: int) -> list[Row]:
    """The looks that were chosen or are on the ballot, by the chapter that they begin with."""
    return await tx.all(OF_CHARACTER, character_id=character_id)


async def chosen_of_novel(tx: Transaction, novel_id: int) -> list[Look]:
    return [look_of(row) for row in await tx.all(CHOSEN_OF_NOVEL, novel_id=novel_id)]


OFFERED_OF_NOVEL = (
    LOOK + " WHERE character.novel_id = :novel_id AND look.state = 'offered' ORDER BY look.id"
)


async def offered_of_novel(tx: Transaction, novel_id: int) -> list[Row]:
    """A novel's looks that are on the ballot."""
    return await tx.all(OFFERED_OF_NOVEL, novel_id=novel_id)


LAPSED_OF_NOVEL = (
    LOOK
    + """
     WHERE character.novel_id = :novel_id AND look.state = 'lapsed' AND look.message_id IS NOT NULL
     ORDER BY look.id DESC LIMIT :limit
"""
)


async def lapsed_of_novel(tx: Transaction, novel_id: int, limit: int) -> list[Row]:
    """The newest of a novel's looks that have a card and too few voted on."""
    return await tx.all(LAPSED_OF_NOVEL, novel_id=novel_id, limit=limit)


OFFERED_SINCE = """
    SELECT count(*) FILTER (WHERE look.state <> 'withdrawn') AS standing,
           count(*) FILTER (WHERE look.state = 'withdrawn') AS withdrawn
      FROM look JOIN ballot ON ballot.look_id = look.id
     WHERE look.guild_id = :guild_id AND look.member_id = :member_id AND ballot.opens_at > :since
"""
DRAFTS_OF = (
    LOOK
    + """
     WHERE look.guild_id = :guild_id AND look.member_id = :member_id AND look.state = 'draft'
     ORDER BY look.id
"""
)


async def offered_since(tx: Transaction, guild_id: int, member_id: int, since: datetime) -> Today:
    row = await tx.one(OFFERED_SINCE, guild_id=guild_id, member_id=member_id, since=stamp(since))
    assert row is not None, "an aggregate always has a row"
    return Today(row["standing"], row["withdrawn"])


async def drafts_of(tx: Transaction, guild_id: int, member_id: int) -> list[Row]:
    """A member's looks that nobody else has seen."""
    return await tx.all(DRAFTS_OF, guild_id=guild_id, member_id=member_id)


PORTRAYED = "UPDATE look SET portrait_by = :by WHERE id = :id"


async def portrayed(tx: Transaction, look_id: int, by: str) -> None:
    """Keep what drew its portrait."""
    await tx.run(PORTRAYED, id=look_id, by=by)


OFFER = "UPDATE look SET state = 'offered', channel_id = :channel_id WHERE id = :id"
SET_STATE = "UPDATE look SET state = :state WHERE id = :id"
REMOVE_DRAFT = "DELETE FROM look WHERE id = :id AND state = 'draft'"


async def offer(tx: Transaction, look_id: int, channel_id: int) -> None:
    """A draft is before everybody; its ballot is opened beside it."""
    await tx.run(OFFER, id=look_id, channel_id=channel_id)


async def set_state(tx: Transaction, look_id: int, state: LookState) -> None:
    await tx.run(SET_STATE, id=look_id, state=state)


async def close(
    tx: Transaction, look: Row, verdict: Verdict, now: datetime, reason: str = ""
) -> None:
    """Close a look's ballot, with what the look is after it."""
    if await ballots.close(tx, look["ballot_id"], verdict, now, reason=reason):
        await set_state(tx, look["id"], STATE_AFTER[verdict])


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
    if look["state"] != LookState.DRAFT:
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
        chosen_at=maybe_moment(row["chosen_at"]),
    )
