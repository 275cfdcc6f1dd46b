"""Climbing: something is under the feet, they stay on it, and what is held is kept."""

from __future__ import annotations

from typing import Any
from unittest import mock

import numpy as np
import pytest
from animatic_stills import CAST, SMALL, a_shot, frames_at

from render.contract import Framing, Light, Performer, TimeOfDay
from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.blocking import block
from render.engines.animatic.figures.climbs import footing_parts
from render.engines.animatic.figures.deeds import deeds_of
from render.engines.animatic.figures.motions import RISER, TREAD, climbing
from render.engines.animatic.figures.person import Person
from render.engines.animatic.mood import mood_of
from render.engines.animatic.sets import SETS
from render.engines.animatic.stage import Stage

TOM, KNIGHT = CAST["boy"], CAST["knight"]


def blocked(action: str, *cast: Performer, set_name: str = "shore", **more: Any) -> list[Actor]:
    interior = set_name == "stairwell"
    more = {"framing": Framing.FULL, **more}
    shot = a_shot(interior=interior, action=action, cast=cast, **more)
    stage = Stage(shot, SMALL, mood_of(shot), set_name)
    return block(shot, stage, SETS[set_name](stage))


@pytest.mark.parametrize(
    ("action", "footing"),
    [
        ("Tom climbs the stairs.", "stairs"),
        ("Tom goes up the steps.", "stairs"),
        ("Tom climbs the ladder.", "ladder"),
        ("Tom climbs up a rope.", "rope"),
        ("Tom climbs the rigging.", "rigging"),
        ("Tom clambers over the rocks.", "rocks"),
        ("Tom walks up to the ladder.", ""),
    ],
)
def test_words_tell_what_is_climbed(action: str, footing: str) -> None:
    assert deeds_of(action, (TOM,))[0].footing == footing


@pytest.mark.parametrize("action", ["Tom climbs into the cart.", "Tom climbs out of the boat."])
def test_who_climbs_in_or_out_scales_nothing(action: str) -> None:
    assert deeds_of(action, (TOM,))[0].posture != "climb"


@pytest.mark.parametrize(("set_name", "footing"), [("shore", "rocks"), ("stairwell", "stairs")])
def test_who_climbs_goes_up_on_what_the_place_has(set_name: str, footing: str) -> None:
    (tom,) = blocked("Tom climbs.", TOM, set_name=set_name)

    assert tom.deed.footing == footing
    assert tom.rise > 0
    assert tom.climbs > 0


def test_a_climber_keeps_the_lantern() -> None:
    (tom,) = blocked("Tom climbs the stairs with a lantern.", TOM)

    assert tom.pose(0.3).near.prop == "lantern"


def test_two_climb_one_flight_in_step() -> None:
    pair = blocked("Tom and Sir Hugh climb the stairs.", TOM, KNIGHT)

    assert sorted(bool(actor.climbs) for actor in pair) == [False, True]
    assert len({(actor.speed, actor.rise, actor.facing) for actor in pair}) == 1


@pytest.mark.parametrize("beat", [0.0, 0.2, 0.4, 0.55])
def test_a_foot_stays_on_its_step_while_the_body_goes_up(beat: float) -> None:
    foot = climbing(beat, "stairs").near_foot

    assert foot.ahead + 2 * TREAD * beat == pytest.approx(0.6 * TREAD)
    assert foot.lift + 2 * RISER * beat == pytest.approx(RISER)


@pytest.mark.parametrize("footing", ["stairs", "rocks"])
def test_the_first_step_is_under_the_first_foot(footing: str) -> None:
    solid = footing_parts(footing, 1.0, 3)[0].shapes[0]

    assert solid.contains(0.6 * TREAD, -RISER + 14)
    assert not solid.contains(0.6 * TREAD, -RISER - 14)


@pytest.mark.parametrize("action", ["Tom climbs the ladder.", "Tom climbs the stairs."])
def test_a_climber_near_us_goes_up_through_the_frame(action: str) -> None:
    shot = a_shot(
        action=action, cast=(TOM,), framing=Framing.MEDIUM,
        time_of_day=TimeOfDay.DAY, light=Light.HIGH_KEY,
    )  # fmt: skip
    with mock.patch.object(Person, "draw", autospec=True):
        empty = frames_at(shot, SMALL, 0, 23)
    peopled = frames_at(shot, SMALL, 0, 23)
    middles = [
        float(np.nonzero(np.abs(one.astype(int) - none).max(axis=2) > 60)[0].mean())
        for one, none in zip(peopled, empty, strict=True)
    ]

    assert middles[0] - middles[1] > 0.08 * SMALL.height


def test_hands_stay_on_the_rock_that_is_passed() -> None:
    (tom,) = blocked("Tom climbs the cliff.", TOM, framing=Framing.MEDIUM, seconds=4.0)

    cycle = complex(2 * TREAD * tom.facing, -2 * RISER) * tom.look.tall * tom.scale
    past = complex(tom.speed, -tom.rise) - tom.passes
    assert past == pytest.approx(cycle / tom.period)
    assert tom.rise * 4.0 < 0.27 * SMALL.height


def test_no_rope_hangs_from_the_hand_of_one_who_climbs_a_rope() -> None:
    (tom,) = blocked("Tom climbs up the rope.", TOM)

    assert tom.pose(0.3).near.prop == ""
