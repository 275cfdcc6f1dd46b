"""Reference pictures of looks, and the ledger of those who gave one of themselves."""

from __future__ import annotations

from datetime import datetime

from bot.domain.pictures import Shows
from bot.domain.scene import slate
from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

FILE = "reference.png"

ADD = """
    INSERT INTO reference (guild_id, look_id, member_id, shows, created_at)
    VALUES (:guild_id, :look_id, :member_id, :shows, :now)
"""


async def add(
    tx: Transaction, *, guild_id: int, look_id: int, member_id: int, shows: Shows, now: datetime
) -> int:
    return await tx.insert(
        ADD, guild_id=guild_id, look_id=look_id, member_id=member_id, shows=shows, now=stamp(now)
    )


PICTURE = """
    SELECT reference.*, media.id AS media_id, media.sha256, media.size, look.state AS look_state,
           look.chapter, character.name AS character
      FROM reference
      JOIN media ON media.subject_id = reference.id AND media.name = 'reference.png'
      JOIN look ON look.id = reference.look_id
      JOIN character ON character.id = look.character_id
"""
OF_LOOK = PICTURE + " WHERE reference.look_id = :look_id ORDER BY reference.id"
OF_MEMBER = (
    PICTURE
    + """
     WHERE reference.guild_id = :guild_id AND reference.member_id = :member_id
     ORDER BY reference.id
"""
)
BY_ID = PICTURE + " WHERE reference.guild_id = :guild_id AND reference.id = :id"
WITH_CONTENT = PICTURE + " WHERE reference.guild_id = :guild_id AND media.sha256 = :sha256"


async def of_look(tx: Transaction, look_id: int) -> list[Row]:
    """The pictures of a look, with their files."""
    return await tx.all(OF_LOOK, look_id=look_id)


async def of_member(tx: Transaction, guild_id: int, member_id: int) -> list[Row]:
    """Every picture that a member brought, with its file, its look and its character."""
    return await tx.all(OF_MEMBER, guild_id=guild_id, member_id=member_id)


async def get(tx: Transaction, guild_id: int, reference_id: int) -> Row | None:
    return await tx.one(BY_ID, guild_id=guild_id, id=reference_id)


async def with_content(tx: Transaction, guild_id: int, sha256: str) -> list[Row]:
    """The pictures of a guild that are the same file."""
    return await tx.all(WITH_CONTENT, guild_id=guild_id, sha256=sha256)


BROUGHT_SINCE = """
    SELECT count(*) AS number FROM reference
     WHERE guild_id = :guild_id AND member_id = :member_id AND created_at > :since
"""


async def brought_since(tx: Transaction, guild_id: int, member_id: int, since: datetime) -> int:
    row = await tx.one(BROUGHT_SINCE, guild_id=guild_id, member_id=member_id, since=stamp(since))
    return int(row["number"]) if row else 0


REMOVE = "DELETE FROM reference WHERE id = :id"


async def remove(tx: Transaction, reference_id: int) -> None:
    await tx.run(REMOVE, id=reference_id)


CONSENT = """
    INSERT INTO consent (guild_id, member_id, reference_id, words, given_at)
    VALUES (:guild_id, :member_id, :reference_id, :words, :now)
"""
WITHDRAW = """
    UPDATE consent SET withdrawn_at = :now
     WHERE reference_id = :reference_id AND withdrawn_at IS NULL
"""


async def consent(
    tx: Transaction, guild_id: int, member_id: int, reference_id: int, words: str, now: datetime
) -> None:
    """Write down what a member ticked when they gave a photograph of themselves."""
    await tx.run(
        CONSENT,
        guild_id=guild_id,
        member_id=member_id,
        reference_id=reference_id,
        words=words,
        now=stamp(now),
    )


async def withdraw_consent(tx: Transaction, reference_id: int, now: datetime) -> None:
    await tx.run(WITHDRAW, reference_id=reference_id, now=stamp(now))


# orders are text: a hash is found in them as it stands
JOBS_WITH = """
    SELECT * FROM job WHERE guild_id = :guild_id AND instr(order_json, :sha256) > 0
"""
TAKES_WITH = """
    SELECT DISTINCT take.id, scene.number AS scene, take.number AS take FROM job
      JOIN take ON take.id = job.take_id JOIN scene ON scene.id = take.scene_id
     WHERE job.guild_id = :guild_id AND job.outcome = 'done' AND take.removed_at IS NULL
       AND instr(job.order_json, :sha256) > 0
     ORDER BY scene.number, take.number
"""
KEEP_ORDER = "UPDATE job SET order_json = :order_json WHERE id = :id"


async def jobs_with(tx: Transaction, guild_id: int, sha256: str) -> list[Row]:
    """Work that uses a file: waiting, being done, or finished and perhaps ordered again."""
    return await tx.all(JOBS_WITH, guild_id=guild_id, sha256=sha256)


async def takes_with(tx: Transaction, guild_id: int, sha256: str) -> dict[int, str]:
    """The takes that were made with a file and are still there, each with its slate."""
    rows = await tx.all(TAKES_WITH, guild_id=guild_id, sha256=sha256)
    return {row["id"]: slate(row["scene"], row["take"]) for row in rows}


async def keep_order(tx: Transaction, job_id: int, order_json: str) -> None:
    """What a job that nobody has is made of, when it is begun or ordered again."""
    await tx.run(KEEP_ORDER, id=job_id, order_json=order_json)
