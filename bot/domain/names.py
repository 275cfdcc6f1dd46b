"""Names and roles as they stand in prose, and how far each is somebody who is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.prose import SPEECH_VERB, Piece, words
from bot.domain.roles import (
    BODY,
    GROUPS,
    NICKNAMES,
    PERSON_VERBS,
    ROLE_OF_TITLE,
    ROLES,
    SHORT_TITLES,
    STARTERS,
    THINGS,
    TITLES,
    VAGUE,
)

MAX_NAME = 60

_WORD = r"[^\W\d_][\w’'-]*"
_TOKEN = re.compile(rf"(?:Mr|Mrs|Ms|Dr|St|Capt|[A-Z])\.|{_WORD}|[^\w\s]|\d+")
_SENTENCE_STARTS = tuple(".!?…:;“‘\"'—")
_VERBS = frozenset(PERSON_VERBS.split())
_SAID = re.compile(SPEECH_VERB + r"$")
_PLACES_IT = frozenset(["in", "at", "near", "off", "into", "across", "around"])
_MEETING = words("saw met found came stood sat lay appeared walked behind before with")
"""Words before somebody who is named for the first time: there was a stranger."""
_DETERMINERS = frozenset(["the", "my", "our", "his", "her", "a", "an", "their"])
_LOWER = re.compile(r"[a-z][a-z-]+")
_AFTER_NOUNS = words(
    "and as with in from to at on who of when while again then after before over by without once"
    " now not but for his her their its my through into under behind across so too at last out up"
    " down back off that which where until till because if though"
)
_NOT_A_SPEAKER = words(
    "same words word last first second third fourth other others latter former rest one two three"
    " way question truth thing name door"
)
_LINKS = frozenset(["de", "du", "van", "von", "le", "la", "of"])
_ADDRESSED = ROLES - {"mate", "son", "brother", "sister", "knight", "rider"}
"""What people are called to their face, such as `doctor`; a sailor's mate is anybody."""
_INTRODUCING = re.compile(r"\b(?:name is|name['’]s|i am|i['’]m|call me)$")
_ADJECTIVE = re.compile(
    r"(?:\w+(?:ed|ing|y|ful|less|ish|ous)|old|young|blind|tall|little|big|great|strange|poor|fat|thin"
    r"|lame|dark|white|black|red|grey|gray|other|second|third|one-eyed|dead|wounded|sick|wild|pale"
    r"|small|nut-brown|brown|fair|drunk|older|younger|elder|mad|new|good|seafaring)$"
)


PIECE_POSITIONS = 10_000
"""The positions of words in a paragraph leave so much room to each of its pieces."""


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


def speaker_of_tag(text: str) -> str:
    """Whom a tag makes somebody by letting them speak, as in `said the old hedgehog`."""
    tokens = _TOKEN.findall(text)
    end = _tag_end(tokens, 1) if tokens and _SAID.match(tokens[0].lower()) else None
    return "" if end is None else tokens[end - 1]


def read_words(piece: Piece, place: int) -> Iterator[tuple[int, str]]:
    """The words of a paragraph's piece, with the positions that mentions count in."""
    return enumerate(_TOKEN.findall(piece.text), place * PIECE_POSITIONS)


def read_mentions(
    piece: Piece,
    paragraph: int,
    offset: int,
    *,
    tagged: bool,
    speakers: frozenset[str] = frozenset(),
) -> list[Mention]:
    """Every name and role of a piece; `tagged` where a speech stands before it.

    `speakers` are nouns that are roles in this prose, since they speak.
    """
    tokens = _TOKEN.findall(piece.text)
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        end = _name_end(tokens, at) or _role_end(tokens, at, speakers)
        if end is None and tagged and at == 1 and _SAID.match(tokens[0].lower()):
            end = _tag_end(tokens, at)
        if piece.spoken and tokens[at] in _ADDRESSED and _is_vocative(tokens, at, at + 1):
            found.append(
                Mention(f"the {tokens[at]}", paragraph, offset + at, True, 1.0, True, True)
            )
        if end is None:
            at += 1
            continue
        name = _spelled(tokens[at:end])
        if piece.spoken and name != "Lord":
            name = f"the {ROLE_OF_TITLE[name]}" if name in ROLE_OF_TITLE else name
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


def _tag_end(tokens: list[str], at: int) -> int | None:
    """Where the noun ends that a tag has after `said the`, or None."""
    if at >= len(tokens) or tokens[at] not in ("the", "a", "an"):
        return None
    end = at + 1
    while end < min(at + 5, len(tokens)) and _LOWER.fullmatch(tokens[end]):
        if tokens[end] in _AFTER_NOUNS or tokens[end].endswith(("ly", "ing", "ed")):
            break
        end += 1
    noun = tokens[end - 1]
    if end == at + 1 or noun in _NOT_A_SPEAKER or _ADJECTIVE.match(noun) or _is_thing(noun):
        return None
    return None if _is_name_word_at(tokens, end) else end


def _role_end(tokens: list[str], at: int, speakers: frozenset[str]) -> int | None:
    """Where a role such as "the old sailor" or "my mother" ends, or None."""
    if tokens[at].lower() not in _DETERMINERS or (at and _is_name_word_at(tokens, at - 1)):
        return None
    for end in range(at + 2, min(at + 5, len(tokens) + 1)):
        word = _bare(tokens[end - 1]).lower()
        if word in ROLES or word in GROUPS or word in VAGUE or word in speakers:
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
    parts = [SHORT_TITLES.get(part, part) for part in parts]
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
        if before in _PLACES_IT:
            return -0.6
        introduced = _INTRODUCING.search(" ".join(tokens[max(0, at - 3) : at]).lower())
        return 0.9 if introduced else float(_is_vocative(tokens, at, end))
    if at and _is_possessive(tokens[at - 1]) and _is_name_word(tokens[at - 1]):
        return 0.1
    if tagged and at <= 2 and _says(tokens, at, end):
        return 3.0
    if _is_possessive(tokens[end - 1]):
        return 1.0 if after in BODY else 0.1
    role = tokens[at].lower() in _DETERMINERS
    articles = ("the", "a", "an")
    if not role and (before in articles or (at and tokens[at - 1].lower() in articles)):
        return -1.5
    if not role and before in _PLACES_IT:
        return -0.6
    if not role and before in ("of", "from"):
        return 0.1
    if _says(tokens, at, end):
        return 2.5
    if before in ("like", "than", "of", "about", "called", "named"):
        return 0.2
    apposition = after == "the" and end + 1 < len(tokens) and tokens[end + 1] in ROLES
    if apposition or after in _VERBS or (after.endswith("ed") and len(after) > 4):
        return 1.5
    if tokens[at].lower() in ("a", "an"):
        there = before in ("was", "were") and tokens[earlier - 1].lower() == "there"
        return 0.7 if there or before in _MEETING else 0.4
    return 0.8 if role else 0.7


def _is_vocative(tokens: list[str], at: int, end: int) -> bool:
    """Whether someone is spoken to: a name set off by commas or by the ends of the speech."""
    if tokens[at].lower() in _DETERMINERS:
        return False
    if _is_listed(tokens, at, end):
        return False
    opens = at == 0 or tokens[at - 1] in tuple(",.!?;—")
    closes = end == len(tokens) or tokens[end] in tuple(",.!?;—")
    return opens and closes and not _is_possessive(tokens[end - 1])


def _is_listed(tokens: list[str], at: int, end: int) -> bool:
    """Whether a name is one of several in a row: in Ireland, Saxony, Bohemia, and France."""
    has_and = tokens[end + 1 : end + 2] == ["and"]
    before = at >= 2 and tokens[at - 1] == "," and _is_name_word_at(tokens, at - 2)
    after = tokens[end : end + 1] == [","] and _is_name_word_at(tokens, end + 1 + has_and)
    return after and (before or has_and)
