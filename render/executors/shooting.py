"""One order on its way through a film unit: to the camera, and from there to the cutting room."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from render.contract import JobKind, SceneOrder, TakeReport
from render.engines.protocol import Stopped
from render.executors.messages import Message, Voice, failed, progress_in
from render.executors.process import Process
from render.faults import Fault
from render.progress import OnProgress, Progress

if TYPE_CHECKING:
    from render.executors.unit import Unit

log = logging.getLogger(__name__)

DRAWN = (JobKind.TAKE, JobKind.STORYBOARD, JobKind.PORTRAIT)
"""What an engine draws; the rest is made of finished takes."""
STOP_SECONDS = 5.0
"""How long a process may take to stop by itself before it is killed."""


class Shooting:
    """`run` blocks; `stop` and `kill` may come from anywhere, before it and during it."""

    def __init__(
        self,
        unit: Unit,
        order: SceneOrder,
        out: Path,
        inputs: Mapping[str, Path],
        on_progress: OnProgress,
    ) -> None:
        self.order = order
        self.is_stopping = False
        self.needs_camera = order.kind in DRAWN
        """Whether anything is still to be drawn for it."""
        self._unit = unit
        self._out = out
        self._inputs = {sha256: str(path.absolute()) for sha256, path in inputs.items()}
        self._form = order.model_dump(mode="json")
        self._on_progress = on_progress
        self._room: Process | None = None
        self._camera: Process | None = None
        self._reader: Process | None = None
        self._drawing: threading.Thread | None = None
        self._reaper: threading.Timer | None = None
        self._reaped_at = 0.0
        self._share = 0.0
        self._waited = 0.0
        self._logs: list[str] = []
        self._left: tuple[float, float] | None = None
        """Seconds that the drawing still took, and when that was told."""
        self._beginning = threading.Lock()

    @property
    def log_tail(self) -> str:
        """The last lines that its processes wrote to their logs."""
        return "\n".join(self._logs)

    @property
    def has_camera(self) -> bool:
        return self._camera is not None

    @property
    def camera_left(self) -> float | None:
        """Seconds until it needs the camera no more; None while nobody can tell."""
        if not self.needs_camera or self._left is None:
            return None if self.needs_camera else 0.0
        left, told = self._left
        return max(left - (time.monotonic() - told), 0)

    def run(self) -> TakeReport:
        """Carry the order out. Raises Stopped after `stop` or from progress, and Fault."""
        room = self._unit.room()
        task = {
            "do": "shoot",
            "order": self._form,
            "out": str(self._out.absolute()),
            "inputs": self._inputs,
        }
        try:
            self._room = room
            self._begin(room, task)
            done = room.follow(lambda message: self._hear(room, message))
        except Exception as error:
            if self.is_stopping:
                raise Stopped from error
            raise
        finally:
            self._room = None
            self._leave_camera()
            self._logs.append(room.log_tail)
            self._unit.give_back(room)
        self.needs_camera = False
        return self._as_measured(TakeReport.model_validate(done["report"]))

    def stop(self, within: float = 0.0) -> None:
        """Have the work dropped; processes stay, unless they listen neither in STOP_SECONDS nor
        `within` so many. Of several calls the one that gives them least counts.
        """
        with self._beginning:
            is_first = not self.is_stopping
            self.is_stopping = True
            self._reap(max(within, STOP_SECONDS))
        if not is_first:
            return
        self._unit.wake()
        for process in (self._room, self._camera, self._reader):
            if process:
                process.stop()

    def kill(self) -> None:
        """End the processes that work on it, now."""
        self.is_stopping = True
        self._unit.wake()
        for process in (self._reader, self._camera, self._room):
            if process:
                process.kill()

    def _reap(self, seconds: float) -> None:
        due = time.monotonic() + seconds
        if self._reaper and self._reaped_at <= due:
            return
        if self._reaper:
            self._reaper.cancel()
        self._reaper, self._reaped_at = threading.Timer(seconds, self.kill), due
        self._reaper.daemon = True
        self._reaper.start()

    def _hear(self, room: Process, message: Message) -> None:
        if message["event"] == "camera":
            # beside the room's own news, which go on
            self._drawing = threading.Thread(
                target=self._ask_camera, args=(room, message["task"]), daemon=True
            )
            self._drawing.start()
            return
        self._share = message["share"]
        # what was shot before needs no camera at all
        self.needs_camera = self.needs_camera and message["stage"] != "encode"
        self._tell(progress_in(message))

    def _tell(self, progress: Progress) -> None:
        if self.is_stopping:
            return
        try:
            self._on_progress(progress)
        except Stopped:
            self.stop()

    def _ask_camera(self, room: Process, task: Message) -> None:
        try:
            answer = self._answer(room, task)
        except Stopped:
            answer = {"event": "stopped"}
        except Fault as fault:
            answer = failed(fault)
        room.tell({"do": "answer", **answer})

    def _answer(self, room: Process, task: Message) -> Message:
        order = self.order
        if task["do"] != "about":
            return self._draw(room, task)
        if order.kind not in DRAWN:
            named = {"name": order.engine, "version": "", "label": "made of finished takes"}
            return {"event": "done", "credits": named}
        films = f"{order.engine} {order.model} {order.steps} {order.is_draft}"
        if films not in self._unit.credits:
            with self._unit.camera(self, draws=False) as camera:
                self._unit.credits[films] = self._done(camera, task, lambda news: None)["credits"]
        return {"event": "done", "credits": self._unit.credits[films]}

    def _draw(self, room: Process, task: Message) -> Message:
        asked = time.monotonic()
        if task.get("ahead") and self._unit.is_drawing:
            self._read_ahead(task)
        with self._unit.camera(self) as camera:
            self._waited += time.monotonic() - asked
            self._tell(Progress(self._share, "draw"))

            def hear(news: Message) -> None:
                if news["eta_s"] is not None:
                    self._left = news["eta_s"], time.monotonic()
                room.tell({"do": "news", **news})

            done = self._done(camera, task, hear)
        self.needs_camera = False
        return done

    def _read_ahead(self, task: Message) -> None:
        """Have the shots' words made ready while others have the camera; it does what is left."""
        with self._unit.reader() as reader:
            try:
                self._reader = reader
                self._begin(reader, {**task, "do": "read", "order": self._form})
                reader.follow(lambda news: None)
            except Fault as fault:
                log.warning("%s: its words could not be read ahead: %s", self.order.slate, fault)
            finally:
                self._reader = None

    def _done(self, camera: Process, task: Message, hear: Voice) -> Message:
        whole = {**task, "order": self._form, "inputs": self._inputs}
        try:
            self._camera = camera
            self._begin(camera, whole)
            return camera.follow(hear)
        except Fault:
            self._logs.append(camera.log_tail)
            raise
        finally:
            self._camera = None

    def _begin(self, process: Process, task: Message) -> None:
        """Begin a task, unless nobody wants it any more: a stop never comes before its task."""
        with self._beginning:
            if self.is_stopping:
                raise Stopped
            process.begin(task)

    def _leave_camera(self) -> None:
        """Return once nothing is drawn for it any more."""
        if self._drawing and self._drawing.is_alive():
            if not self.is_stopping:
                self.stop()
            self._drawing.join()
        if self._reaper:
            self._reaper.cancel()

    def _as_measured(self, report: TakeReport) -> TakeReport:
        """The report without the time for which others had the camera."""
        stages = report.stages.model_copy(
            update={
                "draw": round(max(report.stages.draw - self._waited, 0), 3),
                "total": round(max(report.stages.total - self._waited, 0), 3),
            }
        )
        return report.model_copy(update={"stages": stages})
