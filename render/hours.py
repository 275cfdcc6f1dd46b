"""Quiet hours: when a machine's owner wants it to take no work, summer time or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

_SPAN = re.compile(r"^(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$")


class BadHours(ValueError):
    """Hours that cannot be read; the message says how they are written."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a time of the day to another; over midnight when it ends before it begins."""

    begins: time
    ends: time

    def end(self, wall: datetime) -> datetime | None:
        """When the quiet that lies over a moment ends, on the clock on the wall; None outside."""
        now = wall.time()
        is_over_midnight = self.ends <= self.begins
        if is_over_midnight and now >= self.begins:
            return datetime.combine(wall.date() + timedelta(days=1), self.ends)
        is_within = now < self.ends if is_over_midnight else self.begins <= now < self.ends
        # in an hour that comes twice it ends in the one that it is now
        end = datetime.combine(wall.date(), self.ends).replace(fold=wall.fold)
        return end if is_within else None


@dataclass(frozen=True, slots=True)
class Hours:
    """Quiet hours of every day; spans that touch are one."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Hours:
        """Read `22:00-07:00`, or several, with commas between. Raises BadHours."""
        return cls(tuple(_span(part.strip()) for part in text.split(",") if part.strip()))

    def left(self, wall: datetime, zone: tzinfo | None = None) -> timedelta | None:
        """How long it stays quiet; None when it is not.

        `wall` is the local time without a zone; `zone` None means this machine's. What is told is
        real time, also over a night on which the clocks change.
        """
        end = self._end(wall)
        return None if end is None else _real(end, zone) - _real(wall, zone)

    def _end(self, wall: datetime) -> datetime | None:
        end: datetime | None = None
        # where a span ends, another one may begin; who wants nothing but quiet is told a day of it
        for _ in self.spans:
            ends = [e for span in self.spans if (e := span.end(end or wall)) is not None]
            latest = max(ends, default=wall)
            if latest - wall > timedelta(days=1) or not ends:
                break
            end = latest
        return end


def _span(text: str) -> Span:
    match = _SPAN.match(text)
    try:
        if match is None:
            raise ValueError
        begins, ends = match[1], match[2].replace("24:00", "00:00")
        return Span(_time(begins), _time(ends))
    except ValueError:
        raise BadHours(f"{text[:40]!r} is no span of hours: write 22:00-07:00") from None


def _time(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute))


def _real(wall: datetime, zone: tzinfo | None) -> datetime:
    local = wall if zone is None else wall.replace(tzinfo=zone)
    return local.astimezone(UTC)
