"""A shot in the words that a model was trained on: pure, and the same every time.

The order follows what the families document of themselves: Wan wants the entity with its motion,
then the scene, the light, the shot and the camera, the style last
(https://github.com/Wan-Video/Wan2.1, prompt extension); LTX wants one flowing paragraph that starts
with the main action, then gestures, looks, surroundings, camera, light and colour
(https://huggingface.co/Lightricks/LTX-Video, prompt engineering); an image model draws one moment,
and knows neither camera moves nor pace.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from render.contract import CameraMove, Framing, Light, Pace, Performer, Shot, TimeOfDay, Weather

_LIGHT = {
    Light.GOLDEN_HOUR: "golden hour light, low warm sun, long shadows",
    Light.OVERCAST: "overcast soft light, no hard shadows",
    Light.LOW_KEY: "low-key lighting, deep shadows, one small source of light",
    Light.HIGH_KEY: "high-key lighting, bright and even",
    Light.MOONLIGHT: "moonlight, cold blue light, soft shadows",
    Light.FIRELIGHT: "firelight, warm flickering light, dark surroundings",
    Light.BACKLIGHT: "backlight, rim light around the figures, silhouettes",
}
_TIME = {
    TimeOfDay.DAWN: "at dawn",
    TimeOfDay.DAY: "by day",
    TimeOfDay.GOLDEN_HOUR: "in the last hour of sun",
    TimeOfDay.DUSK: "at dusk",
    TimeOfDay.NIGHT: "at night",
    TimeOfDay.MOONLIGHT: "on a moonlit night",
}
_WEATHER = {
    Weather.CLEAR: "",
    Weather.CLOUD: "under a clouded sky",
    Weather.FOG: "in fog",
    Weather.RAIN: "in the rain",
    Weather.STORM: "in a storm",
    Weather.SNOW: "in falling snow",
    Weather.WIND: "in strong wind",
}
_FRAMING = {
    Framing.EXTREME_WIDE: "extreme wide shot, wide-angle lens, tiny figures",
    Framing.WIDE: "wide shot, wide-angle lens",
    Framing.FULL: "full shot, figures from head to foot",
    Framing.MEDIUM: "medium shot, from the waist up",
    Framing.CLOSE: "close-up, long lens, shallow depth of field",
    Framing.OVER_THE_SHOULDER: "over-the-shoulder shot",
    Framing.AERIAL: "aerial shot from high above",
    Framing.INSERT: "insert shot, extreme close-up of the object",
    Framing.POINT_OF_VIEW: "point-of-view shot",
}
_CAMERA = {
    CameraMove.STATIC: "fixed camera",
    CameraMove.PUSH_IN: "the camera slowly pushes in",
    CameraMove.PULL_BACK: "the camera slowly pulls back",
    CameraMove.PAN_LEFT: "the camera pans left",
    CameraMove.PAN_RIGHT: "the camera pans right",
    CameraMove.TILT_UP: "the camera tilts up",
    CameraMove.TILT_DOWN: "the camera tilts down",
    CameraMove.DOLLY_LEFT: "the camera tracks to the left",
    CameraMove.DOLLY_RIGHT: "the camera tracks to the right",
    CameraMove.CRANE_UP: "the camera cranes up",
    CameraMove.CRANE_DOWN: "the camera cranes down",
    CameraMove.HANDHELD: "handheld camera",
}
_PACE = {
    Pace.LINGERING: "slow, gentle movement",
    Pace.MEASURED: "calm, natural movement",
    Pace.BRISK: "quick movement",
    Pace.FRANTIC: "fast, frantic movement",
}
_HEARD = {
    Weather.CLEAR: "",
    Weather.CLOUD: "",
    Weather.FOG: "hushed, still air",
    Weather.RAIN: "steady rain",
    Weather.STORM: "howling wind, thunder and rain",
    Weather.SNOW: "muffled quiet",
    Weather.WIND: "gusts of wind",
}
_COLOURS = {
    "red": (180, 35, 40),
    "amber": (208, 138, 36),
    "yellow": (216, 170, 44),
    "green": (80, 140, 60),
    "teal": (45, 150, 130),
    "blue": (45, 110, 165),
    "violet": (125, 80, 155),
    "pink": (200, 112, 138),
    "cream": (216, 196, 142),
    "white": (220, 214, 200),
    "grey": (128, 128, 128),
    "black": (20, 20, 20),
}
_STYLE = "cinematic film still, natural colours, film grain"
_FAULTS = (
    "subtitles, text, watermark, logo, worst quality, low quality, jpeg artifacts, overexposed, "
    "deformed hands, extra fingers, fused fingers, deformed limbs, disfigured face, extra people"
)
_FAULTS_IN_MOTION = "static picture, flickering, jitter, walking backwards"
_FAULTS_IN_SOUND = "music, singing, narration, distorted sound"
"""A take has its score and its voices from elsewhere."""
_MOST_SAID = 400
"""Characters of one look or action that a model reads before it forgets how it began."""

_LONGEST_WORD = 30

# what weights, extra networks and alternations are written with in the front ends that people know
_EXTRA_NETWORK = re.compile(r"<[^<>]*>")
_WEIGHT = re.compile(r":\s*[-+]?\d+(?:\.\d+)?(?=\s*[)\]}])")
_SYNTAX = re.compile(r"[()\[\]{}<>|\\^*_#`~]+")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told, and what there was no room for."""

    positive: str
    negative: str
    dropped: tuple[str, ...] = ()
    """Sentences for the report."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a prompt; where room is short, the highest `rank` goes first."""

    text: str
    rank: int
    name: str


def write_prompt(
    shot: Shot,
    family: str,
    style: str,
    count: Callable[[str], int],
    limit: int,
    *,
    has_sound: bool = False,
) -> Prompt:
    """Write the prompt of a shot for a family of models: `wan`, `ltx`, or `keyframes`.

    `count` tells how many tokens a text is to the model, which takes `limit` of them; a model that
    makes sound is told what is heard. What does not fit is left out, the least important words
    first, and each omission is said. The words of the action are kept to the last; if even they are
    too many, they are cut at the end.
    """
    parts = [part for part in _parts(shot, family, clean(style)) if part.text]
    if has_sound:
        parts.insert(-1, _Part(_sounds(shot), 27, "the sound"))
    dropped = _cut_short(shot, style)
    while len(parts) > 1 and count(_joined(parts, family)) > limit:
        least = max(parts, key=lambda part: part.rank)
        parts.remove(least)
        dropped.append(f"shot {shot.number}: {least.name} did not fit the model's {limit} tokens")
    positive = _joined(parts, family)
    if count(positive) > limit:
        positive = _cut(positive, count, limit)
        dropped.append(f"shot {shot.number}: the end of what happens did not fit")
    negative = _negative(shot, family, has_sound=has_sound)
    return Prompt(positive, _cut(negative, count, limit), tuple(dropped))


def clean(text: str) -> str:
    """Somebody's words on one line, without control signs and without any front end's syntax.

    What is beyond 400 characters is left out.
    """
    return _ended(_bare(text), _MOST_SAID)


def _bare(text: str) -> str:
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    bare = _SYNTAX.sub(" ", _WEIGHT.sub("", _EXTRA_NETWORK.sub(" ", seen)))
    return " ".join(bare.split())


def _cut_short(shot: Shot, style: str) -> list[str]:
    """What of somebody's words is longer than a model reads, in sentences."""
    texts = [
        ("what happens", shot.action),
        *((f"how {clean(it.name)} looks", it.description) for it in shot.cast),
        ("what the place looks like", shot.place.description),
        ("the style", style),
    ]
    return [
        f"shot {shot.number}: the end of {name} was left out, for it has over {_MOST_SAID} letters"
        for name, text in texts
        if len(_bare(text)) > _MOST_SAID
    ]


def _parts(shot: Shot, family: str, style: str) -> Sequence[_Part]:
    """In the family's own order."""
    action = _Part(_sentence(clean(shot.action)), 0, "what happens")
    looks = [
        _Part(_look(performer), 1 + place, f"how {clean(performer.name)} looks")
        for place, performer in enumerate(shot.cast)
    ]
    place = _Part(_place(shot), 20, "the place")
    light = _Part(_LIGHT[shot.light], 22, "the light")
    framing = _Part(_FRAMING[shot.framing], 23, "the framing")
    camera = _Part(_CAMERA[shot.camera], 24, "the camera move")
    pace = _Part(_PACE[shot.pace], 25, "the pace")
    manner = _Part(style or _STYLE, 21 if style else 26, "the style")
    match family:
        case "ltx":
            return (action, pace, *looks, place, framing, camera, light, manner)
        case "keyframes":
            return (action, *looks, place, light, framing, manner)
        case _:
            return (action, *looks, place, light, framing, camera, pace, manner)


def _look(performer: Performer) -> str:
    """By name, the description, and the colour that they are known by."""
    seen = [clean(performer.description)] if performer.description else []
    if performer.accent is not None:
        seen.append(f"with one accent of {_colour(performer.accent)}")
    return f"{clean(performer.name)} is {', '.join(seen)}" if seen else ""


def _colour(accent: str) -> str:
    """The word for a colour of the form `#b3232a`: that of the nearest which has one."""
    parts = [int(accent[at : at + 2], 16) for at in (1, 3, 5)]
    return min(_COLOURS, key=lambda word: math.dist(parts, _COLOURS[word]))


def _place(shot: Shot) -> str:
    where = clean(shot.place.name)
    # the sky is not seen from within, but the window is
    weather = "" if shot.place.interior else _WEATHER[shot.place.weather]
    side = "inside" if shot.place.interior else "outdoors"
    said = " ".join(
        word for word in (f"{side}: {where}", _TIME[shot.place.time_of_day], weather) if word
    )
    looks = clean(shot.place.description)
    return f"{said}, {looks}" if looks else said


def _sounds(shot: Shot) -> str:
    """What is heard where the shot is; from within, weather is far away."""
    weather = _HEARD[shot.place.weather]
    heard = "the natural sounds of this place and of what happens in it"
    if not weather:
        return heard
    return f"{heard}, {weather}{' outside' if shot.place.interior else ''}"


def _sentence(text: str) -> str:
    return text.rstrip(" .,;:")


def _joined(parts: Sequence[_Part], family: str) -> str:
    """Wan and image models read phrases; LTX was trained on sentences."""
    if family == "ltx":
        return " ".join(f"{part.text[:1].upper()}{part.text[1:]}." for part in parts)
    first, *rest = (part.text for part in parts)
    return f"{first}. {', '.join(rest)}." if rest else f"{first}."


def _negative(shot: Shot, family: str, *, has_sound: bool) -> str:
    faults = [_FAULTS]
    if has_sound:
        faults.append(_FAULTS_IN_SOUND)
    if family != "keyframes" and shot.pace is not Pace.LINGERING:
        faults.append(_FAULTS_IN_MOTION)
    if not shot.cast:
        faults.append("close-up of a face")
    return ", ".join(faults)


def _cut(text: str, count: Callable[[str], int], limit: int) -> str:
    """As much of it from the beginning as fits."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count(text[:middle]) <= limit else (low, middle - 1)
    return _ended(text, low)


def _ended(text: str, length: int) -> str:
    """No more of it than a length, without a word that this would cut through."""
    head = text[:length]
    if length >= len(text) or text[length] == " ":
        return head.rstrip()
    words, _, last = head.rpartition(" ")
    # in scripts without spaces a sentence would be one word
    return words if words and len(last) <= _LONGEST_WORD else head
