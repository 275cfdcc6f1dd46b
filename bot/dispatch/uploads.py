"""Uploads that resume where they were cut: the wire semantics of tus 1.0, bytes counted here."""

from __future__ import annotations

import asyncio
import os
from io import FileIO
from pathlib import Path

from aiohttp import web

from bot.dispatch.doors import NODE
from bot.dispatch.sentences import refusal
from bot.studio.deliveries import Deliveries
from bot.studio.media import Upload

CHUNK = 2**20
SILENCE = 20.0
"""Seconds without a byte after which a connection counts as cut."""
HEADERS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}


class UploadRoutes:
    """HEAD says how much is here, PATCH brings more: one at a time for each upload."""

    def __init__(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries
        self._busy: set[str] = set()

    async def head(self, request: web.Request) -> web.Response:
        upload = await self._find(request)
        return web.Response(headers=_headers(upload.offset) | {"Upload-Length": str(upload.size)})

    async def patch(self, request: web.Request) -> web.Response:
        upload = await self._find(request)
        if upload.id in self._busy:
            return refusal(423, "Another connection is sending this file: wait, then ask again.")
        self._busy.add(upload.id)
        try:
            return await self._patch(request, upload)
        finally:
            self._busy.discard(upload.id)

    async def _patch(self, request: web.Request, upload: Upload) -> web.Response:
        offset = _offset(request)
        if offset is None:
            return refusal(400, "Upload-Offset: the number of bytes that are here is missing.")
        if offset != upload.offset:
            return refusal(
                409,
                f"{upload.offset} bytes are here: go on from there.",
                **_headers(upload.offset),
            )
        left = upload.size - offset
        if (request.content_length or 0) > left:
            return _too_much(upload)
        self._deliveries.check_room(left)
        try:
            received, is_over = await _receive(request, upload.part, left)
        except OSError as error:
            if isinstance(error, ConnectionError):
                raise
            return refusal(507, "The bot's disk took no more: try again later.")
        if received:
            await self._deliveries.progressed(request[NODE].id, upload)
        if is_over:
            return _too_much(upload)
        return web.Response(status=204, headers=_headers(offset + received))

    async def _find(self, request: web.Request) -> Upload:
        return await self._deliveries.upload(request[NODE].id, request.match_info["upload"])


async def _receive(request: web.Request, part: Path, left: int) -> tuple[int, bool]:
    """Append what comes, at most `left` bytes; how many came, and whether more would have.

    What arrived before a cut is kept, and is on disk when this returns or raises.
    """
    await asyncio.to_thread(part.parent.mkdir, parents=True, exist_ok=True)
    # unbuffered: what was written is there, whoever is killed next
    file = await asyncio.to_thread(part.open, "ab", buffering=0)
    received = 0
    try:
        while True:
            async with asyncio.timeout(SILENCE):
                chunk = await request.content.read(CHUNK)
            if not chunk:
                return received, False
            if received + len(chunk) > left:
                return received, True
            await asyncio.to_thread(_write, file, chunk)
            received += len(chunk)
    except TimeoutError:
        return received, False
    finally:
        await asyncio.shield(asyncio.to_thread(_settle, file))


def _write(file: FileIO, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[file.write(rest) :]


def _settle(file: FileIO) -> None:
    with file:
        os.fsync(file.fileno())


def _offset(request: web.Request) -> int | None:
    text = request.headers.get("Upload-Offset", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _headers(offset: int) -> dict[str, str]:
    return HEADERS | {"Upload-Offset": str(offset)}


def _too_much(upload: Upload) -> web.Response:
    return refusal(413, f"{upload.name} was announced with {upload.size} bytes, and this is more.")
