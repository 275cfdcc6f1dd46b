"""Cameras: one that draws in its own process, and one that has other processes draw."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from render.contract import SceneOrder, Shot
from render.draw import draw_shot, draw_still
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Engine
from render.engines.registry import load_engine
from render.executors.process import Process
from render.progress import Meter
from render.shots import ShotStore

_POLL_SECONDS = 0.1
_STOP_SECONDS = 5.0

Task = dict[str, Any]


class SoloCamera:
    """Draws in this process, shot after shot: for one core, and for engines that fill a GPU."""

    def __init__(self, store: ShotStore, ffmpeg: Ffmpeg, extra_engines: Mapping[str, str]) -> None:
        self._store = store
        self._ffmpeg = ffmpeg
        self._extra = extra_engines
        self._engines: dict[str, Engine] = {}

    def engine(self, name: str) -> Engine:
        if name not in self._engines:
            self._engines[name] = load_engine(name, self._extra)
        return self._engines[name]

    def film(self, order: SceneOrder, missing: Mapping[str, Shot], meter: Meter) -> None:
        tally = _Tally({shot.number: shot.seconds for shot in missing.values()}, meter)
        for key, shot in missing.items():
            self.draw(
                order, shot, key, lambda share, seen, n=shot.number: tally.hear(n, share, seen)
            )
            tally.hear(shot.number, 1.0, None)

    def draw(
        self, order: SceneOrder, shot: Shot, key: str, hear: Callable[[float, str | None], None]
    ) -> None:
        """Shoot one shot into the store."""
        engine = self.engine(order.engine)
        draw_shot(engine, shot, order.picture, self._store, key, self._ffmpeg, hear)

    def stills(self, order: SceneOrder, folder: Path, meter: Meter) -> Sequence[Path]:
        paths = [folder / f"{shot.number}.png" for shot in order.shots]
        for shot, path in zip(order.shots, paths, strict=True):
            meter.tell("draw", (shot.number - 1) / len(paths), shot=shot.number)
            draw_still(self.engine(order.engine), shot, order.picture, path)
        return paths

    def peak_memory_mb(self) -> float:
        return own_peak_memory_mb()


class CrewCamera(SoloCamera):
    """Has up to `drawers` processes draw side by side; they stay warm between jobs.

    Use it from a thread that outlives it: on Linux the processes end with that thread.
    """

    def __init__(
        self, store: ShotStore, ffmpeg: Ffmpeg, extra_engines: Mapping[str, str], drawers: int
    ) -> None:
        super().__init__(store, ffmpeg, extra_engines)
        self._drawers = drawers
        self._crew: list[Process] = []
        self._peaks: dict[int, float] = {}

    def film(self, order: SceneOrder, missing: Mapping[str, Shot], meter: Meter) -> None:
        # the longest shots first: nobody waits for one that was begun last
        longest = sorted(missing.items(), key=lambda entry: -entry[1].seconds)
        tasks: list[Task] = [{"do": "draw", "key": key, "shot": s.number} for key, s in longest]
        self._share_out(order, tasks, meter)

    def stills(self, order: SceneOrder, folder: Path, meter: Meter) -> Sequence[Path]:
        paths = [folder / f"{shot.number}.png" for shot in order.shots]
        tasks: list[Task] = [
            {"do": "still", "path": str(path), "shot": shot.number}
            for shot, path in zip(order.shots, paths, strict=True)
        ]
        self._share_out(order, tasks, meter)
        return paths

    def peak_memory_mb(self) -> float:
        return own_peak_memory_mb() + sum(self._peaks.values())

    def _share_out(self, order: SceneOrder, tasks: Sequence[Task], meter: Meter) -> None:
        waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
        for task in tasks:
            waiting.put(task)
        news: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        seconds = {shot.number: shot.seconds for shot in order.shots}
        tally = _Tally({task["shot"]: seconds[task["shot"]] for task in tasks}, meter)
        crew = self._hands(min(self._drawers, len(tasks)))
        form = order.model_dump(mode="json")
        threads = [
            threading.Thread(target=self._work, args=(p, form, waiting, news, tally), daemon=True)
            for p in crew
        ]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                _hear_all(news, tally)
            _hear_all(news, tally)
        except BaseException:
            self._stop(crew, waiting, threads)
            raise

    def _hands(self, count: int) -> list[Process]:
        """As many living processes as asked for."""
        self._crew = [process for process in self._crew if process.is_alive()]
        while len(self._crew) < count:
            self._crew.append(Process("worker"))
        return self._crew[:count]

    def _work(
        self,
        process: Process,
        form: dict[str, Any],
        waiting: queue.SimpleQueue[Task],
        news: queue.SimpleQueue[Callable[[], None]],
        tally: _Tally,
    ) -> None:
        """One process's share of the tasks; whatever happens is news for the thread that waits."""
        try:
            while True:
                task = waiting.get_nowait()
                number = task["shot"]

                def hear(event: dict[str, Any], n: int = number) -> None:
                    share, seen = event["share"], event.get("preview")
                    news.put(lambda: tally.hear(n, share, seen))

                done = process.do({**task, "order": form}, hear)
                self._peaks[process.pid] = done["memory_mb"]
                news.put(lambda n=number: tally.hear(n, 1.0, None))
        except queue.Empty:
            return
        except Exception as error:
            failure = error
            news.put(lambda: _raise(failure))

    @staticmethod
    def _stop(
        crew: Sequence[Process],
        waiting: queue.SimpleQueue[Task],
        threads: Sequence[threading.Thread],
    ) -> None:
        while not waiting.empty():
            waiting.get_nowait()
        for process in crew:
            process.stop()
        for process, thread in zip(crew, threads, strict=True):
            thread.join(_STOP_SECONDS)
            if thread.is_alive():
                process.kill()
                thread.join()


class _Tally:
    """Adds the shares of shots up to the share of the drawing, each by its length."""

    def __init__(self, seconds: Mapping[int, float], meter: Meter) -> None:
        self._seconds = seconds
        self._shares = dict.fromkeys(seconds, 0.0)
        self._meter = meter

    def hear(self, number: int, share: float, preview: str | None) -> None:
        self._shares[number] = max(self._shares[number], share)
        self._tell(number, preview)

    def nothing_new(self) -> None:
        """Say the same again, so that a stop is heard while nothing moves."""
        self._tell(0, None)

    def _tell(self, number: int, preview: str | None) -> None:
        done = sum(self._seconds[shot] * share for shot, share in self._shares.items())
        share = done / sum(self._seconds.values())
        self._meter.tell("draw", share, shot=number, preview=preview)


def own_peak_memory_mb() -> float:
    """The most memory that this process held so far."""
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset / 2**20
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def _hear_all(news: queue.SimpleQueue[Callable[[], None]], tally: _Tally) -> None:
    try:
        tell = news.get(timeout=_POLL_SECONDS)
    except queue.Empty:
        tally.nothing_new()
        return
    tell()
    while not news.empty():
        news.get()()


def _raise(error: Exception) -> None:
    raise error
