from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from diffusion_shots import MakeWan, equal, film, plan, scene

from render.contract import FailureKind
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Kit
from render.executors.solo import SoloCamera
from render.faults import Fault, disk_fault
from render.recipe import Recipe
from render.shots import ShotStore

pytestmark = pytest.mark.diffusion
pytest_plugins = ("diffusion_fixtures",)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is loaded, in order."""
    from render.diffusion import loading, words

    seen: list[str] = []

    def counted(real: Any, what: str) -> Any:
        def load(*args: Any) -> Any:
            pipe = real(*args)
            parts = {name for name, part in pipe.components.items() if part is not None}
            assert not {"text_encoder", "transformer"} <= parts  # they never share the card
            seen.append(what)
            return pipe

        return load

    monkeypatch.setattr(words, "load_encoder", counted(loading.load_encoder, "words"))
    monkeypatch.setattr(loading, "load_pipeline", counted(loading.load_pipeline, "film"))
    return seen


def kept(tmp_path: Path) -> Iterator[Path]:
    return (tmp_path / "kit" / "prompts").glob("*.safetensors")


def embeddings(folder: Path, encoder: str = "one", budget: int = 10**6) -> Any:
    from render.diffusion.embeddings import Embeddings

    return Embeddings(folder, encoder, budget)


def some(tokens: int = 3) -> Any:
    import torch

    embeds = torch.zeros(1, 8, 4)
    embeds[:, :tokens] = torch.randn(1, tokens, 4, generator=torch.Generator().manual_seed(tokens))
    return {"embeds": embeds}


def test_a_prompt_is_encoded_once_for_all_takes(
    make_wan: MakeWan, loads: list[str], cold: None
) -> None:
    film(make_wan(), plan(seed=1))
    film(make_wan(), plan(seed=2))
    film(make_wan(steps=3), plan(seed=2))
    assert loads == ["words", "film"]


def test_all_words_of_a_take_are_encoded_with_one_load(
    make_wan: MakeWan, loads: list[str], tmp_path: Path, cold: None
) -> None:
    wan = make_wan()
    shots = [plan(number=n, action=f"the cat walks for the {n}. time") for n in (1, 2, 3)]
    wan.prepare(shots, "woodcut")
    assert loads == ["words"]
    assert len(list(kept(tmp_path))) == 4  # three shots, and what none of them wants
    wan.prepare(shots, "woodcut")
    assert loads == ["words"]


def test_what_is_not_wanted_is_not_encoded_where_there_is_no_guidance(
    make_wan: MakeWan, tmp_path: Path
) -> None:
    film(make_wan(guidance=1.0))
    assert len(list(kept(tmp_path))) == 1


def test_kept_words_film_as_those_that_were_encoded_now(make_wan: MakeWan) -> None:
    fresh, first = film(make_wan())
    again, second = film(make_wan())
    assert first.seconds["text"] > 0
    assert second.seconds["text"] == 0
    assert equal(fresh, again)


@pytest.mark.parametrize("damage", [b"", b"no tensors", None])
def test_words_that_were_damaged_or_lost_are_encoded_again(
    make_wan: MakeWan, tmp_path: Path, damage: bytes | None
) -> None:
    fresh, _ = film(make_wan())
    for path in list(kept(tmp_path)):
        path.unlink()
        if damage is not None:
            path.write_bytes(damage)
    assert equal(fresh, film(make_wan())[0])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full is Linux's")
def test_a_full_disk_is_told_as_one_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    store = embeddings(tmp_path)
    part = store._path("a cat").with_suffix(f".{os.getpid()}.part")
    part.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as failed:
        store.write("a cat", some())
    assert disk_fault(failed.value)
    assert not list(tmp_path.iterdir())


def test_what_a_dead_process_left_half_written_goes(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"{'a' * 64}.{ended.pid}.part"
    own = tmp_path / f"{'a' * 64}.{os.getpid()}.part"
    for part in (left, own):
        part.write_bytes(b"x")
    embeddings(tmp_path).write("a cat", some())
    assert (left.exists(), own.exists()) == (False, True)


def test_another_text_encoder_has_words_of_its_own(tmp_path: Path) -> None:
    embeddings(tmp_path, "one").write("a cat", some())
    assert embeddings(tmp_path, "one").missing(["a cat"]) == []
    assert embeddings(tmp_path, "two").missing(["a cat"]) == ["a cat"]


@pytest.mark.parametrize("library", ["torch", "transformers"])
def test_another_release_of_what_encodes_has_words_of_its_own(
    make_wan: MakeWan, loads: list[str], monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    make_wan().prepare([plan()], "")
    make_wan().prepare([plan()], "")
    monkeypatch.setattr(f"{library}.__version__", "99.0.0")
    make_wan().prepare([plan()], "")
    assert loads == ["words", "words"]


def test_words_come_back_to_the_bit_without_what_pads_them(tmp_path: Path) -> None:
    import torch

    embeddings(tmp_path).write("a cat", some(3))
    read = embeddings(tmp_path).read("a cat")
    assert torch.equal(read["embeds"], some(3)["embeds"])
    [path] = tmp_path.iterdir()
    assert path.stat().st_size < 3 * 4 * 4 + 200


def test_what_a_prompt_means_may_have_several_parts(tmp_path: Path) -> None:
    import torch

    meaning = {"sound": torch.ones(1, 6, 2), "mask": torch.tensor([[1, 1, 0, 0]])}
    embeddings(tmp_path).write("a cat", meaning)
    read = embeddings(tmp_path).read("a cat")
    assert read.keys() == meaning.keys()
    assert all(torch.equal(read[name], meaning[name]) for name in meaning)


def test_parts_without_tokens_and_with_several_rows_come_back_to_the_bit(tmp_path: Path) -> None:
    import torch

    rows = torch.zeros(2, 6, 3)
    rows[1, 4] = 1.0
    meaning = {"one": torch.arange(4), "rows": rows, "mask": rows[..., 0] > 0}
    embeddings(tmp_path).write("a cat", meaning)
    read = embeddings(tmp_path).read("a cat")
    assert all(torch.equal(read[name], meaning[name]) for name in meaning)


def test_a_prompt_of_no_words_is_kept_too(tmp_path: Path) -> None:
    import torch

    embeddings(tmp_path).write("", {"embeds": torch.zeros(1, 8, 4)})
    assert torch.equal(embeddings(tmp_path).read("")["embeds"], torch.zeros(1, 8, 4))


def test_the_longest_unused_words_go_first_when_the_budget_is_spent(tmp_path: Path) -> None:
    embeddings(tmp_path).write("first", some())
    [first] = tmp_path.iterdir()
    store = embeddings(tmp_path, budget=round(first.stat().st_size * 2.5))
    store.write("second", some())
    for path in tmp_path.iterdir():
        age = 30 if path == first else 20
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    assert store.read("first") is not None  # reading counts as use
    store.write("third", some())
    assert store.missing(["first", "second", "third"]) == ["second"]


def short_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no text encoder find memory."""
    from render.engines.wan import Wan

    def short(self: Any, *args: Any) -> Any:
        raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: 11 GB")

    monkeypatch.setattr(Wan, "encode", short)


def test_words_that_fit_nowhere_are_told_as_memory_that_ran_out(
    make_wan: MakeWan, monkeypatch: pytest.MonkeyPatch
) -> None:
    from render.engines.protocol import OutOfMemory

    short_of_words(monkeypatch)
    with pytest.raises(OutOfMemory, match=r"the text encoder needs more than the \d+.\d GB of cpu"):
        film(make_wan())


def test_an_order_whose_words_fit_nowhere_fails_for_want_of_memory(
    models: Callable[[str], Path],
    shot_store: ShotStore,
    ffmpeg: Ffmpeg,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    short_of_words(monkeypatch)
    recipe = Recipe(engine="wan", model=str(models("wan21-text")), device="cpu")
    camera = SoloCamera(shot_store, ffmpeg, {}, lambda order: Kit(recipe, tmp_path / "kit"))
    order = scene(1)
    with pytest.raises(Fault, match="out of memory: the text encoder") as failed:
        camera.read(order, order.shots)
    assert failed.value.kind is FailureKind.OOM


def test_words_that_mean_no_numbers_are_not_kept(
    make_wan: MakeWan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from render.engines.wan import Wan

    nothing = {"embeds": torch.full((1, 8, 4), float("nan"))}
    monkeypatch.setattr(Wan, "encode", lambda *given: nothing)
    with pytest.raises(Fault, match="the text encoder lost itself"):
        film(make_wan())
    assert not list(kept(tmp_path))


def test_words_that_do_not_fit_on_the_card_are_encoded_beside_it(
    make_wan: MakeWan, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    plain, _ = film(make_wan())
    wan = make_wan()
    tried: list[str] = []
    encoder = wan._words._encoder
    real = encoder._encode_on

    def encode(device: Any, texts: Any) -> None:
        tried.append(device.type)
        if len(tried) == 1:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        real(torch.device("cpu"), texts)

    monkeypatch.setattr(encoder, "_encode_on", encode)
    monkeypatch.setattr(encoder, "_device", torch.device("meta"))
    _, facts = film(wan, plan(action="a dog in red"))
    assert tried == ["meta", "cpu"]
    assert facts.notes == ["memory ran out: words were encoded in the host's memory"]
    assert film(wan)[1].notes == []
    assert plain
