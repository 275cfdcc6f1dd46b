"""Who may still act on a job: only the latest attempt, and what a node is told otherwise."""

from __future__ import annotations

from bot.domain.queue import Hold, Standing, standing
from bot.errors import NodeRefused
from bot.store import Row, Transaction, jobs
from bot.store.moments import maybe_moment


class Stop(NodeRefused):
    """Somebody else has the job now, or nobody wants it any more."""


class Revoked(NodeRefused):
    """The node was shut out while it asked."""


class Paused(NodeRefused):
    """The node gets no work until somebody lets it go on."""


class Gone(NodeRefused):
    """There is no such job or upload (any more)."""


class BadDelivery(NodeRefused):
    """What was delivered is not what was ordered; it can be sent again."""


class TooLarge(NodeRefused):
    """A file above its limit."""


class NoRoom(NodeRefused):
    """The bot's disk is full; it will be accepted later."""


async def rightful(tx: Transaction, node_id: int, job_id: int, attempt: int) -> Row:
    """The job, if this attempt is its latest. Raises Gone when it is over and Stop when lost."""
    job = await jobs.get(tx, job_id)
    if job is None or (job["finished_at"] and job["node_id"] == node_id):
        raise Gone(f"Job {job_id} is over: stop, and claim another.")
    hold = Hold(
        job["node_id"], job["attempt"], maybe_moment(job["leased_until"]), bool(job["finished_at"])
    )
    if standing(hold, node_id, attempt) is Standing.LOST:
        raise Stop(f"Attempt {attempt} at job {job_id} is not the latest: stop, and claim another.")
    return job


def slate_of(job: Row) -> str:
    """`12-3`, or the scene's number alone; work of no scene goes by its kind."""
    if job["scene_number"] is None:
        return str(job["kind"])
    take = job["take_number"]
    return str(job["scene_number"]) if take is None else f"{job['scene_number']}-{take}"
