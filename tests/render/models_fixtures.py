"""Fixtures of the tests that fetch models; a test file names this module in `pytest_plugins`."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from models_hub import Hub


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """A hub that listens."""
    there = Hub()
    runner = web.AppRunner(there.app(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    there.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield there
    there.let_go()
    await runner.cleanup()
