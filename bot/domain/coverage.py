"""How the shots of a scene are taken: what each is there for, its framing and its camera move."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.domain.beats import Beat
from bot.domain.direction import CameraMove, Framing, Heading, Pace
from bot.domain.prose import words
from bot.domain.shots import Purpose, ShotFraming

_STILL, _IN, _BACK = CameraMove.STATIC, CameraMove.PUSH_IN, CameraMove.PULL_BACK
_VAST = words(
    "sea moor beach strand shore desert mountains valley plain plains prairie steppe island hill"
    " hills hillside plateau marsh cliff cliffs anchorage bay glacier country field fields canyon"
    " road summit lake river dunes"
)
"""The last words of places that call for a very wide shot where there is time for one."""
_THING = (
    r"\b(?:letters?|papers?|maps?|chart|key|keys|kni(?:fe|ves)|dagger|dirk|pistols?|revolver|gun|coins?"
    r"|ring|watch|books?|photographs?|phone|telegram|note|card|bottle|glass|cup|lock|candle|lamp"
    r"|lantern|compass|packet|parcel|envelope|seal|locket|necklace|badge|ticket|map|spot|bag|box"
    r"|(?<!my )(?<!his )(?<!her )chest|drawer|screen|button|switch|lever|dial|clock|flower|rose"
    r"|portrait|picture)\b"
)
_HANDLED = (
    r"\b(?:held|holding|took|taking|drew|drawing|pulled|put|laid|laying|set|placed|passed|handed|gave"
    r"|showed|read|opened|unfolded|unlocked|turned|found|picked|lifted|threw|tossed|cast|dropped"
    r"|slipped|raised|lit|struck|lay|cut|broke|signed|wrote|pressed|hid)\b"
)
_THING_HANDLED = re.compile(
    rf"{_HANDLED}[^.;:!?]{{1,40}}?{_THING}|{_THING}[^.;:!?]{{1,20}}?{_HANDLED}"
)
"""Of a sentence, not of a whole action: what is handled stands near the verb."""
_SHOWN = re.compile(
    r"\b(?:suddenly|all of a sudden|all at once|beheld|behold|there (?:was|were|stood|lay|sat|came)"
    r"|came in(?:to)? (?:sight|view)|appeared|disclosed|revealed|discovered|turned out|before (?:us"
    r"|me|him|her|them)|behind (?:us|me|him|her|them)|flung open|threw open|the door opened)\b"
)
_LOOKED = re.compile(
    r"\b(?:I|he|she|they|we|[A-Z]\w+) (?:\w+ )?(?:saw|beheld|perceived|spied|made out|could see"
    r"|caught sight|noticed|recogni[sz]ed|looked (?:out|down|over|across|up at|through))\b"
)
_FACE = re.compile(
    r"\b(?:face|faces|eyes?|pale|paled|white|blushed|cheeks?|lips|tears?|wept|weeping|smiled|smiling"
    r"|frown\w*|stared|staring|started|trembl\w+|shudder\w*|shiver\w*|gasp\w*|laugh\w*|groan\w*"
    r"|sigh\w*|listen\w*|astonish\w*|horror|terror|amazed|silent|speechless|countenance|nodded"
    r"|shook (?:his|her) head|heart)\b"
)
_GOES = re.compile(
    r"\b(?:walk\w*|ran|run|running|rode|riding|rush\w*|went|came|follow\w*|cross\w*|strode|crept"
    r"|crawl\w*|march\w*|hurried|hurry\w*|fled|pass\w*|wander\w*|stumbled|paced|sailed|rowed|drove"
    r"|driving|flew|swam|advanced|approached|left|entered|leap\w*|sprang|dash\w*|gallop\w*)\b"
)
_RISES = re.compile(
    r"\b(?:climb\w*|rose|rising|ascend\w*|mounted|sprang up|stood up|flew up|soar\w*|lifted"
    r"|upwards?|overhead|above|looked up|tower\w*|sky)\b"
)
_FALLS = re.compile(
    r"\b(?:fell|falling|sank|sinking|descend\w*|dropped|tumbl\w*|plung\w*|knelt|lay down|sat down"
    r"|collapsed|downwards?|rolled|stooped|bent)\b"
)
_NEAR = (ShotFraming.MEDIUM, ShotFraming.CLOSE, ShotFraming.OVER_THE_SHOULDER)
_SINGULAR = (ShotFraming.INSERT, ShotFraming.POINT_OF_VIEW, ShotFraming.CLOSE)
_VARIED = {
    Framing.WIDE: (ShotFraming.MEDIUM, ShotFraming.FULL),
    Framing.FULL: (ShotFraming.MEDIUM, ShotFraming.WIDE),
    Framing.MEDIUM: (ShotFraming.CLOSE, ShotFraming.FULL),
    Framing.CLOSE: (ShotFraming.MEDIUM, ShotFraming.FULL),
    Framing.OVER_THE_SHOULDER: (ShotFraming.CLOSE, ShotFraming.MEDIUM),
    Framing.AERIAL: (ShotFraming.WIDE, ShotFraming.FULL),
}


@dataclass(frozen=True, slots=True)
class Setup:
    """What one shot is there for, how much it shows, and how the camera moves."""

    purpose: Purpose
    framing: ShotFraming
    camera: CameraMove


def cover(
    beats: list[Beat], chosen: Framing, pace: Pace, heading: Heading, cast: tuple[str, ...]
) -> list[Setup]:
    """A setup for each beat. The first establishes; the chosen framing is used more than any other.

    No three framings in a row are the same, nor three camera moves other than a still one.
    """
    purposes = _purposes(beats, cast)
    framings = [
        _framing(purpose, beat, chosen, pace, heading, cast, at)
        for at, (purpose, beat) in enumerate(zip(purposes, beats, strict=True))
    ]
    framings = _vary(_lead(framings, ShotFraming(chosen)), chosen, heading, peopled=bool(cast))
    moves = [
        _move(purpose, beat, framing, pace, heading, at)
        for at, (purpose, beat, framing) in enumerate(zip(purposes, beats, framings, strict=True))
    ]
    setups = map(Setup, purposes, framings, _steady(moves))
    return [_agreeing(setup) for setup in setups]


def settle(
    setups: list[Setup], chosen: Framing, pace: Pace, heading: Heading, *, peopled: bool
) -> list[Setup]:
    """Setups that somebody else drew up, as far as the same rules let them."""
    opening = Setup(Purpose.ESTABLISH, _establishing(chosen, pace, heading), setups[0].camera)
    wanted = [opening, *setups[1:]]
    led = _lead([setup.framing for setup in wanted], ShotFraming(chosen))
    framings = _vary(led, chosen, heading, peopled=peopled)
    moves = _steady([setup.camera for setup in wanted])
    return [
        _agreeing(replace(setup, framing=framing, camera=move))
        for setup, framing, move in zip(wanted, framings, moves, strict=True)
    ]


# --- what for ---


def _purposes(beats: list[Beat], cast: tuple[str, ...]) -> list[Purpose]:
    found = [Purpose.ESTABLISH]
    for at, beat in enumerate(beats[1:], start=1):
        found.append(_purpose(beat, beats[at - 1], cast))
    most = 2 if len(beats) >= 6 else 1
    for purpose in (Purpose.INSERT, Purpose.REVEAL):
        for at in [place for place, other in enumerate(found) if other is purpose][most:]:
            found[at] = Purpose.FOLLOW
    return found


def _purpose(beat: Beat, before: Beat, cast: tuple[str, ...]) -> Purpose:
    action = beat.action
    if not beat.speeches and cast and action in ("", before.action):
        return Purpose.REACT
    if not beat.speeches and _THING_HANDLED.search(action):
        return Purpose.INSERT
    if _SHOWN.search(action) or _LOOKED.search(action):
        return Purpose.REVEAL
    if cast and not beat.speeches and _FACE.search(action):
        return Purpose.REACT
    return Purpose.FOLLOW


# --- how much of it ---


def _framing(
    purpose: Purpose,
    beat: Beat,
    chosen: Framing,
    pace: Pace,
    heading: Heading,
    cast: tuple[str, ...],
    at: int,
) -> ShotFraming:
    if purpose is Purpose.ESTABLISH:
        return _establishing(chosen, pace, heading)
    if purpose is Purpose.INSERT:
        return ShotFraming.INSERT
    if purpose is Purpose.REACT:
        return ShotFraming.CLOSE
    if purpose is Purpose.REVEAL and chosen is not Framing.AERIAL:
        return _revealing(beat, cast)
    others = _varied(chosen, heading, peopled=bool(cast))
    return others[at // 3 % len(others)] if at % 3 == 0 else ShotFraming(chosen)


def _establishing(chosen: Framing, pace: Pace, heading: Heading) -> ShotFraming:
    if chosen is Framing.AERIAL:
        return ShotFraming.AERIAL
    is_vast = not heading.interior and heading.place.split()[-1] in _VAST
    if is_vast and chosen is not Framing.WIDE and pace in (Pace.LINGERING, Pace.MEASURED):
        return ShotFraming.EXTREME_WIDE
    return ShotFraming.WIDE


def _revealing(beat: Beat, cast: tuple[str, ...]) -> ShotFraming:
    """What somebody sees, as they see it, where the first of the cast or nobody else is there."""
    looker = _LOOKED.search(beat.action)
    if looker and not beat.speeches and cast:
        who = looker.group().split()[0]
        if who in cast[0].split() or (who == "I" and len(cast) < 2):
            return ShotFraming.POINT_OF_VIEW
    return ShotFraming.FULL if cast else ShotFraming.WIDE


def _varied(chosen: Framing, heading: Heading, *, peopled: bool) -> tuple[ShotFraming, ...]:
    """What the chosen framing alternates with; where nobody is, nothing that shows a face."""
    if peopled:
        return _VARIED[chosen]
    far = ShotFraming.FULL if heading.interior else ShotFraming.AERIAL
    return (far if chosen in (Framing.WIDE, Framing.MEDIUM) else ShotFraming.WIDE,)


def _lead(framings: list[ShotFraming], chosen: ShotFraming) -> list[ShotFraming]:
    """The same with more shots in the chosen framing than in any other, the last changed first."""
    led = list(framings)
    while True:
        others = [framing for framing in led if framing is not chosen]
        most = max((others.count(framing) for framing in others), default=0)
        if led.count(chosen) > most:
            return led
        # what is common gives way before what is singled out, such as an insert
        at = max(
            (at for at, framing in enumerate(led) if at and framing is not chosen),
            key=lambda at: (led.count(led[at]), led[at] not in _SINGULAR, at),
        )
        led[at] = chosen


def _vary(
    framings: list[ShotFraming], chosen: Framing, heading: Heading, *, peopled: bool
) -> list[ShotFraming]:
    """The same without three equal ones in a row."""
    varied = list(framings)
    others = _varied(chosen, heading, peopled=peopled)
    for at in range(2, len(varied)):
        if varied[at] is varied[at - 1] is varied[at - 2]:
            options = [*others, ShotFraming(chosen), ShotFraming.WIDE]
            after = varied[at + 1 : at + 2]
            fitting = [option for option in options if option is not varied[at]]
            varied[at] = next((option for option in fitting if option not in after), fitting[0])
    return varied


# --- how the camera moves ---


def _move(
    purpose: Purpose, beat: Beat, framing: ShotFraming, pace: Pace, heading: Heading, at: int
) -> CameraMove:
    text = beat.action
    if purpose is Purpose.ESTABLISH:
        return _opening_move(text, framing, pace, heading)
    if framing is ShotFraming.INSERT:
        return _IN if pace in (Pace.LINGERING, Pace.MEASURED) else _STILL
    if purpose is Purpose.REACT:
        return _STILL if pace in (Pace.BRISK, Pace.FRANTIC) else _IN
    if purpose is Purpose.REVEAL:
        if _RISES.search(text):
            return CameraMove.TILT_UP
        if _FALLS.search(text):
            return CameraMove.TILT_DOWN
        return _IN if framing in (*_NEAR, ShotFraming.POINT_OF_VIEW) else _BACK
    return _following_move(text, framing, pace, at, speaks=bool(beat.speeches))


def _opening_move(text: str, framing: ShotFraming, pace: Pace, heading: Heading) -> CameraMove:
    if pace is Pace.FRANTIC:
        return CameraMove.PAN_RIGHT
    if framing is ShotFraming.AERIAL:
        return _IN
    if not heading.interior and _RISES.search(text):
        return CameraMove.TILT_UP
    if not heading.interior and pace is Pace.LINGERING:
        return CameraMove.CRANE_DOWN
    return _IN if heading.interior or pace is Pace.LINGERING else CameraMove.PAN_RIGHT


def _following_move(
    text: str, framing: ShotFraming, pace: Pace, at: int, *, speaks: bool
) -> CameraMove:
    if framing is ShotFraming.AERIAL:
        return CameraMove.PAN_LEFT if at % 2 else _STILL
    goes = bool(_GOES.search(text))
    if pace is Pace.FRANTIC and goes:
        return CameraMove.HANDHELD
    if framing in (ShotFraming.WIDE, ShotFraming.FULL):
        if _RISES.search(text):
            return CameraMove.CRANE_UP
        if _FALLS.search(text):
            return CameraMove.CRANE_DOWN
    if goes and framing not in (ShotFraming.CLOSE, ShotFraming.OVER_THE_SHOULDER):
        return CameraMove.DOLLY_LEFT if at % 2 else CameraMove.DOLLY_RIGHT
    if speaks or framing in _NEAR:
        slow = pace in (Pace.LINGERING, Pace.MEASURED)
        return _IN if slow and at % 2 == 0 else _STILL
    return CameraMove.PAN_LEFT if at % 2 else CameraMove.PAN_RIGHT


def _steady(moves: list[CameraMove]) -> list[CameraMove]:
    """The same, with a still camera where it would move alike for a third time in a row."""
    steady: list[CameraMove] = []
    for move in moves:
        steady.append(_STILL if steady[-2:] == [move, move] else move)
    return steady


def _agreeing(setup: Setup) -> Setup:
    """A shot whose framing gave way to variety is no insert any more."""
    if setup.purpose is Purpose.INSERT and setup.framing is not ShotFraming.INSERT:
        return replace(setup, purpose=Purpose.FOLLOW)
    return setup
