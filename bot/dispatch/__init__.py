"""Dispatch: where render nodes call, over TLS from elsewhere and plainly from this machine."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import random
import ssl
from pathlib import Path

from aiohttp import web

from bot.dispatch.certificate import Certificate
from bot.dispatch.doors import bearers, errors_as_sentences
from bot.dispatch.routes import Routes
from bot.studio.leases import Leases
from bot.studio.nodes import NodesRoom

__all__ = ["QUIET_PORTS", "Certificate", "Dispatch", "make_app"]

log = logging.getLogger(__name__)

MAX_BODY = 2**20
"""Bytes of a JSON body; files are streamed and counted apart."""
FAREWELL = 1.0
"""Seconds that a request in hand may take when the bot closes, and again to end once broken off."""
IDLE = 60.0
"""Seconds after which a line is closed on which no call came, or only half of its head."""
LOOPBACK = "127.0.0.1"
PORT_FILE = "dispatch.port"
QUIET_PORTS = range(20_000, 32_000)
"""Below those that systems lend to outgoing connections, which would take it between two lives."""


def make_app(leases: Leases, nodes: NodesRoom) -> web.Application:
    """The node protocol over these rooms."""
    app = web.Application(
        middlewares=[errors_as_sentences(), bearers(nodes)], client_max_size=MAX_BODY
    )
    app.add_routes(Routes(leases, nodes).all())
    return app


class Dispatch:
    """The served app and its certificate. `folder` keeps key, certificate and the local port."""

    def __init__(self, leases: Leases, nodes: NodesRoom, folder: Path) -> None:
        self._leases = leases
        self._folder = folder
        self._certificate = Certificate(folder)
        self._runner = web.AppRunner(
            make_app(leases, nodes),
            access_log=None,
            keepalive_timeout=IDLE,
            shutdown_timeout=FAREWELL,
        )
        self._local_port = 0
        self._public_url = ""
        self._is_pinned = True
        self.port: int | None = None
        """Where nodes from elsewhere call; None if they cannot."""

    async def start(
        self,
        *,
        public_url: str = "",
        bind: str = "0.0.0.0",  # noqa: S104 - nodes call from elsewhere, over TLS, with a token
        port: int = 0,
        behind_proxy: bool = False,
    ) -> None:
        """Listen on loopback, and with a `public_url` on `bind` and `port` too.

        There the bot's own certificate is shown, unless a proxy before it ends TLS. Raises OSError
        when the port is taken.
        """
        await asyncio.to_thread(self._certificate.ensure)
        await self._leases.reap()
        await self._runner.setup()
        self._local_port = await self._listen_locally()
        if public_url:
            tls = None if behind_proxy else self._certificate.context()
            self.port = await self._listen(bind, port, tls)
            self._public_url = public_url.rstrip("/")
            self._is_pinned = not behind_proxy
            log.info("dispatch: nodes call on %s (port %d)", self._public_url, self.port)

    async def close(self) -> None:
        """Stop listening. What nodes are shooting goes on, and is delivered after the restart."""
        self._leases.close()
        await self._runner.cleanup()

    @property
    def local_url(self) -> str:
        """Where the node on this machine calls: the same after a restart, if the port is free."""
        return f"http://{LOOPBACK}:{self._local_port}"

    def fingerprint(self) -> str:
        """SHA-256 of the certificate that nodes pin."""
        return self._certificate.fingerprint()

    def join_line(self, code: str) -> str | None:
        """What to paste on another machine, with a one-time code; None if none can reach this."""
        if not self._public_url:
            return None
        pin = f".{self.fingerprint()}" if self._is_pinned else ""
        return f"greenlight node --join '{self._public_url}/#{code}{pin}'"

    async def _listen_locally(self) -> int:
        # a node that outlived the bot goes on calling where it called before
        kept = self._folder / PORT_FILE
        wanted = random.sample(QUIET_PORTS, 8)
        with contextlib.suppress(OSError, ValueError):
            wanted.insert(0, int(kept.read_text(encoding="ascii")))
        for number in (*wanted, 0):
            try:
                port = await self._listen(LOOPBACK, number, None)
            except (OSError, OverflowError):
                continue
            kept.write_text(str(port), encoding="ascii")
            return port
        raise OSError(errno.EADDRINUSE, "no port of this machine is free")

    async def _listen(self, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        site = web.TCPSite(self._runner, host, port, ssl_context=tls, reuse_address=True)
        await site.start()
        return int(self._runner.addresses[-1][1])
