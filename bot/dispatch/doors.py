"""Who comes in: tokens are checked, guessing is slowed, and every error leaves as one sentence."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.dispatch.sentences import refusal, status_of
from bot.errors import NodeRefused
from bot.studio.house_views import NodeView
from bot.studio.nodes import NodesRoom

log = logging.getLogger(__name__)

NODE = web.RequestKey("node", NodeView)
REGISTER = "/v1/nodes/register"
TRIES = 5
"""Join codes that one address may try within the window."""
TRIES_OF_ALL = 60
WINDOW = 60.0
REMEMBERED = 10_000
"""Addresses whose tries are remembered."""


class Turnstile:
    """Counts tries in a window, by address and of all together."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, list[float]] = OrderedDict()

    def seconds_to_wait(self, address: str) -> float:
        """0 when this try may go ahead, and then it counts; else how long to wait."""
        waits = (self._left("", TRIES_OF_ALL), self._left(address, TRIES))
        if max(waits) > 0:
            return max(waits)
        for key in ("", address):
            self._tries.setdefault(key, []).append(self._clock())
            self._tries.move_to_end(key)
        while len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)
        return 0

    def _left(self, key: str, limit: int) -> float:
        since = self._clock() - WINDOW
        recent = [at for at in self._tries.get(key, ()) if at > since]
        if key in self._tries:
            self._tries[key] = recent
        return recent[0] - since if len(recent) >= limit else 0


def errors_as_sentences() -> Middleware:
    """Refusals are answers; the rest is ours, logged once here and not shown."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except NodeRefused as error:
            return refusal(status_of(error), str(error))
        except web.HTTPException as error:
            sentence = {
                404: "There is no such address here.",
                405: f"{request.method} is not for this address.",
                408: "The body did not come whole in time: send it again.",
                413: "The body is larger than any of this protocol.",
            }.get(error.status, f"{error.reason}.")
            return refusal(error.status, sentence)
        except ConnectionError:
            # nobody reads the answer any more; raised, it would be logged as a fault of ours
            return refusal(400, "The line was cut: send it again.")
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            return refusal(500, "Something broke in the bot; it is in its log. Try again later.")

    return middleware


def bearers(nodes: NodesRoom) -> Middleware:
    """Everybody but a newcomer shows a token."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == REGISTER:
            return await handler(request)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        node = await nodes.authenticate(token) if scheme == "Bearer" and token else None
        if node is None:
            return refusal(
                401,
                "This token is unknown or was revoked: join again with /studio node invite.",
                **{"WWW-Authenticate": "Bearer"},
            )
        request[NODE] = node
        return await handler(request)

    return middleware
