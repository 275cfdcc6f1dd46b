"""The node's supervisor: claims jobs, one ahead of the other, and makes way for the owner."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from render import membership, owner
from render.ahead import hand_back_late, may_claim
from render.card import Cards
from render.carrying import LOG_LENGTH, NOES, Carrier
from render.client import BadOffer, Client
from render.contract import SERVED, Claim, Claimed, Failure, FailureKind, Rest
from render.executors.unit import Unit
from render.faults import NotSetUp
from render.membership import Membership
from render.patience import Patience, unless
from render.rules import Rules
from render.wire import LeaseLost, NoAnswer, NoCommonContract, Paused, Unwelcome
from render.work import Ending, Phase, Work

log = logging.getLogger(__name__)

_LOOK_AGAIN = 0.2
"""Seconds after which the node looks whether it may claim another job."""


def _nothing() -> Rest | None:
    return None


class Node:
    """Serves one bot with one film unit until it is closed.

    One job is prepared while another is shot and a third is finished. `folder` is where inputs and
    films lie while they are worked on; it belongs to this node alone. `rests` tells why the owner
    wants no work done now, if so.
    """

    def __init__(
        self,
        client: Client,
        unit: Unit,
        state_file: Path,
        member: Membership,
        folder: Path,
        rules: Rules,
        *,
        rests: Callable[[], Rest | None] = _nothing,
        cards: Cards | None = None,
        forget: Callable[[Collection[str] | None], None] = lambda hashes: None,
    ) -> None:
        self._client = client
        self._unit = unit
        self._state_file = state_file
        self._member = replace(member, instance=member.instance or membership.new_id())
        self._folder = folder
        self._rules = rules
        self._rests = rests
        self._cards = cards
        self._forget = forget
        self._patience = Patience(rules.backoff, rules.most_backoff)
        self._carrier = Carrier(client, unit, self._patience, folder, rules, cards)
        self._works: dict[asyncio.Task[None], Work] = {}
        self._left_over = list(member.claims)
        self._claim_id = self._next_claim_id()
        self._rest: Rest | None = None
        self._is_paused = False
        self._failures = 0
        self._changed = asyncio.Event()
        """Set when a claim that is open is not to be waited for any longer."""
        self._ended = asyncio.Event()
        """Set when a job has ended, whichever way."""
        self._end_with: Unwelcome | NotSetUp | None = None

    def close(self) -> None:
        """Stop claiming, hand back the jobs in hand, and return from `run`."""
        self._patience.closing.set()
        self._changed.set()

    async def run(self) -> None:
        """Serve until closed.

        Raises Unwelcome when the bot does not know this node, and NotSetUp when none of its
        engines works.
        """
        await asyncio.to_thread(self._clear_folder)
        await self._obey_owner()
        watching = asyncio.create_task(self._watch())
        try:
            while not self._patience.closing.is_set():
                await self._turn()
            while self._works:
                await asyncio.wait(list(self._works))
        finally:
            for task in (watching, *self._works):
                task.cancel()
            await asyncio.gather(watching, *self._works, return_exceptions=True)
        if self._end_with:
            raise self._end_with

    async def _turn(self) -> None:
        """Ask for work once, if there is any use in it."""
        if self._is_disk_full():
            await self._patience.pause(self._rules.disk_pause)
        elif self._rest is None and not may_claim(self._works.values(), self._rules.ahead):
            self._ended.clear()
            await unless(self._ended, self._patience.pause(_LOOK_AGAIN))
        else:
            await self._ask()

    async def _ask(self) -> None:
        try:
            await self._claim()
        except NoAnswer as trouble:
            self._failures += 1
            if self._failures == 1:
                log.warning("no answer from the bot (%s); trying again", trouble)
            await self._patience.back_off(self._failures)
        except Paused as error:
            if not self._is_paused:
                log.info("%s", error)
            self._is_paused = True
            await self._free_card()
            await self._patience.pause(self._rules.paused_pause)
        except NoCommonContract as error:
            log.error("%s", error)
            await self._patience.pause(self._rules.contract_pause)
        except (Unwelcome, NotSetUp) as error:
            self._end_with = error
            self.close()
        except (*NOES, LeaseLost) as error:
            self._failures += 1
            log.error("the bot refuses to give work: %s", error)
            await self._patience.back_off(self._failures)

    async def _claim(self) -> None:
        asked = time.monotonic()
        self._save()
        self._changed.clear()
        if self._patience.closing.is_set():
            return
        try:
            claimed = await unless(self._changed, self._client.claim(await self._claim_form()))
        except BadOffer as offer:
            failure = Failure(kind=FailureKind.RENDER, log_tail=str(offer)[:LOG_LENGTH])
            log.error("job %s: %s", offer.job, offer)
            self._claim_id = self._next_claim_id()
            await self._client.fail(offer.job, offer.attempt, failure)
            return
        except Paused:
            await self._forget_taken_back()
            raise
        if self._failures:
            log.info("the bot answers again")
        self._failures = 0
        self._is_paused = False
        if claimed is not None:
            self._begin(claimed)
        await self._forget_taken_back()
        if claimed is None and time.monotonic() - asked < 1 and not self._changed.is_set():
            # a bot that does not hold the call open is not to be asked without pause
            await self._patience.back_off(1)

    async def _forget_taken_back(self) -> None:
        """Drop what was made of things that were taken back, if the last answer told of any.

        What is made of one at this moment is dropped at the next look, when it is not any more.
        """
        last = self._client.taken_back
        if last is None or last == self._member.forgot:
            return
        # a bot that went back to a backup counts anew
        known = self._member.forgot if self._member.forgot < last else 0
        forgotten = await self._client.forgotten(known)
        orders = [work.order for work in self._works.values()]
        in_use = {order.scene for order in orders}
        in_use |= {item.sha256 for order in orders for item in order.inputs}
        is_all = forgotten.leaves_out(known)
        try:
            await asyncio.to_thread(self._forget, None if is_all else forgotten.hashes)
        except OSError as error:
            log.warning("what was taken back cannot be dropped yet: %s", error)
            return
        if not in_use & set(forgotten.hashes):
            self._member = replace(self._member, forgot=forgotten.number)
            membership.save(self._state_file, self._member)

    async def _claim_form(self) -> Claim:
        return Claim(
            claim_id=self._claim_id,
            contracts=SERVED,
            engines=self._carrier.engines,
            wait=self._rules.wait,
            instance=self._member.instance,
            holds=tuple(work.job for work in self._works.values()),
            rests=self._rest,
            gpus=self._cards.names() if self._cards else (),
            vram_free=await asyncio.to_thread(self._cards.free_bytes) if self._cards else 0,
        )

    def _begin(self, claimed: Claimed) -> None:
        work = Work(claimed, self._claim_id, self._rules.stall)
        self._claim_id = self._next_claim_id()
        if self._rest:
            work.end(Ending.RESTING)
        task = asyncio.create_task(self._carrier.carry(work))
        self._works[task] = work
        task.add_done_callback(self._end)
        self._save()

    def _end(self, task: asyncio.Task[None]) -> None:
        del self._works[task]
        self._ended.set()
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, Unwelcome):
            self._end_with = error
            self.close()
        elif error:
            log.error("a job ended unforeseen", exc_info=error)
        self._save()

    def _next_claim_id(self) -> str:
        """After a crash, the ids of before first: they bring back what was in hand."""
        return self._left_over.pop(0) if self._left_over else membership.new_id()

    def _save(self) -> None:
        in_hand = (work.claim_id for work in self._works.values())
        claims = (*in_hand, self._claim_id, *self._left_over)
        if claims != self._member.claims:
            self._member = replace(self._member, claims=claims)
            membership.save(self._state_file, self._member)

    async def _watch(self) -> None:
        """Ask the owner again and again, and hand back what waits for too long."""
        while True:
            await asyncio.sleep(self._rules.look)
            hand_back_late(self._works.values(), self._rules.ahead)
            await self._obey_owner()

    async def _obey_owner(self) -> None:
        try:
            await self._ask_owner()
        except Exception:
            log.exception("what the owner wants could not be found out")
        if self._rest or self._is_paused:
            await self._free_card()

    async def _ask_owner(self) -> None:
        rest, before = await asyncio.to_thread(self._rests), self._rest
        self._rest = rest
        if (rest and rest.why) == (before and before.why):
            return
        self._changed.set()
        if rest is None:
            log.info("working again")
            return
        log.info("resting: %s", owner.in_words(rest))
        for work in self._works.values():
            if work.phase is not Phase.FINISHING:
                work.end(Ending.RESTING)

    async def _free_card(self) -> None:
        """End the camera as soon as no job is before it, whether or not the bot knows that yet."""
        for work in self._works.values():
            work.hurry()
        if not any(work.needs_card for work in self._works.values()):
            await asyncio.to_thread(self._unit.leave_card)

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
