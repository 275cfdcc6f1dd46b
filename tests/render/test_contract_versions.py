"""What each served version of the contract is: nodes of the last one refuse what came later."""

from __future__ import annotations

import pytest
from stage_orders import order_form

from render import contract
from render.contract import SERVED, Completion, SceneOrder, TakeReport, as_of, common_version

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
VERSIONS = {
    1: ALIKE | {"SceneOrder": ORDER},
    2: ALIKE | {"SceneOrder": ORDER + " scene"},
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
