"""When a passage plays, and in what weather, by the words of its prose."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TypeVar

from bot.domain.direction import TimeOfDay, Weather
from bot.domain.gazetteer import TIMES, WEATHERS
from bot.domain.spots import HABIT, HABITUAL, SIMILE, clause_before
from bot.domain.told import LASTING, LATER, Told

PLAIN_WEATHER = 0.9
"""What the words for a weather must be worth: prose that says little of it has a clear day."""
PLAIN_WORD = 0.5
"""The same in a member's own words, who says what they want."""
PASSING = 1.0
"""A word of this weight, such as a candle, says nothing of the paragraphs long after it."""
PASSED = 3.0
HINT = 1.2
"""What weighs less only hints at an hour: once that is plainly told, a lantern makes no night."""
_NOT_NOW = re.compile(
    r"\b(?:yesterday|to-?morrow|last|every|each|good|next day'?s|other|a few|some|thousand|"
    r"many|day and|during the|night and|morning and|since|former|like|as (?:\w+ )?as|as an?|"
    r"of a|such|these|tomorrow'?s)\W+$"
)
_NEXT = re.compile(
    r"\b(?:the next|next|that|that same|the same|the following|following|one|when|about|till|until|"
    r"before|at|by|it was|was now)\W+(?:\w+\W+)?$"
)
_IT_IS = re.compile(r"\bit was (?:(?:now|already|just|still) )*(?:an? (?:\w+\W+){0,2})?$")
"""Before a word that plainly says what hour or weather it is."""
_Kind = TypeVar("_Kind", TimeOfDay, Weather)
_Table = tuple[tuple[_Kind, float, re.Pattern[str]], ...]


def _compiled(table: tuple[tuple[_Kind, float, str], ...]) -> _Table[_Kind]:
    return tuple(
        (kind, weight, re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])"))
        for kind, weight, pattern in table
    )


_TIMES = _compiled(TIMES)
_WEATHERS = _compiled(WEATHERS)


def read_time(told: list[Told]) -> TimeOfDay:
    """The time of day that a passage and the paragraphs before it tell of; else it is day."""
    scores = _weigh(told, _TIMES)
    moonlight = scores.get(TimeOfDay.MOONLIGHT, 0.0)
    if moonlight > 0.4 and moonlight > 0.3 * scores.get(TimeOfDay.NIGHT, 0.0):
        scores[TimeOfDay.MOONLIGHT] += scores.pop(TimeOfDay.NIGHT, 0.0)
    return _strongest(scores, 0.05) or TimeOfDay.DAY


def read_weather(told: list[Told]) -> Weather:
    """The weather of a passage and the paragraphs before it; clear where little is said of it."""
    return _strongest(_weigh(told, _WEATHERS), PLAIN_WEATHER) or Weather.CLEAR


def said_time(told: list[Told]) -> TimeOfDay | None:
    """The time of day that somebody plainly asks for, if any."""
    return _strongest(_weigh(told, _TIMES), PLAIN_WORD)


def said_weather(told: list[Told]) -> Weather | None:
    """The weather that somebody plainly asks for, if any."""
    return _strongest(_weigh(told, _WEATHERS), PLAIN_WORD)


def _weigh(told: list[Told], table: _Table[_Kind]) -> dict[_Kind, float]:
    scores: dict[_Kind, float] = defaultdict(float)
    plain = False
    for paragraph in told:
        if LATER.search(paragraph.narrated):
            plain = False
            for kind in scores:
                scores[kind] *= HABITUAL
        for kind, weight, pattern in table:
            if weight <= PASSING and paragraph.age > PASSED:
                continue
            if plain and table is _TIMES and weight < HINT:
                continue
            for match in pattern.finditer(paragraph.narrated):
                around = clause_before(paragraph.narrated, match)
                if _NOT_NOW.search(around) or SIMILE.search(around):
                    continue
                before = paragraph.narrated[: match.start()]
                is_it = weight >= 2 and _IT_IS.search(before) is not None
                if is_it or (weight >= 2 and _NEXT.search(around)):
                    plain |= is_it
                    for other in scores:
                        scores[other] *= 1 if other is kind else 0.1 if is_it else 0.5
                habit = HABITUAL if HABIT.search(around) else 1
                scores[kind] += weight * habit * LASTING**paragraph.age
    return scores


def _strongest(scores: dict[_Kind, float], least: float) -> _Kind | None:
    kind = max(scores, key=lambda kind: scores[kind], default=None)
    return kind if kind is not None and scores[kind] >= least else None
