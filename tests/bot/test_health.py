"""/healthz and /metrics: true, small, and about nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import health
from bot.health import Health

WELL = Health(
    connected=True,
    outbox=2,
    jobs_waiting=3,
    jobs_shooting=1,
    nodes_present=1,
    media_bytes=5_000,
    is_full=False,
    node_restarts=0,
)


@dataclass
class House:
    """A served house, and how it is."""

    base: str
    state: Health = WELL

    async def look(self) -> Health:
        return self.state


@pytest.fixture
async def house() -> AsyncIterator[House]:
    served = House("")
    runner = await health.serve(served.look, 0)
    host, port = runner.addresses[0][:2]
    assert host == "127.0.0.1"
    served.base = f"http://{host}:{port}"
    yield served
    await runner.cleanup()


async def _get(url: str) -> tuple[int, str, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, answer.headers["Content-Type"], await answer.text()


@pytest.mark.parametrize(
    ("state", "status", "word"),
    [
        (WELL, 200, "well"),
        (replace(WELL, connected=False), 503, "offline"),
        (replace(WELL, is_full=True), 503, "the disk is full"),
    ],
)
async def test_healthz_says_how_the_house_is(
    house: House, state: Health, status: int, word: str
) -> None:
    house.state = state
    answered, _, body = await _get(f"{house.base}/healthz")
    assert answered == status
    assert f'"status": "{word}"' in body


async def test_metrics_are_plain_numbers_without_labels(house: House) -> None:
    _, kind, text = await _get(f"{house.base}/metrics")
    assert kind == "text/plain; version=0.0.4; charset=utf-8"
    samples = [
        sample for family in text_string_to_metric_families(text) for sample in family.samples
    ]
    assert {sample.name: sample.value for sample in samples} == {
        "greenlight_connected": 1,
        "greenlight_outbox": 2,
        "greenlight_jobs_waiting": 3,
        "greenlight_jobs_shooting": 1,
        "greenlight_nodes_present": 1,
        "greenlight_media_bytes": 5_000,
        "greenlight_is_full": 0,
        "greenlight_node_restarts": 0,
    }
    assert all(not sample.labels for sample in samples)


async def test_each_scrape_looks_again(house: House) -> None:
    await _get(f"{house.base}/metrics")
    house.state = replace(WELL, jobs_waiting=9)
    _, _, text = await _get(f"{house.base}/metrics")
    assert "greenlight_jobs_waiting 9.0" in text


async def test_nothing_else_is_served(house: House) -> None:
    status, _, _ = await _get(f"{house.base}/")
    assert status == 404
