from __future__ import annotations

import errno
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest
from patience import PATIENCE
from stage_orders import OrderMaker

from render.contract import FailureKind, Picture
from render.draw import read_still
from render.edit import encode
from render.edit.ffmpeg import Ffmpeg
from render.engines import Stopped
from render.executors.local import LocalExecutor
from render.executors.process import Process
from render.faults import Fault
from render.floor import Floor
from render.progress import OnProgress, Progress
from render.shoot import shoot

pytest_plugins = ("stage_fixtures",)


def quiet(progress: Progress) -> None:
    return None


def shots_begun(log: Path) -> list[int]:
    return sorted(int(line) for line in log.read_text().split())


def family(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def once_drawing(act: Callable[[], None], shots: frozenset[int] = frozenset({1})) -> OnProgress:
    """Act once, when each of the shots has begun."""
    begun: set[int] = set()
    acted = threading.Event()

    def hear(progress: Progress) -> None:
        begun.add(progress.shot)
        if shots <= begun and not acted.is_set():
            acted.set()
            act()

    return hear


def test_what_lies_in_the_working_folder_is_not_run_in_its_place(
    stage_environment: dict[str, str],
    tmp_path: Path,
    make_order: OrderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "render.py").write_text("raise SystemExit('somebody else')")
    monkeypatch.chdir(tmp_path)
    executor = LocalExecutor(stage_environment)
    executor.make_ready()
    try:
        assert executor.shoot(make_order(1), tmp_path / "out", {}, quiet).shots_shot == 1
    finally:
        executor.close()


def test_an_order_is_shot_in_other_processes(
    executor: LocalExecutor, tmp_path: Path, make_order: OrderMaker
) -> None:
    told: list[Progress] = []
    report = executor.shoot(make_order(3), tmp_path / "out", {}, told.append)
    assert report.shots_shot == 3
    shares = [progress.share for progress in told]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert {progress.stage for progress in told} == {"draw", "encode"}
    assert {progress.shot for progress in told} >= {1, 2, 3}
    assert report.peak_memory_mb > 50


def test_a_crew_makes_the_same_film_as_one_process(
    executor: LocalExecutor,
    stage_environment: dict[str, str],
    tmp_path: Path,
    make_order: OrderMaker,
) -> None:
    executor.shoot(make_order(2), tmp_path / "crew", {}, quiet)
    single = {"GREENLIGHT_WORKERS": "1", "GREENLIGHT_CACHE": str(tmp_path / "other")}
    alone = LocalExecutor(stage_environment | single)
    alone.make_ready()
    report = alone.shoot(make_order(2), tmp_path / "alone", {}, quiet)
    alone.close()
    assert report.shots_shot == 2
    films = [(tmp_path / name / "master.mp4").read_bytes() for name in ("crew", "alone")]
    assert films[0] == films[1]


def test_a_storyboard_is_drawn_by_the_crew(
    executor: LocalExecutor, tmp_path: Path, make_order: OrderMaker
) -> None:
    executor.shoot(make_order(3, kind="storyboard", slate="3"), tmp_path / "out", {}, quiet)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["contact.png"]


def test_a_portrait_is_its_one_shot_in_the_size_that_was_ordered(
    executor: LocalExecutor, tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(1, kind="portrait", slate="3")
    report = executor.shoot(order, tmp_path / "out", {}, quiet)
    [path] = (tmp_path / "out").iterdir()
    assert (path.name, report.kind) == ("portrait.png", "portrait")
    assert read_still(path).shape == (90, 160, 3)


def test_a_portrait_has_one_shot(make_order: OrderMaker) -> None:
    with pytest.raises(ValueError, match="a portrait has one shot"):
        make_order(2, kind="portrait", slate="3")


@pytest.mark.parametrize(
    ("engine", "kind", "sentence"),
    [
        ("hungry", FailureKind.OOM, "out of memory: this shot needs 96 GB of GPU memory"),
        ("broken", FailureKind.RENDER, "RuntimeError: the tripod fell over"),
        ("empty", FailureKind.RENDER, "the empty engine gave no frame for shot"),
        ("unheard", FailureKind.RENDER, "there is no engine named 'unheard': this node has"),
    ],
)
def test_a_fault_of_the_engine_reaches_the_supervisor_by_its_kind(
    executor: LocalExecutor,
    tmp_path: Path,
    make_order: OrderMaker,
    engine: str,
    kind: FailureKind,
    sentence: str,
) -> None:
    with pytest.raises(Fault, match=sentence) as failed:
        executor.shoot(make_order(2, engine=engine), tmp_path / "out", {}, quiet)
    assert failed.value.kind is kind
    assert list((tmp_path / "out").glob("*")) == []


def test_the_log_tail_holds_the_traceback_of_a_worker(
    executor: LocalExecutor, tmp_path: Path, make_order: OrderMaker
) -> None:
    with pytest.raises(Fault):
        executor.shoot(make_order(2, engine="broken"), tmp_path / "out", {}, quiet)
    assert "the tripod fell over" in executor.log_tail


def test_a_child_is_usable_after_a_fault(
    executor: LocalExecutor, tmp_path: Path, make_order: OrderMaker
) -> None:
    with pytest.raises(Fault):
        executor.shoot(make_order(2, engine="broken"), tmp_path / "out", {}, quiet)
    pid = executor.pid
    executor.shoot(make_order(2), tmp_path / "out", {}, quiet)
    assert executor.pid == pid


def test_what_an_engine_prints_does_not_disturb_the_messages(
    executor: LocalExecutor, tmp_path: Path, make_order: OrderMaker
) -> None:
    report = executor.shoot(make_order(2, engine="chatty"), tmp_path / "out", {}, quiet)
    assert report.frames == 24


def test_a_cancelled_order_stops_at_the_next_frame(
    executor: LocalExecutor, tmp_path: Path, make_order: OrderMaker
) -> None:
    hear = once_drawing(executor.stop)
    with pytest.raises(Stopped):
        executor.shoot(make_order(2, engine="halting"), tmp_path / "out", {}, hear)
    assert executor.pid is not None
    assert psutil.pid_exists(executor.pid)
    assert executor.shoot(make_order(2), tmp_path / "out", {}, quiet).shots_shot == 2


def test_progress_that_raises_stopped_stops_the_work(
    executor: LocalExecutor, tmp_path: Path, make_order: OrderMaker
) -> None:
    def hear(progress: Progress) -> None:
        if progress.share > 0.005:
            raise Stopped

    with pytest.raises(Stopped):
        executor.shoot(make_order(2, engine="halting"), tmp_path / "out", {}, hear)


def test_a_child_that_does_not_listen_is_killed(
    executor: LocalExecutor,
    tmp_path: Path,
    make_order: OrderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("render.executors.local.STOP_SECONDS", 0.2)
    with pytest.raises(Stopped):
        executor.shoot(
            make_order(1, engine="frozen"), tmp_path / "out", {}, lambda _: executor.stop()
        )


def test_after_a_kill_in_mid_shot_only_the_missing_shots_are_shot(
    executor: LocalExecutor, stage: Path, tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(3, engine="doomed")
    with pytest.raises(Fault, match="killed, most often because memory ran out") as failed:
        executor.shoot(order, tmp_path / "out", {}, quiet)
    assert failed.value.kind is FailureKind.OOM
    executor.make_ready()
    stage.write_text("")
    report = executor.shoot(order, tmp_path / "out", {}, quiet)
    assert 3 in shots_begun(stage)
    assert len(shots_begun(stage)) == report.shots_shot == 3 - report.shots_reused
    assert report.shots_reused >= 1


def test_no_process_outlives_a_lead_that_is_killed(
    executor: LocalExecutor, tmp_path: Path, make_order: OrderMaker
) -> None:
    seen: list[psutil.Process] = []

    def kill() -> None:
        assert executor.pid is not None
        seen.extend(family(executor.pid))
        os.kill(executor.pid, signal.SIGKILL)

    hear = once_drawing(kill, frozenset({1, 2}))
    with pytest.raises(Fault):
        executor.shoot(make_order(2, engine="halting"), tmp_path / "out", {}, hear)
    assert len(seen) >= 4  # two workers, each with its ffmpeg
    _, alive = psutil.wait_procs(seen, timeout=PATIENCE)
    assert alive == []


def test_no_process_outlives_its_supervisor(stage_environment: dict[str, str]) -> None:
    lead = Process("lead", stage_environment)
    assert lead.is_alive()
    child = psutil.Process(lead.pid)
    pipe = lead._process.stdin
    assert pipe is not None
    pipe.close()  # what the end of a supervisor looks like from below, on every platform
    assert psutil.wait_procs([child], timeout=PATIENCE)[1] == []
    lead.close()


def test_an_ffmpeg_that_is_not_here_is_no_fault_of_the_order() -> None:
    graph = encode.kept_shot(Picture(width=64, height=64, fps=8), None, 1.0, Path("/dev/null"))
    with pytest.raises(Fault, match="set FFMPEG") as failed, Ffmpeg("/no/such").writing(graph):
        pass
    assert failed.value.retryable


def test_a_full_disk_is_a_fault_of_its_own_kind(ffmpeg: Ffmpeg) -> None:
    picture = Picture(width=64, height=64, fps=8)
    graph = encode.kept_shot(picture, None, 1.0, Path("/dev/full"))
    with pytest.raises(Fault, match="the disk is full") as failed, ffmpeg.writing(graph) as write:
        grain = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
        for _ in range(200):
            write(grain)
    assert failed.value.kind is FailureKind.DISK


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, FailureKind.DISK), (errno.EACCES, FailureKind.RENDER)]
)
def test_an_error_of_the_system_becomes_a_fault_with_a_sentence(
    floor: Floor,
    tmp_path: Path,
    make_order: OrderMaker,
    number: int,
    kind: FailureKind,
) -> None:
    def hear(progress: Progress) -> None:
        raise OSError(number, os.strerror(number), "film.mp4")

    with pytest.raises(Fault, match=r"film\.mp4") as failed:
        shoot(make_order(1), tmp_path / "out", floor, hear)
    assert failed.value.kind is kind
