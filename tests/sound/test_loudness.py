"""How loud a film is, measured against known signals and against ffmpeg."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from sound_measures import RATE, true_peak

from render.sound.craft import rng_of, silence, wide
from render.sound.loudness import CEILING, TARGET, limited, loudness, normalised
from render.sound.spectra import band


def tone(hertz: float, decibels: float, seconds: float = 3.0, turn: float = 0.0):
    time = np.arange(round(seconds * RATE)) / RATE
    wave = 10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * time + turn)
    return np.stack((wave, wave)).astype(np.float32)


def said_by_ffmpeg(sound, folder: Path) -> tuple[float, float]:
    """Integrated loudness and true peak by ffmpeg's own meter."""
    path = folder / "sound.f32"
    path.write_bytes(np.ascontiguousarray(sound.T).tobytes())
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", "-f", "f32le"]
    command += ["-ar", "48000", "-ac", "2", "-i", str(path)]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    found = re.findall(r"(?:I|Peak): +(-?[\d.]+)", summary)
    return float(found[0]), float(found[-1])


@pytest.mark.parametrize("decibels", [-23.0, -33.0])
def test_a_tone_of_a_kilohertz_measures_what_it_is(decibels: float) -> None:
    # EBU Tech 3341, cases 1 and 2
    assert loudness(tone(1000, decibels)) == pytest.approx(decibels, abs=0.1)


def test_silence_between_does_not_count() -> None:
    # EBU Tech 3341, case 3: what is 10 LU below the rest is gated out
    parts = (tone(1000, -36, 4.0), tone(1000, -23, 12.0), tone(1000, -36, 4.0))
    assert loudness(np.concatenate(parts, axis=1)) == pytest.approx(-23, abs=0.1)


def test_silence_has_no_loudness_and_no_peak() -> None:
    assert loudness(silence(RATE)) == -np.inf
    assert true_peak(silence(RATE)) == -np.inf


def test_a_peak_between_two_samples_is_found() -> None:
    # EBU Tech 3341, case 15: a quarter of the rate, an eighth of a turn off
    wave = tone(RATE / 4, 20 * np.log10(0.5), 0.5, np.pi / 4)
    assert 20 * np.log10(np.abs(wave).max()) < -8.9
    assert true_peak(wave) == pytest.approx(-6.0, abs=0.4)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_meter_agrees_with_ffmpeg(seed: int, tmp_path: Path) -> None:
    rng = rng_of("meter", seed)
    sound = wide(rng, 6 * RATE, band(80, 6000)) * np.float32(0.05 * seed)
    sound[:, 2 * RATE : 3 * RATE] *= np.float32(3)
    sound[:, 4 * RATE : 5 * RATE] *= np.float32(0.02)
    said, peak = said_by_ffmpeg(sound, tmp_path)
    assert loudness(sound) == pytest.approx(said, abs=0.15)
    assert true_peak(sound) == pytest.approx(peak, abs=0.25)


@pytest.mark.parametrize("level", [0.0005, 0.02, 0.8])
def test_any_sound_comes_to_the_same_loudness(level: float) -> None:
    sound = wide(rng_of("level"), 4 * RATE, band(80, 6000)) * np.float32(level)
    made = normalised(sound)
    assert loudness(made) == pytest.approx(TARGET, abs=0.3)
    assert true_peak(made) <= CEILING + 0.1


def test_silence_stays_silent() -> None:
    assert not normalised(silence(RATE)).any()


def test_a_bang_is_held_down_without_a_step_and_nothing_else_is_touched() -> None:
    sound = tone(220, -30, 2.0)
    sound[:, RATE : RATE + 200] *= np.float32(60)
    made = limited(sound)
    assert true_peak(made) <= CEILING + 0.1
    far = np.r_[0 : RATE - 2400, RATE + 2600 : 2 * RATE]
    assert np.allclose(made[:, far], sound[:, far], atol=1e-6)
    turned_down = made[0] / np.where(np.abs(sound[0]) > 1e-3, sound[0], np.nan)
    assert np.nanmin(turned_down) < 0.5
    assert np.nanmax(np.abs(np.diff(turned_down))) < 0.005


def test_what_is_below_the_ceiling_is_left_alone() -> None:
    sound = tone(440, -12, 0.5)
    assert limited(sound) is sound
