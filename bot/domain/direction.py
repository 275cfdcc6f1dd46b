"""What a proposer directs: what we see, light, framing, pace; and the words for where and when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_TITLE = 80
MAX_ACTION = 1000


class Light(StrEnum):
    GOLDEN_HOUR = "golden hour"
    OVERCAST = "overcast"
    LOW_KEY = "low key"
    HIGH_KEY = "high key"
    MOONLIGHT = "moonlight"
    FIRELIGHT = "firelight"
    BACKLIGHT = "backlight"


class Framing(StrEnum):
    WIDE = "wide"
    FULL = "full"
    MEDIUM = "medium"
    CLOSE = "close"
    OVER_THE_SHOULDER = "over the shoulder"
    AERIAL = "aerial"


class Pace(StrEnum):
    LINGERING = "lingering"
    MEASURED = "measured"
    BRISK = "brisk"
    FRANTIC = "frantic"


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


@dataclass(frozen=True, slots=True)
class Heading:
    """A scene's slug line: where it plays, when, and in what weather."""

    place: str
    interior: bool
    time_of_day: TimeOfDay
    weather: Weather

    def __str__(self) -> str:
        where = "INT" if self.interior else "EXT"
        weather = "" if self.interior or self.weather is Weather.CLEAR else f", {self.weather}"
        return f"{where}. {self.place} - {self.time_of_day}{weather}".upper()


@dataclass(frozen=True, slots=True)
class Direction:
    """What the proposer chose."""

    title: str
    action: str
    light: Light
    framing: Framing
    pace: Pace
