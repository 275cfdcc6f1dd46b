"""What tests measure of sounds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from render.contract import (
    JobKind,
    Light,
    Line,
    Pace,
    Performer,
    Picture,
    Place,
    SceneOrder,
    Shot,
    TimeOfDay,
    Weather,
)
from render.engines.animatic.lightning import Lightning
from render.engines.animatic.mood import mood_of
from render.engines.animatic.places import set_for
from render.engines.animatic.sets import SETS
from render.engines.animatic.sounds import sound_of
from render.engines.animatic.stage import Scenery, Stage
from render.engines.protocol import Samples
from render.sound.loudness import peaks

RATE = 48_000
SMALL = Picture(width=160, height=90, fps=12)
Sound = NDArray[np.float32]


def place(
    name: str,
    *,
    interior: bool = False,
    hour: TimeOfDay = TimeOfDay.DAY,
    weather: Weather = Weather.CLEAR,
) -> Place:
    return Place(name=name, interior=interior, time_of_day=hour, weather=weather)


def shot(number: int = 1, **changes: object) -> Shot:
    facts: dict[str, object] = {
        "number": number,
        "seconds": 3.0,
        "action": "The strand lies empty.",
        "place": place("strand"),
        "light": Light.BACKLIGHT,
        "framing": "wide",
        "pace": Pace.MEASURED,
        "cast": (Performer(name="Will", description="a boy of twelve"),),
        "seed": 40 + number,
    }
    return Shot.model_validate(facts | changes)


def order(*shots: Shot, **changes: object) -> SceneOrder:
    facts: dict[str, object] = {
        "kind": JobKind.TAKE,
        "slate": "1-1",
        "novel": "The Lamp",
        "chapter": "One",
        "title": "The boy",
        "shots": shots,
    }
    return SceneOrder.model_validate(facts | changes)


def line(start: float, end: float, speaker: str = "Will", text: str = "The lamp is out.") -> Line:
    return Line(speaker=speaker, text=text, start=start, end=end)


def decibels(sound: Sound) -> float:
    """The mean level in dBFS."""
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-20))


def true_peak(sound: Sound) -> float:
    """The highest true peak in dBTP; minus infinity for silence."""
    highest = float(peaks(sound).max())
    return 20 * float(np.log10(highest)) if highest else -np.inf


def levels(sound: Sound, edges: tuple[float, ...]) -> NDArray[np.float64]:
    """The level of a track in each band between the edges, in dB."""
    power = np.square(np.abs(np.fft.rfft(sound.astype(np.float64), axis=-1))).sum(0)
    hertz = np.fft.rfftfreq(sound.shape[-1], 1 / RATE)
    found = [power[(hertz >= low) & (hertz < high)].sum() for low, high in pairwise(edges)]
    return 10 * np.log10(np.array(found) / sound.shape[-1] ** 2 + 1e-20)


def share_above(sound: Sound, edge: float) -> float:
    """How much of a track's power lies above a frequency."""
    low, high = 10 ** (levels(sound, (20, edge, 24_000)) / 10)
    return float(high / (low + high + 1e-18))


def envelope(sound: Sound, seconds: float) -> NDArray[np.float64]:
    """The level of a track in steps of so many seconds, as amplitude."""
    step = round(seconds * RATE)
    count = sound.shape[-1] // step
    parts = np.square(sound[:, : count * step], dtype=np.float64).reshape(2, count, step)
    return np.sqrt(parts.mean((0, 2)))


def onset(sound: Sound) -> float:
    """The second at which a track first rises to a hundredth of its highest peak."""
    level = np.abs(sound).max(0)
    return int((level > 0.01 * level.max()).argmax()) / RATE


def step_at(sound: Sound, at: int, reach: int = 3) -> float:
    """The largest step from sample to sample around one."""
    return float(np.abs(np.diff(sound[:, max(0, at - reach) : at + reach])).max())


def stage_of(plan: Shot) -> tuple[Stage, Scenery, Lightning]:
    """What the animatic sets a shot up with, without drawing anybody."""
    name = set_for(plan.place)
    stage = Stage(plan, SMALL, mood_of(plan), name)
    return stage, SETS[name](stage), Lightning(stage)


def heard_in(plan: Shot) -> Samples | None:
    """The sound that the animatic gives a shot."""
    stage, scenery, lightning = stage_of(plan)
    return sound_of(plan, stage, scenery, lightning.times)
