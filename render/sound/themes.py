"""What the music of a take is made of: its chapter's theme, its mood, and a plan of its bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from render.contract import Light, Pace, SceneOrder, Shot, TimeOfDay, Weather
from render.sound.craft import Rng, rng_of
from render.sound.instruments import LEADS, PADS

MODES: dict[str, tuple[int, ...]] = {
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "ionian": (0, 2, 4, 5, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "aeolian": (0, 2, 3, 5, 7, 8, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
}
"""Semitones above the tonic."""

_TURNS: dict[str, tuple[tuple[int, ...], ...]] = {
    "wonder": ((0, 1, 0, 5), (0, 4, 1, 0), (0, 2, 1, 4)),
    "warmth": ((0, 3, 0, 4), (0, 5, 3, 4), (0, 6, 3, 0)),
    "calm": ((0, 3, 6, 0), (0, 2, 3, 0), (0, 6, 3, 0)),
    "sorrow": ((0, 5, 2, 6), (0, 3, 5, 0), (0, 6, 5, 6)),
    "dread": ((0, 1, 0, 0), (0, 5, 1, 0), (0, 3, 1, 0)),
    "drive": ((0, 0, 5, 6), (0, 2, 6, 3), (0, 6, 5, 6)),
}
"""Chords by the degree of their root, in turn."""
MODE_OF = {
    "wonder": "lydian", "warmth": "mixolydian", "calm": "dorian",
    "sorrow": "aeolian", "dread": "phrygian", "drive": "aeolian",
}  # fmt: skip
_BAR: dict[Pace, float] = {
    Pace.LINGERING: 5.4, Pace.MEASURED: 4.4, Pace.BRISK: 3.3, Pace.FRANTIC: 2.6,
}  # fmt: skip
"""Seconds that a chord lasts."""
_PULSES: dict[Pace, int] = {Pace.LINGERING: 0, Pace.MEASURED: 0, Pace.BRISK: 6, Pace.FRANTIC: 8}
"""Strokes a chord of what drives it."""
_WORDS = (
    ("dread", re.compile(
        r"\b(?:blood|knife|dead|death|fear\w*|terror|dark\w*|shadow\w*|creep\w*|scream\w*|ghost\w*|"
        r"murder\w*|hides?|hiding|threat\w*|black)\b")),
    ("drive", re.compile(
        r"\b(?:runs?|running|races?|chas\w+|flee\w*|fight\w*|duel\w*|attack\w*|charg\w+|gallop\w*|"
        r"escap\w+|storms?|battle\w*)\b")),
    ("sorrow", re.compile(
        r"\b(?:weep\w*|wept|cry|cries|grave\w*|mourn\w*|farewell|alone|lost|sobs?|tears?|funeral)\b")),
    ("warmth", re.compile(
        r"\b(?:smil\w+|laugh\w*|embrac\w+|kiss\w*|home|friends?|danc\w+|feast\w*|hearth|together)\b")),
    ("wonder", re.compile(
        r"\b(?:stars?|wonder\w*|gaz\w+|vast|glitter\w*|treasure\w*|discover\w*|shin\w+|horizon)\b")),
)  # fmt: skip
_LIGHTS: dict[Light, tuple[str, float]] = {
    Light.GOLDEN_HOUR: ("warmth", 1.0),
    Light.OVERCAST: ("sorrow", 0.7),
    Light.LOW_KEY: ("dread", 0.9),
    Light.HIGH_KEY: ("warmth", 0.8),
    Light.MOONLIGHT: ("wonder", 0.9),
    Light.FIRELIGHT: ("warmth", 0.6),
    Light.BACKLIGHT: ("wonder", 0.5),
}
_WEATHERS: dict[Weather, tuple[str, float]] = {
    Weather.CLEAR: ("calm", 0.5),
    Weather.CLOUD: ("calm", 0.4),
    Weather.FOG: ("dread", 0.5),
    Weather.RAIN: ("sorrow", 0.7),
    Weather.STORM: ("drive", 0.6),
    Weather.SNOW: ("wonder", 0.6),
    Weather.WIND: ("sorrow", 0.3),
}
_HOURS: dict[TimeOfDay, tuple[str, float]] = {
    TimeOfDay.DAWN: ("wonder", 0.4),
    TimeOfDay.DAY: ("warmth", 0.2),
    TimeOfDay.GOLDEN_HOUR: ("warmth", 0.4),
    TimeOfDay.DUSK: ("sorrow", 0.3),
    TimeOfDay.NIGHT: ("dread", 0.4),
    TimeOfDay.MOONLIGHT: ("wonder", 0.4),
}
_PACES: dict[Pace, tuple[str, float]] = {
    Pace.LINGERING: ("calm", 0.5),
    Pace.MEASURED: ("calm", 0.2),
    Pace.BRISK: ("drive", 0.7),
    Pace.FRANTIC: ("drive", 1.6),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """What a chapter sings: the same in every take of it, whatever its mood."""

    tonic: int
    """A MIDI pitch from C3 to A3."""
    tune: tuple[int, ...]
    """Steps of the scale above the tonic."""
    beats: tuple[float, ...]
    """Shares of a bar at which they sound."""
    lead: str
    pad: str
    turn: int


def theme_of(novel: str, chapter: str) -> Theme:
    """A chapter's theme. Chapters of one novel share their key and the head of their tune."""
    book, own = (
        rng_of("theme", novel.casefold()),
        rng_of("theme", novel.casefold(), chapter.casefold()),
    )
    head = [0, *_walk(book, 1)]
    tune = [*head, *_walk(own, 4, head[-1])]
    # It comes home, or to the fifth, so that it can begin again.
    tune[-1] = 4 if own.random() < 0.35 else 0
    beats = ((0.0, 0.25, 0.375, 0.5, 0.75, 0.875), (0.0, 0.125, 0.25, 0.5, 0.625, 0.75),
             (0.0, 0.375, 0.5, 0.625, 0.75, 0.875))[int(own.integers(3))]  # fmt: skip
    return Theme(
        tonic=int(book.choice((48, 50, 52, 53, 55, 57))),
        tune=tuple(tune),
        beats=beats,
        lead=str(own.choice(tuple(LEADS))),
        pad=str(book.choice(tuple(PADS))),
        turn=int(own.integers(3)),
    )


def _walk(rng: Rng, count: int, start: int = 0) -> list[int]:
    """Steps that mostly move to a neighbour, and leap now and then."""
    places: list[int] = []
    at = start
    for _ in range(count):
        at += int(rng.choice((-2, -1, 1, 1, 2, 3)))
        at = max(-2, min(7, at))
        places.append(at)
    return places


def mood_of(shots: Sequence[Shot]) -> str:
    """What a take feels like, by its light, weather, hour, pace and words, long shots more."""
    weights = dict.fromkeys(_TURNS, 0.0)
    for shot in shots:
        for name, weight in (
            _LIGHTS[shot.light],
            _WEATHERS[shot.place.weather],
            _HOURS[shot.place.time_of_day],
            _PACES[shot.pace],
        ):
            weights[name] += weight * shot.seconds
        action = shot.action.casefold()
        for name, words in _WORDS:
            weights[name] += min(2, len(words.findall(action))) * 0.5 * shot.seconds
    return max(weights, key=lambda name: weights[name])


@dataclass(frozen=True)
class Sheet:
    """The plan of a take's music."""

    theme: Theme
    mood: str
    pace: Pace
    seconds: float
    spoken: tuple[tuple[float, float], ...] = ()
    """When somebody speaks: the tune waits."""
    drive: tuple[tuple[float, float, int], ...] = field(default=())
    """From when to when something drives it, and with how many strokes a bar."""

    @cached_property
    def bar(self) -> float:
        """Seconds of a bar: a whole number of them fills the take."""
        return self.seconds / self.bars

    @cached_property
    def bars(self) -> int:
        """How many bars there are, the last of them at home."""
        return max(1, round(self.seconds / _BAR[self.pace]))

    def roots(self) -> list[int]:
        """The degree on which each bar's chord stands."""
        turn = _TURNS[self.mood][self.theme.turn % len(_TURNS[self.mood])]
        roots = [turn[bar % len(turn)] for bar in range(self.bars)]
        roots[-1] = 0
        return roots

    def pitch(self, degree: int) -> int:
        """The pitch of a step of the mode, steps counted from the tonic."""
        scale = MODES[MODE_OF[self.mood]]
        octave, step = divmod(degree, len(scale))
        return self.theme.tonic + 12 * octave + scale[step]


def sheet_of(order: SceneOrder, starts: Sequence[float], seconds: float) -> Sheet:
    """Plan the music of a take whose shots start at those seconds."""
    long: dict[Pace, float] = {}
    for shot in order.shots:
        long[shot.pace] = long.get(shot.pace, 0.0) + shot.seconds
    spoken = [
        (start + line.start, start + line.end)
        for start, shot in zip(starts, order.shots, strict=True)
        for line in shot.lines
    ]
    ends = [*starts[1:], seconds]
    drive = tuple(
        (start, end, _PULSES[shot.pace])
        for start, end, shot in zip(starts, ends, order.shots, strict=True)
        if _PULSES[shot.pace]
    )
    pace = max(long, key=lambda one: long[one])
    mood = mood_of(order.shots)
    theme = theme_of(order.novel, order.chapter)
    return Sheet(theme, mood, pace, seconds, tuple(spoken), drive)
