"""/healthz and /metrics, on a loopback port of their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, Gauge, generate_latest

FAREWELL = 1.0
"""Seconds that a scrape in hand may take when the bot closes, and again once broken off."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the house is."""

    connected: bool
    """Whether the bot hears Discord."""
    outbox: int
    jobs_waiting: int
    jobs_shooting: int
    nodes_present: int
    media_bytes: int
    is_full: bool
    node_restarts: int

    @property
    def is_well(self) -> bool:
        return self.connected and not self.is_full


Look = Callable[[], Awaitable[Health]]


class Metrics:
    """The gauges that /metrics shows, read afresh at each scrape."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._gauges = {
            name: Gauge(f"greenlight_{name}", text, registry=self._registry)
            for name, text in (
                ("connected", "1 while the bot hears Discord"),
                ("outbox", "Messages still to be posted or edited"),
                ("jobs_waiting", "Jobs that wait for a node"),
                ("jobs_shooting", "Jobs that a node has"),
                ("nodes_present", "Nodes heard of within a lease"),
                ("media_bytes", "Bytes of masters, clips and pictures kept"),
                (
                    "is_full",
                    "1 while another take may not fit on the disk and no work is given out",
                ),
                ("node_restarts", "Restarts of the local node since the start"),
            )
        }

    def text(self, health: Health) -> bytes:
        """The metrics in Prometheus' text format."""
        for name, gauge in self._gauges.items():
            gauge.set(float(getattr(health, name)))
        return generate_latest(self._registry)


def make_app(look: Look) -> web.Application:
    metrics = Metrics()

    async def healthz(_: web.Request) -> web.Response:
        health = await look()
        words = "well" if health.is_well else "the disk is full" if health.is_full else "offline"
        return web.json_response(
            {"status": words, "outbox": health.outbox, "jobs_waiting": health.jobs_waiting},
            status=200 if health.is_well else 503,
        )

    async def show(_: web.Request) -> web.Response:
        return web.Response(
            body=metrics.text(await look()), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        )

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/metrics", show)])
    return app


async def serve(look: Look, port: int) -> web.AppRunner:
    """Listen on loopback; the caller cleans the runner up."""
    runner = web.AppRunner(make_app(look), access_log=None, shutdown_timeout=FAREWELL)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner
