"""The backlot's server: REST, gateway, CDN and the stage's control, on one loopback port."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.backlot.acting import Acting
from bot.backlot.dressing import Dressing
from bot.backlot.faults import Fault, Faults, Rejected, invalid
from bot.backlot.gateway import Gateway
from bot.backlot.holdings import Json
from bot.backlot.interactions import Interactions
from bot.backlot.openapi import Description
from bot.backlot.posting import Posting
from bot.backlot.ratelimits import RateLimits
from bot.backlot.record import BadBody, Record, Request, masked
from bot.backlot.rest import Call, Handler, Rest, not_a_route
from bot.backlot.routes import ALL
from bot.backlot.stage import Stage
from bot.backlot.uploads import take_apart
from bot.backlot.world import Clock, World

OPENAPI = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json"
LARGEST = 1024 * 2**20
TOKENS_OF_THEIR_OWN = ("interactions/", "webhooks/")
READING = frozenset(
    {
        *("wait", "connected", "is_connected", "stats", "commands", "final", "follow_ups"),
        *("messages", "message", "threads", "dms", "file", "write_requests"),
    }
)
"""Verbs after which nothing has changed."""

log = logging.getLogger(__name__)


class Backlot(Stage):
    """A Discord of one's own.

    `validate` checks every body against the OpenAPI description. `enforce_rates` answers 429 where
    Discord would. `clock` gives the time in seconds for ids, tokens and nonces. `token` is the only
    one that is let in; None lets in whatever looks like one.
    """

    def __init__(
        self,
        *,
        validate: bool = True,
        openapi: Path = OPENAPI,
        enforce_rates: bool = False,
        clock: Clock = time.time,
        token: str | None = None,
        requests: Path | None = None,
    ) -> None:
        self.world = World(clock=clock)
        self.record = Record()
        self.gateway = Gateway(self.world, token)
        self.posting = Posting(self.world)
        self.interactions = Interactions(self.world, self.gateway, self.posting, self.record)
        self.rest = Rest(self.world, self.gateway, self.posting, self.interactions, self.record)
        for routes in ALL:
            self.rest.take(routes)
        self.rates = RateLimits(enforced=enforce_rates)
        self.faults = Faults()
        self.description: Description | str = (
            Description.read(openapi) if validate else "validation is switched off"
        )
        self.acting = Acting(self)
        self.dressing = Dressing(self)
        self.base = ""
        self._requests = requests
        self._changed = asyncio.Event()
        self._revision = 1
        self._runner: web.AppRunner | None = None
        super().__init__(self._act)

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
        if self._requests is not None:
            self.record.stream = self._requests.open("a", encoding="utf-8")
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
        await self.gateway.close_sockets()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.record.stream is not None:
            self.record.stream.close()
            self.record.stream = None

    async def __aenter__(self) -> Backlot:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # --- what the bot talks to ---

    async def _cdn(self, request: web.Request) -> web.Response:
        """Files, while their link is young enough."""
        content = self.world.files.get(request.match_info["path"])
        expires = request.query.get("ex", "0")
        if content is None or int(expires, 16) < self.world.clock():
            raise web.HTTPNotFound
        return web.Response(body=content)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, path = request.method, request.match_info["path"]
        body, files = await take_apart(request)
        sizes = {files.names[field]: len(content) for field, content in files.items()}
        entry = self.record.begin(method, path, body, sizes)
        fault = self.faults.next_for(method, path)
        if fault is not None and fault.latency:
            await asyncio.sleep(fault.latency)
        if fault is not None and fault.held is not None:
            await fault.held.wait()
        if fault is not None and fault.lost:
            return self._hang_up(request, entry)
        headers: dict[str, str] = {}
        try:
            route, parts, handler = self._admit(request, fault)
            major = parts.get("channel") or parts.get("token") or parts.get("guild") or ""
            headers |= self.rates.headers(route, major)
            self._check(entry, path, body)
            answer = await handler(self.rest, Call(parts, request.query, body, files))
            status = 204 if answer is None else 200
        except Rejected as rejected:
            self.record.rule_errors += [BadBody(method, entry.path, f) for f in rejected.faults]
            status, answer = rejected.status, rejected.body
            headers |= rejected.headers
        self._happened()
        if fault is not None and fault.swallow:
            return self._hang_up(request, entry)
        entry.status = status
        self.record.end(entry)
        return _json(answer, status, headers)

    def _admit(
        self, request: web.Request, fault: Fault | None
    ) -> tuple[str, dict[str, str], Handler]:
        """Whoever asks must have a token, and ask for something that the backlot knows."""
        method, path = request.method, request.match_info["path"]
        if not path.startswith(TOKENS_OF_THEIR_OWN):
            given = request.headers.get("Authorization", "")
            if not (given.startswith("Bot ") and self.gateway.admits(given[4:])):
                raise Rejected(401, 0, "401: Unauthorized")
        if fault is not None and (rejection := fault.rejection) is not None:
            raise rejection
        found = self.rest.route(method, path)
        if found is None:
            self.record.unknown_routes.append(f"{method} {masked(path)}")
            log.warning("the backlot has no route %s /%s", method, masked(path))
            raise not_a_route(method, masked(path))
        return found

    def _hang_up(self, request: web.Request, entry: Request) -> web.Response:
        """The connection breaks, and the bot never learns what came of its request."""
        entry.status = 0
        self.record.end(entry)
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=502)

    def _check(self, entry: Request, path: str, body: Any) -> None:
        if isinstance(self.description, str):
            return
        complaints = self.description.complaints(entry.method, path, body)
        self.record.openapi_errors += [
            BadBody(entry.method, entry.path, str(complaint)) for complaint in complaints
        ]
        if grave := [str(c) for c in complaints if not c.is_about_keys]:
            rejected = invalid(grave)
            rejected.faults = []
            raise rejected

    # --- what happens, and what came of it ---

    def _happened(self) -> None:
        self._revision += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self, timeout: float, seen: int | None) -> int:
        """Until something happens after revision `seen`, or the time is over; the revision then."""
        # a caller that asks in a loop lets others run, too
        await asyncio.sleep(0)
        if seen is None or seen == self._revision:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), timeout)
        return self._revision

    def summary(self) -> Json:
        """Counts, and the first complaints of each kind.

        `openapi_errors` is None when there is no description to check with; `openapi_notice` says
        why.
        """
        record, gateway = self.record, self.gateway
        is_described = not isinstance(self.description, str)
        return {
            "requests": len(record.requests),
            "openapi_errors": len(record.openapi_errors) if is_described else None,
            "openapi_notice": None if is_described else self.description,
            "openapi": [str(error) for error in record.openapi_errors[:20]],
            "rules": [str(error) for error in record.rule_errors[:20]],
            "unknown_routes": record.unknown_routes[:20],
            "ack_ms_p50": record.percentile(0.5),
            "ack_ms_p99": record.percentile(0.99),
            "acks": len(record.acks_ms),
            "edits": dict(record.edits),
            "identified": gateway.identified,
            "resumed": gateway.resumed,
        }

    # --- what members and tests act through ---

    async def _act(self, verb: str, **arguments: Any) -> Any:
        handler = getattr(self.acting, f"do_{verb}", None) or getattr(
            self.dressing, f"do_{verb}", None
        )
        if handler is None:
            raise ValueError(f"there is no verb {verb}")
        answer = await handler(**arguments)
        if verb not in READING:
            self._happened()
        return answer

    async def _control(self, request: web.Request) -> web.Response:
        arguments = await request.json()
        try:
            answer = await self._act(request.match_info["verb"], **arguments)
        except TimeoutError:
            return _json({"error": "it did not happen in time", "late": True}, 504)
        except (LookupError, ValueError, TypeError) as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, 400)
        except Rejected as rejected:
            return _json({"error": f"{rejected}: {'; '.join(rejected.faults)}"}, 400)
        return _json({"answer": answer})


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    if status == 204:
        return web.Response(status=204, headers=headers)
    # discord.py wants this content type without a charset
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        headers={"Content-Type": "application/json", **(headers or {})},
    )
