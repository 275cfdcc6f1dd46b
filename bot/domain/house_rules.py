"""The hard rules at proposing: minors, real people, and where sexual or gory scenes may be.

Word rules are a first line, not a promise: they read words, not meaning. Reports are the second.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import house_tongues
from bot.domain.folding import Folded, fold
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
from bot.domain.prose import sentences

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


def inspect(
    typed: tuple[str, ...],
    passage: tuple[str, ...] = (),
    beside: tuple[str, ...] = (),
    *,
    age_restricted: bool,
) -> Finding | None:
    """The first hard rule that a proposal breaks, or None.

    `typed` is what the member wrote. The passage's own words count for the rule on minors and for
    its rating, and never as real people: a novel may name whom it likes. What stands `beside` it
    was admitted before: it counts for the rule on minors alone.
    """
    ours, novels = _folded(typed), _folded(passage)
    admitted = novels + _folded(beside)
    word = _with_minors(ours + admitted)
    if word:
        return Finding(Rule.MINORS, word)
    if word := _real_person(typed, ours, admitted):
        return Finding(Rule.REAL_PEOPLE, word)
    if age_restricted:
        return None
    _, word = _rate(_folded(_new(typed, (*passage, *beside))), novels)
    return Finding(Rule.AGE_RESTRICTED, word) if word else None


def rating(
    typed: tuple[str, ...], passage: tuple[str, ...] = (), beside: tuple[str, ...] = ()
) -> Rating:
    """What a scene shows, by the member's words and its passage's."""
    return _rate(_folded(_new(typed, (*passage, *beside))), _folded(passage))[0]


# --- the rules ---


def _with_minors(texts: list[Folded]) -> str:
    """What is sexual in texts that also have a minor in them; suggestive words only beside one."""
    minors = [_minors(text) for text in texts]
    for text, near in zip(texts, minors, strict=True):
        sexual = next(_sexual(text), None) if any(minors) else None
        if sexual is not None:
            return text.as_written(sexual.start(), sexual.end())
        for pattern in (EXPOSED, SUGGESTIVE, _BARE_ELSEWHERE) if near else ():
            for match in pattern.finditer(text.text):
                if any(_between(text.text, match, minor) <= NEAR for minor in near):
                    return text.as_written(match.start(), match.end())
    return ""


def _minors(text: Folded) -> list[re.Match[str]]:
    return [*MINOR.finditer(text.text), *_MINOR_ELSEWHERE.finditer(text.text)]


def _sexual(text: Folded) -> Iterator[re.Match[str]]:
    for match in EXPLICIT.finditer(text.text):
        alone = match.group() == "sex"
        describes = re.match(r"\s(?:scenes?|with|acts?|tape|toys?)\b", text.text[match.end() :])
        if alone and not describes and GENDERED.search(text.text[: match.start()]):
            continue
        yield match
    yield from _SEXUAL_ELSEWHERE.finditer(text.text)


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


def _new(typed: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """What was typed without the sentences that stand in the passage, as a form is filled in."""
    said = {sentence for text in known for sentence in sentences(text)}
    return tuple(
        " ".join(sentence for sentence in sentences(text) if sentence not in said) for text in typed
    )


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


def _folded(texts: Iterable[str]) -> list[Folded]:
    return [fold(text) for text in texts]


# --- word lists, folded as what they are looked for in ---


def _listed(words: str) -> str:
    """Words of `house_tongues` as alternatives of a pattern."""
    stems = [
        (word.removesuffix("~"), r"\w*" if word.endswith("~") else "") for word in words.split()
    ]
    return "|".join(re.escape(fold(stem).text) + ending for stem, ending in stems)


def _elsewhere(spaced: str, unspaced: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """Whole words of languages that part them, and words of those that do not.

    Not where one of `before` follows, or one of `after` precedes.
    """
    unlike = "".join(rf"(?<!\b{_listed(word)}\s)" for word in after.split())
    ending = rf"\b(?!\s(?:{_listed(before)})\b)" if before else r"\b"
    return re.compile(rf"\b{unlike}(?:{_listed(spaced)}){ending}|(?:{_listed(unspaced)})")


_MINOR_ELSEWHERE = _elsewhere(house_tongues.MINORS, house_tongues.MINORS_UNSPACED)
_SEXUAL_ELSEWHERE = _elsewhere(house_tongues.SEXUAL, house_tongues.SEXUAL_UNSPACED)
_BARE_ELSEWHERE = _elsewhere(
    house_tongues.BARE,
    house_tongues.BARE_UNSPACED,
    before=house_tongues.BARE_BEFORE,
    after=house_tongues.BARE_AFTER,
)
_FIGURES = re.compile(
    r"\b(?:"
    + "|".join(
        re.escape(fold(name.strip()).text).replace(r"\.\ ", r"\.?\s*").replace(r"\ ", r"\s+")
        for name in sorted(PUBLIC_FIGURES.split(","), key=len, reverse=True)
    )
    + r")\b"
)
