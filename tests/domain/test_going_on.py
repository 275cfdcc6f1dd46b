"""When the camera goes on from the shot before instead of being set up anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.direction import CameraMove, Light, Pace
from bot.domain.shots import PlannedShot, Purpose, ShotFraming, goes_on

FIRST = PlannedShot(
    number=1,
    seconds=4.0,
    action="Will runs.",
    framing=ShotFraming.MEDIUM,
    light=Light.BACKLIGHT,
    camera=CameraMove.STATIC,
    pace=Pace.BRISK,
    cast=("Will",),
)
SECOND = replace(FIRST, number=2, action="Will stops.", camera=CameraMove.PUSH_IN)


def test_as_close_on_the_same_people_the_camera_goes_on() -> None:
    assert goes_on(FIRST, SECOND)
    assert goes_on(replace(FIRST, purpose=Purpose.ESTABLISH), SECOND)


def test_the_first_shot_goes_on_from_nothing() -> None:
    assert not goes_on(None, FIRST)


@pytest.mark.parametrize(
    "changes",
    [
        {"framing": ShotFraming.CLOSE},
        {"cast": ("Will", "The Keeper")},
        {"light": Light.FIRELIGHT},
        {"purpose": Purpose.REACT},
        {"purpose": Purpose.REVEAL},
        {"purpose": Purpose.INSERT},
    ],
)
def test_another_view_is_cut_to(changes: dict[str, Any]) -> None:
    assert not goes_on(FIRST, replace(SECOND, **changes))


def test_from_an_insert_everything_is_cut_to() -> None:
    assert not goes_on(replace(FIRST, purpose=Purpose.INSERT), SECOND)
