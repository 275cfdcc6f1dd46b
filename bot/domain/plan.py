"""The shot list by rules: how a direction and its passage become three to eight shots."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.domain.beats import MAX_SHOT_ACTION, Beat, Story, own_words, spread, tell_story
from bot.domain.breakdown import shorten, talk_of
from bot.domain.dialogue import Speech, fit_line, line_seconds
from bot.domain.direction import (
    CameraMove,
    Direction,
    Framing,
    Heading,
    Light,
    Pace,
    TimeOfDay,
    Weather,
)
from bot.domain.heading import override, where
from bot.domain.shots import Line, PlannedShot, ShotList

MIN_SHOTS, MAX_SHOTS = 3, 8
MIN_SECONDS, MAX_SECONDS = 8.0, 60.0
MAX_SPEAKER = 100
LEAD_IN, GAP, TAIL = 0.4, 0.3, 0.4
"""Seconds of a shot before its first line, between lines, and after its last."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """What a pace means: how many shots, how long each, and how long one may be for its lines."""

    shots: tuple[int, int]
    seconds: float
    longest: float
    lines: int
    moves: tuple[CameraMove, ...]


_STILL, _IN, _BACK = CameraMove.STATIC, CameraMove.PUSH_IN, CameraMove.PULL_BACK
_LEFT, _RIGHT = CameraMove.PAN_LEFT, CameraMove.PAN_RIGHT
TEMPI = {
    Pace.LINGERING: Tempo((3, 4), 8.0, 13.0, 2, (_IN, _RIGHT, _IN, _BACK)),
    Pace.MEASURED: Tempo((4, 5), 6.0, 10.0, 2, (_RIGHT, _STILL, _IN, _STILL, _BACK)),
    Pace.BRISK: Tempo((5, 6), 4.0, 7.5, 1, (_RIGHT, _STILL, _LEFT, _IN, _STILL, _RIGHT)),
    Pace.FRANTIC: Tempo(
        (6, 8), 2.4, 5.0, 1, (_RIGHT, _STILL, _LEFT, _STILL, _IN, _RIGHT, _STILL, _LEFT)
    ),
}

_VARIED = {
    Framing.WIDE: (Framing.MEDIUM, Framing.FULL),
    Framing.FULL: (Framing.MEDIUM, Framing.WIDE),
    Framing.MEDIUM: (Framing.CLOSE, Framing.FULL),
    Framing.CLOSE: (Framing.MEDIUM, Framing.FULL),
    Framing.OVER_THE_SHOULDER: (Framing.CLOSE, Framing.MEDIUM),
    Framing.AERIAL: (Framing.WIDE, Framing.FULL),
}


def plan_shots(
    heading: Heading,
    cast: tuple[str, ...],
    direction: Direction,
    passage: tuple[str, ...],
    before: tuple[str, ...] = (),
) -> ShotList:
    """The shots of a scene: 3 to 8 whose lengths follow the pace, 8 to 60 seconds in all.

    Where the proposer amended the action, their words lead: the place, time and weather they name
    replace those of the heading, and what they tell is what the shots show. What they typed may
    have nothing to do with the passage; then nobody of the passage speaks or appears. The
    paragraphs `before` the passage, where given, help to tell whose turn it is to speak.
    """
    if direction.action == talk_of(cast, heading):
        direction = replace(direction, action="")
    directed = direct(heading, direction, passage)
    tempo = TEMPI[direction.pace]
    story = tell_story(cast, direction, passage, before)
    beats = spread(story.beats, *tempo.shots)
    framings = _framings(
        direction.framing, len(beats), peopled=bool(story.cast), interior=directed.interior
    )
    shots = [
        _shot(number, beat, framing, tempo, direction, story, directed)
        for number, (beat, framing) in enumerate(zip(beats, framings, strict=True), start=1)
    ]
    return ShotList(directed, story.cast, _within_limits(shots))


def direct(heading: Heading, direction: Direction, passage: tuple[str, ...]) -> Heading:
    """The heading as the direction has it: the proposer's own words first, then their light."""
    own = own_words(direction.action, passage)
    directed = override(heading, own) if own else heading
    if directed.interior:
        return directed
    if direction.light is Light.OVERCAST and directed.weather is Weather.CLEAR:
        return replace(directed, weather=Weather.CLOUD)
    if directed.time_of_day is TimeOfDay.DAY and direction.light is Light.GOLDEN_HOUR:
        return replace(directed, time_of_day=TimeOfDay.GOLDEN_HOUR)
    dark = (TimeOfDay.NIGHT, TimeOfDay.MOONLIGHT)
    if direction.light is Light.MOONLIGHT and directed.time_of_day not in dark:
        return replace(directed, time_of_day=TimeOfDay.MOONLIGHT)
    return directed


# --- one shot ---


def _framings(chosen: Framing, count: int, *, peopled: bool, interior: bool) -> list[Framing]:
    """The establishing shot, then the chosen framing, varied so that no three in a row agree."""
    first = chosen if chosen in (Framing.WIDE, Framing.AERIAL) else Framing.WIDE
    others = list(_VARIED[chosen])
    if not peopled:
        far = Framing.FULL if interior else Framing.AERIAL
        others = [far if chosen in (Framing.WIDE, Framing.MEDIUM) else Framing.WIDE]
    framings = [first]
    varied = 0
    while len(framings) < count:
        if len(framings) % 3 == (1 if first is chosen else 0):
            framings.append(others[varied % len(others)])
            varied += 1
        else:
            framings.append(chosen)
    return framings


def _shot(
    number: int,
    beat: Beat,
    framing: Framing,
    tempo: Tempo,
    direction: Direction,
    story: Story,
    heading: Heading,
) -> PlannedShot:
    lines = _lines(beat.speeches, tempo)
    seconds = max(tempo.seconds, lines[-1].end + TAIL if lines else 0.0)
    cast = _in_shot(beat, lines, story, establishing=number == 1)
    if framing is Framing.OVER_THE_SHOULDER and len(cast) == 1:
        cast += tuple(name for name in story.cast if name not in cast)[:1]
    move = tempo.moves[(number - 1) % len(tempo.moves)]
    return PlannedShot(
        number=number,
        seconds=round(seconds, 1),
        action=_shot_action(beat, lines, cast, heading, establishing=number == 1),
        framing=framing,
        light=direction.light,
        camera=_IN if move is _BACK and framing is Framing.CLOSE else move,
        pace=direction.pace,
        cast=cast,
        lines=lines,
    )


def _lines(said: tuple[Speech, ...], tempo: Tempo) -> tuple[Line, ...]:
    lines: list[Line] = []
    at = LEAD_IN
    for speech in said:
        text = fit_line(speech.text, tempo.longest - TAIL - at)
        if not text or len(lines) == tempo.lines:
            continue
        end = at + line_seconds(text)
        lines.append(Line(speech.speaker[:MAX_SPEAKER], text, round(at, 2), round(end, 2)))
        at = end + GAP
    return tuple(lines)


def _in_shot(
    beat: Beat, lines: tuple[Line, ...], story: Story, *, establishing: bool
) -> tuple[str, ...]:
    """Who is named in the beat or speaks in it; where nobody is, the story's leads."""
    text = beat.action.lower()
    speaking = {line.speaker for line in lines}
    found = [
        name
        for name in story.cast
        if name in speaking
        or any(
            re.search(rf"\b{re.escape(part)}\b", text)
            for part in (name.lower(), name.split()[-1].lower())
        )
    ]
    if found:
        return tuple(found)
    return story.cast[: 3 if establishing else 2]


def _shot_action(
    beat: Beat,
    lines: tuple[Line, ...],
    cast: tuple[str, ...],
    heading: Heading,
    *,
    establishing: bool,
) -> str:
    action = beat.action
    if not action and lines and lines[0].speaker:
        speaker = lines[0].speaker
        others = [name for name in cast if name != speaker]
        action = f"{speaker} speaks to {others[0]}." if others else f"{speaker} speaks."
    elif not action and cast:
        action = f"{' and '.join(cast[:2])}." if establishing else f"{cast[-1]} listens."
    action = _capital(action)
    if establishing or not action:
        place = where(heading).removeprefix("in ").removeprefix("on ")
        weather = "" if heading.interior else f", {heading.weather}"
        action = f"{_capital(place)}, {heading.time_of_day}{weather}. {action}".strip()
    return shorten(action, MAX_SHOT_ACTION)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _within_limits(shots: list[PlannedShot]) -> tuple[PlannedShot, ...]:
    """Long lists give up time that no line needs; a short one holds its last shot."""
    total = sum(shot.seconds for shot in shots)
    if total < MIN_SECONDS:
        last = shots[-1]
        return (*shots[:-1], replace(last, seconds=round(last.seconds + MIN_SECONDS - total, 1)))
    if total <= MAX_SECONDS:
        return tuple(shots)
    while sum(shot.seconds for shot in shots) > MAX_SECONDS:
        longest = max(range(len(shots)), key=lambda at: shots[at].seconds)
        lines = shots[longest].lines[:-1]
        seconds = round(max(lines[-1].end + TAIL if lines else 0.0, 3.0), 1)
        shots[longest] = replace(shots[longest], lines=lines, seconds=seconds)
    return tuple(shots)
