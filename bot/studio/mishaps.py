"""When work goes wrong: jobs are freed or given up, nodes paused, and people told."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime

from bot.domain.queue import NODE_FAILURE_WINDOW, Work, is_bad_node, is_given_up
from bot.domain.scene import TakeState
from bot.store import Row, Transaction, guilds, leases, nodes, outbox, takes
from bot.studio import joining, shown
from bot.studio.fencing import slate_of
from bot.studio.portraits import leave_to_rules

log = logging.getLogger(__name__)

WHY = {
    "oom": "the machine ran out of memory",
    "disk": "the machine ran out of disk space",
    "render": "the engine failed",
    "stalled": "it made no progress",
    "lost": "the machine fell silent",
}


async def mark_take(tx: Transaction, job: Row, state: TakeState) -> None:
    """The take that a job films goes into a state; other jobs leave their takes alone."""
    if job["kind"] == Work.TAKE:
        await takes.set_state(tx, job["take_id"], state)


async def free(tx: Transaction, job: Row, now: datetime) -> None:
    """Back into the queue, to nobody's blame."""
    await leases.release(tx, job["id"])
    await mark_take(tx, job, TakeState.QUEUED)
    await shown.touch(tx, job, now)


async def end_cancelled(tx: Transaction, job: Row, now: datetime) -> None:
    """Its node was told, or fell silent: a cancelled job is over."""
    await leases.finish(tx, job["id"], "cancelled", now, job["reason"])
    await shown.touch(tx, job, now)


async def count_failure(
    tx: Transaction, job: Row, kind: str, now: datetime, *, is_final: bool = False
) -> None:
    """Count it against the job and its node: the job is tried again or given up.

    A full disk is the node's failure alone, and silence nobody's until it is final.
    """
    failures = job["failures"] + (kind != "disk")
    if kind != "lost":
        await nodes.failed(tx, job["node_id"], job["id"], job["attempt"], kind, now)
        await _judge(tx, job, kind, now)
    if is_final or is_given_up(failures):
        await give_up(tx, job, _reason(kind, failures), now)
    else:
        await leases.release(tx, job["id"], failures=failures - job["failures"])
        await mark_take(tx, job, TakeState.QUEUED)
    await shown.touch(tx, job, now)


async def tell(
    tx: Transaction,
    guild_id: int,
    text: str,
    now: datetime,
    *,
    member_id: int | None = None,
    takes: Mapping[int, str] | None = None,
) -> None:
    """A line to a guild's showrunners, and to one member if one is named; once until it is told.

    With `takes`, by their slates, each can be removed right there.
    """
    settings = await guilds.settings(tx, guild_id)
    await outbox.queue_errand(
        tx,
        guild_id=guild_id,
        kind="notice",
        subject_id=subject_of(guild_id, text),
        channel_id=settings.showrunner_channel,
        body={"text": text}
        | ({"member_id": member_id} if member_id else {})
        | ({"takes": list(takes.items())} if takes else {}),
        now=now,
    )


def subject_of(guild_id: int, text: str) -> int:
    """What a notice is about is what it says: two that differ never stand in for each other."""
    digest = hashlib.blake2b(f"{guild_id}:{text}".encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big")


def _reason(kind: str, failures: int) -> str:
    if kind == "lost":
        return (
            "The machines that shot it fell silent, one after the other: it may be too much "
            "for them."
        )
    times = f"It failed {failures} times; the last time" if failures > 1 else "It cannot be shot:"
    return f"{times} {WHY[kind]}."


async def give_up(tx: Transaction, job: Row, reason: str, now: datetime) -> None:
    """The job has failed for good; a take says why on its card, a portrait is drawn by rules."""
    if job["kind"] == Work.PORTRAIT and await leave_to_rules(tx, job):
        log.info("%s: no model drew it: %s", slate_of(job), reason)
        return
    await leases.finish(tx, job["id"], "failed", now, reason)
    log.warning("%s: its %s is given up: %s", slate_of(job), job["kind"], reason)
    if job["kind"] == Work.TAKE:
        await takes.set_state(tx, job["take_id"], TakeState.FAILED, reason=reason)
    elif job["kind"] == Work.COMPARISON:
        await tell(
            tx,
            job["guild_id"],
            f"Two takes of scene {slate_of(job)} could not be put side by side. {reason}",
            now,
            member_id=job["member_id"],
        )
    elif job["kind"] == Work.REFIT:
        await tell(
            tx,
            job["guild_id"],
            f"Take {slate_of(job)} is too large for its channel, and could not be made smaller. "
            f"{reason}",
            now,
        )
    elif job["kind"] == Work.REEL:
        await joining.stop_beside(tx, job["subject_id"], now, reason)
        text = f"{job['name']} could not be joined. {reason} /film asks for it again."
        await tell(tx, job["guild_id"], text, now, member_id=job["member_id"])


async def _judge(tx: Transaction, job: Row, kind: str, now: datetime) -> None:
    """Pause a bad node, and tell its owner; a full disk is told at once."""
    node = await nodes.get(tx, job["node_id"])
    if node is None or node["paused_at"] is not None:
        return
    failures, spread = await nodes.failures(tx, node["id"], now - NODE_FAILURE_WINDOW)
    remedy = (
        "look at its log, then let it work again with /studio node resume"
        if node["guild_id"] is not None
        else "whoever runs the bot looks at its log and starts it anew"
    )
    if is_bad_node(failures, spread):
        reason = f"{failures} failures within an hour; the last time {WHY[kind]}"
        await nodes.pause(tx, node["id"], reason, now)
        log.warning("node %d: paused: %s", node["id"], reason)
        text = f"{node['name']} is paused: {reason}. To go on: {remedy}."
    elif kind == "disk":
        text = f"{node['name']} has no disk space left. Make room there; it then goes on by itself."
    else:
        return
    guild_id = node["guild_id"] or job["guild_id"]
    await tell(tx, guild_id, text, now, member_id=node["owner_id"])
