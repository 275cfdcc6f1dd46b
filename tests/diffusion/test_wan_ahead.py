"""A film unit and a model: what one order needs is made ready while another has the camera."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from diffusion_shots import scene

from render.contract import SceneOrder, TakeReport
from render.engines import Stopped
from render.executors.unit import Unit
from render.progress import Progress

pytestmark = pytest.mark.diffusion
pytest_plugins = ("diffusion_fixtures",)

PATIENCE = 60.0
LONG = {"steps": 200, "picture": {"width": 320, "height": 192, "fps": 24}}
"""What has the camera until it is dropped."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def unit(
    models: Callable[[str], Path], cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Unit]:
    engines = tmp_path_factory.mktemp("engines") / "engines.toml"
    engines.write_text(
        f'[wan]\nmodel = "{models("wan21-text").as_posix()}"\nprecision = "float32"\n'
        'device = "cpu"\nwords = "cpu"\nsteps = 2\n'
    )
    unit = Unit(
        {
            **os.environ,
            "GREENLIGHT_CACHE": str(cache),
            "GREENLIGHT_ENGINES": str(engines),
            "OMP_NUM_THREADS": "1",
        }
    )
    unit.make_ready()
    yield unit
    unit.close()


def quiet(progress: Progress) -> None:
    return None


def order(action: str, seconds: float = 0.5, **changes: object) -> SceneOrder:
    plain = scene(1, seconds, model=None, **changes)
    shot = plain.shots[0].model_copy(update={"action": action})
    return plain.model_copy(update={"shots": (shot,)})


class Beside:
    """One order that has the camera for as long as a test needs, and another behind it."""

    def __init__(self, unit: Unit, folder: Path, waiting: SceneOrder) -> None:
        self._pool = ThreadPoolExecutor(2)
        self._is_drawing = threading.Event()
        self.first = unit.take_on(
            order("a dog walks in the city", 5.0, **LONG), folder / "first", {}, self._hear
        )
        self.second = unit.take_on(waiting, folder / "second", {}, quiet)
        self._filming = self._pool.submit(self.first.run)
        assert self._is_drawing.wait(PATIENCE)
        self.waiting = self._pool.submit(self.second.run)

    def _hear(self, progress: Progress) -> None:
        if progress.share > 0:
            self._is_drawing.set()

    def drop_first(self) -> None:
        self.first.stop()
        with pytest.raises(Stopped):
            self._filming.result(PATIENCE)

    def close(self) -> None:
        self._pool.shutdown()


def prompts(cache: Path) -> set[str]:
    return {path.name for path in (cache / "models" / "prompts").glob("*.safetensors")}


def test_words_are_read_while_another_order_has_the_camera(
    unit: Unit, cache: Path, tmp_path: Path
) -> None:
    unit.take_on(order("a cat in rain"), tmp_path / "warm", {}, quiet).run()
    beside = Beside(unit, tmp_path, order("a man walks in the night"))
    had = prompts(cache)
    until(lambda: len(prompts(cache)) > len(had))
    assert beside.first.has_camera
    assert not beside.second.has_camera
    beside.drop_first()
    report: TakeReport = beside.waiting.result(PATIENCE)
    beside.close()
    assert (report.shots_shot, report.stages.text) == (1, 0)
    assert report.stages.denoise > 0


def test_an_order_that_reads_ahead_is_dropped_at_once(
    unit: Unit, cache: Path, tmp_path: Path
) -> None:
    beside = Beside(unit, tmp_path, order("a woman walks in the rain"))
    until(lambda: beside.second._reader is not None)
    beside.second.stop()
    with pytest.raises(Stopped):
        beside.waiting.result(PATIENCE)
    assert beside.first.has_camera
    beside.drop_first()
    beside.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another process brings about."""
    pause = threading.Event()
    for _ in range(int(PATIENCE * 20)):
        if holds():
            return
        pause.wait(0.05)
    raise AssertionError("it never came")
