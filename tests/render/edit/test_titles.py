"""Words on the picture stay within title-safe, in at most two lines, and can be read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from render.contract import Line, SceneOrder
from render.edit.assemble import with_words
from render.edit.intertitles import card_alpha, intertitle, told
from render.edit.speakers import speaker_tone
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

ORDER = {
    "kind": "take",
    "slate": "1-1",
    "novel": "The Lamp at Carrow Keep",
    "title": "The lamp is out",
    "shots": [
        {
            "number": 1,
            "seconds": 4.0,
            "action": "They talk.",
            "place": {
                "name": "strand", "interior": False, "time_of_day": "dusk", "weather": "clear"
            },
            "light": "low key",
            "framing": "wide",
            "seed": 1,
            "cast": [
                {"name": "Will", "description": "a boy with a red scarf"},
                {"name": "The Captain", "description": "an old man with a black sash"},
                {"name": "Hester", "description": "a woman with a blue shawl"},
            ],
        }
    ],
}  # fmt: skip


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


def luminances(frame: Frame) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    share = frame.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array((0.2126, 0.7152, 0.0722)))


def striped(level: int) -> Frame:
    """A frame of light and dark bars, as wide as letters are: the worst to read on."""
    frame = ground(854, 480, level)
    frame[:, ::12] = frame[:, 1::12] = 255
    return frame


def contrast(over_black: Frame, over_ground: Frame) -> float:
    """The least of letters against what is round them, 1 to 21 (WCAG 2.2, 1.4.3)."""
    plain, shown = luminances(over_black), luminances(over_ground)
    letters = plain > 0.3
    strokes = letters & (plain >= 0.92 * cv2.dilate(plain, np.ones((5, 5), np.uint8)))
    near = cv2.dilate(letters.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    edge = cv2.dilate(letters.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert strokes.sum() > 300
    around = np.quantile(shown[near & ~edge], 0.95)
    return float((np.quantile(shown[strokes], 0.05) + 0.05) / (around + 0.05))


BRIGHT = [ground(854, 480, 255), ground(854, 480, 128), striped(0)]


@pytest.mark.parametrize("speaker", ["", "Will", "The Captain", "Hester"])
@pytest.mark.parametrize("under", BRIGHT)
def test_every_letter_has_4_5_to_1_against_what_is_round_it(speaker: str, under: Frame) -> None:
    order = SceneOrder.model_validate(ORDER)
    tone = speaker_tone(order, speaker)
    words = ("Who goes there, in such a night?", speaker, 0, tone)

    assert contrast(subtitle(ground(854, 480), *words), subtitle(under, *words)) >= 4.5


@pytest.mark.parametrize("under", BRIGHT)
def test_a_title_has_4_5_to_1_against_what_is_round_it(under: Frame) -> None:
    words = ("The Light on the Strand", "The Lamp at Carrow Keep", 1.0)

    assert contrast(title(ground(854, 480), *words), title(under, *words)) >= 4.5


@pytest.mark.parametrize("under", BRIGHT)
def test_what_is_told_has_4_5_to_1_against_the_picture_that_steps_back(under: Frame) -> None:
    words = ("No lamp had burned in the keep for twenty years.", 1.0)

    assert contrast(told(ground(854, 480), *words), told(under, *words)) >= 4.5


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("text", LINES)
def test_what_is_told_stands_in_the_middle_of_the_frame(text: str, width: int, height: int) -> None:
    left, top, right, foot = inked(told(ground(width, height), text, 1.0))

    assert min(left, width - right) >= 0.05 * width - 1
    assert abs((top + foot) / 2 - height / 2) < 0.06 * height
    assert told(ground(64, 64, 90), text, 0.0).mean() == 90


def test_what_is_told_takes_two_lines_at_most() -> None:
    text = "She waited, as she had every night since the war, for one who would never come home."

    assert ink_rows(told(ground(854, 480), text, 1.0)) == 2


def test_a_silent_film_s_card_has_4_5_to_1_in_words_and_name() -> None:
    card = intertitle(ground(854, 480, 255), "Who goes there, in such a night?", "Hester", 1.0)

    assert contrast(card, card) >= 4.5


def test_each_speaker_has_a_colour_that_stays() -> None:
    order = SceneOrder.model_validate(ORDER)
    tones = [speaker_tone(order, name) for name in ("Will", "The Captain", "will", "Nobody Known")]

    assert tones[0] == tones[2] != tones[1]
    assert tones[3] == speaker_tone(order, "Nobody Known")


@pytest.mark.parametrize("text", LINES)
@pytest.mark.parametrize("speaker", ["", "Jim", "A" * 100])
def test_a_silent_film_s_card_holds_the_words_within_its_border(text: str, speaker: str) -> None:
    frame = intertitle(ground(854, 480, 200), text, speaker, 1.0)
    inner = frame[36:444, 140:714].max(axis=2)

    assert frame[30, 427].max() < 40
    assert inner.max() > 200
    assert inner[:4].max() < 60
    assert inner[-4:].max() < 60
    assert inner[:, :8].max() < 60


def test_a_card_comes_and_goes_within_its_line() -> None:
    assert [card_alpha(time, 1.0, 3.0) for time in (1.0, 2.0, 3.0)] == [0.0, 1.0, 0.0]
    assert intertitle(ground(64, 64, 90), "Night.", "", 0.0).mean() == 90


def test_only_what_is_told_stands_in_the_middle_of_the_frame() -> None:
    order = SceneOrder.model_validate(ORDER)
    feet: list[int] = []
    for speaker, text in (("", "Night fell."), ("", "“Up where?”"), ("Will", "Up there.")):
        line = Line(speaker=speaker, text=text, start=0.0, end=3.0)
        shot = order.shots[0].model_copy(update={"number": 2, "lines": (line,)})
        feet.append(inked(with_words(ground(427, 240), order, shot, 1.5))[3])

    assert feet[0] < 150 < min(feet[1:])
