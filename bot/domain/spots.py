"""The places that a text names, each with what naming it so is worth: being there, or far off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest

from bot.domain.places import CLOSE, FAR, SPOTS, WIDE, Spot

ARRIVAL, BEING_THERE, HABITUAL = 2.5, 1.6, 0.3
ELSEWHERE, FROM_AFAR = 0.25, 0.5
"""What a place is worth that somebody remembers or tells of, and one that is only seen or heard."""
DOOR = Spot("door", "door", None)
"""A door that the text does not say more of."""

_ARRIVING = re.compile(
    r"\b(?:into|(?:re-?)?enter(?:ed|ing)?|"
    r"reach(?:ed|ing)|gained|found|arriv(?:ed|ing) (?:at|in)|"
    r"came (?:up )?(?:to|on|upon|out (?:up)?on)|"
    r"landed on|return(?:ed)? to|back (?:to|in|on)|got to|back at|(?:were|was) (?:in|on)|"
    r"(?:ascended|descended|mounted|climbed)(?: up| down| into)?(?= (?:the|an?|his|her|our|my)\b)|"
    r"on to|onto)\W+(?:\w+\W+){0,3}$"
)
_ON_THE_WAY = re.compile(
    r"\b(?:ways?|road|path|journey|orders?|leave|wish|longing|wanted|going|hoped?|meant|means"
    r"|ready|time|retreat|voyage|passage|trip|belong(?:s|ed)|return)\W+(?:\w+\W+)?"
    r"(?:back |home )?(?:to|into)\W+(?:\w+\W+){0,3}$"
    r"|\b(?:emptied|flow(?:s|ed|ing)|leads?|led|leading|open(?:s|ed|ing)|look(?:s|ed|ing)|gaz(?:ed|ing)"
    r"|star(?:ed|ing)|peer(?:ed|ing)|fell|running)\W+(?:\w+\W+)?(?:out |down |away |up )?"
    r"(?:into|upon|on|over|across|to|through)\W+(?:\w+\W+){0,3}$"
)
_TOLD_OF = re.compile(
    r"\b(?:(?:had|having|'d|’d) (?:\w+ )?(?:seen|known|met|lived|visited|heard)"
    r"|remember\w*|recall(?:ed|ing)?|dream\w*|dreamt|told (?:me|us|him|her|them) (?:of|how|about)"
    r"|spoke of|talked of|heard (?:how|that|of|about)|would have|might have|could have"
    r"|seem(?:s|ed) to|once upon|reminded|as though|as if)\b"
)
_SEEN = re.compile(
    r"\b(?:see|saw|hear|heard|beheld|watch(?:ed|ing)?|spied|made out|in sight|distant|far off"
    r"|far away|in the distance|commanded?|overlook(?:s|ed|ing)|visible|hidden)\b"
)
_LEAVING = re.compile(
    r"\b(?:out of|from(?! an?\b)|left|leaving|quitted|quit|away from|clear of|far off|beyond"
    r"|round about|thought of|name of|talk of|heard of|like)\W+(?:\w+\W+){0,2}$"
)
_HEADING_FOR = re.compile(
    r"\b(?:above|to|towards?|for|of|saw|seen?|sight|see|seeing|looking|watch(?:ed|ing)?|beheld|nor|no)"
    r"\W+(?:\w+\W+){0,2}$"
)
_BEING_IN = re.compile(
    r"\b(?:in|on|upon|within|inside|along|across|through|among|amongst|under|beneath|down|up|over|"
    r"about|cross(?:ed|ing)|(?:end|middle|corner|(?:other|far|near|this|\w+ern) side|midst"
    r"|centre|center|floor"
    r"|walls?|inside|interior|edge|margin"
    r"|borders?|foot|top|brow|skirts|heart|mouth) of)\W+(?:\w+\W+){0,2}$"
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
SIMILE = re.compile(
    r"\b(?:like|as if|as(?! (?:the|he|she|it|they|we|i|soon|far|long|well|usual)\b))"
    r"\W+(?:\w+\W+){0,5}$"
)
_STUFF = re.compile(r"wood (?:ash|ashes|heap|pile|fire|smoke|stove)\b")
_FITTINGS = re.compile(r"\W+(?:door|floor|fire|table|window|wall|stairs|ceiling|lamp)\b")
_DOOR = re.compile(r"[ -]?(?:door(?:way|step)?|gates?|porch|threshold)\b")
_AT_A_DOOR = re.compile(
    r"\b(?:at|to|before|outside|near|by|round|reached|towards?|rapped on|knocked (?:at|on)) "
    r"(?:the|our|his|her|my|their|a|its)\W+(?:[\w-]+\W+)?(?:\w+['’]s )?"
)
_BARE_DOOR = re.compile(_AT_A_DOOR.pattern + r"(?:door(?:way|step)?|threshold)\b")
_CLOSE_ARTICLE = re.compile(
    r"\b(?:the|an?|my|our|his|her|their|its|your|this|that|every|'s|’s)\W+(?:[\w-]+\W+)?$"
)
_WE_ARE_IN = re.compile(
    r"\W+(?:that |which |where )?(?:we|i|they|he|she) (?:were|was|sat|stood|lay)\b"
)
_OF_WHICH = re.compile(
    r" (?:(?:at|in|on|of|under|below|above|by|near|behind|beside|inside|within)"
    r"(?: (?:the|an?|our|my|his|her|its|this|that))?(?: \w+){0,2} ?)+"
)
"""What stands between a part and the whole that it belongs to: `room at the top of the castle`."""
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
    ended = 0
    part: tuple[Spot, float] | None = None
    for match, following in zip_longest(found, found[1:]):
        is_whole = bool(ended) and _OF_WHICH.fullmatch(text, ended, match.start()) is not None
        ended = match.end()
        spot, mark = spot_of(match)
        before = clause_before(text, match)
        if following and _names_a_part(text, match, following):
            continue
        if SIMILE.search(before) or _STUFF.match(text, match.start()):
            continue
        if mark and (_VERB_BEFORE.search(before) or not _ARTICLE.search(before)):
            continue
        if mark == CLOSE and (
            not _CLOSE_ARTICLE.search(before) or text.startswith(" of ", match.end())
        ):
            continue
        worth = ARRIVAL if _WE_ARE_IN.match(text, match.end()) else _worth(before)
        if is_whole and part and part[0].name == "room" and spot.interior is not False:
            worth = max(worth, part[1])
        elif mark == WIDE or (is_whole and worth > 0):
            worth *= 0.3
        part = spot, worth
        if mark == FAR and 0 < worth < BEING_THERE:
            worth *= 0.4
        if spot.interior is None and _DOOR.match(text, match.end()) and _AT_A_DOOR.search(before):
            yield Spot(spot.family, f"{spot.name} door", interior=False), BEING_THERE
            continue
        fitted = _FITTINGS.match(text, match.end())
        if fitted and spot.interior is False:
            continue
        if fitted:
            worth = max(worth, BEING_THERE)
        yield spot, worth * _presence(clause_before(text, match, 120))
    for match in _BARE_DOOR.finditer(text):
        yield DOOR, _presence(clause_before(text, match, 120))


def _names_a_part(text: str, match: re.Match[str], following: re.Match[str]) -> bool:
    """Whether the next word is the place, and this one only says whose: `harbour office`."""
    beside = text[match.end() : following.start()].isspace()
    return beside and spot_of(following)[0] != spot_of(match)[0]


def _worth(before: str) -> float:
    if _ON_THE_WAY.search(before):
        return 0.2
    if _LEAVING.search(before):
        return -0.3
    if _ARRIVING.search(before):
        return ARRIVAL
    if _BEING_IN.search(before):
        return BEING_THERE
    if _BEING_AT.search(before):
        return 1.0
    return 0.35 if _HEADING_FOR.search(before) else 0.6


def _presence(before: str) -> float:
    """How far those of the story are at a place that is named: there, or only in sight of it."""
    if HABIT.search(before):
        return HABITUAL
    if _TOLD_OF.search(before):
        return ELSEWHERE
    return FROM_AFAR if _SEEN.search(before) else 1.0


def clause_before(text: str, match: re.Match[str], most: int = 60) -> str:
    """What stands between a word and the mark before it, at most so many characters."""
    return re.split(r"[.;:!?]", text[max(0, match.start() - most) : match.start()])[-1]
