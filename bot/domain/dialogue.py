"""Who says what: speeches with their speakers, and the part of them that a subtitle can hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.cast import Mention, People, is_group, is_woman
from bot.domain.prose import SPEECH_VERB, Piece, sentences

NARRATOR = "Narrator"
"""Who speaks where the prose says "said I" and never names the one who tells it."""
MAX_LINE = 84
"""Two rows of 42 characters: what subtitlers allow at once."""
WORDS_A_SECOND = 2.6
"""Unhurried speech, at 156 words a minute."""
CHARACTERS_A_SECOND = 17.0
"""How fast subtitles for adults may be read, as broadcasters have it."""
SHORTEST_LINE = 1.0

_TAG_WORDS = 8
_I_SAY = re.compile(rf"\bI (?:\w+ly )?{SPEECH_VERB}\b|\b{SPEECH_VERB} I\b")
_THEY_SAY = re.compile(
    rf"\b(?P<one>he|she|they) (?:\w+ly )?{SPEECH_VERB}\b|\b{SPEECH_VERB} (?P<two>he|she|they)\b"
)
_CLAUSE_END = re.compile(r"[,;:—–](?=\s|\w)|\s[—–]\s")


@dataclass(frozen=True, slots=True)
class Speech:
    """What one person says in one paragraph, the tag in between left out."""

    speaker: str
    text: str
    paragraph: int


def speeches(paragraphs: tuple[tuple[Piece, ...], ...], people: People) -> tuple[Speech, ...]:
    """Every speech with its speaker: by its tag, by the one who acts beside it, or by turns.

    The speaker is empty where the prose leaves it open.
    """
    told: list[Speech] = []
    turns: list[str] = []
    seen: list[str] = []
    goes_on = announced = False
    for number, pieces in enumerate(paragraphs):
        here = [mention for mention in people.mentions if mention.paragraph == number]
        if not any(piece.spoken for piece in pieces):
            seen += _acting(here, people)
            goes_on, announced = False, bool(pieces) and pieces[-1].text.endswith(":")
            continue
        carried_on = goes_on and pieces[0].spoken and bool(turns)
        if carried_on:
            speaker = turns[-1]
        elif announced and pieces[0].spoken and len(pieces) == 1:
            speaker = seen[-1] if seen else ""
        else:
            speaker = _speaker(pieces, here, people, turns, seen)
        announced = not pieces[-1].spoken and pieces[-1].text.endswith(":")
        turns.append(speaker)
        seen += [person for person in _acting(here, people) if person != speaker]
        told += [Speech(speaker, text, number) for text in _texts(pieces)]
        goes_on = pieces[-1].goes_on
    name = _narrators_name(people, told)
    return tuple(
        Speech(name, speech.text, speech.paragraph) if speech.speaker == NARRATOR else speech
        for speech in told
    )


def _speaker(
    pieces: tuple[Piece, ...],
    here: list[Mention],
    people: People,
    turns: list[str],
    seen: list[str],
) -> str:
    narrated = [(place, piece.text) for place, piece in enumerate(pieces) if not piece.spoken]
    for place, text in sorted(narrated, key=lambda item: not _follows_speech(pieces, item[0])):
        for mention in here:
            if mention.position // 10_000 == place and mention.evidence >= 2.5:
                return people.named(mention.name) or ""
        if _I_SAY.search(text):
            return NARRATOR
        if said := _THEY_SAY.search(text):
            pronoun = said["one"] or said["two"]
            return _meant(pronoun, here, people, turns, seen)
    if acting := _acting(here, people):
        return acting[0]
    if re.search(r"\bI\b", " ".join(text for _, text in narrated)):
        return NARRATOR
    whose_turn = turns[-2] if len(turns) > 1 and turns[-2] != turns[-1] else ""
    return "" if whose_turn in _spoken_to(here, people) else whose_turn


def _follows_speech(pieces: tuple[Piece, ...], place: int) -> bool:
    return place > 0 and pieces[place - 1].spoken


def _meant(
    pronoun: str, here: list[Mention], people: People, turns: list[str], seen: list[str]
) -> str:
    """Whom he, she or they stands for: one who acts here, whose turn it is, or was seen last."""
    previous = turns[-1] if turns else ""
    recent = [person for person in reversed(seen[-6:]) if person != previous]
    earlier = [person for person in reversed(turns[-8:]) if person != previous]
    others = _spoken_to(here, people)
    for person in [*_acting(here, people), *turns[-2:-1], *recent, *earlier, previous]:
        if person not in ("", NARRATOR, *others) and _agrees(pronoun, person):
            return person
    return ""


def _spoken_to(here: list[Mention], people: People) -> list[str | None]:
    return [people.named(mention.name) for mention in here if mention.spoken and mention.evidence]


def _agrees(pronoun: str, person: str) -> bool:
    group = is_group(person)
    if pronoun == "they" or group:
        return pronoun == "they" and group
    return (pronoun == "she") is is_woman(person) or _is_given_name(person)


def _is_given_name(person: str) -> bool:
    """A name without a title or a role, which tells nobody whether it is a he or a she."""
    return not person.startswith("the ") and "." not in person and not is_woman(person)


def _acting(here: Iterable[Mention], people: People) -> list[str]:
    named = [
        people.named(mention.name)
        for mention in here
        if not mention.spoken and mention.evidence >= 0.7
    ]
    return [person for person in named if person]


def _texts(pieces: tuple[Piece, ...]) -> list[str]:
    """Speech on both sides of a short tag is one speech."""
    texts: list[str] = []
    joins = False
    for piece in pieces:
        if not piece.spoken:
            joins = len(piece.text.split()) <= _TAG_WORDS
        elif joins and texts:
            before = texts[-1]
            if before.endswith(",") and piece.text[0].isupper():
                before = f"{before[:-1]}."
            texts[-1] = f"{before} {piece.text}"
        else:
            texts.append(piece.text)
    return texts


def _narrators_name(people: People, told: list[Speech]) -> str:
    """Who says "I": the one whom others call by a name that the narration never uses."""
    narrated = {people.named(mention.name) for mention in people.mentions if not mention.spoken}
    called = Counter(
        person
        for mention in people.mentions
        if mention.spoken and mention.evidence >= 1 and (person := people.named(mention.name))
    )
    speakers = {speech.speaker for speech in told}
    for person, times in called.most_common():
        if person not in narrated and person not in speakers and times >= 1:
            return person
    return NARRATOR


# --- what a subtitle can hold ---


def fit_line(text: str, seconds: float) -> str:
    """As much of a speech as can be said and read in so many seconds, and fits two rows.

    Whole sentences where one fits, else its first clauses and an ellipsis; no word is changed.
    Empty where not even a few words fit.
    """
    room = int(min(MAX_LINE, seconds * CHARACTERS_A_SECOND))
    limit = int(seconds * WORDS_A_SECOND)
    fitting = ""
    for sentence in sentences(text):
        longer = f"{fitting} {sentence}".strip()
        if len(longer) > room or len(longer.split()) > limit:
            break
        fitting = longer
    return fitting.rstrip(",;:—– ") if fitting else _first_clauses(text, room, limit)


def line_seconds(text: str) -> float:
    """How long a line stands: as long as it takes to say and to read, in seconds."""
    spoken, read = len(text.split()) / WORDS_A_SECOND, len(text) / CHARACTERS_A_SECOND
    return max(SHORTEST_LINE, spoken, read)


def _first_clauses(text: str, room: int, limit: int) -> str:
    first = next(iter(sentences(text)), "")
    fits = ""
    for end in [*(match.start() for match in _CLAUSE_END.finditer(first))]:
        clause = first[:end].rstrip(" ,;:—–")
        if len(clause) + 1 > room or len(clause.split()) > limit:
            break
        fits = clause
    if len(fits.split()) < 3:
        fits = _first_words(first, room, limit)
    return f"{fits}…" if fits else ""


def _first_words(text: str, room: int, limit: int) -> str:
    kept = ""
    for word in text.split()[:limit]:
        if len(kept) + len(word) + 2 > room:
            break
        kept = f"{kept} {word}".strip()
    return kept.rstrip(" ,;:—–") if len(kept.split()) >= min(3, len(text.split())) else ""
