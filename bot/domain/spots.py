"""The places that a text names, each with what naming it so is worth: being there, or far off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest

from bot.domain.gazetteer import FAR, SPOTS, Spot

ARRIVAL, BEING_THERE, HABITUAL = 2.5, 1.6, 0.3
_ARRIVING = re.compile(
    r"\b(?:into|(?:re-?)?enter(?:ed|ing)?|"
    r"reach(?:ed|ing)|gained|arriv(?:ed|ing) (?:at|in)|came to|came on|"
    r"landed on|return(?:ed)? to|came upon|back (?:to|in|on)|got to|back at|(?:were|was) (?:in|on)|"
    r"ascended|descended|mounted|climbed|on to|onto)\W+(?:\w+\W+){0,3}$"
)
_LEAVING = re.compile(
    r"\b(?:out of|from|left|leaving|quitted|quit|away from|clear of|far off|beyond|round about|"
    r"thought of|name of|talk of|heard of|like)\W+(?:\w+\W+){0,2}$"
)
_HEADING_FOR = re.compile(
    r"\b(?:above|to|towards?|for|of|saw|seen?|sight|see|seeing|looking|watch(?:ed|ing)?|beheld|nor|no)"
    r"\W+(?:\w+\W+){0,2}$"
)
_BEING_IN = re.compile(
    r"\b(?:in|on|upon|within|inside|along|across|through|among|amongst|under|beneath|down|up|over|"
    r"about|(?:end|middle|corner|side|midst|centre|center|floor|walls?|inside) of)"
    r"\W+(?:\w+\W+){0,2}$"
)
_BEING_AT = re.compile(
    r"\b(?:at|by|near|beside|before|behind|outside|round|below|against|past)\W+(?:\w+\W+){0,2}$"
)
_ARTICLE = re.compile(
    r"\b(?:the|an?|my|our|his|her|their|its|your|this|that|these|those|some|each|every|one|'s|’s)"
    r"\W+(?:[\w-]+\W+){0,2}$"
)
_SPOT_WORD = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted((re.escape(word) for word in SPOTS), key=len, reverse=True)).replace(
        "'", "['’]"
    )
    + r")(?![\w-])"
)
SIMILE = re.compile(r"\b(?:like|as if|as)\W+(?:\w+\W+){0,4}$")
_STUFF = re.compile(r"wood (?:ash|ashes|heap|pile|fire|smoke|stove)\b")
_FITTINGS = re.compile(r"\W+(?:door|floor|fire|table|window|wall|stairs|ceiling|lamp)\b")
_VERB_BEFORE = re.compile(
    r"\b(?:to|would|will|could|can|must|should|shall|may|might|not|i|we|they|you|he|she|it|who|and"
    r"|thousand)\W+$"
)
HABIT = re.compile(r"\b(?:would|used to|always|often|sometimes|whenever|generally)\b")


def spots_in(text: str) -> list[Spot]:
    return [spot_of(match)[0] for match in _SPOT_WORD.finditer(text)]


def spot_of(match: re.Match[str]) -> tuple[Spot, str]:
    return SPOTS[match.group().replace("’", "'")]


def mentions(text: str) -> Iterable[tuple[Spot, float]]:
    """Each place that a text names, with its worth; of a harbour office, the office counts."""
    found = list(_SPOT_WORD.finditer(text))
    for match, following in zip_longest(found, found[1:]):
        spot, mark = spot_of(match)
        before = clause_before(text, match)
        if following and _names_a_part(text, match, following):
            continue
        if SIMILE.search(before) or _STUFF.match(text, match.start()):
            continue
        if mark and (_VERB_BEFORE.search(before) or not _ARTICLE.search(before)):
            continue
        worth = _worth(before)
        if mark == FAR and 0 < worth < BEING_THERE:
            worth *= 0.4
        fitted = _FITTINGS.match(text, match.end())
        if fitted and spot.interior is False:
            continue
        if fitted:
            worth = max(worth, BEING_THERE)
        yield spot, worth * (HABITUAL if HABIT.search(before) else 1)


def _names_a_part(text: str, match: re.Match[str], following: re.Match[str]) -> bool:
    """Whether the next word is the place, and this one only says whose: `harbour office`."""
    beside = text[match.end() : following.start()].isspace()
    return beside and spot_of(following)[0] != spot_of(match)[0]


def _worth(before: str) -> float:
    if _LEAVING.search(before):
        return -0.3
    if _ARRIVING.search(before):
        return ARRIVAL
    if _BEING_IN.search(before):
        return BEING_THERE
    if _BEING_AT.search(before):
        return 1.0
    return 0.35 if _HEADING_FOR.search(before) else 0.6


def clause_before(text: str, match: re.Match[str]) -> str:
    return re.split(r"[.;:!?]", text[max(0, match.start() - 60) : match.start()])[-1]
