"""When a process that draws holds so much more memory than it did that it is to be started anew."""

from __future__ import annotations

import psutil


class Growth:
    """Compares what a process holds after each job with what it held after its first ones."""

    def __init__(self, limit_mb: float) -> None:
        self._limit_mb = limit_mb
        self._engines: set[str] = set()
        self.base_mb = 0.0
        """What it needs."""

    def is_too_much(self, engine: str, held_mb: float) -> bool:
        """Whether it grew past the limit; an engine's first job is what it needs."""
        if engine not in self._engines:
            self._engines.add(engine)
            self.base_mb = max(self.base_mb, held_mb)
        return held_mb - self.base_mb > self._limit_mb


def held_mb(pid: int) -> float:
    """The memory that a process and all that it started hold now; 0 when it is gone."""
    total = 0
    try:
        process = psutil.Process(pid)
        for member in (process, *process.children(recursive=True)):
            total += member.memory_info().rss
    except psutil.Error:
        return total / 2**20
    return total / 2**20
