"""What nodes do with the queue: claim, beat, give up; and what happens when they fall silent."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from bot.domain.queue import LEASE, MAX_LOST, is_stalled
from bot.domain.scene import TakeState
from bot.errors import NodeRefused
from bot.store import Row, Store, Transaction, leases, nodes
from bot.store.moments import maybe_moment, moment
from bot.studio import shown
from bot.studio.bell import Bell
from bot.studio.claims import given, job_of, next_for, note, still_free, taken_from
from bot.studio.deliveries import Deliveries
from bot.studio.fencing import Paused, Revoked, rightful, slate_of
from bot.studio.full_disk import FullDisk
from bot.studio.house_views import NodeView
from bot.studio.media import MediaFolder
from bot.studio.mishaps import count_failure, end_cancelled, free, mark_take
from bot.studio.previews import Shown, preview_of
from render.contract import (
    SERVED,
    Beat,
    BeatReply,
    Claim,
    Claimed,
    Failure,
    FailureKind,
    common_version,
)

log = logging.getLogger(__name__)

LOOK_AGAIN = 2.0
"""Seconds after which a waiting claim looks into the queue, rung for or not."""


class ContractTooOld(NodeRefused):
    """Node and bot speak no version in common."""


class Leases:
    """One method, one transaction. Only the bot's clock counts; nodes are told durations."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._shown = Shown()
        self._has_begun = False
        self._is_closed = False
        self.bell = Bell()
        self._full_disk = FullDisk(folder, now)
        self.deliveries = Deliveries(store, folder, self._full_disk, now)

    async def claim(
        self, node: NodeView, claim: Claim, *, is_gone: Callable[[], bool] = lambda: False
    ) -> Claimed | None:
        """The next job that a node can do, waiting up to `claim.wait` seconds for one.

        The same claim gets the same answer again. None when there is nothing, while the node rests
        or the disk is full, and when `is_gone` says that nobody listens any more. Raises Paused,
        and ContractTooOld when node and bot speak no version in common.
        """
        if common_version(claim.contracts) is None:
            await self._note(node.id, claim)
            served = " and ".join(map(str, SERVED))
            raise ContractTooOld(
                f"This bot speaks contract {served}, and the node "
                f"{', '.join(map(str, claim.contracts))}: update whichever is older."
            )
        until = monotonic() + claim.wait
        claimed = await self._claim(node.id, claim)
        while claimed is None:
            left = until - monotonic()
            if left <= 0 or is_gone() or self._is_closed:
                return None
            await self.bell.wait(min(left, LOOK_AGAIN))
            if is_gone():
                return None
            if await self._has_work(node, claim):
                claimed = await self._claim(node.id, claim)
        if isinstance(claimed, Paused):
            # not before the commit: what the node says of itself is kept all the same
            raise claimed
        return claimed

    async def beat(self, node_id: int, job_id: int, attempt: int, beat: Beat) -> BeatReply:
        """A sign of life: the lease is extended, or revived if nobody else claimed since.

        Raises Stop and Gone when the node has no right to the job any more, and BadDelivery when
        the preview is no small picture.
        """
        preview = preview_of(beat.preview)
        now = self._now()
        async with self._store.transaction() as tx:
            job = await rightful(tx, node_id, job_id, attempt)
            await nodes.seen(tx, node_id, now, beat.gpu)
            if job["cancel"]:
                return BeatReply(cancel=True, lease_s=LEASE.total_seconds())
            if await self._stalls(tx, job, beat, now):
                log.warning("%s: no progress for too long; freed for others", slate_of(job))
                await count_failure(tx, job, "stalled", now)
                self._shown.forget(job)
                return BeatReply(cancel=True, lease_s=0)
            if job["leased_until"] is None:
                log.info("%s: revived by its node", slate_of(job))
                await mark_take(tx, job, TakeState.SHOOTING)
            await leases.beat(
                tx,
                job_id,
                progress=beat.progress,
                stage=beat.stage,
                shot=beat.shot,
                eta_s=beat.eta_s,
                preview=preview,
                now=now,
                until=now + LEASE,
            )
            if self._shown.is_news(job, beat.progress, preview, now):
                await shown.touch(tx, job, now)
        return BeatReply(cancel=False, lease_s=LEASE.total_seconds())

    async def fail(self, node_id: int, job_id: int, attempt: int, failure: Failure) -> None:
        """A node gives a job back. A pause or a cancel counts as no failure, of job or node."""
        now = self._now()
        async with self._store.transaction() as tx:
            job = await rightful(tx, node_id, job_id, attempt)
            await nodes.seen(tx, node_id, now)
            log.info("%s: given back (%s)", slate_of(job), failure.kind)
            log.debug("%s: its log ends: %s", slate_of(job), failure.log_tail)
            if job["cancel"]:
                await end_cancelled(tx, job, now)
            elif failure.kind is FailureKind.CANCELLED:
                await free(tx, job, now)
            else:
                final = not failure.retryable
                await count_failure(tx, job, failure.kind, now, is_final=final)
            self._shown.forget(job)
        self.bell.ring()

    async def reap(self) -> None:
        """Free what nodes fell silent over; the first time after a start, every lease runs anew."""
        now = self._now()
        if self._has_begun:
            async with self._store.reading() as tx:
                if not await leases.lapsed(tx, now):
                    return
        async with self._store.transaction() as tx:
            freed = await self._reap(tx, now)
        if freed:
            self.bell.ring()

    async def counts(self) -> tuple[int, int, int]:
        """Jobs that wait, jobs that are being shot, and nodes heard of within a lease."""
        async with self._store.reading() as tx:
            return await leases.counts(tx, self._now() - LEASE)

    def close(self) -> None:
        """Claims that wait are answered now: with nothing."""
        self._is_closed = True
        self.bell.ring()

    async def _claim(self, node_id: int, claim: Claim) -> Claimed | Paused | None:
        now = self._now()
        async with self._store.transaction() as tx:
            node = await nodes.get(tx, node_id)
            if node is None:
                raise Revoked("This node was revoked: join again with /studio node invite.")
            await note(tx, node, claim, now)
            await self._reap(tx, now)
            again = await leases.of_claim(tx, node_id, claim.claim_id)
            lost = await self._lost(tx, node_id, claim, again, now)
            if again is not None and claim.rests:
                await free(tx, await job_of(tx, again), now)
            elif again is not None:
                await leases.extend(tx, again, now + LEASE)
                return await given(tx, again, claim, now)
            if node["paused_at"] is not None:
                return Paused(f"This node is paused: {node['paused_reason']}.")
            if claim.rests or await self._full_disk.stops_work(tx):
                return None
            # after a crash the same job again: the node has its finished shots
            job_id = await still_free(tx, lost) or await taken_from(tx, node, claim, now)
            if job_id is None:
                return None
            attempt = await leases.lease(
                tx,
                job_id,
                node_id=node_id,
                claim_id=claim.claim_id,
                instance=claim.instance,
                now=now,
                until=now + LEASE,
            )
            assert attempt is not None, "what waits is free, and this is the only writer"
            return await given(tx, job_id, claim, now)

    async def _note(self, node_id: int, claim: Claim) -> None:
        async with self._store.transaction() as tx:
            node = await nodes.get(tx, node_id)
            if node is not None:
                await note(tx, node, claim, self._now())

    async def _has_work(self, node: NodeView, claim: Claim) -> bool:
        """Whether another claim is worth a transaction."""
        now = self._now()
        async with self._store.reading() as tx:
            row = await nodes.get(tx, node.id)
            if row is None or row["paused_at"] is not None:
                return True
            if claim.rests:
                return False
            return (
                bool(await leases.lapsed(tx, now))
                or await next_for(tx, row, claim, now) is not None
            )

    async def _lost(
        self, tx: Transaction, node_id: int, claim: Claim, again: int | None, now: datetime
    ) -> list[int]:
        """What the node was given and does not have any more: free for others now."""
        given = await leases.held_by(tx, node_id, claim.instance)
        lost = [job_id for job_id in given if job_id not in claim.holds and job_id != again]
        for job_id in lost:
            await self._lapse(tx, job_id, now)
        return lost

    async def _reap(self, tx: Transaction, now: datetime) -> bool:
        """Whether anything was freed."""
        if not self._has_begun:
            await leases.grant_all(tx, now + LEASE)
            self._has_begun = True
        await leases.clip_all(tx, now + LEASE)
        lapsed = await leases.lapsed(tx, now)
        for job_id in lapsed:
            await self._lapse(tx, job_id, now)
        return bool(lapsed)

    async def _lapse(self, tx: Transaction, job_id: int, now: datetime) -> None:
        """Its node fell silent, or came back without it: free for others."""
        job = await job_of(tx, job_id)
        self._shown.forget(job)
        log.info("%s: lost by its node", slate_of(job))
        if job["cancel"]:
            await end_cancelled(tx, job, now)
        elif job["lost"] >= MAX_LOST:
            await count_failure(tx, job, "lost", now, is_final=True)
        else:
            await leases.lapse(tx, job_id)
            await mark_take(tx, job, TakeState.QUEUED)
            await shown.touch(tx, job, now)

    async def _stalls(self, tx: Transaction, job: Row, beat: Beat, now: datetime) -> bool:
        known = (job["stage"], job["shot"])
        if beat.progress > job["progress"] or (beat.stage, beat.shot) != known:
            return False
        speeds = await nodes.speeds(tx, [job["node_id"]])
        per_film = max((row["work_per_film"] for row in speeds if _is_like(row, job)), default=0)
        shots = len(json.loads(job["order_json"]).get("shots", ())) or 1
        step = timedelta(seconds=per_film * job["film_s"] / shots)
        return is_stalled(moment(job["leased_at"]), maybe_moment(job["progressed_at"]), step, now)


def _is_like(speed: Row, job: Row) -> bool:
    return bool(speed["engine"] == job["engine"] and speed["kind"] == job["kind"])
