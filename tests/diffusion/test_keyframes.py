from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_shots import (
    SIZE,
    MakeDrawer,
    MakeLtx,
    MakeWan,
    equal,
    film,
    photo,
    plan,
    unheard,
)

from render.contract import Picture, Reshoot
from render.engines.opened import Opened
from render.engines.protocol import Frame, Inputs, OutOfMemory, Stopped
from render.engines.registry import load_engine
from render.faults import Fault

pytestmark = [
    pytest.mark.diffusion,
    # of diffusers 0.42, which hands a tensor to numpy
    pytest.mark.filterwarnings("ignore:__array__ implementation"),
]
pytest_plugins = ("diffusion_fixtures",)


def forget(engine: Any) -> None:
    """Drop what was drawn, so that it is drawn again."""
    for path in engine._kept.iterdir():
        path.unlink()


@pytest.mark.parametrize("name", ["stable", "flux"])
def test_the_same_shot_is_the_same_still_and_another_seed_or_word_is_another(
    make_drawer: MakeDrawer, name: str
) -> None:
    drawer = make_drawer(name)
    one = drawer.draw(plan(), SIZE, Inputs(), unheard)
    forget(drawer)
    again = drawer.draw(plan(), SIZE, Inputs(), unheard)
    assert one.frame.shape == (64, 96, 3)
    assert one.frame.std() > 0.02 * 255
    assert np.array_equal(one.frame, again.frame)
    assert "cat" in one.facts.prompt
    for shot in (plan(seed=8), plan(action="a red dog in the city at night")):
        assert not np.array_equal(one.frame, drawer.draw(shot, SIZE, Inputs(), unheard).frame)


def test_frames_are_those_of_the_plain_pipeline(
    make_drawer: MakeDrawer, models: Callable[[str], Path]
) -> None:
    import diffusers
    import torch

    drawer = make_drawer()
    prompt = drawer._prompt(plan(), "")
    pipe = diffusers.DiffusionPipeline.from_pretrained(models("stable"), local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    image = pipe(
        prompt.positive,
        negative_prompt=prompt.negative,
        width=96,
        height=64,
        num_inference_steps=2,
        guidance_scale=5.0,
        generator=torch.Generator().manual_seed(7),
    ).images[0]
    assert np.array_equal(drawer.draw(plan(), SIZE, Inputs(), unheard).frame, np.asarray(image))


def test_what_was_drawn_is_kept_and_drawn_no_second_time(
    make_drawer: MakeDrawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_drawer().draw(plan(), SIZE, Inputs(), unheard)
    drawer = make_drawer()
    monkeypatch.setattr(drawer, "_loaded", lambda offload: pytest.fail("it was loaded"))
    assert np.array_equal(drawer.draw(plan(), SIZE, Inputs(), unheard).frame, first.frame)


def test_a_stop_ends_the_drawing_within_a_step_and_leaves_the_pipeline_whole(
    make_drawer: MakeDrawer,
) -> None:
    drawer = make_drawer(steps=6)
    steps: list[float] = []

    def leave(share: float) -> None:
        steps.append(share)
        if len(steps) == 2:
            raise Stopped

    with pytest.raises(Stopped):
        drawer.draw(plan(), SIZE, Inputs(), leave)
    assert len(steps) == 2
    stopped = drawer.draw(plan(), SIZE, Inputs(), unheard).frame
    forget(drawer)
    assert np.array_equal(stopped, drawer.draw(plan(), SIZE, Inputs(), unheard).frame)


def test_a_take_of_a_still_is_held_for_the_whole_shot(make_drawer: MakeDrawer) -> None:
    drawer = make_drawer()
    frames, facts = film(drawer, plan(1.0))
    assert len(frames) == 24
    assert equal(frames[:1], frames[-1:])
    assert facts.steps == 2
    moved, _ = film(drawer, plan(1.0, camera="push in"))
    assert equal(frames[:1], moved[:1])
    assert not equal(frames[-1:], moved[-1:])


def test_a_storyboards_still_has_fewer_steps_and_the_pictures_size(
    make_drawer: MakeDrawer,
) -> None:
    drawer = make_drawer()
    picture = Picture(width=110, height=70)
    still = drawer.still(plan(), picture, Inputs(is_draft=True))
    assert still.shape == (70, 110, 3)
    assert not np.array_equal(still, drawer.still(plan(), picture, Inputs()))
    assert np.array_equal(
        drawer.still(plan(), SIZE, Inputs(start=photo(1, 96, 64))), photo(1, 96, 64)
    )


def test_stills_are_drawn_as_large_as_the_recipe_says(make_drawer: MakeDrawer) -> None:
    drawer = make_drawer(full_size=True, width=192, height=128)
    assert drawer.draw(plan(), SIZE, Inputs(), unheard).frame.shape == (128, 192, 3)


def test_a_model_without_references_draws_from_words_and_says_so(make_drawer: MakeDrawer) -> None:
    drawer = make_drawer("flux")
    drawn = drawer.draw(plan(), SIZE, Inputs({"Will": (photo(),)}), unheard)
    assert drawn.facts.notes == ["this model takes no reference pictures; looks come from words"]


def test_a_still_is_another_with_another_reference_picture_and_the_same_with_the_same(
    make_drawer: MakeDrawer,
) -> None:
    drawer = make_drawer("kontext", steps=1)

    def drawn(**cast: tuple[Frame, ...]) -> Any:
        return drawer.draw(plan(), SIZE, Inputs(cast), unheard)

    one, other = photo(1), 255 - photo(1)
    from_words, with_one, with_other = drawn(), drawn(Will=(one,)), drawn(Will=(other,))
    assert not np.array_equal(from_words.frame, with_one.frame)
    assert not np.array_equal(with_one.frame, with_other.frame)
    forget(drawer)
    with_two = drawn(Will=(one, other))
    assert np.array_equal(with_two.frame, with_one.frame)
    assert with_two.facts.notes == ["only the first 1 of the reference pictures went in"]


def test_memory_that_runs_out_is_made_up_for_by_offloading(
    make_drawer: MakeDrawer, monkeypatch: pytest.MonkeyPatch, cold: None
) -> None:
    import torch

    drawer = make_drawer("flux")
    real, asked = drawer._called, [0]

    def called(pipe: Any, given: Any) -> Any:
        asked[0] += 1
        if asked[0] == 1:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return real(pipe, given)

    monkeypatch.setattr(drawer, "_called", called)
    drawn = drawer.draw(plan(), SIZE, Inputs(), unheard)
    assert drawn.facts.notes == ["memory ran out: the image model lay in the host's memory"]

    def never(pipe: Any, given: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(drawer, "_called", never)
    with pytest.raises(OutOfMemory, match="a still of 96x64 needs more than the"):
        drawer.draw(plan(seed=9), SIZE, Inputs(), unheard)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("wan21-text", "is a WanPipeline folder"), ("ltx2", "is a LTX2Pipeline folder")],
)
def test_a_model_that_draws_no_stills_is_refused(
    make_drawer: MakeDrawer, name: str, sentence: str
) -> None:
    with pytest.raises(Fault, match=sentence) as refused:
        make_drawer(name)
    assert not refused.value.retryable


def test_a_still_has_no_part_to_film_anew(make_drawer: MakeDrawer) -> None:
    with pytest.raises(Fault, match="no part to film anew"):
        film(make_drawer(), plan(reshoot=Reshoot(start=0, end=0.2, seed=1)))


def test_a_film_starts_on_what_an_image_model_drew(
    make_drawer: MakeDrawer, make_ltx: MakeLtx
) -> None:
    drawer, ltx = make_drawer(), make_ltx()
    both = Opened(ltx, drawer)
    told: list[float] = []
    frames, facts = film(both, progress=told.append)
    drawn = drawer.draw(plan(), SIZE, Inputs(), unheard).frame
    assert equal(frames, film(ltx, inputs=Inputs(start=drawn))[0])
    assert told[:2] == [0.05, 0.1]
    assert min(told[2:]) >= 0.1
    assert len(facts.prompt.splitlines()) == 2
    assert both.label == "AI-generated with ltx-condition from stills with stable"
    given = Inputs(start=photo(1))
    assert equal(film(both, inputs=given)[0], film(ltx, inputs=given)[0])
    goes_on = Inputs(before=[photo(n, 96, 64) for n in range(9)])
    shot = plan(number=2, continues=True)
    assert equal(film(both, shot, goes_on)[0], film(ltx, shot, goes_on)[0])


def test_a_recipe_names_the_pair(
    make_wan: MakeWan, make_drawer: MakeDrawer, tmp_path: Path
) -> None:
    from render.engines.protocol import Kit

    wan, drawer = make_wan("wan22-small"), make_drawer()
    recipe = wan.recipe.model_copy(update={"keyframes": drawer.recipe})
    engine = load_engine("wan", {}, lambda: Kit(recipe, tmp_path / "kit"))
    assert engine.name == "wan"
    assert engine.version not in (wan.version, drawer.version)
    frames, _ = film(engine)
    drawn = drawer.draw(plan(), SIZE, Inputs(), unheard).frame
    assert equal(frames, film(wan, inputs=Inputs(start=drawn))[0])


def test_a_model_that_films_from_words_alone_has_no_use_for_stills(
    make_wan: MakeWan, make_drawer: MakeDrawer
) -> None:
    with pytest.raises(Fault, match="films from words alone"):
        Opened(make_wan("wan21-text"), make_drawer())
