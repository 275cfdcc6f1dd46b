"""How far several shots are together, each by its length."""

from __future__ import annotations

from collections.abc import Mapping

from render.draw import Drawing
from render.progress import Meter

_TELLING_SHARE = 0.02
"""With less than this of a shot left, its pace can no longer be told from what is left."""


class Tally:
    """Adds the shares of shots up to the share of the drawing, each by its length."""

    def __init__(self, seconds: Mapping[int, float], meter: Meter) -> None:
        self._seconds = seconds
        self._shares = dict.fromkeys(seconds, 0.0)
        self._meter = meter
        self._pace = 0.0
        """Seconds that a second of film takes, as an engine measured."""

    def hear(self, number: int, seen: Drawing) -> None:
        self._shares[number] = max(self._shares[number], seen.share)
        left_s = None if seen.left_s is None else self._left(number, seen.left_s)
        self._tell(number, seen.preview, left_s)

    def nothing_new(self) -> None:
        """Say the same again, so that a stop is heard while nothing moves."""
        self._tell(0, None, None)

    def _left(self, number: int, left_s: float) -> float:
        """What all shots still take, when one of them still takes `left_s`."""
        open_share = 1 - self._shares[number]
        if open_share > _TELLING_SHARE:
            self._pace = left_s / open_share / self._seconds[number]
        others = (n for n in self._seconds if n != number)
        return left_s + self._pace * sum(self._seconds[n] * (1 - self._shares[n]) for n in others)

    def _tell(self, number: int, preview: str | None, left_s: float | None) -> None:
        done = sum(self._seconds[shot] * share for shot, share in self._shares.items())
        share = done / sum(self._seconds.values())
        self._meter.tell("draw", share, shot=number, preview=preview, left_s=left_s)
