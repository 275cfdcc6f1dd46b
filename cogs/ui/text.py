"""Words for Discord: what members typed made harmless, and the small signs of the house."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

# markdown, mentions, links, headings, lists, quotes, subtext: everything that Discord would read
SIGNS = re.compile(r"([\\*_~`|<>@#\[\]()\-+.:!])")
FULL, EMPTY = "▰", "▱"


def plain(text: str, limit: int = 1000) -> str:
    """One line without control and direction signs, at most `limit` characters."""
    kept = "".join(
        " " if sign.isspace() else sign
        for sign in text
        if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def escaped(text: str, limit: int = 1000) -> str:
    """Somebody's words on one line, so that Discord shows them and does nothing else with them."""
    return SIGNS.sub(r"\\\1", plain(text, limit))


def bar(share: float, length: int = 10) -> str:
    """A share from 0 to 1 as a bar."""
    full = min(length, max(0, round(share * length)))
    return FULL * full + EMPTY * (length - full)


def jump(label: str, guild_id: int, channel_id: int, message_id: int | None) -> str:
    """A link to a message; the label, already escaped, alone where there is none."""
    if message_id is None:
        return label
    return f"[{label}](https://discord.com/channels/{guild_id}/{channel_id}/{message_id})"


def when(moment: datetime, style: str = "R") -> str:
    """A time as each member's own clock shows it."""
    return f"<t:{moment.timestamp():.0f}:{style}>"


def span(seconds: float) -> str:
    """About how long: `40 s`, `5 min`, `2 h`."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"


def some(number: int, singular: str, plural: str | None = None) -> str:
    """`1 scene`, `3 scenes`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
