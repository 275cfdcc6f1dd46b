"""Ballots and the votes cast in them."""

from __future__ import annotations

from datetime import datetime

from bot.domain.ballot import Ballot, Choice, Tally, Verdict
from bot.store.connection import Row, Statements, Transaction
from bot.store.moments import maybe_moment, moment, stamp

OPEN = """
    INSERT INTO ballot (scene_id, quorum, share, early_net, opens_at, closes_at)
    VALUES (:scene_id, :quorum, :share, :early_net, :opens_at, :closes_at)
"""


async def open_ballot(
    tx: Transaction,
    *,
    scene_id: int,
    quorum: int,
    share: float,
    early_net: int | None,
    opens_at: datetime,
    closes_at: datetime,
) -> int:
    return await tx.insert(
        OPEN,
        scene_id=scene_id,
        quorum=quorum,
        share=share,
        early_net=early_net,
        opens_at=stamp(opens_at),
        closes_at=stamp(closes_at),
    )


LATEST = "SELECT * FROM ballot WHERE scene_id = :scene_id ORDER BY id DESC LIMIT 1"


async def latest(tx: Transaction, scene_id: int) -> Row | None:
    """The open ballot of a scene, or its last one; `ballot_of` reads it."""
    return await tx.one(LATEST, scene_id=scene_id)


# all that a vote needs, in one look: the hot path of the house
VOTE_FACTS = """
    SELECT ballot.*, scene.guild_id, scene.proposer_id,
           guild.voter_role, guild.minimum_days, guild.proposers_vote, guild.hidden_tally,
           (SELECT choice FROM vote
             WHERE ballot_id = ballot.id AND member_id = :member_id) AS my_choice,
           counted.for_, counted.against
      FROM ballot
      JOIN scene ON scene.id = ballot.scene_id
      JOIN guild ON guild.id = scene.guild_id
      JOIN (SELECT count(*) FILTER (WHERE choice = 'for') AS for_,
                   count(*) FILTER (WHERE choice = 'against') AS against
              FROM vote WHERE ballot_id = :id) AS counted
     WHERE ballot.id = :id
"""


async def vote_facts(tx: Transaction, ballot_id: int, member_id: int) -> Row | None:
    return await tx.one(VOTE_FACTS, id=ballot_id, member_id=member_id)


def vote_facts_at_once(tx: Statements, ballot_id: int, member_id: int) -> Row | None:
    return tx.one(VOTE_FACTS, id=ballot_id, member_id=member_id)


def cast_at_once(
    tx: Statements, ballot_id: int, member_id: int, choice: Choice | None, now: datetime
) -> None:
    """Keep a member's vote; None takes it back."""
    if choice is None:
        tx.run(TAKE_BACK, ballot_id=ballot_id, member_id=member_id)
    else:
        tx.run(CAST, ballot_id=ballot_id, member_id=member_id, choice=choice, now=stamp(now))


CAST = """
    INSERT INTO vote (ballot_id, member_id, choice, cast_at)
    VALUES (:ballot_id, :member_id, :choice, :now)
    ON CONFLICT (ballot_id, member_id)
    DO UPDATE SET choice = excluded.choice, cast_at = excluded.cast_at
"""
TAKE_BACK = "DELETE FROM vote WHERE ballot_id = :ballot_id AND member_id = :member_id"


TALLY = """
    SELECT count(*) FILTER (WHERE choice = 'for') AS for_,
           count(*) FILTER (WHERE choice = 'against') AS against
      FROM vote WHERE ballot_id = :ballot_id
"""


async def tally(tx: Transaction, ballot_id: int) -> Tally:
    row = await tx.one(TALLY, ballot_id=ballot_id)
    assert row is not None, "an aggregate always has a row"
    return Tally(row["for_"], row["against"])


CHOICE = "SELECT choice FROM vote WHERE ballot_id = :ballot_id AND member_id = :member_id"


async def choice_of(tx: Transaction, ballot_id: int, member_id: int) -> Choice | None:
    row = await tx.one(CHOICE, ballot_id=ballot_id, member_id=member_id)
    return None if row is None else Choice(row["choice"])


VOID = "DELETE FROM vote WHERE ballot_id = :ballot_id"


async def void(tx: Transaction, ballot_id: int) -> int:
    """Strike every vote; how many there were."""
    return await tx.run(VOID, ballot_id=ballot_id)


DUE = """
    SELECT * FROM ballot
     WHERE closed_at IS NULL AND (closes_at <= :now OR early_net <= (
           SELECT total(iif(choice = 'for', 1, -1)) FROM vote WHERE ballot_id = ballot.id))
     ORDER BY closes_at LIMIT :limit
"""


async def due(tx: Transaction, now: datetime, limit: int = 50) -> list[Ballot]:
    """Ballots whose time has come, or that have the votes for an early greenlight."""
    return [ballot_of(row) for row in await tx.all(DUE, now=stamp(now), limit=limit)]


CLOSE = """
    UPDATE ballot
       SET closed_at = :now, verdict = :verdict, decided_by = :decided_by, reason = :reason
     WHERE id = :id AND closed_at IS NULL
"""


async def close(
    tx: Transaction,
    ballot_id: int,
    verdict: Verdict,
    now: datetime,
    *,
    decided_by: int | None = None,
    reason: str = "",
) -> bool:
    """Close it once; whether this call did."""
    return bool(
        await tx.run(
            CLOSE,
            id=ballot_id,
            verdict=verdict,
            now=stamp(now),
            decided_by=decided_by,
            reason=reason,
        )
    )


OVERRULE = """
    UPDATE ballot SET verdict = :verdict, decided_by = :decided_by, reason = :reason WHERE id = :id
"""


async def overrule(
    tx: Transaction, ballot_id: int, verdict: Verdict, decided_by: int, reason: str
) -> None:
    """Put a showrunner's word in the place of what a closed ballot came to."""
    await tx.run(OVERRULE, id=ballot_id, verdict=verdict, decided_by=decided_by, reason=reason)


PROLONG = "UPDATE ballot SET closes_at = :closes_at, extended = 1 WHERE id = :id"


async def prolong(tx: Transaction, ballot: Ballot) -> None:
    await tx.run(PROLONG, id=ballot.id, closes_at=stamp(ballot.closes_at))


OPEN_OF_NOVEL = """
    SELECT ballot.*, scene.number, scene.title, scene.channel_id, scene.message_id
      FROM ballot JOIN scene ON scene.id = ballot.scene_id
     WHERE scene.novel_id = :novel_id AND ballot.closed_at IS NULL AND scene.removed_at IS NULL
     ORDER BY ballot.closes_at, ballot.id
"""


async def open_of_novel(tx: Transaction, novel_id: int) -> list[Row]:
    """Open ballots with their scenes, those that close first in front."""
    return await tx.all(OPEN_OF_NOVEL, novel_id=novel_id)


OPEN_SCENES = """
    SELECT scene.id, ballot.closes_at, vote.choice
      FROM ballot
      JOIN scene ON scene.id = ballot.scene_id
      LEFT JOIN vote ON vote.ballot_id = ballot.id AND vote.member_id = :member_id
      LEFT JOIN reading ON reading.guild_id = scene.guild_id AND reading.member_id = :member_id
                       AND reading.novel_id = scene.novel_id
     WHERE scene.guild_id = :guild_id AND ballot.closed_at IS NULL AND scene.removed_at IS NULL
       AND (reading.chapter IS NULL OR scene.chapter <= reading.chapter)
     ORDER BY vote.choice IS NOT NULL, ballot.closes_at, ballot.id
     LIMIT :limit
"""


async def open_scenes(tx: Transaction, guild_id: int, member_id: int, limit: int) -> list[int]:
    """Scenes with an open ballot, none beyond what the member has read; not voted on first."""
    rows = await tx.all(OPEN_SCENES, guild_id=guild_id, member_id=member_id, limit=limit)
    return [row["id"] for row in rows]


def ballot_of(row: Row) -> Ballot:
    return Ballot(
        id=row["id"],
        quorum=row["quorum"],
        share=row["share"],
        opens_at=moment(row["opens_at"]),
        closes_at=moment(row["closes_at"]),
        early_net=row["early_net"],
        extended=bool(row["extended"]),
        closed_at=maybe_moment(row["closed_at"]),
        verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
    )
