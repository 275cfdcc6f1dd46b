"""Where a passage plays, when, and in what weather: its heading, read by rules."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.direction import Heading, TimeOfDay, Weather
from bot.domain.gazetteer import INDOOR_CUES, ON_IT, OUTDOOR_CUES, TIMES, WEATHERS, Spot
from bot.domain.prose import Piece, plain, sentences
from bot.domain.spots import (
    ARRIVAL,
    HABIT,
    HABITUAL,
    SIMILE,
    clause_before,
    mentions,
    spots_in,
)

FADE = 0.8
"""What a word is worth with each paragraph that lies between it and the passage."""
LASTING = 0.9
"""The same for the time of day and the weather, which last longer than a stay in one place."""
NARRATED_WORDS_OF_AGE = 40
"""As many narrated words make the paragraphs before them a whole paragraph older."""


@dataclass(frozen=True, slots=True)
class Told:
    """One paragraph before or in the passage. Its age is 0 in the passage; before it, it grows by
    up to 1 with each paragraph told since: little with speech, during which nobody goes anywhere.
    """

    narrated: str
    spoken: str
    age: float


CLEAR_PLACE = 0.4
PASSING = 1.0
"""A word of this weight, such as a candle, says nothing of the paragraphs after it."""
_NOT_NOW = re.compile(
    r"\b(?:yesterday|to-?morrow|last|every|each|good|next day'?s|other|a few|some|thousand|"
    r"many|day and|during the|night and|morning and|since|former|like|as|"
    r"of a|such|these|tomorrow'?s)\W+$"
)
_LATER = re.compile(
    r"\b(?:one|the (?:next|following)) (?:day|morning|afternoon|evening|night)\b"
    r"|\b(?:days|weeks|months|years) (?:later|after|passed|went by)\b"
)
_NEXT = re.compile(
    r"\b(?:the next|next|that|that same|the same|the following|following|one|when|about|till|until|"
    r"before|at|by|it was|was now)\W+(?:\w+\W+)?$"
)
_Kind = TypeVar("_Kind", TimeOfDay, Weather)
_Table = tuple[tuple[_Kind, float, re.Pattern[str]], ...]


def _compiled(table: tuple[tuple[_Kind, float, str], ...]) -> _Table[_Kind]:
    return tuple(
        (kind, weight, re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])"))
        for kind, weight, pattern in table
    )


_TIMES = _compiled(TIMES)
_WEATHERS = _compiled(WEATHERS)


def read_heading(told: list[Told], title: str = "") -> Heading:
    """The heading that a passage's paragraphs and those before it call for."""
    spot, interior = _place(told, title)
    time_of_day = _time(told)
    return Heading(spot, interior, time_of_day, _weather(told))


def override(heading: Heading, text: str) -> Heading:
    """The heading as a member's own words change it: what they do not mention stays."""
    said = [Told(plain(text).lower(), "", 0)]
    place, interior = heading.place, heading.interior
    first_placed = next(filter(_is_placed, sentences(text)), "")
    if first_placed:
        named = _place([Told(first_placed.lower(), "", 0)], "")
        if not _says_no_more(named[0], heading.place):
            place, interior = named
    elif re.search(r"\b(?:outside|outdoors|open air)\b", said[0].narrated):
        interior = False
    times, weathers = _weigh(said, _TIMES), _weigh(said, _WEATHERS)
    time_of_day = _strongest(times, 0.5) or heading.time_of_day
    weather = _strongest(weathers, 0.5) or heading.weather
    if time_of_day is TimeOfDay.NIGHT and heading.time_of_day is TimeOfDay.MOONLIGHT:
        time_of_day = TimeOfDay.MOONLIGHT
    return Heading(place, interior, time_of_day, weather)


def tell(before: Iterable[tuple[Piece, ...]], passage: Iterable[tuple[Piece, ...]]) -> list[Told]:
    """A passage and the paragraphs before it as this module reads them, oldest first."""
    age = 1.0
    told = [_told(pieces, 0) for pieces in reversed(tuple(passage))]
    for pieces in reversed(tuple(before)):
        told.append(_told(pieces, age))
        age += min(1.0, 0.15 + len(told[-1].narrated.split()) / NARRATED_WORDS_OF_AGE)
    return told[::-1]


def _told(pieces: tuple[Piece, ...], age: float) -> Told:
    narrated = " ".join(piece.text for piece in pieces if not piece.spoken).lower()
    spoken = " ".join(piece.text for piece in pieces if piece.spoken).lower()
    return Told(narrated, spoken, age)


def where(heading: Heading) -> str:
    """The place with its preposition, for use in a sentence: `on the ship's deck`."""
    if heading.place == "boat at sea":
        return "in a boat at sea"
    named = heading.place.split()
    on = not heading.interior and (named[-1] in ON_IT or named[0] in ON_IT)
    return f"{'on' if on else 'in'} the {heading.place}"


# --- where ---


def _place(told: list[Told], title: str) -> tuple[str, bool]:
    indoors = _indoors(told)
    scores = _weigh_spots(told)
    if max(scores.values(), default=0) < 0.1:
        if indoors > 0.5 or (indoors >= 0 and _is_talk(told)):
            return "room", True
        scores = _weigh_spots(told, spoken=True)
    for spot in scores:
        if (indoors >= 2 and spot.interior is False) or (indoors <= -2 and spot.interior):
            scores[spot] *= 0.5
    for spot in spots_in(title.lower()):
        scores[spot] += 0.6
    families: dict[str, float] = defaultdict(float)
    for spot, score in scores.items():
        families[spot.family] += score
    family, score = max(families.items(), key=lambda item: item[1], default=("", 0.0))
    if score < 0.1:
        return "open country", False
    spot = max((spot for spot in scores if spot.family == family), key=lambda spot: scores[spot])
    interior = spot.interior if spot.interior is not None else indoors >= 0
    return _name(spot, interior, scores, families), interior


def _is_talk(told: list[Told]) -> bool:
    return sum(len(paragraph.spoken) - len(paragraph.narrated) for paragraph in told) > 0


def _name(spot: Spot, interior: bool, scores: dict[Spot, float], families: dict[str, float]) -> str:
    """The place as a slug line says it: joined with the one it belongs to where the text does."""
    known = {spot.name for spot, score in scores.items() if score > 0.25}
    if spot.name == "inn" and interior:
        return "inn parlour"
    if spot.name in ("room", "room with a fire"):
        building = max(_CHAMBERS, key=lambda family: families.get(family, 0))
        if families.get(building, 0) > 0.15:
            return _CHAMBERS[building]
    if spot.name == "room" and "room with a fire" in known:
        return "room with a fire"
    if spot.name in ("shore", "beach"):
        name = next((name for name in ("strand", "cove", "beach") if name in known), spot.name)
        return f"{name} below the keep" if "castle keep" in known else name
    if spot.name in ("strand", "cove") and "castle keep" in known:
        return f"{spot.name} below the keep"
    if spot.name == "open road" and families.get("forest", 0) > 1:
        return "forest road"
    if spot.name == "open road" and "moor" in known:
        return "moor road"
    return spot.name


_SHORES = ("strand", "beach", "shore")
_CHAMBERS = {"inn": "inn parlour", "keep": "castle chamber", "ship": "ship's cabin"}
"""What a mere room is called in a building that the text has told of."""


def _weigh_spots(told: list[Told], *, spoken: bool = False) -> dict[Spot, float]:
    scores: dict[Spot, float] = defaultdict(float)
    fresh: dict[Spot, float] = defaultdict(float)
    for paragraph in told:
        for spot, weight in mentions(paragraph.spoken if spoken else paragraph.narrated):
            if weight >= ARRIVAL:
                for other in scores:
                    scores[other] *= 1 if other.family == spot.family else 0.5
            into = scores if paragraph.age else fresh
            into[spot] += weight * FADE**paragraph.age
    for spot, weight in fresh.items():
        scores[spot] += weight
    return scores


def _indoors(told: list[Told]) -> float:
    """Above 0 where the cues of rooms outweigh those of open air."""
    balance = 0.0
    for paragraph in told:
        found = re.findall(r"[\w-]+", paragraph.narrated)
        cues = sum(word in INDOOR_CUES for word in found)
        balance += (cues - sum(word in OUTDOOR_CUES for word in found)) * FADE**paragraph.age
        if paragraph.age <= 1:
            balance += 2 * len(
                re.findall(r"\b(?:inside|within|indoors|entered)\b", paragraph.narrated)
            )
            balance -= 2 * len(re.findall(r"\b(?:outside|outdoors|open air)\b", paragraph.narrated))
    return balance


def _says_no_more(named: str, known: str) -> bool:
    """Whether a place is the one that the heading has already, in the same words or vaguer."""
    both_shore = named in _SHORES and known.split()[0] in _SHORES
    return named in known or both_shore


def _is_placed(sentence: str) -> bool:
    scores = _weigh_spots([Told(sentence.lower(), "", 0)])
    return max(scores.values(), default=0) >= CLEAR_PLACE


# --- when, and in what weather ---


def _time(told: list[Told]) -> TimeOfDay:
    scores = _weigh(told, _TIMES)
    moonlight = scores.get(TimeOfDay.MOONLIGHT, 0.0)
    if moonlight > 0.4 and moonlight > 0.3 * scores.get(TimeOfDay.NIGHT, 0.0):
        scores[TimeOfDay.MOONLIGHT] += scores.pop(TimeOfDay.NIGHT, 0.0)
    return _strongest(scores, 0.05) or TimeOfDay.DAY


def _weather(told: list[Told]) -> Weather:
    return _strongest(_weigh(told, _WEATHERS), 0.1) or Weather.CLEAR


def _weigh(told: list[Told], table: _Table[_Kind]) -> dict[_Kind, float]:
    scores: dict[_Kind, float] = defaultdict(float)
    for paragraph in told:
        if _LATER.search(paragraph.narrated):
            for kind in scores:
                scores[kind] *= HABITUAL
        for kind, weight, pattern in table:
            if weight <= PASSING and paragraph.age > 1:
                continue
            for match in pattern.finditer(paragraph.narrated):
                around = clause_before(paragraph.narrated, match)
                if _NOT_NOW.search(around) or SIMILE.search(around):
                    continue
                if weight >= 2 and _NEXT.search(around):
                    for other in scores:
                        scores[other] *= 0.5 if other is not kind else 1
                habit = HABITUAL if HABIT.search(around) else 1
                scores[kind] += weight * habit * LASTING**paragraph.age
    return scores


def _strongest(scores: dict[_Kind, float], least: float) -> _Kind | None:
    kind = max(scores, key=lambda kind: scores[kind], default=None)
    return kind if kind is not None and scores[kind] >= least else None
