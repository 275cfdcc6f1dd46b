"""Scripts come out shaped and in their own direction where a font is installed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.doctor.node import SCRIPTS
from render.edit.titles import line

SAMPLES = {
    "Arabic": ("س", "م"),
    "Hebrew": ("א", "ב"),
    "Devanagari": ("क", "म"),
    "Chinese": ("雪", "海"),
    "Japanese": ("か", "き"),
    "Korean": ("눈", "달"),
}


def drawn(text: str) -> NDArray[np.float32]:
    """The ink of a line, cut to its columns."""
    ink = line(text, 60)[..., 3]
    columns = np.flatnonzero(ink.max(axis=0) > 0.2)
    return ink[:, columns[0] : columns[-1] + 1]


def need(script: str) -> None:
    one, other = (drawn(letter) for letter in SAMPLES[script])
    if one.shape == other.shape and np.array_equal(one, other):
        pytest.skip(f"no font for {script} here: every letter is the same box")


@pytest.mark.parametrize("script", sorted(SAMPLES.keys() - {"Devanagari"}))
def test_the_doctor_knows_a_package_for_every_script_that_we_do_not_bring(script: str) -> None:
    assert SCRIPTS[script][1].startswith("fonts-")


def test_arabic_letters_are_joined() -> None:
    need("Arabic")

    assert drawn("سلام").shape[1] < 0.9 * sum(drawn(letter).shape[1] for letter in "سلام")


def test_hebrew_runs_from_right_to_left() -> None:
    need("Hebrew")
    first, last = drawn("א"), drawn("ב")
    word = drawn("אב")

    def off(letter: NDArray[np.float32], place: slice) -> float:
        return float(np.abs(word[:, place] - letter).mean())

    right, left = slice(-first.shape[1], None), slice(0, first.shape[1])
    assert off(first, right) < 0.5 * off(first, left)
    assert word.shape[1] > last.shape[1] + 0.5 * first.shape[1]


def test_devanagari_letters_are_one_where_they_are_written_as_one() -> None:
    assert not np.array_equal(*(drawn(letter) for letter in SAMPLES["Devanagari"]))
    assert drawn("क्ष").shape[1] < 0.9 * (drawn("क").shape[1] + drawn("ष").shape[1])


@pytest.mark.parametrize("script", ["Chinese", "Japanese", "Korean"])
def test_each_letter_of_the_east_has_its_own_shape(script: str) -> None:
    need(script)

    assert drawn(SAMPLES[script][0]).std() > 0.1
