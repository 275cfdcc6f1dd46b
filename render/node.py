"""The node's supervisor: claims work, has it shot and delivers it, with a heartbeat beside it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import AsyncGenerator, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from render import membership
from render.awake import awake
from render.client import BadOffer, Client
from render.contract import (
    SERVED,
    Claim,
    Claimed,
    Failure,
    FailureKind,
    TakeReport,
)
from render.delivery import Delivery
from render.executors.local import LocalExecutor
from render.faults import Fault, disk_fault
from render.membership import Membership
from render.patience import Patience
from render.wire import (
    LeaseLost,
    NoAnswer,
    NoCommonContract,
    NoRoom,
    NotAsAnnounced,
    Refused,
    TooLarge,
    Unwelcome,
)
from render.work import Ended, Ending, Work

log = logging.getLogger(__name__)

T = TypeVar("T")

_LOG_LENGTH = 4000
_UPLOAD_ROUNDS = 3
_NO_ROOM_TRIES = 10
_NOES = (Refused, NotAsAnnounced, TooLarge, NoRoom)


@dataclass(frozen=True, slots=True)
class Rules:
    """How a node behaves; durations in seconds."""

    engines: tuple[str, ...]
    free_bytes: int
    """Free disk below which nothing is claimed."""
    stall: float = 600
    """Time without progress after which the work is given up, if it is not five steps long."""
    wait: float = 25
    beat: float = 5
    backoff: float = 1
    most_backoff: float = 60
    disk_pause: float = 30
    contract_pause: float = 600
    farewell: float = 3
    """How long handing a job back may take when the node closes."""


class Node:
    """Serves one bot with one executor, one job at a time, until it is closed.

    `folder` is where inputs and films lie while they are worked on; it belongs to this node alone.
    """

    def __init__(
        self,
        client: Client,
        executor: LocalExecutor,
        state_file: Path,
        member: Membership,
        folder: Path,
        rules: Rules,
    ) -> None:
        self._client = client
        self._executor = executor
        self._state_file = state_file
        self._member = member
        self._folder = folder
        self._rules = rules
        self._patience = Patience(rules.backoff, rules.most_backoff)
        self._delivery = Delivery(client, self._patience)

    def close(self) -> None:
        """Stop claiming, hand the job back that is being worked on, and return from `run`."""
        self._patience.closing.set()

    async def run(self) -> None:
        """Serve until closed. Raises Unwelcome when the bot does not know this node."""
        await asyncio.to_thread(self._clear_folder)
        if not self._member.claim_id:
            self._next_claim()
        failures = 0
        while not self._patience.closing.is_set():
            if self._is_disk_full():
                await self._patience.pause(self._rules.disk_pause)
                continue
            try:
                failures = await self._turn(failures)
            except NoAnswer as trouble:
                failures += 1
                if failures == 1:
                    log.warning("no answer from the bot (%s); trying again", trouble)
                await self._patience.back_off(failures)
            except NoCommonContract as error:
                log.error("%s", error)
                await self._patience.pause(self._rules.contract_pause)
            except (*_NOES, LeaseLost) as error:
                failures += 1
                log.error("the bot refuses to give work: %s", error)
                await self._patience.back_off(failures)

    async def _turn(self, failures: int) -> int:
        """Ask for work once, and do what comes of it; returns the failures in a row, now none."""
        asked = time.monotonic()
        try:
            claimed = await self._patience.unless_closing(self._client.claim(self._claim()))
        except BadOffer as offer:
            failure = Failure(kind=FailureKind.RENDER, log_tail=str(offer)[:_LOG_LENGTH])
            log.error("job %s: %s", offer.job, offer)
            self._next_claim()
            await self._client.fail(offer.job, offer.attempt, failure)
            return 0
        if failures:
            log.info("the bot answers again")
        if claimed is not None:
            await self._work(claimed)
            self._next_claim()
        elif time.monotonic() - asked < 1:
            # a bot that does not hold the call open is not to be asked without pause
            await self._patience.back_off(1)
        return 0

    def _claim(self) -> Claim:
        return Claim(
            claim_id=self._member.claim_id,
            contracts=SERVED,
            engines=self._rules.engines,
            wait=self._rules.wait,
        )

    def _next_claim(self) -> None:
        self._member = membership.with_new_claim(self._member)
        membership.save(self._state_file, self._member)

    def _clear_folder(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)

    def _is_disk_full(self) -> bool:
        free = shutil.disk_usage(self._folder).free
        if free >= self._rules.free_bytes:
            return False
        log.warning(
            "only %.1f GB of disk are free, fewer than %.1f GB: no work is claimed until there is "
            "room",
            free / 1e9,
            self._rules.free_bytes / 1e9,
        )
        return True

    async def _work(self, claimed: Claimed) -> None:
        """Do a job to its end, whichever it is; the heartbeat goes on all the while."""
        work = Work(claimed, self._rules.stall)
        log.info("%s: %s, attempt %s", work.slate, claimed.order.kind, claimed.attempt)
        try:
            await self._beat(work, with_preview=False)
            work.raise_if_ended()
            async with self._beside(self._keep_beating(work), self._end_on_closing(work)):
                with awake():
                    await self._carry_out(work)
        except Ended:
            await self._give_up(work)
        except Fault as fault:
            log.error("%s: %s", work.slate, fault)
            await self._tell_failure(work, fault)
        except (Unwelcome, NoAnswer):
            raise
        except OSError as error:
            fault = disk_fault(error) or Fault(f"{error.strerror}: {error.filename}")
            log.error("%s: %s", work.slate, fault)
            await self._tell_failure(work, fault)
        except Exception as error:
            log.exception("%s: the work failed", work.slate)
            await self._tell_failure(work, Fault(f"{type(error).__name__}: {error}"))
        finally:
            await asyncio.to_thread(self._clear_folder)
        if work.ending is Ending.UNWELCOME:
            raise Unwelcome(work.reason)

    async def _carry_out(self, work: Work) -> None:
        inputs = await self._fetch_inputs(work)
        self._check_engine(work)
        report = await self._shoot(work, inputs)
        work.stage = "upload"
        await work.unless_ended(self._delivery.deliver(work, report, self._folder / "out"))
        log.info("%s: delivered", work.slate)

    def _check_engine(self, work: Work) -> None:
        if work.order.engine not in self._rules.engines:
            offered = ", ".join(self._rules.engines)
            raise Fault(f"this node does not offer the {work.order.engine} engine, only {offered}.")

    async def _fetch_inputs(self, work: Work) -> dict[str, Path]:
        folder = self._folder / "inputs"
        folder.mkdir(exist_ok=True)
        found: dict[str, Path] = {}
        # reference pictures are not fetched: no engine of this version looks at them
        for item in (item for item in work.order.inputs if item.role == "master"):
            target = folder / f"{item.sha256}.mp4"
            if not target.exists():
                fetching = self._patience.persist(lambda i=item, t=target: self._client.fetch(i, t))
                try:
                    await work.unless_ended(fetching)
                except (*_NOES, LeaseLost) as error:
                    raise Fault(f"a stored master could not be fetched: {error}") from error
            found[item.sha256] = target
        return found

    async def _shoot(self, work: Work, inputs: dict[str, Path]) -> TakeReport:
        """Shoot in the child; when the work is over before its time, the child is stopped."""
        self._executor.make_ready()
        out = self._folder / "out"
        shooting = asyncio.create_task(
            asyncio.to_thread(self._executor.shoot, work.order, out, inputs, work.hear)
        )
        try:
            await asyncio.wait({shooting, work.ended}, return_when=asyncio.FIRST_COMPLETED)
            if work.ending is Ending.STALLED:
                self._executor.kill()
            elif not shooting.done():
                self._executor.stop()
            report = await shooting
        except BaseException:
            work.raise_if_ended()
            raise
        work.raise_if_ended()
        return report

    async def _give_up(self, work: Work) -> None:
        """Say what is to be said when a job ends before its time."""
        log.warning("%s: %s", work.slate, work.reason)
        match work.ending:
            case Ending.STALLED:
                await self._tell_failure(work, Fault(work.reason))
            case Ending.CANCELLED:
                cancelled = Fault(work.reason, kind=FailureKind.CANCELLED, retryable=False)
                await self._tell_failure(work, cancelled)
            case Ending.CLOSING:
                back = Fault(work.reason, kind=FailureKind.CANCELLED)
                await self._tell_failure(work, back)
            case _:
                return

    async def _tell_failure(self, work: Work, fault: Fault) -> None:
        tail = "" if fault.kind is FailureKind.CANCELLED else self._executor.log_tail
        said = str(fault)[: _LOG_LENGTH // 2]
        log_tail = f"{said}\n{tail[-(_LOG_LENGTH - len(said) - 1) :]}".strip()
        failure = Failure(kind=fault.kind, retryable=fault.retryable, log_tail=log_tail)
        farewell = self._rules.farewell if self._patience.closing.is_set() else None
        try:
            async with asyncio.timeout(farewell):
                await self._patience.persist(
                    lambda: self._client.fail(work.job, work.attempt, failure)
                )
        except (*_NOES, LeaseLost, NoAnswer, TimeoutError) as error:
            log.warning("%s: the bot was not told: %s", work.slate, error)

    @contextlib.asynccontextmanager
    async def _beside(self, *work: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
        """Have coroutines run for as long as the block does."""
        tasks = [asyncio.create_task(coroutine) for coroutine in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _end_on_closing(self, work: Work) -> None:
        await self._patience.closing.wait()
        work.end(Ending.CLOSING)

    async def _keep_beating(self, work: Work) -> None:
        count = 0
        while not work.ended.done():
            await asyncio.sleep(self._rules.beat)
            count += 1
            work.check_progress()
            try:
                await self._beat(work, with_preview=count % 2 == 0)
            except Exception:
                # whatever it was, the next beat may still save the lease
                log.exception("%s: a heartbeat failed", work.slate)

    async def _beat(self, work: Work, *, with_preview: bool) -> None:
        """Tell the bot how far the work is, and hear whether it is still wanted."""
        beat = work.beat(with_preview=with_preview)
        try:
            reply = await self._client.beat(work.job, work.attempt, beat)
        except LeaseLost:
            work.end(Ending.LOST)
        except Unwelcome as error:
            work.end(Ending.UNWELCOME, str(error))
        except NoAnswer as trouble:
            # rendering goes on: a late delivery revives the lease if nobody else claimed the job
            log.info("%s: no answer to a heartbeat (%s)", work.slate, trouble)
        except _NOES as error:
            log.warning("%s: a heartbeat was refused: %s", work.slate, error)
        else:
            if reply.cancel:
                work.end(Ending.CANCELLED)
