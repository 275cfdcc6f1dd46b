"""Narration: the sentences of a passage that are worth reading over its picture, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.breakdown import visual_sentences
from bot.domain.gazetteer import MENTAL_WORDS
from bot.domain.prose import plain, take_apart, words
from bot.domain.shots import Line, PlannedShot
from bot.domain.subtitles import fit_line, line_seconds

FEW_SHOTS = 4
"""A scene of so many shots has one narrated line at most, a longer one two."""
AFTER_TITLE = 2.6
LEAD_IN, TAIL = 0.6, 0.4
"""Seconds of a shot before a narrated line, and after it; the first shot has the title before."""
LONGER = 1.5
"""Seconds by which a shot may run longer for what is told over it."""

_TELLING = words(
    "never nothing nobody none no not nor always last first only still yet alone dead death died"
    " darkness silence silent gone lost forever again enough years once late until nowhere ever"
    " end home waited forgotten secret promised alive empty cold lonely war ghost heart like had"
    " seemed as if dark without because"
)
_STRONG, _FEWEST_WORDS = 0.16, 5


@dataclass(frozen=True, slots=True)
class _Offer:
    """A sentence that could be told, where in the passage it stands, and how much it tells."""

    text: str
    place: int
    strength: float


def narrated(
    shots: Sequence[PlannedShot], passage: tuple[str, ...], most: float
) -> tuple[PlannedShot, ...]:
    """The same shots, the passage's strongest sentences told over those in which nobody speaks.

    A sentence is told whole and unchanged, in the shot that shows what stands beside it, where it
    can be read in time; never in two shots that follow each other. They last `most` seconds at
    most.
    """
    told = list(shots)
    text = plain(" ".join(passage))
    marks = _marks(shots, text)
    spare = most - sum(shot.seconds for shot in shots)
    count = 1 if len(shots) <= FEW_SHOTS else 2
    kept: list[int] = []
    for offer in sorted(_offers(passage, text), key=lambda one: (-one.strength, one.place)):
        at = max((at for at, mark in enumerate(marks) if mark <= offer.place), default=0)
        for near in (at, at + 1):
            is_free = near < len(told) and not {near - 1, near, near + 1} & {*kept}
            shot = _told_over(told[near], offer.text) if is_free and len(kept) < count else None
            if shot and shot.seconds - told[near].seconds <= spare:
                spare -= shot.seconds - told[near].seconds
                told[near] = shot
                kept.append(near)
                break
    return tuple(told)


def _marks(shots: Sequence[PlannedShot], text: str) -> list[int]:
    """Where in a passage each shot begins; one that shows nothing of it, where the last one did."""
    marks: list[int] = []
    for shot in shots:
        shown = [*(line.text.rstrip("….") for line in shot.lines), *_openings(shot.action)]
        found = [at for words in shown if words and (at := text.find(words)) >= 0]
        before = marks[-1] if marks else 0
        marks.append(max(before, min(found, default=before)))
    return marks


def _openings(action: str) -> list[str]:
    """The first words of each sentence of an action."""
    return [part[:24] for part in re.split(r"(?<=[.!?…])\s+", action) if len(part) >= 12]


def _offers(passage: tuple[str, ...], text: str) -> list[_Offer]:
    found: list[_Offer] = []
    for sentence in visual_sentences(take_apart(passage)):
        strength, place = _strength(sentence), text.find(sentence)
        if strength >= _STRONG and place >= 0:
            found.append(_Offer(sentence, place, strength))
    return found


def _strength(sentence: str) -> float:
    """How much a sentence tells that no camera shows; 0 where a picture says as much."""
    found = re.findall(r"[^\W\d_]+", sentence.lower())
    telling = sum(word in _TELLING or word in MENTAL_WORDS for word in found)
    return telling / max(8, len(found)) if len(found) >= _FEWEST_WORDS else 0.0


def _told_over(shot: PlannedShot, sentence: str) -> PlannedShot | None:
    """The shot with a sentence told over it; None where somebody speaks or time is short."""
    start = AFTER_TITLE if shot.number == 1 else LEAD_IN
    room = shot.seconds + LONGER - start - TAIL
    if shot.lines or fit_line(sentence, room) != sentence:
        return None
    end = round(start + line_seconds(sentence), 2)
    seconds = max(shot.seconds, round(end + TAIL, 1))
    return replace(shot, lines=(Line("", sentence, start, end),), seconds=seconds)
