"""Words for Discord: what members typed made harmless, and the small signs of the house."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.domain.novel import bare_title

# markdown, mentions, links, timestamps, emoji codes, spoilers: what Discord reads anywhere
SIGNS = str.maketrans({sign: f"\\{sign}" for sign in r"\*_~`|<>@#[]():"})
# lists and small print: what it reads at the beginning of a line
BEGINNING = re.compile(r"\A(#{1,3} |-# |> |- )?(.*)\Z", re.DOTALL)
"""What makes a line a heading, small print, a quotation or an item; and the rest of it."""
OPENING = re.compile(r"\A(\d*)([-+.])")
UNSEEN = ("Cc", "Cf", "Cs", "Co")
MARKS_ON_A_LETTER = 4
"""No script needs more; what has more climbs over the lines above it."""
WHOLE_WORDS = 0.8
"""A line is cut at the end of a word if that keeps so much of it."""
FULL, EMPTY = "▰", "▱"


def plain(text: str, limit: int = 1000) -> str:
    """One line without control and direction signs, at most `limit` characters."""
    return _cut(_line(text), limit)


def escaped(text: str, limit: int = 1000) -> str:
    """Somebody's words on one line, so that Discord shows them and does nothing else with them.

    At most `limit` characters, counted with the backslashes that this takes.
    """
    line, room = _line(text), limit
    while len(harmless := _harmless(_cut(line, room))) > limit:
        room -= (len(harmless) - limit + 1) // 2
    return harmless


def _line(text: str) -> str:
    return " ".join("".join(_visible(text)).split())


def _cut(line: str, limit: int) -> str:
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rfind(" ") if line[limit - 1] != " " else limit - 1
    return (cut[:at_word] if at_word > limit * WHOLE_WORDS else cut).rstrip(" .,;:-–—…") + "…"


def _visible(text: str) -> Iterator[str]:
    marks = 0
    for sign in text:
        category = unicodedata.category(sign)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if sign.isspace():
            yield " "
        elif category not in UNSEEN and marks <= MARKS_ON_A_LETTER:
            yield sign


def _harmless(line: str) -> str:
    return OPENING.sub(r"\1\\\2", line.translate(SIGNS))


def chapter_name(number: int, title: str) -> str:
    """`10, The Voyage`: the title without the number that many books print before it."""
    rest = bare_title(number, title)
    return f"{number}, {rest}" if rest else str(number)


def bar(share: float, length: int = 10) -> str:
    """A share from 0 to 1 as a bar."""
    full = min(length, max(0, round(share * length)))
    return FULL * full + EMPTY * (length - full)


def behind_bars(text: str) -> str:
    """Each line as a spoiler. What begins a line stays before the bars, or it would not be read.

    The text is escaped already: no bar in it ends the spoiler.
    """
    return "\n".join(_barred(line) for line in text.split("\n"))


def jump(label: str, guild_id: int, channel_id: int, message_id: int | None) -> str:
    """A link to a message; the label, already escaped, alone where there is none."""
    if message_id is None:
        return label
    return f"[{label}](https://discord.com/channels/{guild_id}/{channel_id}/{message_id})"


def member_name(member_id: int) -> str:
    """A member, as a mention; somebody who asked to be forgotten has no name."""
    return f"<@{member_id}>" if member_id else "a former member"


def when(moment: datetime, style: str = "R") -> str:
    """A time as each member's own clock shows it."""
    return f"<t:{moment.timestamp():.0f}:{style}>"


def span(seconds: float) -> str:
    """About how long: `40 s`, `5 min`, `2 h`."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"


def timecode(seconds: float) -> str:
    """How long a film runs: `1:05`, `1:00:05`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def some(number: int, singular: str, plural: str | None = None) -> str:
    """`1 scene`, `3 scenes`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def within(lines: Iterable[str], room: int) -> Iterator[str]:
    """As many of the lines as have room, counted with the ends of the lines."""
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return
        yield line


def listed(items: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"


def _barred(line: str) -> str:
    found = BEGINNING.fullmatch(line)
    assert found is not None, "it matches every line"
    opening, rest = found[1] or "", found[2]
    return f"{opening}||{rest}||" if rest.strip() else line
