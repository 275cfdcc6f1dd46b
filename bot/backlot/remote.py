"""The stage of a backlot in another process: each verb is one POST."""

from __future__ import annotations

from typing import Any

import aiohttp

from bot.backlot.holdings import PATIENCE
from bot.backlot.stage import Stage


class Remote(Stage):
    """Acts on a backlot that listens at `base`, such as http://127.0.0.1:8123."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._session: aiohttp.ClientSession | None = None
        super().__init__(self._post)

    @property
    def api_base(self) -> str:
        return f"{self.base}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"{self.base.replace('http', 'ws', 1)}/gateway"

    @property
    def cdn_base(self) -> str:
        return f"{self.base}/cdn"

    async def __aenter__(self) -> Remote:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2 * PATIENCE))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def _post(self, verb: str, **arguments: Any) -> Any:
        if self._session is None:
            raise RuntimeError("enter the Remote before acting on it")
        async with self._session.post(f"{self.base}/backlot/{verb}", json=arguments) as answer:
            body = await answer.json()
        if body.get("late"):
            raise TimeoutError(f"{verb}: {body['error']}")
        if "error" in body:
            raise ValueError(body["error"])
        return body["answer"]
