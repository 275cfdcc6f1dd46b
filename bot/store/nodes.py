"""Render nodes: their tokens, invitations, speed and failures."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

ADD = """
    INSERT INTO node (guild_id, owner_id, name, token_sha256, created_at)
    VALUES (:guild_id, :owner_id, :name, :token_sha256, :now)
"""


async def add(
    tx: Transaction,
    *,
    guild_id: int | None,
    owner_id: int | None,
    name: str,
    token_sha256: str,
    now: datetime,
) -> int:
    return await tx.insert(
        ADD,
        guild_id=guild_id,
        owner_id=owner_id,
        name=name,
        token_sha256=token_sha256,
        now=stamp(now),
    )


# With what it shoots now, if anything; of several jobs in hand, the one before the camera.
NODE = """
    SELECT node.*, job.guild_id AS shooting_guild_id, job.kind, scene.number AS scene_number,
           take.number AS take_number
      FROM node
      LEFT JOIN job ON job.id = (SELECT id FROM job WHERE job.node_id = node.id
                                    AND job.leased_until IS NOT NULL
                                  ORDER BY job.stage <> 'draw', job.leased_at LIMIT 1)
      LEFT JOIN scene ON scene.id = job.scene_id
      LEFT JOIN take ON take.id = job.take_id
"""
BY_ID = NODE + " WHERE node.id = :id AND node.revoked_at IS NULL"
BY_TOKEN = NODE + " WHERE node.token_sha256 = :token_sha256 AND node.revoked_at IS NULL"
LOCAL = "SELECT * FROM node WHERE guild_id IS NULL AND name = :name AND revoked_at IS NULL"
FOR_GUILD = (
    NODE
    + """
     WHERE node.revoked_at IS NULL AND (node.guild_id = :guild_id OR node.guild_id IS NULL)
     ORDER BY node.guild_id IS NULL, node.name, node.id
"""
)
SERVING = """
    SELECT * FROM node
     WHERE revoked_at IS NULL AND (guild_id = :guild_id OR guild_id IS NULL OR is_open = 1)
     ORDER BY id
"""


AWAKE = """
    SELECT 1 FROM node
     WHERE revoked_at IS NULL AND (guild_id = :guild_id OR guild_id IS NULL OR is_open = 1)
       AND paused_at IS NULL AND rests = '' AND is_outdated = 0 AND seen_at > :since
       AND EXISTS (SELECT 1 FROM json_each(engines) WHERE value = :engine)
     LIMIT 1
"""


async def is_awake(tx: Transaction, guild_id: int, engine: str, since: datetime) -> bool:
    """Whether a node that serves a guild with an engine was heard of since, and works."""
    return await tx.one(AWAKE, guild_id=guild_id, engine=engine, since=stamp(since)) is not None


async def get(tx: Transaction, node_id: int) -> Row | None:
    return await tx.one(BY_ID, id=node_id)


async def by_token(tx: Transaction, token_sha256: str) -> Row | None:
    return await tx.one(BY_TOKEN, token_sha256=token_sha256)


async def local(tx: Transaction, name: str) -> Row | None:
    """The operator's own node of that name."""
    return await tx.one(LOCAL, name=name)


async def for_guild(tx: Transaction, guild_id: int) -> list[Row]:
    """A guild's own nodes, then the operator's."""
    return await tx.all(FOR_GUILD, guild_id=guild_id)


async def serving(tx: Transaction, guild_id: int) -> list[Row]:
    """Every node that takes jobs of a guild: its own, the operator's, and those opened to all."""
    return await tx.all(SERVING, guild_id=guild_id)


SEEN = "UPDATE node SET seen_at = :now, card = coalesce(:card, card) WHERE id = :id"
OFFERS = """
    UPDATE node
       SET seen_at = :now, engines = :engines, gpus = :gpus, vram_free = :vram_free,
           rests = :rests, rests_until = :rests_until, is_outdated = :is_outdated
     WHERE id = :id
"""


async def seen(tx: Transaction, node_id: int, now: datetime, card: str | None = None) -> None:
    """It called, and may have told what its card does."""
    await tx.run(SEEN, id=node_id, now=stamp(now), card=card)


async def offers(
    tx: Transaction,
    node_id: int,
    *,
    engines: Iterable[str],
    gpus: Iterable[str],
    vram_free: int,
    rests: str,
    rests_until: datetime | None,
    is_outdated: bool,
    now: datetime,
) -> None:
    """What a node says it has, why it rests if it does, and whether its contract is not the bot's,
    as of now."""
    await tx.run(
        OFFERS,
        id=node_id,
        engines=json.dumps(list(engines)),
        gpus=json.dumps(list(gpus)),
        vram_free=vram_free,
        rests=rests,
        rests_until=None if rests_until is None else stamp(rests_until),
        is_outdated=is_outdated,
        now=stamp(now),
    )


PAUSE = "UPDATE node SET paused_at = :now, paused_reason = :reason WHERE id = :id"
RESUME = "UPDATE node SET paused_at = NULL, paused_reason = '' WHERE id = :id"
FORGIVE = "DELETE FROM node_failure WHERE node_id = :id"
REVOKE = "UPDATE node SET revoked_at = :now WHERE id = :id"
OPEN = "UPDATE node SET is_open = :is_open WHERE id = :id"
NEW_TOKEN = "UPDATE node SET token_sha256 = :token_sha256 WHERE id = :id"  # noqa: S105 - SQL


async def pause(tx: Transaction, node_id: int, reason: str, now: datetime) -> None:
    await tx.run(PAUSE, id=node_id, reason=reason, now=stamp(now))


async def resume(tx: Transaction, node_id: int) -> None:
    """Let it claim again, its failures forgotten."""
    await tx.run(RESUME, id=node_id)
    await tx.run(FORGIVE, id=node_id)


async def revoke(tx: Transaction, node_id: int, now: datetime) -> None:
    await tx.run(REVOKE, id=node_id, now=stamp(now))


async def set_open(tx: Transaction, node_id: int, *, is_open: bool) -> None:
    await tx.run(OPEN, id=node_id, is_open=int(is_open))


async def set_token(tx: Transaction, node_id: int, token_sha256: str) -> None:
    await tx.run(NEW_TOKEN, id=node_id, token_sha256=token_sha256)


INVITE = """
    INSERT INTO node_invitation (code_sha256, guild_id, owner_id, expires_at)
    VALUES (:code_sha256, :guild_id, :owner_id, :expires_at)
"""
FORGET_EXPIRED = "DELETE FROM node_invitation WHERE expires_at <= :now"
REDEEM = """
    UPDATE node_invitation SET used_at = :now
     WHERE code_sha256 = :code_sha256 AND used_at IS NULL AND expires_at > :now
 RETURNING guild_id, owner_id
"""


async def invite(
    tx: Transaction,
    *,
    code_sha256: str,
    guild_id: int,
    owner_id: int,
    expires_at: datetime,
    now: datetime,
) -> None:
    await tx.run(FORGET_EXPIRED, now=stamp(now))
    await tx.run(
        INVITE,
        code_sha256=code_sha256,
        guild_id=guild_id,
        owner_id=owner_id,
        expires_at=stamp(expires_at),
    )


async def redeem(tx: Transaction, code_sha256: str, now: datetime) -> Row | None:
    """Use an invitation up: its guild and owner, or None if it is unknown, used or too old."""
    return await tx.one(REDEEM, code_sha256=code_sha256, now=stamp(now))


# What was measured before counts a fifth less with every new job: a new card shows soon.
MEASURE = """
    INSERT INTO node_speed (node_id, engine, kind, jobs, work_s, film_s)
    VALUES (:node_id, :engine, :kind, 1, :work_s, :film_s)
    ON CONFLICT (node_id, engine, kind)
    DO UPDATE SET jobs = jobs + 1, work_s = 0.8 * work_s + excluded.work_s,
                  film_s = 0.8 * film_s + excluded.film_s
"""
SPEEDS = """
    SELECT node_id, engine, kind, work_s / film_s AS work_per_film FROM node_speed
     WHERE film_s > 0 AND node_id IN (SELECT value FROM json_each(:node_ids))
"""


async def measure(
    tx: Transaction, *, node_id: int, engine: str, kind: str, work_s: float, film_s: float
) -> None:
    await tx.run(MEASURE, node_id=node_id, engine=engine, kind=kind, work_s=work_s, film_s=film_s)


async def speeds(tx: Transaction, node_ids: Iterable[int]) -> list[Row]:
    """Seconds of work for a second of film, by node, engine and kind."""
    return await tx.all(SPEEDS, node_ids=json.dumps(list(node_ids)))


FAILED = """
    INSERT OR IGNORE INTO node_failure (node_id, job_id, attempt, at, kind)
    VALUES (:node_id, :job_id, :attempt, :now, :kind)
"""
FAILURES = """
    SELECT count(*) AS failures, count(DISTINCT job_id) AS jobs FROM node_failure
     WHERE node_id = :node_id AND at > :since
"""


async def failed(
    tx: Transaction, node_id: int, job_id: int, attempt: int, kind: str, now: datetime
) -> None:
    await tx.run(FAILED, node_id=node_id, job_id=job_id, attempt=attempt, kind=kind, now=stamp(now))


async def failures(tx: Transaction, node_id: int, since: datetime) -> tuple[int, int]:
    """How often it failed since then, and at how many jobs."""
    row = await tx.one(FAILURES, node_id=node_id, since=stamp(since))
    return (row["failures"], row["jobs"]) if row else (0, 0)
