"""The queue as people see it: work is enqueued, listed, moved, put aside and cancelled."""

from __future__ import annotations

from datetime import datetime

from bot.domain.queue import Work, next_turn
from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

ROUND = """
    SELECT coalesce(max(turn), 0) AS turn FROM job
     WHERE guild_id = :guild_id AND lane = :lane AND attempt > 0
"""
LAST_TURN = """
    SELECT turn FROM job
     WHERE guild_id = :guild_id AND lane = :lane AND member_id = :member_id
       AND (outcome IS NOT 'cancelled' OR attempt > 0)
     ORDER BY turn DESC LIMIT 1
"""
ENQUEUE = """
    INSERT INTO job (guild_id, scene_id, take_id, subject_id, name, kind, engine, member_id, lane,
                     turn, votes, film_s, order_json, prefers_id, created_at)
    VALUES (:guild_id, :scene_id, :take_id, :subject_id, :name, :kind, :engine, :member_id, :lane,
            :turn, :votes, :film_s, :order_json, :prefers_id, :now)
"""


async def enqueue(
    tx: Transaction,
    *,
    guild_id: int,
    scene_id: int | None,
    take_id: int | None,
    work: Work,
    engine: str,
    member_id: int,
    votes: int,
    film_s: float,
    order_json: str,
    now: datetime,
    subject_id: int | None = None,
    name: str = "",
    prefers_id: int | None = None,
) -> int:
    """Put work in the queue, in the member's next turn of its lane; the new job's id.

    Work of no scene has a row of its own, `subject_id`, in a table that its kind names, and a
    `name` for people. `prefers_id` is the node that has most of its shots already.
    """
    tx.brings_work = True
    place = {"guild_id": guild_id, "lane": work.lane}
    current = await tx.one(ROUND, **place)
    last = await tx.one(LAST_TURN, member_id=member_id, **place)
    return await tx.insert(
        ENQUEUE,
        scene_id=scene_id,
        take_id=take_id,
        subject_id=subject_id,
        name=name,
        kind=work,
        engine=engine,
        member_id=member_id,
        turn=next_turn(current["turn"] if current else 0, last["turn"] if last else None),
        votes=votes,
        film_s=film_s,
        order_json=order_json,
        prefers_id=prefers_id,
        now=stamp(now),
        **place,
    )


JOB = """
    SELECT job.*, scene.number AS scene_number, coalesce(scene.title, job.name) AS title,
           scene.channel_id AS channel_id, take.number AS take_number
      FROM job LEFT JOIN scene ON scene.id = job.scene_id
      LEFT JOIN take ON take.id = job.take_id
"""
BY_ID = JOB + " WHERE job.id = :id"
# Apart, so that of a long queue only what is wanted is read: by the few leases (the + keeps SQLite
# from going by the guild), and in the order of an index.
SHOT_NOW = (
    JOB
    + """
     WHERE +job.guild_id = :guild_id AND job.finished_at IS NULL AND job.cancel = 0
       AND job.leased_until IS NOT NULL
     ORDER BY job.lane, job.turn, job.votes DESC, job.id LIMIT :limit
"""
)
UP_NEXT = (
    JOB
    + """
     WHERE job.guild_id = :guild_id AND job.finished_at IS NULL AND job.cancel = 0
       AND job.leased_until IS NULL
     ORDER BY job.lane, job.turn, job.votes DESC, job.id LIMIT :limit
"""
)
OF_SCENE = (
    JOB
    + """
     WHERE job.scene_id = :scene_id AND job.finished_at IS NULL AND job.cancel = 0
     ORDER BY job.id
"""
)
LATEST_OF_TAKE = (
    JOB + " WHERE job.take_id = :take_id AND job.kind = 'take' ORDER BY job.id DESC LIMIT 1"
)
LATEST_OF_SCENE = (
    JOB + " WHERE job.scene_id = :scene_id AND job.kind = :kind ORDER BY job.id DESC LIMIT 1"
)


async def get(tx: Transaction, job_id: int) -> Row | None:
    """A job with its title, its scene's number and channel, and its take's number."""
    return await tx.one(BY_ID, id=job_id)


async def of_guild(tx: Transaction, guild_id: int, limit: int) -> list[Row]:
    """A guild's open jobs: being shot first, then in shooting order."""
    now = await tx.all(SHOT_NOW, guild_id=guild_id, limit=limit)
    return now + await tx.all(UP_NEXT, guild_id=guild_id, limit=limit - len(now))


async def of_scene(tx: Transaction, scene_id: int) -> list[Row]:
    """A scene's open jobs."""
    return await tx.all(OF_SCENE, scene_id=scene_id)


async def latest_of_take(tx: Transaction, take_id: int) -> Row | None:
    """The job that films or filmed a take, finished or not."""
    return await tx.one(LATEST_OF_TAKE, take_id=take_id)


async def latest_of_scene(tx: Transaction, scene_id: int, work: Work) -> Row | None:
    """A scene's last job of a kind, finished or not."""
    return await tx.one(LATEST_OF_SCENE, scene_id=scene_id, kind=work)


# What waits ends at once. What is being shot is told at its next beat, or ends with its lease.
END_WAITING = """
    UPDATE job SET finished_at = :now, outcome = 'cancelled', reason = :reason, preview = NULL
     WHERE id = :id AND finished_at IS NULL AND leased_until IS NULL
"""
STOP = """
    UPDATE job SET cancel = 1, reason = :reason
     WHERE id = :id AND finished_at IS NULL AND leased_until IS NOT NULL
"""
OPEN_OF_SCENE = """
    SELECT id FROM job
     WHERE scene_id = :scene_id AND (:kind IS NULL OR kind = :kind) AND finished_at IS NULL
"""
OPEN_OF_TAKE = "SELECT id FROM job WHERE take_id = :take_id AND finished_at IS NULL"
OPEN_OF_SUBJECT = """
    SELECT id FROM job WHERE kind = :kind AND subject_id = :subject_id AND finished_at IS NULL
"""


async def cancel(tx: Transaction, job_id: int, now: datetime, reason: str) -> None:
    """Nothing of this job is published any more."""
    await tx.run(END_WAITING, id=job_id, now=stamp(now), reason=reason)
    await tx.run(STOP, id=job_id, reason=reason)


async def cancel_of_scene(
    tx: Transaction, scene_id: int, now: datetime, reason: str, *, work: Work | None = None
) -> None:
    """Nothing of the scene's open jobs, or of those of one kind, is published any more."""
    for row in await tx.all(OPEN_OF_SCENE, scene_id=scene_id, kind=work):
        await cancel(tx, row["id"], now, reason)


async def cancel_of_take(tx: Transaction, take_id: int, now: datetime, reason: str) -> None:
    """Nothing of the take's open jobs is published any more."""
    for row in await tx.all(OPEN_OF_TAKE, take_id=take_id):
        await cancel(tx, row["id"], now, reason)


async def cancel_of_subject(
    tx: Transaction, work: Work, subject_id: int, now: datetime, reason: str
) -> None:
    """Nothing of this kind of work for a row of its own is published any more."""
    for row in await tx.all(OPEN_OF_SUBJECT, kind=work, subject_id=subject_id):
        await cancel(tx, row["id"], now, reason)


HOLD = """
    UPDATE job
       SET held = 1, node_id = NULL, claim_id = NULL, leased_until = NULL, preview = NULL
     WHERE id = :id AND finished_at IS NULL
"""
LET_GO = "UPDATE job SET held = 0 WHERE id = :id AND finished_at IS NULL"


async def hold(tx: Transaction, job_id: int) -> None:
    """Put a job aside; a node that has it loses it."""
    await tx.run(HOLD, id=job_id)


async def let_go(tx: Transaction, job_id: int) -> None:
    """Back to its place in the queue."""
    tx.brings_work = True
    await tx.run(LET_GO, id=job_id)


# Moved within its lane: to the turn and votes just before the first, or just after the last.
FIRST = """
    SELECT turn, votes + 1 AS votes FROM job
     WHERE guild_id = :guild_id AND lane = :lane AND finished_at IS NULL AND id <> :id
     ORDER BY turn, votes DESC, id LIMIT 1
"""
LAST = """
    SELECT turn, votes - 1 AS votes FROM job
     WHERE guild_id = :guild_id AND lane = :lane AND finished_at IS NULL AND id <> :id
     ORDER BY turn DESC, votes, id DESC LIMIT 1
"""
MOVE = "UPDATE job SET turn = :turn, votes = :votes WHERE id = :id"


async def move(tx: Transaction, job: Row, *, first: bool) -> None:
    """To the front or the end of its guild's lane."""
    neighbour = await tx.one(
        FIRST if first else LAST, guild_id=job["guild_id"], lane=job["lane"], id=job["id"]
    )
    if neighbour is not None:
        await tx.run(MOVE, id=job["id"], turn=neighbour["turn"], votes=neighbour["votes"])


REWORK = """
    UPDATE job
       SET engine = :engine, order_json = :order_json, failures = 0, lost = 0, node_id = NULL,
           claim_id = NULL, leased_until = NULL, preview = NULL, cancel = 0, held = 0
     WHERE id = :id AND finished_at IS NULL
"""


async def rework(tx: Transaction, job_id: int, engine: str, order_json: str) -> bool:
    """Shoot an open job with another engine, in its old place; a node that has it loses it."""
    tx.brings_work = True
    return bool(await tx.run(REWORK, id=job_id, engine=engine, order_json=order_json))
