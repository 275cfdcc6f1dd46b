"""Times as the database keeps them: ISO 8601 in UTC, of one width, so that they sort as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

DAY = timedelta(days=1)
"""Within which what one member does is counted."""


def stamp(moment: datetime) -> str:
    """An aware time as the database writes it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """An aware time in UTC, as it was stamped."""
    return datetime.fromisoformat(text)


def maybe_moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
