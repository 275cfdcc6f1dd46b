"""The vocabulary of film in which orders are written."""

from __future__ import annotations

from enum import StrEnum


class TimeOfDay(StrEnum):
    DAWN = "dawn"
    DAY = "day"
    GOLDEN_HOUR = "golden hour"
    DUSK = "dusk"
    NIGHT = "night"
    MOONLIGHT = "moonlight"


class Weather(StrEnum):
    CLEAR = "clear"
    CLOUD = "cloud"
    FOG = "fog"
    RAIN = "rain"
    STORM = "storm"
    SNOW = "snow"
    WIND = "wind"


class Light(StrEnum):
    GOLDEN_HOUR = "golden hour"
    OVERCAST = "overcast"
    LOW_KEY = "low key"
    HIGH_KEY = "high key"
    MOONLIGHT = "moonlight"
    FIRELIGHT = "firelight"
    BACKLIGHT = "backlight"


class Framing(StrEnum):
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


class CameraMove(StrEnum):
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


class Pace(StrEnum):
    LINGERING = "lingering"
    MEASURED = "measured"
    BRISK = "brisk"
    FRANTIC = "frantic"


class Opening(StrEnum):
    """How a shot follows the one before it. The edit makes it; the shots' lengths stay theirs."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    """Out of the last picture: some time has passed."""
    FADE = "fade"
    """Through black: another day, another place."""
    MATCH = "match"
    """A soft cut on the same shape: who was seen stands where they stood."""


class StyleName(StrEnum):
    """The manners in which a film can look. The animatic draws them; models are told them."""

    MATTE = "matte"
    WIDESCREEN = "widescreen"
    SILENT = "silent"
    NOIR = "noir"
    WATERCOLOUR = "watercolour"
    WOODCUT = "woodcut"


class Aspect(StrEnum):
    """What is seen of the frame, width by height; the rest of it is black."""

    WIDE = "16:9"
    SCOPE = "2.39:1"
    ACADEMY = "4:3"
