"""The record of every request: what was asked, what was wrong with it, how long answers took."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from bot.backlot.holdings import Json

TOKENS = re.compile(r"^((?:interactions|webhooks)/\d+)/[^/]+")


@dataclass(slots=True)
class Request:
    """One REST request. `status` 0 means that its answer was lost."""

    at: float
    method: str
    path: str
    json: Any
    files: dict[str, int]
    status: int = 0

    def payload(self) -> Json:
        """As a line of `requests.jsonl`; no token of an interaction is in it."""
        return {
            "at": round(self.at, 3),
            "method": self.method,
            "path": "/" + self.path,
            "json": self.json,
            "files": self.files,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class BadBody:
    """A body that Discord would have refused, and by which rule."""

    method: str
    path: str
    fault: str

    def __str__(self) -> str:
        return f"{self.method} /{self.path}: {self.fault}"


@dataclass(slots=True)
class Record:
    """Everything that was asked, and everything that was wrong with it."""

    requests: list[Request] = field(default_factory=list[Request])
    openapi_errors: list[BadBody] = field(default_factory=list[BadBody])
    rule_errors: list[BadBody] = field(default_factory=list[BadBody])
    unknown_routes: list[str] = field(default_factory=list[str])
    acks_ms: list[float] = field(default_factory=list[float])
    edits: Counter[str] = field(default_factory=Counter[str])
    """Message -> how often the bot edited it."""
    stream: TextIO | None = None
    """Where each request is written as soon as it is answered, if anywhere."""

    def begin(self, method: str, path: str, body: Any, sizes: dict[str, int]) -> Request:
        request = Request(time.time(), method, masked(path), body, sizes)
        self.requests.append(request)
        return request

    def end(self, request: Request) -> None:
        if self.stream is not None:
            self.stream.write(json.dumps(request.payload(), ensure_ascii=False) + "\n")
            self.stream.flush()

    def write(self, path: Path) -> None:
        """One JSON object a line: method, path, json, files with sizes, status."""
        with path.open("w", encoding="utf-8") as out:
            for request in self.requests:
                out.write(json.dumps(request.payload(), ensure_ascii=False) + "\n")

    def percentile(self, share: float) -> float | None:
        """Of the milliseconds from an interaction's event to its first answer."""
        if not self.acks_ms:
            return None
        ordered = sorted(self.acks_ms)
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    def forget(self) -> None:
        """Start counting anew, as between two runs of a benchmark."""
        self.requests.clear()
        self.acks_ms.clear()
        self.edits.clear()


def masked(path: str) -> str:
    """A path without the token of its interaction."""
    return TOKENS.sub(r"\1/[token]", path)
