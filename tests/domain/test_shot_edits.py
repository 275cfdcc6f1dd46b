"""Changing a shot list: whatever is done to it, it stays a scene."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.direction import CameraMove, Heading, Light, Pace, TimeOfDay, Weather
from bot.domain.plan import MAX_SECONDS, MAX_SHOTS, MIN_SECONDS, MIN_SHOTS
from bot.domain.shot_edits import added, dropped, marked, moved, reframed, rewritten
from bot.domain.shot_words import Words, read_action, read_said, read_seconds, said_in
from bot.domain.shots import Line, PlannedShot, ShotFraming, ShotList
from bot.errors import Refusal

HEADING = Heading("strand", False, TimeOfDay.DUSK, Weather.RAIN)
CAST = ("Wick", "Captain Hale")


def shots(*seconds: float) -> ShotList:
    return ShotList(
        HEADING,
        CAST,
        tuple(
            PlannedShot(
                number,
                length,
                f"Action {number}.",
                ShotFraming.WIDE,
                Light.BACKLIGHT,
                CameraMove.STATIC,
                Pace.BRISK,
            )
            for number, length in enumerate(seconds, start=1)
        ),
    )


FOUR = shots(4, 4, 4, 4)


def marks(listed: ShotList) -> list[int]:
    return [shot.mark for shot in listed.shots]


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        (marked(FOUR), [1, 2, 3, 4]),
        (added(FOUR, 2), [1, 2, 5, 3, 4]),
        (added(added(FOUR, 4), 1), [1, 6, 2, 3, 4, 5]),
        (dropped(FOUR, 2), [1, 3, 4]),
        (moved(FOUR, 1, 1), [2, 1, 3, 4]),
        (moved(FOUR, 4, -1), [1, 2, 4, 3]),
        (moved(FOUR, 1, -1), [1, 2, 3, 4]),  # the first stays first
        (moved(dropped(FOUR, 1), 3, -2), [4, 2, 3]),
    ],
)
def test_a_shot_keeps_its_mark_wherever_it_goes(edited: ShotList, expected: list[int]) -> None:
    assert marks(edited) == expected
    assert [shot.number for shot in edited.shots] == list(range(1, len(expected) + 1))


def test_a_shot_seen_otherwise_is_the_same_shot_in_all_else() -> None:
    seen = reframed(FOUR, 2, framing=ShotFraming.CLOSE, camera=CameraMove.PUSH_IN)
    assert seen.shots[1] == replace(
        FOUR.shots[1], framing=ShotFraming.CLOSE, camera=CameraMove.PUSH_IN, mark=2
    )
    assert reframed(FOUR, 2, light=Light.LOW_KEY).shots[1].light is Light.LOW_KEY


def test_what_is_said_stands_one_after_the_other_within_the_shot() -> None:
    said = (("Wick", "Who is there?"), ("", "Nobody answered."))
    shot = rewritten(FOUR, 1, Words(6, "Wick calls out.", said)).shots[0]
    first, second = shot.lines
    assert (first.speaker, second.speaker) == ("Wick", "")
    assert 0 < first.start < first.end < second.start < second.end < 6


@pytest.mark.parametrize(
    ("action", "said", "cast"),
    [
        ("Wick runs.", (), ("Wick",)),
        ("The captain and Wick run: Hale first.", (), ("Wick", "Captain Hale")),
        ("Somebody runs.", (("hale", "Stop!"),), ("Captain Hale",)),
        ("Somebody runs.", (), ()),  # as it was
    ],
)
def test_who_is_named_or_speaks_is_in_the_shot(
    action: str, said: tuple[tuple[str, str], ...], cast: tuple[str, ...]
) -> None:
    assert rewritten(FOUR, 1, Words(4, action, said)).shots[0].cast == cast


def talk(start: float) -> ShotList:
    """Four shots of 8 s; in the first Wick tells Hale something while the boy looks on."""
    end = start + 1.2
    first = replace(
        FOUR.shots[0],
        seconds=8.0,
        cast=("Wick", "Captain Hale", "the boy"),
        lines=(Line("Wick", "Who is there?", start, end, to="Captain Hale"),),
    )
    return replace(FOUR, cast=(*CAST, "the boy"), shots=(first, *FOUR.shots[1:]))


ASKED = (("Wick", "Who is there?"),)


@pytest.mark.parametrize(
    ("words", "cast", "start"),
    [
        (Words(9, "Action 1.", ASKED), ("Wick", "Captain Hale", "the boy"), 2.6),
        (Words(4, "Action 1.", ASKED), ("Wick", "Captain Hale", "the boy"), 2.4),
        (Words(8, "Rain.", ASKED), ("Wick", "Captain Hale", "the boy"), 2.6),
        (Words(8, "Action 1.", (("Wick", "Who?"),)), ("Wick", "the boy"), 2.6),
        (Words(8, "Action 1."), ("the boy",), None),
    ],
)
def test_what_was_not_typed_anew_stays_in_the_shot(
    words: Words, cast: tuple[str, ...], start: float | None
) -> None:
    shot = rewritten(talk(2.6), 1, words).shots[0]
    assert shot.cast == cast
    assert (shot.lines[0].start if shot.lines else None) == start
    assert [line.to for line in shot.lines if line.text == "Who is there?"] == [
        "Captain Hale" for said in words.said if said in ASKED
    ]


def test_a_form_sent_as_it_was_filled_in_changes_nothing() -> None:
    planned = marked(talk(6.45))  # as rounded lengths have it: 0.05 s short of a whole tail
    shot = planned.shots[0]
    words = Words(shot.seconds, shot.action, read_said(said_in(shot)))
    assert rewritten(planned, 1, words) == planned


@pytest.mark.parametrize(
    ("listed", "number", "words", "rule"),
    [
        (FOUR, 1, Words(0.5, "x"), "A shot runs 1 to 30 seconds"),
        (FOUR, 1, Words(31, "x"), "A shot runs 1 to 30 seconds"),
        (shots(20, 20, 10, 10), 3, Words(10.5, "x"), "60 s at most and this would be 60.5 s"),
        (shots(3, 3, 2), 3, Words(1.5, "x"), "8 s at least and this would be 7.5 s"),
        (FOUR, 1, Words(2, "x", (("", "One two three four five six seven."),)), "make it longer"),
        (FOUR, 5, Words(2, "x"), "There is no shot 5"),
    ],
)
def test_a_shot_that_does_not_fit_is_refused_with_the_rule(
    listed: ShotList, number: int, words: Words, rule: str
) -> None:
    with pytest.raises(Refusal, match=rule):
        rewritten(listed, number, words)


def test_a_scene_has_neither_fewer_nor_more_shots_than_it_may() -> None:
    with pytest.raises(Refusal, match="3 shots at least"):
        dropped(shots(4, 4, 4), 1)
    with pytest.raises(Refusal, match="8 shots at most"):
        added(shots(*[4] * 8), 8)
    with pytest.raises(Refusal, match="60 s at most"):
        added(shots(19, 19, 19), 1)
    with pytest.raises(Refusal, match="8 s at least"):
        dropped(shots(2, 2, 2, 3), 4)


@pytest.mark.parametrize(
    ("typed", "seconds"), [("4", 4), (" 4.5 s", 4.5), ("4,5", 4.5), ("12 seconds", 12)]
)
def test_lengths_are_read_as_people_write_them(typed: str, seconds: float) -> None:
    assert read_seconds(typed) == seconds


@pytest.mark.parametrize("typed", ["", "soon", "-4", "4 min", "1e3", "nan", "٤"])
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="is not a length"):
        read_seconds(typed)


def test_dialogue_is_read_a_line_each() -> None:
    assert read_said("Wick:  Who is\tthere?\n\n  No answer.\nA note: at 7:30") == (
        ("Wick", "Who is there?"),
        ("", "No answer."),
        ("A note", "at 7:30"),
    )
    with pytest.raises(Refusal, match="At most 4 lines"):
        read_said("a\nb\nc\nd\ne")
    with pytest.raises(Refusal, match="160 characters at most"):
        read_said("Wick: " + "x" * 161)
    with pytest.raises(Refusal, match="1 to 300 characters"):
        read_action(" \n ")


def test_what_a_form_is_filled_with_is_read_as_the_same() -> None:
    shot = rewritten(FOUR, 1, Words(8, "x", (("Wick", "Who: is there?"), ("", "Nobody")))).shots[0]
    assert read_said(said_in(shot)) == (("Wick", "Who: is there?"), ("", "Nobody"))
    unnamed = replace(shot, lines=(Line("", "Alone.", 0.4, 1.4),))
    assert said_in(unnamed) == "Alone."


numbers = st.integers(-1, 10)
edits = st.one_of(
    st.tuples(st.just(added), numbers),
    st.tuples(st.just(dropped), numbers),
    st.tuples(st.just(moved), numbers, st.integers(-9, 9)),
    st.tuples(
        st.just(rewritten),
        numbers,
        st.builds(
            Words,
            st.floats(-5, 70),
            st.text(min_size=1, max_size=40),
            st.lists(
                st.tuples(st.text(max_size=9), st.text(min_size=1, max_size=60)), max_size=3
            ).map(tuple),
        ),
    ),
)


@given(st.lists(edits, max_size=12))
def test_whatever_is_done_to_a_list_it_stays_within_its_limits(done: list[tuple]) -> None:
    listed = FOUR
    for edit, *arguments in done:
        with contextlib.suppress(Refusal):
            listed = edit(listed, *arguments)
        assert MIN_SHOTS <= len(listed.shots) <= MAX_SHOTS
        assert MIN_SECONDS - 0.001 <= listed.seconds <= MAX_SECONDS + 0.001
        assert [shot.number for shot in listed.shots] == list(range(1, len(listed.shots) + 1))
        assert len(set(marks(marked(listed)))) == len(listed.shots)
        for shot in listed.shots:
            assert all(line.end <= shot.seconds for line in shot.lines)
