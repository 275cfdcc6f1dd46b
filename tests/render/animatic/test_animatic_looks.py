"""Looks: age, man or woman, aprons and cloth, as words and names tell them."""

from __future__ import annotations

import pytest

from render.contract import Performer
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.facing import facing_plies
from render.engines.animatic.figures.looks import Look, look_of
from render.engines.animatic.figures.poses import POSES
from render.engines.animatic.figures.relief import Part
from render.engines.animatic.figures.side import side_plies
from render.engines.animatic.figures.stances import Stance


def look(words: str, name: str = "Wick") -> Look:
    return look_of(Performer(name=name, description=words))


@pytest.mark.parametrize(
    ("name", "words", "age"),
    [
        ("Jory", "a boy of thirteen with a red scarf", "child"),
        ("Jory", "a lad in a brown coat", "child"),
        ("The boy", "", "child"),
        ("Nan", "a little girl with plaits", "child"),
        ("Nan", "a thirteen-year-old in a dark coat", "child"),
        ("Nan", "twelve, in a yellow hat", "child"),
        ("Wick", "age 9, barefoot", "child"),
        ("Wick", "the smith's apprentice", "child"),
        ("Wick", "a bearded man, son of the smith", "adult"),
        ("Anna", "a woman with little eyes, daughter of the squire", "adult"),
        ("Wick", "a youth of sixteen", "adult"),
        ("Wick", "a boy of nineteen", "adult"),
        ("Hester", "a tall old woman", "elder"),
    ],
)
def test_age_is_read_from_words(name: str, words: str, age: str) -> None:
    assert look(words, name).age == age


def test_children_grow_with_their_years() -> None:
    small, half, tall = (look(f"a boy of {years}").tall for years in ("four", "eight", "thirteen"))

    assert 0.45 < small < half < tall < 0.8


@pytest.mark.parametrize(
    ("name", "words", "woman"),
    [
        ("the chief", "", False),
        ("The Harbour-master", "in a long coat", False),
        ("the innkeeper", "", False),
        ("Captain Silva", "", False),
        ("Rook", "", False),
        ("Vela", "", True),
        ("Salma Reyes", "in an orange cloak", True),
        ("Joshua", "", False),
        ("the prioress", "", True),
        ("Wick", "a captain, a woman of forty", True),
        ("Anna", "a man in a coat", False),
    ],
)
def test_nobody_is_a_woman_by_chance(name: str, words: str, woman: bool) -> None:
    assert look(words, name).woman is woman


def parts_from(view: str, someone: Look) -> list[Part]:
    plies = (
        side_plies(someone, POSES["stand"], Breeze(0.1))
        if view == "side"
        else facing_plies(someone, view, Stance(), Breeze(0.1))
    )
    return [part for ply in plies for part in ply.parts]


@pytest.mark.parametrize("view", ["front", "quarter", "side", "back quarter", "back"])
@pytest.mark.parametrize("wear", ["grey dress", "long coat", "shirt", "suit"])
def test_an_apron_is_worn_over_everything_and_seen_from_every_side(view: str, wear: str) -> None:
    plain, aproned = look(f"a woman in a {wear}"), look(f"a woman in a {wear}, a white apron")

    assert plain.apron is None
    assert aproned.apron is not None
    white = [part for part in parts_from(view, aproned) if float(part.tone.min()) > 120]
    assert len(white) > len([p for p in parts_from(view, plain) if float(p.tone.min()) > 120])
    assert (aproned.cloth == plain.cloth).all()


def test_white_cloth_is_pale_and_red_cloth_is_in_shadow() -> None:
    assert float(look("a man in a white cloak").cloth.min()) > 140
    assert float(look("a man in a red cloak").cloth.max()) < 140


@pytest.mark.parametrize("view", ["front", "quarter", "side", "back quarter", "back"])
def test_armour_is_made_of_riveted_plates_from_every_side(view: str) -> None:
    def studs(words: str) -> int:
        parts = parts_from(view, look(words))
        return sum(mark.height == 5 and mark.blur == 0.9 for part in parts for mark in part.marks)

    assert studs("a knight in armour") > 12
    assert studs("a man in a long coat") == 0


@pytest.mark.parametrize("view", ["front", "side", "back"])
def test_who_is_barefoot_has_feet_of_skin(view: str) -> None:
    shod, bare = look("a boy in a jacket, pale"), look("a barefoot boy in a jacket, pale")

    def of_skin(someone: Look) -> int:
        return sum((part.tone == someone.skin * 0.92).all() for part in parts_from(view, someone))

    assert (of_skin(shod), of_skin(bare)) == (0, 2)
