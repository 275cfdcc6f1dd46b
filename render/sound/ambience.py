"""The sound of places: what is always heard in one, at its hour and in its weather."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from render.contract import Light, Place, Shot, TimeOfDay, Weather
from render.sound import creatures, dwelling, people, water, weather
from render.sound.craft import Rng, Track, count_of, filtered, gain, lay, rng_of, silence
from render.sound.places import kinds_of
from render.sound.scapes import SCAPES, Scape, scape_of
from render.sound.spectra import high_pass, low_pass

Source = Callable[[Rng, int, float], Track]
"""Makes so many samples of a sound, with a power from 0 to 1."""

SOURCES: dict[str, Source] = {
    source.__name__: source
    for source in (
        water.surf, water.swell, water.lapping, water.stream, water.drips,
        weather.wind, weather.draught, weather.leaves, weather.grass, weather.rain,
        weather.rain_on_leaves, weather.rain_on_roof, weather.rain_on_canvas,
        weather.rain_on_water, weather.snowfall, weather.distant_thunder, weather.canvas,
        dwelling.room_tone, dwelling.great_air, dwelling.hollow_air, dwelling.fire,
        dwelling.clock, dwelling.timbers, dwelling.machine_hum, dwelling.vessel_hum,
        dwelling.rails, creatures.songbirds, creatures.gulls, creatures.crows, creatures.owl,
        creatures.crickets, creatures.frogs, people.murmur, people.bustle, people.tableware,
    )
}  # fmt: skip
_WIND: dict[Weather, float] = {
    Weather.CLEAR: 0.18,
    Weather.CLOUD: 0.28,
    Weather.FOG: 0.06,
    Weather.RAIN: 0.35,
    Weather.STORM: 1.0,
    Weather.SNOW: 0.25,
    Weather.WIND: 0.9,
}
"""How hard it blows, 0 to 1."""
_RAIN: dict[Weather, float] = {Weather.RAIN: 0.5, Weather.STORM: 1.0}
_MOVED_BY_WIND = frozenset(("leaves", "grass", "canvas", "draught", "surf", "swell", "timbers"))
_DARK = frozenset((TimeOfDay.NIGHT, TimeOfDay.MOONLIGHT, TimeOfDay.DUSK))
_CALM = frozenset((Weather.CLEAR, Weather.CLOUD, Weather.WIND))
_LIFE: dict[str, tuple[frozenset[TimeOfDay], float]] = {
    "songbirds": (frozenset((TimeOfDay.DAWN, TimeOfDay.DAY, TimeOfDay.GOLDEN_HOUR)), -27),
    "gulls": (frozenset(set(TimeOfDay) - {TimeOfDay.NIGHT, TimeOfDay.MOONLIGHT}), -26),
    "crows": (frozenset((TimeOfDay.DAWN, TimeOfDay.DAY, TimeOfDay.DUSK)), -29),
    "owl": (frozenset((TimeOfDay.NIGHT, TimeOfDay.MOONLIGHT)), -28),
    "crickets": (_DARK, -29),
    "frogs": (_DARK, -27),
}  # fmt: skip
_FIRE = re.compile(
    r"(?<!opens )(?<!opened )(?<!under )\b(?:fire|hearth|fireplace|flames?|burning|blaze|bonfire)\b"
)
_CROWD = re.compile(r"\b(?:crowd|crowds|mob|throng|guests|villagers|townsfolk|drinkers|audience)\b")


@dataclass(frozen=True, slots=True)
class Bed:
    """One sound of a place."""

    source: str
    level: float
    """Decibels."""
    power: float
    dull: float = 0.0
    """The frequency in Hz above which it is muffled; 0 is clear."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is heard of a place for as long as shots stay there."""

    place: Place
    has_fire: bool = False
    has_crowd: bool = False


def scene_of(shot: Shot) -> Scene:
    """What a shot's place sounds like, so far as its words and its light tell."""
    action = shot.action.casefold()
    kind = scape_of(shot.place)
    lit = shot.place.time_of_day in _DARK or shot.light is Light.LOW_KEY
    fire = (
        shot.light is Light.FIRELIGHT
        or bool(_FIRE.search(action))
        or ("hearth" in kind.life and lit)
    )
    return Scene(shot.place, fire, bool(_CROWD.search(action)))


def beds_of(scene: Scene) -> tuple[Bed, ...]:
    """The sounds that make up a place, each once."""
    place = scene.place
    main, within_hearing = kinds_of(place)
    scape = SCAPES[main]
    blows = _WIND[place.weather]
    beds = [
        Bed(name, level + _lift(name, blows), _power(name, place.weather))
        for name, level in scape.beds
    ]
    beds += _sky(scape, place)
    beds += _alive(scape, place)
    for kind in within_hearing:
        name, level = SCAPES[kind].beds[0]
        walls = place.interior
        beds.append(
            Bed(
                name,
                level - (15 if walls else 10),
                _power(name, place.weather),
                420 if walls else 1300,
            )
        )
    if scene.has_fire:
        beds.append(Bed("fire", -24, 0.6))
    if scene.has_crowd:
        beds.append(Bed("murmur", -26, 0.7))
    once: dict[str, Bed] = {}
    for bed in beds:
        known = once.get(bed.source)
        if known is None or bed.level > known.level:
            once[bed.source] = bed
    return tuple(once.values())


def _power(name: str, state: Weather) -> float:
    return 0.15 + 0.85 * _WIND[state] if name in _MOVED_BY_WIND else 0.5


def _lift(name: str, blows: float) -> float:
    """How much louder the wind makes what it moves, in decibels."""
    return (blows - 0.2) * 9 if name in _MOVED_BY_WIND else 0.0


def _sky(scape: Scape, place: Place) -> list[Bed]:
    """Wind, rain, snow and far thunder, as far as they come in."""
    if scape.sky <= 0:
        return []
    inside, state = place.interior, place.weather
    dull = 260 + 900 * scape.sky if inside else 0.0
    beds: list[Bed] = []
    blows = _WIND[state]
    level = scape.wind + 20 * np.log10(0.08 + 0.92 * blows)
    beds.append(Bed("draught" if inside else "wind", float(level), blows, dull))
    if state in _RAIN:
        power = _RAIN[state]
        beds.append(Bed(scape.rain, -26 + 5 * power - (1 - scape.sky) * 14, power))
    if state is Weather.SNOW and not inside:
        beds.append(Bed("snowfall", -39, 0.5))
    if state is Weather.STORM and inside:
        beds.append(Bed("distant_thunder", -27 - (1 - scape.sky) * 6, 1.0, 200))
    return beds


def _alive(scape: Scape, place: Place) -> list[Bed]:
    if place.weather not in _CALM and not (place.weather is Weather.FOG and "gulls" in scape.life):
        return []
    found: list[Bed] = []
    for name in scape.life:
        hours, level = _LIFE.get(name, (frozenset[TimeOfDay](), 0.0))
        if place.time_of_day in hours:
            loud = 4.0 if place.time_of_day is TimeOfDay.DAWN and name == "songbirds" else 0.0
            found.append(Bed(name, level + loud, 0.5))
    return found


def ambience(scene: Scene, seconds: float, seed: int = 0) -> Track:
    """So many seconds of a place. The same scene, length and seed give the same samples."""
    count = count_of(seconds)
    total = silence(count)
    by_dull: dict[float, Track] = {}
    for bed in beds_of(scene):
        rng = rng_of("ambience", scene.place.name.casefold(), bed.source, seed)
        sound = SOURCES[bed.source](rng, count, bed.power) * gain(bed.level)
        if bed.dull:
            lay(by_dull.setdefault(bed.dull, silence(count)), sound, 0)
        else:
            total += sound
    for dull, muffled in by_dull.items():
        total += filtered(muffled, low_pass(dull, 1.2))
    if scene.place.weather is Weather.SNOW and not scene.place.interior:
        # Fresh snow swallows the high notes of everything.
        total = filtered(total, low_pass(1700, 1.0))
    return filtered(total, high_pass(28))
