"""What each served version of the contract is: nodes of the last one refuse what came later."""

from __future__ import annotations

from typing import get_args

import pytest
from stage_orders import order_form

from render import contract
from render.contract import SERVED, Completion, SceneOrder, TakeReport, as_of, common_version
from render.contract.words import Word

PLACE = "name interior time_of_day weather description references"
PERFORMER = "name description accent seed references"
SHOT = (
    "number seconds action place light framing camera pace cast lines seed continues opens start "
    "end keyframes reshoot"
)
ORDER = (
    "contract kind slate novel chapter title shots picture engine model steps style style_name "
    "aspect is_draft max_bytes inputs bookends"
)
REPORT = (
    "contract kind slate engine engine_version model revision licence steps seeds label alt_text "
    "width height fps frames seconds loudness clip_bytes shots_shot shots_reused stages "
    "peak_memory_mb gpu_peak_mb watt_hours prompts notes stepped_down"
)
ALIKE = {
    "Place": PLACE,
    "Performer": PERFORMER,
    "Reshoot": "start end seed",
    "Keyframe": "at picture",
    "Line": "speaker text start end",
    "Shot": SHOT,
    "Picture": "width height fps",
    "Input": "sha256 size role loudness label",
    "Credit": "role names",
    "Bookends": "author opens credits",
    "StageTimes": "draw text denoise decode encode total",
    "TakeReport": REPORT,
    "Completion": "uploads report",
    "Claimed": "job attempt lease_s order",
}
SAID_BY_NODES = {
    "Registration": "code name",
    "Beat": "progress stage shot eta_s preview gpu",
    "UploadRequest": "name size sha256",
    "Failure": "kind retryable log_tail",
}
"""Written before it is known what the bot speaks, or without a version: alike for good."""
SAID_BY_BOTS = {
    "Registered": "node token",
    "BeatReply": "cancel lease_s",
    "Forgotten": "number hashes",
}
WORDS = {
    "TimeOfDay": "dawn, day, golden hour, dusk, night, moonlight",
    "Weather": "clear, cloud, fog, rain, storm, snow, wind",
    "Light": "golden hour, overcast, low key, high key, moonlight, firelight, backlight",
    "Framing": (
        "extreme wide, wide, full, medium, close, over the shoulder, aerial, insert, point of view"
    ),
    "CameraMove": (
        "static, push in, pull back, pan left, pan right, tilt up, tilt down, dolly left, "
        "dolly right, crane up, crane down, handheld"
    ),
    "Pace": "lingering, measured, brisk, frantic",
    "Opening": "cut, dissolve, fade, match",
    "StyleName": "matte, widescreen, silent, noir, watercolour, woodcut",
    "Aspect": "16:9, 2.39:1, 4:3",
}
"""The same in every version that is served."""
ENDINGS = {
    "FailureKind": "oom, disk, render, cancelled",
    "OutputName": "clip.mp4, master.mp4, poster.jpg, contact.png, portrait.png",
}
VERSIONS = {
    1: ALIKE | SAID_BY_NODES | SAID_BY_BOTS | {"SceneOrder": ORDER},
    2: ALIKE | SAID_BY_NODES | SAID_BY_BOTS | {"SceneOrder": ORDER + " scene"},
}


def order(**changes: object) -> SceneOrder:
    return SceneOrder.model_validate(order_form(**changes))


def fields(name: str, version: int) -> set[str]:
    form = getattr(contract, name)
    blank = form.model_construct(**dict.fromkeys(form.model_fields))
    said = as_of(version, blank)
    assert isinstance(said, dict)
    return set(said)


@pytest.mark.parametrize("version", SERVED)
def test_a_served_version_has_the_fields_that_it_had_when_it_came(version: int) -> None:
    """A field that is new in a form is marked with the version that it comes with."""
    frozen = VERSIONS[version]
    assert {name: fields(name, version) for name in frozen} == {
        name: set(names.split()) for name, names in frozen.items()
    }


@pytest.mark.parametrize("version", SERVED)
@pytest.mark.parametrize("name", WORDS)
def test_a_served_version_has_the_words_that_it_had_when_it_came(name: str, version: int) -> None:
    """A word that is new in a list names its version, and an earlier one for nodes of before."""
    said = {word.as_of(version): None for word in getattr(contract, name)}
    assert ", ".join(said) == WORDS[name]


def test_a_new_word_is_said_to_nodes_of_before_by_an_earlier_one() -> None:
    class Move(Word):
        PAN = "pan"
        ORBIT = "orbit", 2, "pan"
        SPIRAL = "spiral", 3, "orbit"

    moves = (Move.PAN, Move.ORBIT, Move.SPIRAL)
    assert [as_of(version, moves) for version in (1, 2, 3)] == [
        ["pan", "pan", "pan"],
        ["pan", "orbit", "orbit"],
        ["pan", "orbit", "spiral"],
    ]


@pytest.mark.parametrize("name", ENDINGS)
def test_what_work_may_end_in_is_the_same_for_bots_of_before(name: str) -> None:
    assert ", ".join(getattr(contract, name)) == ENDINGS[name]


def test_the_stages_of_a_beat_are_the_same_for_bots_of_before() -> None:
    stages = get_args(contract.Beat.model_fields["stage"].annotation)
    assert stages == ("fetch", "ready", "draw", "encode", "upload")


def test_an_order_of_the_version_before_leaves_out_what_came_later() -> None:
    said = as_of(1, order(scene="a" * 64, contract=1))
    assert SceneOrder.model_validate(said) == order(contract=1)


def test_an_order_of_the_current_version_says_all() -> None:
    whole = order(scene="a" * 64)
    assert as_of(2, whole) == whole.model_dump(mode="json")


def test_forms_within_forms_are_written_in_the_same_version() -> None:
    report = TakeReport(kind=contract.JobKind.TAKE, slate="1-1", engine="leader", label="leader")
    completion = Completion(uploads=("a" * 32,), report=report)
    assert as_of(1, completion) == completion.model_dump(mode="json")


@pytest.mark.parametrize(
    ("known", "common"), [((1,), 1), ((1, 2), 2), ((3, 2), 2), ((3,), None), ((0, 9), None)]
)
def test_the_highest_common_version_is_spoken(known: tuple[int, ...], common: int | None) -> None:
    assert common_version(known) == common
