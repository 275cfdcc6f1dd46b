"""Who tells the story: by a chapter's title, and by what the others call whoever says "I"."""

from __future__ import annotations

import re
from collections import Counter

from bot.domain.cast import People
from bot.domain.turns import Turn

NARRATOR = "the narrator"
"""Who speaks where the prose says "said I" and never names the one who tells it."""
_ACCOUNT = "(?:narrat(?:ive|ed|ion)|told|story|statement|journal|diary|account|testimony|letter)"
_TITLES_TELLER = (
    re.compile(rf"\b(?i:{_ACCOUNT})\b.*?\b(?:by|of|from) ((?:[Tt]he )?[A-Z]\w+(?: [A-Z]\w+)*)"),
    re.compile(rf"\b([A-Z][\w.]+(?: [A-Z]\w+)*)[’']s (?i:{_ACCOUNT})\b"),
)


def teller(title: str) -> str:
    """Who tells a chapter, where its title says so, as in `Narrative Continued by the Doctor`."""
    for pattern in _TITLES_TELLER:
        if found := pattern.search(title):
            name = found[1]
            return name.lower() if name.lower().startswith("the ") else name
    return ""


def tells_of(people: People, name: str) -> bool:
    """Whether the narration has somebody of this name do something: then they do not tell it."""
    parts = set(name.split()) - {"the"}
    return any(
        parts & set(mention.name.split())
        for mention in people.mentions
        if not mention.spoken
        and mention.evidence >= 0.7
        # Mrs. Hawkins has no more than the family name of Jim's
        and mention.name.startswith("Mrs") <= name.startswith("Mrs")
    )


def narrators_name(turns: list[Turn], people: People) -> str:
    """Who says "I": the one whom others call by a name that the narration never uses."""
    narrated = {people.named(mention.name) for mention in people.mentions if not mention.spoken}
    speakers = {turn.speaker for turn in turns}
    called: Counter[str] = Counter()
    for at, turn in enumerate(turns):
        if turn.speaker == NARRATOR:
            continue
        before = turns[at - 1].speaker if at else ""
        after = [other.speaker for other in turns[at + 1 : at + 4]]
        answers = after[:1] == [NARRATOR] or (after[:1] == [""] and after[2:] == [NARRATOR])
        for person in turn.addressed:
            called[person] += 2 if answers else before == NARRATOR
    for person, times in called.most_common():
        if person not in narrated and person not in speakers and times >= 2:
            return person
    return ""
