"""What a report says of memory and energy is what its own order took."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from stage_engines import Plain
from stage_orders import OrderMaker

from render import usage
from render.contract import JobKind
from render.edit.ffmpeg import Ffmpeg
from render.engines import registry
from render.engines.protocol import Kit
from render.executors.local import LocalExecutor
from render.executors.solo import SoloCamera
from render.floor import Floor
from render.recipe import Recipe
from render.shoot import shoot
from render.shots import ShotStore
from render.usage import own_peak_memory_mb, start_peak

pytest_plugins = ("stage_fixtures",)


class Model(Plain):
    """A model engine, as far as the camera can tell."""

    name = "wan"

    def __init__(self, kit: Kit) -> None:
        self.kit = kit


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """A card that uses 7.2 kJ between one look and the next; and which devices were asked for."""
    readings = itertools.count(1000.0, 7200.0)
    devices: list[object] = []

    def find(named: str | None, wanted: object) -> SimpleNamespace:
        devices.append(wanted)
        return SimpleNamespace(joules=lambda: next(readings))

    monkeypatch.setattr(usage, "find_cards", find)
    monkeypatch.setitem(registry.MODEL_ENGINES, "wan", f"{__name__}:Model")
    return devices


@pytest.fixture
def model_floor(shot_store: ShotStore, ffmpeg: Ffmpeg, tmp_path: Path) -> Floor:
    kit = Kit(Recipe(engine="wan", model="/models/tiny", device="cuda:1"), tmp_path)
    camera = SoloCamera(shot_store, ffmpeg, {"plain": "stage_engines:Plain"}, lambda order: kit)
    return Floor(camera, shot_store, ffmpeg)


@pytest.mark.parametrize("kind", [JobKind.TAKE, JobKind.STORYBOARD])
def test_watt_hours_are_what_the_models_own_card_used_for_the_order(
    asked: list[object], model_floor: Floor, tmp_path: Path, make_order: OrderMaker, kind: JobKind
) -> None:
    order = make_order(2, 0.5, engine="wan", kind=kind)
    assert shoot(order, tmp_path / "1", model_floor).watt_hours == 2
    assert asked == [{"cuda:1"}]
    assert shoot(order, tmp_path / "2", model_floor).watt_hours == 0


def test_what_is_drawn_without_a_card_uses_none_of_it(
    asked: list[object], model_floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    assert shoot(make_order(1, 0.5, engine="plain"), tmp_path, model_floor).watt_hours == 0
    assert asked == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can begin a peak anew")
def test_memory_is_that_of_the_job_and_not_of_the_jobs_before() -> None:
    start_peak()
    held = np.ones(200 * 2**20, np.uint8)
    peak = own_peak_memory_mb()
    del held
    start_peak()
    assert own_peak_memory_mb() < peak - 150


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can begin a peak anew")
def test_a_small_order_after_a_large_one_reports_less_memory(
    executor: LocalExecutor, tmp_path: Path, make_order: OrderMaker
) -> None:
    def shot(side: int) -> float:
        order = make_order(1, 0.5, picture={"width": side, "height": side, "fps": 24})
        return executor.shoot(order, tmp_path / str(side), {}, lambda progress: None).peak_memory_mb

    assert shot(1900) > shot(128) + 20
