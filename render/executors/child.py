"""The process that draws: tasks come in as lines of JSON, news goes out the same way.

Started as `python -m render.executors.child lead|worker PARENT`. A lead carries out whole orders
and may have workers; a worker draws single shots. Both end when their parent's pipe does.
"""

from __future__ import annotations

import functools
import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import cv2

from render.contract import SceneOrder
from render.draw import Drawing, draw_still
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Kit, Stopped
from render.engines_file import find_recipe
from render.executors import leash
from render.executors.crew import CrewCamera
from render.executors.messages import LOG_END, Message, Voice, failed, progressed
from render.executors.solo import SoloCamera
from render.faults import Fault, Unforeseen, disk_fault
from render.floor import Floor
from render.inputs import plain_inputs
from render.progress import Meter, Progress
from render.settings import Settings, read_settings
from render.shoot import shoot
from render.shots import ShotStore
from render.sound.voices import find_program

_NICENESS = 10


class Child:
    """Does tasks one after another on the main thread; stops are heard beside it."""

    def __init__(self, role: str, say: Voice) -> None:
        settings = read_settings()
        self._say = say
        self._stop = threading.Event()
        self.answers: queue.SimpleQueue[Message] = queue.SimpleQueue()
        ffmpeg = Ffmpeg(settings.ffmpeg_program(), self._keep_on)
        store = ShotStore(settings.cache / "shots", int(settings.cache_gb * 1e9))
        make_kit = functools.partial(kit_for, settings=settings)
        if role == "lead" and settings.drawers > 1:
            camera = CrewCamera(store, ffmpeg, settings.extra_engines, settings.drawers, make_kit)
        else:
            camera = SoloCamera(store, ffmpeg, settings.extra_engines, make_kit)
        self._floor = Floor(
            camera, store, ffmpeg, find_program(settings.voice, settings.voice_model)
        )
        self._camera = camera

    def stop(self) -> None:
        self._stop.set()

    def forget_stop(self) -> None:
        """A stop is meant for the task that came before it."""
        self._stop.clear()

    def do(self, task: Message) -> None:
        """Do one task and say how it ended; nothing that it raises gets past here."""
        try:
            done = self._doing(task)
        except Stopped:
            self._say({"event": "stopped"})
        except Fault as fault:
            self._fail(fault)
        except Exception as error:
            full = disk_fault(error) if isinstance(error, OSError) else None
            self._fail(full or _unforeseen(error))
        else:
            self._say({"event": "done", "used": asdict(self._camera.used()), **done})

    def _fail(self, fault: Fault) -> None:
        """Say how a task failed, and where the log of it ends."""
        # what an engine printed goes to the log, too
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(2, LOG_END + b"\n")
        self._say(failed(fault))

    def _doing(self, task: Message) -> Message:
        order = SceneOrder.model_validate(task["order"])
        self._camera.begin()
        number: int = task.get("shot", 1)
        match task["do"]:
            case "shoot":
                files = _files(task)
                report = shoot(order, Path(task["out"]), self._floor, self._tell, files)
                return {"report": report.model_dump(mode="json")}
            case "about":
                return {"credits": asdict(self._camera.credits(order))}
            case "read" | "film" as do:
                numbers: dict[str, int] = task["shots"]
                missing = {key: order.shots[n - 1] for key, n in numbers.items()}
                if do == "read":
                    self._camera.read(order, tuple(missing.values()))
                    return {}
                self._camera.film(order, missing, Meter({"draw": 1.0}, self._tell), _files(task))
                return {}
            case "stills":
                meter = Meter({"draw": 1.0}, self._tell)
                drawn = self._camera.stills(
                    order, task["numbers"], Path(task["folder"]), meter, _files(task)
                )
                return {"stills": [(str(still.path), asdict(still.facts)) for still in drawn]}
            case "draw":
                self._camera.draw(order, order.shots[number - 1], task["key"], self._tell_drawing)
            case _:
                shot, target = order.shots[number - 1], Path(task["path"])
                inputs = plain_inputs(order)
                draw_still(self._camera.engine(order), shot, order.picture, inputs, target)
        return {}

    def _keep_on(self) -> None:
        if self._stop.is_set():
            raise Stopped

    def _tell(self, progress: Progress) -> None:
        self._keep_on()
        self._say(progressed(progress))

    def _tell_drawing(self, seen: Drawing) -> None:
        self._keep_on()
        self._say({"event": "progress", "share": seen.share, "preview": seen.preview})


def kit_for(order: SceneOrder, settings: Settings) -> Kit:
    """What an order's model engine is made with on this node. Raises Fault."""
    recipe = find_recipe(order.engine, order.model, settings, allow_folders=settings.model_folders)
    if order.steps is not None:
        recipe = recipe.model_copy(update={"steps": order.steps, "draft_steps": order.steps})
    return Kit(recipe, settings.cache / "models")


def _files(task: Message) -> dict[str, Path]:
    return {sha256: Path(path) for sha256, path in task["inputs"].items()}


def _unforeseen(error: Exception) -> Fault:
    traceback.print_exception(error)
    return Unforeseen(f"the drawing failed: {type(error).__name__}: {error}")


def _voice() -> Voice:
    """Keep stdout for messages alone: whatever an engine prints goes to the log instead."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    lock = threading.Lock()

    def say(message: Message) -> None:
        with lock:
            out.write(json.dumps(message).encode() + b"\n")
            out.flush()

    return say


def main(role: str, parent: int, make: Callable[[Voice], Child] | None = None) -> None:
    """Do what the parent asks until its pipe ends."""
    leash.end_with(parent)
    if role != "worker":
        leash.hold_children()
        if hasattr(os, "nice"):
            os.nice(_NICENESS)
    cv2.setNumThreads(1)
    say = _voice()
    child = make(say) if make else Child(role, say)
    tasks = _Tasks(child)
    leash.watch(functools.partial(sys.stdin.buffer.readline), tasks.hear)
    while True:
        child.do(tasks.next())


class _Tasks:
    """Sorts what the parent says: tasks wait for the main thread, a stop is heard at once."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._task: Message | None = None
        self._came = threading.Semaphore(0)

    def hear(self, line: bytes) -> None:
        message = json.loads(line)
        if message["do"] == "stop":
            self._child.stop()
            return
        if message["do"] in ("news", "answer"):
            self._child.answers.put(message)
            return
        self._child.forget_stop()
        self._task = message
        self._came.release()

    def next(self) -> Message:
        self._came.acquire()
        task, self._task = self._task, None
        assert task is not None
        return task


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
