"""Whom each clause of a shot's action is about: the names, roles and pronouns before its verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from render.contract import Performer
from render.engines.animatic.figures.looks import look_of

_TITLES = (
    *("mr", "mrs", "miss", "ms", "mistress", "sir", "dr", "old", "young", "the", "and"),
    *("lady", "lord", "of"),
)
_ROLES = re.compile(
    r"\b(?:boy|girl|man|woman|captain|child|keeper|sailor|priest|parson|king|queen|knight|monk|"
    r"soldier|guard|innkeeper|widow|stranger|doctor|inspector|detective|lady|rider|driver|pilot)\b"
)
_GROUPS = re.compile(r"\b(?:they|we|both|all|everyone|together|people|men|women|two|three)\b")
_I = re.compile(r"\bi\b")
_SHE, _HE = re.compile(r"\bshe\b"), re.compile(r"\bhe\b")
_BREAKS = re.compile(r"[.;:,!?]|\b(?:who|while|as|but|then|when|until)\b")
_AND = re.compile(r"\band\b")
_OBJECTS = re.compile(r"\b(?:at|to|towards?|after|for|behind|over|past|from|against|of)\b")
_BESIDE = re.compile(r"\b(?:with|beside|opposite|alongside|next to|across from)(?:\s+[\w'-]+)?\s+$")


@dataclass(slots=True)
class Told:
    """What an action tells of one person, clause by clause."""

    own: list[str] = field(default_factory=list[str])
    beside: list[str] = field(default_factory=list[str])
    """What another does with them."""
    met: list[int] = field(default_factory=list[int])
    """Whom their clauses name besides."""
    mentioned: bool = False


def told_of(text: str, cast: Sequence[Performer], verbs: Sequence[re.Pattern[str]]) -> list[Told]:
    """What a text in small letters tells of each of the cast. `verbs` are all that can be done.

    Who is named, or meant, before a clause's verb does it; a clause without a subject is about
    whom the one before was about, or the one after. What "I" do is left out, unless one alone of
    the cast goes unnamed.
    """
    keys = [_key(one) for one in cast]
    unnamed = [at for at, key in enumerate(keys) if not key.search(text)]
    teller = unnamed if len(unnamed) == 1 else []
    of_nobody = False
    told = [Told(mentioned=bool(key.search(text))) for key in keys]
    subjects: list[int] = []
    listed: list[int] = []
    early: list[str] = []
    seen = -1
    for joint, clause in _clauses(text, keys, verbs):
        if _only_names(clause, keys):
            listed += _named(clause, keys)
            continue
        verb = _verb(clause, verbs)
        named = _named(clause[:verb], keys)
        by_teller = not named and bool(_I.search(clause[:verb]))
        meant = teller if by_teller else named or _meant(joint, clause, verb, cast, seen)
        of_nobody = not meant if by_teller else of_nobody and not meant
        if of_nobody:
            continue
        subjects = [*listed, *meant] or subjects
        listed = []
        if not subjects:
            early.append(clause)
            continue
        for at in subjects:
            told[at].own += [*early, clause]
        early = []
        places = {at: found.start() for at, key in enumerate(keys) if (found := key.search(clause))}
        seen = max(places, key=lambda at: places[at], default=seen)
        for at in places.keys() - set(subjects):
            told[subjects[0]].met.append(at)
            if _BESIDE.search(clause[: places[at]]):
                told[at].beside.append(clause[: places[at]])
    if early:
        told[0].own += early
    return told


def tells_of_i(text: str) -> bool:
    """Whether a text in small letters is told by somebody who is in it."""
    return bool(_I.search(text))


def _key(one: Performer) -> re.Pattern[str]:
    """The words by which an action speaks of somebody."""
    names = [word for word in re.findall(r"[\w'-]+", one.name.lower()) if word not in _TITLES]
    roles = _ROLES.findall(f"{one.name} {one.description}".lower())[:2]
    words = [re.escape(word) for word in (*names, *roles) if len(word) > 1] or ["\0"]
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


def _clauses(
    text: str, keys: Sequence[re.Pattern[str]], verbs: Sequence[re.Pattern[str]]
) -> Iterator[tuple[str, str]]:
    """Clauses, and what stands before each; "and" parts two that each have a subject and verb."""
    joint, start = "", 0
    ends = [*((found.start(), found.end()) for found in _BREAKS.finditer(text)), (len(text),) * 2]
    for stop, after in ends:
        for number, clause in enumerate(_parted(text[start:stop], keys, verbs)):
            if clause.strip():
                yield ("and" if number else joint), clause
        joint, start = text[stop:after], after


def _parted(
    clause: str, keys: Sequence[re.Pattern[str]], verbs: Sequence[re.Pattern[str]]
) -> list[str]:
    for found in _AND.finditer(clause):
        left, right = clause[: found.start()], clause[found.end() :]
        verb = _verb(right, verbs)
        subject = any((key := k.search(right)) and key.start() < verb for k in keys)
        owner = any((key := k.search(right)) and right.startswith("'s", key.end()) for k in keys)
        does = verb < len(right) or (len(right.split()) > 1 and subject)
        if subject and does and not owner and not _only_names(left, keys) and _acts(left, verbs):
            return [left, *_parted(right, keys, verbs)]
    return [clause]


def _acts(clause: str, verbs: Sequence[re.Pattern[str]]) -> bool:
    return any(verb.search(clause) for verb in verbs) or bool(_OBJECTS.search(clause))


def _verb(clause: str, verbs: Sequence[re.Pattern[str]]) -> int:
    """Where what a clause says is done begins; else where its object does."""
    places = [found.start() for verb in verbs if (found := verb.search(clause))]
    found = _OBJECTS.search(clause)
    return min(places, default=found.start() if found else len(clause))


def _named(text: str, keys: Sequence[re.Pattern[str]]) -> list[int]:
    return [at for at, key in enumerate(keys) if key.search(text)]


def _only_names(clause: str, keys: Sequence[re.Pattern[str]]) -> bool:
    rest = clause
    for key in keys:
        rest = key.sub(" ", rest)
    return rest != clause and not set(rest.split()) - {*_TITLES, "a", "an"}


def _meant(joint: str, clause: str, verb: int, cast: Sequence[Performer], seen: int) -> list[int]:
    """Whom a clause without names is about: "who", a pronoun that fits one alone, or everybody."""
    if joint == "who" and seen >= 0:
        return [seen]
    for pronoun, woman in ((_SHE, True), (_HE, False)):
        if pronoun.search(clause[:verb]):
            fitting = [at for at, one in enumerate(cast) if look_of(one).woman == woman]
            return fitting if len(fitting) == 1 else []
    return list(range(len(cast))) if _GROUPS.search(clause) else []
