"""Dances and trades: the words for them, their motions, their tools, and where they are done."""

from __future__ import annotations

import cmath
from itertools import pairwise
from unittest import mock

import numpy as np
import pytest
from animatic_stills import CAST, LARGE, SMALL, a_shot, frames_at, still, without_grain

from render.contract import Framing, Light, Performer, Shot, TimeOfDay
from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.blocking import block
from render.engines.animatic.figures.bones import bones_of
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.deeds import Deed, deeds_of
from render.engines.animatic.figures.horse import horse_parts
from render.engines.animatic.figures.inserts import insert_of
from render.engines.animatic.figures.labours import LABOURS, sweeping
from render.engines.animatic.figures.looks import look_of
from render.engines.animatic.figures.person import Person
from render.engines.animatic.figures.poses import GESTURES
from render.engines.animatic.figures.tools import tool_parts
from render.engines.animatic.mood import mood_of
from render.engines.animatic.sets import SETS
from render.engines.animatic.stage import Stage
from render.engines.protocol import Frame

TOM, WIDOW, HOST, BANKER = (CAST[name] for name in ("boy", "widow", "host", "banker"))


def blocked(set_name: str, action: str, *cast: Performer, framing: Framing) -> list[Actor]:
    shot = a_shot(action=action, cast=cast, framing=framing)
    stage = Stage(shot, SMALL, mood_of(shot), set_name)
    return block(shot, stage, SETS[set_name](stage))


@pytest.mark.parametrize(
    ("action", "posture"),
    [
        ("Tom dances.", "dance"),
        ("Tom swims to the boat.", "swim"),
        ("Tom dives into the sea.", "swim"),
        ("Tom sits fishing.", "fish"),
        ("Tom fishes from the quay.", "fish"),
        ("Tom casts his line.", "fish"),
        ("Tom sweeps the kitchen floor.", "sweep"),
        ("Tom leans on a broom.", "sweep"),
        ("Tom chops wood.", "chop"),
        ("Tom felled the oak.", "chop"),
        ("Tom hammers the iron.", "hammer"),
        ("Tom hauls on the rope.", "haul"),
        ("Tom hoists the sail.", "haul"),
        ("Tom scrubs the deck.", "scrub"),
        ("Tom plays the fiddle.", "fiddle"),
        ("Tom steers for the bay.", "steer"),
        ("Tom takes the wheel.", "steer"),
        ("Tom crawls on.", "crawl"),
        ("Tom draws his bow.", "archer"),
        ("Tom mows the hay.", "mow"),
        ("Tom rakes the leaves.", "rake"),
        ("Tom rings the bell.", "haul"),
        ("Tom drives the cart.", "drive"),
        ("Tom drives them away.", "stand"),
        ("Tom faints.", "fall"),
        ("Tom lights a fire.", "kneel"),
        ("Tom hammers on the door.", "stand"),
        ("A fishing boat comes in; Tom waits.", "stand"),
        ("Tom eats a fish.", "sit"),
        ("The light danced on the water; Tom waits.", "stand"),
        ("Tom hauls the chest.", "walk"),
    ],
)
def test_words_tell_what_one_is_busy_with(action: str, posture: str) -> None:
    assert deeds_of(action, (TOM,))[0].posture == posture


@pytest.mark.parametrize(
    ("action", "gesture"),
    [
        ("Tom looks through the telescope.", "glass"),
        ("Tom lit his pipe.", "pipe"),
        ("Tom blows the horn.", "horn"),
        ("Tom plays the flute.", "flute"),
        ("Tom shakes his fist.", "raise"),
        ("Tom laughs.", "talk"),
    ],
)
def test_words_tell_what_a_hand_does(action: str, gesture: str) -> None:
    assert deeds_of(action, (TOM,))[0].gesture == gesture


def test_two_who_dance_dance_together() -> None:
    for action in ("They dance.", "Tom dances with Mrs Hale."):
        assert [deed.posture for deed in deeds_of(action, (TOM, WIDOW))] == ["waltz", "waltz"]


@pytest.mark.parametrize("posture", LABOURS)
def test_a_labour_goes_on_and_comes_round(posture: str) -> None:
    poses = [LABOURS[posture].pose(beat) for beat in (0.0, 0.25, 0.5, 0.75, 1.0)]
    hands = [(pose.hip + pose.near.reach, pose.hip + pose.far.reach) for pose in poses]

    assert max(abs(hands[0][at] - hand[at]) for hand in hands for at in (0, 1)) > 4
    assert hands[0] == pytest.approx(hands[-1])


@pytest.mark.parametrize("beat", [0.0, 0.25, 0.75])
def test_a_broom_keeps_to_the_floor(beat: float) -> None:
    pose, look = sweeping(beat), look_of(HOST)
    limb = bones_of(look, pose).near_arm
    grip = limb.wrist + cmath.rect(40 * look.head, limb.turn)
    twigs = tool_parts("broom", limb.turn, -grip.imag / look.head)[-1].shapes[0].getBounds()
    end = grip + look.head * complex(twigs.right(), 0) * cmath.exp(1j * limb.turn)

    assert end.imag == pytest.approx(0, abs=14)


@pytest.mark.parametrize(
    "deed",
    [
        *(Deed(posture) for posture in (*LABOURS, "row", "dig")),
        *(Deed(gesture=gesture) for gesture in GESTURES),
    ],
    ids=lambda deed: f"{deed.posture} {deed.gesture}",
)
def test_whatever_hands_do_has_its_insert(deed: Deed) -> None:
    insert = insert_of(a_shot(framing=Framing.INSERT), [look_of(HOST)], deed)

    assert insert is not None
    assert all(ply.parts for ply in insert.plies)


def test_nobody_swims_on_dry_land() -> None:
    (swimmer,) = blocked("village", "Tom swims.", TOM, framing=Framing.FULL)

    assert swimmer.deed.posture == "stand"


def test_who_is_in_a_boat_and_fishes_lets_it_drift() -> None:
    (boat,) = blocked("sea", "Tom and Ned are fishing.", TOM, HOST, framing=Framing.FULL)

    assert boat.deed.posture == "drift"
    assert len(boat.passengers) == 1


def test_all_four_sit_in_the_boat() -> None:
    cast = (TOM, WIDOW, HOST, BANKER)
    actors = blocked("sea", "Ned rows.", *cast, framing=Framing.FULL)

    assert [len(actor.passengers) for actor in actors] == [3]


def test_who_drives_with_somebody_sits_in_their_cart() -> None:
    (cart,) = blocked("road", "Ned drives the cart with Tom.", HOST, TOM, framing=Framing.FULL)

    assert (cart.deed.posture, len(cart.passengers)) == ("drive", 1)
    assert cart.speed


def test_near_us_everybody_is_in_the_cart() -> None:
    action, cast = "Ned drives the cart with Tom and Mrs Hale.", (HOST, TOM, WIDOW)
    (cart,) = blocked("road", action, *cast, framing=Framing.MEDIUM)

    assert (cart.deed.posture, len(cart.passengers)) == ("drive", 2)
    assert cart.period


def test_a_boat_is_rowed_near_us_on_the_sea_alone() -> None:
    (at_sea,) = blocked("sea", "Ned rows Tom.", HOST, TOM, framing=Framing.MEDIUM)
    by_the_bank = blocked("river", "Ned rows Tom.", HOST, TOM, framing=Framing.MEDIUM)

    assert at_sea.period
    assert len(at_sea.passengers) == 1
    assert at_sea.feet < SMALL.height
    assert not any(actor.passengers for actor in by_the_bank)


def test_boats_keep_off_the_quay() -> None:
    shot = a_shot(action="Tom rows.", cast=(TOM,), framing=Framing.FULL)
    stage = Stage(shot, SMALL, mood_of(shot), "harbour")
    (rower,) = block(shot, stage, SETS["harbour"](stage))

    assert (rower.x - stage.width / 2) * stage.side > 0.2 * stage.width


def seen(shot: Shot, number: int) -> tuple[Frame, Frame]:
    """A frame of a shot, and how far each of its pixels is from what is there without people."""
    (peopled,) = frames_at(shot, LARGE, number)
    with mock.patch.object(Person, "draw", autospec=True):
        (empty,) = frames_at(shot, LARGE, number)
    return peopled, np.abs(without_grain(peopled).astype(int) - without_grain(empty)).max(axis=2)


def test_of_a_swimmer_only_what_is_above_the_water_is_seen() -> None:
    shot = a_shot(
        "open sea", action="Tom swims.", cast=(TOM,), framing=Framing.FULL,
        time_of_day=TimeOfDay.DAY, light=Light.HIGH_KEY,
    )  # fmt: skip
    _, apart = seen(shot, 12)
    stage = Stage(shot, LARGE, mood_of(shot), "sea")
    (swimmer,) = block(shot, stage, SETS["sea"](stage))
    water = round(swimmer.feet)
    tall = round(swimmer.height)

    assert (apart[water - tall // 3 : water] > 30).sum() > 300
    assert (apart[water + tall // 10 :] > 30).sum() < 40
    assert (apart[: water - tall // 2] > 30).sum() < 40


def test_a_fishing_rod_reaches_out_over_the_water() -> None:
    shot = a_shot(
        "river", action="Tom is fishing.", cast=(BANKER,), framing=Framing.FULL,
        time_of_day=TimeOfDay.DAY, light=Light.HIGH_KEY,
    )  # fmt: skip
    _, apart = seen(shot, 12)
    stage = Stage(shot, LARGE, mood_of(shot), "river")
    (fisher,) = block(shot, stage, SETS["river"](stage))
    tip = round(fisher.x + fisher.facing * 0.6 * fisher.height)

    assert (apart[:, tip - 3 : tip + 4] > 16).any()


@pytest.mark.parametrize("name", ["roofs", "ruin", "river"])
def test_by_stormy_night_people_are_told_from_what_is_behind_them(name: str) -> None:
    places = {"roofs": "rooftops", "ruin": "ruins", "river": "river"}
    shot = a_shot(
        places[name], action="Mr Pell stands.", cast=(BANKER,), framing=Framing.WIDE,
        time_of_day=TimeOfDay.NIGHT, light=Light.LOW_KEY, weather="storm",
    )  # fmt: skip
    _, apart = seen(shot, 12)
    stage = Stage(shot, LARGE, mood_of(shot), name)
    (one,) = block(shot, stage, SETS[name](stage))
    top, foot, x = round(one.feet - 0.8 * one.height), round(one.feet), round(one.x)
    trunk = apart[top : foot - 6, x - 1 : x + 2]

    assert float(np.median(trunk)) > 40


def hooves(pace: str, beat: float) -> list[float]:
    """How far ahead each hoof of a horse is, from the hindmost on."""
    behind, _ = horse_parts(beat, pace, Breeze(0.1))
    feet = [part for part in behind if part.seat.at.imag > -170 and part.gloss == 1.6]
    return sorted(part.seat.at.real for part in feet)


def test_no_leg_hides_another_of_a_horse_that_stands() -> None:
    assert min(other - one for one, other in pairwise(hooves("stand", 0.0))) > 40


@pytest.mark.parametrize("beat", [0.0, 0.125, 0.25, 0.375, 0.5])
def test_a_horse_that_walks_always_has_two_legs_apart(beat: float) -> None:
    hind, other_hind, fore, other_fore = hooves("walk", beat)

    assert max(other_hind - hind, other_fore - fore) > 100


@pytest.mark.parametrize("framing", [Framing.WIDE, Framing.EXTREME_WIDE])
def test_a_red_scarf_is_red_before_snow_in_a_woodcut(framing: Framing) -> None:
    shot = a_shot(
        "snowfield", action="Tom walks.", cast=(TOM,), framing=framing,
        time_of_day=TimeOfDay.DAY, light=Light.OVERCAST, weather="snow",
    )  # fmt: skip
    print_ = still(shot, LARGE, "woodcut").astype(int)

    assert (print_[..., 0] - print_[..., 1:].max(axis=2) > 70).sum() >= 6
