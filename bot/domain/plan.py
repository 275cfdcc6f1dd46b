"""The shot list by rules: how a direction and its passage become three to eight shots."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.domain.beats import MAX_SHOT_ACTION, Beat, is_a_story, own_words, spread, tell_story
from bot.domain.breakdown import shorten, talk_of
from bot.domain.coverage import Setup, cover, settle
from bot.domain.dialogue import Speech
from bot.domain.direction import Direction, Heading, Light, Pace, TimeOfDay, Weather
from bot.domain.draft import Draft
from bot.domain.heading import override, where
from bot.domain.joins import join
from bot.domain.narration import narrated
from bot.domain.shots import Line, PlannedShot, Purpose, ShotFraming, ShotList
from bot.domain.subtitles import fit_line, line_seconds

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


TEMPI = {
    Pace.LINGERING: Tempo((3, 4), 8.0, 13.0, 2),
    Pace.MEASURED: Tempo((4, 5), 6.0, 10.0, 2),
    Pace.BRISK: Tempo((5, 6), 4.0, 7.5, 1),
    Pace.FRANTIC: Tempo((6, 8), 2.4, 5.0, 1),
}
ONLOOKERS = (" listens.", " looks on.", " is silent.")
SHORT = 0.6
"""The share of a shot's usual length that an insert or a reaction without words takes."""


def plan_shots(
    heading: Heading,
    cast: tuple[str, ...],
    direction: Direction,
    passage: tuple[str, ...],
    said: tuple[Speech, ...] | None = None,
) -> ShotList:
    """The shots of a scene: 3 to 8 whose lengths follow the pace, 8 to 60 seconds in all.

    Where the proposer amended the action, their words lead: the place, time and weather they name
    replace those of the heading, and what they tell is what the shots show. What they typed may
    have nothing to do with the passage; then nobody of the passage speaks or appears. `said` is
    what is said in it, where its breakdown has found that with the help of what comes before it.
    """
    if direction.action == talk_of(cast, heading):
        direction = replace(direction, action="")
    directed = direct(heading, direction, passage)
    story = tell_story(cast, direction, passage, said)
    beats = _with_reactions(spread(story.beats, *TEMPI[direction.pace].shots), story.cast)
    setups = cover(beats, direction.framing, direction.pace, directed, story.cast)
    told = () if is_a_story(own_words(direction.action, passage)) else passage
    return _shot_list(beats, setups, direction, story.cast, directed, told)


def plan_scene(
    draft: Draft, direction: Direction, passage: tuple[str, ...], offered: tuple[str, ...] = ()
) -> ShotList:
    """The shots of a drafted scene: the script supervisor's, where there are any, else by rules.

    The light, framing and pace are the proposer's; and where they amended the action, which is
    neither the draft's nor another that was `offered` to them, the shots are those that they tell.
    """
    own = own_words(direction.action, (*passage, draft.action, *offered))
    if not draft.shots or is_a_story(own):
        return plan_shots(draft.heading, draft.cast, direction, passage, draft.speeches)
    directed = direct(draft.heading, replace(direction, action=own), passage)
    beats = [
        Beat(shot.action, tuple(draft.speeches[number] for number in shot.speeches), shot.cast)
        for shot in draft.shots
    ]
    setups = settle(
        [Setup(shot.purpose, shot.framing, shot.camera) for shot in draft.shots],
        direction.framing,
        direction.pace,
        directed,
        peopled=bool(draft.cast),
    )
    return _shot_list(beats, setups, direction, draft.cast, directed, passage)


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


def _shot_list(
    beats: list[Beat],
    setups: list[Setup],
    direction: Direction,
    cast: tuple[str, ...],
    heading: Heading,
    told: tuple[str, ...],
) -> ShotList:
    shots = [
        _shot(number, beat, setup, direction, cast, heading)
        for number, (beat, setup) in enumerate(zip(beats, setups, strict=True), start=1)
    ]
    return ShotList(heading, cast, narrated(join(_within_limits(shots)), told, MAX_SECONDS))


def _shot(
    number: int,
    beat: Beat,
    setup: Setup,
    direction: Direction,
    story_cast: tuple[str, ...],
    heading: Heading,
) -> PlannedShot:
    tempo = TEMPI[direction.pace]
    lines = _lines(beat.speeches, tempo)
    is_short = not lines and setup.purpose in (Purpose.INSERT, Purpose.REACT)
    usual = tempo.seconds * (SHORT if is_short else 1)
    cast = _in_shot(beat, lines, story_cast, setup)
    return PlannedShot(
        number=number,
        seconds=round(max(usual, lines[-1].end + TAIL if lines else 0.0), 1),
        action=_shot_action(beat, lines, cast, heading, setup.purpose),
        framing=setup.framing,
        light=direction.light,
        camera=setup.camera,
        pace=direction.pace,
        cast=cast,
        lines=lines,
        purpose=setup.purpose,
    )


def _with_reactions(beats: list[Beat], cast: tuple[str, ...]) -> list[Beat]:
    """The same, where a shot would only repeat what the one before shows, with who looks on.

    What goes on for longer is turned back to every other time, closer or from elsewhere.
    """
    told = beats[:1]
    for at, (before, beat) in enumerate(pairwise(beats)):
        is_empty = not beat.action and not beat.speeches
        repeats = beat.action in ("", before.action) and not told[-1].action.endswith(ONLOOKERS)
        if cast and (is_empty or (repeats and (not beat.speeches or _goes_on(before, beat)))):
            beat = _looking_on(before, beat, cast, at)
        told.append(beat)
    return told


def _goes_on(before: Beat, beat: Beat) -> bool:
    """Whether one speech goes on from a shot to the next."""
    return bool(before.speeches) and beat.speeches[0].speaker == before.speeches[-1].speaker


def _looking_on(before: Beat, beat: Beat, cast: tuple[str, ...], at: int) -> Beat:
    """Who listens to the speech of the shot before, or looks on where nobody spoke in it."""
    heard = before.speeches[-1] if before.speeches else None
    if heard is None:
        # the first of the cast does what the others look on at
        who = [*cast[1:], cast[0]][at // 2 % len(cast)]
        return replace(beat, action=f"{who} looks on.", cast=(who,))
    others = [name for name in (heard.to, *cast) if name in cast and name != heard.speaker]
    if not others:
        silent = replace(beat, action=f"{cast[0]} is silent.", cast=cast[:1])
        return beat if beat.speeches else silent
    # with the one who spoke in the shot, they look back at them over the same line
    there = (heard.speaker, others[0]) if heard.speaker in cast else (others[0],)
    return replace(beat, action=f"{others[0]} listens.", cast=there)


def _lines(said: tuple[Speech, ...], tempo: Tempo) -> tuple[Line, ...]:
    lines: list[Line] = []
    at = LEAD_IN
    for speech in said:
        # whose speech nobody knows stands in quotes, or it would be shown as what is told
        text = fit_line(speech.text, tempo.longest - TAIL - at, quoted=not speech.speaker)
        if not text or len(lines) == tempo.lines:
            continue
        end = at + line_seconds(text)
        lines.append(
            Line(speech.speaker[:MAX_SPEAKER], text, round(at, 2), round(end, 2), speech.to)
        )
        at = end + GAP
    return tuple(lines)


def _in_shot(
    beat: Beat, lines: tuple[Line, ...], cast: tuple[str, ...], setup: Setup
) -> tuple[str, ...]:
    """Who is named in the beat, speaks in it or is spoken to; where nobody is, the story's leads.

    They stand in the order of the story's cast, and whoever talks has the other in the shot.
    """
    text = beat.action.lower()
    there = {*beat.cast, *(name for line in lines for name in (line.speaker, line.to))}
    found = {
        name
        for name in cast
        if name in there
        or any(
            re.search(rf"\b{re.escape(part)}\b", text)
            for part in (name.lower(), name.split()[-1].lower())
        )
    }
    if not found:
        return cast[: 3 if setup.purpose is Purpose.ESTABLISH else 2]
    if setup.framing is ShotFraming.OVER_THE_SHOULDER and len(found) == 1:
        found |= {next((name for name in cast if name not in found), cast[0])}
    return tuple(name for name in cast if name in found)


def _shot_action(
    beat: Beat,
    lines: tuple[Line, ...],
    cast: tuple[str, ...],
    heading: Heading,
    purpose: Purpose,
) -> str:
    establishing = purpose is Purpose.ESTABLISH
    action = beat.action
    if not action and lines and lines[0].speaker:
        speaker = lines[0].speaker
        others = [name for name in (lines[0].to, *cast) if name in cast and name != speaker]
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
