from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from render.diffusion.sounding import brought, joined

SECOND = 48_000


def tone(seconds: float, level: float) -> NDArray[np.float32]:
    return np.full((round(seconds * SECOND), 2), level, np.float32)


def test_a_models_waves_become_stereo_at_48_khz_exactly_as_long_as_asked() -> None:
    time = np.arange(24_000) / 24_000
    waves = np.sin(2 * np.pi * 440 * time).astype(np.float32)[None] * 0.5
    sound = brought(waves, 24_000, 0.9)
    there = np.sin(2 * np.pi * 440 * np.arange(round(0.9 * SECOND)) / SECOND) * 0.5
    assert sound.shape == (round(0.9 * SECOND), 2)
    assert np.abs(sound[1000:-1000, 0] - there[1000:-1000]).max() < 0.01
    assert np.array_equal(sound[:, 0], sound[:, 1])
    assert brought(waves, 24_000, 1.5).shape == (round(1.5 * SECOND), 2)


def test_waves_that_are_no_numbers_are_silent() -> None:
    assert not brought(np.full((2, 100), np.nan, np.float32), SECOND, 0.1).any()


def test_what_a_stretch_sounds_like_before_the_shot_is_left_out() -> None:
    sound = np.concatenate([tone(0.5, 0.9), tone(1.0, 0.2)])
    whole = joined([(-0.5, sound)])
    assert whole is not None
    assert np.array_equal(whole, tone(1.0, 0.2))


def test_stretches_give_way_to_one_another_where_they_overlap() -> None:
    whole = joined([(0.0, tone(1.0, 0.4)), (0.75, tone(1.0, 0.4))])
    assert whole is not None
    assert len(whole) == round(1.75 * SECOND)
    assert np.allclose(whole[: round(0.74 * SECOND)], 0.4)
    assert np.allclose(whole[round(1.01 * SECOND) :], 0.4)
    assert whole.max() == pytest.approx(0.4 * np.sqrt(2), abs=0.01)  # equal power


@pytest.mark.parametrize("sounds", [[], [(0.0, tone(1.0, 0.0001))]])
def test_where_nothing_is_to_be_heard_there_is_no_sound(
    sounds: list[tuple[float, NDArray[np.float32]]],
) -> None:
    assert joined(sounds) is None
