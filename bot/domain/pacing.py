"""How often a message may be edited and a channel written to, so that Discord never says no."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

BETWEEN_EDITS = timedelta(seconds=3)
"""Of one message. Messages older than an hour answer 30046 to bursts."""
BETWEEN_WRITES = timedelta(seconds=1)
"""In one channel."""
AFTER_30046 = timedelta(seconds=60)
"""Discord's "too many edits of an old message": leave that message alone for so long."""
RETRIES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
)
"""Pauses after a first, second ... failure; the last one repeats."""
NOWHERE = timedelta(0)


def retry_after(tries: int) -> timedelta:
    """How long to leave an errand that failed `tries` times before."""
    return RETRIES[min(tries, len(RETRIES) - 1)]


@dataclass(slots=True)
class Pacer:
    """Remembers when each message and channel was last written to."""

    _messages: dict[int, datetime] = field(default_factory=dict[int, datetime])
    _channels: dict[int, datetime] = field(default_factory=dict[int, datetime])

    def pause(self, channel_id: int, message_id: int | None, now: datetime) -> timedelta:
        """How long to wait before this channel, and this message, may be written to."""
        channel = _left(self._channels, channel_id, BETWEEN_WRITES, now)
        if message_id is None:
            return channel
        return max(channel, _left(self._messages, message_id, BETWEEN_EDITS, now))

    def wrote(self, channel_id: int, message_id: int, now: datetime) -> None:
        self._channels[channel_id] = now + BETWEEN_WRITES
        self._messages[message_id] = now + BETWEEN_EDITS
        self._forget(now)

    def _forget(self, now: datetime) -> None:
        """Keep only what still holds somebody back."""
        for times in (self._messages, self._channels):
            if len(times) > 1000:
                for key in [key for key, free in times.items() if free <= now]:
                    del times[key]


def _left(free: dict[int, datetime], id_: int, rest: timedelta, now: datetime) -> timedelta:
    """How much of its rest one still has; begun anew where the clock was set back meanwhile."""
    if id_ not in free:
        return NOWHERE
    free[id_] = min(free[id_], now + rest)
    return max(NOWHERE, free[id_] - now)
