"""The film unit: one order is finished while the next is shot, and each can be dropped alone."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from patience import PATIENCE
from stage_engines import Gate
from stage_orders import OrderMaker

from render.contract import FailureKind, SceneOrder, TakeReport
from render.engines import Stopped
from render.executors import process
from render.executors.growth import Growth, held_mb
from render.executors.messages import LOG_END, Message
from render.executors.process import Process
from render.executors.shooting import Shooting
from render.executors.unit import Unit
from render.faults import Fault
from render.progress import OnProgress, Progress

pytest_plugins = ("stage_fixtures",)


class Floor:
    """A unit, and the threads in which its orders are carried out."""

    def __init__(self, unit: Unit, folder: Path) -> None:
        self.unit = unit
        self.folder = folder
        self._pool = ThreadPoolExecutor(4)
        self._count = 0

    def take_on(self, order: SceneOrder, hear: OnProgress = lambda progress: None) -> Shooting:
        self._count += 1
        return self.unit.take_on(order, self.folder / str(self._count), {}, hear)

    def run(self, shooting: Shooting) -> Future[TakeReport]:
        return self._pool.submit(shooting.run)

    def films(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*.mp4"))

    def close(self) -> None:
        self._pool.shutdown()


@pytest.fixture(scope="module")
def _warm_unit(stage_environment: dict[str, str]) -> Iterator[Unit]:
    unit = Unit(stage_environment | {"GREENLIGHT_WORKERS": "1"})
    yield unit
    unit.close()


@pytest.fixture
def floor_(_warm_unit: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Floor]:
    _warm_unit.make_ready()
    monkeypatch.setattr("render.executors.shooting.STOP_SECONDS", PATIENCE)
    floor = Floor(_warm_unit, tmp_path / "out")
    yield floor
    floor.close()


class Heard:
    """Progress, and a way to wait for it."""

    def __init__(self) -> None:
        self.told: list[Progress] = []
        self._changed = threading.Condition()

    def __call__(self, progress: Progress) -> None:
        with self._changed:
            self.told.append(progress)
            self._changed.notify_all()

    def until(self, stage: str, share: float = 0.0) -> None:
        with self._changed:
            assert self._changed.wait_for(
                lambda: any(p.stage == stage and p.share >= share for p in self.told), PATIENCE
            )


def test_a_unit_makes_a_take_with_its_own_cutting_room(
    floor_: Floor, make_order: OrderMaker
) -> None:
    heard = Heard()
    report = floor_.run(floor_.take_on(make_order(2), heard)).result(PATIENCE)
    assert (report.shots_shot, report.engine, report.label) == (
        2,
        "leader",
        "test leader, drawn by rules",
    )
    assert floor_.films() == ["clip.mp4", "master.mp4"]
    shares = [progress.share for progress in heard.told]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert {progress.stage for progress in heard.told} == {"draw", "encode"}


def test_the_camera_shoots_one_order_after_the_other(
    floor_: Floor, gate: Gate, make_order: OrderMaker
) -> None:
    first, second = Heard(), Heard()
    slow = floor_.take_on(make_order(1, engine="gated"), first)
    ahead = floor_.take_on(make_order(1, engine="gated"), second)
    filming = floor_.run(slow)
    first.until("draw")
    waiting = floor_.run(ahead)
    first.until("draw", 0.2)
    assert slow.has_camera
    assert not ahead.has_camera
    assert second.told == []
    assert slow.camera_left
    gate.open()
    opened = time.monotonic()
    reports = [filming.result(PATIENCE), waiting.result(PATIENCE)]
    # what the second one waited for the camera is not its own
    assert reports[1].stages.draw < time.monotonic() - opened


def test_an_order_that_waits_for_the_camera_is_dropped_at_once(
    floor_: Floor, make_order: OrderMaker
) -> None:
    heard = Heard()
    slow = floor_.take_on(make_order(1, engine="halting"), heard)
    filming = floor_.run(slow)
    heard.until("draw")
    ahead = floor_.take_on(make_order(1))
    waiting = floor_.run(ahead)
    ahead.stop()
    with pytest.raises(Stopped):
        waiting.result(PATIENCE)
    assert slow.has_camera
    slow.stop()
    with pytest.raises(Stopped):
        filming.result(PATIENCE)


def test_a_dropped_order_leaves_camera_and_cutting_room_usable(
    floor_: Floor, make_order: OrderMaker
) -> None:
    heard = Heard()
    slow = floor_.take_on(make_order(1, engine="halting"), heard)
    filming = floor_.run(slow)
    heard.until("draw")
    pid = floor_.unit.camera_pid
    slow.stop()
    with pytest.raises(Stopped):
        filming.result(PATIENCE)
    assert floor_.run(floor_.take_on(make_order(1))).result(PATIENCE).shots_shot == 1
    assert floor_.unit.camera_pid == pid


def test_an_order_stopped_before_it_begins_never_begins(
    floor_: Floor, make_order: OrderMaker
) -> None:
    shooting = floor_.take_on(make_order(1))
    shooting.stop()
    with pytest.raises(Stopped):
        shooting.run()
    assert floor_.films() == []


def test_a_camera_that_does_not_listen_is_killed_and_another_takes_its_place(
    floor_: Floor, make_order: OrderMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render.executors.shooting.STOP_SECONDS", 0.2)
    heard = Heard()
    frozen = floor_.take_on(make_order(1, engine="frozen"), heard)
    filming = floor_.run(frozen)
    heard.until("draw")
    frozen.stop()
    with pytest.raises(Stopped):
        filming.result(PATIENCE)
    assert floor_.run(floor_.take_on(make_order(1))).result(PATIENCE).shots_shot == 1


def test_a_killed_camera_fails_one_order_and_not_the_one_being_finished(
    floor_: Floor, make_order: OrderMaker
) -> None:
    first, second = Heard(), Heard()
    finishing = floor_.run(floor_.take_on(make_order(2, 3.0), first))
    filming = floor_.run(floor_.take_on(make_order(1, engine="halting"), second))
    second.until("draw", 0.001)
    assert floor_.unit.camera_pid is not None
    os.kill(floor_.unit.camera_pid, signal.SIGKILL)
    with pytest.raises(Fault, match="most often because memory ran out") as failed:
        filming.result(PATIENCE)
    assert failed.value.kind is FailureKind.OOM
    assert finishing.result(PATIENCE).shots_shot == 2


@pytest.mark.parametrize(
    ("engine", "sentence"),
    [
        ("hungry", "out of memory: this shot needs 96 GB of GPU memory"),
        ("broken", "RuntimeError: the tripod fell over"),
        ("unheard", "there is no engine named 'unheard'"),
    ],
)
def test_a_fault_of_the_camera_is_the_orders(
    floor_: Floor, make_order: OrderMaker, engine: str, sentence: str
) -> None:
    shooting = floor_.take_on(make_order(1, engine=engine))
    with pytest.raises(Fault, match=sentence):
        shooting.run()
    assert floor_.films() == []


def test_a_camera_in_which_something_unforeseen_went_wrong_is_used_no_more(
    floor_: Floor, make_order: OrderMaker
) -> None:
    with pytest.raises(Fault, match="unspecified launch failure"):
        floor_.take_on(make_order(1, engine="poisoned")).run()
    assert floor_.take_on(make_order(1, engine="poisoned")).run().shots_shot == 1


def test_the_log_tail_holds_what_the_camera_said_of_its_fault(
    floor_: Floor, make_order: OrderMaker
) -> None:
    shooting = floor_.take_on(make_order(1, engine="broken"))
    with pytest.raises(Fault):
        shooting.run()
    assert "the tripod fell over" in shooting.log_tail


def test_what_is_read_late_of_a_cameras_log_is_in_the_tail_all_the_same(
    floor_: Floor, make_order: OrderMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_failed = threading.Event()
    listen, heard = Process._listen, process.fault_in

    def listen_late(camera: Process) -> None:
        has_failed.wait(PATIENCE)
        listen(camera)

    def hear(message: Message) -> Fault:
        has_failed.set()
        return heard(message)

    monkeypatch.setattr(Process, "_listen", listen_late)
    monkeypatch.setattr(process, "fault_in", hear)
    floor_.unit.leave_card()
    shooting = floor_.take_on(make_order(1, engine="broken"))
    with pytest.raises(Fault):
        shooting.run()
    assert "the tripod fell over" in shooting.log_tail
    assert LOG_END.decode() not in shooting.log_tail


def test_leaving_the_card_ends_the_camera_and_all_that_it_started(
    floor_: Floor, make_order: OrderMaker
) -> None:
    floor_.run(floor_.take_on(make_order(1))).result(PATIENCE)
    assert floor_.unit.camera_pid is not None
    camera = psutil.Process(floor_.unit.camera_pid)
    floor_.unit.leave_card()
    assert psutil.wait_procs([camera], timeout=PATIENCE)[1] == []
    assert floor_.run(floor_.take_on(make_order(1, 0.5))).result(PATIENCE).shots_shot == 1


def test_what_reads_ahead_is_kept_until_the_card_is_left(floor_: Floor) -> None:
    with floor_.unit.reader() as first:
        pass
    with floor_.unit.reader() as second:
        assert second is first
    first.kill()
    with floor_.unit.reader() as third:
        assert third.is_alive()
    floor_.unit.leave_card()
    assert not psutil.pid_exists(third.pid)


def test_a_camera_that_grew_is_started_anew_between_jobs(
    stage_environment: dict[str, str],
    tmp_path: Path,
    make_order: OrderMaker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # below nothing: every job but an engine's first is too much
    unit = Unit(stage_environment | {"GREENLIGHT_WORKERS": "1"}, growth_mb=-1000)
    pids: list[int | None] = []
    with caplog.at_level(logging.WARNING, "render.executors.unit"):
        for number in range(2):
            unit.make_ready()
            pids.append(unit.camera_pid)
            unit.take_on(make_order(1), tmp_path / str(number), {}, lambda progress: None).run()
    unit.close()
    assert pids[0] != pids[1]
    assert "it is started anew" in caplog.text


def test_what_a_camera_holds_before_it_shot_is_not_what_it_needs(
    stage_environment: dict[str, str], tmp_path: Path, make_order: OrderMaker
) -> None:
    unit = Unit(stage_environment | {"GREENLIGHT_WORKERS": "1"}, growth_mb=200)
    unit.make_ready()
    pid = unit.camera_pid
    unit.take_on(make_order(1, engine="heavy"), tmp_path / "1", {}, lambda progress: None).run()
    assert unit.camera_pid == pid
    unit.close()


def test_what_reads_ahead_is_started_anew_when_it_grew(stage_environment: dict[str, str]) -> None:
    unit = Unit(stage_environment, growth_mb=-1000)
    with unit.reader() as first:
        pass
    with unit.reader() as second:
        assert second is not first
    unit.close()


def test_growth_is_measured_from_what_the_first_job_of_each_engine_needs() -> None:
    growth = Growth(100)
    held = [("animatic", 300), ("animatic", 390), ("wan", 2000), ("animatic", 2090)]
    assert not any(growth.is_too_much(engine, mb) for engine, mb in held)
    assert growth.is_too_much("wan", 2101)


def test_a_process_that_is_gone_holds_nothing() -> None:
    assert held_mb(os.getpid()) > 10
    assert held_mb(2**22 + 1) == 0
