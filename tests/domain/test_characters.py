"""Who and what recurs in a novel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.characters import (
    Character,
    Found,
    Kind,
    Named,
    called,
    find_cast,
    find_characters,
    known_by,
    meant,
    split,
)
from bot.errors import Refusal

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


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("Kit Orme sat. She took her pipe, and her hat. Kit Orme rose. She went.", "she"),
        ("Kit Orme sat. He took his pipe, and his hat. Kit Orme rose. He went.", "he"),
        ("Kit Orme sat. He took his pipe. Kit Orme rose. She took her hat.", ""),
        ("Kit Orme sat. She rose. Kit Orme was gone. Kit Orme came again.", ""),
        ("Kit Orme sat. “She took her hat, and her pipe: she did!” Kit Orme rose.", ""),
        ("Mrs. Kit Orme sat. He took his pipe, and his hat. Kit Orme rose. He went.", "she"),
        ("Sir Kit Orme sat. She took her hat, and her pipe. Kit Orme rose. She went.", "he"),
    ],
)
def test_the_novel_tells_whether_somebody_is_he_or_she(text: str, pronoun: str) -> None:
    [orme] = find_cast(((text, "“Ay,” said Kit Orme."),))
    assert orme.pronoun == pronoun


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


HYDE = Character(
    1,
    2000,
    1,
    Kind.PERSON,
    "Edward Hyde",
    ("Hyde", "the stranger", "Poole"),
    20,
    1,
    named={
        "Edward Hyde": Named(5, 4),
        "Hyde": Named(4, 9),
        "the stranger": Named(1, 3),
        "Poole": Named(3, 4),
    },
)


@pytest.mark.parametrize(
    ("read", "names"),
    [
        (None, ("Edward Hyde", "Hyde", "the stranger", "Poole")),
        (5, ("Edward Hyde", "Hyde", "the stranger", "Poole")),
        (4, ("Hyde", "the stranger", "Poole")),
        (1, ("the stranger",)),  # the name itself would tell too much
    ],
)
def test_readers_know_somebody_by_the_names_that_they_have_read(
    read: int | None, names: tuple[str, ...]
) -> None:
    known = known_by(HYDE, read)
    assert known is not None
    assert known.names == names


def test_whom_a_reader_did_not_meet_they_do_not_know() -> None:
    assert known_by(replace(HYDE, chapter=2), 1) is None


def test_a_name_that_was_given_is_known_as_early_as_who_bears_it() -> None:
    known = known_by(replace(HYDE, name="The Other"), 1)
    assert known is not None
    assert known.names == ("The Other", "the stranger")


def test_names_that_are_somebody_elses_make_a_character_of_their_own() -> None:
    rest, other = split(HYDE, ["Poole"])
    assert (rest.names, rest.mentions, rest.chapter) == (
        ("Edward Hyde", "Hyde", "the stranger"), 16, 1,
    )  # fmt: skip
    assert (other.name, other.aliases, other.mentions, other.chapter) == ("Poole", (), 4, 3)
    rest, other = split(HYDE, ["the stranger", "Poole"])
    assert (rest.chapter, other.name, other.aliases, other.chapter) == (
        4, "the stranger", ("Poole",), 1,
    )  # fmt: skip


@pytest.mark.parametrize("names", [["Edward Hyde"], ["Poole", "Utterson"]])
def test_only_another_of_somebodys_own_names_is_split_off(names: list[str]) -> None:
    with pytest.raises(Refusal, match="choose among the other names"):
        split(HYDE, names)


def test_who_chose_no_name_to_split_off_is_asked_for_one() -> None:
    with pytest.raises(Refusal, match="Choose the names"):
        split(HYDE, [])


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("captain hale", [1]),  # in whichever letters
        ("Hale", [2]),  # just that name goes before a part of one
        ("cap", [1]),
        ("a", [1, 2]),
        ("Orr", []),
    ],
)
def test_a_typed_name_means_whoever_is_called_just_so_or_else_in_part(
    typed: str, ids: list[int]
) -> None:
    cast = [known(1, "Captain Hale"), known(2, "Anna", "Hale")]
    assert [one.id for one in called(typed, cast)] == ids
