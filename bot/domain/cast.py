"""Who is in a passage: the people of its prose, with aliases made one."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.domain.names import PIECE_POSITIONS, Mention, read_mentions, speaker_of_tag
from bot.domain.prose import Piece
from bot.domain.roles import (
    BARE_TITLES,
    GROUPS,
    NICKNAMES,
    NOT_PEOPLE,
    ROLE_OF_TITLE,
    STARTERS,
    TITLES,
    WOMEN,
    WOMENS_TITLES,
)

MAX_CAST = 8

_COMMON = re.compile(r"(?<![\w’'-])[a-z]{3,}(?![\w’'-])")
_OF_A_PEOPLE = ("ian", "ese", "ish")
"""How adjectives of peoples end: a Bohemian habit."""


@dataclass(frozen=True, slots=True)
class People:
    """The people of some paragraphs: every mention, and the one name that each goes by."""

    mentions: tuple[Mention, ...]
    called: dict[str, str] = field(default_factory=dict[str, str])

    def named(self, name: str) -> str | None:
        """The name that a person goes by, whatever they are called here."""
        return self.called.get(name)

    def present(self, first: int, last: int) -> list[str]:
        """Who is in these paragraphs, those most in evidence first."""
        counted: defaultdict[str, float] = defaultdict(float)
        for mention in self.mentions:
            person = self.called.get(mention.name)
            if person and first <= mention.paragraph <= last:
                counted[person] += mention.evidence
        ranked = sorted(counted, key=lambda person: -counted[person])
        return [person for person in ranked if counted[person] >= 0.7]


def find_people(paragraphs: tuple[tuple[Piece, ...], ...], known: tuple[str, ...] = ()) -> People:
    """Everybody whom these paragraphs name, with aliases made one; known names stay as they are."""
    speakers = frozenset(
        speaker_of_tag(piece.text)
        for pieces in paragraphs
        for before, piece in pairwise(pieces)
        if before.spoken and not piece.spoken
    )
    speakers -= {""}
    found: list[Mention] = []
    for number, pieces in enumerate(paragraphs):
        for place, piece in enumerate(pieces):
            tagged = place > 0 and pieces[place - 1].spoken
            found += read_mentions(
                piece, number, place * PIECE_POSITIONS, tagged=tagged, speakers=speakers
            )
    found = _without_openers(found)
    common = {
        word for pieces in paragraphs for piece in pieces for word in _COMMON.findall(piece.text)
    }
    people = _people(found, common) | dict.fromkeys(known, 100.0)
    return People(tuple(found), _merge(people))


def _without_openers(mentions: list[Mention]) -> list[Mention]:
    """The same without a sentence's first word where it is none of the name: Thereupon Ann."""
    inside = {mention.name for mention in mentions if mention.inside}
    parts = {part for name in inside for part in name.split()}

    def named(mention: Mention) -> Mention:
        first, _, rest = mention.name.partition(" ")
        is_opener = first not in parts and first.rstrip(".") not in TITLES | NICKNAMES
        if mention.inside or not is_opener or rest not in inside:
            return mention
        return replace(mention, name=rest)

    return [named(mention) for mention in mentions]


def is_woman(name: str) -> bool:
    """Whether the title or the role in a name says so."""
    first, last = name.split()[0].rstrip("."), name.split()[-1].lower()
    return first in WOMENS_TITLES or last in WOMEN


def is_group(name: str) -> bool:
    """Whether a role stands for several people."""
    return name.startswith("the ") and (name.split()[-1] in GROUPS)


# --- one name for each ---


def _people(mentions: list[Mention], common: set[str]) -> dict[str, float]:
    """Names with their evidence, without those that the prose treats as places or things.

    `common` are the words that it also writes small.
    """
    total: defaultdict[str, float] = defaultdict(float)
    by_name: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_name[mention.name].append(mention)
        total[mention.name] += mention.evidence
        if mention.evidence > 0 and _titled(mention.name):
            total[mention.name] += 1
    return {
        name: evidence
        for name, evidence in total.items()
        if evidence >= 0.7 and not _is_nobody(name, by_name[name], common)
    }


def _is_nobody(name: str, own: list[Mention], common: set[str]) -> bool:
    """Whether a name is none of a person, by its own mentions."""
    parts = _core(name) or [name]
    if name.startswith("the "):
        return False
    ends = {parts[-1], parts[-1].removesuffix("s")}
    if all(part in NOT_PEOPLE or part in STARTERS for part in parts) or ends & NOT_PEOPLE:
        return True
    if not _core(name):
        return True
    if not any(mention.sure for mention in own):
        return True
    if name.lower() in common and not any(mention.inside for mention in own):
        return True
    if name.endswith(_OF_A_PEOPLE) and max(mention.evidence for mention in own) < 1.0:
        return True
    narrated = [mention.evidence for mention in own if not mention.spoken]
    return bool(narrated) and max(narrated) < 0.7 and not _titled(name)


def _titled(name: str) -> str:
    first = name.split()[0].rstrip(".")
    return first if first in TITLES else ""


def _core(name: str) -> list[str]:
    """The parts of a name that are neither titles nor what goes before a nickname."""
    parts = [part for part in name.split() if part.rstrip(".") not in TITLES]
    return parts[1:] if len(parts) > 1 and parts[0] in NICKNAMES else parts


def _merge(people: dict[str, float]) -> dict[str, str]:
    """Each name with the one it goes by: Jim is Jim Hawkins, the squire is Squire Trelawney."""
    groups: list[list[str]] = []
    by_word: defaultdict[str, list[list[str]]] = defaultdict(list)
    by_role: defaultdict[str, list[list[str]]] = defaultdict(list)
    names = [name for name in people if not name.startswith("the ")]
    for name in sorted(names, key=lambda name: (-len(_core(name)), name)):
        core = _core(name)
        near = by_word[core[0]] if core else groups
        group = _best([group for group in near if _is_same(name, group)], people)
        if group is None:
            group = list[str]()
            groups.append(group)
            for word in core:
                by_word[word].append(group)
        group.append(name)
        for role in _roles(name):
            by_role[role].append(group)
    for role in (name for name in people if name.startswith("the ")):
        group = _best(by_role[role], people)
        if group is None:
            groups.append([role])
        else:
            group.append(role)
    return {name: _display(group) for group in groups for name in group}


def _best(groups: list[list[str]], people: dict[str, float]) -> list[str] | None:
    """The one of these with the most evidence."""
    return max(groups, key=lambda group: sum(people[name] for name in group), default=None)


def _is_same(name: str, group: list[str]) -> bool:
    title, whole = _titled(name), set(_core(group[0]))
    titles = {_titled(other) for other in group} - {""}
    if title and any((title in WOMENS_TITLES) != (other in WOMENS_TITLES) for other in titles):
        return False
    if title == "Mrs" and len(_core(name)) == 1 and title not in titles:
        # the wife or mother of whom the group is: they share the family name alone
        return False
    return set(_core(name)) <= whole


def _roles(name: str) -> list[str]:
    """The roles that may stand for a name: its title's, and for Fox the fox."""
    titled = ROLE_OF_TITLE.get(_titled(name))
    return [f"the {role}" for role in (titled, name.lower()) if role]


def _display(group: list[str]) -> str:
    named = [name for name in group if not name.startswith("the ")]
    if not named:
        return group[0]
    full = [name for name in named if len(_core(name)) >= 2]
    if full:
        return max(full, key=lambda name: (len(_core(name)), -len(name)))
    ranked = [name for name in named if _titled(name) and _titled(name) not in BARE_TITLES]
    titled = [name for name in named if _titled(name)]
    return (ranked or titled or named)[0]
