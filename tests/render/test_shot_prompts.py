"""What a model is told of a shot: the looks of its people and of its place."""

from __future__ import annotations

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


def test_a_look_that_somebody_wrote_brings_no_syntax_into_a_prompt() -> None:
    sly = Performer(name="Orr", description="hair (black:1.9), <lora:x:2> [grey|white]")
    assert "Orr is hair black , grey white" in told(SHOT.model_copy(update={"cast": (sly,)}))
