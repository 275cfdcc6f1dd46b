"""Figures: every pose, gesture and prop draws, from every side, and hands go where they should."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from animatic_stills import (
    CAST,
)
from figure_outlines import drawn, from_the_side

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.deeds import deeds_of
from render.engines.animatic.figures.embracing import embraced, embraced_from_behind
from render.engines.animatic.figures.facing import facing_plies
from render.engines.animatic.figures.looks import look_of
from render.engines.animatic.figures.poses import GESTURES, POSES
from render.engines.animatic.figures.props import PROPS, prop_parts
from render.engines.animatic.figures.side import Ply
from render.engines.animatic.figures.stances import STANCES, Stance
from render.engines.animatic.pen import Field, colour


@cache
def outline(pose: str) -> Field:
    return drawn(from_the_side(look_of(CAST["captain"]), POSES[pose]))[1]


@cache
def from_before(stance: Stance) -> Field:
    plies = facing_plies(look_of(CAST["captain"]), "front", stance, Breeze(0.1), plain=True)
    return drawn([part for ply in plies for part in ply.parts])[1]


@pytest.mark.parametrize("name", CAST)
@pytest.mark.parametrize("view", ["front", "quarter", "back quarter", "back"])
def test_everybody_can_be_seen_from_every_side(name: str, view: str) -> None:
    plies = facing_plies(look_of(CAST[name]), view, Stance(), Breeze(0.3), plain=True)
    tone, cover = drawn([part for ply in plies for part in ply.parts])

    assert 0.02 < float(cover.mean()) < 0.4
    assert float(tone.max()) <= 255 * 4
    assert np.isfinite(tone).all()


@pytest.mark.parametrize("pose", POSES)
def test_every_pose_has_an_outline_of_its_own(pose: str) -> None:
    others = [outline(name) for name in POSES if name != pose]

    assert min(float(np.abs(outline(pose) - other).mean()) for other in others) > 0.001


@pytest.mark.parametrize("gesture", GESTURES)
def test_every_gesture_shows(gesture: str) -> None:
    pose = replace(POSES["stand"], near=GESTURES[gesture])
    shown = drawn(from_the_side(look_of(CAST["captain"]), pose))[1]

    assert float(np.abs(shown - outline("stand")).sum()) > 12


@pytest.mark.parametrize("gesture", STANCES)
def test_gestures_show_from_before_too(gesture: str) -> None:
    assert float(np.abs(from_before(STANCES[gesture]) - from_before(Stance())).sum()) > 8


@pytest.mark.parametrize("prop", PROPS)
def test_every_prop_draws(prop: str) -> None:
    tone, cover = drawn(prop_parts(prop, colour("#b3232a"), length=120), 0.3)

    assert float(cover.sum()) > 30
    assert float(tone.max()) > 8


@pytest.mark.parametrize(
    ("action", "postures", "gesture"),
    [
        ("A boy runs along the strand", ("run", "run"), ""),
        ("Saul climbs the stair while Tom watches", ("stand", "climb"), ""),
        ("Tom reads a letter; Saul sits by the fire", ("stand", "sit"), "letter"),
        ("They fight on the stair", ("fight", "fight"), ""),
        ("Tom points out to sea", ("stand", "stand"), "point"),
        ("Saul and Tom row to the island", ("row", "row"), ""),
        ("Tom kneels", ("kneel", "stand"), ""),
    ],
)
def test_the_action_says_who_does_what(
    action: str, postures: tuple[str, str], gesture: str
) -> None:
    boy, elder = deeds_of(action, [CAST["boy"], CAST["elder"]])

    assert (boy.posture, elder.posture) == postures
    assert boy.gesture == gesture


@pytest.mark.parametrize(
    ("taller", "smaller", "kneels"),
    [("captain", "widow", False), ("host", "captain", False), ("widow", "boy", True)],
)
def test_hands_that_embrace_rest_on_the_other_s_back(
    taller: str, smaller: str, kneels: bool
) -> None:
    far, near = look_of(CAST[taller]), look_of(CAST[smaller])
    aside = embraced(far, near, Breeze(0.2), kneels=kneels, plain=True)
    behind = embraced_from_behind(far, near, Breeze(0.2), plain=True)

    assert share_outside(aside) < 0.03
    assert share_outside(behind) < 0.06


def share_outside(plies: list[Ply]) -> float:
    """How much of the arms that lie before two people stands out to the left or right of them."""
    arms, rest = (
        drawn([part for ply in plies if (ply.name == "arm") == told for part in ply.parts])[1]
        for told in (True, False)
    )
    within = np.maximum.accumulate(rest, 1) * np.maximum.accumulate(rest[:, ::-1], 1)[:, ::-1]
    return float((arms * (1 - within)).sum() / arms.sum())
