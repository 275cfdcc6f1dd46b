"""Who and what recurs in a novel."""

from __future__ import annotations

import pytest

from bot.domain.characters import Character, Found, Kind, find_cast, find_characters, meant

CHAPTERS = (
    (
        "Captain Hale stood on the quay. Jory Venn ran along the quay.",
        "“Come here,” said Captain Hale. Jory came. The captain laughed.",
    ),
    (
        "Jory sat in the kitchen. Captain Lund came in, and Lund sat down.",
        "“Jory,” said Captain Lund, “the captain wants you.” Captain Lund rose.",
        "Captain Hale was gone.",
    ),
)


def cast() -> dict[str, Found]:
    return {one.name: one for one in find_cast(CHAPTERS)}


def test_people_are_counted_under_one_name_with_where_they_come_first() -> None:
    jory = cast()["Jory Venn"]
    assert (jory.mentions, jory.chapter, jory.aliases) == (4, 1, ("Jory",))
    assert cast()["Captain Lund"].chapter == 2


def test_a_role_that_two_titles_claim_is_nobodys_other_name() -> None:
    assert all("the captain" not in one.aliases for one in cast().values())


def test_a_role_that_one_title_claims_is_theirs() -> None:
    alone = (("Squire Orme came. The squire sat. The squire rose. “Ay,” said Squire Orme.",),)
    [orme] = find_cast(alone)
    assert orme.aliases == ("the squire",)


def test_those_named_in_passing_are_left_out() -> None:
    assert find_characters((("Nat Pool looked in and was gone.",),)) == ()


def test_places_where_enough_is_told_are_found_too() -> None:
    there = ("He was in the kitchen. The kitchen was warm.",) * 24
    found = [one for one in find_characters((there,)) if one.kind is Kind.PLACE]
    assert [(one.name, one.mentions, one.chapter) for one in found] == [("kitchen", 3, 1)]


def known(id_: int, name: str, *aliases: str, mentions: int = 5) -> Character:
    return Character(id_, 1, 1, Kind.PERSON, name, aliases, mentions, 1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("John Silver", 1),
        ("silver", 1),
        ("the cook", 1),
        ("John", 2),  # an own name goes before an alias
        ("Tom", 4),  # of two who share an alias, the one who comes up more often
        ("the inn", None),
        ("", None),
    ],
)
def test_a_scenes_own_name_means_somebody(name: str, expected: int | None) -> None:
    cast = (
        known(1, "John Silver", "Silver", "John", "the cook"),
        known(2, "John"),
        known(3, "Tom Morgan", "Tom", mentions=4),
        known(4, "Tom Redruth", "Tom", mentions=9),
    )
    found = meant(name, cast)
    assert (found.id if found else None) == expected
