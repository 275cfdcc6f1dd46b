"""Figures in motion: cycles close, feet do not slide, and nothing jumps."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from animatic_stills import (
    CAST,
    LARGE,
    SMALL,
    SMOOTH,
    a_shot,
    frames_at,
    share_that_differs,
    shoot,
    steps_between,
    still,
)

from render.contract import Framing, Weather
from render.engines.animatic.figures.blocking import block
from render.engines.animatic.figures.bones import bones_of
from render.engines.animatic.figures.motions import running, walking
from render.engines.animatic.mood import mood_of
from render.engines.animatic.sets import SETS
from render.engines.animatic.stage import Stage


@pytest.mark.parametrize("cycle", [walking, running])
def test_a_cycle_closes_and_nothing_jumps_within_it(cycle: Any) -> None:
    poses = [cycle(beat / 48) for beat in range(49)]
    steps = [
        max(abs(one.near.reach - other.near.reach), abs(one.hip - other.hip))
        for one, other in pairwise(poses)
    ]
    feet = [abs(one.near_foot.ahead - other.near_foot.ahead) for one, other in pairwise(poses)]

    assert poses[0].near_foot.ahead == pytest.approx(poses[48].near_foot.ahead)
    assert max(steps) < 20
    assert max(feet) < 24


def test_a_foot_on_the_ground_does_not_slide() -> None:
    carrying = [walking(beat / 50).near_foot.ahead for beat in range(29)]
    steps = np.diff(carrying)

    assert np.ptp(steps) < 0.01


@pytest.mark.parametrize(
    ("action", "framing"),
    [
        ("Captain Grey rides along the strand", Framing.FULL),
        ("Captain Grey rows the boat", Framing.FULL),
        ("Captain Grey walks with his dog", Framing.FULL),
        ("Captain Grey leads a horse", Framing.FULL),
        ("Captain Grey lies on the sand", Framing.FULL),
        ("Captain Grey's hand holds up the lantern", Framing.CLOSE),
        ("Captain Grey's eyes in the dark", Framing.CLOSE),
        ("Captain Grey opens the letter", Framing.INSERT),
    ],
)
def test_what_the_action_says_changes_the_picture(action: str, framing: Framing) -> None:
    cast = (CAST["captain"],)
    plain = still(a_shot(action="Captain Grey stands there", framing=framing, cast=cast), LARGE)
    told = still(a_shot(action=action, framing=framing, cast=cast), LARGE)

    assert share_that_differs(told, plain) > 0.004


@pytest.mark.parametrize(
    ("action", "framing"),
    [
        ("Tom runs", Framing.FULL),
        ("Tom runs", Framing.CLOSE),
        ("Tom walks with a lantern", Framing.FULL),
        ("Tom looks up", Framing.CLOSE),
        ("Tom rows", Framing.FULL),
    ],
)
def test_figures_move_without_a_jump(action: str, framing: Framing) -> None:
    shot = a_shot(
        action=action, framing=framing, cast=(CAST["boy"],), weather=Weather.WIND, seconds=1.0
    )
    steps = steps_between(shoot(shot, SMOOTH))

    assert max(steps) < 2.5 * float(np.median(steps)) + 0.5


def test_the_same_moment_is_the_same_whichever_frames_came_before() -> None:
    cast = (CAST["boy"], CAST["elder"])
    shot = a_shot(action="Tom and Saul walk", framing=Framing.FULL, cast=cast, seconds=1.0)
    *_, middle = frames_at(shot, SMOOTH, 23, 3, 12)

    assert np.array_equal(still(shot, SMOOTH), middle)


def test_a_second_walker_keeps_the_pace_of_the_first() -> None:
    cast = (CAST["boy"], CAST["elder"])
    shot = a_shot(action="Saul and Tom walk", framing=Framing.FULL, cast=cast)
    first, later = frames_at(shot, SMALL.model_copy(update={"fps": 6}), 0, 10)

    assert share_that_differs(first, later) > 0.02


@pytest.mark.parametrize(
    "action", ["Tom takes her by the hand and they run.", "They walk hand in hand."]
)
def test_hands_meet_between_two_who_go_hand_in_hand(action: str) -> None:
    shot = a_shot(action=action, framing=Framing.FULL, cast=(CAST["boy"], CAST["widow"]))
    stage = Stage(shot, SMALL, mood_of(shot), "shore")
    pair = block(shot, stage, SETS["shore"](stage))

    hands = [
        complex(actor.x, actor.feet) + actor.scale * complex(wrist.real * actor.facing, wrist.imag)
        for actor in pair
        for wrist in [bones_of(actor.look, actor.pose(0.0)).near_arm.wrist]
    ]
    assert abs(hands[0] - hands[1]) < 14 * pair[0].scale + abs(pair[0].feet - pair[1].feet)
