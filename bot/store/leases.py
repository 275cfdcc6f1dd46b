"""The queue as nodes see it: jobs are leased, kept alive, finished, failed or lost."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

# One seek of job_waiting for each guild, engine and kind; then the best of those few. CROSS JOIN
# keeps SQLite from walking through all jobs instead.
NEXT = """
    WITH front AS MATERIALIZED (
        SELECT (SELECT id FROM job AS waiting INDEXED BY job_waiting
                 WHERE waiting.guild_id = guild.id AND waiting.engine = offer.value ->> 0
                   AND waiting.kind = offer.value ->> 1 AND waiting.finished_at IS NULL
                   AND waiting.leased_until IS NULL AND waiting.held = 0
                   AND NOT EXISTS (SELECT 1 FROM node_failure AS failure
                                    WHERE failure.node_id = :node_id
                                      AND failure.job_id = waiting.id
                                      AND failure.at > :failed_since)
                   AND (waiting.left_at IS NULL OR waiting.prefers_id = :node_id
                        OR waiting.left_at NOT BETWEEN :left_since AND :now)
                 ORDER BY waiting.turn, waiting.votes DESC, waiting.id LIMIT 1) AS job_id
          FROM guild CROSS JOIN json_each(:offers) AS offer
         WHERE guild.left_at IS NULL AND guild.queue_paused = 0
           AND (:guild_id IS NULL OR guild.id = :guild_id))
    SELECT job.id
      FROM front CROSS JOIN job ON job.id = front.job_id
      LEFT JOIN guild_served AS served
        ON served.guild_id = job.guild_id AND served.lane = job.lane
     ORDER BY job.lane, coalesce(served.number, 0), job.turn, job.votes DESC, job.id LIMIT 1
"""


async def next_for(
    tx: Transaction,
    node_id: int,
    *,
    guild_id: int | None,
    offers: Iterable[tuple[str, str]],
    failed_since: datetime,
    left_since: datetime,
    now: datetime,
) -> int | None:
    """The next job in shooting order that a node can do, guilds taking turns in each lane.

    `offers` are the engines and kinds of job, in pairs, that it can do. With `guild_id`, of that
    guild alone; never a job that this node failed since `failed_since`, nor one that was left to
    another node since `left_since`.
    """
    row = await tx.one(
        NEXT,
        node_id=node_id,
        guild_id=guild_id,
        offers=json.dumps(sorted(offers)),
        failed_since=stamp(failed_since),
        left_since=stamp(left_since),
        now=stamp(now),
    )
    return None if row is None else int(row["id"])


LEAVE = """
    UPDATE job SET left_at = :now
     WHERE id = :id AND left_at IS NULL AND prefers_id <> :node_id
       AND EXISTS (SELECT 1 FROM node
                    WHERE node.id = job.prefers_id AND revoked_at IS NULL AND paused_at IS NULL
                      AND rests = '' AND is_outdated = 0 AND seen_at > :awake_since)
"""


async def leave(
    tx: Transaction, job_id: int, node_id: int, now: datetime, awake_since: datetime
) -> bool:
    """Leave a job to the node that has its shots, once, if that one was heard of since; whether so.

    From now on, for as long as `next_for` is told.
    """
    about = {"id": job_id, "node_id": node_id, "now": stamp(now)}
    return bool(await tx.run(LEAVE, **about, awake_since=stamp(awake_since)))


# A job that still names a node was lost by it: released ones name none.
LEASE = """
    UPDATE job
       SET lost = lost + (node_id IS NOT NULL), node_id = :node_id, claim_id = :claim_id,
           instance = :instance, attempt = attempt + 1, leased_at = :now, leased_until = :until,
           beat_at = NULL, progressed_at = NULL, progress = 0, stage = '', shot = 0, eta_s = NULL,
           preview = NULL
     WHERE id = :id AND finished_at IS NULL AND leased_until IS NULL
 RETURNING attempt
"""
SERVE = """
    INSERT INTO guild_served (guild_id, lane, number)
    SELECT guild_id, lane, 1 + coalesce((SELECT max(number) FROM guild_served), 0)
      FROM job WHERE id = :id
    ON CONFLICT (guild_id, lane) DO UPDATE SET number = excluded.number
"""
FORGET_UPLOADS = "DELETE FROM upload WHERE job_id = :id"


async def lease(
    tx: Transaction,
    job_id: int,
    *,
    node_id: int,
    claim_id: str,
    instance: str,
    now: datetime,
    until: datetime,
) -> int | None:
    """Give a waiting job to a node: its new attempt, or None if somebody else was faster."""
    row = await tx.one(
        LEASE,
        id=job_id,
        node_id=node_id,
        claim_id=claim_id,
        instance=instance,
        now=stamp(now),
        until=stamp(until),
    )
    if row is None:
        return None
    await tx.run(SERVE, id=job_id)
    await tx.run(FORGET_UPLOADS, id=job_id)
    return int(row["attempt"])


OF_CLAIM = """
    SELECT id FROM job
     WHERE node_id = :node_id AND claim_id = :claim_id AND finished_at IS NULL AND cancel = 0
"""
OF_NODE = "SELECT id FROM job WHERE node_id = :node_id AND finished_at IS NULL"
IN_HAND = "SELECT * FROM job WHERE leased_until IS NOT NULL"
HELD_BY = """
    SELECT id FROM job
     WHERE node_id = :node_id AND finished_at IS NULL AND leased_until IS NOT NULL
       AND (:instance IS NULL OR instance = :instance)
     ORDER BY leased_at, id
"""


async def of_claim(tx: Transaction, node_id: int, claim_id: str) -> int | None:
    """The job that this very claim was answered with, if it is the node's still."""
    row = await tx.one(OF_CLAIM, node_id=node_id, claim_id=claim_id)
    return None if row is None else int(row["id"])


async def held_by(tx: Transaction, node_id: int, instance: str | None = None) -> list[int]:
    """What a node, or one of the programs with its token, has in hand; the oldest first."""
    rows = await tx.all(HELD_BY, node_id=node_id, instance=instance)
    return [int(row["id"]) for row in rows]


async def of_node(tx: Transaction, node_id: int) -> list[int]:
    """What a node holds, and what it lost but could take up again."""
    return [int(row["id"]) for row in await tx.all(OF_NODE, node_id=node_id)]


async def in_hand(tx: Transaction) -> list[Row]:
    """Everything that is being shot, for whichever guild."""
    return await tx.all(IN_HAND)


EXTEND = "UPDATE job SET leased_until = :until WHERE id = :id"


async def extend(tx: Transaction, job_id: int, until: datetime) -> None:
    """Keep a lease alive, or revive a lapsed one."""
    await tx.run(EXTEND, id=job_id, until=stamp(until))


BEAT = """
    UPDATE job
       SET leased_until = :until, beat_at = :now, stage = :stage, shot = :shot, eta_s = :eta_s,
           progressed_at = CASE WHEN :progress > progress OR :shot <> shot OR :stage <> stage
                                THEN :now ELSE progressed_at END,
           progress = max(progress, :progress), preview = coalesce(:preview, preview)
     WHERE id = :id
"""


async def beat(
    tx: Transaction,
    job_id: int,
    *,
    progress: float,
    stage: str,
    shot: int,
    eta_s: float | None,
    preview: bytes | None,
    now: datetime,
    until: datetime,
) -> None:
    await tx.run(
        BEAT,
        id=job_id,
        progress=progress,
        stage=stage,
        shot=shot,
        eta_s=eta_s,
        preview=preview,
        now=stamp(now),
        until=stamp(until),
    )


PROGRESS = "UPDATE job SET progressed_at = :now, leased_until = :until WHERE id = :id"


async def progressed(tx: Transaction, job_id: int, *, now: datetime, until: datetime) -> None:
    """Bytes of a file came in: alive, and not standing still."""
    await tx.run(PROGRESS, id=job_id, now=stamp(now), until=stamp(until))


RELEASE = """
    UPDATE job
       SET node_id = NULL, claim_id = NULL, leased_until = NULL, preview = NULL, progress = 0,
           stage = '', shot = 0, eta_s = NULL, failures = failures + :failures
     WHERE id = :id AND finished_at IS NULL
"""


async def release(tx: Transaction, job_id: int, *, failures: int = 0) -> None:
    """Free a job for others at once; the node that had it has no right to it any more."""
    await tx.run(RELEASE, id=job_id, failures=failures)


FINISH = """
    UPDATE job
       SET finished_at = :now, outcome = :outcome, reason = :reason, leased_until = NULL,
           preview = NULL
     WHERE id = :id AND finished_at IS NULL
"""


async def finish(
    tx: Transaction, job_id: int, outcome: str, now: datetime, reason: str = ""
) -> bool:
    """End a job for good: `done`, `failed` or `cancelled`. Whether it was open."""
    if not await tx.run(FINISH, id=job_id, outcome=outcome, reason=reason, now=stamp(now)):
        return False
    await tx.run(FORGET_UPLOADS, id=job_id)
    return True


GRANT = "UPDATE job SET leased_until = :until WHERE leased_until < :until"
CLIP = "UPDATE job SET leased_until = :until WHERE leased_until > :until"
LAPSED = "SELECT id FROM job WHERE leased_until <= :now ORDER BY leased_until"
LAPSE = "UPDATE job SET leased_until = NULL, preview = NULL WHERE id = :id"


async def grant_all(tx: Transaction, until: datetime) -> None:
    """Every lease runs at least until then."""
    await tx.run(GRANT, until=stamp(until))


async def clip_all(tx: Transaction, until: datetime) -> None:
    """No lease runs longer than until then: a clock that was set back would leave it for days."""
    await tx.run(CLIP, until=stamp(until))


async def lapsed(tx: Transaction, now: datetime) -> list[int]:
    return [int(row["id"]) for row in await tx.all(LAPSED, now=stamp(now))]


async def lapse(tx: Transaction, job_id: int) -> None:
    """Free for others; the node that had it may take it up again until somebody does."""
    await tx.run(LAPSE, id=job_id)


COUNTS = """
    SELECT (SELECT count(*) FROM job WHERE finished_at IS NULL AND leased_until IS NULL)
               AS waiting,
           (SELECT count(*) FROM job WHERE leased_until IS NOT NULL) AS shooting,
           (SELECT count(*) FROM node WHERE revoked_at IS NULL AND seen_at > :since) AS present
"""


async def counts(tx: Transaction, since: datetime) -> tuple[int, int, int]:
    """Jobs that wait, jobs that are being shot, and nodes heard of since then."""
    row = await tx.one(COUNTS, since=stamp(since))
    return (row["waiting"], row["shooting"], row["present"]) if row else (0, 0, 0)
