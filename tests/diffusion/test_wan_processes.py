"""Orders for a model through the processes that shoot them, and by hand."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from diffusion_shots import scene
from typer.testing import CliRunner

from render.cli import app
from render.contract import TakeReport
from render.engines.protocol import Stopped
from render.executors.local import LocalExecutor
from render.faults import Fault
from render.progress import OnProgress, Progress

pytestmark = pytest.mark.diffusion
pytest_plugins = ("diffusion_fixtures",)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {
        **os.environ,
        "GREENLIGHT_CACHE": str(tmp_path_factory.mktemp("cache")),
        "GREENLIGHT_MODEL_FOLDERS": "1",
        "GREENLIGHT_WORKERS": "2",
        "OMP_NUM_THREADS": "1",
    }


@pytest.fixture(scope="module")
def _warm(environment: dict[str, str]) -> Iterator[LocalExecutor]:
    executor = LocalExecutor(environment)
    yield executor
    executor.close()


@pytest.fixture
def executor(_warm: LocalExecutor) -> LocalExecutor:
    _warm.make_ready()
    return _warm


def quiet(progress: Progress) -> None:
    return None


def once_at(shot: int, act: Callable[[], None]) -> OnProgress:
    acted: list[bool] = []

    def hear(progress: Progress) -> None:
        if progress.shot == shot and not acted:
            acted.append(True)
            act()

    return hear


def test_a_folder_is_filmed_with_by_hand(
    models: Callable[[str], Path],
    environment: dict[str, str],
    executor: LocalExecutor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("GREENLIGHT_WORKERS", "OMP_NUM_THREADS"):
        monkeypatch.setenv(name, environment[name])
    monkeypatch.setenv("GREENLIGHT_CACHE", str(tmp_path / "another cache"))
    order = tmp_path / "order.json"
    order.write_text(scene(2, engine="animatic", model=None).model_dump_json())
    folder = models("wan21-text")
    options = ["--engine", "wan", "--model", str(folder), "--steps", "2", "--size", "80x64"]
    result = CliRunner().invoke(app, ["shoot", str(order), "--out", str(tmp_path / "a"), *options])
    assert result.exit_code == 0, result.stderr
    assert "unverified on hardware" in result.stdout
    report = TakeReport.model_validate(json.loads((tmp_path / "a" / "report.json").read_text()))
    assert (report.model, report.steps, report.shots_shot) == ("wan21-text", 2, 2)
    # another process, another store: the same order is the same film
    again = scene(2, model=str(folder), steps=2, picture={"width": 80, "height": 64, "fps": 24})
    executor.shoot(again, tmp_path / "b", {}, quiet)
    masters = [(tmp_path / name / "master.mp4").read_bytes() for name in "ab"]
    assert masters[0] == masters[1]


def test_a_model_that_is_none_ends_with_one_sentence(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENLIGHT_CACHE", environment["GREENLIGHT_CACHE"])
    (tmp_path / "empty").mkdir()
    order = tmp_path / "order.json"
    order.write_text(scene(1).model_dump_json())
    options = ["--engine", "wan", "--model", str(tmp_path / "empty")]
    result = CliRunner().invoke(app, ["shoot", str(order), "--out", str(tmp_path / "o"), *options])
    assert result.exit_code == 1
    assert "model_index.json cannot be read" in result.stderr.splitlines()[-1]


def test_an_order_that_was_stopped_leaves_its_process_and_its_finished_shots(
    models: Callable[[str], Path], executor: LocalExecutor, tmp_path: Path
) -> None:
    order = scene(3, model=str(models("wan21-text")), steps=3, style="a stop")
    executor.shoot(scene(1, model=str(models("wan21-text"))), tmp_path / "warm", {}, quiet)
    pid = executor.pid
    with pytest.raises(Stopped):
        executor.shoot(order, tmp_path / "out", {}, once_at(2, executor.stop))
    report = executor.shoot(order, tmp_path / "out", {}, quiet)
    assert executor.pid == pid
    assert (report.shots_shot, report.shots_reused) == (2, 1)


def test_after_a_kill_only_what_is_missing_is_shot(
    models: Callable[[str], Path], executor: LocalExecutor, tmp_path: Path
) -> None:
    order = scene(2, model=str(models("wan21-text")), steps=3, style="a kill")

    def kill() -> None:
        assert executor.pid is not None
        os.kill(executor.pid, signal.SIGKILL)

    with pytest.raises(Fault, match="killed, most often because memory ran out"):
        executor.shoot(order, tmp_path / "out", {}, once_at(2, kill))
    executor.make_ready()
    report = executor.shoot(order, tmp_path / "out", {}, quiet)
    assert (report.shots_shot, report.shots_reused) == (1, 1)
