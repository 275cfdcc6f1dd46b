"""Places, hours and weathers as they are heard."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from sound_measures import RATE, decibels, envelope, levels, place, share_above, shot

from render.contract import Light, TimeOfDay, Weather
from render.sound.ambience import SOURCES, Scene, ambience, beds_of, scene_of
from render.sound.craft import rng_of
from render.sound.places import EXTERIORS, INTERIORS, kinds_of
from render.sound.scapes import SCAPES, scape_of
from render.sound.space import SPACES

OCTAVES = (60, 125, 250, 500, 1000, 2000, 4000, 8000, 16000)
PLACES = {
    "strand": False,
    "open sea": False,
    "castle": False,
    "forest": False,
    "village street": False,
    "inn parlour": True,
    "great hall": True,
    "ship's deck": False,
    "moor": False,
    "mountain pass": False,
}


def kinds(listed: str) -> list[tuple[str, str]]:
    """Each kind of a word list, with its first word."""
    rows = (row.partition("|") for row in listed.strip().splitlines())
    return [(kind.strip(), words.split(",")[0].strip()) for kind, _, words in rows]


def source(name: str, seconds: float, power: float = 0.7, seed: int = 1):
    return SOURCES[name](rng_of("test", name, seed), round(seconds * RATE), power)


@pytest.mark.parametrize(
    ("name", "interior", "kind", "near"),
    [
        ("strand below the keep", False, "shore", ("cliff",)),
        ("inn parlour", True, "parlour", ()),
        ("parlour of the inn by the sea", True, "parlour", ("village", "sea")),
        ("Ship's Deck", False, "deck", ()),
        ("village street", False, "village", ()),
        ("High Street", False, "city", ()),
        ("below deck", True, "cabin", ()),
        ("nowhere in particular", False, "moor", ()),
        ("the Admiral Benbow", True, "chamber", ()),
    ],
)
def test_a_place_finds_its_sound_by_its_words(
    name: str, interior: bool, kind: str, near: tuple[str, ...]
) -> None:
    assert kinds_of(place(name, interior=interior)) == (kind, near)


def test_every_kind_has_words_and_every_word_a_kind() -> None:
    named = {kind for kind, _ in kinds(INTERIORS) + kinds(EXTERIORS)}
    assert named == set(SCAPES)


@pytest.mark.parametrize("kind", SCAPES)
def test_a_kind_names_only_sounds_that_there_are(kind: str) -> None:
    scape = SCAPES[kind]
    assert scape.space in SPACES
    assert scape.rain in SOURCES
    assert {name for name, _ in scape.beds} <= set(SOURCES)
    assert set(scape.life) - {"hearth"} <= set(SOURCES)


def test_no_two_kinds_of_place_are_made_of_the_same() -> None:
    made: dict[str, object] = {}
    for interior, listed in ((True, INTERIORS), (False, EXTERIORS)):
        for kind, word in dict(kinds(listed)).items():
            scene = Scene(place(word, interior=interior))
            made[kind] = (beds_of(scene), scape_of(scene.place).space, scape_of(scene.place).ground)
    assert len(set(made.values())) == len(made) == len(SCAPES)


def test_places_can_be_told_apart_by_ear() -> None:
    heard = {
        name: levels(ambience(Scene(place(name, interior=interior)), 2.0), OCTAVES)
        for name, interior in PLACES.items()
    }
    for (one, first), (other, second) in combinations(heard.items(), 2):
        assert np.abs(first - second).mean() > 2.5, (one, other)


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_is_clean(name: str) -> None:
    sound = source(name, 9.0)
    assert sound.shape == (2, 9 * RATE)
    assert np.abs(sound).max() > 0.05
    assert sound.dtype == np.float32
    assert np.isfinite(sound).all()
    assert abs(float(sound.mean())) < 0.01
    assert share_above(sound, 8000) < 0.2
    assert np.abs(np.diff(sound)).max() < 0.8 * np.abs(sound).max()


@pytest.mark.parametrize("name", ["surf", "wind", "rain", "leaves", "fire", "room_tone", "murmur"])
def test_a_source_is_wide_but_whole(name: str) -> None:
    left, right = source(name, 4.0)
    assert 0.0 < np.corrcoef(left, right)[0, 1] < 0.8


@pytest.mark.parametrize("name", ["surf", "rain", "fire", "wind"])
def test_a_source_never_repeats(name: str) -> None:
    sound = source(name, 8.0)[0]
    spectrum = np.fft.rfft(sound, 2 * len(sound))
    alike = np.fft.irfft(np.abs(spectrum) ** 2)[: len(sound)]
    assert np.abs(alike[RATE // 2 :]).max() < 0.35 * alike[0]


def test_waves_break_every_six_to_eleven_seconds() -> None:
    slow = np.convolve(envelope(source("surf", 56), 0.25), np.hanning(9) / 4, "same")
    crests = [
        at
        for at in range(12, len(slow) - 12)
        if slow[at] == slow[at - 12 : at + 13].max() and slow[at] > 1.15 * np.median(slow)
    ]
    gaps = np.diff(crests) * 0.25
    assert 5.5 <= np.median(gaps) <= 11.5
    assert slow.max() > 2.5 * slow.min()


def test_rain_is_broad_and_made_of_drops() -> None:
    sound = source("rain", 4.0)
    bands = levels(sound, (500, 1000, 2000, 4000, 8000))
    assert bands.max() - bands.min() < 12
    assert np.abs(sound).max() > 4.5 * sound.std()


def test_fire_crackles_and_wind_does_not() -> None:
    def peaked(name: str) -> float:
        high = np.diff(source(name, 8.0)[0].astype(np.float64))
        return float(np.mean(high**4) / np.mean(high**2) ** 2)

    assert peaked("fire") > 20
    assert peaked("wind") < 8


def test_wind_comes_in_gusts() -> None:
    blow = envelope(source("wind", 40, power=0.9), 0.5)
    assert blow.max() > 2.0 * blow.min()


def test_a_storm_is_louder_than_a_calm_and_duller_indoors() -> None:
    storm = {
        inside: ambience(Scene(place("hut", interior=inside, weather=Weather.STORM)), 4.0)
        for inside in (False, True)
    }
    calm = ambience(Scene(place("hut", weather=Weather.CLEAR)), 4.0)
    assert decibels(storm[False]) > decibels(calm) + 8
    assert decibels(storm[True]) < decibels(storm[False]) - 4
    assert share_above(storm[True], 2000) < share_above(storm[False], 2000) / 3


def test_snow_swallows_the_high_notes() -> None:
    snow, clear = (
        ambience(Scene(place("forest", weather=weather)), 3.0)
        for weather in (Weather.SNOW, Weather.CLEAR)
    )
    assert share_above(snow, 3000) < share_above(clear, 3000) / 3


@pytest.mark.parametrize(
    ("name", "hour", "weather", "heard"),
    [
        ("forest", TimeOfDay.DAWN, Weather.CLEAR, "songbirds"),
        ("forest", TimeOfDay.NIGHT, Weather.CLEAR, "owl"),
        ("forest", TimeOfDay.NIGHT, Weather.CLEAR, "crickets"),
        ("harbour", TimeOfDay.DAY, Weather.FOG, "gulls"),
        ("marsh", TimeOfDay.DUSK, Weather.CLOUD, "frogs"),
    ],
)
def test_a_place_is_alive_at_its_hour(
    name: str, hour: TimeOfDay, weather: Weather, heard: str
) -> None:
    def life(weather: Weather, hour: TimeOfDay) -> set[str]:
        return {bed.source for bed in beds_of(Scene(place(name, hour=hour, weather=weather)))}

    assert heard in life(weather, hour)
    assert heard not in life(Weather.STORM, hour)


@pytest.mark.parametrize(
    ("changes", "burns"),
    [
        ({"light": Light.FIRELIGHT}, True),
        ({"action": "A bonfire on the beach; the sparks fly up."}, True),
        ({"place": place("inn parlour", interior=True, hour=TimeOfDay.NIGHT)}, True),
        ({"place": place("inn parlour", interior=True, hour=TimeOfDay.DAY)}, False),
        ({"action": "She fires the pistol."}, False),
    ],
)
def test_a_fire_is_heard_where_one_burns(changes: dict[str, object], burns: bool) -> None:
    assert scene_of(shot(**changes)).has_fire is burns


def test_a_crowd_is_heard_where_the_action_has_one() -> None:
    scene = scene_of(shot(action="A crowd has gathered on the sand."))
    assert "murmur" in {bed.source for bed in beds_of(scene)}


def test_the_same_place_sounds_the_same_to_the_bit() -> None:
    scene = Scene(place("strand", weather=Weather.STORM), has_fire=True)
    first, again = ambience(scene, 2.0, 3), ambience(scene, 2.0, 3)
    assert first.tobytes() == again.tobytes()
    assert ambience(scene, 2.0, 4).tobytes() != first.tobytes()
