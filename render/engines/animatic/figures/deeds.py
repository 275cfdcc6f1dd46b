"""What each of the people in a shot does, read from the words of its action."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from render.contract import Line, Performer
from render.engines.animatic.figures.clauses import Told, tells_of_i, told_of
from render.engines.animatic.figures.deed_words import (
    COMPANIONS,
    FOOTINGS,
    GESTURES,
    POSTURES,
    SIDES,
    TABLES,
    deeds_only,
    table_of,
)

_WATCHES = re.compile(
    r"\b(?:watch\w*|look(?:s|ed|ing)? (?:out|over|across|back|towards?|to sea|at the)|gaz\w+|"
    r"star(?:es?|ed|ing) (?:out|at|into)|listen\w*|survey\w*|sees|saw)\b"
)
_UP = re.compile(r"\b(?:looks? up|looked up|gazes? up|lifts? (?:his|her) (?:head|eyes))\b")
_DOWN = re.compile(
    r"\b(?:looks? down|looked down|bows? (?:his|her) head|lowers? (?:his|her) eyes)\b"
)
_SHUT = re.compile(
    r"\b(?:asleep|sleeps?|sleeping|dead|closes? (?:his|her) eyes|prays?|unconscious)\b"
)
_WIDE_EYED = re.compile(
    r"\b(?:afraid|fear\w*|terror|terrified|startled|astonish\w*|horror|gasps?)\b"
)
_BED = re.compile(r"\b(?:beds?|cot|bunk|berth|asleep|sleeps?|sleeping|slept)\b")
_BURNING = re.compile(r"\b(?P<thing>candle|torch)\b(?!.*\blantern\b)")
_AWAY = re.compile(r"\b(?:away|into the distance|towards? the (?:sea|keep|light|horizon|castle))\b")
_COMES = re.compile(
    r"\b(?:towards? (?:us|me|the camera)|approach\w*|comes? (?:near|closer|up)|advanc\w+|enters?)\b"
)
_LEADS = re.compile(
    r"\b(?:by the (?:hand|arm|wrist|sleeve)|in hand|arm in arm|after (?:him|her)|leads|led|"
    r"drag(?:s|ged)|pull(?:s|ed)|haul(?:s|ed)|(?:takes|grabs|seizes|catches) [\w']+ hand)\b"
)
_BY_THE_HAND = re.compile(
    r"\b(?:by the hand|hand in hand|(?:tak(?:es|ing)|grab(?:s|bing)|seiz(?:es|ing)|"
    r"catch(?:es|ing)|hold(?:s|ing)) (?:his|her|each other's|\w+'s) hands?)\b"
)
_SHARED = (
    "sit",
    "walk",
    "run",
    "ride",
    "row",
    "climb",
    "lie",
    "stand",
    "dance",
    "swim",
    "fish",
    "crawl",
    "drive",
)
"""What is done by whoever one is with, too."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What one person does in a shot."""

    posture: str = "stand"
    gesture: str = ""
    """The near arm's, or none."""
    thing: str = ""
    """What burns in the hand, when it is not a lantern: candle or torch."""
    watches: bool = False
    """Whether they look into the distance, so that we see their back."""
    away: bool = False
    comes: bool = False
    """Whether they go away from us, or come towards us."""
    gaze: float = 0.0
    """-1 looks up in the course of the shot, 1 looks down."""
    eyes: str = "open"
    speaks: bool = False
    joined: bool = False
    """Whether they go hand in hand with another."""
    table: str = ""
    """What they sit at: a table, a desk or a meal."""
    bed: bool = False
    """Whether they lie in one."""
    seen: str = ""
    """From which side they are seen, where words tell: front, quarter, side, back..."""
    footing: str = ""
    """What is climbed, where words tell: stairs, rocks, ladder, rigging or rope."""
    companion: str = ""
    """horse, dog or cart, beside them."""

    @property
    def moves(self) -> bool:
        """Whether it carries them along."""
        return self.posture in ("walk", "run", "ride", "crawl", "drive")


_POSTURES, _GESTURES, _COMPANIONS = table_of(POSTURES), table_of(GESTURES), table_of(COMPANIONS)
_FOOTINGS, _TABLES, _SIDES = table_of(FOOTINGS), table_of(TABLES), table_of(SIDES)
_VERBS = tuple(words for _, words in (*_POSTURES, *_GESTURES))


def deeds_of(action: str, cast: Sequence[Performer], lines: Sequence[Line] = ()) -> list[Deed]:
    """What each of the cast does. Who is not named does as the first one, with empty hands."""
    text = deeds_only(action.lower().replace("’", "'"))
    speakers = {line.speaker.casefold() for line in lines if line.speaker}
    if len(cast) < 2 and not tells_of_i(text):
        return [replace(_deed(text), speaks=bool(speakers)) for _ in cast]
    told = told_of(text, cast, _VERBS)
    lead = next((_deed(" . ".join(one.own)) for one in told if one.own), Deed())
    deeds = [
        replace(_told_deed(one, lead), speaks=performer.name.casefold() in speakers)
        for performer, one in zip(cast, told, strict=True)
    ]
    deeds = _coupled(_led(deeds, told), told)
    return _joined(deeds) if _BY_THE_HAND.search(text) else deeds


def _told_deed(told: Told, lead: Deed) -> Deed:
    deed = _deed(" . ".join(told.own))
    if told.beside and not any(words.search(" . ".join(told.own)) for _, words in _POSTURES):
        shared = _deed(" . ".join(told.beside))
        posture = shared.posture if shared.posture in _SHARED else "stand"
        return replace(deed, posture=posture, table=shared.table)
    if told.own or told.mentioned:
        return deed
    posture = lead.posture if lead.moves or lead.posture == "sit" else "stand"
    return Deed(posture, watches=lead.watches, table=lead.table)


def _led(deeds: list[Deed], told: Sequence[Told]) -> list[Deed]:
    """Who is taken by the hand goes where the other goes."""
    led = {
        at: deed.posture
        for deed, one in zip(deeds, told, strict=True)
        if deed.moves and _LEADS.search(" . ".join(one.own))
        for at in one.met
    }
    return [
        replace(deed, posture=led[at]) if at in led and deed.posture == "stand" else deed
        for at, deed in enumerate(deeds)
    ]


def _joined(deeds: list[Deed]) -> list[Deed]:
    """The first two who go the same way, hand in hand."""
    going = [at for at, deed in enumerate(deeds) if deed.posture in ("walk", "run")][:2]
    if len(going) < 2 or deeds[going[0]].posture != deeds[going[1]].posture:
        return deeds
    return [
        replace(deed, joined=True, gesture="") if at in going else deed
        for at, deed in enumerate(deeds)
    ]


def _coupled(deeds: list[Deed], told: Sequence[Told]) -> list[Deed]:
    """It takes two to fight or to embrace: who does, and the one whom the action speaks of."""
    dancers = [at for at, deed in enumerate(deeds) if deed.posture == "dance"]
    if len(dancers) == 2:
        return [
            replace(deed, posture="waltz") if at in dancers else deed
            for at, deed in enumerate(deeds)
        ]
    doing = [at for at, deed in enumerate(deeds) if deed.posture in ("fight", "embrace")]
    if not doing:
        return deeds
    others = sorted(
        set(range(len(deeds))) - set(doing), key=lambda at: at not in told[doing[0]].met
    )
    posture = deeds[doing[0]].posture
    for at in (*doing, *others)[: max(2, len(doing))]:
        deeds[at] = replace(deeds[at], posture=posture, gesture="")
    return deeds


def _deed(text: str) -> Deed:
    posture = _first(_POSTURES, text) or "stand"
    gesture = _first(_GESTURES, text)
    burning = _BURNING.search(text) if gesture in ("lift", "lantern") else None
    gaze = -1.0 if _UP.search(text) else 1.0 if _DOWN.search(text) else 0.0
    eyes = "shut" if _SHUT.search(text) else "wide" if _WIDE_EYED.search(text) else "open"
    companion = companion_of(text) if posture not in ("ride", "drive") else ""
    return Deed(
        posture,
        gesture,
        burning["thing"] if burning else "",
        bool(_WATCHES.search(text)),
        bool(_AWAY.search(text)),
        bool(_COMES.search(text)),
        gaze,
        eyes,
        table=_first(_TABLES, text) if posture == "sit" else "",
        bed=posture == "lie" and bool(_BED.search(text)),
        seen=_first(_SIDES, text),
        footing=_first(_FOOTINGS, text) if posture == "climb" else "",
        companion=companion,
    )


def companion_of(text: str) -> str:
    """The beast or cart that a text speaks of, or nothing."""
    return _first(_COMPANIONS, text)


def _first(table: Sequence[tuple[str, re.Pattern[str]]], text: str) -> str:
    return next((name for name, words in table if words.search(text)), "")
