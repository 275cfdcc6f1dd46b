"""The script supervisor's notes on a passage, and what of them may stand in its draft."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.domain.beats import MAX_SHOT_ACTION
from bot.domain.cast import MAX_CAST
from bot.domain.dialogue import Speech
from bot.domain.direction import MAX_ACTION, MAX_TITLE, Framing, Heading, Light, Pace
from bot.domain.draft import Draft, DraftedShot
from bot.domain.house_rules import inspect, rating
from bot.domain.names import MAX_NAME
from bot.domain.plan import MAX_SHOTS, MIN_SHOTS
from bot.domain.prose import take_apart

MAX_PLACE = 60
_PLACE = re.compile(r"[^\W\d_](?:[\w ’'-]*\w)?")
_LINK = re.compile(r"://|\bwww\.|[@#`]")
_QUOTED = re.compile(r"[“”„«»「」\"‘]|(?<!\w)'.+?'(?!\w)")
_WORD = re.compile(r"[^\W_]+")
_LINKS = frozenset(["the", "a", "an", "of"])


@dataclass(frozen=True, slots=True)
class NotedSpeech:
    """Who says one of the draft's speeches to whom; they are counted from 0."""

    number: int
    speaker: str
    to: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What the script supervisor makes of a passage: its own heading, cast, words and shots."""

    heading: Heading
    cast: tuple[str, ...]
    title: str
    action: str
    light: Light
    framing: Framing
    pace: Pace
    speeches: tuple[NotedSpeech, ...]
    shots: tuple[DraftedShot, ...]


def meets_a_rule(notes: Notes, passage: tuple[str, ...]) -> str:
    """The word by which notes meet a house rule, empty where none does.

    They add nothing to what the passage itself shows: of a passage fit for any channel, neither
    sexual nor gory words.
    """
    typed = (
        *(notes.title, notes.action, notes.heading.place, *notes.cast),
        *(shot.action for shot in notes.shots),
    )
    restricted = rating((), passage).is_restricted
    finding = inspect(typed, passage, age_restricted=restricted)
    return "" if finding is None else finding.word


def corrected(draft: Draft, notes: Notes, read: str) -> Draft:
    """A draft by rules as notes correct it.

    What they say must hold: people are named in what the supervisor `read`, nobody speaks in its
    words, speeches are those of the passage in their order. What does not hold is the rules'.
    """
    cast = _cast(draft, notes, read)
    return replace(
        draft,
        heading=_heading(draft.heading, notes.heading),
        cast=cast,
        title=notes.title if _is_fit(notes.title, MAX_TITLE) else draft.title,
        action=notes.action if _is_fit(notes.action, MAX_ACTION) else draft.action,
        light=notes.light,
        framing=notes.framing,
        pace=notes.pace,
        speeches=_speeches(draft.speeches, notes.speeches, cast),
        shots=_shots(notes.shots, cast, len(draft.speeches)),
    )


def _heading(ruled: Heading, noted: Heading) -> Heading:
    place = noted.place.lower().removeprefix("the ").strip()
    if len(place) > MAX_PLACE or not _PLACE.fullmatch(place):
        return replace(noted, place=ruled.place)
    return replace(noted, place=place)


def _cast(draft: Draft, notes: Notes, read: str) -> tuple[str, ...]:
    named = _words(read)
    known = {name.lower(): name for name in draft.cast}
    kept = [
        known.get(name.lower(), name)
        for name in notes.cast
        if _is_fit(name, MAX_NAME) and _words(name) and _words(name) <= named
    ]
    found = tuple(dict.fromkeys(kept))[:MAX_CAST]
    return found if found or not notes.cast else draft.cast


def _speeches(
    ruled: tuple[Speech, ...], noted: tuple[NotedSpeech, ...], cast: tuple[str, ...]
) -> tuple[Speech, ...]:
    speeches = list(ruled)
    for note in noted:
        speaker, to = _of_cast(note.speaker, cast), _of_cast(note.to, cast)
        if speaker and 0 <= note.number < len(speeches):
            to = to if to != speaker else ""
            speeches[note.number] = replace(speeches[note.number], speaker=speaker, to=to)
    return tuple(speeches)


def _shots(
    noted: tuple[DraftedShot, ...], cast: tuple[str, ...], speeches: int
) -> tuple[DraftedShot, ...]:
    """The shots, each speech heard once and in its order; none where they would all be silent."""
    if not MIN_SHOTS <= len(noted) <= MAX_SHOTS:
        return ()
    shots: list[DraftedShot] = []
    heard = -1
    for shot in noted:
        told: list[int] = []
        for number in shot.speeches:
            if heard < number < speeches:
                told.append(number)
                heard = number
        action = shot.action if _is_fit(shot.action, MAX_SHOT_ACTION) else ""
        seen = {_of_cast(name, cast) for name in shot.cast}
        in_shot = tuple(name for name in cast if name in seen)
        shots.append(replace(shot, action=action, cast=in_shot, speeches=tuple(told)))
    return tuple(shots) if heard >= 0 or not speeches else ()


def _of_cast(called: str, cast: tuple[str, ...]) -> str:
    """Who of the cast goes by a name, or by a part of one that nobody else has."""
    if called in cast:
        return called
    parts = _words(called)
    fitting = [name for name in cast if parts and parts <= _words(name)]
    return fitting[0] if len(fitting) == 1 else ""


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name)} - _LINKS


def _is_fit(text: str, most: int) -> bool:
    """One clean line in which nobody speaks: a supervisor's words are never quoted."""
    if not 1 <= len(text) <= most or text != text.strip() or not text.isprintable():
        return False
    if _QUOTED.search(text) or _LINK.search(text):
        return False
    return not any(piece.spoken for pieces in take_apart((text,)) for piece in pieces)
