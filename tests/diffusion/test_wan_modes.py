from __future__ import annotations

import numpy as np
import pytest
from diffusion_shots import SIZE, MakeWan, apart, equal, film, photo, plan

from render.contract import Reshoot
from render.engines.protocol import Inputs
from render.faults import Fault

pytestmark = pytest.mark.diffusion
pytest_plugins = ("diffusion_fixtures",)

START, END = photo(1), photo(2)


@pytest.mark.parametrize(
    ("name", "fps", "count"),
    [("wan21-text", 16, 9), ("wan22-text", 16, 9), ("wan21-vace", 16, 9), ("wan22-small", 24, 13)],
)
def test_words_become_a_film_at_the_models_own_rate(
    make_wan: MakeWan, name: str, fps: int, count: int
) -> None:
    footage = make_wan(name).shoot(plan(), SIZE, Inputs(), lambda share: None)
    frames, facts = list(footage.frames), footage.facts
    assert footage.fps == fps
    assert len(frames) == count  # half a second, rounded up to 4n + 1
    assert frames[0].shape == (64, 96, 3)
    assert float(np.std(frames)) > 0.02 * 255
    assert facts.steps == 2
    assert set(facts.seconds) == {"text", "denoise", "decode"}


def test_other_words_become_another_film(make_wan: MakeWan) -> None:
    wan = make_wan()
    one, _ = film(wan)
    other, _ = film(wan, plan(action="a red dog in the night city"))
    assert not equal(one, other)


def test_the_style_is_among_the_words(make_wan: MakeWan) -> None:
    wan = make_wan()
    plain, _ = film(wan)
    styled, _ = film(wan, inputs=Inputs(style="woodcut in red and black"))
    assert not equal(plain, styled)


@pytest.mark.parametrize("name", ["wan21-image", "wan22-image", "wan22-small", "wan21-vace"])
def test_a_picture_is_where_a_film_starts(make_wan: MakeWan, name: str) -> None:
    wan = make_wan(name)
    one, _ = film(wan, inputs=Inputs(start=START))
    other, _ = film(wan, inputs=Inputs(start=END))
    assert not equal(one, other)


def test_what_a_table_says_of_rate_and_size_holds(make_wan: MakeWan) -> None:
    own, told = make_wan("wan22-small").recipe, make_wan("wan22-small", fps=16, width=640).recipe
    assert (own.fps, own.max_frames, own.width, own.height) == (24, 121, 1280, 704)
    assert (told.fps, told.max_frames, told.width, told.height) == (16, 121, 640, 704)


@pytest.mark.parametrize("name", ["wan22-image", "wan21-first-last", "wan21-vace"])
def test_a_last_picture_is_where_a_film_ends(make_wan: MakeWan, name: str) -> None:
    wan = make_wan(name)
    one, _ = film(wan, inputs=Inputs(start=START, end=photo(3)))
    other, _ = film(wan, inputs=Inputs(start=START, end=END))
    assert not equal(one, other)


def test_a_picture_on_the_way_is_one_that_a_film_passes_through(make_wan: MakeWan) -> None:
    wan = make_wan("wan21-vace")
    films = [
        film(wan, plan(1.0), Inputs(keyframes=keyframes))[0]
        for keyframes in ({}, {0.5: END}, {0.25: END})
    ]
    assert not equal(films[0], films[1])
    assert not equal(films[1], films[2])


def test_both_experts_take_part(make_wan: MakeWan) -> None:
    mild, _ = film(make_wan("wan22-text", steps=5, guidance=4.0, guidance_2=4.0))
    strong, _ = film(make_wan("wan22-text", steps=5, guidance=4.0, guidance_2=9.0))
    assert not equal(mild, strong)


def test_reference_pictures_show(make_wan: MakeWan) -> None:
    wan = make_wan("wan21-vace")
    plain, _ = film(wan)
    one, _ = film(wan, inputs=Inputs({"Will": (START,)}))
    other, _ = film(wan, inputs=Inputs({"Will": (END,)}))
    assert len(plain) == len(one) == 9
    assert not equal(plain, one)
    assert not equal(one, other)


def test_no_more_reference_pictures_are_used_than_fit(make_wan: MakeWan) -> None:
    wan = make_wan("wan21-vace")
    shot = plan(1.0)
    some, _ = film(wan, shot, Inputs({"Will": tuple(photo(n) for n in range(4))}))
    many, facts = film(wan, shot, Inputs({"Will": tuple(photo(n) for n in range(6))}))
    assert equal(some, many)
    assert "only the first 4 of 6 reference pictures were used" in facts.notes


def test_references_that_a_short_shot_has_no_room_for_are_named_in_the_report(
    make_wan: MakeWan,
) -> None:
    wan, pictures = make_wan("wan21-vace"), tuple(photo(n) for n in range(4))
    some, none_dropped = film(wan, inputs=Inputs({"Will": pictures[:3]}))
    many, facts = film(wan, inputs=Inputs({"Will": pictures}))
    assert equal(some, many)
    assert none_dropped.notes == []
    assert facts.notes == ["only the first 3 of 4 reference pictures were used"]


def test_a_model_without_references_films_from_words_and_says_so(make_wan: MakeWan) -> None:
    plain, _ = film(make_wan())
    frames, facts = film(make_wan(), inputs=Inputs({"Will": (START,)}))
    assert equal(plain, frames)
    assert facts.notes == ["this model takes no reference pictures; looks come from words"]


def test_a_part_is_made_anew_and_the_rest_stays_to_the_bit(make_wan: MakeWan) -> None:
    wan = make_wan("wan21-vace", colour_match=0.0)
    shot = plan(1.0)
    before, _ = film(wan, shot)
    anew = plan(1.0, reshoot=Reshoot(start=0.4, end=0.7, seed=99))
    after, _ = film(wan, anew, Inputs(footage=before))
    changed = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if apart(a, b) > 0]
    assert len(before) == 17
    assert changed == list(range(6, 12))  # 0.4 s and 0.7 s at 16 frames a second


def test_a_part_has_a_seed_of_its_own(make_wan: MakeWan) -> None:
    wan = make_wan("wan21-vace")
    before, _ = film(wan)
    parts = [
        film(wan, plan(reshoot=Reshoot(start=0, end=0.2, seed=n)), Inputs(footage=before))[0]
        for n in (1, 1, 2)
    ]
    assert equal(parts[0], parts[1])
    assert not equal(parts[0], parts[2])


def test_a_part_longer_than_the_model_is_made_in_stretches(make_wan: MakeWan) -> None:
    wan = make_wan("wan21-vace", max_frames=17)
    before, _ = film(wan, plan(2.0))
    anew = plan(2.0, reshoot=Reshoot(start=0.3, end=1.7, seed=3))
    after, _ = film(wan, anew, Inputs(footage=before))
    same = [apart(a, b) == 0 for a, b in zip(before, after, strict=True)]
    assert same == [not 4 <= place < 28 for place in range(len(before))]


@pytest.mark.parametrize("name", ["wan22-small", "wan22-image", "wan21-vace"])
def test_a_long_shot_goes_on_from_its_own_last_frames(make_wan: MakeWan, name: str) -> None:
    wan = make_wan(name, max_frames=17)
    frames, facts = film(wan, plan(2.0), Inputs(start=START))
    assert len(frames) >= 32
    assert not equal(frames[:16], frames[16:32])
    assert facts.notes == []


def test_a_long_shot_is_one_shot_where_the_model_is_long_enough(make_wan: MakeWan) -> None:
    short, _ = film(make_wan("wan21-vace", max_frames=17), plan(1.0))
    cut, _ = film(make_wan("wan21-vace", max_frames=33), plan(1.0))
    assert equal(short, cut)


def test_a_model_that_cannot_go_on_fills_the_time_with_fewer_frames(make_wan: MakeWan) -> None:
    footage = make_wan(max_frames=17).shoot(plan(2.0), SIZE, Inputs(), lambda share: None)
    assert footage.fps == pytest.approx(16 * 17 / 33)
    assert len(list(footage.frames)) == 17
    assert footage.facts.notes == ["17 frames fill the shot, 8.2 a second"]


def test_a_long_shot_between_two_pictures_is_made_in_one_go(make_wan: MakeWan) -> None:
    wan = make_wan("wan21-first-last", max_frames=17)
    frames, facts = film(wan, plan(2.0), Inputs(start=START, end=END))
    assert len(frames) == 17
    assert facts.notes == ["17 frames fill the shot, 8.2 a second"]


@pytest.mark.parametrize("name", ["wan22-small", "wan21-vace"])
def test_a_shot_that_continues_starts_on_the_one_before(make_wan: MakeWan, name: str) -> None:
    wan = make_wan(name, colour_match=0.0)
    before = [photo(n, 96, 64) for n in range(5)]
    alone, _ = film(wan, plan(number=2, continues=True))
    after, _ = film(wan, plan(number=2, continues=True), Inputs(before=before))
    assert not equal(alone, after)
    assert len(after) in (8, 12)  # what it starts on is not shown again


def test_a_shot_that_continues_takes_on_the_colours(make_wan: MakeWan) -> None:
    dark = np.clip(photo(4, 96, 64).astype(int) // 3, 0, 255).astype(np.uint8)
    shot = plan(number=2, continues=True)
    means = [
        float(
            np.mean(film(make_wan("wan22-small", colour_match=s), shot, Inputs(before=[dark]))[0])
        )
        for s in (0.0, 0.5, 1.0)
    ]
    assert means[0] > means[1] > means[2]
    assert means[2] == pytest.approx(float(dark.mean()), abs=15)


def test_a_model_that_cannot_go_on_from_a_frame_says_so(make_wan: MakeWan) -> None:
    _, facts = film(make_wan(), plan(number=2, continues=True), Inputs(before=[START]))
    assert facts.notes == ["this model cannot go on from a frame: the shot starts anew"]


def test_a_start_picture_comes_before_the_shot_before(make_wan: MakeWan) -> None:
    wan = make_wan("wan22-small", colour_match=0.0)
    shot = plan(number=2, continues=True)
    one, _ = film(wan, shot, Inputs(start=START))
    other, _ = film(wan, shot, Inputs(start=START, before=[END]))
    assert equal(one, other)


@pytest.mark.parametrize(
    ("name", "shot", "inputs", "sentence"),
    [
        ("wan21-text", plan(), Inputs(start=START), "wan21-text cannot start on a picture"),
        ("wan22-small", plan(), Inputs(end=END), "wan22-small cannot end on a picture"),
        ("wan21-image", plan(), Inputs(start=START, end=END), "cannot end on a picture"),
        ("wan22-image", plan(), Inputs(), "films from a picture only, and shot 1 has none"),
        ("wan21-first-last", plan(), Inputs(start=START), "from one picture to another, and shot"),
        (
            "wan21-text",
            plan(reshoot=Reshoot(start=0, end=0.2, seed=1)),
            Inputs(footage=[START] * 9),
            "cannot make a part of shot 1 anew: that takes a VACE model",
        ),
        (
            "wan21-vace",
            plan(reshoot=Reshoot(start=0, end=0.2, seed=1)),
            Inputs(),
            "shot 1 was not filmed yet",
        ),
    ],
)
def test_what_a_model_cannot_do_is_said_in_one_sentence(
    make_wan: MakeWan, name: str, shot: object, inputs: Inputs, sentence: str
) -> None:
    with pytest.raises(Fault, match=sentence) as refused:
        film(make_wan(name), shot, inputs)  # type: ignore[arg-type]
    assert not refused.value.retryable


@pytest.mark.parametrize("name", ["wan21-text", "wan21-vace", "wan22-small"])
def test_a_still_is_one_frame_for_the_storyboard(make_wan: MakeWan, name: str) -> None:
    steps: list[float] = []
    still = make_wan(name).sketch(plan(), SIZE, Inputs({"Will": (START,)}), steps.append)
    assert still.frame.shape == (64, 96, 3)
    assert still.facts.prompt.startswith("a cat walks in the rain")
    assert bool(still.facts.notes) is (name != "wan21-vace")
    assert len(steps) > 1


def test_the_still_of_a_shot_with_a_start_picture_is_that_picture(make_wan: MakeWan) -> None:
    still = make_wan("wan22-image").still(plan(), SIZE, Inputs(start=photo(1, 96, 64)))
    assert np.array_equal(still, photo(1, 96, 64))


def test_a_draft_has_fewer_steps_and_the_same_seed(make_wan: MakeWan) -> None:
    wan = make_wan(steps=4, draft_steps=2)
    draft, facts = film(wan, inputs=Inputs(is_draft=True))
    final, _ = film(make_wan(steps=2))
    assert facts.steps == 2
    assert equal(draft, final)
