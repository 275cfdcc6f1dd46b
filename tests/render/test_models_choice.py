"""Which preset a machine is told to use, what a folder is found to be, and what torch lacks."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from models_hub import INDEX, safetensors
from typer.testing import CliRunner

from render.cli import app
from render.faults import Fault
from render.gpu import Card, Machine, has_nvidia_hardware, look
from render.gpu_report import glance, report
from render.models import check, recommend
from render.settings import Settings
from render.torch_look import Torch, judge_torch, read_torch

RTX = "NVIDIA GeForce RTX"


def machine(card_gb: float, host_gb: float) -> Machine:
    return Machine(host_gb, host_gb, (Card(f"{RTX} X", card_gb, card_gb),), "580.1", "13.0")


class Trouble(Exception):
    """What NVML raises."""


@dataclass
class Driver:
    """The calls of nvidia-ml-py that tell what is there, as a driver answers them."""

    memory: tuple[int, ...] = (8 * 2**30, 24564 * 2**20)
    starts: bool = True
    NVMLError = Trouble

    def nvmlInit(self) -> None:
        if not self.starts:
            raise Trouble

    def nvmlDeviceGetCount(self) -> int:
        return len(self.memory)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:
        return index

    def nvmlDeviceGetName(self, handle: int) -> str:
        return f"{RTX} {handle}"

    def nvmlDeviceGetMemoryInfo(self, handle: int) -> SimpleNamespace:
        return SimpleNamespace(total=self.memory[handle], free=2**30)

    def nvmlSystemGetDriverVersion(self) -> str:
        raise Trouble

    def nvmlSystemGetCudaDriverVersion(self) -> int:
        return 12040


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    """An NVIDIA driver on this machine, with two cards."""
    there = Driver()
    monkeypatch.setitem(sys.modules, "pynvml", there)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(total=2**36, available=1))
    return there


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model's folder with headers of weights and no more in them than zeros and ones."""
    path = tmp_path / "tiny"
    (path / "transformer").mkdir(parents=True)
    (path / "model_index.json").write_text(json.dumps(INDEX))
    (path / "transformer" / "a-00001-of-00002.safetensors").write_bytes(safetensors(1000))
    (path / "transformer" / "a-00002-of-00002.safetensors").write_bytes(safetensors(234))
    return path


def test_the_driver_is_asked_for_every_card(driver: Driver) -> None:
    found = look()
    assert [round(card.memory_gb) for card in found.cards] == [8, 24]
    assert found.best == found.cards[1]
    assert (found.driver, found.cuda, found.trouble) == ("", "12.4", "")


def test_a_driver_that_does_not_answer_is_told_of(driver: Driver) -> None:
    driver.starts = False
    found = look()
    assert found.cards == ()
    assert found.trouble
    assert found.remedy


@pytest.mark.parametrize(
    ("card_gb", "host_gb", "name"),
    [
        (7.996, 31.3, "wan-8gb"),  # what an RTX 4060 and 32 GB tell of themselves
        (11.99, 31.3, "wan-12gb"),
        (15.99, 62.7, "wan-16gb"),
        (23.99, 62.7, "wan-24gb"),
        (44.99, 125, "wan-48gb"),  # an L40S with ECC
        (79.6, 250, "wan-80gb"),
        (23.99, 31.3, "wan-12gb"),  # the host is what limits
    ],
)
def test_the_largest_preset_that_card_and_host_hold_is_named(
    card_gb: float, host_gb: float, name: str
) -> None:
    advice = recommend(machine(card_gb, host_gb))
    assert advice.preset
    assert advice.preset.name == name


def test_it_says_when_host_memory_is_what_limits() -> None:
    reason = recommend(machine(24, 31)).reason
    assert "enough for wan-24gb" in reason
    assert "host memory is what limits" in reason
    assert "host memory" not in recommend(machine(24, 64)).reason


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (machine(4, 64), "the smallest preset needs 8 GB"),
        (machine(24, 8), "host memory is what limits"),
        (Machine(64, 60, trouble="no NVIDIA card was found", remedy="see"), "no NVIDIA card"),
    ],
)
def test_a_machine_that_holds_none_is_told_why(found: Machine, words: str) -> None:
    advice = recommend(found)
    assert advice.preset is None
    assert words in advice.reason


def test_of_several_cards_the_one_with_the_most_memory_counts() -> None:
    cards = Card(f"{RTX} 3060", 12, 12), Card(f"{RTX} 4090", 24, 1)
    advice = recommend(Machine(64, 60, cards, "580.1", "13.0"))
    assert advice.preset
    assert advice.preset.name == "wan-24gb"


def test_a_folder_is_described_by_its_headers_alone(folder: Path) -> None:
    checked = check(folder)
    (transformer,) = checked.components
    assert (transformer.weights.parameters, transformer.weights.dtype) == (1234, "bfloat16")
    assert (checked.engine, checked.films_from) == ("wan", "words")
    assert "wan-8gb" in [preset.name for preset in checked.fitting]


def test_weights_that_lie_there_in_two_kinds_count_once(folder: Path) -> None:
    (folder / "transformer" / "a.fp16.safetensors").write_bytes(safetensors(1234, "F16"))
    (transformer,) = check(folder).components
    assert (transformer.weights.parameters, transformer.weights.dtype) == (1234, "bfloat16")
    for path in (folder / "transformer").glob("a-*"):
        path.unlink()
    (transformer,) = check(folder).components
    assert (transformer.weights.parameters, transformer.weights.dtype) == (1234, "float16")


def test_a_model_larger_than_a_card_does_not_fit_it(folder: Path) -> None:
    weights = folder / "transformer" / "a-00001-of-00002.safetensors"
    header = {"w": {"dtype": "BF16", "shape": [20_000_000_000], "data_offsets": [0, 4 * 10**10]}}
    text = json.dumps(header).encode()
    with weights.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        # a hole: it takes no room on the disk
        file.truncate(8 + len(text) + 4 * 10**10)
    names = [preset.name for preset in check(folder).fitting]
    assert "wan-12gb" not in names
    assert "wan-80gb" in names


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a-00001-of-00002.safetensors", b"", "no whole .safetensors file"),
        ("a-00001-of-00002.safetensors", b"\xff" * 64, "no whole .safetensors file"),
        ("a-00001-of-00002.safetensors", safetensors(1000)[:-1], "is cut off"),
        ("a-00001-of-00002.safetensors", b"\x02" + b"\x00" * 7 + b"[]", "no whole"),
    ],
)
def test_weights_that_are_not_whole_are_named(
    folder: Path, name: str, data: bytes, words: str
) -> None:
    (folder / "transformer" / name).write_bytes(data)
    with pytest.raises(Fault, match=words):
        check(folder)


@pytest.mark.parametrize(
    ("index", "words"),
    [
        ({"_class_name": "WanPipeline", "transformer": ["mine", "Own"]}, "code of its own"),
        ({"_class_name": "WanPipeline"}, "no weights of a transformer"),
    ],
)
def test_a_folder_with_code_or_without_weights_is_refused(
    folder: Path, index: dict[str, object], words: str
) -> None:
    (folder / "model_index.json").write_text(json.dumps(index))
    with pytest.raises(Fault, match=words):
        check(folder)


def test_pickled_weights_are_refused_with_one_sentence(folder: Path) -> None:
    for path in (folder / "transformer").iterdir():
        path.rename(path.with_suffix(".bin"))
    told = CliRunner().invoke(app, ["models", "check", str(folder)])
    assert told.exit_code == 1
    assert "only .safetensors and .gguf are loaded" in told.stderr
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["list", "recommend"])
def test_what_is_shown_says_that_nothing_was_tried_on_a_card(driver: Driver, command: str) -> None:
    told = CliRunner().invoke(app, ["models", command], env={"COLUMNS": "80"})
    assert told.exit_code == 0, told.output
    assert "unverified on hardware" in told.output


@pytest.mark.parametrize(
    ("torch", "is_card_there", "is_well", "words"),
    [
        (Torch("2.13.0+cpu"), True, False, "cannot use the NVIDIA card"),
        (Torch("2.13.0+cpu"), False, True, "draws on the processor"),
        (Torch("2.13.0", cuda="13.0", is_ready=True), True, True, "built for CUDA 13.0"),
        (Torch("2.13.0", cuda="13.0"), True, False, "the driver serves CUDA 12.4"),
        (Torch("2.13.0", "13.0", "", True, ("GTX 970",)), True, False, "no code for the GTX 970"),
        (Torch(trouble="not installed"), True, False, "not installed"),
    ],
)
def test_what_keeps_torch_from_the_card_is_found(
    torch: Torch, is_card_there: bool, is_well: bool, words: str
) -> None:
    found = Machine(64, 60, (), "550.2", "12.4")
    told = judge_torch(torch, found, is_card_there=is_card_there)
    assert told.is_well is is_well
    assert words in told.found
    assert is_well is not bool(told.remedy)


@pytest.mark.parametrize(
    ("version", "is_ready"),
    [
        ("__version__ = '2.13.0+cpu'\ncuda: str | None = None\nhip: str | None = None\n", False),
        ("__version__ = '2.13.0'\ncuda: Optional[str] = '12.8'\nhip = None\n", True),
        ("__version__ = '2.13.0'\ncuda = '13.0'\n", False),  # the driver serves 12.4
        ("__version__ = '2.13.0'\ncuda = None\nhip = '6.4'\n", True),
    ],
)
def test_a_build_of_torch_is_told_from_its_files(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, is_ready: bool
) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise SystemExit('it was loaded')")
    (tmp_path / "torch" / "version.py").write_text(version)
    monkeypatch.setattr(
        "render.torch_look.find_spec",
        lambda name: SimpleNamespace(origin=str(tmp_path / "torch" / "__init__.py")),
    )
    torch = read_torch(look())
    assert (torch.version[:6], torch.is_ready) == ("2.13.0", is_ready)
    told = next(iter(glance(Settings(engines=tmp_path / "none.toml"))))
    assert (told.name, told.is_well) == ("torch", is_ready)


def test_nothing_is_said_of_models_where_none_is_set_up(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render.torch_look.find_spec", lambda name: None)
    engines = tmp_path / "engines.toml"
    assert list(glance(Settings(engines=engines))) == []
    engines.write_text('[wan]\nmodel = "/models/tiny"')
    offered = Settings(engines=engines, node_engines=("animatic", "wan"))
    told = {(it.name, it.is_well): it for it in glance(offered)}
    assert told["torch", False].found == "not installed"
    assert "the folder of the model tiny is not on this machine" in told["Engine", False].remedy
    engines.write_text(f'[wan]\nmodel = "{tmp_path.as_posix()}"')
    found = [it.found for it in glance(offered) if it.name == "Engine"]
    assert ["unverified on hardware" in it for it in found] == [True]
    assert str(tmp_path) not in " ".join(found)


def test_torch_without_cuda_beside_a_card_gets_the_install_selector() -> None:
    told = judge_torch(Torch("2.13.0+cpu"), Machine(64, 60), is_card_there=True)
    assert "https://pytorch.org/get-started/locally/" in told.remedy


@pytest.mark.parametrize(
    ("vendor", "kind", "is_there"),
    [("0x10de", "0x030000", True), ("0x10de", "0x040300", False), ("0x1002", "0x030000", False)],
)
def test_a_card_without_a_driver_is_seen_on_the_bus(
    tmp_path: Path, vendor: str, kind: str, is_there: bool
) -> None:
    (tmp_path / "0000:01:00.0").mkdir()
    (tmp_path / "0000:01:00.0" / "vendor").write_text(f"{vendor}\n")
    (tmp_path / "0000:01:00.0" / "class").write_text(f"{kind}\n")
    assert has_nvidia_hardware(tmp_path) is is_there


def test_the_report_to_post_names_no_folder_and_no_machine() -> None:
    import platform

    text = report(["Card: RTX"])
    assert "greenlight" in text
    assert platform.node() not in text
    assert str(Path.home()) not in text
