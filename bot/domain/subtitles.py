"""The part of a speech that a subtitle can hold, and how long it stands; no word is changed."""

from __future__ import annotations

import re

from bot.domain.prose import sentences

MAX_LINE = 84
"""Two rows of 42 characters: what subtitlers allow at once."""
WORDS_A_SECOND = 2.6
"""Unhurried speech, at 156 words a minute."""
CHARACTERS_A_SECOND = 17.0
"""How fast subtitles for adults may be read, as broadcasters have it."""
SHORTEST_LINE = 1.0

_CLAUSE_END = re.compile(r"[,;:—–](?=\s|\w)|\s[—–]\s")


def fit_line(text: str, seconds: float, *, quoted: bool = False) -> str:
    """As much of a speech as can be said and read in so many seconds, and fits two rows.

    Whole sentences where one fits, else its first clauses and an ellipsis; no word is changed.
    Empty where not even a few words fit. In quotes where it has to be `quoted`.
    """
    room = int(min(MAX_LINE, seconds * CHARACTERS_A_SECOND)) - 2 * quoted
    limit = int(seconds * WORDS_A_SECOND)
    fitting = ""
    for sentence in sentences(text):
        longer = f"{fitting} {sentence}".strip()
        if len(longer) > room or len(longer.split()) > limit:
            break
        fitting = longer
    fitted = fitting.rstrip(",;:—– ") if fitting else _first_clauses(text, room, limit)
    return f"“{fitted}”" if quoted and fitted else fitted


def line_seconds(text: str) -> float:
    """How long a line stands: as long as it takes to say and to read, in seconds."""
    spoken, read = len(text.split()) / WORDS_A_SECOND, len(text) / CHARACTERS_A_SECOND
    return max(SHORTEST_LINE, spoken, read)


def _first_clauses(text: str, room: int, limit: int) -> str:
    first = next(iter(sentences(text)), "")
    fits = ""
    for end in [*(match.start() for match in _CLAUSE_END.finditer(first))]:
        clause = first[:end].rstrip(" ,;:—–")
        if len(clause) + 1 > room or len(clause.split()) > limit:
            break
        fits = clause
    if len(fits.split()) < 3:
        fits = _first_words(first, room, limit)
    return f"{fits}…" if fits else ""


def _first_words(text: str, room: int, limit: int) -> str:
    kept = ""
    for word in text.split()[:limit]:
        if len(kept) + len(word) + 2 > room:
            break
        kept = f"{kept} {word}".strip()
    return kept.rstrip(" ,;:—–") if len(kept.split()) >= min(3, len(text.split())) else ""
