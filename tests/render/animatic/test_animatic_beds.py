"""Who sleeps in a room lies in a bed; who sleeps under the sky lies on the ground."""

from __future__ import annotations

import pytest
from animatic_stills import CAST, SMALL, a_shot

from render.contract import Framing
from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.blocking import block
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.mood import mood_of
from render.engines.animatic.sets import SETS
from render.engines.animatic.stage import Stage


def sleeper(action: str, set_name: str) -> Actor:
    shot = a_shot(
        interior=set_name == "bedchamber", action=action, cast=(CAST["boy"],), framing=Framing.FULL
    )
    stage = Stage(shot, SMALL, mood_of(shot), set_name)
    return block(shot, stage, SETS[set_name](stage))[0]


@pytest.mark.parametrize("action", ["Tom sleeps.", "Tom lies in his bed.", "Tom is asleep."])
def test_who_sleeps_in_a_room_has_a_bed_and_a_blanket(action: str) -> None:
    tom = sleeper(action, "bedchamber")

    names = [ply.name for ply in tom.plies(Breeze(0.0), plain=True)]
    assert tom.deed.bed
    assert names[-1] == "blanket"
    assert tom.feet < sleeper("Tom lies dead.", "bedchamber").feet


@pytest.mark.parametrize(
    ("action", "set_name"), [("Tom sleeps.", "shore"), ("Tom lies dead.", "bedchamber")]
)
def test_nobody_else_has_one(action: str, set_name: str) -> None:
    assert not sleeper(action, set_name).deed.bed
