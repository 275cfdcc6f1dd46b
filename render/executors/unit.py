"""A film unit: one camera that draws, and cutting rooms that finish, each a process of its own.

So one order is finished while the next one is shot, and whoever answers does neither.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from render.contract import SceneOrder
from render.engines.protocol import Stopped
from render.executors.growth import Growth, held_mb
from render.executors.messages import Message
from render.executors.process import Process, Role
from render.executors.shooting import Shooting
from render.faults import Unforeseen
from render.progress import OnProgress

log = logging.getLogger(__name__)

GROWTH_MB = 2000.0
MOST_ORDERS = 3
"""Orders in hand: one that is prepared, one that is shot, one that is finished. Each has a cutting
room, and so many of them are kept."""


class Unit:
    """Takes on several orders at a time; they have the camera one after the other.

    Its processes stay warm, and new ones take the place of those that end.
    """

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        *,
        growth_mb: float = GROWTH_MB,
    ) -> None:
        self.credits: dict[str, Message] = {}
        """What engines say of themselves, by what films with them, as the camera told."""
        self._environment = environment
        self._growth_mb = growth_mb
        self._growth = Growth(growth_mb)
        # on Linux a child ends with the thread that started it: this one lasts as long as the unit
        self._starter = ThreadPoolExecutor(1, "starter")
        self._changed = threading.Condition()
        self._turns: deque[Shooting] = deque()
        self._camera: Process | None = None
        self._reader: Process | None = None
        self._reader_growth = Growth(growth_mb)
        self._rooms: list[Process] = []

    @property
    def camera_pid(self) -> int | None:
        return self._camera.pid if self._camera else None

    @property
    def is_drawing(self) -> bool:
        """Whether an order has the camera."""
        return bool(self._turns)

    def make_ready(self) -> None:
        """Start what the first order needs, unless it runs."""
        self._living_camera()
        self.give_back(self.room())

    def take_on(
        self, order: SceneOrder, out: Path, inputs: Mapping[str, Path], on_progress: OnProgress
    ) -> Shooting:
        """An order that is about to be carried out: `run` does it, in whatever thread."""
        return Shooting(self, order, out, inputs, on_progress)

    def leave_card(self) -> None:
        """End the camera and what reads for it: nothing of them stays on the card."""
        with self._changed:
            processes = self._camera, self._reader
            self._camera = self._reader = None
        for process in processes:
            if process:
                process.close()

    def close(self) -> None:
        """End all processes, and let go of them."""
        self.leave_card()
        for room in self._rooms:
            room.close()
        self._rooms.clear()
        self._starter.shutdown()

    @contextlib.contextmanager
    def camera(self, shooting: Shooting, *, draws: bool = True) -> Generator[Process]:
        """The camera, when it is this one's turn. Raises Stopped when it no longer wants it.

        What a camera needs shows once it `draws`: what it holds before tells nothing of growth.
        """
        with self._changed:
            self._turns.append(shooting)
            self._changed.wait_for(lambda: self._turns[0] is shooting or shooting.is_stopping)
        try:
            if shooting.is_stopping:
                raise Stopped
            camera = self._living_camera()
            try:
                yield camera
            except Unforeseen:
                # some errors of CUDA last for as long as the process in which they came up
                self._end(camera)
                raise
            if draws:
                self._end_if_grown(camera, shooting.order.engine)
        finally:
            with self._changed:
                self._turns.remove(shooting)
                self._changed.notify_all()

    @contextlib.contextmanager
    def reader(self) -> Generator[Process]:
        """A process that reads an order ahead; it is kept, with all that it imported."""
        with self._changed:
            reader, self._reader = self._reader, None
        if reader is None or not reader.is_alive():
            if reader:
                reader.close()
            reader, self._reader_growth = self._start("lead"), Growth(self._growth_mb)
        try:
            yield reader
        finally:
            self._keep_reader(reader)

    def wake(self) -> None:
        """Have those who wait for the camera look whether they still want it."""
        with self._changed:
            self._changed.notify_all()

    def room(self) -> Process:
        """A cutting room that nobody uses."""
        with self._changed:
            while self._rooms:
                room = self._rooms.pop()
                if room.is_alive():
                    return room
                room.close()
        return self._start("cutter")

    def give_back(self, room: Process) -> None:
        """Have a cutting room kept for the next order."""
        with self._changed:
            if room.is_alive() and len(self._rooms) < MOST_ORDERS:
                self._rooms.append(room)
                return
        room.close()

    def _keep_reader(self, reader: Process) -> None:
        has_grown = self._reader_growth.is_too_much("any", held_mb(reader.pid))
        with self._changed:
            if reader.is_alive() and self._reader is None and not has_grown:
                self._reader = reader
                return
        reader.close()

    def _living_camera(self) -> Process:
        with self._changed:
            camera = self._camera
            if camera and camera.is_alive():
                return camera
            if camera:
                camera.close()
            self._camera = self._start("lead")
            self._growth = Growth(self._growth_mb)
            return self._camera

    def _start(self, role: Role) -> Process:
        return self._starter.submit(Process, role, self._environment).result()

    def _end_if_grown(self, camera: Process, engine: str) -> None:
        held = held_mb(camera.pid)
        if self._growth.is_too_much(engine, held):
            log.warning(
                "the camera holds %.0f MB, %.0f MB more than it needs: it is started anew",
                held,
                held - self._growth.base_mb,
            )
            self._end(camera)

    def _end(self, camera: Process) -> None:
        with self._changed:
            if self._camera is camera:
                self._camera = None
        camera.close()
