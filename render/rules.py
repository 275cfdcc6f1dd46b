"""How a node behaves, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """How a node behaves; durations in seconds."""

    engines: tuple[str, ...]
    free_bytes: int
    """Free disk below which nothing is claimed."""
    stall: float = 600
    """Time without progress after which the work is given up, if it is not five steps long."""
    ahead: float = 20
    """How long before the camera is free the next job is claimed: time to fetch what it needs."""
    wait: float = 25
    beat: float = 5
    look: float = 1
    """How often the node asks what its owner wants."""
    backoff: float = 1
    most_backoff: float = 60
    disk_pause: float = 30
    paused_pause: float = 5
    """How long a node that was paused in Discord waits until it asks again."""
    contract_pause: float = 600
    farewell: float = 3
    """How long handing a job back may take when the node closes."""
