"""Breakdown by rules: place, time, cast and action of a passage, as a draft to correct."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from bot.domain.cast import MAX_CAST, find_people
from bot.domain.dialogue import Speech, speeches
from bot.domain.direction import (
    MAX_ACTION,
    MAX_TITLE,
    Framing,
    Heading,
    Light,
    Pace,
    TimeOfDay,
    Weather,
)
from bot.domain.draft import Draft
from bot.domain.gazetteer import (
    BRISK_WORDS,
    FRANTIC_WORDS,
    LINGERING_WORDS,
    MENTAL_WORDS,
    VISUAL_WORDS,
)
from bot.domain.heading import UNKNOWN_PLACES, read_heading, where
from bot.domain.narrator import NARRATOR, teller, tells_of
from bot.domain.novel import Chapter
from bot.domain.places import SPOTS
from bot.domain.prose import SPEECH_VERB, Piece, plain, sentences, take_apart, words
from bot.domain.told import tell

LOOK_BACK = 30
"""Paragraphs before the passage that are read for what it takes as known."""
GOOD_ACTION = 300

_FIRE = re.compile(r"\b(?:fire|hearth|fireplace|embers|candles?|torch(?:es)?|lanterns?|lamps?)\b")
_TAG = re.compile(rf"^(?:\W*(?:\w+\W+){{0,4}}?(?:{SPEECH_VERB}|thought)\b|\W*[a-z])")
_THING = re.compile(
    r"\bthe ((?:[a-z]+-)?[a-z]{3,})(?=[,.;!?:’']|\s(?:and|or|of|in|on|was|is|were|had|to|at|with|"
    r"that|which|from|by|for|as|he|she|it|they|into|went|came|over)\b)"
)
_DULL = words(
    "man men woman way time side other rest first last end place same one part two three day"
    " night morning evening thing matter whole very next moment great old little good new rest"
    " top bottom left right hand hands eyes face head voice door air ground world people name"
    " word words others middle back front sound sight most best only more less point second"
    " third captain doctor house room sea ship island sun moon wind water light dark darkness"
    " company number fact case table floor wall walls window road minute hour year rum life"
    " death devil truth thought idea winter spring summer autumn season"
)


def break_down(
    chapter: Chapter, first: int, last: int, earlier: tuple[str, ...] = (), narrator: str = ""
) -> Draft:
    """A draft of the scene in paragraphs `first` to `last`, counted from 1, both included.

    Up to `LOOK_BACK` paragraphs before them say where, when and who, when the passage does not;
    near a chapter's beginning they are the last ones of the chapter before, `earlier`. `narrator`
    is who says "I", where it is known. Nothing after the passage is read.
    """
    before = chapter.paragraphs[max(0, first - 1 - LOOK_BACK) : first - 1]
    earlier = earlier[-(LOOK_BACK - len(before)) :] if len(before) < LOOK_BACK else ()
    apart = take_apart(earlier + before + chapter.paragraphs[first - 1 : last])
    start = len(earlier) + len(before)
    passage = apart[start:]
    told = tell(apart[len(earlier) : start], passage, apart[: len(earlier)])
    heading = read_heading(told, chapter.title)
    told_by = teller(chapter.title)
    people = find_people(apart, (narrator,) if narrator and not told_by else ())
    if told_by:
        narrator = people.named(told_by) or told_by
    elif narrator:
        narrator = "" if tells_of(people, narrator) else people.named(narrator) or narrator
    said = tuple(
        replace(speech, paragraph=speech.paragraph - start)
        for speech in speeches(apart, people, narrator)
        if speech.paragraph >= start
    )
    narrated = " ".join(_narration(passage))
    present = people.present(start, len(apart) - 1)
    if narrator and narrator not in present and re.search(r"\bI\b", narrated):
        present.append(narrator)
    cast = _cast(present, said)
    pace = _pace(narrated, heading)
    return Draft(
        heading=heading,
        cast=cast,
        title=_title(narrated, cast, heading),
        action=_action(passage, cast, heading),
        light=_light(heading, narrated),
        framing=_framing(passage, cast, heading),
        pace=pace,
        speeches=said,
    )


def find_cast(apart: tuple[tuple[Piece, ...], ...], first: int) -> tuple[str, ...]:
    """Who is in the paragraphs from `first` (counted from 0) on: those named, and who speaks."""
    people = find_people(apart)
    said = tuple(speech for speech in speeches(apart, people) if speech.paragraph >= first)
    return _cast(people.present(first, len(apart) - 1), said)


def _cast(present: list[str], said: tuple[Speech, ...]) -> tuple[str, ...]:
    spoken = Counter(speech.speaker for speech in said)
    found = [*present, *(name for name, _ in spoken.most_common() if name not in present)]
    return tuple(name for name in found if name and name != NARRATOR)[:MAX_CAST]


def visual_sentences(passage: tuple[tuple[Piece, ...], ...]) -> list[str]:
    """The whole sentences that narrate, in their order: no speech, no speech tags."""
    told = [sentence for text in _narration(passage) for sentence in sentences(text)]
    return [sentence for sentence in told if not _TAG.match(sentence) and _is_whole(sentence)]


def _narration(passage: tuple[tuple[Piece, ...], ...]) -> list[str]:
    return [piece.text for pieces in passage for piece in pieces if not piece.spoken]


def _is_whole(sentence: str) -> bool:
    return len(sentence) >= 12 and sentence[-1] not in ",:;"


# --- the words of the form ---


def _action(passage: tuple[tuple[Piece, ...], ...], cast: tuple[str, ...], heading: Heading) -> str:
    told = visual_sentences(passage)
    ranked = sorted(range(len(told)), key=lambda at: (-_visibility(told[at]), at))
    chosen: list[int] = []
    for at in ranked[:6]:
        if len(chosen) < 3 and sum(len(told[at]) for at in [*chosen, at]) <= GOOD_ACTION:
            chosen.append(at)
    if not chosen and ranked:
        return shorten(told[ranked[0]], GOOD_ACTION)
    if not chosen:
        return talk_of(cast, heading)
    return " ".join(told[at] for at in sorted(chosen))[:MAX_ACTION]


def talk_of(cast: tuple[str, ...], heading: Heading) -> str:
    """What we see where a passage is nothing but speech."""
    if not cast:
        return f"Voices {where(heading)}."
    who = " and ".join(cast[:2])
    return f"{who[0].upper()}{who[1:]} {'talk' if len(cast) > 1 else 'speaks'} {where(heading)}."


def _visibility(sentence: str) -> float:
    """How much of a sentence a camera sees: bodies, things and light rather than thoughts."""
    found = re.findall(r"[\w-]+", sentence.lower())
    seen = sum(word in VISUAL_WORDS or word in SPOTS or word in FRANTIC_WORDS for word in found)
    thought = sum(word in MENTAL_WORDS or word in ("i", "me", "my") for word in found)
    length = len(sentence)
    fits = 1.0 if 30 <= length <= 200 else 0.0
    return (seen * 1.2 - thought) / max(6, len(found)) * 6 + fits - max(0, length - 280) / 200


def shorten(text: str, most: int) -> str:
    """Whole clauses of a text, at most so many characters, with an ellipsis where it was cut."""
    if len(text) <= most:
        return text
    cut = max(text.rfind(mark, most // 3, most - 1) for mark in (". ", "; ", ", ", " "))
    return text[: cut if cut > 0 else most - 1].rstrip(" ,;.") + "…"


def _title(narrated: str, cast: tuple[str, ...], heading: Heading) -> str:
    """The lead and the thing that the passage keeps naming; else the lead, or the place."""
    counted = Counter(
        thing for thing in _THING.findall(narrated) if thing not in _DULL and thing not in SPOTS
    )
    named = " ".join(cast).lower()
    things = [
        thing
        for thing, times in counted.most_common(5)
        if times >= 2 and thing not in named and not thing.endswith(("ly", "ing", "est"))
    ]
    lead = cast[0] if cast else ""
    if lead and things:
        title = f"{lead} and the {things[0]}"
    elif len(cast) >= 2:
        title = f"{lead} and {cast[1]}"
    elif lead:
        title = lead if heading.place in UNKNOWN_PLACES else f"{lead}, {heading.place}"
    elif things:
        title = f"The {things[0]}"
    else:
        title = f"{heading.place}, {heading.time_of_day}"
    title = shorten(plain(title), MAX_TITLE)
    return title[0].upper() + title[1:]


# --- light, framing, pace ---


def _light(heading: Heading, narrated: str) -> Light:
    dark = heading.time_of_day in (TimeOfDay.NIGHT, TimeOfDay.MOONLIGHT, TimeOfDay.DUSK)
    if heading.interior:
        if "fire" in heading.place or _FIRE.search(narrated.lower()):
            return Light.FIRELIGHT
        if heading.place == "inn parlour" and dark:
            return Light.FIRELIGHT
        return Light.LOW_KEY if dark else Light.HIGH_KEY
    if heading.time_of_day in (TimeOfDay.NIGHT, TimeOfDay.MOONLIGHT):
        # films light their nights by the moon, so that faces are seen
        return Light.LOW_KEY if heading.weather is Weather.STORM else Light.MOONLIGHT
    if heading.weather in (Weather.RAIN, Weather.STORM, Weather.FOG, Weather.CLOUD, Weather.SNOW):
        return Light.OVERCAST
    by_hour = {
        TimeOfDay.DAWN: Light.GOLDEN_HOUR,
        TimeOfDay.GOLDEN_HOUR: Light.GOLDEN_HOUR,
        TimeOfDay.DUSK: Light.BACKLIGHT,
    }
    return by_hour.get(heading.time_of_day, Light.HIGH_KEY)


def _framing(
    passage: tuple[tuple[Piece, ...], ...], cast: tuple[str, ...], heading: Heading
) -> Framing:
    spoken = sum(len(piece.text) for pieces in passage for piece in pieces if piece.spoken)
    told = sum(len(piece.text) for pieces in passage for piece in pieces if not piece.spoken)
    if not cast:
        return Framing.WIDE
    if spoken > 2 * told and len(cast) >= 2:
        return Framing.OVER_THE_SHOULDER
    if spoken > told or heading.interior:
        return Framing.MEDIUM
    narrated = " ".join(_narration(passage)).lower()
    if len(re.findall(r"\b(?:face|eyes|lips|whisper\w*|tears?|cheeks?)\b", narrated)) >= 3:
        return Framing.CLOSE
    return Framing.FULL if len(cast) >= 2 else Framing.WIDE


def _pace(narrated: str, heading: Heading) -> Pace:
    found = re.findall(r"[\w-]+", narrated.lower())
    length = max(40, len(found))
    frantic = sum(word in FRANTIC_WORDS for word in found) / length
    brisk = sum(word in BRISK_WORDS for word in found) / length
    lingering = sum(word in LINGERING_WORDS for word in found) / length
    hurry = 2 * frantic + brisk - 0.8 * lingering
    if heading.weather is Weather.STORM and not heading.interior:
        hurry += 0.015
    if hurry >= 0.065:
        return Pace.FRANTIC
    if hurry >= 0.03:
        return Pace.BRISK
    return Pace.LINGERING if lingering >= 0.025 and hurry < 0.005 else Pace.MEASURED
