"""What a member may still bring before the others today."""

from __future__ import annotations

import pytest

from bot.domain.daily import (
    Today,
    require_room_for_look,
    require_room_for_report,
    require_room_for_scene,
)
from bot.errors import Refusal


@pytest.mark.parametrize("today", [Today(0, 0), Today(2, 5)])
def test_there_is_room_for_a_scene_below_both_limits(today: Today) -> None:
    require_room_for_scene(today, limit=3)


@pytest.mark.parametrize("today", [Today(3, 0), Today(0, 6)])
def test_a_scene_is_for_tomorrow_once_either_limit_is_reached(today: Today) -> None:
    with pytest.raises(Refusal, match="tomorrow"):
        require_room_for_scene(today, limit=3)


def test_there_is_room_for_a_look_below_both_limits() -> None:
    require_room_for_look(Today(4, 9))


@pytest.mark.parametrize("today", [Today(5, 0), Today(0, 10)])
def test_a_look_is_for_tomorrow_once_either_limit_is_reached(today: Today) -> None:
    with pytest.raises(Refusal, match="tomorrow"):
        require_room_for_look(today)


def test_the_tenth_report_of_a_day_is_the_last() -> None:
    require_room_for_report(9)
    with pytest.raises(Refusal, match="speak to a showrunner"):
        require_room_for_report(10)
