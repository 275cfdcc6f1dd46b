"""The blind votes on which take counts, and the votes cast in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot.domain.ballot import Ballot
from bot.domain.canon import CanonBallot, CanonVerdict
from bot.store import outbox
from bot.store.connection import Row, Transaction
from bot.store.moments import maybe_moment, moment, stamp

OPEN = """
    INSERT INTO canon_ballot (guild_id, scene_id, quorum, opened_by, opens_at, closes_at,
                              channel_id)
    VALUES (:guild_id, :scene_id, :quorum, :opened_by, :opens_at, :closes_at, :channel_id)
"""
STAND = "INSERT INTO canon_candidate (ballot_id, take_id) VALUES (:ballot_id, :take_id)"


async def open_ballot(
    tx: Transaction,
    *,
    guild_id: int,
    scene_id: int,
    quorum: int,
    opened_by: int,
    opens_at: datetime,
    closes_at: datetime,
    channel_id: int,
    candidates: Sequence[int],
) -> int:
    ballot_id = await tx.insert(
        OPEN,
        guild_id=guild_id,
        scene_id=scene_id,
        quorum=quorum,
        opened_by=opened_by,
        opens_at=stamp(opens_at),
        closes_at=stamp(closes_at),
        channel_id=channel_id,
    )
    await tx.run_many(
        STAND, [{"ballot_id": ballot_id, "take_id": take_id} for take_id in candidates]
    )
    return ballot_id


BALLOT = """
    SELECT canon_ballot.*,
           (SELECT json_group_array(id) FROM (
                SELECT take.id FROM canon_candidate
                  JOIN take ON take.id = canon_candidate.take_id
                 WHERE canon_candidate.ballot_id = canon_ballot.id
                 ORDER BY take.number)) AS candidates
      FROM canon_ballot
"""
BY_ID = BALLOT + " WHERE id = :id AND guild_id = :guild_id"
LATEST = BALLOT + " WHERE scene_id = :scene_id ORDER BY id DESC LIMIT 1"
DUE = BALLOT + " WHERE closed_at IS NULL AND closes_at <= :now ORDER BY closes_at LIMIT 50"


async def get(tx: Transaction, guild_id: int, ballot_id: int) -> CanonBallot | None:
    row = await tx.one(BY_ID, id=ballot_id, guild_id=guild_id)
    return None if row is None else _ballot(row)


SCENE_OF = "SELECT scene_id FROM canon_ballot WHERE id = :id"


async def scene_of(tx: Transaction, ballot_id: int) -> int:
    row = await tx.one(SCENE_OF, id=ballot_id)
    assert row is not None, "a vote is never deleted"
    return int(row["scene_id"])


async def latest(tx: Transaction, scene_id: int) -> CanonBallot | None:
    """A scene's open vote, or its last one."""
    row = await tx.one(LATEST, scene_id=scene_id)
    return None if row is None else _ballot(row)


async def due(tx: Transaction, now: datetime) -> list[tuple[int, int]]:
    """Votes whose time has come: their guild, and their id."""
    return [(row["guild_id"], row["id"]) for row in await tx.all(DUE, now=stamp(now))]


OPEN_VOTES = """
    SELECT canon_ballot.id, canon_ballot.closes_at, canon_ballot.channel_id,
           canon_ballot.message_id, scene.number, scene.title
      FROM canon_ballot JOIN scene ON scene.id = canon_ballot.scene_id
      LEFT JOIN canon_vote ON canon_vote.ballot_id = canon_ballot.id
                          AND canon_vote.member_id = :member_id
      LEFT JOIN reading ON reading.guild_id = scene.guild_id AND reading.member_id = :member_id
                       AND reading.novel_id = scene.novel_id
     WHERE canon_ballot.guild_id = :guild_id AND canon_ballot.closed_at IS NULL
       AND scene.removed_at IS NULL AND (:novel_id IS NULL OR scene.novel_id = :novel_id)
       AND (reading.chapter IS NULL OR scene.chapter <= reading.chapter)
     ORDER BY canon_vote.take_id IS NOT NULL, canon_ballot.closes_at, canon_ballot.id LIMIT :limit
"""


async def open_votes(
    tx: Transaction, guild_id: int, *, novel_id: int | None, member_id: int, limit: int
) -> list[Row]:
    """Votes that are open, none beyond what the member has read; not voted on first."""
    return await tx.all(
        OPEN_VOTES, guild_id=guild_id, novel_id=novel_id, member_id=member_id, limit=limit
    )


VOTES = "SELECT take_id, count(*) AS number FROM canon_vote WHERE ballot_id = :id GROUP BY take_id"
MINE = "SELECT take_id FROM canon_vote WHERE ballot_id = :id AND member_id = :member_id"


async def votes(tx: Transaction, ballot_id: int) -> dict[int, int]:
    """Take -> how many voted for it."""
    return {row["take_id"]: row["number"] for row in await tx.all(VOTES, id=ballot_id)}


async def mine(tx: Transaction, ballot_id: int, member_id: int) -> int | None:
    row = await tx.one(MINE, id=ballot_id, member_id=member_id)
    return None if row is None else int(row["take_id"])


CAST = """
    INSERT INTO canon_vote (ballot_id, member_id, take_id, cast_at)
    VALUES (:ballot_id, :member_id, :take_id, :now)
    ON CONFLICT (ballot_id, member_id)
    DO UPDATE SET take_id = excluded.take_id, cast_at = excluded.cast_at
"""
TAKE_BACK = "DELETE FROM canon_vote WHERE ballot_id = :ballot_id AND member_id = :member_id"


async def cast(
    tx: Transaction, ballot_id: int, member_id: int, take_id: int | None, now: datetime
) -> None:
    """Keep a member's vote; None takes it back."""
    whose = {"ballot_id": ballot_id, "member_id": member_id}
    if take_id is None:
        await tx.run(TAKE_BACK, **whose)
    else:
        await tx.run(CAST, **whose, take_id=take_id, now=stamp(now))


CLOSE = """
    UPDATE canon_ballot
       SET closed_at = :now, verdict = :verdict, take_id = :take_id, decided_by = :decided_by
     WHERE id = :id AND closed_at IS NULL
"""
PROLONG = "UPDATE canon_ballot SET closes_at = :closes_at, extended = 1 WHERE id = :id"


async def close(
    tx: Transaction,
    ballot_id: int,
    verdict: CanonVerdict,
    now: datetime,
    *,
    take_id: int | None = None,
    decided_by: int | None = None,
) -> bool:
    """Close it once; whether this call did."""
    about = {"take_id": take_id, "decided_by": decided_by, "now": stamp(now)}
    return bool(await tx.run(CLOSE, id=ballot_id, verdict=verdict, **about))


async def prolong(tx: Transaction, ballot_id: int, closes_at: datetime) -> None:
    await tx.run(PROLONG, id=ballot_id, closes_at=stamp(closes_at))


async def touch(
    tx: Transaction, guild_id: int, channel_id: int, ballot_id: int, now: datetime
) -> None:
    """Have the post of a vote shown anew."""
    await outbox.queue_errand(
        tx, guild_id=guild_id, kind="canon", subject_id=ballot_id, channel_id=channel_id, now=now
    )


KEEP_POST = """
    UPDATE canon_ballot SET channel_id = :channel_id, message_id = :message_id WHERE id = :id
"""
FORGET_POST = """
    UPDATE canon_ballot SET message_id = NULL
     WHERE guild_id = :guild_id AND message_id = :message_id
"""
FORGET_POSTS_OF_CHANNEL = """
    UPDATE canon_ballot SET message_id = NULL
     WHERE guild_id = :guild_id AND channel_id = :channel_id
"""
POSTS_OF_SCENE = """
    SELECT id, channel_id, message_id FROM canon_ballot WHERE scene_id = :scene_id
"""


async def keep_post(
    tx: Transaction, ballot_id: int, channel_id: int, message_id: int | None
) -> None:
    await tx.run(KEEP_POST, id=ballot_id, channel_id=channel_id, message_id=message_id)


async def forget_post(tx: Transaction, guild_id: int, message_id: int) -> None:
    await tx.run(FORGET_POST, guild_id=guild_id, message_id=message_id)


async def forget_posts_of_channel(tx: Transaction, guild_id: int, channel_id: int) -> None:
    await tx.run(FORGET_POSTS_OF_CHANNEL, guild_id=guild_id, channel_id=channel_id)


async def posts_of_scene(tx: Transaction, scene_id: int) -> list[Row]:
    """The votes that were held on a scene's takes, with the messages that say so."""
    return await tx.all(POSTS_OF_SCENE, scene_id=scene_id)


def _ballot(row: Row) -> CanonBallot:
    terms = Ballot(
        id=row["id"],
        quorum=row["quorum"],
        share=1,
        opens_at=moment(row["opens_at"]),
        closes_at=moment(row["closes_at"]),
        extended=bool(row["extended"]),
        closed_at=maybe_moment(row["closed_at"]),
    )
    return CanonBallot(
        terms,
        row["scene_id"],
        tuple(json.loads(row["candidates"])),
        None if row["verdict"] is None else CanonVerdict(row["verdict"]),
        row["take_id"],
        row["channel_id"],
        row["message_id"],
    )
