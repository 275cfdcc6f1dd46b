"""Fixtures of the camera's tests; a test file names this module in `pytest_plugins`."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stage_engines
from stage_engines import Gate
from stage_orders import OrderMaker, order_form

from render.contract import JobKind, SceneOrder
from render.edit.ffmpeg import Ffmpeg
from render.executors.local import LocalExecutor
from render.executors.solo import SoloCamera
from render.executors.unit import Unit
from render.floor import Floor
from render.settings import Settings
from render.shots import ShotStore

HERE = Path(__file__).parent
_tests = itertools.count()


@pytest.fixture
def make_order() -> OrderMaker:
    """Orders whose shots no other test has shot."""
    seed = 1000 * next(_tests)

    def make(shots: int = 2, seconds: float = 1.0, **changes: Any) -> SceneOrder:
        return SceneOrder.model_validate(order_form(shots, seconds, seed=seed) | changes)

    return make


@pytest.fixture(scope="session")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg(Settings().ffmpeg_program())


@pytest.fixture
def shot_store(tmp_path: Path) -> ShotStore:
    return ShotStore(tmp_path / "shots", 10**9)


@pytest.fixture
def floor(shot_store: ShotStore, ffmpeg: Ffmpeg) -> Floor:
    return Floor(SoloCamera(shot_store, ffmpeg, stage_engines.EXTRA), shot_store, ffmpeg)


@pytest.fixture(scope="session")
def stage_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of children that may load the stage engines."""
    folder = tmp_path_factory.mktemp("stage")
    return {
        **os.environ,
        "STAGE_LOG": str(folder / "stage.log"),
        "GREENLIGHT_CACHE": str(folder / "cache"),
        "GREENLIGHT_EXTRA_ENGINES": json.dumps(stage_engines.EXTRA),
        "GREENLIGHT_WORKERS": "2",
        "XDG_CONFIG_HOME": str(folder / "config"),
        "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])]),
    }


@pytest.fixture
def stage(stage_environment: dict[str, str]) -> Path:
    """Where the stage engines write which shots they begin; empty when a test starts."""
    log = Path(stage_environment["STAGE_LOG"])
    log.write_text("")
    log.with_name(log.name + ".killed").unlink(missing_ok=True)
    return log


@pytest.fixture
def gate(stage_environment: dict[str, str]) -> Iterator[Gate]:
    """Shut for every shot of the gated engine until it is opened."""
    gate = Gate(Path(stage_environment["STAGE_LOG"] + ".gate"))
    gate.shut(1)
    yield gate
    gate.open()


@pytest.fixture(scope="session")
def _warm_executor(stage_environment: dict[str, str]) -> Iterator[LocalExecutor]:
    executor = LocalExecutor(stage_environment)
    yield executor
    executor.close()


@pytest.fixture
def executor(_warm_executor: LocalExecutor) -> LocalExecutor:
    """A child that lives through many tests, and is started anew after one that killed it."""
    _warm_executor.make_ready()
    return _warm_executor


@pytest.fixture(scope="session")
def _warm_unit(stage_environment: dict[str, str]) -> Iterator[Unit]:
    unit = Unit(stage_environment)
    yield unit
    unit.close()


@pytest.fixture
def unit(_warm_unit: Unit) -> Unit:
    """A film unit whose processes live through many tests."""
    _warm_unit.make_ready()
    return _warm_unit


@pytest.fixture(scope="session")
def masters(tmp_path_factory: pytest.TempPathFactory, ffmpeg: Ffmpeg) -> dict[str, Path]:
    """Masters to join and to fit: two alike, one of another size."""
    from render.shoot import shoot

    folder = tmp_path_factory.mktemp("masters")
    store = ShotStore(folder / "shots", 10**9)
    floor = Floor(SoloCamera(store, ffmpeg, {}), store, ffmpeg)
    made: dict[str, Path] = {}
    for name, changes in {
        "first": {},
        "second": {"title": "The second"},
        "large": {"picture": {"width": 320, "height": 240, "fps": 12}},
    }.items():
        order = SceneOrder.model_validate(order_form(2, 1.0, **changes))
        assert order.kind is JobKind.TAKE
        shoot(order, folder / name, floor)
        made[name] = folder / name / "master.mp4"
    return made
