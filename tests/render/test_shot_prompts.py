"""What a model is told of a shot: the looks of its people and of its place."""

from __future__ import annotations

import pytest

from render.contract import Performer, Place, Shot
from render.prompt import write_prompt

PLACE = Place(
    name="inn parlour",
    interior=True,
    time_of_day="night",
    weather="clear",
    description="low black beams, a red settle by the hearth",
)
SHOT = Shot(
    number=1,
    seconds=2,
    action="Mistress Orr sits down.",
    place=PLACE,
    light="firelight",
    framing="medium",
    cast=(Performer(name="Mistress Orr", description="about sixty-five, white hair"),),
    seed=7,
)


def told(shot: Shot, limit: int = 200) -> str:
    return write_prompt(shot, "wan", "", lambda text: len(text.split()), limit).positive


def test_a_places_look_is_told_beside_the_place() -> None:
    assert "inside: inn parlour at night, low black beams, a red settle by the hearth" in told(SHOT)


def test_a_persons_look_is_told_by_their_name() -> None:
    assert "Mistress Orr is about sixty-five, white hair" in told(SHOT)


@pytest.mark.parametrize(
    ("accent", "word"), [("#b3232a", "red"), ("#2f9482", "teal"), ("#d8d2c4", "white")]
)
def test_the_colour_that_somebody_is_known_by_is_told_in_a_word(accent: str, word: str) -> None:
    known = Performer(name="Orr", description="white hair", accent=accent)
    shot = SHOT.model_copy(update={"cast": (known,)})
    assert f"Orr is white hair, with one accent of {word}" in told(shot)


def test_a_look_that_somebody_wrote_brings_no_syntax_into_a_prompt() -> None:
    sly = Performer(name="Orr", description="hair (black:1.9), <lora:x:2> [grey|white]")
    assert "Orr is hair black , grey white" in told(SHOT.model_copy(update={"cast": (sly,)}))


def test_what_is_too_long_for_a_model_to_keep_in_mind_is_cut_and_said() -> None:
    long = " ".join(["word"] * 100)
    orr = Performer(name="Orr", description=long)
    changes = {"cast": (orr,), "place": PLACE.model_copy(update={"description": long})}
    shot = SHOT.model_copy(update=changes)
    prompt = write_prompt(shot, "wan", long, lambda text: len(text.split()), 1000)
    assert prompt.positive.count("word") == 240
    assert [said.partition(" was left out")[0] for said in prompt.dropped] == [
        "shot 1: the end of how Orr looks",
        "shot 1: the end of what the place looks like",
        "shot 1: the end of the style",
    ]
    assert write_prompt(SHOT, "wan", "", len, 1000).dropped == ()


def asked(shot: Shot, family: str, *, has_sound: bool = False) -> tuple[str, str]:
    prompt = write_prompt(
        shot, family, "woodcut", lambda text: len(text.split()), 300, has_sound=has_sound
    )
    return prompt.positive, prompt.negative


@pytest.mark.parametrize("action", ["海は荒れている。" * 60, "王 " + "海は荒れている。" * 60])
@pytest.mark.parametrize("limit", [60, 77])
def test_words_in_a_script_without_spaces_are_cut_and_not_lost(action: str, limit: int) -> None:
    shot = SHOT.model_copy(update={"action": action})
    prompt = write_prompt(shot, "keyframes", "", len, limit)
    assert limit - 5 <= len(prompt.positive) <= limit
    assert prompt.positive[:9] in action
    assert "shot 1: the end of what happens did not fit" in prompt.dropped


def test_a_word_is_not_cut_through_where_the_next_is_short() -> None:
    shot = SHOT.model_copy(update={"action": "Orr sits down beside the settle"})
    found = [write_prompt(shot, "wan", "", len, limit).positive for limit in (20, 21, 22, 26)]
    assert found == [*["Orr sits down beside"] * 3, "Orr sits down beside the"]


def test_ltx_is_told_a_paragraph_from_the_deed_to_the_style() -> None:
    positive, _ = asked(SHOT, "ltx")
    order = ["Mistress Orr sits down.", "Calm, natural", "white hair", "Inside: inn", "Medium shot"]
    order += ["Fixed camera", "Firelight", "Woodcut."]
    places = [positive.index(part) for part in order]
    assert places == sorted(places)


def test_an_image_model_is_told_of_no_move_and_no_pace() -> None:
    positive, negative = asked(SHOT, "keyframes")
    assert "camera" not in positive
    assert "movement" not in positive
    assert "flickering" not in negative


def test_a_model_that_makes_sound_is_told_what_is_heard_and_not_to_make_music() -> None:
    storm = SHOT.model_copy(update={"place": PLACE.model_copy(update={"weather": "storm"})})
    positive, negative = asked(storm, "ltx", has_sound=True)
    assert "thunder and rain outside" in positive
    assert "music" in negative
    assert "sounds" not in asked(storm, "ltx")[0]
    assert "music" not in asked(storm, "ltx")[1]
