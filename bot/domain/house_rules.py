"""The hard rules at proposing: minors, real people, and where sexual or gory scenes may be.

Word rules are a first line, not a promise: they read words, not meaning. Reports are the second.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.house_words import (
    EXPLICIT,
    EXPOSED,
    FAKERY,
    GENDERED,
    GORY,
    MINOR,
    PLAYED_BY,
    PUBLIC_FIGURES,
    SUGGESTIVE,
)

NEAR = 12
"""Words between a minor and a word that is refused beside one."""
GORY_PASSAGE = 2
"""Gory words that make a passage gory: a novel may use one in passing."""


class Rule(StrEnum):
    """The rules that no setting switches off, as members read them."""

    MINORS = "no sexual content with minors"
    REAL_PEOPLE = "no real people"
    AGE_RESTRICTED = "sexual or gory scenes only in age-restricted channels"


class Rating(StrEnum):
    """What a scene shows, as far as its words tell."""

    GENERAL = "general"
    SEXUAL = "sexual"
    GORY = "gory"

    @property
    def is_restricted(self) -> bool:
        """Whether only age-restricted channels may show it."""
        return self is not Rating.GENERAL


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a proposal breaks, and the words that break it, as they were written."""

    rule: Rule
    word: str

    @property
    def sentence(self) -> str:
        """What is wrong, which rule says so, and what to do, for the member."""
        remedy = (
            "propose it in an age-restricted channel, or change the words"
            if self.rule is Rule.AGE_RESTRICTED
            else "change the words and send it again"
        )
        return (
            f"“{self.word}” meets a house rule, {self.rule}: {remedy}; "
            "if this is a mistake, ask a showrunner to read it with you."
        )


@dataclass(frozen=True, slots=True)
class Folded:
    """Text in plain small letters, without disguises; `source` leads back to what was written."""

    text: str
    source: tuple[int, ...]
    written: str

    def as_written(self, start: int, end: int) -> str:
        """The words behind a stretch of the folded text, at most 60 characters."""
        first, last = self.source[start], self.source[end - 1]
        return self.written[first : last + 1].strip()[:60]


def inspect(
    typed: tuple[str, ...], passage: tuple[str, ...] = (), *, age_restricted: bool
) -> Finding | None:
    """The first hard rule that a proposal breaks, or None.

    `typed` is what the member wrote. The passage's own words count for the rule on minors and for
    its rating, and never as real people: a novel may name whom it likes.
    """
    ours, novels = _folded(typed), _folded(passage)
    word = _with_minors(ours + novels)
    if word:
        return Finding(Rule.MINORS, word)
    if word := _real_person(typed, ours, novels):
        return Finding(Rule.REAL_PEOPLE, word)
    if age_restricted:
        return None
    _, word = _rate(ours, novels)
    return Finding(Rule.AGE_RESTRICTED, word) if word else None


def rating(typed: tuple[str, ...], passage: tuple[str, ...] = ()) -> Rating:
    """What a scene shows, by the member's words and its passage's."""
    return _rate(_folded(typed), _folded(passage))[0]


# --- the rules ---


def _with_minors(texts: list[Folded]) -> str:
    """What is sexual in texts that also have a minor in them; suggestive words only beside one."""
    for text in texts:
        for match in _sexual(text):
            if any(MINOR.search(other.text) for other in texts):
                return text.as_written(match.start(), match.end())
        minors = list(MINOR.finditer(text.text))
        for pattern in (EXPOSED, SUGGESTIVE) if minors else ():
            for match in pattern.finditer(text.text):
                if any(_between(text.text, match, minor) <= NEAR for minor in minors):
                    return text.as_written(match.start(), match.end())
    return ""


def _sexual(text: Folded) -> Iterator[re.Match[str]]:
    for match in EXPLICIT.finditer(text.text):
        alone = match.group() == "sex"
        describes = re.match(r"\s(?:scenes?|with|acts?|tape|toys?)\b", text.text[match.end() :])
        if alone and not describes and GENDERED.search(text.text[: match.start()]):
            continue
        yield match


def _between(text: str, one: re.Match[str], other: re.Match[str]) -> int:
    first, second = sorted((one, other), key=lambda match: match.start())
    between = text[first.end() : second.start()]
    return len(between.split()) + 6 * len(re.findall(r"[.!?]\s", between))


def _real_person(typed: tuple[str, ...], ours: list[Folded], novels: list[Folded]) -> str:
    known = " ".join(text.text for text in novels)
    for text in ours:
        for match in _FIGURES.finditer(text.text):
            if match.group() not in known:
                return text.as_written(match.start(), match.end())
        if fake := FAKERY.search(text.text):
            return text.as_written(fake.start(), fake.end())
    for text in typed:
        cast = PLAYED_BY.search(unicodedata.normalize("NFKC", text))
        if cast and fold(cast[1]).text not in known:
            return cast[1]
    return ""


def _rate(ours: list[Folded], novels: list[Folded]) -> tuple[Rating, str]:
    for text in (*ours, *novels):
        for match in _sexual(text):
            return Rating.SEXUAL, text.as_written(match.start(), match.end())
    for text in ours:
        if exposed := EXPOSED.search(text.text):
            return Rating.SEXUAL, text.as_written(exposed.start(), exposed.end())
        if gory := GORY.search(text.text):
            return Rating.GORY, text.as_written(gory.start(), gory.end())
    gory = [(text, match) for text in novels for match in GORY.finditer(text.text)]
    if len(gory) >= GORY_PASSAGE:
        text, match = gory[0]
        return Rating.GORY, text.as_written(match.start(), match.end())
    return Rating.GENERAL, ""


# --- folding ---

_LOOKALIKES = str.maketrans("аеорсухіѕјԁһӏкмтвнгαεορτυικνßøłđ", "aeopcyxisjdhlkmtbhraeoptyiknsold")
_LEET = str.maketrans("0134578@$!|+", "oieastbasiit")
_SPACED = re.compile(r"(?<![\w'’])(?:[^\W\d_][ ._*\-]{1,2}){2,}[^\W\d_](?![\w'’])")
_Keep = Callable[[list[tuple[str, int]]], list[tuple[str, int]]]
_STRETCHED = re.compile(r"([a-z])\1{2,}")


def _folded(texts: Iterable[str]) -> list[Folded]:
    return [fold(text) for text in texts]


def fold(text: str) -> Folded:
    """Text without accents, look-alikes, digits for letters, hidden or s p a c e d letters."""
    chars: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        for part in unicodedata.normalize("NFKD", char).casefold():
            category = unicodedata.category(part)
            if category in ("Mn", "Cf", "Me") or part == "\u00ad":
                continue
            plain = part.translate(_LOOKALIKES).replace("’", "'")
            chars.append((" " if plain.isspace() else plain[:1], at))
    chars = _unleet(chars)
    chars = _without(chars, _SPACED, _letters_only)
    chars = _without(chars, _STRETCHED, _first_only)
    return Folded("".join(char for char, _ in chars), tuple(at for _, at in chars), text)


def _unleet(chars: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Digits and signs between letters become the letters that they stand for."""
    unleeted = list(chars)
    for place, (char, at) in enumerate(chars):
        letter = char.translate(_LEET)
        if letter == char:
            continue
        before = unleeted[place - 1][0] if place else " "
        after = chars[place + 1][0].translate(_LEET) if place + 1 < len(chars) else " "
        if after.isalpha() and (before.isalpha() or (before.isspace() and char in "@$")):
            unleeted[place] = (letter, at)
    return unleeted


def _without(
    chars: list[tuple[str, int]], pattern: re.Pattern[str], keep: _Keep
) -> list[tuple[str, int]]:
    text = "".join(char for char, _ in chars)
    kept: list[tuple[str, int]] = []
    end = 0
    for match in pattern.finditer(text):
        kept += chars[end : match.start()]
        kept += keep(chars[match.start() : match.end()])
        end = match.end()
    return kept + chars[end:]


def _letters_only(run: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(char, at) for char, at in run if char.isalpha()]


def _first_only(run: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return run[:1]


_FIGURES = re.compile(
    r"\b(?:"
    + "|".join(
        re.escape(fold(name.strip()).text).replace(r"\.\ ", r"\.?\s*").replace(r"\ ", r"\s+")
        for name in sorted(PUBLIC_FIGURES.split(","), key=len, reverse=True)
    )
    + r")\b"
)
