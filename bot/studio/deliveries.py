"""What nodes deliver: uploads that resume, then one transaction that finishes and publishes."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from weakref import WeakValueDictionary

from bot.domain.queue import LEASE, Work
from bot.store import (
    Row,
    Store,
    Transaction,
    jobs,
    leases,
    media,
    nodes,
    uploads,
)
from bot.studio import shown
from bot.studio.acceptance import check_content, check_report, check_request
from bot.studio.fencing import BadDelivery, Gone, NoRoom, Stop, rightful, slate_of
from bot.studio.full_disk import FullDisk
from bot.studio.media import MediaFolder, Upload
from bot.studio.mishaps import end_cancelled, give_up
from bot.studio.mp4 import NotAClip
from bot.studio.publishing import broken_rule, kept_as, measure, publish
from render.contract import (
    Completion,
    OutputName,
    SceneOrder,
    TakeReport,
    UploadRequest,
)

log = logging.getLogger(__name__)

NO_ROOM = "The bot's disk is full: try again later."


class Deliveries:
    """Files of the latest attempt are taken in; those of others are refused."""

    def __init__(
        self,
        store: Store,
        folder: MediaFolder,
        full_disk: FullDisk,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._folder = folder
        self._full_disk = full_disk
        self._now = now
        # a node that lost the answer asks again while the first completion is still being checked
        self._completing: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def begin_upload(
        self, node_id: int, job_id: int, attempt: int, request: UploadRequest
    ) -> str:
        """Announce a file; its id, the same again for the same file.

        Raises Stop and Gone, TooLarge, NoRoom, and BadDelivery for a file that was not ordered.
        """
        async with self._store.transaction() as tx:
            job = await rightful(tx, node_id, job_id, attempt)
            order = SceneOrder.model_validate_json(job["order_json"])
            check_request(order, request)
            if not self._folder.is_full(request.size):
                return await uploads.begin(
                    tx,
                    secrets.token_hex(16),
                    job_id=job_id,
                    attempt=attempt,
                    name=request.name,
                    size=request.size,
                    sha256=request.sha256,
                    now=self._now(),
                )
            await self._full_disk.turned_away(tx, job["guild_id"], request.size)
        raise NoRoom(NO_ROOM)

    def check_room(self, coming: int) -> None:
        """Raises NoRoom unless so many more bytes fit."""
        if self._folder.is_full(coming):
            raise NoRoom(NO_ROOM)

    async def upload(self, node_id: int, upload_id: str) -> Upload:
        """An upload of the node's own. Raises Gone for others, and Stop when its job was lost."""
        async with self._store.reading() as tx:
            row = await uploads.get(tx, upload_id)
            if row is None or row["node_id"] != node_id:
                raise Gone("There is no such upload (any more): stop, or begin it again.")
            await rightful(tx, node_id, row["job_id"], row["attempt"])
        return self._upload(row)

    async def progressed(self, node_id: int, upload: Upload) -> None:
        """Bytes came in: a node on a slow line is neither silent nor standing still."""
        now = self._now()
        async with self._store.transaction() as tx:
            await rightful(tx, node_id, upload.job_id, upload.attempt)
            await leases.progressed(tx, upload.job_id, now=now, until=now + LEASE)

    async def complete(
        self, node_id: int, job_id: int, attempt: int, completion: Completion
    ) -> bool:
        """Check the files, and publish them in one transaction; False if that was done before.

        Raises Stop and Gone, and BadDelivery when a file is missing, damaged or not what it should
        be: it can then be sent again.
        """
        lock = self._completing.setdefault(job_id, asyncio.Lock())
        async with lock:
            async with self._store.reading() as tx:
                job = await jobs.get(tx, job_id)
                if job is not None and _is_done_by(job, node_id, attempt):
                    return False
                job = await rightful(tx, node_id, job_id, attempt)
                files = [self._upload(row) for row in await _rows(tx, job, completion)]
            order = SceneOrder.model_validate_json(job["order_json"])
            check_report(order, completion.report, [file.name for file in files])
            await asyncio.to_thread(self._verify, order, files)
            await self._publish(node_id, job, completion.report, files)
            return True

    async def input_file(self, node_id: int, sha256: str) -> Path:
        """A stored file that the node's own job names. Raises Gone for every other."""
        async with self._store.reading() as tx:
            for job_id in await leases.held_by(tx, node_id):
                job = await jobs.get(tx, job_id)
                assert job is not None, "a job is never deleted"
                order = SceneOrder.model_validate_json(job["order_json"])
                if all(item.sha256 != sha256 for item in order.inputs):
                    continue
                row = await media.of_guild(tx, job["guild_id"], sha256)
                if row is not None:
                    return self._folder.path(row["guild_id"], sha256, row["name"])
        raise Gone("There is no such file for this node's job.")

    def _upload(self, row: Row) -> Upload:
        stored = self._folder.path(row["guild_id"], row["sha256"], row["name"])
        # adopted already, when the bot was killed between the file and its row
        offset = row["size"] if stored.exists() else self._folder.received(row["id"])
        return Upload(
            row["id"],
            row["job_id"],
            row["attempt"],
            row["guild_id"],
            row["name"],
            row["size"],
            row["sha256"],
            self._folder.part(row["id"]),
            offset,
        )

    def _verify(self, order: SceneOrder, files: list[Upload]) -> None:
        for file in files:
            stored = self._folder.path(file.guild_id, file.sha256, file.name)
            if stored.exists():
                _check_stored(order, file, stored)
                continue
            if file.offset != file.size:
                raise BadDelivery(
                    f"{file.name}: {file.offset} of {file.size} bytes are here; send the rest."
                )
            with file.part.open("rb") as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != file.sha256:
                    file.part.unlink()
                    raise BadDelivery(f"{file.name}: it was damaged on the way; send it again.")
            try:
                check_content(order, OutputName(file.name), file.part)
            except NotAClip as error:
                file.part.unlink()
                raise BadDelivery(f"{file.name}: {error}.") from None

    async def _publish(
        self, node_id: int, job: Row, report: TakeReport, files: list[Upload]
    ) -> None:
        kept = kept_as(Work(job["kind"]), files)
        async with self._folder.settling:
            await asyncio.to_thread(self._adopt, list(kept.values()))
            now = self._now()
            async with self._store.transaction() as tx:
                job = await rightful(tx, node_id, job["id"], job["attempt"])
                await nodes.seen(tx, node_id, now)
                finding = await broken_rule(tx, job, report)
                published = (
                    finding is None
                    and not job["cancel"]
                    and await publish(tx, job, report, kept, now)
                )
                if finding is not None:
                    await give_up(tx, job, finding, now)
                    await shown.touch(tx, job, now)
                elif published:
                    await measure(tx, job, report, now)
                    await leases.finish(tx, job["id"], "done", now)
                else:
                    await end_cancelled(tx, job, now)
        await asyncio.to_thread(_discard, files)
        if not published or job["kind"] == Work.REFIT:
            await self._folder.sweep(self._store)
        if not published:
            raise Stop("This job was cancelled: stop, and claim another.")
        log.info("%s: its %s is delivered", slate_of(job), job["kind"])

    def _adopt(self, files: list[Upload]) -> None:
        for file in files:
            if file.part.exists():
                self._folder.adopt(file.part, file.guild_id, file.sha256, file.name)
            elif not self._folder.path(file.guild_id, file.sha256, file.name).exists():
                # nothing named it yet, and it was swept
                raise BadDelivery(f"{file.name}: it is gone; send it again.")


def _check_stored(order: SceneOrder, file: Upload, stored: Path) -> None:
    """Of a file that is here already only the hash is known to be true."""
    size = stored.stat().st_size
    if size != file.size:
        raise BadDelivery(
            f"{file.name}: it has {size} bytes, not the {file.size} that were announced."
        )
    try:
        check_content(order, OutputName(file.name), stored)
    except NotAClip as error:
        raise BadDelivery(f"{file.name}: {error}.") from None


async def _rows(tx: Transaction, job: Row, completion: Completion) -> list[Row]:
    rows = [await uploads.get(tx, upload_id) for upload_id in completion.uploads]
    mine = [
        row
        for row in rows
        if row is not None and (row["job_id"], row["attempt"]) == (job["id"], job["attempt"])
    ]
    if len(mine) != len(rows):
        raise BadDelivery("uploads: one of them is not of this attempt; begin it again.")
    return mine


def _is_done_by(job: Row, node_id: int, attempt: int) -> bool:
    return (job["outcome"], job["node_id"], job["attempt"]) == ("done", node_id, attempt)


def _discard(files: list[Upload]) -> None:
    for file in files:
        file.part.unlink(missing_ok=True)
