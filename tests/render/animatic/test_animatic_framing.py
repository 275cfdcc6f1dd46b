"""Figures in the frame: who a shot is about is in it, whatever they do."""

from __future__ import annotations

from itertools import product

import pytest
from animatic_stills import (
    CAST,
    SMALL,
    a_shot,
    share_apart,
    share_that_differs,
    with_and_without_people,
)
from figure_outlines import drawn

from render.contract import Framing
from render.engines.animatic.figures.blocking import block
from render.engines.animatic.figures.bones import bones_of
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.mood import mood_of
from render.engines.animatic.sets import SETS
from render.engines.animatic.stage import Stage


def test_a_rider_keeps_head_and_horse_in_a_medium_shot() -> None:
    shots = [
        a_shot("moor", framing=Framing.MEDIUM, cast=(CAST["captain"],), action=f"Grey {deed}.")
        for deed in ("rides", "stands")
    ]
    pairs = [with_and_without_people(shot) for shot in shots]
    above, below = (
        [share_apart(peopled[rows], empty[rows], 14) for peopled, empty in pairs]
        for rows in (slice(0, 45), slice(65, 90))
    )

    assert above[0] > 0.6 * above[1]
    assert below[0] > below[1] + 0.05


@pytest.mark.parametrize("framing", [Framing.FULL, Framing.CLOSE])
def test_who_embrace_are_one_figure(framing: Framing) -> None:
    cast = (CAST["boy"], CAST["captain"], CAST["widow"])
    shot = a_shot(action="Tom and Captain Grey embrace.", framing=framing, cast=cast[:2])
    stage = Stage(shot, SMALL, mood_of(shot), "shore")
    pair = block(shot, stage, SETS["shore"](stage))
    alone = block(shot.model_copy(update={"cast": cast[1:2]}), stage, SETS["shore"](stage))

    assert [(one.look.age, one.partner and one.partner.age) for one in pair] == [("adult", "child")]
    assert [(one.partner, one.deed.gesture) for one in alone] == [(None, "chest")]


@pytest.mark.parametrize(
    ("action", "framings"),
    [
        ("Tom and Captain Grey walk along the shore.", (Framing.WIDE, Framing.FULL)),
        ("Tom speaks to Captain Grey.", (Framing.FULL, Framing.MEDIUM)),
    ],
)
@pytest.mark.parametrize("place", ["the shore", "the strand", "the quay"])
def test_who_is_left_stays_left_and_who_goes_goes_on_from_shot_to_shot(
    action: str, framings: tuple[Framing, ...], place: str
) -> None:
    cast = (CAST["boy"], CAST["captain"])
    staged = set()
    for framing, seed in product(framings, range(4)):
        shot = a_shot(place, action=action, framing=framing, cast=cast, seed=seed)
        stage = Stage(shot, SMALL, mood_of(shot), "shore")
        boy, captain = sorted(block(shot, stage, SETS["shore"](stage)), key=lambda a: a.look.tall)
        staged.add((boy.x < captain.x, boy.facing, captain.facing))
    assert len(staged) == 1


@pytest.mark.parametrize("deed", ["stands", "sits", "kneels"])
@pytest.mark.parametrize("framing", [Framing.MEDIUM, Framing.CLOSE, Framing.POINT_OF_VIEW])
def test_a_head_that_the_frame_is_about_is_in_it(framing: Framing, deed: str) -> None:
    for who, seed in product((CAST["boy"], CAST["widow"]), range(3)):
        shot = a_shot(action=f"{who.name} {deed}.", framing=framing, cast=(who,), seed=seed)
        stage = Stage(shot, SMALL, mood_of(shot), "shore")
        [actor] = block(shot, stage, SETS["shore"](stage))
        [head] = [ply for ply in actor.plies(Breeze(0.1), plain=True) if ply.name == "head"]
        neck = actor.feet + head.pivot.imag * actor.scale
        assert 0.35 * SMALL.height < neck < 0.85 * SMALL.height, (who.name, actor.view)


@pytest.mark.parametrize("framing", [Framing.MEDIUM, Framing.CLOSE, Framing.OVER_THE_SHOULDER])
def test_who_lies_there_is_in_the_frame(framing: Framing) -> None:
    cast = (CAST["captain"],)
    shot = a_shot(action="Captain Grey lies asleep.", framing=framing, cast=cast)
    stage = Stage(shot, SMALL, mood_of(shot), "shore")
    [actor] = block(shot, stage, SETS["shore"](stage))
    assert (actor.view, actor.look.hat) == ("side", "none")
    assert share_that_differs(*with_and_without_people(shot)) > 0.05


def test_who_is_rowed_sits_in_the_boat() -> None:
    cast = (CAST["captain"], CAST["boy"], CAST["widow"])
    action = "Captain Grey rows. Tom and Mrs Hale sit in the boat."
    shot = a_shot("boat at sea", action=action, framing=Framing.FULL, cast=cast)
    stage = Stage(shot, SMALL, mood_of(shot), "sea")
    [rower] = block(shot, stage, SETS["sea"](stage))
    plies = rower.plies(Breeze(0.1), plain=True)
    below_the_waterline = drawn([part for ply in plies for part in ply.parts])[1][153:]

    assert [look.age for look in rower.passengers] == ["child", "adult"]
    assert below_the_waterline.max() < 0.1


@pytest.mark.parametrize("framing", [Framing.WIDE, Framing.FULL, Framing.MEDIUM])
def test_nobody_stands_on_the_water(framing: Framing) -> None:
    cast = (CAST["captain"], CAST["boy"])
    shot = a_shot("open sea", action="Captain Grey and Tom wait.", framing=framing, cast=cast)
    stage = Stage(shot, SMALL, mood_of(shot), "sea")
    actors = block(shot, stage, SETS["sea"](stage))
    assert {actor.deed.posture for actor in actors} <= {"row", "aboard"}
    assert sum(1 + len(actor.passengers) for actor in actors) == 2


def test_close_shots_of_two_who_talk_look_at_each_other() -> None:
    cast = (CAST["boy"], CAST["captain"])
    facing = []
    for action in ("Tom listens.", "Captain Grey listens."):
        shot = a_shot(action=action, framing=Framing.CLOSE, cast=cast)
        [alone] = block(
            shot, stage := Stage(shot, SMALL, mood_of(shot), "shore"), SETS["shore"](stage)
        )
        facing.append(alone.facing)
    assert facing[0] == -facing[1]


@pytest.mark.parametrize("deed", ["kneels", "prays", "crouches"])
def test_who_is_on_their_knees_is_seen_below_the_hips_in_a_medium_shot(deed: str) -> None:
    shot = a_shot(action=f"Captain Grey {deed}.", framing=Framing.MEDIUM, cast=(CAST["captain"],))
    stage = Stage(shot, SMALL, mood_of(shot), "shore")
    [actor] = block(shot, stage, SETS["shore"](stage))

    hip = bones_of(actor.look, actor.pose(0.0)).hip
    assert actor.feet + hip.imag * actor.scale < 0.85 * SMALL.height


def test_of_two_who_talk_near_us_one_holds_out_a_hand() -> None:
    shot = a_shot(
        action="They talk.", framing=Framing.MEDIUM, cast=(CAST["captain"], CAST["widow"])
    )
    stage = Stage(shot, SMALL, mood_of(shot), "shore")
    pair = block(shot, stage, SETS["shore"](stage))

    assert sorted(actor.deed.gesture for actor in pair) == ["", "talk"]
