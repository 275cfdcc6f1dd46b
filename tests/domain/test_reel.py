"""How a chapter is cut into parts, and who is named at its end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reel import (
    MOST_SECONDS,
    MOST_TAKES,
    CanonTake,
    People,
    end_credits,
    made_of,
    parts,
)

MB = 2**20
TAKE = CanonTake(1, 1, 1, "The boy", 41, seconds=24, clip_size=MB, master="a" * 64)


def takes(*sizes: int) -> list[CanonTake]:
    return [
        replace(TAKE, take_id=number, scene_number=number, clip_size=size)
        for number, size in enumerate(sizes, start=1)
    ]


@pytest.mark.parametrize(
    ("sizes", "counts"),
    [
        ((4, 4), (2,)),  # all of it fits 10 MB
        ((4, 4, 4), (2, 1)),
        ((2, 2, 2, 2, 2), (3, 2)),  # not 4 and 1: about as long as each other
        ((8, 1, 8), (2, 1)),
        ((10, 10), (1, 1)),  # each fits its own post, and no company
        ((30,), (1,)),  # a node makes it fit
    ],
)
def test_a_chapter_is_cut_where_a_scene_ends(
    sizes: tuple[int, ...], counts: tuple[int, ...]
) -> None:
    cut = parts(takes(*(size * MB for size in sizes)), 10 * MB)
    assert tuple(len(part) for part in cut) == counts


@given(st.lists(st.integers(0, 12 * MB), min_size=1, max_size=60), st.integers(MB, 100 * MB))
def test_every_take_is_in_one_part_in_story_order(sizes: list[int], limit: int) -> None:
    everything = takes(*sizes)
    cut = parts(everything, limit)
    assert [take for part in cut for take in part] == everything
    assert all(len(part) == 1 or sum(t.clip_size for t in part) <= limit for part in cut)


def test_no_part_is_longer_than_an_order_takes() -> None:
    many = takes(*[1] * (MOST_TAKES + 1))
    long = [replace(take, seconds=MOST_SECONDS / 2) for take in takes(1, 1, 1)]
    assert [len(part) <= MOST_TAKES for part in parts(many, 10 * MB)] == [True, True]
    assert [len(part) for part in parts(long, 10 * MB)] == [2, 1]


def test_only_those_who_said_so_are_named_and_the_others_are_counted() -> None:
    people = People((41, 42, 41), (41, 42, 43, -7), {41: "Mara", 43: "anna"})
    roles = dict(end_credits([TAKE], "A. Writer", people))
    assert roles["Proposed by"] == ("Mara", "and 1 more")
    assert roles["Voted by"] == ("anna", "Mara", "and 2 more")


@pytest.mark.parametrize(("ids", "said"), [((41,), ("1 member",)), ((41, 42), ("2 members",))])
def test_where_nobody_is_named_they_are_counted(ids: tuple[int, ...], said: tuple[str]) -> None:
    assert dict(end_credits([TAKE], "", People(ids)))["Proposed by"] == said


def test_engines_and_machines_are_named_once_each() -> None:
    of = [
        replace(TAKE, label="animatic, drawn by rules", node="Anna's PC"),
        replace(TAKE, label="AI-generated with Wan", node="Anna's PC"),
        replace(TAKE, label="animatic, drawn by rules", node=""),
    ]
    roles = dict(end_credits(of, "A. Writer", People()))
    assert roles["Filmed with"] == ("animatic, drawn by rules", "AI-generated with Wan")
    assert roles["Filmed on"] == ("Anna's PC",)
    assert roles["Written by"] == ("A. Writer",)
    assert "Proposed by" not in roles


def test_a_crowd_fits_an_order() -> None:
    crowd = tuple(range(1, 500))
    names = dict.fromkeys(crowd, "n" * 100)
    [voted] = [
        names
        for role, names in end_credits([TAKE], "", People((), crowd, names))
        if role == "Voted by"
    ]
    assert len(voted) == 191
    assert voted[-1] == "and 309 more"


def test_another_take_or_another_name_makes_another_film() -> None:
    people = People((41,), (42,), {41: "Mara"})
    same = made_of([TAKE], people)
    assert made_of([TAKE], replace(people, names={41: "Mara"})) == same
    assert made_of([replace(TAKE, master="b" * 64)], people) != same
    assert made_of([replace(TAKE, take_id=2)], people) != same
    assert made_of([TAKE], replace(people, names={})) != same
