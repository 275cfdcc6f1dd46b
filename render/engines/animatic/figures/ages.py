"""How old somebody is, and whether a man or a woman, as far as words tell."""

from __future__ import annotations

import re

from render.engines.animatic.figures.look_words import (
    CHILD,
    GROWN,
    HIM,
    MENS_NAMES_IN_A,
    OLD,
    WOMAN,
    WOMEN,
    YOUNGER,
    has,
)

_ONES = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen",
)
_TENS = re.findall(r"\w+", "zero ten twenty thirty forty fifty sixty seventy eighty ninety")
_NUMBER = rf"(\d{{1,2}}|(?:{'|'.join(_TENS[2:])})(?:-\w+)?|{'|'.join(_ONES[1:])})"
_AGE = re.compile(
    rf"\b(?:aged?|about|around|nearly|over|past|of) {_NUMBER}(?=\s*(?:[,.;]|$|(?:in|with|and|who|"
    rf"years?)\b))|\b{_NUMBER}[- ]years?\b|^{_NUMBER}(?=,|$)"
)


def years_in(text: str) -> int | None:
    """`about fifty`, `a boy of twelve`, `60 years old`, `twelve, lean`; not `two ships`."""
    found = _AGE.search(text)
    if found is None:
        return None
    number = next(filter(None, found.groups()))
    if number.isdecimal():
        return int(number)
    tens, _, ones = number.partition("-")
    if tens in _ONES:
        return _ONES.index(tens)
    return 10 * _TENS.index(tens) + (_ONES.index(ones) if ones in _ONES else 0)


_GROWN_AT, _AGED_AT = 15, 62
"""The years from which somebody is drawn as an adult, and as an elder."""


def age_of(description: str, words: frozenset[str], told: frozenset[str]) -> str:
    """child, adult or elder. `words` are those of the name and of what is `told` of them."""
    years = years_in(description)
    if years is not None:
        return "child" if years < _GROWN_AT else "elder" if years >= _AGED_AT else "adult"
    if has(words, CHILD) or (has(words, YOUNGER) and not has(told, GROWN)):
        return "child"
    return "elder" if has(words - ({"old"} if "young" in told else set()), OLD) else "adult"


def childs_height(description: str) -> float:
    """As a share of a grown man's; of eight years where no number is told."""
    return min(0.74, max(0.50, 0.42 + 0.0225 * (years_in(description) or 8)))


def is_woman(name: str, words: frozenset[str]) -> bool:
    """By the words, else by the name; who is only known by an office is drawn as a man."""
    if has(words, HIM):
        return False
    given = name.split()[0] if name.strip() else ""
    by_name = given.endswith("a") and len(given) > 2 and given not in MENS_NAMES_IN_A.split()
    return has(words, f"{WOMAN} {WOMEN}") or by_name
