"""Words on the picture stay within title-safe, in at most two lines, and can be read."""

from __future__ import annotations

import numpy as np
import pytest

from render.edit.titles import cards, subtitle, title
from render.engines.protocol import Frame

SIZES = [(854, 480), (1280, 720), (160, 90), (64, 64), (480, 854)]
LINES = [
    "Who goes there?",
    "Sir, I come from the strand below the keep; and I tell you that no ship has come in.",
    "word " * 79,
    "x" * 400,
    "مرحبا بالعالم, नमस्ते, Ünïcode, Ελλάδα",
]


def ground(width: int, height: int, level: int = 0) -> Frame:
    return np.full((height, width, 3), level, np.uint8)


def ink_rows(frame: Frame) -> int:
    """How many lines of type there are: runs of rows with bright pixels."""
    rows = (frame.max(axis=2) > 90).any(axis=1)
    return int((np.diff(np.concatenate(([0], rows.astype(int)))) == 1).sum())


def inked(frame: Frame) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(frame.max(axis=2) > 60)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("text", LINES)
@pytest.mark.parametrize("speaker", ["", "Jim", "A" * 100])
def test_subtitles_stay_within_title_safe(width: int, height: int, text: str, speaker: str) -> None:
    frame = subtitle(ground(width, height), text, speaker)

    left, top, right, bottom = inked(frame)
    assert left >= width * 0.05 - 1
    assert right <= width * 0.95 + 1
    assert bottom <= height * 0.95 + 1
    assert top >= height * 0.5


@pytest.mark.parametrize("text", LINES[:4])
def test_subtitles_take_at_most_two_lines(text: str) -> None:
    plain = "".join(sign if sign.isalpha() or sign == " " else "" for sign in text)
    for share in (0.0, 0.5, 1.0):
        assert 1 <= ink_rows(subtitle(ground(854, 480), plain.upper(), share=share)) <= 2


@pytest.mark.parametrize("text", LINES)
def test_cards_together_say_the_whole_line(text: str) -> None:
    shown = cards(text, "Jim", 160, 90)

    assert "".join("".join(shown).split()) == "".join(text.split())


def test_a_long_line_shows_its_cards_in_turn() -> None:
    text = "First there was the sea. " + "And then the long way home. " * 8
    first, last = (subtitle(ground(320, 180), text, share=share) for share in (0.0, 0.99))

    assert len(cards(text, "", 320, 180)) > 1
    assert not np.array_equal(first, last)


def test_subtitles_can_be_read_on_white() -> None:
    frame = subtitle(ground(854, 480, 255), "Who goes there?")
    rows = slice(430, 456)

    assert frame[rows, 380:470].min() < 90


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07\n"])
def test_nothing_to_say_changes_nothing(text: str) -> None:
    frame = ground(160, 90, 40)

    assert np.array_equal(subtitle(frame, text, "Jim"), frame)


def test_words_leave_the_frame_they_are_given_untouched() -> None:
    frame = ground(160, 90, 40)
    subtitle(frame, "Who goes there?")
    title(frame, "The Strand", "Treasure Island", 1.0)

    assert (frame == 40).all()


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize(
    ("name", "below"),
    [("The Light on the Strand", "Treasure Island · XII"), ("T " * 50, "n" * 300), ("Night", "")],
)
def test_titles_stay_within_title_safe(width: int, height: int, name: str, below: str) -> None:
    left, top, right, bottom = inked(title(ground(width, height), name, below, 1.0))

    assert left >= width * 0.05 - 1
    assert right <= width * 0.95 + 1
    assert top >= height * 0.05 - 1
    assert bottom <= height * 0.95 + 1


def test_a_title_comes_and_goes_with_its_alpha() -> None:
    frame = ground(320, 180, 30)
    gone, half, whole = (
        title(frame, "The Light on the Strand", "Treasure Island", alpha).astype(int)
        for alpha in (0.0, 0.5, 1.0)
    )

    assert np.array_equal(gone, frame)
    assert 30 < half.max() < whole.max()
