"""When a node claims the next job while one is being shot: late enough to keep it from nobody."""

from __future__ import annotations

import time
from collections.abc import Collection

from render.executors.unit import MOST_ORDERS
from render.work import Ending, Phase, Work

TOO_LONG = 3
"""A job claimed ahead waits for so many times the span that it was claimed ahead by."""


def may_claim(works: Collection[Work], ahead_s: float) -> bool:
    """Whether the camera is free, or will be within `ahead_s` seconds with nothing to follow."""
    if len(works) >= MOST_ORDERS or any(work.phase is Phase.AHEAD for work in works):
        return False
    return all(_ends_soon(work, ahead_s) for work in works if work.phase is Phase.SHOOTING)


def hand_back_late(works: Collection[Work], ahead_s: float) -> None:
    """End what was claimed too early: other nodes may be idle meanwhile."""
    shooting = [work for work in works if work.phase is Phase.SHOOTING]
    for work in works:
        waits = time.monotonic() - work.claimed_at
        if shooting and work.phase is Phase.AHEAD and waits > TOO_LONG * ahead_s:
            work.end(Ending.TOO_EARLY)
            for before in shooting:
                before.misjudged = True


def _ends_soon(work: Work, ahead_s: float) -> bool:
    if work.ending:
        return True
    left = work.shooting.camera_left if work.shooting else None
    return not work.misjudged and left is not None and left <= ahead_s
