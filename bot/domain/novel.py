"""The book that a guild adapts: chapters, paragraphs, and the passages that scenes come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MAX_NOVEL_BYTES = 25 * 2**20
MAX_NOVEL_WORDS = 1_000_000
MAX_PASSAGE_WORDS = 600
MAX_QUOTED_WORDS = 60
"""What a card quotes of a novel that is not free to show."""
_RUN = 4
"""So many words in a row are not there by chance."""
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Chinese characters: nothing parts their words, so that each
counts as one."""
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_SPACED_WORD = re.compile(r"\S+")
_OPENING = "“‘「『（《〈【"
_ANY_WORD = re.compile(
    rf"[{_OPENING}]{{0,3}}(?:(?=\w)[{_UNSPACED}]|(?![{_UNSPACED}])\w[^\s{_UNSPACED}]*)[^\w\s{_OPENING}]*"
)
"""One character of those scripts, or a word of another between them, with the signs about it."""
_LETTERS = re.compile(rf"(?=\w)[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])+")


class Rights(StrEnum):
    """By what right a guild films a novel."""

    PUBLIC_DOMAIN = "public domain"
    OWN_WORK = "own work"
    LICENSED = "licensed"
    PERSONAL_USE = "personal use"

    @property
    def is_free_to_quote(self) -> bool:
        return self in (Rights.PUBLIC_DOMAIN, Rights.OWN_WORK)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A division of the novel as it was read: its title, the part it belongs to, its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]
    part: str = ""

    @property
    def words(self) -> int:
        return sum(count_words(paragraph) for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Novel:
    """A whole book as it was read from a file."""

    title: str
    authors: tuple[str, ...]
    chapters: tuple[Chapter, ...]

    @property
    def words(self) -> int:
        return sum(chapter.words for chapter in self.chapters)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a chapter's paragraphs: `first` to `last`, counted from 1, both included."""

    novel_id: int
    chapter: int
    first: int
    last: int

    def overlaps(self, other: Passage) -> bool:
        return (
            (self.novel_id, self.chapter) == (other.novel_id, other.chapter)
            and self.first <= other.last
            and other.first <= self.last
        )


def count_words(text: str) -> int:
    """Words as a reader counts them: runs of text between white space, or single characters."""
    return len(_ANY_WORD.findall(text)) if is_unspaced(text) else len(text.split())


def is_unspaced(text: str) -> bool:
    """Whether a text has characters of scripts that part no words by spaces."""
    return _IS_UNSPACED.search(text) is not None


def runs_of_words(text: str, size: int) -> Iterator[str]:
    """The text as it stands, in runs of so many words; what is left over is the last run."""
    word = _ANY_WORD if is_unspaced(text) else _SPACED_WORD
    start = 0
    for number, found in enumerate(word.finditer(text), start=1):
        if number % size == 0:
            yield text[start : found.end()]
            start = found.end()
    if start < len(text):
        yield text[start:]


def quote(
    paragraphs: tuple[str, ...], rights: Rights, limit: int, beside: Iterable[str] = ()
) -> str:
    """As much of a passage as a card may show: whole words, at most 60 where the rights say so.

    What is shown `beside` it counts, as far as it is the passage's own words; the quotation is
    empty where that leaves no room.
    """
    passage = " ".join(" ".join(paragraphs).split())
    allowed = limit
    if not rights.is_free_to_quote:
        spent = sum(borrowed(text, paragraphs) for text in beside)
        allowed = min(limit, max(0, MAX_QUOTED_WORDS - spent))
    if not allowed:
        return ""
    shown = next(runs_of_words(passage, allowed), passage)
    return shown + (" …" if shown != passage else "")


def held(texts: Iterable[str], rights: Rights, paragraphs: tuple[str, ...]) -> list[str]:
    """Texts that are shown together; empty where a passage would be quoted beyond its rights."""
    left = MAX_QUOTED_WORDS
    shown: list[str] = []
    for text in texts:
        words = 0 if rights.is_free_to_quote else borrowed(text, paragraphs)
        shown.append(text if words <= left else "")
        left -= words if words <= left else 0
    return shown


def borrowed(text: str, paragraphs: tuple[str, ...]) -> int:
    """How many words of a text stand in a passage as they do there, in runs of four or more."""
    theirs, ours = _letters(" ".join(paragraphs)), _letters(text)
    runs = {tuple(theirs[at : at + _RUN]) for at in range(len(theirs) - _RUN + 1)}
    found = [at for at in range(len(ours)) if tuple(ours[at : at + _RUN]) in runs]
    return len({place for at in found for place in range(at, at + _RUN)})


def _letters(text: str) -> list[str]:
    return _LETTERS.findall(text.casefold())


def bare_title(number: int, title: str) -> str:
    """A chapter's title without the number that many books print before it; it may be empty."""
    numeral = rf"(?:{number}|{_roman(number)})"
    printed = rf"chapter\s+{numeral}\b[\s.:–—-]*|{numeral}\s*(?:[.:–—-]+\s*|$)"
    return re.sub(rf"\A(?:{printed})", "", title.strip(), flags=re.IGNORECASE)


def _roman(number: int) -> str:
    signs = {100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}
    written = ""
    for value, sign in signs.items():
        written += sign * (number // value)
        number %= value
    return written
