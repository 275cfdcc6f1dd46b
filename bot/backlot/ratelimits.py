"""Rate-limit buckets: the headers of every answer, and 429 when they are enforced."""

from __future__ import annotations

import hashlib
import math
import time
from collections import deque

from bot.backlot.faults import limited

BUCKETS = {
    "POST channels/{channel}/messages": (5, 5.0),
    "PATCH channels/{channel}/messages/{message}": (5, 5.0),
    "DELETE channels/{channel}/messages/{message}": (5, 1.0),
    "POST channels/{channel}/messages/{message}/threads": (50, 300.0),
    "PATCH channels/{channel}": (2, 600.0),
    "POST webhooks/{app}/{token}": (5, 2.0),
    "PATCH webhooks/{app}/{token}/messages/{message}": (5, 2.0),
}
"""Route -> requests in seconds, as seen in Discord's headers; they are not promised anywhere."""
OTHERWISE = (50, 1.0)
OVERALL = 50
"""Requests a second of one bot, interactions and webhooks aside (documented)."""


class RateLimits:
    """Sliding windows by route and channel. Without `enforced`, the headers are all there is."""

    def __init__(self, *, enforced: bool) -> None:
        self.enforced = enforced
        self._windows: dict[tuple[str, str], deque[float]] = {}
        self._all: deque[float] = deque()

    def headers(self, route: str, major: str, now: float | None = None) -> dict[str, str]:
        """Count one request and say what is left. Raises Rejected (429) when nothing is."""
        most, seconds = BUCKETS.get(route, OTHERWISE)
        now = time.monotonic() if now is None else now
        left, wait = most - 1, seconds
        if self.enforced:
            self._count_overall(route, now)
            left, wait = self._count((route, major), most, seconds, now)
        return {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": f"{time.time() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
        }

    def _count(
        self, key: tuple[str, str], most: int, seconds: float, now: float
    ) -> tuple[int, float]:
        window = self._windows.setdefault(key, deque())
        while window and now - window[0] >= seconds:
            window.popleft()
        if len(window) >= most:
            raise limited(round(seconds - (now - window[0]), 3))
        window.append(now)
        return most - len(window), seconds - (now - window[0])

    def _count_overall(self, route: str, now: float) -> None:
        if "interactions/" in route or "webhooks/" in route:
            return
        while self._all and now - self._all[0] >= 1:
            self._all.popleft()
        if len(self._all) >= OVERALL:
            raise limited(math.ceil(1000 * (1 - (now - self._all[0]))) / 1000, everywhere=True)
        self._all.append(now)
