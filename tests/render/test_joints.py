"""Shots follow each other as they were planned to."""

from __future__ import annotations

import numpy as np
import pytest
from stage_orders import order_form

from render.contract import SceneOrder, Shot
from render.edit.joints import dimmed, faded, light_of, opened
from render.engines.protocol import Frame

BLACK, WHITE = (np.full((2, 2, 3), level, np.uint8) for level in (0, 200))


def shot(opens: str, seconds: float = 4.0) -> Shot:
    form = order_form(1, seconds)
    form["shots"][0]["opens"] = opens
    return SceneOrder.model_validate(form).shots[0]


@pytest.mark.parametrize(
    ("opens", "time", "level"),
    [
        ("cut", 0.0, 200),
        ("fade", 0.0, 200),
        ("dissolve", 0.0, 0),
        ("dissolve", 0.45, 100),
        ("dissolve", 0.9, 200),
        ("match", 0.15, 100),
        ("match", 0.3, 200),
    ],
)
def test_a_shot_opens_out_of_the_last_picture_as_planned(
    opens: str, time: float, level: int
) -> None:
    assert opened(WHITE, BLACK, shot(opens), time).mean() == pytest.approx(level, abs=12)


def test_what_opens_a_take_comes_out_of_nothing() -> None:
    assert opened(WHITE, None, shot("dissolve"), 0.0) is WHITE
    assert light_of(shot("fade"), None, 0.0, is_first=True) == 1


@pytest.mark.parametrize(
    ("opens", "after", "time", "light"),
    [
        ("fade", "cut", 0.0, 0.0),
        ("fade", "cut", 0.25, 0.5),
        ("fade", "cut", 0.5, 1.0),
        ("cut", "fade", 3.75, 0.5),
        ("cut", "fade", 4.0, 0.0),
        ("cut", "cut", 4.0, 1.0),
        ("dissolve", "dissolve", 0.0, 1.0),
    ],
)
def test_a_fade_takes_the_light_of_the_shots_on_both_its_sides(
    opens: str, after: str, time: float, light: float
) -> None:
    assert light_of(shot(opens), shot(after), time) == pytest.approx(light)


def test_a_short_shot_is_not_all_fade() -> None:
    short = shot("dissolve", 0.5)

    assert opened(WHITE, BLACK, short, 0.25) is WHITE


@pytest.mark.parametrize(
    ("time", "share"),
    [(0.0, 1.0), (5.0, 1.0), (9.5, 1.0), (9.75, 0.5), (10.0, 0.0)],
)
def test_a_take_fades_to_black(time: float, share: float) -> None:
    frame: Frame = np.full((2, 2, 3), 200, np.uint8)
    assert faded(frame, time, 10.0).mean() == pytest.approx(200 * share, abs=1)
    assert dimmed(frame, 1.0) is frame
