"""Runs orders on this machine in one child process, so that whoever answers never draws."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from render.contract import SceneOrder, TakeReport
from render.engines.protocol import Stopped
from render.executors.messages import Message, progress_in
from render.executors.process import Process
from render.progress import OnProgress

STOP_SECONDS = 5.0
"""How long a child may take to stop by itself before it is killed."""


class LocalExecutor:
    """One warm child process; a new one takes its place when it ends.

    `make_ready` belongs to a thread that outlives the work; `shoot` blocks; `stop` may come from
    anywhere.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = environment
        self._process: Process | None = None
        self._reaper: threading.Timer | None = None
        self._is_stopping = False

    @property
    def log_tail(self) -> str:
        """The last lines that the child wrote to its log."""
        return self._process.log_tail if self._process else ""

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def make_ready(self) -> None:
        """Start the child if there is none."""
        if self._process and self._process.is_alive():
            return
        self.close()
        self._process = Process("lead", self._environment)

    def shoot(
        self,
        order: SceneOrder,
        out: Path,
        inputs: Mapping[str, Path],
        on_progress: OnProgress,
    ) -> TakeReport:
        """Carry out an order. Raises Stopped after `stop` or from `on_progress`, and Fault."""
        process = self._process
        assert process is not None, "make_ready comes first"
        self._is_stopping = False

        def hear(message: Message) -> None:
            if self._is_stopping:
                return
            try:
                on_progress(progress_in(message))
            except Stopped:
                self.stop()

        task = {
            "do": "shoot",
            "order": order.model_dump(mode="json"),
            "out": str(out.absolute()),
            "inputs": {sha256: str(path.absolute()) for sha256, path in inputs.items()},
        }
        try:
            done = process.do(task, hear)
        except Exception as error:
            if self._is_stopping:
                raise Stopped from error
            raise
        finally:
            if self._reaper:
                self._reaper.cancel()
                self._reaper = None
        return TakeReport.model_validate(done["report"])

    def stop(self) -> None:
        """Have the work dropped; the child stays, unless it does not listen."""
        process = self._process
        if process is None or self._is_stopping:
            return
        self._is_stopping = True
        self._reaper = threading.Timer(STOP_SECONDS, process.kill)
        self._reaper.daemon = True
        self._reaper.start()
        process.stop()

    def kill(self) -> None:
        """End the child and all that it started, now."""
        if self._process:
            self._process.kill()

    def close(self) -> None:
        """End the child and let go of it."""
        if self._process:
            self._process.close()
            self._process = None
