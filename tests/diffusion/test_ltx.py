from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_shots import SIZE, MakeLtx, apart, equal, film, photo, plan

from render.engines.protocol import Inputs, Samples, Stopped
from render.faults import Fault

pytestmark = [
    pytest.mark.diffusion,
    # of diffusers 0.42, which hands a tensor to numpy
    pytest.mark.filterwarnings("ignore:__array__ implementation"),
]
pytest_plugins = ("diffusion_fixtures",)

START, END = photo(1), photo(2)
EVERY = ["ltx-first", "ltx-condition", "ltx-timed", "ltx2"]
BETWEEN = ["ltx-condition", "ltx2"]


def heard(engine: Any, shot: Any = None, inputs: Inputs | None = None) -> tuple[int, Samples]:
    """How many frames a shot has, and its sound."""
    footage = engine.shoot(shot or plan(), SIZE, inputs or Inputs(), lambda share: None)
    count = len(list(footage.frames))
    sound = footage.late_sound()
    assert sound is not None
    return count, sound


@pytest.mark.parametrize("name", EVERY)
def test_the_same_shot_is_the_same_film_and_another_seed_is_another(
    make_ltx: MakeLtx, name: str
) -> None:
    ltx = make_ltx(name)
    frames, facts = film(ltx)
    assert frames[0].shape == (64, 96, 3)
    assert float(np.std(frames)) > 0.02 * 255
    assert set(facts.seconds) == {"text", "denoise", "decode"}
    assert equal(frames, film(make_ltx(name))[0])
    assert not equal(frames, film(ltx, plan(seed=8))[0])


@pytest.mark.parametrize(("name", "count"), [("ltx-condition", 13), ("ltx2", 17)])
def test_frames_are_rounded_up_to_what_the_model_makes(
    make_ltx: MakeLtx, name: str, count: int
) -> None:
    assert make_ltx(name).recipe.fps == 24
    assert len(film(make_ltx(name))[0]) == count  # half a second at 24 is 12


def test_frames_are_those_of_the_plain_pipeline(
    make_ltx: MakeLtx, models: Callable[[str], Path]
) -> None:
    import diffusers
    import torch

    ltx = make_ltx()
    prompt = ltx._words.prompt(plan(), "")
    pipe = diffusers.DiffusionPipeline.from_pretrained(
        models("ltx-condition"), local_files_only=True
    )
    pipe.set_progress_bar_config(disable=True)
    plain = pipe(
        prompt=prompt.positive,
        negative_prompt=prompt.negative,
        num_frames=13,
        height=64,
        width=96,
        frame_rate=24,
        num_inference_steps=2,
        guidance_scale=3.0,
        guidance_rescale=0.7,
        generator=torch.Generator().manual_seed(7),
        output_type="np",
    ).frames[0]
    frames, _ = film(ltx)
    assert np.array_equal(np.stack(frames), (plain * 255).round().astype(np.uint8))


def test_words_and_sound_are_those_of_the_plain_pipeline(
    make_ltx: MakeLtx, models: Callable[[str], Path]
) -> None:
    import diffusers
    import torch

    from render.diffusion.sounding import brought
    from render.engines.ltx import _UNGUIDED

    ltx = make_ltx("ltx2", guidance=1.0)
    pipe = diffusers.LTX2ConditionPipeline.from_pretrained(models("ltx2"), local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    video, audio = pipe(
        prompt=ltx._words.prompt(plan(), "").positive,
        num_frames=17,
        height=64,
        width=96,
        frame_rate=24,
        num_inference_steps=2,
        guidance_scale=1.0,
        use_cross_timestep=False,
        spatio_temporal_guidance_blocks=None,
        max_sequence_length=512,
        generator=torch.Generator().manual_seed(7),
        output_type="np",
        return_dict=False,
        **_UNGUIDED,
    )
    frames, _ = film(ltx)
    plain = (video[0] * 255).round().astype(np.uint8)
    assert apart(np.stack(frames), plain) < 0.01
    _, sound = heard(ltx)
    assert np.allclose(sound, brought(audio[0].numpy(), 24000, 17 / 24), atol=1e-4)


@pytest.mark.parametrize("name", EVERY)
def test_a_film_starts_on_its_picture(make_ltx: MakeLtx, name: str) -> None:
    ltx = make_ltx(name)
    one, _ = film(ltx, inputs=Inputs(start=START))
    assert not equal(one, film(ltx, inputs=Inputs(start=END))[0])


def test_the_picture_that_a_film_starts_on_is_kept_to_the_end(make_ltx: MakeLtx) -> None:
    import torch

    from render.diffusion.decoding import statistics
    from render.edit.stills import filling

    ltx = make_ltx("ltx2")
    seen: list[Any] = []
    real = ltx.decode

    def decode(loaded: Any, rung: Any, latents: Any) -> Any:
        vae = loaded.pipe.vae
        pixels = torch.tensor(filling(START, 96, 64) / 127.5 - 1, dtype=torch.float32)
        with torch.no_grad():
            z = vae.encode(pixels.permute(2, 0, 1)[None, :, None]).latent_dist.mode()
        spread = statistics(vae, z)[1]
        seen.append(((latents[:, :, :1] - z) / spread).abs().mean())
        return real(loaded, rung, latents)

    ltx.decode = decode
    film(ltx, inputs=Inputs(start=START))
    film(ltx, inputs=Inputs(start=END))
    assert seen[0] < 0.1 < seen[1]


@pytest.mark.parametrize("name", BETWEEN)
def test_pictures_at_its_end_and_on_the_way_show(make_ltx: MakeLtx, name: str) -> None:
    ltx = make_ltx(name)
    films = [
        film(ltx, plan(1.0), inputs)[0]
        for inputs in (
            Inputs(start=START),
            Inputs(start=START, end=START),
            Inputs(start=START, end=END),
            Inputs(start=START, keyframes={0.5: END}),
            Inputs(start=START, keyframes={0.3: END}),
        )
    ]
    for index, one in enumerate(films):
        assert not any(equal(one, other) for other in films[:index])


@pytest.mark.parametrize("name", BETWEEN)
def test_a_shot_goes_on_from_the_frames_before_it(make_ltx: MakeLtx, name: str) -> None:
    ltx = make_ltx(name, colour_match=0.0)
    before = [photo(n, 96, 64) for n in range(9)]
    shot = plan(number=2, continues=True)
    alone, _ = film(ltx, shot)
    after, _ = film(ltx, shot, Inputs(before=before))
    last, _ = film(ltx, shot, Inputs(before=before[-1:]))
    assert len(after) in (12, 16)  # what it starts on is not shown again
    assert not equal(after, alone)
    assert not equal(after, last)


def test_a_long_shot_goes_on_from_its_own_last_frames(make_ltx: MakeLtx) -> None:
    ltx = make_ltx("ltx2", max_frames=25)
    count, sound = heard(ltx, plan(2.0))
    assert count >= 48
    assert len(sound) == pytest.approx(count / 24 * 48000, abs=1)
    assert equal(film(ltx, plan(2.0))[0], film(ltx, plan(2.0))[0])


def test_frames_that_are_fewer_than_a_shot_needs_to_go_on_are_still_enough(
    make_ltx: MakeLtx,
) -> None:
    frames, _ = film(make_ltx(max_frames=5), plan(1.0))
    assert len(frames) >= 24


def test_sound_is_as_long_as_the_frames_and_changes_with_the_seed(make_ltx: MakeLtx) -> None:
    ltx = make_ltx("ltx2")
    count, sound = heard(ltx)
    assert sound.dtype == np.float32
    assert sound.shape == (round(count / 24 * 48000), 2)
    assert 0.001 < float(np.abs(sound).max()) <= 1
    assert np.array_equal(sound, heard(ltx)[1])
    assert not np.array_equal(sound, heard(ltx, plan(seed=8))[1])


@pytest.mark.parametrize("name", BETWEEN)
def test_a_stop_ends_the_denoising_within_a_step_and_leaves_the_pipeline_whole(
    make_ltx: MakeLtx, name: str
) -> None:
    ltx = make_ltx(name, steps=4)
    before, _ = film(ltx, inputs=Inputs(end=END))
    steps: list[float] = []

    def leave(share: float) -> None:
        steps.append(share)
        if sum(share > 0 for share in steps) == 2:
            raise Stopped

    with pytest.raises(Stopped):
        ltx.shoot(plan(), SIZE, Inputs(end=END), leave)
    assert sum(share > 0 for share in steps) == 2
    assert equal(before, film(ltx, inputs=Inputs(end=END))[0])


@pytest.mark.parametrize("name", BETWEEN)
def test_words_are_encoded_once_and_film_the_same_from_disk(
    make_ltx: MakeLtx, name: str, cold: None
) -> None:
    fresh, first = film(make_ltx(name))
    again, second = film(make_ltx(name))
    assert first.seconds["text"] > 0
    assert second.seconds["text"] == 0
    assert equal(fresh, again)


@pytest.mark.parametrize("name", BETWEEN)
def test_a_glimpse_comes_with_every_step(
    make_ltx: MakeLtx, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import base64

    from render.diffusion import pace

    monkeypatch.setattr(pace, "PREVIEW_SECONDS", 0.0)
    shown: list[bytes] = []

    class Looks:
        def __call__(self, share: float) -> None: ...

        def show(self, share: float, preview: str | None, left_s: float | None) -> None:
            shown.extend([base64.b64decode(preview)] if preview else [])

    film(make_ltx(name, steps=3), inputs=Inputs(end=END), progress=Looks())
    assert len(shown) == 3
    assert all(data[8:12] == b"WEBP" for data in shown)


def test_a_distilled_model_takes_its_own_few_steps(make_ltx: MakeLtx) -> None:
    steps: list[float] = []
    ltx = make_ltx("ltx2", distilled=True, guidance=1.0, steps=4)
    frames, _ = film(ltx, progress=steps.append)
    assert sum(share > 0 for share in steps) == 4 + len(frames)
    assert not equal(frames, film(make_ltx("ltx2", guidance=1.0, steps=4))[0])


@pytest.mark.parametrize("offload", ["model", "group"])
def test_offload_changes_neither_frame_nor_sound_to_eye_and_ear(
    make_ltx: MakeLtx, offload: str, cold: None
) -> None:
    plain, sound = film(make_ltx("ltx2"))[0], heard(make_ltx("ltx2"))[1]
    ltx = make_ltx("ltx2", offload=offload)
    frames, _ = film(ltx)
    # weights that lie elsewhere are added up in another order on some processors
    furthest = max(
        np.abs(one.astype(int) - other).max() for one, other in zip(plain, frames, strict=True)
    )
    assert furthest <= 1
    assert np.allclose(sound, heard(ltx)[1], atol=1e-4)


@pytest.mark.parametrize(
    ("name", "inputs", "sentence"),
    [
        ("ltx-first", Inputs(end=END), "cannot end on a picture, as shot 1 asks"),
        ("ltx-first", Inputs(keyframes={0.2: END}), "cannot pass through pictures"),
    ],
)
def test_what_a_model_cannot_do_is_said_in_one_sentence(
    make_ltx: MakeLtx, name: str, inputs: Inputs, sentence: str
) -> None:
    with pytest.raises(Fault, match=sentence) as refused:
        film(make_ltx(name), inputs=inputs)
    assert not refused.value.retryable


def test_a_folder_of_another_family_is_refused(make_ltx: MakeLtx) -> None:
    with pytest.raises(Fault, match="is a WanPipeline folder, and the ltx engine films with"):
        make_ltx("wan21-text")


def test_when_memory_runs_out_less_is_asked_of_it_and_the_sound_stays_whole(
    make_ltx: MakeLtx, monkeypatch: pytest.MonkeyPatch, cold: None
) -> None:
    import torch

    from render.diffusion import spans

    count, sound = heard(make_ltx("ltx2", vae="tiles"))
    real, left = spans._decoded, [1]

    def decoded(*args: Any, **given: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return real(*args, **given)

    monkeypatch.setattr(spans, "_decoded", decoded)
    ltx = make_ltx("ltx2")
    footage = ltx.shoot(plan(), SIZE, Inputs(), lambda share: None)
    assert len(list(footage.frames)) == count
    assert footage.facts.notes == ["memory ran out: frames were decoded in tiles"]
    assert footage.late_sound is not None
    assert np.array_equal(footage.late_sound(), sound)
