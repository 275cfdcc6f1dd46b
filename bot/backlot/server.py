"""The backlot's server: REST, gateway, CDN and the stage's control, on one loopback port."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.backlot.acting import Acting
from bot.backlot.faults import Fault, Record, Rejected
from bot.backlot.gateway import Gateway
from bot.backlot.interactions import Interactions
from bot.backlot.openapi import Description
from bot.backlot.posting import Posting
from bot.backlot.rest import Rest
from bot.backlot.stage import Stage
from bot.backlot.world import World

OPENAPI = Path("../shared/discord/openapi.json")
TOKEN = re.compile(r"^Bot [\w.-]+$")
LARGEST = 128 * 2**20


class Backlot(Stage):
    """A Discord of one's own. `validate` checks every body against the OpenAPI description."""

    def __init__(self, *, validate: bool = True, openapi: Path = OPENAPI) -> None:
        self.world = World()
        self.record = Record()
        self.gateway = Gateway(self.world)
        self.posting = Posting(self.world)
        self.interactions = Interactions(self.world, self.gateway, self.posting, self.record)
        self.rest = Rest(self.world, self.gateway, self.posting, self.interactions, self.record)
        self.faults: list[Fault] = []
        self.changed = asyncio.Condition()
        self.description: Description | str = (
            Description.read(openapi) if validate else "validation is switched off"
        )
        self.acting = Acting(self)
        self._runner: web.AppRunner | None = None
        super().__init__(self.acting.call)

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 takes a free one."""
        app = web.Application(client_max_size=LARGEST)
        app.add_routes(
            [
                web.get("/gateway/", self.gateway.handle),
                web.get("/gateway", self.gateway.handle),
                web.get("/cdn/{path:.+}", self._cdn),
                web.route("*", "/api/v10/{path:.+}", self._api),
                web.post("/backlot/{verb}", self._control),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        taken = int(self._runner.addresses[0][1])
        self.base = f"http://127.0.0.1:{taken}"
        self.gateway.url = f"ws://127.0.0.1:{taken}/gateway"
        self.posting.cdn = f"{self.base}/cdn"

    @property
    def api_base(self) -> str:
        return f"{self.base}/api/v10"

    @property
    def gateway_url(self) -> str:
        return self.gateway.url

    @property
    def cdn_base(self) -> str:
        return f"{self.base}/cdn"

    async def close(self) -> None:
        await self.gateway.close_socket()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Backlot:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # --- what the bot talks to ---

    async def _cdn(self, request: web.Request) -> web.Response:
        content = self.world.files.get(request.match_info["path"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        body, files = await _take_apart(request)
        entry = self.record.begin(request.method, path, body, files)
        fault = self._fault(request.method, path)
        try:
            if fault is not None and fault.latency:
                await asyncio.sleep(fault.latency)
            if fault is not None and not fault.swallow and not fault.latency:
                raise fault.rejection()
            if not TOKEN.match(request.headers.get("Authorization", "")) and not _is_open(path):
                raise Rejected(401, 0, "401: Unauthorized")
            self._check(request.method, path, body)
            answer = await self.rest.carry_out(request.method, path, request.query, body, files)
            entry.status = 204 if answer is None else 200
        except Rejected as rejected:
            entry.status = rejected.status
            if rejected.body["code"] == 50035:
                self.record.rule_errors.append(f"{request.method} /{entry.path}: {rejected}")
            return _json(rejected.body, rejected.status, rejected.headers)
        await self.changes()
        if fault is not None and fault.swallow:
            entry.status = 0
            if request.transport is not None:
                request.transport.abort()
        return web.Response(status=204) if answer is None else _json(answer)

    def _check(self, method: str, path: str, body: Any) -> None:
        if isinstance(self.description, str):
            return
        for fault in self.description.faults(method, path, body):
            self.record.openapi_errors.append(f"{method} /{path.split('/')[0]}: {fault}")

    def _fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.method == method and fault.path.search(path):
                fault.times -= 1
                if not fault.times:
                    self.faults.remove(fault)
                return fault
        return None

    async def changes(self) -> None:
        """Wake whoever waits for something to happen."""
        async with self.changed:
            self.changed.notify_all()

    # --- what another process acts through ---

    async def _control(self, request: web.Request) -> web.Response:
        arguments = await request.json()
        try:
            answer = await self.acting.call(request.match_info["verb"], **arguments)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, 400)
        return _json({"answer": answer})


async def _take_apart(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    files: dict[str, bytes] = {}
    body: Any = None
    if request.content_type == "multipart/form-data":
        reader: Any = await request.multipart()
        async for part in reader:
            content = bytes(await part.read())
            if part.name == "payload_json":
                body = json.loads(content)
            else:
                files[part.name] = content
    elif request.can_read_body:
        body = await request.json()
    return body, files


def _is_open(path: str) -> bool:
    """Interactions and webhooks carry their own token."""
    return path.startswith(("interactions/", "webhooks/"))


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # discord.py wants this content type without a charset
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        headers={
            "Content-Type": "application/json",
            "X-RateLimit-Limit": "50",
            "X-RateLimit-Remaining": "49",
            "X-RateLimit-Reset-After": "1",
            "X-RateLimit-Bucket": "backlot",
            **(headers or {}),
        },
    )
