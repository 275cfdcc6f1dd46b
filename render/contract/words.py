"""The vocabulary of film in which orders are written."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A word of the vocabulary. One that comes later names the version that it comes with, and an
    earlier one that says it to nodes of before: `ORBIT = "orbit", 3, "pan left"`.
    """

    def __new__(cls, value: str, since: int = 1, before: str = "") -> Self:
        word = str.__new__(cls, value)
        word._value_ = value
        word._since = since
        word._before = before
        return word

    _since: int
    _before: str

    def as_of(self, version: int) -> Self:
        """This word, or the one that a node of that version knows it by."""
        return self if self._since <= version else type(self)(self._before).as_of(version)


class TimeOfDay(Word):
    DAWN = "dawn"
    DAY = "day"
    GOLDEN_HOUR = "golden hour"
    DUSK = "dusk"
    NIGHT = "night"
    MOONLIGHT = "moonlight"


class Weather(Word):
    CLEAR = "clear"
    CLOUD = "cloud"
    FOG = "fog"
    RAIN = "rain"
    STORM = "storm"
    SNOW = "snow"
    WIND = "wind"


class Light(Word):
    GOLDEN_HOUR = "golden hour"
    OVERCAST = "overcast"
    LOW_KEY = "low key"
    HIGH_KEY = "high key"
    MOONLIGHT = "moonlight"
    FIRELIGHT = "firelight"
    BACKLIGHT = "backlight"


class Framing(Word):
    EXTREME_WIDE = "extreme wide"
    WIDE = "wide"
    FULL = "full"
    MEDIUM = "medium"
    CLOSE = "close"
    OVER_THE_SHOULDER = "over the shoulder"
    AERIAL = "aerial"
    INSERT = "insert"
    """A thing that matters, filling the frame: a letter, a key."""
    POINT_OF_VIEW = "point of view"
    """What a character sees."""


class CameraMove(Word):
    STATIC = "static"
    PUSH_IN = "push in"
    PULL_BACK = "pull back"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"
    TILT_UP = "tilt up"
    TILT_DOWN = "tilt down"
    DOLLY_LEFT = "dolly left"
    DOLLY_RIGHT = "dolly right"
    CRANE_UP = "crane up"
    CRANE_DOWN = "crane down"
    HANDHELD = "handheld"


class Pace(Word):
    LINGERING = "lingering"
    MEASURED = "measured"
    BRISK = "brisk"
    FRANTIC = "frantic"


class Opening(Word):
    """How a shot follows the one before it. The edit makes it; the shots' lengths stay theirs."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    """Out of the last picture: some time has passed."""
    FADE = "fade"
    """Through black: another day, another place."""
    MATCH = "match"
    """A soft cut on the same shape: who was seen stands where they stood."""


class StyleName(Word):
    """The manners in which a film can look. The animatic draws them; models are told them."""

    MATTE = "matte"
    WIDESCREEN = "widescreen"
    SILENT = "silent"
    NOIR = "noir"
    WATERCOLOUR = "watercolour"
    WOODCUT = "woodcut"


class Aspect(Word):
    """What is seen of the frame, width by height; the rest of it is black."""

    WIDE = "16:9"
    SCOPE = "2.39:1"
    ACADEMY = "4:3"
