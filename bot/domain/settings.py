"""What a guild can set, with its defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.style import Aspect, FilmSize, FilmStyle, StyleName
from bot.errors import Refusal

SHORTEST_TERM = timedelta(seconds=10)
LONGEST_TERM = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """One guild's settings; roles and channels by id, None where none is named."""

    guild_id: int
    quorum: int = 3
    share: float = 0.5
    open_for: timedelta = timedelta(hours=48)
    early_net: int | None = None
    hidden_tally: bool = False
    voter_role: int | None = None
    minimum_days: int = 0
    proposers_vote: bool = True
    proposals_per_day: int = 3
    showrunner_role: int | None = None
    novel_role: int | None = None
    premiere_channel: int | None = None
    showrunner_channel: int | None = None
    set_up_by: int | None = None
    """Who ran /studio setup: reports reach them where no showrunners' channel is named."""
    queue_cap: int = 50
    take_askers: int = 2
    """Members who ask for another take, so that it is filmed; one showrunner is enough."""
    takes_per_day: int = 5
    """Further takes in a day, all scenes together."""
    filming_engine: str = "animatic"
    film_size: FilmSize = FilmSize.STANDARD
    style_name: StyleName | None = None
    aspect: Aspect | None = None
    style_words: str = ""
    queue_paused: bool = False

    @property
    def style(self) -> FilmStyle:
        """How the films of novels look that have no style of their own."""
        return FilmStyle(self.style_name, self.aspect, self.style_words)


def suggested_quorum(members: int) -> int:
    """The quorum for a guild of so many people: 1 up to three members, 2 up to ten, else 3."""
    if members <= 3:
        return 1
    return 2 if members <= 10 else 3


TERM = re.compile(
    r"(?P<number>\d{1,7}(?:[.,]\d+)?)\s*"
    r"(?P<unit>s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)?",
    re.IGNORECASE,
)
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def read_term(text: str) -> timedelta:
    """How long a ballot stays open: `48` (hours), `30 min`, `3 days`. Raises Refusal."""
    match = TERM.fullmatch(text.strip())
    if match is None:
        raise Refusal(
            f"{text.strip()[:40]!r} is not a time: write hours as `48`, or `30 min`, or `3 days`."
        )
    unit = (match["unit"] or "h")[0].lower()
    term = timedelta(seconds=float(match["number"].replace(",", ".")) * UNITS[unit])
    if not SHORTEST_TERM <= term <= LONGEST_TERM:
        raise Refusal("A ballot stays open for 10 seconds at least and 14 days at most.")
    return term


def term_in_words(term: timedelta) -> str:
    """A term in its largest exact unit, as `read_term` reads it."""
    seconds = int(term.total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds % length == 0:
            number = seconds // length
            return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
    return f"{seconds} seconds"
