"""The music of a take."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from sound_measures import RATE, decibels, envelope, levels, line, order, place, share_above, shot

from render.contract import Light, Pace, TimeOfDay, Weather
from render.sound import instruments
from render.sound.craft import rng_of
from render.sound.instruments import LEADS, PADS, hertz_of
from render.sound.loudness import loudness
from render.sound.score import chord_of, score
from render.sound.themes import MODE_OF, MODES, Sheet, mood_of, sheet_of, theme_of

CONSONANT = frozenset((0, 2, 3, 4, 5, 7, 8, 9, 10))
"""Semitones between two voices of a held chord: neither minor second, tritone nor major seventh."""


def sheet(mood: str = "calm", seconds: float = 10.0, pace: Pace = Pace.MEASURED, **more) -> Sheet:
    return Sheet(theme_of("The Lamp", "One"), mood, pace, seconds, **more)


def test_a_chapter_keeps_its_theme_and_chapters_differ() -> None:
    themes = [theme_of("The Lamp", f"Chapter {number}") for number in range(1, 13)]
    assert themes[0] == theme_of("the lamp", "chapter 1")
    assert len({(theme.tune, theme.beats, theme.lead) for theme in themes}) == len(themes)
    assert len({theme.lead for theme in themes}) >= 3


def test_chapters_of_a_novel_share_their_key_and_novels_do_not() -> None:
    assert len({theme_of("The Lamp", f"{number}").tonic for number in range(9)}) == 1
    assert len({theme_of(f"Novel {number}", "1").tonic for number in range(20)}) > 3


@pytest.mark.parametrize("mood", MODE_OF)
@pytest.mark.parametrize("chapter", ["One", "Two", "Three", "Four"])
def test_every_chord_is_consonant(mood: str, chapter: str) -> None:
    plan = Sheet(theme_of("The Lamp", chapter), mood, Pace.MEASURED, 40)
    voices: tuple[int, ...] = ()
    for root in plan.roots():
        voices = chord_of(plan, root, voices)
        gaps = {abs(high - low) % 12 for low, high in combinations(voices, 2)}
        assert gaps <= CONSONANT, (root, voices)
        assert all(50 <= voice <= 74 for voice in voices)


@pytest.mark.parametrize("mood", MODE_OF)
def test_voices_move_by_small_steps(mood: str) -> None:
    plan = sheet(mood, 60)
    chords: list[tuple[int, ...]] = []
    for root in plan.roots():
        chords.append(chord_of(plan, root, chords[-1] if chords else ()))
    for before, after in pairwise(chords):
        assert max(abs(one - other) for one, other in zip(before, after, strict=True)) <= 7


def test_all_music_ends_at_home() -> None:
    for seconds in (2.0, 9.0, 33.0):
        assert sheet(seconds=seconds).roots()[-1] == 0


@pytest.mark.parametrize(
    ("changes", "mood"),
    [
        ({"light": Light.GOLDEN_HOUR, "action": "They embrace and laugh."}, "warmth"),
        ({"light": Light.LOW_KEY, "action": "A shadow creeps along the wall."}, "dread"),
        ({"pace": Pace.FRANTIC, "action": "They run for the boats."}, "drive"),
        (
            {
                "light": Light.OVERCAST,
                "place": place("churchyard", weather=Weather.RAIN),
                "action": "She weeps at the grave.",
            },
            "sorrow",
        ),
        (
            {
                "light": Light.MOONLIGHT,
                "place": place("hill", hour=TimeOfDay.MOONLIGHT),
                "action": "The stars over the vast plain.",
            },
            "wonder",
        ),
    ],
)
def test_the_mood_comes_from_what_is_shown(changes: dict[str, object], mood: str) -> None:
    assert mood_of((shot(**changes),)) == mood


@pytest.mark.parametrize("mood", MODE_OF)
def test_music_rises_from_silence_and_dies_away(mood: str) -> None:
    sound = score(sheet(mood, 5.0))
    assert sound.shape == (2, 5 * RATE)
    assert np.abs(sound[:, :48]).max() < 1e-4
    assert np.abs(sound[:, -48:]).max() < 1e-4
    level = envelope(sound, 0.1)
    assert level[-1] < 0.03 * level.max()
    assert abs(float(sound.mean())) < 1e-4
    assert share_above(sound, 6000) < 0.01


def test_music_lies_in_its_mode() -> None:
    plan = sheet("dread", 8.0)
    sound = score(plan).mean(0).astype(np.float64)
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    kept = (hertz > 150) & (hertz < 600)
    pitches = 69 + 12 * np.log2(hertz[kept] / 440)
    near = np.abs(pitches - np.round(pitches)) < 0.35
    tones = np.round(pitches[near]).astype(int) - plan.theme.tonic
    inside = np.isin(tones % 12, MODES["phrygian"])
    shares = power[kept][near]
    assert shares[inside].sum() > 0.93 * shares.sum()


def test_the_tune_waits_while_somebody_speaks() -> None:
    free, waiting, mute = (
        score(sheet("calm", 9.0, spoken=spoken)) for spoken in ((), ((4.0, 9.0),), ((0.0, 9.0),))
    )
    tune = free - mute
    assert loudness(mute) - 6 < loudness(tune) < loudness(mute) + 4
    assert np.allclose(waiting[:, : 3 * RATE], free[:, : 3 * RATE], atol=1e-5)
    assert np.abs((waiting - mute)[:, round(7.5 * RATE) :]).max() < 0.1 * np.abs(tune).max()


def test_a_hurried_shot_is_driven_from_its_start_to_its_end() -> None:
    shots = (
        shot(1, seconds=5.0),
        shot(2, seconds=5.0, pace=Pace.FRANTIC),
        shot(3, seconds=5.0),
    )
    plan = sheet_of(order(*shots), (0.0, 5.0, 10.0), 15.0)
    assert plan.drive == ((5.0, 10.0, 8),)
    still = Sheet(plan.theme, plan.mood, plan.pace, plan.seconds, plan.spoken)
    struck = score(plan) - score(still)
    assert np.abs(struck[:, : round(4.9 * RATE)]).max() < 1e-3
    assert decibels(struck[:, 5 * RATE : 10 * RATE]) > -60


def test_lines_are_found_where_they_are_spoken() -> None:
    shots = (shot(1), shot(2, lines=(line(0.5, 2.0),)))
    assert sheet_of(order(*shots), (0.0, 3.0), 6.0).spoken == ((3.5, 5.0),)


@pytest.mark.parametrize("name", [*LEADS, *PADS, "low_strings", "shimmer", "pulse"])
@pytest.mark.parametrize("pitch", [50, 62, 74])
def test_an_instrument_plays_its_pitch_and_stops(name: str, pitch: int) -> None:
    sound = getattr(instruments, name)(float(pitch), 2.0, rng_of("note", name))
    assert np.isfinite(sound).all()
    assert np.abs(sound[:, -1]).max() < 1e-3
    assert np.abs(sound[:, 0]).max() < 0.05
    assert sound.shape[-1] < 7 * RATE
    body = sound.mean(0)[: 2 * RATE].astype(np.float64)
    power = np.abs(np.fft.rfft(body * np.hanning(len(body)), 8 * RATE))
    hertz = np.fft.rfftfreq(8 * RATE, 1 / RATE)
    home = hertz_of(pitch)
    near = (hertz > home * 0.94) & (hertz < home * 1.06)
    found = float(hertz[near][power[near].argmax()])
    assert abs(1200 * np.log2(found / home)) < 25


def test_no_music_glitters() -> None:
    bands = levels(score(sheet("wonder", 8.0)), (100, 1000, 8000, 20000))
    assert bands[2] < bands[:2].max() - 40


def test_the_same_sheet_is_played_the_same_to_the_bit() -> None:
    assert score(sheet("drive", 6.0)).tobytes() == score(sheet("drive", 6.0)).tobytes()
