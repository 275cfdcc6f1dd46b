"""Figures: every pose, look, prop and framing draws, and a character stays who they are."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise, product
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
    share_apart,
    share_that_differs,
    shoot,
    steps_between,
    still,
    with_and_without_people,
)

from render.contract import Framing, Performer, Weather
from render.engines.animatic.figures.blocking import block
from render.engines.animatic.figures.bones import bones_of
from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.deeds import deeds_of
from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.embracing import embraced, embraced_from_behind
from render.engines.animatic.figures.facing import facing_plies
from render.engines.animatic.figures.looks import Look, look_of
from render.engines.animatic.figures.motions import running, walking
from render.engines.animatic.figures.poses import GESTURES, POSES, Pose
from render.engines.animatic.figures.props import PROPS, prop_parts
from render.engines.animatic.figures.relief import Lamp, Lighting, Part, Sheet
from render.engines.animatic.figures.side import Ply, side_plies
from render.engines.animatic.figures.stances import STANCES, Stance
from render.engines.animatic.mood import mood_of
from render.engines.animatic.pen import Field, colour
from render.engines.animatic.sets import SETS
from render.engines.animatic.stage import Stage

WHITE = colour("#ffffff")
LIGHTING = Lighting((Lamp(WHITE, 1.0, -0.2),), WHITE * 0.4, WHITE * 0.2, WHITE, 0.1)


def drawn(parts: list[Part], scale: float = 0.16) -> tuple[Field, Field]:
    sheet = Sheet((0, 0, 190, 170))
    for part in parts:
        sheet.lay(part.placed(Seat(complex(scale), 90 + 150j)))
    return sheet.lit(LIGHTING, scale)


@cache
def outline(pose: str) -> Field:
    return drawn(from_the_side(look_of(CAST["captain"]), POSES[pose]))[1]


@cache
def from_before(stance: Stance) -> Field:
    plies = facing_plies(look_of(CAST["captain"]), "front", stance, Breeze(0.1), plain=True)
    return drawn([part for ply in plies for part in ply.parts])[1]


def from_the_side(look: Look, pose: Pose, breeze: Breeze | None = None) -> list[Part]:
    plies = side_plies(look, pose, breeze or Breeze(0.3, 0.2), plain=True)
    return [part for ply in plies for part in ply.parts]


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


def test_a_character_looks_the_same_in_every_shot_and_nobody_else_does() -> None:
    looks = [look_of(one) for one in CAST.values()]
    again = [look_of(one) for one in CAST.values()]
    outlines = [drawn(from_the_side(look, POSES["stand"]))[1] for look in looks]

    assert all(
        np.array_equal(one.accent, two.accent) for one, two in zip(looks, again, strict=True)
    )
    assert [look.wear for look in looks] == [look.wear for look in again]
    closest = min(
        float(np.abs(one - other).sum())
        for at, one in enumerate(outlines)
        for other in outlines[:at]
    )
    assert closest > 60


@pytest.mark.parametrize(
    ("description", "field", "value"),
    [
        ("a boy", "age", "child"),
        ("an old man with a white beard", "beard", "long"),
        ("a stout innkeeper", "build", 0.8),
        ("a captain in a tricorne", "hat", "tricorne"),
        ("a knight in armour", "wear", "armour"),
        ("a woman in a green dress", "wear", "dress"),
        ("a clean-shaven man", "beard", "none"),
        ("a bare-headed sailor", "hat", "none"),
        ("a man in a wide-brimmed hat", "hat", "wide"),
        ("a girl of twelve in a huge yellow oilskin hat", "hat", "wide"),
    ],
)
def test_words_decide_the_look(description: str, field: str, value: object) -> None:
    look = look_of(Performer(name="N. N.", description=description))

    assert getattr(look, field) == value


@pytest.mark.parametrize(
    ("name", "description", "field", "value"),
    [
        ("Captain Hale", "black hair, cropped", "hair", "short"),
        ("Captain Hale", "long grey hair", "hair", "long"),
        ("Captain Hale", "a wide-brimmed hat", "hat", "wide"),
        ("Captain Hale", "a red cap", "hat", "cap"),
        ("Squire Trelawney", "a man in a straw hat", "hat", "wide"),
        ("Captain Hale", "a white shirt", "wear", "shirt"),
        ("Captain Hale", "a grey suit", "wear", "suit"),
        ("Old Pew", "young, black hair", "age", "adult"),
        ("Captain Hale", "a scar on one cheek", "hat", "tricorne"),
    ],
)
def test_what_a_look_says_goes_before_what_a_name_suggests(
    name: str, description: str, field: str, value: str
) -> None:
    assert getattr(look_of(Performer(name=name, description=description)), field) == value


@pytest.mark.parametrize(
    ("description", "age"),
    [
        ("about fifty, stout", "adult"),
        ("sixty-five years old", "elder"),
        ("12 years old, black hair", "child"),
        ("a boy of twelve, barefoot", "child"),
        ("thirteen, black hair, cropped", "child"),
        ("71, stout", "elder"),
        ("a man of seventy", "elder"),
        ("captain of two ships, in a blue coat", "adult"),
    ],
)
def test_an_age_in_words_or_numbers_decides_the_figure(description: str, age: str) -> None:
    assert look_of(Performer(name="Hollis", description=description)).age == age


def test_a_looks_own_accent_and_seed_go_before_words_and_name() -> None:
    said = Performer(name="Wick", description="red scarf", accent="#2f7fa6", seed=9)
    assert np.array_equal(look_of(said).accent, colour("#2f7fa6"))
    assert (
        look_of(said).skin.tolist() == look_of(said.model_copy(update={"name": "Ab"})).skin.tolist()
    )
    assert look_of(said).seed != look_of(said.model_copy(update={"seed": 10})).seed


def test_hair_that_is_described_is_seen() -> None:
    looks = [
        look_of(Performer(name=name, description="black hair")) for name in ("A", "B", "C", "D")
    ]
    assert {look.hat for look in looks} == {"none"}


def test_each_garment_has_the_colour_that_is_told_of_it() -> None:
    both, scarf = (
        look_of(Performer(name="Jory", description=f"a boy with a red scarf{coat}"))
        for coat in (", brown coat", ", long coat")
    )
    brown = look_of(Performer(name="Jory", description="a boy in a brown coat"))

    assert np.array_equal(both.cloth, brown.cloth)
    assert np.array_equal(both.accent, scarf.accent)
    assert not np.array_equal(both.cloth, scarf.cloth)


def test_a_described_colour_is_the_accent() -> None:
    red = look_of(Performer(name="N. N.", description="a boy in a red woollen scarf")).accent

    assert red[0] > 2 * max(red[1], red[2])


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


def test_a_nun_wears_a_veil_and_a_captain_keeps_the_hat() -> None:
    nun = look_of(Performer(name="Sister Agnes", description="a nun in a black habit"))

    assert (nun.hat, nun.wear) == ("veil", "robe")
    assert float(nun.cloth.max()) < 50
    assert look_of(CAST["captain"]).hat == "tricorne"


def share_outside(plies: list[Ply]) -> float:
    """How much of the arms that lie before two people stands out to the left or right of them."""
    arms, rest = (
        drawn([part for ply in plies if (ply.name == "arm") == told for part in ply.parts])[1]
        for told in (True, False)
    )
    within = np.maximum.accumulate(rest, 1) * np.maximum.accumulate(rest[:, ::-1], 1)[:, ::-1]
    return float((arms * (1 - within)).sum() / arms.sum())


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


@pytest.mark.parametrize("deed", ["kneels", "prays", "crouches"])
def test_who_is_on_their_knees_is_seen_below_the_hips_in_a_medium_shot(deed: str) -> None:
    shot = a_shot(action=f"Captain Grey {deed}.", framing=Framing.MEDIUM, cast=(CAST["captain"],))
    stage = Stage(shot, SMALL, mood_of(shot), "shore")
    [actor] = block(shot, stage, SETS["shore"](stage))

    hip = bones_of(actor.look, actor.pose(0.0)).hip
    assert actor.feet + hip.imag * actor.scale < 0.85 * SMALL.height


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


def test_of_two_who_talk_near_us_one_holds_out_a_hand() -> None:
    shot = a_shot(
        action="They talk.", framing=Framing.MEDIUM, cast=(CAST["captain"], CAST["widow"])
    )
    stage = Stage(shot, SMALL, mood_of(shot), "shore")
    pair = block(shot, stage, SETS["shore"](stage))

    assert sorted(actor.deed.gesture for actor in pair) == ["", "talk"]
