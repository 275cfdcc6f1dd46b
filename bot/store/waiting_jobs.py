"""Whose work waits in the queue: how much of it, of which guilds and scenes, for which engine."""

from __future__ import annotations

from bot.domain.queue import Lane, Work
from bot.store.connection import Row, Transaction

IS_FOR = """
    SELECT 1 FROM job
     WHERE subject_id = :subject_id AND kind = :kind AND finished_at IS NULL LIMIT 1
"""


async def is_for(tx: Transaction, work: Work, subject_id: int) -> bool:
    """Whether work of no scene is open for a row of its own."""
    return await tx.one(IS_FOR, kind=work, subject_id=subject_id) is not None


FOR_ENGINE = """
    SELECT * FROM job
     WHERE kind = :kind AND engine = :engine AND finished_at IS NULL AND leased_until IS NULL
"""


async def for_engine(tx: Transaction, work: Work, engine: str) -> list[Row]:
    """Work of a kind that waits for an engine, in whichever guild."""
    return await tx.all(FOR_ENGINE, kind=work, engine=engine)


OTHER_GUILDS = """
    SELECT count(*) AS number FROM guild
     WHERE id <> :guild_id AND left_at IS NULL AND queue_paused = 0
       AND EXISTS (SELECT 1 FROM job INDEXED BY job_waiting
                    WHERE job.guild_id = guild.id AND finished_at IS NULL
                      AND leased_until IS NULL AND held = 0)
"""


async def other_guilds(tx: Transaction, guild_id: int) -> int:
    """How many other guilds have work waiting: they take turns on the operator's nodes."""
    row = await tx.one(OTHER_GUILDS, guild_id=guild_id)
    return int(row["number"]) if row else 0


GUILDS = """
    SELECT id FROM guild
     WHERE left_at IS NULL
       AND EXISTS (SELECT 1 FROM job INDEXED BY job_waiting
                    WHERE job.guild_id = guild.id AND finished_at IS NULL
                      AND leased_until IS NULL AND held = 0)
"""


async def guilds(tx: Transaction) -> list[int]:
    """Which guilds have work waiting."""
    return [int(row["id"]) for row in await tx.all(GUILDS)]


COUNT = """
    SELECT count(*) AS number FROM job
     WHERE guild_id = :guild_id AND lane = :lane AND finished_at IS NULL
"""


async def count(tx: Transaction, guild_id: int) -> int:
    """How many takes of a guild wait to be filmed, or are being filmed."""
    row = await tx.one(COUNT, guild_id=guild_id, lane=Lane.TAKES)
    return int(row["number"]) if row else 0


SCENES_SERVED = """
    SELECT DISTINCT job.scene_id FROM job
      JOIN node ON node.id = :node_id
     WHERE job.finished_at IS NULL AND job.leased_until IS NULL AND job.kind = 'take'
       AND (node.guild_id IS NULL OR node.is_open = 1 OR job.guild_id = node.guild_id)
     ORDER BY job.lane, job.turn LIMIT :limit
"""


async def scenes_served(tx: Transaction, node_id: int, limit: int) -> list[int]:
    """Which scenes have takes waiting that a node could film: those that come up first."""
    rows = await tx.all(SCENES_SERVED, node_id=node_id, limit=limit)
    return [int(row["scene_id"]) for row in rows]


SCENES = """
    SELECT DISTINCT scene_id FROM job
     WHERE guild_id = :guild_id AND finished_at IS NULL AND scene_id IS NOT NULL
"""


async def scenes(tx: Transaction, guild_id: int) -> list[int]:
    """Which scenes of a guild have open jobs."""
    return [int(row["scene_id"]) for row in await tx.all(SCENES, guild_id=guild_id)]
