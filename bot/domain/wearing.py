"""What a sentence tells of the looks of somebody it names.

The rules would rather miss than take for theirs what somebody else wears, or what they carry.
"""

from __future__ import annotations

import re

from bot.domain.places import SPOTS
from bot.domain.roles import GROUPS, ROLES, VAGUE
from bot.domain.sightings import GARMENTS, Fact, facts_in

PERSON = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, ROLES | GROUPS | VAGUE), key=len, reverse=True))})\b",
    re.IGNORECASE,
)
"""Words for people whom nobody names."""

_BODY = ("age", "build", "height")
_COUNTS = ("one", "two", "three", "four")
"""Numbers that seldom are somebody's years: `one as pale as the other`."""
_HAIR = ("hair", "locks", "curls", "braid", "braids", "beard", "whiskers")
_ENDS = re.compile(
    r"[,.;:!?]|\b(?:in|with|of|over|under|on|for|from|at|by|to|towards?|into|through|beside|near"
    r"|behind|that|which|who|and|but|while|as)\b"
)
"""Where what is told of one thing ends."""
_TURNS = re.compile(r"[.;:!?]|\b(?:and|but|while|as|to|towards?|from|behold|sees?|meets?)\b")
"""Where a sentence turns to something else than the person it began with."""
_OTHERS = re.compile(r"\A(?:the\b|[A-Z]|and\b|but\b|or\b|then\b)|\b(?:him|her|them|his|their)\b")
"""A part of a sentence that is about somebody else, or about what is beside them."""
_SOMEBODY = re.compile(r"(?:an?|the)\b", re.IGNORECASE)
_LEADS_IN = re.compile(
    r"(?:is\s|was\s|looks\s)?(?:(?P<worn>(?:(?:dressed|clad|wrapped|all)\s)?in|wears|wore|wearing)"
    r"|(?P<had>with|has|had))\s|(?:is|was|looks)\s",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:an?\s(?:[a-z-]+\s)?)?(?:(?:now|still|very|quite|rather|almost|all|long|short|wet|loose|torn"
    r"|wild|heavy|thick)\s)*",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\s(?:blowing|flying|flapping|billowing|streaming|whipping|swirling|fluttering|tossing|dripping"
    r"|shining|gleaming|soaked|tangled|wild|loose|wet|undone|open)\b|\s*\Z"
)
"""What follows hair or a coat that somebody has on."""
_PART = re.compile(r"\s(?:pocket|sleeve|button|box|peg|shop|collar|maker)s?\b")
_ALONE = re.compile(
    r"\s*(?:\Z|[,.;:!?]|(?:and|or|but|in|with|at|on|for|to|of|as|by|now|than|enough|like|from)\b"
    rf"|(?:\s?[a-z-]+\s)?{PERSON.pattern})",
    re.IGNORECASE,
)
"""What follows an adjective of a person: `an old man` is old, and `an old friend` need not be."""
_SPOT = "|".join(sorted(map(re.escape, SPOTS), key=len, reverse=True))
_GOES = (
    r"(?:\s[a-z]+ly)?"
    r"\s(?!(?:and|or|of|to|who|whose|with|in|at|by|is|was|looks|has|had)\b"
    # what one does in somebody's clothes that lie there
    r"|look|search|rummag|feel|felt|dig|dug|grop|fumbl|find|found|call|send|sent|hold|held)[a-z]+"
    r"(?:\s(?:up|down|out|off|away|about|along|past|home|back|in|by|on|over|through|forward|aside"
    r"|alone|still|again|here|there|himself|herself|[a-z]+ly))*?"
    r"(?:\s(?:up|down|along|across|through|over|on|onto|at|by|into|to|towards?|from|past)"
    rf"\s(?:the|an?|his|her)\s(?:[a-z-]+\s)?(?:{_SPOT}))*"
)
"""What somebody does who touches nobody: `runs`, `comes slowly up the path`."""
_PASSING = re.compile(
    rf"{_GOES}(?:\s(?:(?:dressed|clad|wrapped|all)\s)?(?:in|wearing)\s(?P<worn>an?\s.+)"
    r"|,\s(?P<trails>[^.,;:!?]+))",
    re.IGNORECASE | re.DOTALL,
)
_TOSSING = re.compile(
    r"(?:\s[a-z]+ly)?\s(?:"
    r"(?:toss|shak|shook|flick|fling|flung|wring|wrung)[a-z]*(?:\s(?:back|out|aside|down))?"
    r"|(?:push|sweep|swept|brush|throw|threw|tuck|smooth|comb|tie)[a-z]*\s(?:back|aside|behind|up)"
    r"|[a-z]+\s(?:a hand|(?:his\s|her\s)?(?:fingers|hand))\sthrough"
    r")\s(?P<hair>(?!(?:an?|the|his|her|their)\s)[^.,;:!?]+)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\s(?:off|on|into|onto|from(?!\s(?:his|her)\s(?:eyes|face|brow|forehead|cheeks?)\b))\b"
)


def told_after(clause: str) -> list[Fact]:
    """What is told of somebody, read on from their name."""
    if clause.startswith("'s "):
        return owned(clause[3:])
    if tossing := _TOSSING.match(clause):
        return [] if _GONE.search(tossing["hair"]) else owned(tossing["hair"])
    if passing := _PASSING.match(clause):
        return owned(passing["worn"]) if passing["worn"] else _trailing(passing["trails"])
    told = _TURNS.split(clause)[0]
    if told.startswith(","):
        return _parts(told[1:])
    return _parts(told) if _LEADS_IN.match(told.lstrip()) else []


def told_before(opening: str) -> list[Fact]:
    """What is told of somebody before their name comes: `Fair hair blowing, `."""
    *parts, last = (part.strip() for part in opening.split(","))
    told = [[] if _SOMEBODY.match(part) else _described(part) or _trailing(part) for part in parts]
    return [] if last or not all(told) else [fact for facts in told for fact in facts]


def owned(phrase: str, *, worn: bool = True) -> list[Fact]:
    """What `his`, or `in a`, tells of somebody: hair and beard, and clothes that are `worn`."""
    told = _ENDS.split(phrase.strip(), maxsplit=1)[0]
    nouns = (*_HAIR, *GARMENTS) if worn else _HAIR
    return [
        fact
        for fact in facts_in(told)
        if fact.words.endswith(nouns) and not _PART.match(_after(fact, told))
    ]


def _parts(told: str) -> list[Fact]:
    """What the parts between commas tell, up to one that is about something else."""
    found: list[Fact] = []
    for part in told.split(","):
        if _OTHERS.search(part.strip()):
            break
        found += _described(part.strip())
    return found


def _described(part: str) -> list[Fact]:
    """`bearded`, `an old man`, `in a red coat`, `with fair hair`, `fair hair flying`."""
    if lead := _LEADS_IN.match(part):
        if lead["worn"] or lead["had"]:
            return owned(part[lead.end() :], worn=bool(lead["worn"]))
        part = part[lead.end() :]
    found: list[Fact] = []
    before = part.lower()
    for fact in facts_in(part):
        leading = before[: before.find(fact.words)]
        if _BEFORE.fullmatch(leading) and _is_theirs(fact, part):
            found.append(fact)
    return found


def _is_theirs(fact: Fact, part: str) -> bool:
    after = _after(fact, part)
    if fact.words in _COUNTS:
        return False
    if fact.about in _BODY:
        return _ALONE.match(after) is not None
    return not fact.words.endswith((*_HAIR, *GARMENTS)) or _LOOSE.match(after) is not None


def _trailing(part: str) -> list[Fact]:
    """`fair hair flying`, `red coat open`: what is on somebody who goes by."""
    bare = re.sub(r"\A\s*(?:with\s)?(?:his\s|her\s)?", "", part)
    return [fact for fact in _described(bare) if fact.words.endswith((*_HAIR, *GARMENTS))]


def _after(fact: Fact, text: str) -> str:
    return text.lower().partition(fact.words)[2]
