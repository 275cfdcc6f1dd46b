"""The process that finishes takes: it lays out, cuts and fits, and has another one draw for it.

Started as `python -m render.executors.cutting cutter PARENT`. It asks for the camera on the pipe to
its parent, and goes on when the parent answers.
"""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from render.contract import SceneOrder, Shot
from render.engines.protocol import Facts, Stopped
from render.executors.child import Child, main
from render.executors.messages import Message, Voice, fault_in
from render.floor import Credits, DrawnStill, Files, Floor
from render.progress import Meter
from render.usage import Used, own_peak_memory_mb, start_peak

_POLL_SECONDS = 0.2


class FarCamera:
    """A camera in another process; whoever waits for it hears a stop."""

    def __init__(
        self,
        say: Voice,
        answers: queue.SimpleQueue[Message],
        keep_on: Callable[[], None],
    ) -> None:
        self._say = say
        self._answers = answers
        self._keep_on = keep_on
        self._used = Used()

    def begin(self) -> None:
        self._used = Used()
        start_peak()

    def used(self) -> Used:
        return replace(self._used, peak_mb=self._used.peak_mb + own_peak_memory_mb())

    def credits(self, order: SceneOrder) -> Credits:
        return Credits(**self._ask({"do": "about"})["credits"])

    def film(
        self, order: SceneOrder, missing: Mapping[str, Shot], meter: Meter, files: Files
    ) -> None:
        shots = {key: shot.number for key, shot in missing.items()}
        task = {"do": "film", "shots": shots, "ahead": self.credits(order).reads_ahead}
        self._draw(task, meter)

    def stills(
        self,
        order: SceneOrder,
        numbers: Sequence[int],
        folder: Path,
        meter: Meter,
        files: Files,
    ) -> Sequence[DrawnStill]:
        task = {"do": "stills", "folder": str(folder), "numbers": list(numbers)}
        answer = self._draw(task, meter)
        return [DrawnStill(Path(path), Facts(**facts)) for path, facts in answer["stills"]]

    def _draw(self, task: Message, meter: Meter) -> Message:
        is_begun = False

        def hear(news: Message) -> None:
            nonlocal is_begun
            if not is_begun:
                # until the first news, other shots had the camera
                is_begun = True
                meter.begin()
            meter.tell(
                "draw",
                news["share"],
                shot=news["shot"],
                preview=news["preview"],
                left_s=news["eta_s"],
            )

        answer = self._ask(task, hear)
        now = Used(**answer["used"])
        self._used = Used(
            max(self._used.peak_mb, now.peak_mb), self._used.watt_hours + now.watt_hours
        )
        return answer

    def _ask(self, task: Message, hear: Voice = lambda news: None) -> Any:
        """The camera's answer. Raises Fault and Stopped as the camera did."""
        while not self._answers.empty():
            # of a task that was stopped
            self._answers.get()
        self._say({"event": "camera", "task": task})
        while True:
            try:
                message = self._answers.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                self._keep_on()
                continue
            if message["do"] == "news":
                hear(message)
            else:
                return _answered(message)


class CuttingRoom(Child):
    """Carries out whole orders, and draws nothing itself."""

    def __init__(self, say: Voice) -> None:
        super().__init__("cutter", say)
        far = FarCamera(say, self.answers, self._keep_on)
        self._floor = Floor(far, self._floor.store, self._floor.ffmpeg, self._floor.voice)


def _answered(message: Message) -> Message:
    match message["event"]:
        case "stopped":
            raise Stopped
        case "failed":
            raise fault_in(message)
        case _:
            return message


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), CuttingRoom)
