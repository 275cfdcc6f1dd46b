from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from stage_orders import order_form

from render.contract import SceneOrder
from render.example import example_order
from render.faults import BadOrder
from render.orders import MAX_ORDER_BYTES, check_order, parse_order, read_order


def changed(path: list[str | int], value: Any) -> dict[str, Any]:
    form = json.loads(json.dumps(order_form()))
    place = form
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return form


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["colour"], 1, "unknown field colour: allowed here are contract, kind, slate"),
        (["shots", 1, "sed"], 1, "unknown field shots[1].sed: allowed here are number, seconds"),
        (["shots", 0, "place", "moon"], 1, "unknown field shots[0].place.moon: allowed here are n"),
        (["picture", "depth"], 8, "unknown field picture.depth: allowed here are width, height"),
        (
            ["kind"],
            "movie",
            "kind is \"movie\"; it must be 'storyboard', 'take', 'refit', 'reel'",
        ),
        (["contract"], 99, "contract 99 is not spoken here, only 2 and 1"),
        (["slate"], "twelve", 'slate is "twelve"; it must match'),
        (["engine"], "../wan", 'engine is "../wan"; it must match'),
        (["shots"], [], "a take needs at least one shot"),
        (["shots", 1, "number"], 5, "shots must be numbered 1, 2, 3... in order"),
        (["shots", 0, "seconds"], 31, "shots[0].seconds is 31: it should be less than or equal"),
        (["shots", 0, "seed"], -1, "shots[0].seed is -1: it should be greater than or equal to 0"),
        (["picture", "width"], 161, "picture.width is 161: it should be a multiple of 2"),
        (["picture", "height"], 99998, "picture.height is 99998: it should be less than"),
        (["max_bytes"], 10, "max_bytes is 10: it should be greater than or equal to 65536"),
        (["title"], "", 'title is "": string should have at least 1 character'),
        (["title"], "x" * 5000, 'title is "xxxxx'),
        (["kind"], "refit", "a refit needs the stored master as an input"),
    ],
)
def test_a_bad_order_gets_one_sentence_that_names_the_field(
    path: list[str | int], value: Any, sentence: str
) -> None:
    with pytest.raises(BadOrder) as refused:
        check_order(changed(path, value))
    said = str(refused.value)
    assert said.startswith(sentence)
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 400


def test_a_missing_field_is_named_and_the_rest_counted() -> None:
    form = order_form()
    del form["slate"], form["title"]
    with pytest.raises(BadOrder, match=r"the field slate is missing \(1 more after that\)\.$"):
        check_order(form)


def test_control_characters_of_a_hostile_field_do_not_reach_the_terminal() -> None:
    with pytest.raises(BadOrder) as refused:
        check_order(order_form() | {"\x1b[2Jx": 1})
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{", "the order is not JSON: "),
        (b"", "the order is not JSON: "),
        (b"[1]", "the order must be a JSON object"),
        (b"\xff\xfe\x00\x01\x02", "the order is not"),
        (b"[" * 100_000, "the order is nested too deep"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "the order is nested too deep"),
        (b'{"seed": ' + b"9" * 5_000 + b"}", "the order holds a number that is too long"),
    ],
)
def test_what_is_no_order_at_all_gets_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BadOrder) as refused:
        parse_order(data)
    assert str(refused.value).startswith(sentence)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadOrder, match=r"there is no file .*nothing\.json"):
        read_order(tmp_path / "nothing.json")


def test_a_folder_is_no_order(tmp_path: Path) -> None:
    with pytest.raises(BadOrder, match="is not a file"):
        read_order(tmp_path)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(MAX_ORDER_BYTES + 1)
    with pytest.raises(BadOrder, match=r"huge\.json is 2\.0 MB; an order has at most 2 MB"):
        read_order(huge)


def test_the_example_is_a_complete_valid_order() -> None:
    order = SceneOrder.model_validate_json(example_order().model_dump_json())
    assert len(order.shots) == 3
    assert [len(shot.lines) for shot in order.shots] == [0, 0, 1]
    assert len({shot.seed for shot in order.shots}) == 3
