"""What a machine's owner wants of its node: the card to themselves, quiet hours, or nothing."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

from render.card import Cards
from render.contract import Rest
from render.hours import Hours
from render.settings import Settings, state_folder

PATIENCE_S = 3.0
"""Seconds for which another program must use the card before the node makes way."""
CALM_S = 60.0
"""Seconds for which the card must be left alone before the node comes back."""


class Courtesy:
    """Makes way for other programs, and does not come back at the first pause they make."""

    def __init__(self, above: float) -> None:
        self._above = above
        self._since: float | None = None
        self._makes_way = False

    def makes_way(self, percent: float | None, now: float) -> bool:
        """Whether to leave the card to others, `percent` of which they use; None: not known."""
        if percent is None:
            return self._makes_way
        # to go, the others must use much of it; to come back, little
        limit = self._above / 2 if self._makes_way else self._above
        if (percent > limit) is self._makes_way:
            self._since = None
            return self._makes_way
        self._since = now if self._since is None else self._since
        if now - self._since >= (CALM_S if self._makes_way else PATIENCE_S):
            self._makes_way = not self._makes_way
            self._since = None
        return self._makes_way


@dataclass(frozen=True, slots=True)
class PauseFiles:
    """How an owner's word reaches a running node: it looks for these files every second."""

    own: Path
    """Pauses one node."""
    everywhere: Path
    """Pauses every node that this user runs on this machine."""

    @classmethod
    def of(cls, settings: Settings) -> PauseFiles:
        state = settings.state_file
        return cls(state.with_name(f"{state.name}.paused"), state_folder() / "paused")

    def is_paused(self) -> bool:
        return self.own.exists() or self.everywhere.exists()


def pause(file: Path) -> None:
    """Keep the nodes that look for this file from working, until `resume`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def resume(*files: Path) -> bool:
    """Let nodes work again; whether any was paused."""
    was_paused = any(file.exists() for file in files)
    for file in files:
        file.unlink(missing_ok=True)
    return was_paused


class Owner:
    """Asked again and again whether the node may work. `is_idle` tells whether it draws nothing."""

    def __init__(
        self,
        files: PauseFiles,
        hours: Hours | None = None,
        cards: Cards | None = None,
        courtesy: Courtesy | None = None,
        *,
        is_idle: Callable[[], bool] = lambda: False,
        wall: Callable[[], datetime] = datetime.now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._files = files
        self._hours = hours or Hours()
        self._cards = cards
        self._courtesy = courtesy
        self._is_idle = is_idle
        self._wall = wall
        self._clock = clock

    def rest(self) -> Rest | None:
        """Why the node takes no work now; None when it may."""
        if self._files.is_paused():
            return Rest(why="paused")
        if (left := self._hours.left(self._wall())) is not None:
            return Rest(why="quiet", for_s=max(left.total_seconds(), 0))
        if self._courtesy and self._cards:
            percent = self._cards.used_by_others(_family(), is_idle=self._is_idle())
            if self._courtesy.makes_way(percent, self._clock()):
                return Rest(why="busy")
        return None


def in_words(rest: Rest) -> str:
    """Why the node rests, for its log."""
    match rest.why:
        case "paused":
            return "paused by its owner; `greenlight node resume` ends that"
        case "quiet":
            return "these are quiet hours (GREENLIGHT_NODE_QUIET)"
        case _:
            return "another program uses the card (GREENLIGHT_NODE_YIELD)"


def _family() -> set[int]:
    """This process and all that it started."""
    family = {os.getpid()}
    with contextlib.suppress(psutil.Error):
        family |= {child.pid for child in psutil.Process().children(recursive=True)}
    return family
