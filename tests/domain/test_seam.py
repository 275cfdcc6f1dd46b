"""What looks wrong: moments as people write them, and what several saw told once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.seam import (
    Part,
    Region,
    Seam,
    SeamKind,
    clock,
    gathered,
    part_of,
    read_span,
    region_of,
    shot_at,
)
from bot.errors import Refusal


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("7", 7, None),
        (" 7.5 s ", 7.5, None),
        ("0:07", 7, None),
        ("1:02,5", 62.5, None),
        ("7-9", 7, 9),
        ("0:07 – 0:09.5", 7, 9.5),
        ("7 to 9", 7, 9),
    ],
)
def test_moments_are_read_as_people_write_them(typed: str, start: float, end: float | None) -> None:
    assert read_span(typed, 90) == (start, end)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("", "is no moment"),
        ("at the end", "is no moment"),
        ("-3", "is no moment"),
        ("7-", "is no moment"),
        ("1:2:3", "is no moment"),
        ("7.7.7", "is no moment"),
        ("31", "The take runs 0:30"),
        ("7-31", "0:31 is after its end"),
        ("9-7", "before it starts"),
        ("7-7", "before it starts"),
    ],
)
def test_what_is_no_moment_of_the_take_is_refused(typed: str, rule: str) -> None:
    with pytest.raises(Refusal, match=rule):
        read_span(typed, 30)


def test_a_take_of_unknown_length_takes_any_moment() -> None:
    assert read_span("99", 0) == (99, None)


@given(st.floats(0, 99.9).map(lambda seconds: round(seconds, 1)))
def test_a_moment_is_read_as_it_was_written(seconds: float) -> None:
    assert read_span(clock(seconds), 200) == (seconds, None)


@pytest.mark.parametrize("part", list(Part))
def test_a_region_lies_in_the_part_that_it_was_made_of(part: Part) -> None:
    assert part_of(region_of(part)) is part


def test_the_whole_picture_is_its_middle() -> None:
    assert part_of(Region(0, 0, 1, 1)) is Part.MIDDLE


@pytest.mark.parametrize(
    ("seconds", "shot"),
    [(0, 1), (3.9, 1), (4, 2), (9.9, 2), (10.2, 2), (12, None)],
)
def test_a_moment_is_in_one_shot(seconds: float, shot: int | None) -> None:
    assert shot_at(seconds, (4, 6)) == shot


def test_the_same_thing_seen_twice_is_told_once() -> None:
    seen = [
        Seam(SeamKind.FACE, 8, note="melts"),
        Seam(SeamKind.HANDS, 3.5, 5, region_of(Part.LEFT), "six fingers"),
        Seam(SeamKind.HANDS, 3, note="too many"),
        Seam(SeamKind.FLICKER, 3),
    ]
    told = gathered(seen, (4, 6))
    assert [(item.kind, item.start, item.members, item.shot) for item in told] == [
        (SeamKind.FLICKER, 3, 1, 1),
        (SeamKind.HANDS, 3, 2, 1),
        (SeamKind.FACE, 8, 1, 2),
    ]
    assert (told[1].end, told[1].part, told[1].notes) == (5, Part.LEFT, ("too many", "six fingers"))
