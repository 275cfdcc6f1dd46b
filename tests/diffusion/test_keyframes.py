from __future__ import annotations

import base64
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
from render.faults import Fault, NotSetUp
from render.recipe import Lora

pytestmark = [
    pytest.mark.diffusion,
    # of diffusers 0.42, which hands a tensor to numpy
    pytest.mark.filterwarnings("ignore:__array__ implementation"),
]
pytest_plugins = ("diffusion_fixtures",)


LARGE = Picture(width=192, height=128, fps=24)
GIVEN_UP = [
    "memory ran out: the still was decoded in tiles",
    "memory ran out: the image model's weights lay in the host's memory (model offload)",
    "memory ran out: the image model's weights lay in the host's memory (group offload)",
    "memory ran out: the still was drawn at 160x96",
]


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


@pytest.mark.parametrize(
    ("name", "guidance"),
    [
        ("stable", "guidance_scale"),
        ("flux", "guidance_scale"),
        ("qwen", "true_cfg_scale"),
        ("z-image", "guidance_scale"),
    ],
)
def test_a_still_is_that_of_the_plain_pipeline_whose_parts_are_all_there(
    make_drawer: MakeDrawer, models: Callable[[str], Path], name: str, guidance: str
) -> None:
    import diffusers
    import torch

    drawer = make_drawer(name)
    prompt = drawer._prompt(plan(), "")
    pipe = diffusers.DiffusionPipeline.from_pretrained(models(name), local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    image = pipe(
        prompt.positive,
        negative_prompt=prompt.negative,
        width=96,
        height=64,
        num_inference_steps=2,
        **{guidance: 5.0},
        generator=torch.Generator().manual_seed(7),
    ).images[0]
    assert np.array_equal(drawer.draw(plan(), SIZE, Inputs(), unheard).frame, np.asarray(image))


def test_what_was_drawn_is_kept_and_drawn_no_second_time(
    make_drawer: MakeDrawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_drawer().draw(plan(), SIZE, Inputs(), unheard)
    drawer = make_drawer()
    monkeypatch.setattr(drawer._painter, "paint", lambda *_: pytest.fail("it was drawn"))
    assert np.array_equal(drawer.draw(plan(), SIZE, Inputs(), unheard).frame, first.frame)


class Shown:
    """A Progress that takes pictures and times."""

    def __init__(self) -> None:
        self.pictures: list[str] = []
        self.left: list[float | None] = []

    def __call__(self, share: float) -> None:
        pytest.fail("it can show")

    def show(self, share: float, preview: str | None, left_s: float | None) -> None:
        self.pictures += [preview] if preview else []
        self.left.append(left_s)


@pytest.mark.parametrize("name", ["stable", "flux", "qwen", "z-image"])
def test_what_is_drawn_is_shown_with_the_time_that_is_left(
    make_drawer: MakeDrawer, monkeypatch: pytest.MonkeyPatch, name: str, cold: None
) -> None:
    from render.diffusion import pace

    monkeypatch.setattr(pace, "PREVIEW_SECONDS", 0.0)
    shown = Shown()
    make_drawer(name).sketch(plan(), SIZE, Inputs(), shown)
    assert len(shown.pictures) == 2  # one for each step
    assert [seen.shape for seen in map(decoded, shown.pictures)] == [(213, 320, 3)] * 2
    assert shown.left[0] is None  # before the first step nobody knows
    left = [seconds for seconds in shown.left if seconds is not None]
    assert len(left) == 3
    assert left[-1] == 0.0


def decoded(preview: str) -> Frame:
    import cv2

    data = np.frombuffer(base64.b64decode(preview), np.uint8)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """Which of the text encoder and the denoiser was loaded, load after load."""
    from render.diffusion import loading

    seen: list[set[str]] = []
    real = loading._loaded

    def counted(*args: Any) -> Any:
        pipe = real(*args)
        parts = {name for name, part in pipe.components.items() if part is not None}
        weighed = {n for n in parts if n[:3] in ("tex", "tra", "une", "vae")}
        full = {n for n in weighed if next(pipe.components[n].parameters()).device.type != "meta"}
        seen.append(full)
        return pipe

    monkeypatch.setattr(loading, "_loaded", counted)
    return seen


@pytest.mark.parametrize("name", ["stable", "flux", "qwen", "z-image"])
def test_words_are_encoded_once_and_apart_from_what_denoises(
    make_drawer: MakeDrawer, loads: list[set[str]], name: str, cold: None
) -> None:
    first = make_drawer(name).draw(plan(), SIZE, Inputs(), unheard)
    assert first.facts.seconds["text"] > 0
    drawer = make_drawer(name)
    again = drawer.draw(plan(seed=8), SIZE, Inputs(), unheard)
    assert again.facts.seconds["text"] == 0
    words, rest = loads
    assert {part[:12] for part in words} == {"text_encoder"}
    assert "vae" in rest
    assert not words & rest


def test_words_of_all_shots_are_encoded_with_one_load(
    make_drawer: MakeDrawer, loads: list[set[str]], cold: None
) -> None:
    drawer = make_drawer("flux")
    drawer.prepare([plan(number=n, action=f"the cat walks, {n}") for n in (1, 2, 3)], "woodcut")
    assert len(loads) == 1
    drawer.draw(plan(number=2, action="the cat walks, 2"), SIZE, Inputs(style="woodcut"), unheard)
    assert len(loads) == 2


def test_loras_that_may_change_the_text_encoder_keep_it_with_the_rest(
    make_drawer: MakeDrawer,
) -> None:
    laid = (Lora(path=Path("a.safetensors")),)
    assert make_drawer("stable", loras=laid)._painter._encoding == ()
    assert make_drawer("flux", loras=laid)._painter._encoding != ()


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


def test_memory_that_runs_out_is_made_up_for_by_tiles_then_offloading_then_a_smaller_still(
    make_drawer: MakeDrawer, monkeypatch: pytest.MonkeyPatch, cold: None
) -> None:
    import torch

    drawer = make_drawer("flux", width=192, height=128)
    real, tried = drawer._painter._called, [0]

    def short(pipe: Any, *rest: Any) -> Any:
        tried[0] += 1
        if tried[0] <= 4:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return real(pipe, *rest)

    monkeypatch.setattr(drawer._painter, "_called", short)
    drawn = drawer.draw(plan(), LARGE, Inputs(), unheard)
    assert drawn.facts.notes == GIVEN_UP
    assert drawn.frame.shape == (96, 160, 3)
    again = drawer.draw(plan(seed=8), LARGE, Inputs(), unheard)
    assert again.facts.notes == GIVEN_UP  # known from the still before
    assert tried == [6]
    drawer.prepare([], "")
    tried[0] = 4
    assert drawer.draw(plan(seed=8), LARGE, Inputs(), unheard).facts.notes == []

    def never(*_: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(drawer._painter, "_called", never)
    with pytest.raises(OutOfMemory, match="even with group offload"):
        drawer.draw(plan(seed=9), LARGE, Inputs(), unheard)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("wan21-text", "is a WanPipeline folder"), ("ltx2", "is a LTX2Pipeline folder")],
)
def test_a_model_that_draws_no_stills_is_refused(
    make_drawer: MakeDrawer, name: str, sentence: str
) -> None:
    with pytest.raises(NotSetUp, match=sentence):
        make_drawer(name)


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
    drawing = [share for share in told if share < 0.1]
    assert len(drawing) == 3  # as it begins, and after each of two steps
    assert told[:3] == drawing
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
