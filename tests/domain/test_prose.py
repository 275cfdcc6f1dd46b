"""Prose taken apart: narration and speech, no word of either lost or changed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.prose import MAX_READ, plain, sentences, take_apart


@pytest.mark.parametrize(
    ("paragraph", "apart"),
    [
        ("“Stay,” she said. “It rains.”", ["“Stay,”", "she said.", "“It rains.”"]),
        ("She said nothing.", ["She said nothing."]),
        ("The “Heron” lay at anchor.", ["The “Heron” lay at anchor."]),
        ("“It goes on,", ["“It goes on,”"]),
        ("— Stay, said Ann.", ["“Stay,”", "said Ann."]),
        ("'I shan't,' said the boys' aunt.", ["“I shan't,”", "said the boys' aunt."]),
        ("„Bleib“, sagte sie.", ["“Bleib”", ", sagte sie."]),
        ("「いいえ」と彼は言った。", ["“いいえ”", "と彼は言った。"]),
        ("", []),
    ],
)
def test_narration_and_speech_are_kept_apart(paragraph: str, apart: list[str]) -> None:
    (pieces,) = take_apart((paragraph,))
    told = [f"“{piece.text}”" if piece.spoken else piece.text for piece in pieces]
    assert told == apart


@pytest.mark.parametrize(
    ("passage", "spoken"),
    [
        (
            (
                "'Let me go to bed, then,' answered the boy.",
                "'He said \"No,\" and I knew it,' sobbed Cathy.",
                "'Come, come,' I whispered.",
            ),
            ["Let me go to bed, then,", 'He said "No," and I knew it,', "Come, come,"],
        ),
        (
            ("\"I heard 'Stop!' and ran,\" said Ann.", '"Did you?" he asked.'),
            ["I heard 'Stop!' and ran,", "Did you?"],
        ),
        (
            ("'\"He is ill,\" I said.'", "'Was he?' asked the boy."),
            ['"He is ill," I said.', "Was he?"],
        ),
    ],
)
def test_the_marks_that_most_paragraphs_begin_with_open_speech(
    passage: tuple[str, ...], spoken: list[str]
) -> None:
    apart = take_apart(passage)
    assert [piece.text for pieces in apart for piece in pieces if piece.spoken] == spoken


TEXT = st.lists(
    st.sampled_from([*"“”‘’'\"«»„—,.!?", "--", "said", "she", "I", "Ann", "’tis", "boys'", "the"]),
    max_size=40,
).map(" ".join)


@given(st.lists(TEXT | st.text(max_size=200), max_size=4).map(tuple))
def test_no_word_is_lost_or_changed(paragraphs: tuple[str, ...]) -> None:
    for paragraph, pieces in zip(paragraphs, take_apart(paragraphs), strict=True):
        told = " ".join(piece.text for piece in pieces)
        assert re.findall(r"[^\W_]+", told) == re.findall(r"[^\W_]+", plain(paragraph))


@given(st.text(max_size=400))
def test_sentences_are_the_whole_text(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(plain(text).split())


def test_an_abbreviation_behind_a_dash_ends_no_sentence() -> None:
    assert len(sentences("She walked down singing—Mrs. Fisher heard her—and went in.")) == 1


def test_a_paragraph_without_end_is_read_in_part() -> None:
    (pieces,) = take_apart(("word " * 10_000,))
    assert len(pieces[0].text) <= MAX_READ
