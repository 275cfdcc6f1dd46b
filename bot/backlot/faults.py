"""Faults on demand, and the record of every request."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.backlot.world import Json

TOKENS = re.compile(r"^((?:interactions|webhooks)/\d+)/[^/]+")


class Rejected(Exception):
    """An answer of Discord's that is no success."""

    def __init__(
        self, status: int, code: int, message: str, *, headers: Json | None = None, **extra: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.body: Json = {"code": code, "message": message, **extra}


def unknown(code: int, what: str) -> Rejected:
    return Rejected(404, code, f"Unknown {what}")


def forbidden(names: Iterable[str]) -> Rejected:
    missing = list(names)
    if "view_channel" in missing:
        return Rejected(403, 50001, "Missing Access")
    return Rejected(403, 50013, f"Missing Permissions ({', '.join(missing)})")


@dataclass(slots=True)
class Fault:
    """What the next matching requests meet; `swallow`: carried out, but the answer is lost."""

    method: str
    path: re.Pattern[str]
    times: int
    status: int = 500
    code: int = 0
    retry_after: float = 1
    swallow: bool = False
    latency: float = 0

    def rejection(self) -> Rejected:
        if self.status == 429:
            return Rejected(
                429,
                0,
                "You are being rate limited.",
                # without Via, discord.py takes it for a ban by Cloudflare
                headers={"Via": "1.1 backlot", "X-RateLimit-Scope": "user"},
                retry_after=self.retry_after,
                **{"global": False},
            )
        return Rejected(self.status, self.code, "A fault on demand.")


@dataclass(slots=True)
class Request:
    """One REST request, as `requests.jsonl` has it."""

    at: float
    method: str
    path: str
    json: Any
    files: dict[str, int]
    status: int = 0


@dataclass(slots=True)
class Record:
    """Everything that was asked, and everything that was wrong with it."""

    requests: list[Request] = field(default_factory=list[Request])
    openapi_errors: list[str] = field(default_factory=list[str])
    rule_errors: list[str] = field(default_factory=list[str])
    unknown_routes: list[str] = field(default_factory=list[str])
    acks_ms: list[float] = field(default_factory=list[float])
    keeps_requests: bool = True
    edits: Counter[str] = field(default_factory=Counter[str])

    def begin(self, method: str, path: str, body: Any, files: dict[str, bytes]) -> Request:
        sizes = {name: len(content) for name, content in files.items()}
        request = Request(time.time(), method, masked(path), body, sizes)
        if self.keeps_requests:
            self.requests.append(request)
        return request

    def write(self, path: Path) -> None:
        """One JSON object a line: method, path, json, files with sizes, status."""
        lines = [
            json.dumps(
                {
                    "at": round(request.at, 3),
                    "method": request.method,
                    "path": "/" + request.path,
                    "json": request.json,
                    "files": request.files,
                    "status": request.status,
                },
                ensure_ascii=False,
            )
            for request in self.requests
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def percentile(self, share: float) -> float | None:
        """Of the milliseconds until an interaction was answered."""
        if not self.acks_ms:
            return None
        ordered = sorted(self.acks_ms)
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


def masked(path: str) -> str:
    """A path without the token of its interaction."""
    return TOKENS.sub(r"\1/[token]", path)
