"""Carries one claimed job to its end: fetched, shot and delivered, or handed back with a reason."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
from collections import Counter
from collections.abc import AsyncGenerator, Coroutine
from pathlib import Path
from typing import Any

from render.awake import awake
from render.card import Cards
from render.client import Client
from render.contract import Failure, FailureKind, Input, TakeReport
from render.delivery import Delivery
from render.executors.shooting import DRAWN
from render.executors.unit import Unit
from render.faults import Fault, NotSetUp, disk_fault
from render.patience import Patience
from render.rules import Rules
from render.wire import LeaseLost, NoAnswer, NoRoom, NotAsAnnounced, Refused, TooLarge, Unwelcome
from render.work import Ended, Ending, Work

log = logging.getLogger(__name__)

LOG_LENGTH = 4000
MAX_PICTURE = 20 * 2**20
"""Bytes of a reference picture or a frame."""
NOES = (Refused, NotAsAnnounced, TooLarge, NoRoom)
_OUT_OF_MEMORY = 2
"""So often a job may run out of this machine's memory; then it is too much for it."""


class Carrier:
    """Works for one node; it may carry several jobs at a time."""

    def __init__(
        self,
        client: Client,
        unit: Unit,
        patience: Patience,
        folder: Path,
        rules: Rules,
        cards: Cards | None = None,
    ) -> None:
        self._client = client
        self._unit = unit
        self._patience = patience
        self._folder = folder
        self._rules = rules
        self._cards = cards
        self._delivery = Delivery(client, patience)
        self._out_of_memory: Counter[int] = Counter()
        self._not_set_up: dict[str, NotSetUp] = {}

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines of this node that worked so far. Raises NotSetUp when none is left."""
        left = tuple(name for name in self._rules.engines if name not in self._not_set_up)
        if not left:
            raise next(iter(self._not_set_up.values()))
        return left

    async def carry(self, work: Work) -> None:
        """Do a job to its end, whichever it is; the heartbeat goes on all the while.

        Raises Unwelcome when the bot no longer knows this node.
        """
        log.info("%s: %s, attempt %s", work.slate, work.order.kind, work.attempt)
        folder = self._folder / f"{work.job}-{work.attempt}"
        try:
            await self._beat(work, with_preview=False)
            work.raise_if_ended()
            async with self._beside(self._keep_beating(work), self._end_on_closing(work)):
                with awake():
                    await self._carry_out(work, folder)
        except Ended:
            await self._give_up(work)
        except NotSetUp as fault:
            await self._leave_to_others(work, fault)
        except Fault as fault:
            log.error("%s: %s", work.slate, fault)
            await self._tell_failure(work, fault)
        except Unwelcome:
            raise
        except NoAnswer as trouble:
            # only when closing: the bot hears of the job when the node is back
            log.warning("%s: the bot was not told: %s", work.slate, trouble)
        except OSError as error:
            fault = disk_fault(error) or Fault(f"{error.strerror}: {error.filename}")
            log.error("%s: %s", work.slate, fault)
            await self._tell_failure(work, fault)
        except Exception as error:
            log.exception("%s: the work failed", work.slate)
            await self._tell_failure(work, Fault(f"{type(error).__name__}: {error}"))
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        if work.ending is Ending.UNWELCOME:
            raise Unwelcome(work.reason)

    async def _carry_out(self, work: Work, folder: Path) -> None:
        await asyncio.to_thread(folder.mkdir, parents=True)
        inputs = await self._fetch_inputs(work, folder)
        self._check_engine(work)
        work.stage = "ready"
        report = await self._shoot(work, folder / "out", inputs)
        work.stage = "upload"
        await work.unless_ended(self._delivery.deliver(work, report, folder / "out"))
        self._out_of_memory.pop(work.job, None)
        log.info("%s: delivered", work.slate)

    def _check_engine(self, work: Work) -> None:
        order = work.order
        if order.kind in DRAWN and order.engine not in self._rules.engines:
            offered = ", ".join(self._rules.engines)
            raise Fault(f"this node does not offer the {order.engine} engine, only {offered}.")

    async def _fetch_inputs(self, work: Work, folder: Path) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for item in work.order.inputs:
            if item.role != "master" and item.size > MAX_PICTURE:
                raise Fault(
                    f"a {item.role} picture has {item.size / 2**20:.0f} MB; at most "
                    f"{MAX_PICTURE // 2**20} MB are fetched.",
                    retryable=False,
                )
            ending = ".mp4" if item.role == "master" else ""
            target = folder / f"{item.sha256}{ending}"
            if item.sha256 not in found:
                await self._fetch(work, item, target)
                found[item.sha256] = target
        return found

    async def _fetch(self, work: Work, item: Input, target: Path) -> None:
        fetching = self._patience.persist(lambda: self._client.fetch(item, target))
        try:
            await work.unless_ended(fetching)
        except (*NOES, LeaseLost) as error:
            named = "stored master" if item.role == "master" else f"{item.role} picture"
            raise Fault(f"a {named} could not be fetched: {error}") from error

    async def _shoot(self, work: Work, out: Path, inputs: dict[str, Path]) -> TakeReport:
        """Have it shot; when the work is over before its time, that is stopped."""
        shooting = self._unit.take_on(work.order, out, inputs, work.hear)
        work.shooting = shooting
        running = asyncio.create_task(asyncio.to_thread(shooting.run))
        try:
            await asyncio.wait({running, work.ended}, return_when=asyncio.FIRST_COMPLETED)
            if work.ending is Ending.STALLED:
                shooting.kill()
            elif not running.done():
                shooting.stop(work.lets_wait)
            report = await running
        except asyncio.CancelledError:
            shooting.kill()
            await asyncio.wait({running})
            raise
        except BaseException:
            work.log_tail = shooting.log_tail
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
            case Ending.CLOSING | Ending.RESTING | Ending.TOO_EARLY:
                back = Fault(work.reason, kind=FailureKind.CANCELLED)
                await self._tell_failure(work, back)
            case _:
                return

    async def _leave_to_others(self, work: Work, fault: NotSetUp) -> None:
        """Offer its engine no more until the node is started anew: the job is not to blame."""
        engine = work.order.engine
        self._not_set_up[engine] = fault
        log.error("%s: %s", work.slate, fault)
        log.error("%s is not offered any more: mend that, and start the node anew", engine)
        await self._tell_failure(work, Fault(str(fault), kind=FailureKind.CANCELLED))

    async def _tell_failure(self, work: Work, fault: Fault) -> None:
        tail = "" if fault.kind is FailureKind.CANCELLED else work.log_tail
        said = str(fault)[: LOG_LENGTH // 2]
        log_tail = f"{said}\n{tail[-(LOG_LENGTH - len(said) - 1) :]}".strip()
        retryable = fault.retryable and not self._is_too_much(work, fault)
        failure = Failure(kind=fault.kind, retryable=retryable, log_tail=log_tail)
        farewell = self._rules.farewell if self._patience.closing.is_set() else None
        try:
            async with asyncio.timeout(farewell):
                await self._patience.persist(
                    lambda: self._client.fail(work.job, work.attempt, failure)
                )
        except (*NOES, LeaseLost, NoAnswer, TimeoutError) as error:
            log.warning("%s: the bot was not told: %s", work.slate, error)

    def _is_too_much(self, work: Work, fault: Fault) -> bool:
        """Whether this job ran out of this machine's memory before: then it would for ever."""
        self._out_of_memory[work.job] += fault.kind is FailureKind.OOM
        return self._out_of_memory[work.job] >= _OUT_OF_MEMORY

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
        work.hurry()

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
        note = await asyncio.to_thread(self._cards.note) if self._cards else None
        beat = work.beat(with_preview=with_preview, gpu=note)
        try:
            reply = await self._client.beat(work.job, work.attempt, beat)
        except LeaseLost:
            work.end(Ending.LOST)
        except Unwelcome as error:
            work.end(Ending.UNWELCOME, str(error))
        except NoAnswer as trouble:
            # rendering goes on: a late delivery revives the lease if nobody else claimed the job
            log.info("%s: no answer to a heartbeat (%s)", work.slate, trouble)
        except NOES as error:
            log.warning("%s: a heartbeat was refused: %s", work.slate, error)
        else:
            if reply.cancel:
                work.end(Ending.CANCELLED)
