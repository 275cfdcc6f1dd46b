"""What a claim comes to: which job a node gets, and what it says of itself when it asks."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.domain.queue import ANY_ENGINE, LEASE, LEFT_TO_ITS_SHOTS, LEFT_TO_OTHERS, suits
from bot.domain.scene import TakeState
from bot.store import Row, Transaction, jobs, leases, nodes, scenes
from bot.studio import shown
from bot.studio.fencing import slate_of
from bot.studio.mishaps import mark_take
from bot.studio.orders import KINDS
from bot.studio.waiting import show_anew
from render.contract import Claim, Claimed, SceneOrder, common_version

log = logging.getLogger(__name__)


async def still_free(tx: Transaction, lost: list[int]) -> int | None:
    """Of what a node lost, the first that nobody else has."""
    for job_id in lost:
        job = await jobs.get(tx, job_id)
        if job is not None and job["finished_at"] is None and not job["held"]:
            return job_id
    return None


async def next_for(tx: Transaction, node: Row, claim: Claim, now: datetime) -> int | None:
    """The next job in shooting order that a node can do."""
    works = [work for work, kind in KINDS.items() if kind in claim.kinds]
    engines = (*claim.engines, ANY_ENGINE)
    return await leases.next_for(
        tx,
        node["id"],
        guild_id=None if node["is_open"] else node["guild_id"],
        offers={(e, work) for e in engines for work in works if suits(work, e, claim.engines)},
        failed_since=now - LEFT_TO_OTHERS,
        left_since=now - LEFT_TO_ITS_SHOTS,
        now=now,
    )


async def taken_from(tx: Transaction, node: Row, claim: Claim, now: datetime) -> int | None:
    """The next job that a node is given; before the first of them, what it leaves to another."""
    job_id = await next_for(tx, node, claim, now)
    while job_id is not None and await leases.leave(tx, job_id, node["id"], now, now - LEASE):
        job_id = await next_for(tx, node, claim, now)
    return job_id


async def note(tx: Transaction, node: Row, claim: Claim, now: datetime) -> None:
    """Keep what the node says of itself; the cards that wait for it say when it gets no work."""
    rests = claim.rests.why if claim.rests else ""
    for_s = claim.rests.for_s if claim.rests else None
    is_outdated = common_version(claim.contracts) is None
    await nodes.offers(
        tx,
        node["id"],
        engines=claim.engines,
        gpus=claim.gpus,
        vram_free=claim.vram_free,
        rests=rests,
        rests_until=None if for_s is None else now + timedelta(seconds=for_s),
        is_outdated=is_outdated,
        now=now,
    )
    if (rests, is_outdated) != (node["rests"], node["is_outdated"]):
        await show_anew(tx, node["id"], now)


async def job_of(tx: Transaction, job_id: int) -> Row:
    job = await jobs.get(tx, job_id)
    assert job is not None, "a job is never deleted"
    return job


async def given(tx: Transaction, job_id: int, claim: Claim, now: datetime) -> Claimed:
    """What the node reads: its job, which is being shot from now on, in a version it speaks."""
    job = await job_of(tx, job_id)
    await mark_take(tx, job, TakeState.SHOOTING)
    await shown.touch(tx, job, now)
    alias = await scenes.alias(tx, job["scene_id"]) if job["scene_id"] else None
    order = SceneOrder.model_validate_json(job["order_json"])
    log.info("%s: attempt %d at its %s", slate_of(job), job["attempt"], job["kind"])
    return Claimed(
        job=job_id,
        attempt=job["attempt"],
        lease_s=LEASE.total_seconds(),
        order=order.model_copy(
            update={"contract": common_version(claim.contracts), "scene": alias}
        ),
    )
