"""Who sits at a table has one before them; rooms as a whole show who is in them."""

from __future__ import annotations

from typing import Any

import pytest
from animatic_stills import CAST, SMALL, a_shot, still

from render.contract import Framing, Light, Performer, TimeOfDay, Weather
from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.blocking import block
from render.engines.animatic.figures.deeds import deeds_of
from render.engines.animatic.mood import mood_of
from render.engines.animatic.sets import SETS
from render.engines.animatic.stage import Stage

TOM, HALE, NED, KING = (CAST[name] for name in ("boy", "widow", "host", "king"))


def blocked(action: str, *cast: Performer, set_name: str = "parlour", **more: Any) -> list[Actor]:
    shot = a_shot(
        interior=set_name == "parlour", action=action, cast=cast,
        framing=more.pop("framing", Framing.FULL), **more,
    )  # fmt: skip
    stage = Stage(shot, SMALL, mood_of(shot), set_name)
    return sorted(block(shot, stage, SETS[set_name](stage)), key=lambda actor: actor.x)


@pytest.mark.parametrize(
    ("action", "posture", "table"),
    [
        ("Tom sits at the table.", "sit", "table"),
        ("Tom eats supper at the table.", "sit", "meal"),
        ("Tom sits down to dinner.", "sit", "meal"),
        ("Tom eats.", "sit", "meal"),
        ("Tom sits by the fire.", "sit", ""),
        ("Tom walks to the table.", "walk", ""),
        ("Tom puts the lantern on the table.", "stand", ""),
    ],
)
def test_words_name_the_table(action: str, posture: str, table: str) -> None:
    (deed,) = deeds_of(action, (TOM,))

    assert (deed.posture, deed.table) == (posture, table)


@pytest.mark.parametrize("framing", [Framing.FULL, Framing.WIDE, Framing.MEDIUM])
def test_two_sit_at_one_table_that_meets_between_them(framing: Framing) -> None:
    left, right = blocked("They sit at the table.", NED, HALE, framing=framing)

    middles = [actor.x + actor.facing * actor.board[0] * actor.scale for actor in (left, right)]
    assert middles[0] == pytest.approx(middles[1])
    assert left.board[1] == right.board[1]
    assert left.feet == right.feet or framing is Framing.MEDIUM


def test_a_table_stands_before_one_who_sits_alone() -> None:
    (tom,) = blocked("Tom eats supper.", TOM)

    assert tom.board[0] > 100
    assert tom.pose(0.0).near.reach.imag < 130


def test_who_eats_by_a_fire_on_the_shore_has_no_table() -> None:
    (tom,) = blocked("Tom eats by the fire.", TOM, set_name="shore")

    assert tom.board[0] == 0
    assert tom.deed.table == ""


@pytest.mark.parametrize("framing", [Framing.FULL, Framing.MEDIUM])
def test_whoever_comes_third_or_fourth_sits_behind_the_table(framing: Framing) -> None:
    left, *between, right = blocked("They sit at the table.", NED, TOM, KING, HALE, framing=framing)

    assert (left.facing, right.facing) == (1, -1)
    assert left.x + left.board.reach * left.scale == pytest.approx(
        right.x - right.board.reach * right.scale
    )
    assert [actor.view for actor in between] == ["front", "front"]
    assert all(actor.deed.table and actor.feet < left.feet for actor in between)


def test_people_in_a_wide_room_are_a_third_of_the_frame() -> None:
    (ned,) = blocked("Ned stands.", NED, framing=Framing.WIDE)

    assert ned.height > 0.29 * SMALL.height
    assert ned.feet < SMALL.height


def test_a_dark_room_is_not_black() -> None:
    shot = a_shot(
        "library", True, time_of_day=TimeOfDay.NIGHT, light=Light.LOW_KEY, weather=Weather.STORM
    )

    assert float(still(shot).mean()) > 21
