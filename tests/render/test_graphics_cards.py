"""Of several cards, those that count are the ones that this node films with."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from render.card import Cards, find_cards, visible
from render.engines_file import node_devices
from render.gpu import look
from render.settings import Settings

UUIDS = ("GPU-0a11", "GPU-0b22", "GPU-0b33")


class Trouble(Exception):
    """What NVML raises."""


class NotFound(Trouble):
    """There is nothing to tell."""


@dataclass
class Driver:
    """The calls of nvidia-ml-py that are used, as a driver with three cards answers them."""

    memory_gb: tuple[int, ...] = (8, 24, 24)
    loads: tuple[int, ...] = (90, 0, 40)
    millijoules: list[int] = field(default_factory=lambda: [1000, 20_000, 300_000])
    NVMLError = Trouble
    NVMLError_NotFound = NotFound

    def nvmlInit(self) -> None: ...

    def nvmlDeviceGetCount(self) -> int:
        return len(self.memory_gb)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:
        return index

    def nvmlDeviceGetUUID(self, handle: int) -> str:
        return UUIDS[handle]

    def nvmlDeviceGetName(self, handle: int) -> str:
        return f"card {handle}"

    def nvmlDeviceGetMemoryInfo(self, handle: int) -> Any:
        size = self.memory_gb[handle] * 2**30
        return SimpleNamespace(used=0, free=size - handle, total=size)

    def nvmlDeviceGetUtilizationRates(self, handle: int) -> Any:
        return SimpleNamespace(gpu=self.loads[handle])

    def nvmlDeviceGetPowerUsage(self, handle: int) -> int:
        raise Trouble

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: int) -> int:
        return self.millijoules[handle]

    def nvmlDeviceGetProcessUtilization(self, handle: int, since: int) -> Any:
        raise Trouble

    def nvmlSystemGetDriverVersion(self) -> str:
        return "580.1"

    def nvmlSystemGetCudaDriverVersion(self) -> int:
        return 13000


@pytest.mark.parametrize(
    ("named", "places"),
    [
        (None, [0, 1, 2]),
        ("", []),
        ("-1", []),
        ("2", [2]),
        (" 2, 0", [2, 0]),
        ("GPU-0a", [0]),
        ("GPU-0b33,1", [2, 1]),
        # CUDA stops at the first that it does not know, or that could be either
        ("1,7,0", [1]),
        ("GPU-0b", []),
        ("MIG-0a11", []),
    ],
)
def test_what_cuda_shows_of_the_cards(named: str | None, places: list[int]) -> None:
    assert visible(UUIDS, named) == places


@pytest.mark.parametrize(
    ("named", "devices", "names"),
    [
        (None, {"auto"}, ("card 1",)),  # the one with the most memory, the first of equals
        (None, {"cuda"}, ("card 0",)),
        (None, {"cuda:2"}, ("card 2",)),
        ("2,1", {"cuda:0"}, ("card 2",)),
        ("GPU-0a11", {"auto"}, ("card 0",)),
        (None, {"auto", "cuda:2", "cpu"}, ("card 1", "card 2")),
        ("1,0", set(), ("card 1", "card 0")),
    ],
)
def test_the_cards_that_a_node_films_with(
    named: str | None, devices: set[str], names: tuple[str, ...]
) -> None:
    assert Cards(Driver(), named, devices).names() == names


def test_a_card_that_another_program_uses_is_none_of_a_node_that_films_with_the_other() -> None:
    cards = Cards(Driver(), None, {"auto"})
    assert cards.used_by_others({1}, is_idle=True) == 0
    assert Cards(Driver(), None, {"cuda:0"}).used_by_others({1}, is_idle=True) == 90


def test_energy_and_memory_are_those_of_the_card_that_films() -> None:
    cards = Cards(Driver(), None, {"cuda:1"})
    assert (cards.joules(), cards.free_bytes()) == (20, 24 * 2**30 - 1)
    assert cards.note() == "card 1, 0 %, 0.0 of 24 GB"


@pytest.mark.parametrize(
    ("named", "devices"), [("-1", {"auto"}), (None, {"cpu"}), (None, {"cuda:5"})]
)
def test_a_node_that_films_with_no_card_has_none(
    monkeypatch: pytest.MonkeyPatch, named: str | None, devices: set[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", Driver())
    assert find_cards(named, devices) is None


def test_a_card_that_cuda_hides_is_recommended_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", Driver())
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    assert [card.name for card in look().cards] == ["card 0"]


@pytest.mark.parametrize(
    ("offered", "text", "devices"),
    [
        (("animatic",), '[wan]\npreset = "wan-8gb"', set()),
        (("animatic", "wan"), "", {"auto"}),
        (("wan",), '[wan]\npreset = "wan-8gb"\ndevice = "cuda:1"', {"cuda:1"}),
        (
            ("wan",),
            """
            [wan]
            preset = "wan-12gb"
            keyframes = {preset = "image-8gb", device = "cpu"}
            [ltx]
            preset = "ltx-24gb"
            device = "cuda:7"
            """,
            {"auto", "cpu"},
        ),
        (("wan",), "[wan", {"auto"}),
    ],
)
def test_the_devices_are_those_of_the_engines_that_are_offered(
    tmp_path: Path, offered: tuple[str, ...], text: str, devices: set[str]
) -> None:
    path = tmp_path / "engines.toml"
    path.write_text(text)
    assert node_devices(Settings(engines=path, node_engines=offered)) == devices
