from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
from diffusion_shots import MakeWan, apart, equal, film, plan

from render.faults import Fault, NotSetUp
from render.recipe import Lora

pytestmark = [pytest.mark.diffusion, pytest.mark.usefixtures("cold")]
pytest_plugins = ("diffusion_fixtures",)

LORAS = "lightx2v/Wan2.2-Lightning"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def copied(models: Callable[[str], Path], tmp_path: Path) -> Path:
    """A model folder that may be spoilt."""
    target = tmp_path / "a model"
    shutil.copytree(models("wan21-text"), target)
    return target


def reindex(folder: Path, **changes: Any) -> None:
    """Change what a model's folder says of itself."""
    path = folder / "model_index.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.fixture
def aligned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights at addresses that are multiples of 64, as on a card, wherever they come from.

    A file lies in memory as it lies on disk, and MKL adds up in another order at other addresses:
    on a processor, copies of weights make frames that differ by one level in a few places.
    """
    import safetensors.torch

    real = safetensors.torch.load_file

    def copied(*args: Any, **options: Any) -> dict[str, Any]:
        return {name: weight.clone() for name, weight in real(*args, **options).items()}

    monkeypatch.setattr(safetensors.torch, "load_file", copied)


@pytest.mark.usefixtures("aligned")
@pytest.mark.parametrize("offload", ["model", "group"])
def test_offload_changes_no_frame(make_wan: MakeWan, offload: str) -> None:
    plain, _ = film(make_wan())
    wan = make_wan(offload=offload)
    assert equal(plain, film(wan)[0])
    assert equal(plain, film(wan)[0])


@pytest.mark.usefixtures("aligned")
def test_weights_on_disk_change_no_frame(make_wan: MakeWan, tmp_path: Path) -> None:
    plain, _ = film(make_wan("wan22-text"))
    away = tmp_path / "weights"
    frames, _ = film(make_wan("wan22-text", offload="disk", offload_folder=away))
    assert equal(plain, frames)
    assert list((away / "transformer").rglob("*.safetensors"))
    assert list((away / "transformer_2").rglob("*.safetensors"))


def test_weights_in_eight_bits_take_less_room_and_film_alike(make_wan: MakeWan) -> None:
    from render.diffusion.warm import on_card

    plain, _ = film(make_wan())
    [full] = on_card._kept.values()
    size = full.pipe.transformer.get_memory_footprint()
    on_card.drop(full.pipe.device)
    frames, _ = film(make_wan(quantisation="fp8"))
    [small] = on_card._kept.values()
    assert small.pipe.transformer.get_memory_footprint() < size * 0.9
    assert 0 < apart(plain[4], frames[4]) < 12


def test_compiled_blocks_film_alike(make_wan: MakeWan, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    plain, _ = film(make_wan())
    compiled: list[str] = []

    def traced(module: Any, **options: Any) -> None:
        compiled.append(type(module).__name__)
        # all of a block as one graph, as on a card; only no machine code is made of it here
        module._compiled_call_impl = torch.compile(module._call_impl, backend="eager", **options)

    monkeypatch.setattr(torch.nn.Module, "compile", traced)
    frames, _ = film(make_wan(compile=True))
    assert compiled == ["WanTransformerBlock"] * 2
    assert apart(plain[4], frames[4]) < 1


def test_a_step_cache_skips_blocks_and_starts_anew_with_each_shot(make_wan: MakeWan) -> None:
    from render.diffusion.warm import on_card

    wan = make_wan(cache="first block", cache_threshold=1.0, steps=6)
    first, _ = film(wan)
    [loaded] = on_card._kept.values()
    calls: list[int] = []
    block = loaded.pipe.transformer.blocks[1]
    block.attn1.register_forward_hook(lambda *_: calls.append(1))
    again, _ = film(wan)
    assert equal(first, again)
    assert len(calls) < 12
    assert not equal(first, film(make_wan(steps=6))[0])


def test_attention_can_be_broadcast_over_steps(make_wan: MakeWan) -> None:
    wan = make_wan(cache="pyramid", steps=4)
    assert equal(film(wan)[0], film(wan)[0])


def test_the_shift_of_the_sampler_can_be_set(make_wan: MakeWan) -> None:
    plain, _ = film(make_wan(steps=4))
    assert equal(plain, film(make_wan(steps=4, shift=3.0))[0])  # the folder's own
    assert not equal(plain, film(make_wan(steps=4, shift=8.0))[0])


def test_eulers_steps_can_be_taken_in_place_of_the_samplers_own(
    make_wan: MakeWan, models: Callable[[str], Path]
) -> None:
    import diffusers
    import torch

    from render.diffusion.loading import _set_sampler

    pipe = diffusers.WanPipeline.from_pretrained(models("wan21-text"), local_files_only=True)
    _set_sampler(pipe, make_wan(sampler="euler").recipe)
    pipe.scheduler.set_timesteps(4)
    chance = torch.Generator().manual_seed(1)
    ours = theirs = torch.randn(1, 16, 3, 8, 12, generator=chance)
    sigmas = pipe.scheduler.sigmas
    for place, time in enumerate(pipe.scheduler.timesteps):
        # a velocity that bends, so that a step of higher order would show
        ours_to, theirs_to = (torch.sin(3 * at + place) for at in (ours, theirs))
        ours = pipe.scheduler.step(ours_to, time, ours, return_dict=False)[0]
        theirs = theirs + (sigmas[place + 1] - sigmas[place]) * theirs_to
        assert torch.allclose(ours, theirs, atol=1e-4)
    assert not equal(film(make_wan(steps=4))[0], film(make_wan(steps=4, sampler="euler"))[0])


@pytest.fixture
def lora(models: Callable[[str], Path], tmp_path: Path) -> Path:
    """Weights to lay over the tiny transformer."""
    import diffusers
    import torch
    from peft import LoraConfig
    from peft.utils import get_peft_model_state_dict

    torch.manual_seed(5)
    pipe = diffusers.WanPipeline.from_pretrained(models("wan21-text"), local_files_only=True)
    config = LoraConfig(r=4, lora_alpha=4, target_modules=["to_q", "to_v"], init_lora_weights=False)
    pipe.transformer.add_adapter(config, "style")
    layers = get_peft_model_state_dict(pipe.transformer, adapter_name="style")
    pipe.save_lora_weights(tmp_path / "lora", transformer_lora_layers=layers)
    return tmp_path / "lora" / "pytorch_lora_weights.safetensors"


def test_a_lora_shows_by_its_weight(make_wan: MakeWan, lora: Path) -> None:
    plain, _ = film(make_wan())
    none, _ = film(make_wan(loras=(Lora(path=lora, weight=0.0),)))
    half, _ = film(make_wan(loras=(Lora(path=lora, weight=0.5),)))
    whole, _ = film(make_wan(loras=(Lora(path=lora),)))
    assert equal(plain, none)
    assert 0 < apart(plain[4], half[4]) < apart(plain[4], whole[4])


def test_a_lora_can_be_for_the_second_expert_alone(make_wan: MakeWan, lora: Path) -> None:
    plain, _ = film(make_wan("wan22-text", steps=5))
    laid, _ = film(make_wan("wan22-text", steps=5, loras=(Lora(path=lora, expert=2),)))
    assert not equal(plain, laid)


def test_loras_of_a_hub_id_are_laid_over_both_experts_in_the_layout_that_they_come_in(
    make_wan: MakeWan, models: Callable[[str], Path], hub_folder: Path
) -> None:
    folder = hub_folder / "snapshots" / COMMIT / "4-steps"
    folder.mkdir(parents=True)
    for number, name in enumerate(("high", "low"), start=1):
        write_lightning(models("wan21-text"), folder / f"{name}.safetensors", seed=number)
    high, low = (
        Lora(path=Path(f"4-steps/{name}.safetensors"), model=LORAS, revision=COMMIT, expert=expert)
        for name, expert in (("high", 1), ("low", 2))
    )
    plain, first, second, both = (
        film(make_wan("wan22-text", steps=4, guidance=1.0, loras=loras))[0]
        for loras in ((), (high,), (low,), (high, low))
    )
    shown = [frames[4].tobytes() for frames in (plain, first, second, both)]
    assert len(set(shown)) == 4


def test_a_lora_of_a_hub_id_that_was_not_fetched_is_refused(
    make_wan: MakeWan, hub_folder: Path
) -> None:
    lora = Lora(path=Path("a.safetensors"), model=LORAS, revision=COMMIT)
    with pytest.raises(
        Fault, match=r"a\.safetensors of 'lightx2v/Wan2.2-Lightning' is not on this"
    ):
        film(make_wan(loras=(lora,)))


@pytest.fixture
def hub_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where what was fetched of LORAS lies."""
    import huggingface_hub

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    folder = tmp_path / "hub" / f"models--{LORAS.replace('/', '--')}"
    folder.mkdir(parents=True)
    return folder


def write_lightning(model: Path, target: Path, seed: int) -> None:
    """A LoRA at random, named as Wan's own code names its layers, as Wan2.2-Lightning is."""
    import torch
    from safetensors.torch import load_file, save_file

    chance = torch.Generator().manual_seed(seed)
    theirs = {"to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "o"}
    layers: dict[str, Any] = {}
    for name, weight in load_file(next((model / "transformer").glob("*.safetensors"))).items():
        block, _, part = name.removesuffix(".weight").partition(".attn1.")
        if weight.ndim == 2 and part in theirs:
            place = f"diffusion_model.{block}.self_attn.{theirs[part]}"
            rows, columns = weight.shape
            layers[f"{place}.lora_down.weight"] = torch.randn(2, columns, generator=chance)
            layers[f"{place}.lora_up.weight"] = torch.randn(rows, 2, generator=chance)
            layers[f"{place}.alpha"] = torch.tensor(2.0)
    assert layers
    save_file(layers, target)


def test_a_lora_goes_with_weights_in_eight_bits(make_wan: MakeWan, lora: Path) -> None:
    plain, _ = film(make_wan(quantisation="fp8"))
    laid, _ = film(make_wan(quantisation="fp8", loras=(Lora(path=lora),)))
    assert not equal(plain, laid)


def test_a_lora_for_an_expert_that_is_not_there_is_refused(make_wan: MakeWan, lora: Path) -> None:
    with pytest.raises(Fault, match="is for expert 2, and this model has one"):
        film(make_wan(loras=(Lora(path=lora, expert=2),)))


def test_a_pickled_lora_is_refused(make_wan: MakeWan, tmp_path: Path) -> None:
    (tmp_path / "style.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(Fault, match=r"style\.bin is no \.safetensors file"):
        film(make_wan(loras=(Lora(path=tmp_path / "style.bin"),)))


def test_a_quantised_file_takes_the_transformers_place(
    make_wan: MakeWan, models: Callable[[str], Path], tmp_path: Path
) -> None:
    plain, _ = film(make_wan())
    file = write_gguf(models("wan21-text"), tmp_path / "tiny.gguf")
    frames, _ = film(make_wan(quantisation="gguf", gguf=(file,)))
    assert apart(plain[4], frames[4]) < 12


def write_gguf(folder: Path, target: Path) -> Path:
    """The tiny transformer in GGUF, its matrices in eight bits where they can be."""
    import gguf
    from safetensors.numpy import load_file

    writer = gguf.GGUFWriter(target, "wan")
    weights = load_file(folder / "transformer" / "diffusion_pytorch_model.safetensors")
    for name, weight in weights.items():
        if weight.ndim == 2 and weight.shape[1] % 32 == 0:
            kind = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(name, gguf.quants.quantize(weight, kind), raw_dtype=kind)
        else:
            writer.add_tensor(name, weight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return target


def test_a_model_of_two_experts_needs_two_quantised_files(
    make_wan: MakeWan, tmp_path: Path
) -> None:
    wan = make_wan("wan22-text", quantisation="gguf", gguf=(tmp_path / "one.gguf",))
    with pytest.raises(Fault, match=r"has 2 transformers, and the recipe names 1 \.gguf files"):
        film(wan)


# torchao names what torch is about to let go of
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_weights_in_int8_film_alike(make_wan: MakeWan) -> None:
    pytest.importorskip("torchao", reason="an extra of its own")
    from render.diffusion.warm import on_card

    plain, _ = film(make_wan())
    frames, _ = film(make_wan(quantisation="int8"))
    *_, small = on_card._kept.values()
    assert type(small.pipe.transformer.blocks[0].attn1.to_q.weight).__name__ == "Int8Tensor"
    assert 0 < apart(plain[4], frames[4]) < 1


def test_int8_says_which_package_it_needs(make_wan: MakeWan) -> None:
    import importlib.util

    if importlib.util.find_spec("torchao"):
        pytest.skip("torchao is installed here")
    with pytest.raises(Fault, match=r"pip install .*\[torchao\]"):
        film(make_wan(quantisation="int8"))


@pytest.mark.parametrize("part", ["transformer", "vae", "text_encoder"])
def test_pickled_weights_are_never_read(make_wan: MakeWan, copied: Path, part: str) -> None:
    for path in (copied / part).glob("*.safetensors"):
        path.rename(path.with_suffix(".bin"))
    with pytest.raises(NotSetUp, match="which can run code when it is read"):
        film(make_wan(model=str(copied)))


def test_code_that_comes_with_a_model_is_never_run(make_wan: MakeWan, copied: Path) -> None:
    index = json.loads((copied / "model_index.json").read_text())
    index["transformer"] = ["my_code", "Transformer"]
    (copied / "model_index.json").write_text(json.dumps(index))
    (copied / "my_code.py").write_text("raise SystemExit('it ran')")
    with pytest.raises(Fault, match="brings code of its own for its transformer"):
        make_wan(model=str(copied))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda f: (f / "model_index.json").unlink(), "model_index.json cannot be read"),
        (lambda f: (f / "model_index.json").write_text("[1]"), "is no JSON object"),
        (
            lambda f: (f / "model_index.json").write_text('{"_class_name": "FluxPipeline"}'),
            "is a FluxPipeline folder, and the wan engine films with",
        ),
        (lambda f: shutil.rmtree(f / "vae"), "cannot be loaded"),
        (lambda f: shutil.rmtree(f / "tokenizer"), "has no tokenizer that can be read"),
        (
            lambda f: (f / "tokenizer" / "tokenizer.json").write_text("{"),
            "has no tokenizer that can be read",
        ),
        (lambda f: reindex(f, boundary_ratio=0.875), "has no transformer_2"),
        (lambda f: reindex(f, transformer=[None, None]), "has no transformer:"),
        (
            lambda f: next((f / "vae").glob("*.safetensors")).write_bytes(b"no weights"),
            "cannot be loaded",
        ),
    ],
)
def test_a_folder_that_is_no_model_is_one_sentence(
    make_wan: MakeWan, copied: Path, spoil: Callable[[Path], Any], sentence: str
) -> None:
    spoil(copied)
    with pytest.raises(Fault, match=sentence):
        film(make_wan(model=str(copied)))


@pytest.mark.usefixtures("aligned")
@pytest.mark.parametrize("plain", [(), ("vae",)])
def test_a_folder_with_weights_of_a_variant_alone_films_as_the_plain_one(
    make_wan: MakeWan, models: Callable[[str], Path], tmp_path: Path, plain: tuple[str, ...]
) -> None:
    folder = tmp_path / "variant"
    tiny = diffusers.WanPipeline.from_pretrained(models("wan22-text"), local_files_only=True)
    # the transformers in several files each, as large models come
    tiny.save_pretrained(folder, variant="fp16", max_shard_size="40KB")
    for part in plain:
        shutil.rmtree(folder / part)
        shutil.copytree(models("wan22-text") / part, folder / part)
    assert equal(film(make_wan("wan22-text"))[0], film(make_wan(model=str(folder)))[0])


def test_a_model_that_was_not_fetched_is_one_sentence(make_wan: MakeWan) -> None:
    with pytest.raises(Fault, match="is not on this machine: fetch it with `greenlight models"):
        make_wan(model="Wan-AI/Wan2.1-T2V-1.3B-Diffusers", revision="0" * 40)


@pytest.mark.parametrize(
    ("part", "layer"), [("transformer", "proj_out.weight"), ("vae", "decoder.conv_out.weight")]
)
def test_weights_that_make_no_numbers_fail_the_shot_with_the_reason(
    make_wan: MakeWan, copied: Path, part: str, layer: str
) -> None:
    from safetensors.torch import load_file, save_file

    path = next((copied / part).glob("*.safetensors"))
    weights = load_file(path)
    name = next(name for name in weights if name.endswith(layer))
    weights[name][0] *= float("nan")
    save_file(weights, path)
    with pytest.raises(Fault, match=r"lost itself in shot 1: its numbers are none \(NaN\)"):
        film(make_wan(model=str(copied)))


def test_frames_of_one_colour_fail_the_shot_with_the_reason(
    make_wan: MakeWan, copied: Path
) -> None:
    from safetensors.torch import load_file, save_file

    path = next((copied / "vae").glob("*.safetensors"))
    weights = load_file(path)
    for name in [name for name in weights if name.startswith("decoder.conv_out")]:
        weights[name] *= 0
        if name.endswith("bias"):
            weights[name] -= 1
    save_file(weights, path)
    with pytest.raises(Fault, match="nothing but black frames in shot 1"):
        film(make_wan(model=str(copied)), plan(1.0))


def test_half_precision_films_too(make_wan: MakeWan) -> None:
    plain, _ = film(make_wan())
    frames, _ = film(make_wan(precision="bfloat16"))
    assert 0 < apart(plain[4], frames[4]) < 12
    assert float(np.std(frames)) > 0.02 * 255


def test_of_several_cards_the_one_with_the_most_memory_films(
    make_wan: MakeWan, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    from types import SimpleNamespace

    import torch

    from render.diffusion.loading import device_of

    recipe = make_wan().recipe
    sizes = (8, 24, 24)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: len(sizes))
    monkeypatch.setattr(
        torch.cuda,
        "get_device_properties",
        lambda card: SimpleNamespace(total_memory=sizes[card]),
    )
    auto, third = (recipe.model_copy(update={"device": name}) for name in ("auto", "cuda:2"))
    assert device_of(auto) == torch.device("cuda:1")
    assert device_of(third) == torch.device("cuda:2")
    assert os.environ["CUDA_DEVICE_ORDER"] == "PCI_BUS_ID"
