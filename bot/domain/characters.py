"""Who and what recurs in a novel: its people and places, how often, and where first."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import accumulate

from bot.domain.cast import People, find_people, is_group
from bot.domain.heading import read_heading
from bot.domain.pronouns import UNTOLD, count_pronouns, pronoun_of
from bot.domain.prose import take_apart
from bot.domain.reading import is_beyond
from bot.domain.roles import ROLE_OF_TITLE, TITLES
from bot.domain.told import tell
from bot.errors import Refusal

MAX_NAME = 60
FEWEST_NAMED, FEWEST_ROLE, FEWEST_STAYS = 3, 6, 3
"""So often a name, a mere role or a place recurs before it is worth casting."""
MOST_PEOPLE, MOST_PLACES = 60, 25
STRIDE = 8
"""Paragraphs of one look at where a chapter plays."""


class Kind(StrEnum):
    PERSON = "person"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Named:
    """One of somebody's names in a novel."""

    chapter: int
    """Where it comes up first."""
    mentions: int


@dataclass(frozen=True, slots=True)
class Found:
    """A person or a place as a novel has it, before anybody corrects it."""

    kind: Kind
    name: str
    aliases: tuple[str, ...]
    mentions: int
    """Of a place: how many stretches of the novel play there."""
    chapter: int
    """Where it comes up first."""
    named: Mapping[str, Named] = field(default_factory=dict[str, Named])
    """Of a person: each name by itself."""
    pronoun: str = UNTOLD
    """Of a person: `he` or `she`, if the novel tells."""


@dataclass(frozen=True, slots=True)
class Character:
    """A person or a recurring place of a novel, as a guild casts them."""

    id: int
    guild_id: int
    novel_id: int
    kind: Kind
    name: str
    aliases: tuple[str, ...]
    mentions: int
    chapter: int
    is_hidden: bool = False
    named: Mapping[str, Named] = field(default_factory=dict[str, Named])
    """What was found of each name; nothing of one that a showrunner gave."""
    pronoun: str = UNTOLD
    """`he` or `she`, if the novel tells."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)

    @property
    def named_from(self) -> int:
        """The chapter from which a reader knows them by their own name."""
        return _first(self, self.name)

    def answers_to(self, name: str) -> bool:
        """Whether a scene's own name for somebody means this one."""
        return name.casefold() in {own.casefold() for own in self.names}


def known_by(character: Character, read_up_to: int | None) -> Character | None:
    """A character by those of their names that a reader knows; None for whom they did not meet."""
    if is_beyond(character.chapter, read_up_to):
        return None
    known = [name for name in character.names if not is_beyond(_first(character, name), read_up_to)]
    if not known or len(known) == len(character.names):
        return character
    return replace(character, name=known[0], aliases=tuple(known[1:]))


def split(character: Character, names: Sequence[str]) -> tuple[Character, Found]:
    """Take names apart that are somebody else's: who stays, and the other. Raises Refusal."""
    if not names:
        raise Refusal("Choose the names that are somebody else's: *Split* opens the form again.")
    apart = [alias for alias in character.aliases if alias in names]
    if set(apart) != set(names):
        raise Refusal(
            f"{character.name} does not answer to that (any more): choose among the other names; "
            "*Rename* changes the first one."
        )
    stays = [name for name in character.names if name not in apart]
    found = {name: named for name in apart if (named := character.named.get(name))}
    moved = sum(named.mentions for named in found.values())
    other = Found(
        character.kind,
        apart[0],
        tuple(apart[1:]),
        max(moved, 1),
        min((named.chapter for named in found.values()), default=character.chapter),
        found,
        pronoun_of(apart, Counter()),
    )
    left = {name: named for name, named in character.named.items() if name not in apart}
    rest = replace(
        character,
        aliases=tuple(stays[1:]),
        mentions=max(character.mentions - moved, 1),
        chapter=min((named.chapter for named in left.values()), default=character.chapter),
        named=left,
    )
    return rest, other


def find_characters(chapters: Sequence[tuple[str, ...]]) -> tuple[Found, ...]:
    """A novel's people, then its places; of each, those that come up most often first."""
    return (*find_cast(chapters)[:MOST_PEOPLE], *find_places(chapters)[:MOST_PLACES])


def find_cast(chapters: Sequence[tuple[str, ...]]) -> list[Found]:
    """Everybody whom a novel names often enough, each under one name."""
    apart = take_apart(tuple(text for texts in chapters for text in texts))
    people = find_people(apart)
    pronouns = count_pronouns(apart, people)
    ends = list(accumulate(len(texts) for texts in chapters))
    shared = _shared_roles(people)
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for mention in people.mentions:
        name = people.called.get(mention.name)
        if name is not None and (name == mention.name or mention.name not in shared):
            counted[name][mention.name] += 1
            chapter = bisect_right(ends, mention.paragraph) + 1
            first[name].setdefault(mention.name, chapter)
    found = [
        Found(
            Kind.PERSON,
            name,
            _aliases(name, names),
            names.total(),
            min(first[name].values()),
            {own: Named(first[name][own], often) for own, often in names.items()},
            pronoun_of(names, pronouns.get(name, Counter())),
        )
        for name, names in counted.items()
        if not is_group(name) and names.total() >= _fewest(name)
    ]
    return sorted(found, key=lambda one: (-one.mentions, one.name))


def find_places(chapters: Sequence[tuple[str, ...]]) -> list[Found]:
    """The places where enough of a novel plays, as headings name them."""
    stays: Counter[str] = Counter()
    first: dict[str, int] = {}
    for number, texts in enumerate(chapters, start=1):
        apart = take_apart(texts)
        for start in range(0, len(apart), STRIDE):
            told = tell(apart[max(0, start - STRIDE) : start], apart[start : start + STRIDE])
            place = read_heading(told).place[:MAX_NAME]
            stays[place] += 1
            first.setdefault(place, number)
    return [
        Found(Kind.PLACE, name, (), times, first[name])
        for name, times in sorted(stays.items(), key=lambda item: (-item[1], item[0]))
        if times >= FEWEST_STAYS
    ]


def meant(name: str, known: Iterable[Character], kind: Kind = Kind.PERSON) -> Character | None:
    """Who of the known is meant by a scene's own name; an own name goes before an alias."""
    found = [one for one in known if one.kind is kind and one.answers_to(name)]
    return max(
        found, key=lambda one: (one.name.casefold() == name.casefold(), one.mentions), default=None
    )


def _first(character: Character, name: str) -> int:
    """The chapter from which a name is known; one that was given is known as early as they are."""
    named = character.named.get(name)
    return character.chapter if named is None else named.chapter


def _fewest(name: str) -> int:
    return FEWEST_ROLE if name.startswith("the ") else FEWEST_NAMED


def _aliases(name: str, names: Mapping[str, int]) -> tuple[str, ...]:
    """What else the novel calls them, the most frequent first."""
    others = sorted(names, key=lambda other: (-names[other], other))
    return tuple(other for other in others if other != name)


def _shared_roles(people: People) -> frozenset[str]:
    """The roles that more than one person's title claims: two captains are both the captain."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for name, person in people.called.items():
        title = name.split()[0].rstrip(".")
        if title in TITLES and (role := ROLE_OF_TITLE.get(title)):
            holders[role].add(person)
    return frozenset(f"the {role}" for role, persons in holders.items() if len(persons) > 1)


def called(typed: str, cast: Sequence[Character]) -> list[Character]:
    """Whom a typed name may mean: those of just that name, else those of whose names it is part."""
    wanted = " ".join(typed.split()).casefold()
    exact = [one for one in cast if any(name.casefold() == wanted for name in one.names)]
    return exact or [one for one in cast if any(wanted in name.casefold() for name in one.names)]
