"""How far a job is, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["fetch", "ready", "draw", "encode", "upload"]
_TELLING_SHARE = 0.03
"""Before this much is done, an estimate is a guess; none is given."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One moment of a job. `share` runs from 0 to 1 over the whole job and never falls."""

    share: float
    stage: Stage
    shot: int = 0
    eta_s: float | None = None
    preview: str | None = None
    """A small JPEG, base64."""


OnProgress = Callable[[Progress], None]
"""Hears of progress; raises Stopped when the job is no longer wanted."""


class Meter:
    """Adds the stages of a job up by their expected cost, in any one unit."""

    def __init__(self, costs: dict[Stage, float], on_progress: OnProgress) -> None:
        self._costs = costs
        self._total = sum(costs.values()) or 1.0
        self._on_progress = on_progress
        self._done: dict[Stage, float] = dict.fromkeys(costs, 0.0)
        self._started = time.monotonic()

    def begin(self) -> None:
        """Count the time from now: what came before was waiting."""
        self._started = time.monotonic()

    def tell(
        self,
        stage: Stage,
        share: float,
        *,
        shot: int = 0,
        preview: str | None = None,
        left_s: float | None = None,
    ) -> None:
        """Tell that a share of a stage is done; a stage never goes backwards.

        `left_s` is what the stage still takes, where whoever does it has measured that.
        """
        self._done[stage] = max(self._done[stage], min(1.0, share))
        done = sum(self._costs[name] * part for name, part in self._done.items()) / self._total
        eta = None
        # of a stage that is as good as done, the others cannot be judged by what it still takes
        if left_s is not None and self._left(stage) > _TELLING_SHARE * self._costs[stage]:
            eta = left_s * self._left() / self._left(stage)
        elif done > _TELLING_SHARE:
            eta = (time.monotonic() - self._started) * (1 - done) / done
        self._on_progress(Progress(min(1.0, done), stage, shot, eta, preview))

    def _left(self, *stages: Stage) -> float:
        """The cost of what is still to be done, of some stages or of all."""
        return sum(self._costs[name] * (1 - self._done[name]) for name in stages or self._costs)
