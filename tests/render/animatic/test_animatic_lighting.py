"""The light on people: what a night does to a face."""

from __future__ import annotations

import pytest
from animatic_stills import SMALL, a_shot

from render.contract import Framing, Light, StyleName, TimeOfDay, Weather
from render.engines.animatic.figures.lighting import keyline_for, lighting_for
from render.engines.animatic.mood import mood_of
from render.engines.animatic.pen import Colour, colour
from render.engines.animatic.sets import SETS
from render.engines.animatic.stage import Stage
from render.engines.animatic.styles import STYLES

SKIN = colour("#d8ae90")


def face(hour: TimeOfDay, near: str) -> Colour:
    """What pale skin that faces every lamp comes to, at most."""
    shot = a_shot(time_of_day=hour, light=Light.LOW_KEY, framing=Framing.MEDIUM)
    stage = Stage(shot, SMALL, mood_of(shot), "shore")
    lighting = lighting_for(shot, stage, SETS["shore"](stage), near, 80)
    lamps = sum((lamp.tone * lamp.power for lamp in lighting.lamps), 0 * SKIN)
    return SKIN * (lighting.above + lamps) / 255


@pytest.mark.parametrize("hour", [TimeOfDay.NIGHT, TimeOfDay.MOONLIGHT])
@pytest.mark.parametrize("near", ["near", "close"])
def test_skin_is_cool_and_dim_by_night(hour: TimeOfDay, near: str) -> None:
    night, day = face(hour, near), face(TimeOfDay.DAY, near)

    assert float(night.mean()) < 0.85 * float(day.mean())
    assert float(night[2] / night[0]) > 1.25 * float(day[2] / day[0])
    assert float(night.max()) > 90


def test_a_fire_does_not_burn_out_the_faces_that_are_near_us() -> None:
    shot = a_shot("inn parlour", interior=True, time_of_day=TimeOfDay.NIGHT, light=Light.FIRELIGHT)
    stage = Stage(shot, SMALL, mood_of(shot), "parlour")
    scenery = SETS["parlour"](stage)
    far, close = (lighting_for(shot, stage, scenery, near, 80) for near in ("whole", "close"))

    assert close.lamps[0].power < 0.7 * far.lamps[0].power
    assert float((SKIN * close.lamps[0].tone).max()) * close.lamps[0].power / 255 < 320


@pytest.mark.parametrize("near", ["near", "close"])
def test_pale_skin_is_not_ashen_by_night(near: str) -> None:
    red, green, blue = face(TimeOfDay.NIGHT, near)

    assert red > green > 0.9 * blue


def test_ink_outlines_people_before_snow_alone() -> None:
    def keyline(name: str, hour: TimeOfDay, style: StyleName) -> float:
        shot = a_shot(time_of_day=hour, light=Light.HIGH_KEY, weather=Weather.SNOW)
        return keyline_for(Stage(shot, SMALL, mood_of(shot, STYLES[style]), name))

    assert keyline("snowfield", TimeOfDay.DAY, StyleName.WOODCUT) > 0.2
    assert keyline("snowfield", TimeOfDay.NIGHT, StyleName.WOODCUT) == 0
    assert keyline("snowfield", TimeOfDay.DAY, StyleName.MATTE) == 0
