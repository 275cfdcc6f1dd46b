"""Where a passage plays, when, and in what weather: its heading, read by rules."""

from __future__ import annotations

import re
from collections import defaultdict

from bot.domain.direction import Heading, TimeOfDay
from bot.domain.gazetteer import INDOOR_CUES, OUTDOOR_CUES
from bot.domain.hours import read_time, read_weather, said_time, said_weather
from bot.domain.places import ON_IT, SPOTS, Spot
from bot.domain.prose import plain, sentences
from bot.domain.spots import ARRIVAL, BEING_THERE, DOOR, HABITUAL, mentions, spots_in
from bot.domain.told import FADE, LASTING, LATER, Told

UNKNOWN_PLACES = ("open country", "room")
"""Where a passage plays that names no place, outside and in."""
CLEAR_PLACE, LEAST_PLACE = 0.4, 0.16
"""What a place must be worth in a member's own words, and in prose, to be taken for one."""


def read_heading(told: list[Told], title: str = "") -> Heading:
    """The heading that a passage's paragraphs and those before it call for."""
    spot, interior = _place(told, title)
    return Heading(spot, interior, read_time(told), read_weather(told))


def override(heading: Heading, text: str) -> Heading:
    """The heading as a member's own words change it: what they do not mention stays."""
    said = [Told(plain(text).lower(), "", 0)]
    place, interior = heading.place, heading.interior
    first_placed = next(filter(_is_placed, sentences(text)), "")
    if first_placed:
        named = _place([Told(first_placed.lower(), "", 0)], "")
        if not _says_no_more(named[0], heading.place):
            place, interior = named
        if place in _OPEN_SHORES and _KEEP_IN_VIEW.search(text):
            place = f"{place} below the keep"
    elif re.search(r"\b(?:outside|outdoors|open air)\b", said[0].narrated):
        interior = False
    time_of_day = said_time(said) or heading.time_of_day
    weather = said_weather(said) or heading.weather
    if time_of_day is TimeOfDay.NIGHT and heading.time_of_day is TimeOfDay.MOONLIGHT:
        time_of_day = TimeOfDay.MOONLIGHT
    return Heading(place, interior, time_of_day, weather)


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
    if max(scores.values(), default=0) < LEAST_PLACE:
        if indoors > 0.5 or (indoors >= 0 and _is_talk(told)):
            return "room", True
        scores = _weigh_spots(told, spoken=True)
    for spot in scores:
        if (indoors >= 2 and spot.interior is False) or (indoors <= -2 and spot.interior):
            scores[spot] *= 0.5
    if indoors >= 0:
        scores.pop(DOOR, None)
    if any(spot.family in ("sea", "shore") for spot in scores):
        scores.pop(SPOTS["bar"][0], None)  # it is one of sand
    for spot in spots_in(title.lower()):
        scores[spot] += 0.6
    families: dict[str, float] = defaultdict(float)
    for spot, score in scores.items():
        families[spot.family] += score
    family, score = max(families.items(), key=lambda item: item[1], default=("", 0.0))
    if score < LEAST_PLACE:
        return ("room", True) if indoors > 0.5 else ("open country", False)
    spot = _best([spot for spot in scores if spot.family == family], scores)
    interior = spot.interior if spot.interior is not None else indoors >= 0
    return _name(spot, scores, families), interior


def _best(spots: list[Spot], scores: dict[Spot, float]) -> Spot:
    """The likeliest of these places; one that says more comes before a mere room or house."""
    best = max(spots, key=lambda spot: scores[spot])
    if best.name not in _VAGUE:
        return best
    telling = [spot for spot in spots if spot.name not in _VAGUE]
    other = max(telling, key=lambda spot: scores[spot], default=best)
    return other if scores[other] > 0.3 * scores[best] else best


def _is_talk(told: list[Told]) -> bool:
    return sum(len(paragraph.spoken) - len(paragraph.narrated) for paragraph in told) > 0


def _name(spot: Spot, scores: dict[Spot, float], families: dict[str, float]) -> str:
    """The place as a slug line says it: joined with the one it belongs to where the text does."""
    known = {spot.name for spot, score in scores.items() if score > 0.25}
    if spot.name == "ship":
        return "ship's deck"
    if spot == DOOR:
        building = max(_BUILDINGS, key=lambda family: families.get(family, 0))
        return f"{_BUILDINGS[building]} door" if families.get(building, 0) > 0.15 else "doorstep"
    if spot.name == "parlour" and families.get("inn", 0) > 0.15:
        return "inn parlour"
    if spot.name in ("room", "room with a fire"):
        building = max(_CHAMBERS, key=lambda family: families.get(family, 0))
        if families.get(building, 0) > 0.25:
            kinds = [spot.name for spot in scores if spot.family == building == "inn"]
            return _CHAMBERS[building] if "inn" in kinds or not kinds else kinds[0]
    if spot.name == "room" and "room with a fire" in known:
        return "room with a fire"
    if spot.name in _OPEN_SHORES and "castle keep" in known:
        name = next((name for name in ("strand", "cove", "beach") if name in known), spot.name)
        return f"{name} below the keep"
    if spot.name == "open road" and families.get("forest", 0) > 1:
        return "forest road"
    if spot.name == "open road" and "moor" in known:
        return "moor road"
    return spot.name


_VAGUE = ("room", "room with a fire", "house", "ship")
_SHORES = ("strand", "beach", "shore")
_OPEN_SHORES = (*_SHORES, "cove")
_KEEP_IN_VIEW = re.compile(
    r"\b(?:[Tt]he (?:keep|castle|fortress)|[A-Z][\w’'-]+ (?:Keep|Castle|Fortress))\b"
)
"""A keep that somebody's own words show beside the shore, by its kind or by its name."""
_CHAMBERS = {"inn": "inn parlour", "keep": "castle chamber", "ship": "ship's cabin"}
"""What a mere room is called in a building that the text has told of."""
_BUILDINGS = {"inn": "inn", "house": "house", "keep": "castle"}
_GOING_OUT = re.compile(
    r"\b(?:(?:ran|rushed|went|came|stepped|walked|crept|slipped|hurried|dashed|burst|stumbled|strode"
    r"|staggered|stalked|marched|hobbled|limped|strolled|sallied|passed|got|climbed|crawled|led|carried|followed)\W(?:\w+\W+){0,2}?"
    r"(?:out(?! of)|outside|forth|out of doors|out of (?:the|our|his|her|my) (?:\w+ )?(?:house|room"
    r"|inn|tavern|door|cabin|hall|building|kitchen|parlou?r|office|church|cottage|hut|cave|tent"
    r"|shop|castle|carriage|car|train))|into the (?:open|open air|street|road|night|sunlight|rain)"
    r"|in the open air|out of doors|opened the door and (?:were|was|ran|went|fled|stepped out))\b"
)
_GOING_IN = re.compile(
    r"\b(?:(?:went|came|stepped|walked|ran|crept|hurried|rushed|strode|burst|slipped|led|showed"
    r"|carried|followed|let|admitted)\W(?:\w+\W+){0,2}?(?:inside|indoors|within|in(?=[.,;:!]| and))"
    r"|crossed the threshold|(?:shut|closed|slammed|bolted|barred|locked) the door|went below)\b"
)


def _weigh_spots(told: list[Told], *, spoken: bool = False) -> dict[Spot, float]:
    """What each place is worth to the passage, as those of the story come and go."""
    scores: dict[Spot, float] = defaultdict(float)
    fresh: dict[Spot, float] = defaultdict(float)
    for paragraph in told:
        text = paragraph.spoken if spoken else paragraph.narrated
        into = scores if paragraph.age else fresh
        _move(scores, text)
        if paragraph.age and LATER.search(text):
            for spot in scores:
                scores[spot] *= HABITUAL
        for spot, weight in mentions(text):
            if weight >= ARRIVAL:
                for other in scores:
                    scores[other] *= 1 if other.family == spot.family else 0.4
            stay = LASTING if weight >= BEING_THERE else FADE
            named = _building(scores) if spot.name in ("room", "house") else None
            into[named or spot] += weight * stay**paragraph.age
    for spot, weight in fresh.items():
        scores[spot] += weight
    return scores


def _move(scores: dict[Spot, float], text: str) -> None:
    """Who goes out has left the room, who goes in the open air."""
    left = (True, None) if _GOING_OUT.search(text) else ()
    left = (*left, False) if _GOING_IN.search(text) else left
    for spot in scores:
        if spot.interior in left:
            scores[spot] *= 0.4


def _building(scores: dict[Spot, float]) -> Spot | None:
    """The building or the room that was named last, as far as any was."""
    roofed = [
        spot
        for spot in scores
        if spot.interior is not False and spot.name not in ("room", "house") and spot != DOOR
    ]
    best = max(roofed, key=lambda spot: scores[spot], default=None)
    return best if best is not None and scores[best] > 0.25 else None


def _indoors(told: list[Told]) -> float:
    """Above 0 where the cues of rooms outweigh those of open air."""
    balance = 0.0
    for paragraph in told:
        fade = FADE**paragraph.age
        if paragraph.age and LATER.search(paragraph.narrated):
            balance *= HABITUAL
        for cue in _CUES.finditer(paragraph.narrated):
            if cue["out"] or cue["in"]:
                side = 1 if cue["in"] else -1
                balance = side * fade + (balance if balance * side > 0 else balance * 0.3)
            else:
                balance += ((cue["word"] in INDOOR_CUES) - (cue["word"] in OUTDOOR_CUES)) * fade
            if cue["word"] and paragraph.age <= 1:
                balance += _PLAINLY.get(cue["word"], 0)
    return balance


_CUES = re.compile(rf"(?P<out>{_GOING_OUT.pattern})|(?P<in>{_GOING_IN.pattern})|(?P<word>[\w-]+)")
_PLAINLY = {"inside": 2, "within": 2, "indoors": 2, "entered": 2, "outside": -2, "outdoors": -2}


def _says_no_more(named: str, known: str) -> bool:
    """Whether a place is the one that the heading has already, in the same words or vaguer."""
    both_shore = named in _SHORES and known.split()[0] in _SHORES
    return named in known or both_shore


def _is_placed(sentence: str) -> bool:
    scores = _weigh_spots([Told(sentence.lower(), "", 0)])
    return max(scores.values(), default=0) >= CLEAR_PLACE
