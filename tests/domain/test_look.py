"""Which look holds where, how it reads, and what it may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.characters import Character, Kind
from bot.domain.look import (
    LIMITS,
    MAX_DESCRIPTION,
    Appearance,
    Look,
    LookState,
    covers,
    describe,
    described,
    holds_at,
    holds_until,
    pronoun,
    tidy,
)
from bot.errors import HouseRule, Refusal

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FIRST = Look(
    1, 2000, 7, 1, Appearance(hair="black"), "red", 9, 41, LookState.CHOSEN, NOW, chosen_at=NOW
)
LATER = replace(FIRST, id=2, chapter=12, chosen_at=NOW + timedelta(days=1))
INSTEAD = replace(FIRST, id=3, chosen_at=NOW + timedelta(days=2))
OFFERED = replace(FIRST, id=4, chapter=5, state=LookState.OFFERED, chosen_at=None)
LOOKS = (FIRST, LATER, OFFERED)


@pytest.mark.parametrize(("chapter", "look_id"), [(1, 1), (5, 1), (11, 1), (12, 2), (40, 2)])
def test_the_look_that_began_last_holds(chapter: int, look_id: int) -> None:
    held = holds_at(LOOKS, chapter)
    assert held is not None
    assert held.id == look_id


def test_before_the_first_look_none_holds() -> None:
    assert holds_at((LATER,), 11) is None


def test_of_two_from_the_same_chapter_the_one_chosen_later_holds() -> None:
    assert holds_at((INSTEAD, FIRST), 3) is INSTEAD
    assert holds_at((FIRST, INSTEAD), 3) is INSTEAD


def test_a_look_holds_until_the_next_one_begins() -> None:
    assert holds_until(FIRST, LOOKS) == 11
    assert holds_until(LATER, LOOKS) is None


@pytest.mark.parametrize(
    ("chapter", "is_covered"), [(4, False), (5, True), (11, True), (12, False)]
)
def test_an_offer_would_change_the_chapters_up_to_the_next_look(
    chapter: int, is_covered: bool
) -> None:
    assert covers(OFFERED, (FIRST, LATER), chapter) is is_covered


@pytest.mark.parametrize(
    ("appearance", "told"),
    [
        (
            Appearance("50", "stout", "black, cropped", "a red face", "a coat", "a cane"),
            "50 years old, stout, black hair, cropped, a red face, wearing a coat, with a cane",
        ),
        (Appearance(hair="bald", wardrobe="in rags"), "bald, in rags"),
        (Appearance(hair="grey hair in a bun", props="with keys"), "grey hair in a bun, with keys"),
        (Appearance(age="about fifty", silhouette="a barrel"), "about fifty, silhouette: a barrel"),
    ],
)
def test_a_look_reads_as_one_line(appearance: Appearance, told: str) -> None:
    assert describe(appearance) == told


@pytest.mark.parametrize(
    ("kind", "name", "words", "expected"),
    [
        (Kind.PERSON, "Mistress Orr", "grey hair", "her"),
        (Kind.PERSON, "Wick", "a boy of twelve", "him"),
        (Kind.PERSON, "Captain Hale", "grey hair", "him"),
        (Kind.PERSON, "Lund", "a woman in a captain's coat", "her"),
        (Kind.PERSON, "Wick", "grey hair", "them"),
        (Kind.PLACE, "kitchen", "where a woman sits", "it"),
    ],
)
def test_a_ballot_asks_by_the_pronoun_that_the_words_give(
    kind: Kind, name: str, words: str, expected: str
) -> None:
    assert pronoun(kind, name, Appearance(face=words)) == expected


def test_a_ballot_asks_by_the_pronoun_of_the_novel_where_nothing_else_gives_one() -> None:
    assert pronoun(Kind.PERSON, "Wick", Appearance(face="scarred"), "she") == "her"
    assert pronoun(Kind.PERSON, "Wick", Appearance(face="a boy"), "she") == "him"


@pytest.mark.parametrize(
    ("told", "names", "description", "expected"),
    [
        ("he", ("Kit Orme",), "", "a man"),
        ("she", ("Kit Orme", "the girl"), "", "a girl"),
        ("she", ("Kit Orme",), "black hair", "a woman, black hair"),
        ("she", ("Kit Orme",), "an old lady", "an old lady"),
        ("he", ("the boy",), "", ""),
        ("", ("Kit Orme", "the girl"), "black hair", "black hair"),
    ],
)
def test_a_description_says_of_whom_it_is_where_the_novel_does(
    told: str, names: tuple[str, ...], description: str, expected: str
) -> None:
    one = Character(1, 1, 1, Kind.PERSON, names[0], names[1:], 5, 1, pronoun=told)
    assert described(one, description) == expected


def test_words_are_put_on_one_line_each() -> None:
    assert tidy(Appearance(hair=" black,\n cropped. "), Kind.PERSON).hair == "black, cropped"


def test_a_look_without_words_is_none() -> None:
    with pytest.raises(Refusal, match="needs words"):
        tidy(Appearance(hair=" ., "), Kind.PERSON)


def test_what_is_too_long_for_a_prompt_says_so() -> None:
    with pytest.raises(Refusal, match="Wardrobe has 131 characters; at most 130"):
        tidy(Appearance(wardrobe="x" * 131), Kind.PERSON)


@pytest.mark.parametrize("words", ["a naked girl of twelve", "looks like Taylor Swift"])
def test_a_look_keeps_the_house_rules(words: str) -> None:
    with pytest.raises(HouseRule, match="house rule"):
        tidy(Appearance(face=words), Kind.PERSON)


@given(st.builds(Appearance, *[st.text(max_size=most) for most in LIMITS.values()]))
def test_every_look_fits_an_order(appearance: Appearance) -> None:
    assert len(describe(appearance)) <= MAX_DESCRIPTION
