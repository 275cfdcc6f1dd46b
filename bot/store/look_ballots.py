"""The ballot that a look has: its columns in the look's own row, and the votes cast in it."""

from __future__ import annotations

from datetime import datetime

from bot.domain.ballot import Ballot, Choice, Tally, Verdict
from bot.domain.look import STATE_AFTER
from bot.domain.settings import GuildSettings
from bot.store.connection import Row, Statements, Transaction
from bot.store.moments import stamp

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
