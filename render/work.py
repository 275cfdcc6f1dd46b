"""A job that a node works on: how far it is, and whether it is still wanted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from enum import Enum
from typing import Any, TypeVar

from render.contract import MAX_ETA, Beat, Claimed
from render.executors.shooting import Shooting
from render.progress import Progress, Stage

T = TypeVar("T")

_STEPS_OF_PATIENCE = 5
_STEPS_TO_HEAR, _LONGEST_WAIT = 2, 90.0


class Ending(Enum):
    """Why a job ends before its time; the value says so to people."""

    LOST = "the bot gave the job to somebody else, or dropped it"
    CANCELLED = "cancelled by the bot"
    CLOSING = "handed back: the node is being closed"
    RESTING = "handed back: the node makes way for its owner"
    TOO_EARLY = "handed back: what is shot before it takes longer than it seemed"
    STALLED = "given up: no progress for too long"
    UNWELCOME = "the bot no longer knows this node"


class Ended(Exception):
    """The job is over before its time."""


class Phase(Enum):
    """Where a job is on its way."""

    AHEAD = "ahead"
    """Claimed, and not yet before the camera."""
    SHOOTING = "shooting"
    FINISHING = "finishing"
    """The camera is free of it."""


class Work:
    """One claimed job. `hear` comes from the thread that shoots, all else from the loop."""

    def __init__(self, claimed: Claimed, claim_id: str, stall: float) -> None:
        self.claim_id = claim_id
        self.shooting: Shooting | None = None
        self.misjudged = False
        """It took longer than it seemed: nothing more is claimed until the camera is free."""
        self.claimed_at = time.monotonic()
        self.order = claimed.order
        self.job = claimed.job
        self.attempt = claimed.attempt
        self.slate = claimed.order.slate
        self.stage: Stage = "fetch"
        self.ending: Ending | None = None
        self.reason = ""
        self.log_tail = ""
        """What its processes said last, when it failed."""
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._stall = stall
        self._progress = Progress(0.0, "fetch")
        self._preview: str | None = None
        self._moved = time.monotonic()
        self._longest_step = 0.0

    @property
    def phase(self) -> Phase:
        if self.shooting is None or (self.shooting.needs_camera and not self.shooting.has_camera):
            return Phase.AHEAD
        return Phase.SHOOTING if self.shooting.needs_camera else Phase.FINISHING

    @property
    def needs_card(self) -> bool:
        """Whether the camera is at work for it, or will be."""
        if self.ending:
            return self.shooting is not None and self.shooting.has_camera
        return self.phase is not Phase.FINISHING

    @property
    def lets_wait(self) -> float:
        """Seconds that the camera may take to drop it: a model hears of it between two steps.

        To end the camera sooner would cost what it has loaded; nobody else waits for the card when
        a job is cancelled.
        """
        if self.ending is not Ending.CANCELLED:
            return 0.0
        return min(_STEPS_TO_HEAR * self._longest_step, _LONGEST_WAIT)

    def hurry(self) -> None:
        """Have the camera drop a job that has ended as soon as it can."""
        if self.ending and self.shooting:
            self.shooting.stop()

    def end(self, ending: Ending, reason: str | None = None) -> None:
        """End the job before its time; the first reason stays."""
        if self.ending is None:
            self.ending = ending
            self.reason = reason or ending.value
            if not self.ended.done():
                self.ended.set_result(None)

    def raise_if_ended(self) -> None:
        if self.ending:
            raise Ended

    async def unless_ended(self, doing: Coroutine[Any, Any, T]) -> T:
        """The coroutine's result; raises Ended, and drops it, when the job ends meanwhile."""
        task = asyncio.create_task(doing)
        try:
            await asyncio.wait({task, self.ended}, return_when=asyncio.FIRST_COMPLETED)
            self.raise_if_ended()
            return await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def hear(self, progress: Progress) -> None:
        """Note how far the shooting is."""
        now = time.monotonic()
        if progress.share > self._progress.share or progress.stage != self._progress.stage:
            self._longest_step = max(self._longest_step, now - self._moved)
            self._moved = now
        self.stage = progress.stage
        self._preview = progress.preview or self._preview
        self._progress = progress

    def check_progress(self) -> None:
        """End the job when nothing moved for the stall time and for five of its longest steps."""
        if self.stage in ("ready", "upload"):
            return
        patience = max(self._stall, _STEPS_OF_PATIENCE * self._longest_step)
        if time.monotonic() - self._moved > patience:
            self.end(Ending.STALLED)

    def beat(self, *, with_preview: bool, gpu: str | None = None) -> Beat:
        """The heartbeat to send now; a preview is sent once."""
        preview = None
        if with_preview:
            preview, self._preview = self._preview, None
        eta_s = self._progress.eta_s
        return Beat(
            progress=self._progress.share,
            stage=self.stage,
            shot=self._progress.shot,
            eta_s=None if eta_s is None or eta_s > MAX_ETA else eta_s,
            preview=preview,
            gpu=gpu,
        )
