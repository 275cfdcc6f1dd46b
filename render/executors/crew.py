"""A camera that has other processes draw, side by side."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from render.contract import SceneOrder, Shot
from render.draw import Drawing
from render.edit.ffmpeg import Ffmpeg
from render.executors.messages import Message
from render.executors.process import Process
from render.executors.solo import MakeKit, SoloCamera
from render.executors.tally import Tally
from render.floor import DrawnStill, Files
from render.progress import Meter
from render.shots import ShotStore
from render.usage import Used

_POLL_SECONDS = 0.1
_STOP_SECONDS = 5.0


class CrewCamera(SoloCamera):
    """Has up to `drawers` processes draw side by side; they stay warm between jobs.

    Use it from a thread that outlives it: on Linux the processes end with that thread.
    """

    def __init__(
        self,
        store: ShotStore,
        ffmpeg: Ffmpeg,
        extra_engines: Mapping[str, str],
        drawers: int,
        make_kit: MakeKit | None = None,
    ) -> None:
        super().__init__(store, ffmpeg, extra_engines, make_kit)
        self._drawers = drawers
        self._crew: list[Process] = []
        self._peaks: dict[int, float] = {}

    def film(
        self, order: SceneOrder, missing: Mapping[str, Shot], meter: Meter, files: Files
    ) -> None:
        if self._is_model(order):
            super().film(order, missing, meter, files)
            return
        # the longest shots first: nobody waits for one that was begun last
        longest = sorted(missing.items(), key=lambda entry: -entry[1].seconds)
        tasks: list[Message] = [{"do": "draw", "key": key, "shot": s.number} for key, s in longest]
        self._share_out(order, tasks, meter)

    def stills(
        self,
        order: SceneOrder,
        numbers: Sequence[int],
        folder: Path,
        meter: Meter,
        files: Files,
    ) -> Sequence[DrawnStill]:
        if self._is_model(order):
            return super().stills(order, numbers, folder, meter, files)
        paths = [folder / f"{number}.png" for number in numbers]
        tasks: list[Message] = [
            {"do": "still", "path": str(path), "shot": number}
            for number, path in zip(numbers, paths, strict=True)
        ]
        self._share_out(order, tasks, meter)
        return [DrawnStill(path) for path in paths]

    def begin(self) -> None:
        super().begin()
        self._peaks.clear()

    def used(self) -> Used:
        own = super().used()
        return replace(own, peak_mb=own.peak_mb + sum(self._peaks.values()))

    def _share_out(self, order: SceneOrder, tasks: Sequence[Message], meter: Meter) -> None:
        waiting: queue.SimpleQueue[Message] = queue.SimpleQueue()
        for task in tasks:
            waiting.put(task)
        news: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        seconds = {shot.number: shot.seconds for shot in order.shots}
        tally = Tally({task["shot"]: seconds[task["shot"]] for task in tasks}, meter)
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
        form: Message,
        waiting: queue.SimpleQueue[Message],
        news: queue.SimpleQueue[Callable[[], None]],
        tally: Tally,
    ) -> None:
        """One process's share of the tasks; whatever happens is news for the thread that waits."""
        try:
            while True:
                task = waiting.get_nowait()
                number = task["shot"]

                def hear(event: Message, n: int = number) -> None:
                    seen = Drawing(event["share"], event.get("preview"))
                    news.put(lambda: tally.hear(n, seen))

                done = process.do({**task, "order": form}, hear)
                peak = max(self._peaks.get(process.pid, 0.0), done["used"]["peak_mb"])
                self._peaks[process.pid] = peak
                news.put(lambda n=number: tally.hear(n, Drawing(1.0)))
        except queue.Empty:
            return
        except Exception as error:
            failure = error
            news.put(lambda: _raise(failure))

    @staticmethod
    def _stop(
        crew: Sequence[Process],
        waiting: queue.SimpleQueue[Message],
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


def _hear_all(news: queue.SimpleQueue[Callable[[], None]], tally: Tally) -> None:
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
