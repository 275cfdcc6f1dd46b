"""The protocol's addresses: each body is a form of the contract, each answer one of its own."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from aiohttp import web
from pydantic import ValidationError

from bot.dispatch.doors import NODE, REGISTER, Turnstile
from bot.dispatch.sentences import refusal, sentence_of
from bot.dispatch.uploads import HEADERS, UploadRoutes
from bot.studio.fencing import BadDelivery, Paused
from bot.studio.leases import ContractTooOld, Leases
from bot.studio.nodes import NodesRoom
from render.contract import (
    TAKEN_BACK,
    Beat,
    Claim,
    Claimed,
    Completion,
    Failure,
    Form,
    Registration,
    UploadRequest,
    as_of,
)

F = TypeVar("F", bound=Form)

BODY_PATIENCE = 30.0
"""Seconds until a body is whole; the longest, with a preview, has half a megabyte."""


class Routes:
    """Thin: a request becomes a call of the studio."""

    def __init__(self, leases: Leases, nodes: NodesRoom) -> None:
        self._leases = leases
        self._nodes = nodes
        self._uploads = UploadRoutes(leases.deliveries)
        self._turnstile = Turnstile()

    def all(self) -> list[web.RouteDef]:
        job = r"/v1/jobs/{job:\d{1,15}}"
        return [
            web.post(REGISTER, self.register),
            web.post("/v1/claim", self.claim),
            web.post(f"{job}/heartbeat", self.beat),
            web.post(f"{job}/uploads", self.begin_upload),
            web.post(f"{job}/complete", self.complete),
            web.post(f"{job}/fail", self.fail),
            web.head("/v1/uploads/{upload:[0-9a-f]{32}}", self._uploads.head),
            web.patch("/v1/uploads/{upload:[0-9a-f]{32}}", self._uploads.patch),
            web.get("/v1/forgotten", self.forgotten),
            web.get("/v1/inputs/{sha256:[0-9a-f]{64}}", self.input_file),
        ]

    async def register(self, request: web.Request) -> web.Response:
        wait = self._turnstile.seconds_to_wait(request.remote or "")
        if wait > 0:
            return refusal(
                429,
                f"Too many join codes were tried: try again in {wait:.0f} seconds.",
                **{"Retry-After": str(int(wait) + 1)},
            )
        registration = await _form(request, Registration)
        return _answer(await self._nodes.register(registration))

    async def claim(self, request: web.Request) -> web.Response:
        claim = await _form(request, Claim)
        try:
            claimed = await self._leases.claim(
                request[NODE], claim, is_gone=lambda: request.transport is None
            )
        except ContractTooOld as error:
            return refusal(426, str(error))
        except Paused as error:
            return refusal(423, str(error), **{TAKEN_BACK: str(await self._nodes.taken_back())})
        answer = web.Response(status=204) if claimed is None else _order(claimed)
        answer.headers[TAKEN_BACK] = str(await self._nodes.taken_back())
        return answer

    async def forgotten(self, request: web.Request) -> web.Response:
        after = request.query.get("after", "0")
        if not (after.isascii() and after.isdecimal() and len(after) < 16):
            raise BadDelivery("after: the number that the node knows is missing.")
        return _answer(await self._nodes.to_forget(int(after)))

    async def beat(self, request: web.Request) -> web.Response:
        beat = await _form(request, Beat)
        return _answer(await self._leases.beat(*_attempt(request), beat))

    async def begin_upload(self, request: web.Request) -> web.Response:
        wanted = await _form(request, UploadRequest)
        upload_id = await self._leases.deliveries.begin_upload(*_attempt(request), wanted)
        return web.json_response(
            {"upload": upload_id},
            status=201,
            headers=HEADERS | {"Location": f"/v1/uploads/{upload_id}"},
        )

    async def complete(self, request: web.Request) -> web.Response:
        completion = await _form(request, Completion)
        is_new = await self._leases.deliveries.complete(*_attempt(request), completion)
        return web.json_response({"duplicate": not is_new})

    async def fail(self, request: web.Request) -> web.Response:
        failure = await _form(request, Failure)
        await self._leases.fail(*_attempt(request), failure)
        return web.json_response({})

    async def input_file(self, request: web.Request) -> web.StreamResponse:
        sha256 = request.match_info["sha256"]
        path = await self._leases.deliveries.input_file(request[NODE].id, sha256)
        return web.FileResponse(path, chunk_size=2**18)


async def _form(request: web.Request, form: type[F]) -> F:
    """The body as one of the contract's forms. Raises BadDelivery with a sentence."""
    try:
        async with asyncio.timeout(BODY_PATIENCE):
            body = await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        raise BadDelivery(sentence_of(error)) from None


def _attempt(request: web.Request) -> tuple[int, int, int]:
    """Node, job and attempt: what the fence looks at."""
    text = request.headers.get("Attempt", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise BadDelivery("Attempt: the header with the attempt's number is missing.")
    return request[NODE].id, int(request.match_info["job"]), int(text)


def _order(claimed: Claimed) -> web.Response:
    """An order in its version: a node of that one refuses fields that came later."""
    return web.json_response(as_of(claimed.order.contract, claimed))


def _answer(form: Form) -> web.Response:
    return web.Response(text=form.model_dump_json(), content_type="application/json")
