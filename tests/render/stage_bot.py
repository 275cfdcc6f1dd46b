"""The bot's side of the node protocol, on a real socket, with faults on demand."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from patience import PATIENCE

from render.contract import (
    SERVED,
    TAKEN_BACK,
    Beat,
    Claim,
    Claimed,
    Completion,
    Failure,
    Forgotten,
    Registration,
    SceneOrder,
    TakeReport,
    UploadRequest,
    as_of,
)

REVOKED = "This token is unknown or was revoked: join again with /studio node invite."
TOKEN = "t" * 43
CODE = "one-time-code-of-a-test"


@dataclass
class Job:
    order: SceneOrder
    attempt: int = 0
    claim_id: str = ""
    beats: list[Beat] = field(default_factory=list)
    films: dict[str, bytes] = field(default_factory=dict)
    completions: int = 0
    failure: Failure | None = None
    report: TakeReport | None = None
    is_cancelled: bool = False
    is_lost: bool = False

    @property
    def is_over(self) -> bool:
        return bool(self.completions or self.failure)


@dataclass
class Upload:
    job: Job
    request: UploadRequest
    data: bytearray = field(default_factory=bytearray)


class StageBot:
    """Keeps jobs in memory; its flags make it misbehave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.jobs: list[Job] = []
        self.claims: list[Claim] = []
        self.uploads: dict[str, Upload] = {}
        self.inputs: dict[str, bytes] = {}
        self.patches: list[tuple[int, int]] = []
        self.ranges: list[str] = []
        self.lost_claim_replies = 0
        self.corrupt_uploads = 0
        self.broken_beats = 0
        self.answers: dict[str, list[int]] = {}
        """Statuses to answer with, by the last part of the path, before things go well."""
        self.location = ""
        self.bytes_behind_our_back = 0
        self.takes_uploads = asyncio.Event()
        """Until it is set, files that are sent wait."""
        self.takes_uploads.set()
        self.raw_claim: dict[str, Any] | None = None
        self.is_token_good = True
        self.contracts = SERVED
        self.taken_back: list[str] = []
        self.let_go = 0
        """So many of these it remembers no more."""
        """Pictures that nodes are to forget."""
        self.happened = asyncio.Condition()
        self.hired = asyncio.Condition()
        self.app = web.Application(middlewares=[self._middleware], client_max_size=64 * 2**20)
        self.app.add_routes(
            [
                web.post("/v1/nodes/register", self.register),
                web.post("/v1/claim", self.claim),
                web.post("/v1/jobs/{job}/heartbeat", self.beat),
                web.post("/v1/jobs/{job}/uploads", self.announce),
                web.post("/v1/jobs/{job}/complete", self.complete),
                web.post("/v1/jobs/{job}/fail", self.fail),
                web.head("/v1/uploads/{uid}", self.offset),
                web.patch("/v1/uploads/{uid}", self.patch),
                web.get("/v1/forgotten", self.forgotten),
                web.get("/v1/inputs/{sha256}", self.input, allow_head=False),
            ]
        )

    async def hire(self, order: SceneOrder) -> Job:
        """Put a job into the queue."""
        job = Job(order)
        async with self.hired:
            self.jobs.append(job)
            self.hired.notify_all()
        return job

    async def offer_again(self, job: Job) -> None:
        """Put a job that was given back into the queue once more."""
        job.failure, job.claim_id = None, ""
        async with self.hired:
            self.hired.notify_all()

    async def until(self, predicate: Callable[[], bool]) -> None:
        """Wait until something holds, looked at after each claim and each request."""
        async with asyncio.timeout(PATIENCE), self.happened:
            await self.happened.wait_for(predicate)

    @web.middleware
    async def _middleware(
        self, request: web.Request, handler: Callable[[web.Request], Any]
    ) -> web.StreamResponse:
        try:
            return await self._answer(request, handler)
        finally:
            await self._tell()

    async def _tell(self) -> None:
        async with self.happened:
            self.happened.notify_all()

    async def _answer(
        self, request: web.Request, handler: Callable[[web.Request], Any]
    ) -> web.StreamResponse:
        is_open = request.path == "/v1/nodes/register"
        authorised = request.headers.get("Authorization") == f"Bearer {TOKEN}"
        if not is_open and not (self.is_token_good and authorised):
            return web.json_response({"error": REVOKED}, status=401)
        if waiting := self.answers.get(request.path.rsplit("/", 1)[-1]):
            return web.json_response({"error": "the bot says no"}, status=waiting.pop(0))
        return await handler(request)

    async def register(self, request: web.Request) -> web.Response:
        registration = Registration.model_validate_json(await request.read())
        if registration.code != CODE:
            return web.json_response({"error": "this code was used already"}, status=401)
        return web.json_response({"node": 7, "token": TOKEN})

    async def forgotten(self, request: web.Request) -> web.Response:
        told = tuple(self.taken_back[max(int(request.query["after"]), self.let_go) :])
        form = Forgotten(number=len(self.taken_back), hashes=told)
        return web.Response(text=form.model_dump_json(), content_type="application/json")

    async def claim(self, request: web.Request) -> web.StreamResponse:
        answer = await self._claimed(request)
        if self.taken_back:
            answer.headers[TAKEN_BACK] = str(len(self.taken_back))
        return answer

    async def _claimed(self, request: web.Request) -> web.StreamResponse:
        claim = Claim.model_validate_json(await request.read())
        self.claims.append(claim)
        await self._tell()
        common = set(claim.contracts) & set(self.contracts)
        if not common:
            return web.json_response({"error": "update whichever is older"}, status=426)
        if claim.rests:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(claim.wait):
                    await asyncio.Event().wait()
            return web.Response(status=204)
        if self.raw_claim is not None:
            raw, self.raw_claim = self.raw_claim, None
            return web.json_response(raw)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(claim.wait):
                async with self.hired:
                    await self.hired.wait_for(lambda: self._next(claim) is not None)
                job = self._next(claim)
                assert job is not None
                if self.lost_claim_replies:
                    self.lost_claim_replies -= 1
                    assert request.transport is not None
                    request.transport.abort()
                order = job.order.model_copy(update={"contract": max(common)})
                claimed = Claimed(
                    job=self.jobs.index(job), attempt=job.attempt, lease_s=60, order=order
                )
                return web.json_response(as_of(max(common), claimed))
        return web.Response(status=204)

    def _next(self, claim: Claim) -> Job | None:
        for job in self.jobs:
            if job.claim_id == claim.claim_id and not job.is_over:
                return job
            if not job.claim_id:
                job.claim_id = claim.claim_id
                job.attempt += 1
                return job
        return None

    def _owned(self, request: web.Request) -> Job:
        job = self.jobs[int(request.match_info["job"])]
        if job.is_lost or int(request.headers["Attempt"]) != job.attempt:
            raise web.HTTPConflict(
                text=json.dumps({"error": "stop"}), content_type="application/json"
            )
        return job

    async def beat(self, request: web.Request) -> web.Response:
        job = self._owned(request)
        if self.broken_beats:
            self.broken_beats -= 1
            assert request.transport is not None
            request.transport.abort()
        job.beats.append(Beat.model_validate_json(await request.read()))
        return web.json_response({"cancel": job.is_cancelled, "lease_s": 60})

    async def announce(self, request: web.Request) -> web.Response:
        job = self._owned(request)
        asked = UploadRequest.model_validate_json(await request.read())
        uid = hashlib.md5(f"{id(job)}{job.attempt}{asked.name}".encode()).hexdigest()
        self.uploads.setdefault(uid, Upload(job, asked))
        location = self.location or f"/v1/uploads/{uid}"
        return web.Response(status=201, headers={"Location": location})

    async def offset(self, request: web.Request) -> web.Response:
        upload = self.uploads.get(request.match_info["uid"])
        if upload is None:
            return web.Response(status=404)
        lengths = (len(upload.data), upload.request.size)
        names = ("Upload-Offset", "Upload-Length")
        return web.Response(headers={n: str(v) for n, v in zip(names, lengths, strict=True)})

    async def patch(self, request: web.Request) -> web.Response:
        assert request.headers["Tus-Resumable"] == "1.0.0"
        assert request.content_type == "application/offset+octet-stream"
        await self.takes_uploads.wait()
        upload = self.uploads[request.match_info["uid"]]
        if self.bytes_behind_our_back:
            # a request whose answer was lost had come through all the same
            upload.data += (await request.read())[: self.bytes_behind_our_back]
            self.bytes_behind_our_back = 0
        offset = int(request.headers["Upload-Offset"])
        if offset != len(upload.data):
            here = {"Upload-Offset": str(len(upload.data))}
            return web.json_response({"error": "other offset"}, status=409, headers=here)
        async for data in request.content.iter_any():
            upload.data += data
        self.patches.append((offset, len(upload.data) - offset))
        return web.Response(status=204, headers={"Upload-Offset": str(len(upload.data))})

    async def complete(self, request: web.Request) -> web.Response:
        job = self._owned(request)
        completion = Completion.model_validate_json(await request.read())
        if self.corrupt_uploads:
            self.corrupt_uploads -= 1
            for uid in completion.uploads:
                del self.uploads[uid]
            return web.json_response({"error": "another hash"}, status=422)
        for uid in completion.uploads:
            upload = self.uploads[uid]
            assert hashlib.sha256(upload.data).hexdigest() == upload.request.sha256
            job.films[upload.request.name.value] = bytes(upload.data)
        job.completions += 1
        job.report = completion.report
        return web.json_response({"ok": True, "duplicate": job.completions > 1})

    async def fail(self, request: web.Request) -> web.Response:
        job = self._owned(request)
        job.failure = Failure.model_validate_json(await request.read())
        return web.json_response({})

    async def input(self, request: web.Request) -> web.StreamResponse:
        data = self.inputs[request.match_info["sha256"]]
        asked = request.headers.get("Range", "")
        self.ranges.append(asked)
        if asked:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            return web.Response(status=206, body=data[start:])
        return web.Response(body=data)


@contextlib.asynccontextmanager
async def serving(bot: StageBot, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Serve on a free port of this machine; gives the address."""
    runner = web.AppRunner(
        bot.app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True
    )
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    _, port = runner.addresses[0][:2]
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


class CuttingProxy:
    """Passes bytes on, and cuts connections after a number of bytes, as often as told."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cuts: list[int] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # aborted transports close in the next turn of the loop

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._port)
        down = asyncio.create_task(self._pipe(up_reader, writer, None))
        try:
            await self._pipe(reader, up_writer, self.cuts)
        finally:
            for end in (writer, up_writer):
                end.transport.abort()
            down.cancel()
            await asyncio.gather(down, return_exceptions=True)

    @staticmethod
    async def _pipe(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cuts: list[int] | None
    ) -> None:
        passed = 0
        while data := await reader.read(65536):
            passed += len(data)
            if cuts and passed > cuts[0]:
                keep = len(data) - (passed - cuts.pop(0))
                writer.write(data[:keep])
                await writer.drain()
                return
            writer.write(data)
            await writer.drain()
