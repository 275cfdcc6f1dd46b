"""The calls of a node to its bot, one method each."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Self

import aiohttp
from pydantic import BaseModel, ValidationError

from render.contract import (
    TAKEN_BACK,
    Beat,
    BeatReply,
    Claim,
    Claimed,
    Completion,
    Failure,
    Forgotten,
    Input,
    OutputName,
    Registered,
    Registration,
    UploadRequest,
    as_of,
)
from render.membership import Membership
from render.orders import first_fault
from render.wire import (
    ANSWER_SECONDS,
    LeaseLost,
    NoAnswer,
    NotThere,
    OffsetWrong,
    Refused,
    calling,
    form_of,
    json_of,
    session,
)

CHUNK_BYTES = 8 * 2**20
_CHUNK_SECONDS = 300.0
"""Enough for a chunk over 250 kbit/s."""
_READ_BYTES = 2**20
_TUS = {"Tus-Resumable": "1.0.0"}
_LOCATION = re.compile(r"^(?:https?://[^/]+)?/v1/uploads/(?P<uid>[0-9a-f]{32})$")


class BadOffer(Exception):
    """A job was leased to this node on a form that it cannot read."""

    def __init__(self, job: int, attempt: int, sentence: str) -> None:
        super().__init__(sentence)
        self.job = job
        self.attempt = attempt


class Client:
    """One node's connection to one bot. Use it as a context manager."""

    def __init__(self, membership: Membership, chunk_bytes: int = CHUNK_BYTES) -> None:
        self._url = membership.url
        self._token = membership.token
        self._fingerprint = membership.fingerprint
        self._chunk_bytes = chunk_bytes
        self.taken_back: int | None = None
        """What the last answer to a claim said of pictures; None of a bot that says nothing."""

    async def __aenter__(self) -> Self:
        self._session = session(self._fingerprint, {"Authorization": f"Bearer {self._token}"})
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def claim(self, claim: Claim) -> Claimed | None:
        """Ask for work, for as long as `claim.wait` says. Raises BadOffer, and the answers."""
        timeout = claim.wait + ANSWER_SECONDS
        async with calling(
            self._session,
            "POST",
            self._url + "/v1/claim",
            body=claim,
            timeout=timeout,
            hear=self._hear,
        ) as answer:
            if answer.status == 204:
                return None
            form = await json_of(answer)
        try:
            return Claimed.model_validate_json(json.dumps(form))
        except ValidationError as error:
            if isinstance(form.get("job"), int) and isinstance(form.get("attempt"), int):
                sentence = f"this node cannot read the order: {first_fault(error)}"
                raise BadOffer(form["job"], form["attempt"], sentence) from None
            raise Refused(
                "the bot's answer to a claim is on no form that this node knows"
            ) from None

    async def forgotten(self, after: int) -> Forgotten:
        """What was taken back since that number."""
        async with self._call("GET", f"/v1/forgotten?after={after}") as answer:
            return form_of(Forgotten, await json_of(answer))

    async def beat(self, job: int, attempt: int, beat: Beat) -> BeatReply:
        """Renew the lease and tell how far the work is."""
        path = f"/v1/jobs/{job}/heartbeat"
        async with self._call("POST", path, attempt=attempt, body=beat) as answer:
            return form_of(BeatReply, await json_of(answer))

    async def upload(
        self,
        job: int,
        attempt: int,
        name: OutputName,
        path: Path,
        pause: Callable[[int], Awaitable[None]],
    ) -> str:
        """Deliver a file from wherever the last try was cut; returns the upload's id.

        `pause(n)` is awaited before try n + 1 after trouble. Raises all answers but NoAnswer.
        """
        request = await asyncio.to_thread(_announcement, name, path)
        tries = 0
        uid: str | None = None
        while True:
            try:
                uid = uid or await self._announce(job, attempt, request)
                offset = await self._offset(uid)
                while offset < request.size:
                    offset = await self._send(uid, offset, path)
                    tries = 0
            except NoAnswer:
                tries += 1
                await pause(tries)
            except _UploadGone:
                uid = None
                tries += 1
                await pause(tries)
            else:
                return uid

    async def complete(self, job: int, attempt: int, completion: Completion) -> None:
        """Hand the finished work over, in its report's version; harmless to say twice."""
        path = f"/v1/jobs/{job}/complete"
        written = json.dumps(as_of(completion.report.contract, completion)).encode()
        headers = {"Content-Type": "application/json"}
        async with self._call("POST", path, attempt=attempt, data=written, headers=headers):
            return

    async def fail(
        self, job: int, attempt: int, failure: Failure, timeout: float = ANSWER_SECONDS
    ) -> None:
        """Give a job back, and say why."""
        path = f"/v1/jobs/{job}/fail"
        async with self._call("POST", path, attempt=attempt, body=failure, timeout=timeout):
            return

    async def fetch(self, item: Input, target: Path) -> None:
        """Fetch an input to a file, going on where the last try was cut.

        Raises Refused when what came is not what the order names, and the answers.
        """
        part = target.with_name(f"{target.name}.part")
        have = part.stat().st_size if part.exists() else 0
        if have < item.size:
            await self._fetch_rest(item, part, have)
        if await asyncio.to_thread(file_sha256, part) != item.sha256:
            part.unlink()
            raise Refused("an input came damaged: its hash is not the one that the order names")
        part.replace(target)

    def _hear(self, headers: Mapping[str, str]) -> None:
        said = headers.get(TAKEN_BACK, "")
        self.taken_back = int(said) if said.isascii() and said.isdecimal() else None

    async def _fetch_rest(self, item: Input, part: Path, have: int) -> None:
        headers = {"Range": f"bytes={have}-"} if have else {}
        path = f"/v1/inputs/{item.sha256}"
        async with self._call("GET", path, headers=headers) as answer:
            if have and answer.status != 206:
                have = 0
            with part.open("ab" if have else "wb") as file:
                async for data in answer.content.iter_chunked(_READ_BYTES):
                    have += len(data)
                    if have > item.size:
                        raise Refused("an input is longer than the order says")
                    await asyncio.to_thread(file.write, data)
        if have < item.size:
            raise NoAnswer("the connection was cut")

    async def _announce(self, job: int, attempt: int, request: UploadRequest) -> str:
        path = f"/v1/jobs/{job}/uploads"
        async with self._call("POST", path, attempt=attempt, body=request) as answer:
            match = _LOCATION.match(answer.headers.get("Location", ""))
            if not match:
                raise Refused("the bot gave no place to upload to")
            return match["uid"]

    async def _offset(self, uid: str) -> int:
        try:
            async with self._call("HEAD", f"/v1/uploads/{uid}", headers=_TUS) as answer:
                return _offset_of(answer)
        except (LeaseLost, NotThere):
            raise _UploadGone from None

    async def _send(self, uid: str, offset: int, path: Path) -> int:
        data = await asyncio.to_thread(_read_at, path, offset, self._chunk_bytes)
        headers = {
            **_TUS,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        try:
            async with self._call(
                "PATCH",
                f"/v1/uploads/{uid}",
                headers=headers,
                data=data,
                timeout=_CHUNK_SECONDS,
            ) as answer:
                return _offset_of(answer)
        except OffsetWrong as wrong:
            if wrong.offset == offset:
                raise NoAnswer("the bot refuses the offset that it asked for") from None
            return wrong.offset
        except (LeaseLost, NotThere):
            raise _UploadGone from None

    def _call(
        self,
        method: str,
        path: str,
        *,
        attempt: int | None = None,
        body: BaseModel | None = None,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
        timeout: float = ANSWER_SECONDS,
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        return calling(
            self._session, method, self._url + path, attempt, body, data, headers, timeout
        )


class _UploadGone(Exception):
    """The bot no longer knows an upload; it is to be announced again."""


async def register(url: str, fingerprint: str | None, registration: Registration) -> Registered:
    """Trade a one-time code for a token. Raises Unwelcome when the code is not good."""
    async with (
        session(fingerprint, {}) as open_session,
        calling(open_session, "POST", f"{url}/v1/nodes/register", None, registration) as answer,
    ):
        return form_of(Registered, await json_of(answer))


def file_sha256(path: Path) -> str:
    """A file's hash in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _announcement(name: OutputName, path: Path) -> UploadRequest:
    return UploadRequest(name=name, size=path.stat().st_size, sha256=file_sha256(path))


def _offset_of(answer: aiohttp.ClientResponse) -> int:
    offset = answer.headers.get("Upload-Offset", "")
    if not offset.isdigit():
        raise Refused("the bot does not say how much of the upload it has")
    return int(offset)


def _read_at(path: Path, offset: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(size)
