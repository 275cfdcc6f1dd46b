"""People: the same in every shot and nobody else, as words, looks and names have them."""

from __future__ import annotations

import numpy as np
import pytest
from animatic_stills import (
    CAST,
)
from figure_outlines import drawn, from_the_side

from render.contract import Performer
from render.engines.animatic.figures.looks import look_of
from render.engines.animatic.figures.poses import POSES
from render.engines.animatic.pen import colour


def test_a_character_looks_the_same_in_every_shot_and_nobody_else_does() -> None:
    looks = [look_of(one) for one in CAST.values()]
    again = [look_of(one) for one in CAST.values()]
    outlines = [drawn(from_the_side(look, POSES["stand"]))[1] for look in looks]

    assert all(
        np.array_equal(one.accent, two.accent) for one, two in zip(looks, again, strict=True)
    )
    assert [look.wear for look in looks] == [look.wear for look in again]
    closest = min(
        float(np.abs(one - other).sum())
        for at, one in enumerate(outlines)
        for other in outlines[:at]
    )
    assert closest > 60


@pytest.mark.parametrize(
    ("description", "field", "value"),
    [
        ("a boy", "age", "child"),
        ("an old man with a white beard", "beard", "long"),
        ("a stout innkeeper", "build", 0.8),
        ("a captain in a tricorne", "hat", "tricorne"),
        ("a knight in armour", "wear", "armour"),
        ("a woman in a green dress", "wear", "dress"),
        ("a clean-shaven man", "beard", "none"),
        ("a bare-headed sailor", "hat", "none"),
        ("a man in a wide-brimmed hat", "hat", "wide"),
        ("a girl of twelve in a huge yellow oilskin hat", "hat", "wide"),
    ],
)
def test_words_decide_the_look(description: str, field: str, value: object) -> None:
    look = look_of(Performer(name="N. N.", description=description))

    assert getattr(look, field) == value


@pytest.mark.parametrize(
    ("name", "description", "field", "value"),
    [
        ("Captain Hale", "black hair, cropped", "hair", "short"),
        ("Captain Hale", "long grey hair", "hair", "long"),
        ("Captain Hale", "a wide-brimmed hat", "hat", "wide"),
        ("Captain Hale", "a red cap", "hat", "cap"),
        ("Squire Trelawney", "a man in a straw hat", "hat", "wide"),
        ("Captain Hale", "a white shirt", "wear", "shirt"),
        ("Captain Hale", "a grey suit", "wear", "suit"),
        ("Old Pew", "young, black hair", "age", "adult"),
        ("Captain Hale", "a scar on one cheek", "hat", "tricorne"),
    ],
)
def test_what_a_look_says_goes_before_what_a_name_suggests(
    name: str, description: str, field: str, value: str
) -> None:
    assert getattr(look_of(Performer(name=name, description=description)), field) == value


@pytest.mark.parametrize(
    ("description", "age"),
    [
        ("about fifty, stout", "adult"),
        ("sixty-five years old", "elder"),
        ("12 years old, black hair", "child"),
        ("a boy of twelve, barefoot", "child"),
        ("thirteen, black hair, cropped", "child"),
        ("71, stout", "elder"),
        ("a man of seventy", "elder"),
        ("captain of two ships, in a blue coat", "adult"),
    ],
)
def test_an_age_in_words_or_numbers_decides_the_figure(description: str, age: str) -> None:
    assert look_of(Performer(name="Hollis", description=description)).age == age


def test_a_looks_own_accent_and_seed_go_before_words_and_name() -> None:
    said = Performer(name="Wick", description="red scarf", accent="#2f7fa6", seed=9)
    assert np.array_equal(look_of(said).accent, colour("#2f7fa6"))
    assert (
        look_of(said).skin.tolist() == look_of(said.model_copy(update={"name": "Ab"})).skin.tolist()
    )
    assert look_of(said).seed != look_of(said.model_copy(update={"seed": 10})).seed


def test_hair_that_is_described_is_seen() -> None:
    looks = [
        look_of(Performer(name=name, description="black hair")) for name in ("A", "B", "C", "D")
    ]
    assert {look.hat for look in looks} == {"none"}


def test_each_garment_has_the_colour_that_is_told_of_it() -> None:
    both, scarf = (
        look_of(Performer(name="Jory", description=f"a boy with a red scarf{coat}"))
        for coat in (", brown coat", ", long coat")
    )
    brown = look_of(Performer(name="Jory", description="a boy in a brown coat"))

    assert np.array_equal(both.cloth, brown.cloth)
    assert np.array_equal(both.accent, scarf.accent)
    assert not np.array_equal(both.cloth, scarf.cloth)


def test_a_described_colour_is_the_accent() -> None:
    red = look_of(Performer(name="N. N.", description="a boy in a red woollen scarf")).accent

    assert red[0] > 2 * max(red[1], red[2])


def test_a_nun_wears_a_veil_and_a_captain_keeps_the_hat() -> None:
    nun = look_of(Performer(name="Sister Agnes", description="a nun in a black habit"))

    assert (nun.hat, nun.wear) == ("veil", "robe")
    assert float(nun.cloth.max()) < 50
    assert look_of(CAST["captain"]).hat == "tricorne"
