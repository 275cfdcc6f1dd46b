"""Canon for a chapter, without anybody having voted on it."""

from __future__ import annotations

import hashlib
import itertools
import struct
from typing import Any

import shooting
from conftest import CHANNEL, GUILD, MARA

from bot.domain.queue import Work
from bot.domain.scene import SceneState
from bot.store import Store, media, scenes, takes
from bot.studio import Studio
from bot.studio.house_views import NodeView
from render.contract import JobKind

COUNTER = itertools.count(1)


def another(film: bytes) -> bytes:
    """The same film with another hash: a box that players pass over comes last."""
    mark = str(next(COUNTER)).encode()
    return film + struct.pack(">I4s", 8 + len(mark), b"free") + mark


async def canon(
    studio: Studio,
    store: Store,
    *,
    guild_id: int = GUILD,
    chapter: int = 1,
    first: int = 1,
    member_id: int = MARA,
    node: NodeView | None = None,
    clip_size: int | None = None,
    rating: str = "general",
    **reported: Any,
) -> tuple[int, int]:
    """A scene with a posted take that counts, its files stored; their ids."""
    job = await shooting.queue(studio, guild_id=guild_id, member_id=member_id)
    node = node or await shooting.operators_node(studio)
    wanted = shooting.claim(f"canon{next(COUNTER)}", kinds=(JobKind.TAKE,))
    claimed = await studio.leases.claim(node, wanted)
    assert claimed is not None
    assert claimed.job == job.id
    files = shooting.outputs(Work.TAKE) | {"master.mp4": another(shooting.film())}
    facts = {"seconds": 24, "loudness": -16.2} | reported
    await shooting.deliver(studio, node, claimed, Work.TAKE, files, **facts)
    take_id = job.take_id
    assert take_id is not None
    now = studio.leases._now()
    async with store.transaction() as tx:
        await takes.post(tx, take_id, CHANNEL, 6000 + take_id, now)
        await scenes.set_state(tx, job.scene_id, SceneState.CANON)
        await tx.run(
            """
            UPDATE scene SET canon_take_id = :take, chapter = :chapter, first = :first,
                             last = :first, rating = :rating
             WHERE id = :scene
            """,
            take=take_id,
            chapter=chapter,
            first=first,
            rating=rating,
            scene=job.scene_id,
        )
        await tx.run("UPDATE outbox SET done_at = :now WHERE done_at IS NULL", now=now.isoformat())
        if clip_size is not None:
            await media.put(
                tx,
                guild_id=guild_id,
                scene_id=job.scene_id,
                take_id=take_id,
                name="clip.mp4",
                sha256=hashlib.sha256(str(take_id).encode()).hexdigest(),
                size=clip_size,
                now=now,
            )
    return job.scene_id, take_id
