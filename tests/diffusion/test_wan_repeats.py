from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_shots import SIZE, MakeWan, equal, film, photo, plan

from render.engines.protocol import Inputs, Stopped

pytestmark = pytest.mark.diffusion
pytest_plugins = ("diffusion_fixtures",)

NAMES = ["wan21-text", "wan22-text", "wan22-small", "wan21-image", "wan22-image", "wan21-vace"]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_shot_is_the_same_film_bit_for_bit(make_wan: MakeWan, name: str) -> None:
    wan = make_wan(name)
    inputs = Inputs(start=photo()) if wan.can.start else Inputs()
    assert equal(film(wan, inputs=inputs)[0], film(wan, inputs=inputs)[0])


def test_another_seed_is_another_film(make_wan: MakeWan) -> None:
    assert not equal(film(make_wan(), plan(seed=1))[0], film(make_wan(), plan(seed=2))[0])


def test_frames_are_those_of_the_plain_pipeline(
    make_wan: MakeWan, models: Callable[[str], Path]
) -> None:
    import diffusers
    import torch

    wan = make_wan(steps=3)
    prompt = wan._words.prompt(plan(), "")
    pipe = diffusers.DiffusionPipeline.from_pretrained(models("wan21-text"), local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    plain = pipe(
        prompt.positive,
        negative_prompt=prompt.negative,
        num_frames=9,
        height=64,
        width=96,
        num_inference_steps=3,
        generator=torch.Generator().manual_seed(7),
        output_type="np",
    ).frames[0]
    frames, _ = film(wan)
    assert np.array_equal(np.stack(frames), (plain * 255).round().astype(np.uint8))


def test_frames_do_not_hang_on_threads_or_on_what_ran_before(make_wan: MakeWan, cold: None) -> None:
    import torch

    first, _ = film(make_wan())
    wan = make_wan()
    film(wan, plan(1.0, seed=99))
    film(make_wan("wan21-vace"))
    torch.set_num_threads(2)
    try:
        again, _ = film(wan)
    finally:
        torch.set_num_threads(1)
    assert equal(first, again)


class Leaves:
    """Stops after some steps, and counts them."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.steps = 0

    def __call__(self, share: float) -> None:
        self.steps += share > 0
        if self.steps >= self.after:
            raise Stopped


@pytest.mark.parametrize("name", ["wan21-text", "wan22-image", "wan21-vace"])
def test_a_stop_ends_the_denoising_within_a_step_and_leaves_the_pipeline_whole(
    make_wan: MakeWan, name: str
) -> None:
    wan = make_wan(name, steps=6)
    inputs = Inputs(start=photo()) if wan.can.start else Inputs()
    before, _ = film(wan, inputs=inputs)
    leaves = Leaves(2)
    with pytest.raises(Stopped):
        wan.shoot(plan(), SIZE, inputs, leaves)
    assert leaves.steps == 2
    assert equal(before, film(wan, inputs=inputs)[0])


def test_a_stop_while_frames_are_decoded_leaves_the_pipeline_whole(make_wan: MakeWan) -> None:
    wan = make_wan(steps=1)
    before, _ = film(wan, plan(1.0))
    heard: list[float] = []

    def hear(share: float) -> None:
        heard.append(share)
        if len(heard) == 5:
            raise Stopped

    with pytest.raises(Stopped):
        film(wan, plan(1.0), progress=hear)
    assert equal(before, film(wan, plan(1.0))[0])


def test_a_reader_that_stops_reading_leaves_the_pipeline_whole(make_wan: MakeWan) -> None:
    wan = make_wan()
    before, _ = film(wan, plan(1.5))
    footage = wan.shoot(plan(1.5), SIZE, Inputs(), lambda share: None)
    next(footage.frames)
    del footage
    assert equal(before, film(wan, plan(1.5))[0])


def test_another_model_setting_or_weight_is_another_version(
    make_wan: MakeWan, models: Callable[[str], Path], tmp_path: Path
) -> None:
    import shutil

    other = tmp_path / "wan21-text"
    shutil.copytree(models("wan21-text"), other)
    weights = other / "transformer" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\0\0\0\1")
    versions = [
        make_wan().version,
        make_wan("wan22-text").version,
        make_wan(guidance=3.0).version,
        make_wan(vae="tiles").version,
        make_wan(model=str(other)).version,
    ]
    assert len(set(versions)) == 5


@pytest.mark.parametrize("kind", ["lora", "gguf"])
def test_another_file_of_the_same_name_is_another_version(
    make_wan: MakeWan, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"weights.{'gguf' if kind == 'gguf' else 'safetensors'}"
    given: dict[str, Any] = {"quantisation": "gguf", "gguf": (file,)}
    if kind == "lora":
        given = {"loras": ({"path": file},)}
    versions: list[str] = []
    for weights in (b"one", b"one", b"two"):
        file.write_bytes(weights)
        versions.append(make_wan(**given).version)
    assert versions[0] == versions[1] != versions[2]


@pytest.mark.parametrize("library", ["diffusers", "transformers"])
def test_another_release_of_what_films_is_another_version(
    make_wan: MakeWan, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    before = make_wan().version
    monkeypatch.setattr(f"{library}.__version__", "99.0.0")
    assert make_wan().version != before


def test_what_changes_no_frame_is_the_same_version(make_wan: MakeWan) -> None:
    assert make_wan().version == make_wan(offload="model", licence="Apache-2.0").version
