"""Looks, the votes on them, and the pictures that show them."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter

from bot.domain.ballot import Ballot, Choice, Tally, Verdict
from bot.domain.look import STATE_AFTER, Appearance, Look, LookState
from bot.domain.settings import GuildSettings
from bot.store import outbox
from bot.store.connection import Row, Statements, Transaction
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


# --- the ballot ---

OFFER = """
    UPDATE look
       SET state = 'offered', channel_id = :channel_id, quorum = :quorum, share = :share,
           early_net = :early_net, opens_at = :opens_at, closes_at = :closes_at
     WHERE id = :id AND state = 'draft'
"""


async def offer(
    tx: Transaction, look_id: int, channel_id: int, settings: GuildSettings, now: datetime
) -> bool:
    """Open its ballot on the terms that its guild has now; whether this call did."""
    return bool(
        await tx.run(
            OFFER,
            id=look_id,
            channel_id=channel_id,
            quorum=settings.quorum,
            share=settings.share,
            early_net=settings.early_net,
            opens_at=stamp(now),
            closes_at=stamp(now + settings.open_for),
        )
    )


VOTE_FACTS = """
    SELECT look.*, guild.voter_role, guild.minimum_days, guild.proposers_vote, guild.hidden_tally,
           (SELECT choice FROM look_vote
             WHERE look_id = look.id AND member_id = :member_id) AS my_choice
      FROM look JOIN guild ON guild.id = look.guild_id
     WHERE look.id = :id AND look.guild_id = :guild_id
"""
CAST = """
    INSERT INTO look_vote (look_id, member_id, choice, cast_at)
    VALUES (:look_id, :member_id, :choice, :now)
    ON CONFLICT (look_id, member_id)
    DO UPDATE SET choice = excluded.choice, cast_at = excluded.cast_at
"""
TAKE_BACK = "DELETE FROM look_vote WHERE look_id = :look_id AND member_id = :member_id"
TALLY = """
    SELECT count(*) FILTER (WHERE choice = 'for') AS for_,
           count(*) FILTER (WHERE choice = 'against') AS against
      FROM look_vote WHERE look_id = :look_id
"""


def vote_facts(tx: Statements, guild_id: int, look_id: int, member_id: int) -> Row | None:
    """All that a vote needs, in one look."""
    return tx.one(VOTE_FACTS, guild_id=guild_id, id=look_id, member_id=member_id)


def cast(
    tx: Statements, look_id: int, member_id: int, choice: Choice | None, now: datetime
) -> Tally:
    """Keep a member's vote, None takes it back; the count after it."""
    if choice is None:
        tx.run(TAKE_BACK, look_id=look_id, member_id=member_id)
    else:
        tx.run(CAST, look_id=look_id, member_id=member_id, choice=choice, now=stamp(now))
    row = tx.one(TALLY, look_id=look_id)
    assert row is not None, "an aggregate always has a row"
    return Tally(row["for_"], row["against"])


async def tally(tx: Transaction, look_id: int) -> Tally:
    row = await tx.one(TALLY, look_id=look_id)
    assert row is not None, "an aggregate always has a row"
    return Tally(row["for_"], row["against"])


CHOICE = "SELECT choice FROM look_vote WHERE look_id = :look_id AND member_id = :member_id"


async def choice_of(tx: Transaction, look_id: int, member_id: int) -> Choice | None:
    row = await tx.one(CHOICE, look_id=look_id, member_id=member_id)
    return None if row is None else Choice(row["choice"])


DUE = """
    SELECT * FROM look
     WHERE state = 'offered' AND (closes_at <= :now OR early_net <= (
           SELECT total(iif(choice = 'for', 1, -1)) FROM look_vote WHERE look_id = look.id))
     ORDER BY closes_at LIMIT :limit
"""
CLOSE = """
    UPDATE look SET state = :state, closed_at = :now, verdict = :verdict, reason = :reason
     WHERE id = :id AND state = 'offered'
"""
PROLONG = "UPDATE look SET closes_at = :closes_at, extended = 1 WHERE id = :id"


async def due(tx: Transaction, now: datetime, limit: int = 50) -> list[tuple[int, int]]:
    """Guild and id of looks whose ballots are over, or have the votes for an early choice."""
    rows = await tx.all(DUE, now=stamp(now), limit=limit)
    return [(row["guild_id"], row["id"]) for row in rows]


async def close(
    tx: Transaction, look_id: int, verdict: Verdict, now: datetime, reason: str = ""
) -> bool:
    """Close its ballot once; whether this call did."""
    state = STATE_AFTER[verdict]
    parameters = {"id": look_id, "state": state, "verdict": verdict, "reason": reason}
    return bool(await tx.run(CLOSE, now=stamp(now), **parameters))


async def prolong(tx: Transaction, ballot: Ballot) -> None:
    await tx.run(PROLONG, id=ballot.id, closes_at=stamp(ballot.closes_at))


WITHDRAW_CHOSEN = "UPDATE look SET state = 'withdrawn' WHERE id = :id AND state = 'chosen'"
REMOVE_DRAFT = "DELETE FROM look WHERE id = :id AND state = 'draft'"


async def withdraw_chosen(tx: Transaction, look_id: int) -> bool:
    """A look that was chosen holds no more."""
    return bool(await tx.run(WITHDRAW_CHOSEN, id=look_id))


async def remove_draft(tx: Transaction, look_id: int) -> None:
    await tx.run(REMOVE_DRAFT, id=look_id)


OPEN = """
    SELECT look.*, character.name AS character, look_vote.choice AS my_choice
      FROM look JOIN character ON character.id = look.character_id
      LEFT JOIN look_vote ON look_vote.look_id = look.id AND look_vote.member_id = :member_id
      LEFT JOIN reading ON reading.guild_id = look.guild_id AND reading.member_id = :member_id
                       AND reading.novel_id = character.novel_id
     WHERE look.guild_id = :guild_id AND look.state = 'offered'
       AND (:novel_id IS NULL OR character.novel_id = :novel_id)
       AND (reading.chapter IS NULL OR look.chapter <= reading.chapter)
     ORDER BY look_vote.choice IS NOT NULL, look.closes_at, look.id LIMIT :limit
"""


async def open_looks(
    tx: Transaction, guild_id: int, *, novel_id: int | None, member_id: int, limit: int
) -> list[Row]:
    """Looks on the ballot, none beyond what the member has read; not voted on first."""
    return await tx.all(
        OPEN, guild_id=guild_id, novel_id=novel_id, member_id=member_id, limit=limit
    )


# --- its card ---

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
