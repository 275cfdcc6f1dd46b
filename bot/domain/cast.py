"""Who is in a passage: names, titles and roles in its prose, with aliases made one."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from bot.domain.prose import SPEECH_VERB, Piece
from bot.domain.roles import (
    BARE_TITLES,
    BODY,
    GROUPS,
    NICKNAMES,
    NOT_PEOPLE,
    PERSON_VERBS,
    ROLE_OF_TITLE,
    ROLES,
    STARTERS,
    THINGS,
    TITLES,
    VAGUE,
    WOMEN,
    WOMENS_TITLES,
)

MAX_CAST = 8
MAX_NAME = 60

_WORD = r"[^\W\d_][\w’'-]*"
_TOKEN = re.compile(rf"(?:Mr|Mrs|Ms|Dr|St|Capt|[A-Z])\.|{_WORD}|[^\w\s]|\d+")
_SENTENCE_STARTS = tuple(".!?…:;“‘\"'—")
_VERBS = frozenset(PERSON_VERBS.split())
_SAID = re.compile(SPEECH_VERB + r"$")
_PLACING = frozenset(["in", "at", "near", "off", "into", "from", "across", "around", "of"])
_DETERMINERS = frozenset(["the", "my", "our", "his", "her", "a", "an", "their"])
_LINKS = frozenset(["de", "du", "van", "von", "le", "la", "of"])
_COMMON = re.compile(r"(?<![\w’'-])[a-z]{3,}(?![\w’'-])")
_OF_A_PEOPLE = ("ian", "ese", "ish")
"""How adjectives of peoples end: a Bohemian habit."""
_ADDRESSED = ROLES - {"mate", "son", "brother", "sister", "knight", "rider"}
"""What people are called to their face, such as `doctor`; a sailor's mate is anybody."""
_INTRODUCING = re.compile(r"\b(?:name is|name['’]s|i am|i['’]m|call me)$")
_ADJECTIVE = re.compile(
    r"(?:\w+(?:ed|ing|y|ful|less|ish|ous)|old|young|blind|tall|little|big|great|strange|poor|fat|thin"
    r"|lame|dark|white|black|red|grey|gray|other|second|third|one-eyed|dead|wounded|sick|wild|pale"
    r"|small|nut-brown|brown|fair|drunk|older|younger|elder|mad|new|good|seafaring)$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A person's name or role as it stands in one paragraph."""

    name: str
    paragraph: int
    position: int
    spoken: bool
    evidence: float
    """How far the words around it make it a person, and one who is there."""
    sure: bool
    """Whether its capital is more than that of a first word, or it acts like a person."""
    inside: bool
    """Whether it stands inside a sentence, where only names have capitals."""


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
    mentions: list[Mention] = []
    for number, pieces in enumerate(paragraphs):
        for place, piece in enumerate(pieces):
            tagged = place > 0 and pieces[place - 1].spoken
            mentions += _mentions(piece, number, place * 10_000, tagged=tagged)
    mentions = _without_openers(mentions)
    common = {
        word for pieces in paragraphs for piece in pieces for word in _COMMON.findall(piece.text)
    }
    people = _people(mentions, common) | dict.fromkeys(known, 100.0)
    return People(tuple(mentions), _merge(people))


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


# --- reading mentions ---


def _mentions(piece: Piece, paragraph: int, offset: int, *, tagged: bool) -> list[Mention]:
    tokens = _TOKEN.findall(piece.text)
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        end = _name_end(tokens, at) or _role_end(tokens, at)
        if piece.spoken and tokens[at] in _ADDRESSED and _is_vocative(tokens, at, at + 1):
            found.append(
                Mention(f"the {tokens[at]}", paragraph, offset + at, True, 1.0, True, True)
            )
        if end is None:
            at += 1
            continue
        name = _spelled(tokens[at:end])
        if len(name) <= MAX_NAME:
            evidence = _evidence(tokens, at, end, spoken=piece.spoken, tagged=tagged)
            starts = at == 0 or tokens[at - 1] in _SENTENCE_STARTS
            acts = evidence >= 1.5 and not piece.spoken and not _is_thing(name)
            sure = not starts or end > at + 1 or acts
            found.append(
                Mention(name, paragraph, offset + at, piece.spoken, evidence, sure, not starts)
            )
        at = end
    return found


def _name_end(tokens: list[str], at: int) -> int | None:
    """Where a capitalised name that starts here ends, or None."""
    if not _is_name_word(tokens[at]):
        return None
    starts_sentence = at == 0 or tokens[at - 1] in _SENTENCE_STARTS
    if starts_sentence and _bare(tokens[at]) in STARTERS and not _is_name_word_at(tokens, at + 1):
        return None
    if _bare(tokens[at]) in STARTERS - NICKNAMES - TITLES:
        return None
    end = at + 1
    while end < len(tokens) and not _is_possessive(tokens[end - 1]):
        if _is_name_word(tokens[end]) and _bare(tokens[end]) not in STARTERS:
            end += 1
        elif tokens[end] in _LINKS and _is_name_word_at(tokens, end + 1) and tokens[end] != "of":
            end += 2
        else:
            break
    return end


def _role_end(tokens: list[str], at: int) -> int | None:
    """Where a role such as "the old sailor" or "my mother" ends, or None."""
    if tokens[at].lower() not in _DETERMINERS or (at and _is_name_word_at(tokens, at - 1)):
        return None
    for end in range(at + 2, min(at + 5, len(tokens) + 1)):
        word = _bare(tokens[end - 1]).lower()
        if word in ROLES or word in GROUPS or word in VAGUE:
            if word in VAGUE and end == at + 2 and not _says(tokens, at, end):
                return None
            if _is_name_word_at(tokens, end):
                return None
            follows = tokens[end].lower() if end < len(tokens) else ""
            if _bare(follows).lower() in ROLES | VAGUE and not _is_possessive(tokens[end - 1]):
                continue
            return end
        if not _ADJECTIVE.match(tokens[end - 1].lower()) and word not in ROLES:
            return None
    return None


def _is_thing(name: str) -> bool:
    """Whether a sentence's first word is rather a noun or an adverb than somebody's name."""
    word = name.lower()
    return name.endswith(("ing", "ly")) or bool({word, word.removesuffix("s")} & THINGS)


def _is_name_word(token: str) -> bool:
    return token[0].isupper() and len(_bare(token)) > 1 and not token.isupper()


def _is_name_word_at(tokens: list[str], at: int) -> bool:
    return at < len(tokens) and _is_name_word(tokens[at]) and _bare(tokens[at]) not in STARTERS


def _is_possessive(token: str) -> bool:
    return token.endswith(("’s", "'s", "s’", "s'"))


def _bare(token: str) -> str:
    token = token.rstrip(".").replace("’", "'")
    return token[:-2] if token.endswith("'s") else token.rstrip("'")


def _spelled(tokens: list[str]) -> str:
    """A name as a person would write it: titles with their full stop, roles with "the"."""
    parts = [_bare(token) for token in tokens]
    if parts[0].lower() in _DETERMINERS:
        role = parts[-1].lower()
        return " ".join(["the", *map(str.lower, parts[1:])]) if role in VAGUE else f"the {role}"
    if parts[0] in ("Old", "Young") and len(parts) > 1:
        parts = parts[1:]
    parts = ["Captain" if part == "Cap'n" else part for part in parts]
    parts = [
        f"{part}." if part in ("Mr", "Mrs", "Ms", "Dr", "St", "Capt") else part for part in parts
    ]
    return " ".join(parts)


def _says(tokens: list[str], at: int, end: int) -> bool:
    after = tokens[end].lower() if end < len(tokens) else ""
    before = tokens[at - 1].lower() if at else ""
    return bool(_SAID.match(after) or _SAID.match(before))


def _evidence(tokens: list[str], at: int, end: int, *, spoken: bool, tagged: bool) -> float:
    earlier = at - 1 if at and tokens[at - 1] not in STARTERS else at - 2
    before = tokens[earlier].lower() if earlier >= 0 else ""
    after = tokens[end].lower() if end < len(tokens) else ""
    if spoken:
        introduced = _INTRODUCING.search(" ".join(tokens[max(0, at - 3) : at]).lower())
        return 0.9 if introduced else float(_is_vocative(tokens, at, end))
    if tagged and at <= 2 and _says(tokens, at, end):
        return 3.0
    if _is_possessive(tokens[end - 1]):
        return 1.0 if after in BODY else 0.1
    role = tokens[at].lower() in _DETERMINERS
    articles = ("the", "a", "an")
    if not role and (before in articles or (at and tokens[at - 1].lower() in articles)):
        return -1.5
    if not role and before in _PLACING:
        return -0.6 if before != "of" and before != "from" else 0.1
    if _says(tokens, at, end):
        return 2.5
    if before in ("like", "than", "of", "about", "called", "named"):
        return 0.2
    apposition = after == "the" and end + 1 < len(tokens) and tokens[end + 1] in ROLES
    if apposition or after in _VERBS or (after.endswith("ed") and len(after) > 4):
        return 1.5
    return 0.8 if role and tokens[at].lower() != "a" else 0.7


def _is_vocative(tokens: list[str], at: int, end: int) -> bool:
    """Whether someone is spoken to: a name set off by commas or by the ends of the speech."""
    if tokens[at].lower() in _DETERMINERS:
        return False
    opens = at == 0 or tokens[at - 1] in tuple(",.!?;—")
    closes = end == len(tokens) or tokens[end] in tuple(",.!?;—")
    return opens and closes and not _is_possessive(tokens[end - 1])


# --- one name for each ---


def _people(mentions: list[Mention], common: set[str]) -> dict[str, float]:
    """Names with their evidence, without those that the prose treats as places or things.

    `common` are the words that it also writes small.
    """
    total: defaultdict[str, float] = defaultdict(float)
    for mention in mentions:
        total[mention.name] += mention.evidence
        if mention.evidence > 0 and _titled(mention.name):
            total[mention.name] += 1
    return {
        name: evidence
        for name, evidence in total.items()
        if evidence >= 0.7 and not _is_nobody(name, mentions, common)
    }


def _is_nobody(name: str, mentions: list[Mention], common: set[str]) -> bool:
    parts = _core(name) or [name]
    if name.startswith("the "):
        return False
    ends = {parts[-1], parts[-1].removesuffix("s")}
    if all(part in NOT_PEOPLE or part in STARTERS for part in parts) or ends & NOT_PEOPLE:
        return True
    if not _core(name):
        return True
    own = [mention for mention in mentions if mention.name == name]
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
    names = [name for name in people if not name.startswith("the ")]
    for name in sorted(names, key=lambda name: (-len(_core(name)), name)):
        fits = [group for group in groups if _is_same(name, group)]
        if fits:
            max(fits, key=lambda group: sum(people[member] for member in group)).append(name)
        else:
            groups.append([name])
    for role in (name for name in people if name.startswith("the ")):
        fits = [group for group in groups if any(_has_role(name, role) for name in group)]
        if fits:
            max(fits, key=lambda group: sum(people[member] for member in group)).append(role)
        else:
            groups.append([role])
    return {name: _display(group) for group in groups for name in group}


def _is_same(name: str, group: list[str]) -> bool:
    title, whole = _titled(name), set(_core(group[0]))
    titles = {_titled(other) for other in group} - {""}
    if title and any((title in WOMENS_TITLES) != (other in WOMENS_TITLES) for other in titles):
        return False
    return set(_core(name)) <= whole


def _has_role(name: str, role: str) -> bool:
    return ROLE_OF_TITLE.get(_titled(name), "") == role.removeprefix("the ")


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
