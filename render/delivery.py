"""Brings finished work to the bot: uploads that go on where they were cut, and the handing over."""

from __future__ import annotations

import logging
from pathlib import Path

from render.client import Client
from render.contract import Completion, FailureKind, OutputName, TakeReport
from render.faults import Fault
from render.patience import Patience
from render.wire import LeaseLost, NoRoom, NotAsAnnounced, Refused, TooLarge
from render.work import Ending, Work

log = logging.getLogger(__name__)

_UPLOAD_ROUNDS = 3
_NO_ROOM_TRIES = 10
_FULL = "the bot's disk stayed full; the job goes back, and its shots are kept."


class Delivery:
    """Delivers by one client, as patiently as the node is."""

    def __init__(self, client: Client, patience: Patience) -> None:
        self._client = client
        self._patience = patience

    async def deliver(self, work: Work, report: TakeReport, out: Path) -> None:
        """Upload every film in `out` and hand the work over; ends the work when it is lost.

        Raises Fault when the bot does not take it.
        """
        files = [(name, out / name.value) for name in OutputName if (out / name.value).exists()]
        for _ in range(_UPLOAD_ROUNDS):
            uids = [await self._upload(work, name, path) for name, path in files]
            completion = Completion(uploads=tuple(uids), report=report)
            try:
                await self._patience.persist(
                    lambda c=completion: self._client.complete(work.job, work.attempt, c)
                )
            except NotAsAnnounced as error:
                log.warning("%s: the upload came damaged (%s); again", work.slate, error)
            except NoRoom:
                raise Fault(_FULL, kind=FailureKind.CANCELLED) from None
            except (Refused, TooLarge) as error:
                raise Fault(f"the bot does not take the finished work: {error}") from error
            except LeaseLost:
                work.end(Ending.LOST)
                raise
            else:
                return
        raise Fault(f"the film came damaged {_UPLOAD_ROUNDS} times; the network may be at fault.")

    async def _upload(self, work: Work, name: OutputName, path: Path) -> str:
        for tries in range(1, _NO_ROOM_TRIES + 1):
            try:
                return await self._client.upload(
                    work.job, work.attempt, name, path, self._patience.back_off
                )
            except NoRoom:
                log.warning("%s: the bot's disk is full; waiting", work.slate)
                await self._patience.back_off(tries)
            except TooLarge as error:
                raise Fault(f"the bot does not take {name}: {error}", retryable=False) from error
            except (Refused, NotAsAnnounced) as error:
                raise Fault(f"the bot does not take {name}: {error}") from error
            except LeaseLost:
                work.end(Ending.LOST)
                raise
        raise Fault(_FULL, kind=FailureKind.CANCELLED)
