"""Answers that are no success: Discord's own, and faults on demand."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.backlot.holdings import Json

CODES = {413: 40005}
"""What Discord puts beside a status when a test names the status only."""
WORDS = {
    40005: "Request entity too large",
    30046: "Maximum number of edits to messages older than 1 hour reached. Try again later.",
    50001: "Missing Access",
    50013: "Missing Permissions",
    10003: "Unknown Channel",
    10008: "Unknown Message",
}


class Rejected(Exception):
    """An answer of Discord's that is no success."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body: Json = {"message": message, "code": code, **extra}
        self.faults: list[str] = []


def unknown(code: int, what: str) -> Rejected:
    return Rejected(404, code, f"Unknown {what}")


def forbidden(names: Iterable[str]) -> Rejected:
    """Access is about seeing the channel; permissions are about everything else."""
    missing = list(names)
    if "view_channel" in missing:
        return Rejected(403, 50001, "Missing Access")
    return Rejected(403, 50013, "Missing Permissions", missing=missing)


def invalid(faults: Iterable[str]) -> Rejected:
    """A body that breaks rules; each fault is `where: what is wrong`, or only the latter."""
    found = list(faults)
    rejected = Rejected(400, 50035, "Invalid Form Body", errors=_nested(found))
    rejected.faults = found
    return rejected


def limited(retry_after: float, *, everywhere: bool = False) -> Rejected:
    """Too many requests. Without `Via`, discord.py takes it for a ban by Cloudflare."""
    scope = "global" if everywhere else "user"
    return Rejected(
        429,
        0,
        "You are being rate limited.",
        headers={
            "Via": "1.1 backlot",
            "Retry-After": str(int(retry_after) + 1),
            "X-RateLimit-Scope": scope,
        },
        retry_after=retry_after,
        **{"global": everywhere},
    )


def too_many_old_edits() -> Rejected:
    """The limit on editing messages older than an hour: a 429 without a time to wait."""
    return Rejected(429, 30046, WORDS[30046])


def _nested(faults: Iterable[str]) -> Json:
    errors: Json = {}
    for fault in faults:
        where, colon, what = fault.partition(": ")
        spot = errors
        for part in where.split(".") if colon and " " not in where else ["body"]:
            spot = spot.setdefault(part, {})
        entry = {"code": "BACKLOT_RULE", "message": what if colon and " " not in where else fault}
        spot.setdefault("_errors", []).append(entry)
    return errors


@dataclass(slots=True)
class Fault:
    """What the next matching requests meet.

    `swallow`: it is carried out and the answer is lost. `lost`: it never arrives. `latency`:
    seconds before it is looked at; `held`: it is looked at once that is set. Otherwise it is
    answered with `status` and `code`.
    """

    method: str
    path: re.Pattern[str]
    times: int = 1
    status: int | None = None
    code: int = 0
    retry_after: float = 1
    swallow: bool = False
    lost: bool = False
    latency: float = 0
    held: asyncio.Event | None = None

    def meets(self, method: str, path: str) -> bool:
        return self.method in ("*", method) and self.path.search(path) is not None

    @property
    def rejection(self) -> Rejected | None:
        if self.code == 30046:
            return too_many_old_edits()
        if self.status == 429:
            return limited(self.retry_after)
        if self.status is None:
            return None
        code = self.code or CODES.get(self.status, 0)
        return Rejected(self.status, code, WORDS.get(code, "A fault on demand"))


class Faults:
    """Those that are armed, in the order in which they were."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []

    def arm(self, fault: Fault) -> None:
        self._armed.append(fault)

    def disarm(self) -> None:
        self._armed.clear()

    def next_for(self, method: str, path: str) -> Fault | None:
        for fault in self._armed:
            if fault.meets(method, path):
                fault.times -= 1
                if not fault.times:
                    self._armed.remove(fault)
                return fault
        return None
