"""Continuity: what a proposal says of somebody, or of a place, that the look which holds denies.

Rules read words, not meaning: they quote both sides, and the proposer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.beats import own_words
from bot.domain.characters import Character, Kind
from bot.domain.direction import Direction
from bot.domain.look import Appearance, pronoun
from bot.domain.pronouns import HE, SHE, UNTOLD
from bot.domain.prose import sentences
from bot.domain.roles import ROLES
from bot.domain.shots import PlannedShot
from bot.domain.sightings import Fact, facts_in, facts_of_hair, facts_of_place, is_number
from bot.domain.wearing import PERSON, owned, told_after, told_before

_BESIDE = re.compile(r"'s\b|\s(?:at|beside|behind|with|near|by)\b")
"""What follows a name that a sentence comes to in passing."""
_OWN = {"her": "her", "him": "his", "them": "his|her|their", "it": "its"}
_OWNED = re.compile(r"\b(?P<whose>his|her|their)\b(?P<what>(?:,?[\s-][\w-]+){1,4})", re.IGNORECASE)


_CHILDREN = {"boy": HE, "lad": HE, "girl": SHE, "lass": SHE}
_CHILD = re.compile(rf"\b(?:an?|the) ({'|'.join(_CHILDREN)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dressed:
    """A character as the look that holds shows them; `names` are all that they go by."""

    name: str
    names: tuple[str, ...]
    appearance: Appearance
    kind: Kind = Kind.PERSON


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Both sides, as they were written."""

    name: str
    about: str
    said: str
    chosen: str
    shot: int = 0
    """The number of the shot that says it; 0: the proposal itself."""


@dataclass(frozen=True, slots=True)
class _Mention:
    person: Dressed
    start: int
    end: int


def in_scene(
    direction: Direction,
    shots: Sequence[PlannedShot],
    passage: tuple[str, ...],
    cast: Sequence[Dressed],
    place: Dressed | None,
) -> tuple[Contradiction, ...]:
    """What a proposal says against looks, and what was written into its shots, once each thing.

    Of a shot's words, those that are not the passage's: the novel contradicts no look.
    """
    found = {
        (one.name, one.about): one
        for one in contradictions(f"{direction.title}. {direction.action}", cast, place)
    }
    for shot in shots:
        said = (shot.action, *(line.text for line in shot.lines))
        own = ". ".join(words for text in said if (words := own_words(text, passage)))
        for one in contradictions(own, cast, place):
            found.setdefault((one.name, one.about), replace(one, shot=shot.number))
    return tuple(found.values())


def seen_in(direction: Direction, people: Sequence[Character]) -> dict[str, str]:
    """What a proposal itself tells of the looks of a scene's people, in a few words for each.

    Who is alone in it is the boy, or the girl, of its title.
    """
    cast = [Dressed(one.name, one.names, Appearance()) for one in people]
    told: dict[str, dict[str, str]] = {one.name: {} for one in people}
    child = _CHILD.search(direction.title)
    if child and len(people) == 1 and people[0].pronoun in (UNTOLD, _CHILDREN[child[1].lower()]):
        told[people[0].name]["age"] = f"a {child[1].lower()}"
    for who, fact in _told(direction.action.replace("’", "'"), cast):
        told[who.name].setdefault(fact.about, fact.words)
    return {name: ", ".join(facts.values()) for name, facts in told.items() if facts}


def contradictions(
    text: str, cast: Sequence[Dressed], place: Dressed | None = None
) -> tuple[Contradiction, ...]:
    """What a text says of these people, and of the place that it plays at, against their looks."""
    found: dict[tuple[str, str], Contradiction] = {}
    told = list(_told(text.replace("’", "'"), cast))
    if place is not None:
        told += [(place, fact) for fact in facts_of_place(text)]
    chosen = {who.name: _chosen(who) for who in dict.fromkeys(who for who, _ in told)}
    for who, fact in told:
        ours = [other for other in chosen[who.name] if other.about == fact.about]
        if ours and not any(fact.agrees(other) for other in ours):
            said = Contradiction(who.name, fact.about, fact.words, ours[0].words)
            found.setdefault((who.name, fact.about), said)
    return tuple(found.values())


def _chosen(one: Dressed) -> tuple[Fact, ...]:
    """What a look says."""
    look = one.appearance
    if one.kind is Kind.PLACE:
        return tuple(facts_of_place(look.wardrobe))
    said = (look.age, look.build, look.face, look.wardrobe)
    return (*facts_of_hair(look.hair), *(fact for part in said for fact in facts_in(part)))


def _told(text: str, cast: Sequence[Dressed]) -> Iterator[tuple[Dressed, Fact]]:
    """What a text tells of how people look, each with whom it tells it of."""
    for sentence in sentences(text):
        mentions = _mentions(sentence, cast)
        if mentions and not _BESIDE.match(sentence, mentions[0].end):
            for fact in told_before(sentence[: mentions[0].start]):
                yield mentions[0].person, fact
        ends = [*(mention.start for mention in mentions), len(sentence)][1:]
        for mention, end in zip(mentions, ends, strict=False):
            before = facts_in(_adjectives(sentence[: mention.start]))
            for fact in (*before, *told_after(sentence[mention.end : end])):
                yield mention.person, fact
    yield from _told_by_pronouns(text, cast)


def _told_by_pronouns(text: str, cast: Sequence[Dressed]) -> Iterator[tuple[Dressed, Fact]]:
    """What is said to be his, hers or theirs: of whoever was named last, if nobody came between."""
    mentions = _mentions(text, cast)
    for match in _OWNED.finditer(text):
        earlier = [mention for mention in mentions if mention.end <= match.start()]
        if not earlier or PERSON.search(text, earlier[-1].end, match.start()):
            continue
        owner = earlier[-1].person
        if match["whose"].lower() in _pronouns(owner):
            for fact in owned(match["what"]):
                yield owner, fact


def _mentions(sentence: str, cast: Sequence[Dressed]) -> list[_Mention]:
    found: list[_Mention] = []
    for person in cast:
        names = sorted(person.names, key=len, reverse=True)
        named = "|".join(re.escape(name) for name in names)
        for match in re.finditer(rf"(?<![\w-])(?:{named})(?![\w-])", sentence, re.IGNORECASE):
            found.append(_Mention(person, match.start(), match.end()))
    return sorted(found, key=lambda mention: mention.start)


def _adjectives(before: str) -> str:
    """The words right before a name that tell how somebody looks: `the old captain, Hale`."""
    kept: list[str] = []
    for word in reversed(before.split()):
        bare = word.strip(",").lower()
        # `you are short, Hale` is said to somebody, as is `a good lad, Hale`
        is_theirs = not word.endswith(",") and not is_number(bare) and facts_in(bare)
        if bare not in ROLES and not is_theirs:
            break
        kept.append(word)
    return " ".join(reversed(kept))


def _pronouns(person: Dressed) -> list[str]:
    return _OWN[pronoun(Kind.PERSON, person.name, person.appearance)].split("|")
