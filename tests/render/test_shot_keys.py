from __future__ import annotations

from typing import Any

import pytest
from stage_orders import order_form

from render.contract import Reshoot, SceneOrder
from render.shot_keys import Filming, footage_keys, shot_keys, shot_pictures

RULES = Filming("animatic", "1")
MODEL = Filming("wan", "1", "tiny", 4, is_model=True)


def order(*goes_on: int, style: str = "", **plan: object) -> SceneOrder:
    """Three shots; those named go on from the one before, and the second is planned as told."""
    form = order_form(3, 2.0, style=style)
    for shot in form["shots"]:
        shot["continues"] = shot["number"] in goes_on
    form["shots"][1] |= plan
    return SceneOrder.model_validate(form)


def styled(**style: Any) -> SceneOrder:
    return SceneOrder.model_validate(order_form(3, 2.0, **style))


def changed(one: SceneOrder, other: SceneOrder, filming: Filming = MODEL) -> list[int]:
    pairs = zip(shot_keys(one, filming), shot_keys(other, filming), strict=True)
    return [number for number, (a, b) in enumerate(pairs, start=1) if a != b]


@pytest.mark.parametrize(
    ("goes_on", "shots"), [((), [2]), ((3,), [2, 3]), ((2,), [2]), ((2, 3), [2, 3])]
)
def test_a_new_seed_reaches_the_shots_that_go_on_from_it(
    goes_on: tuple[int, ...], shots: list[int]
) -> None:
    assert changed(order(*goes_on), order(*goes_on, seed=9)) == shots


def test_rules_know_nothing_of_the_shot_before() -> None:
    assert changed(order(3), order(3, seed=9), RULES) == [2]
    assert changed(order(3), order(), RULES) == []
    assert changed(order(3), order()) == [3]


@pytest.mark.parametrize(
    ("end", "shots"),
    [
        (1.4, [2]),  # the last frames, from which shot 3 goes on, stay as they were
        (1.9, [2, 3]),
    ],
)
def test_a_part_that_is_shot_again_reaches_on_only_from_the_end(
    end: float, shots: list[int]
) -> None:
    part = Reshoot(start=0.5, end=end, seed=3).model_dump()
    assert changed(order(3), order(3, reshoot=part)) == shots


def test_a_shot_lies_under_the_key_that_it_had_before_a_part_was_shot_again() -> None:
    part = Reshoot(start=0.5, end=1.0, seed=3).model_dump()
    assert footage_keys(order(2, 3, reshoot=part), MODEL) == shot_keys(order(2, 3), MODEL)


@pytest.mark.parametrize("filming", [RULES, MODEL])
@pytest.mark.parametrize("style", [{"style": "woodcut"}, {"style_name": "noir"}])
def test_another_style_shoots_every_shot_anew(filming: Filming, style: dict[str, str]) -> None:
    assert changed(order(), styled(**style), filming) == [1, 2, 3]


def test_another_aspect_is_drawn_anew_by_rules_and_masked_on_a_model_s_frames() -> None:
    scope = styled(aspect="2.39:1")
    assert changed(order(), scope, RULES) == [1, 2, 3]
    assert changed(order(), scope, MODEL) == []


def test_how_a_shot_opens_is_left_to_the_edit() -> None:
    assert changed(order(), order(opens="dissolve")) == []


def test_what_is_said_in_a_shot_changes_no_frame_of_a_model() -> None:
    lines = [{"speaker": "Hale", "text": "It is out.", "start": 0.2, "end": 1.5}]
    assert changed(order(3), order(3, lines=lines)) == []
    assert changed(order(3), order(3, lines=lines), RULES) == [2]


def test_where_a_shot_stands_in_the_scene_changes_no_frame_of_it() -> None:
    form = order_form(3, 2.0)
    form["shots"] = [form["shots"][place] | {"number": place + 1} for place in (0, 1, 2)]
    turned = order_form(3, 2.0)
    turned["shots"] = [
        turned["shots"][place] | {"number": number}
        for number, place in enumerate((2, 0, 1), start=1)
    ]
    keys, moved = (shot_keys(SceneOrder.model_validate(f), RULES) for f in (form, turned))
    assert moved == [keys[2], keys[0], keys[1]]


def test_what_goes_into_a_shot_goes_into_those_that_go_on_from_it() -> None:
    face, door = "f" * 64, "d" * 64
    plan = order(3, cast=[{"name": "Hale", "references": [face]}], start=door)
    assert shot_pictures(plan, MODEL) == [frozenset(), {face, door}, {face, door}]
    assert shot_pictures(plan, RULES) == [frozenset(), {face, door}, frozenset()]


def test_the_pictures_of_a_place_go_into_its_shots() -> None:
    strand = "a" * 64
    place = order_form(3, 2.0)["shots"][1]["place"] | {"references": [strand]}
    assert shot_pictures(order(3, place=place), RULES) == [frozenset(), {strand}, frozenset()]
