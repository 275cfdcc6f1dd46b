"""A place's name finds its nearest set; no name is left without one."""

from __future__ import annotations

import pytest

from render.contract import Place, TimeOfDay, Weather
from render.engines.animatic.places import EXTERIORS, INTERIORS, set_for
from render.engines.animatic.sets import SETS


def place(name: str, interior: bool = False) -> Place:
    return Place(name=name, interior=interior, time_of_day=TimeOfDay.DAY, weather=Weather.CLEAR)


@pytest.mark.parametrize(
    ("name", "interior", "set_name"),
    [
        ("strand below the keep", False, "keep"),
        ("castle keep", False, "keep"),
        ("cliff path above the sea", False, "moor"),
        ("the Cliffs", False, "keep"),
        ("ship's deck", False, "deck"),
        ("deck of the Hispaniola", False, "deck"),
        ("a ship at sea", False, "ship"),
        ("boat at sea", False, "sea"),
        ("open sea", False, "sea"),
        ("moor", False, "moor"),
        ("open road", False, "road"),
        ("forest clearing", False, "forest"),
        ("woods behind the stockade", False, "forest"),
        ("stockade", False, "forest"),
        ("mountain pass", False, "mountains"),
        ("high street", False, "village"),
        ("outside the inn", False, "village"),
        ("inn", False, "village"),
        ("inn parlour", True, "parlour"),
        ("inn", True, "parlour"),
        ("great hall", True, "hall"),
        ("chapel", True, "hall"),
        ("cave", True, "cave"),
        ("ship's cabin", True, "cabin"),
        ("the Admiral Benbow", True, "parlour"),
        ("the harbour of Bristol", False, "harbour"),
        ("ruins of the abbey", False, "ruin"),
        ("the old stone bridge", False, "river"),
        ("rooftops of the city", False, "roofs"),
        ("city street", False, "modern street"),
        ("edge of the desert", False, "desert"),
        ("the frozen lake", False, "snowfield"),
        ("deep space", False, "space"),
        ("the captain's study", True, "library"),
        ("Sarah's bedroom", True, "bedchamber"),
        ("prison cell", True, "cell"),
        ("tower stairs", True, "stairwell"),
        ("kitchen", True, "kitchen"),
        ("the colonel's tent", True, "tent"),
        ("hotel room", True, "modern room"),
        ("corridor", True, "corridor"),
        ("nowhere in particular", False, "moor"),
        ("王城", False, "moor"),
        ("' \x00 of of of", True, "parlour"),
    ],
)
def test_a_name_finds_its_set(name: str, interior: bool, set_name: str) -> None:
    assert set_for(place(name, interior)) == set_name


@pytest.mark.parametrize(
    ("name", "looks", "set_name"),
    [
        ("the Point", "a shingle beach, a wreck", "shore"),
        ("strand", "white sand, palms of the jungle", "shore"),
        ("strand", "black stones, a keep above", "keep"),
        ("the Point", "nothing that anybody knows", "moor"),
    ],
)
def test_a_places_look_finds_the_set_where_its_name_does_not(
    name: str, looks: str, set_name: str
) -> None:
    assert set_for(place(name, False).model_copy(update={"description": looks})) == set_name


@pytest.mark.parametrize("listed", [EXTERIORS, INTERIORS])
def test_the_word_list_names_only_sets_that_exist(listed: str) -> None:
    names = {line.partition("|")[0].strip() for line in listed.strip().splitlines()}

    assert names <= set(SETS)
