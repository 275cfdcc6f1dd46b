"""The ballots on scenes and on looks, and the votes cast in them."""

from __future__ import annotations

from datetime import datetime

from bot.domain.ballot import Ballot, Choice, Tally, Verdict
from bot.domain.settings import GuildSettings
from bot.store.connection import Row, Statements, Transaction
from bot.store.moments import maybe_moment, moment, stamp

OPEN = """
    INSERT INTO ballot (guild_id, scene_id, look_id, quorum, share, early_net, opens_at, closes_at,
                        reason)
    VALUES (:guild_id, :scene_id, :look_id, :quorum, :share, :early_net, :opens_at, :closes_at,
            :reason)
"""


async def open_ballot(
    tx: Transaction,
    settings: GuildSettings,
    now: datetime,
    *,
    scene_id: int | None = None,
    look_id: int | None = None,
    reason: str = "",
) -> int:
    """Open the ballot of a scene or of a look on the terms that its guild has now.

    With the reason of the showrunner who reopened it, if one did.
    """
    return await tx.insert(
        OPEN,
        guild_id=settings.guild_id,
        scene_id=scene_id,
        look_id=look_id,
        quorum=settings.quorum,
        share=settings.share,
        early_net=settings.early_net,
        opens_at=stamp(now),
        closes_at=stamp(now + settings.open_for),
        reason=reason,
    )


BY_ID = "SELECT * FROM ballot WHERE id = :id"
LATEST = "SELECT * FROM ballot WHERE scene_id = :scene_id ORDER BY id DESC LIMIT 1"
OF_LOOK = "SELECT * FROM ballot WHERE look_id = :look_id"


async def get(tx: Transaction, ballot_id: int) -> Row | None:
    return await tx.one(BY_ID, id=ballot_id)


async def latest(tx: Transaction, scene_id: int) -> Row | None:
    """The open ballot of a scene, or its last one; `ballot_of` reads it."""
    return await tx.one(LATEST, scene_id=scene_id)


async def of_look(tx: Transaction, look_id: int) -> Row | None:
    """The only ballot that a look has; none while it is a draft."""
    return await tx.one(OF_LOOK, look_id=look_id)


def id_of_look(tx: Statements, look_id: int) -> int | None:
    row = tx.one(OF_LOOK, look_id=look_id)
    return None if row is None else int(row["id"])


# all that a vote needs, in one look: the hot path of the house
VOTE_FACTS = """
    SELECT ballot.*, coalesce(scene.proposer_id, look.member_id) AS author_id,
           coalesce(scene.revision, 0) AS revision,
           guild.voter_role, guild.minimum_days, guild.proposers_vote, guild.hidden_tally,
           mine.choice AS my_choice, mine.cast_at AS my_cast_at,
           counted.for_, counted.against
      FROM ballot
      JOIN guild ON guild.id = ballot.guild_id
      LEFT JOIN scene ON scene.id = ballot.scene_id
      LEFT JOIN look ON look.id = ballot.look_id
      LEFT JOIN vote AS mine ON mine.ballot_id = ballot.id AND mine.member_id = :member_id
      JOIN (SELECT count(*) FILTER (WHERE choice = 'for') AS for_,
                   count(*) FILTER (WHERE choice = 'against') AS against
              FROM vote WHERE ballot_id = :id) AS counted
     WHERE ballot.id = :id
"""


def vote_facts(tx: Statements, ballot_id: int, member_id: int) -> Row | None:
    return tx.one(VOTE_FACTS, id=ballot_id, member_id=member_id)


def cast(
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


SCENE_OF = "SELECT scene_id FROM ballot WHERE guild_id = :guild_id AND id = :id"


async def scene_of(tx: Transaction, guild_id: int, ballot_id: int) -> int | None:
    row = await tx.one(SCENE_OF, guild_id=guild_id, id=ballot_id)
    return None if row is None else row["scene_id"]


VOID = "DELETE FROM vote WHERE ballot_id = :ballot_id"


async def void(tx: Transaction, ballot_id: int) -> int:
    """Strike every vote; how many there were."""
    return await tx.run(VOID, ballot_id=ballot_id)


DUE = """
    SELECT id FROM ballot
     WHERE closed_at IS NULL AND (look_id IS NOT NULL) = :on_looks
       AND (closes_at <= :now OR early_net <= (
           SELECT total(iif(choice = 'for', 1, -1)) FROM vote WHERE ballot_id = ballot.id))
     ORDER BY closes_at LIMIT :limit
"""


async def due(tx: Transaction, now: datetime, *, on_looks: bool, limit: int = 50) -> list[int]:
    """Ballots whose time has come, or that have the votes for an early greenlight."""
    rows = await tx.all(DUE, now=stamp(now), on_looks=on_looks, limit=limit)
    return [row["id"] for row in rows]


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


OPEN_OF_GUILD = "SELECT * FROM ballot WHERE guild_id = :guild_id AND closed_at IS NULL ORDER BY id"


async def open_of_guild(tx: Transaction, guild_id: int) -> list[Row]:
    """Open ballots, each on a scene or on a look."""
    return await tx.all(OPEN_OF_GUILD, guild_id=guild_id)


# a look tells of whoever it is of: perhaps of more than where it begins
TOLD = """
    WITH told AS (
        SELECT look.id, max(look.chapter, character.chapter, coalesce(
                   (SELECT value ->> 'chapter' FROM json_each(character.named)
                     WHERE key = character.name), 1)) AS chapter
          FROM look JOIN character ON character.id = look.character_id)
"""
OPEN_AND_TOLD = """
    SELECT ballot.*, told.chapter, look.channel_id, look.message_id,
           character.name AS character, vote.choice AS my_choice
      FROM ballot
      JOIN look ON look.id = ballot.look_id
      JOIN told ON told.id = look.id
      JOIN character ON character.id = look.character_id
      LEFT JOIN vote ON vote.ballot_id = ballot.id AND vote.member_id = :member_id
      LEFT JOIN reading ON reading.guild_id = ballot.guild_id AND reading.member_id = :member_id
                       AND reading.novel_id = character.novel_id
     WHERE ballot.guild_id = :guild_id AND ballot.closed_at IS NULL
       AND (:novel_id IS NULL OR character.novel_id = :novel_id)
       AND (reading.chapter IS NULL OR told.chapter <= reading.chapter)
     ORDER BY vote.choice IS NOT NULL, ballot.closes_at, look.id LIMIT :limit
"""
OPEN_LOOKS = TOLD + OPEN_AND_TOLD


async def open_looks(
    tx: Transaction, guild_id: int, *, novel_id: int | None, member_id: int, limit: int
) -> list[Row]:
    """Open ballots with their looks, none beyond what the member has read; not voted on first."""
    return await tx.all(
        OPEN_LOOKS, guild_id=guild_id, novel_id=novel_id, member_id=member_id, limit=limit
    )


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
