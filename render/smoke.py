"""Half a second of film with an engine that is set up, for `greenlight doctor --gpu`."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from render.contract import SceneOrder, Sha256, TakeReport
from render.diffusion.folder import open_folder
from render.engines.protocol import Stopped
from render.example import example_order
from render.executors.local import LocalExecutor
from render.faults import Fault
from render.progress import Progress
from render.recipe import Recipe
from render.told import Told

SMOKE_SECONDS = 10.0
LOAD_SECONDS = 300.0
"""A model of 30 GB comes from a disk at 100 MB/s in that time."""
_FROM_A_PICTURE = "WanImageToVideoPipeline"
_FROM_REFERENCES = "Edit"
"""In the names of pipelines that draw nothing without a picture."""


def smoke(engine: str, recipe: Recipe | None) -> Told:
    """Shoot half a second in the same kind of child as orders, for SMOKE_SECONDS at most."""
    with tempfile.TemporaryDirectory(prefix="greenlight-smoke-") as folder:
        # with a store of its own, or a second look would find the shot already shot
        executor = LocalExecutor({**os.environ, "GREENLIGHT_CACHE": str(Path(folder) / "cache")})
        try:
            executor.make_ready()
            picture = _picture(Path(folder) / "picture.png")
            order = _order(engine, recipe, picture)
            return _smoke(executor, order, Path(folder) / "take", {_hash(picture): picture})
        finally:
            executor.close()


class _Clock:
    """Ends the shooting in time; loading a model is not shooting."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shooting: float | None = None
        self.share = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.share > 0 and self._shooting is None:
            self._shooting = now
        self.share = progress.share
        if self.is_over(now):
            raise Stopped

    def is_over(self, now: float) -> bool:
        if self._shooting is None:
            return now - self._begun > LOAD_SECONDS
        return now - self._shooting > SMOKE_SECONDS


def _smoke(
    executor: LocalExecutor, order: SceneOrder, out: Path, files: dict[Sha256, Path]
) -> Told:
    clock = _Clock()
    try:
        with _ticking(clock, executor):
            take = executor.shoot(order, out, files, clock)
    except Stopped:
        if clock.share > 0:
            done = f"{min(clock.share, 0.99):.0%} of half a second in {SMOKE_SECONDS:g} s"
            return Told("Smoke render", True, f"{order.engine}: {done}, then it was stopped")
        return Told(
            "Smoke render",
            False,
            f"{order.engine}: nothing was shot within {LOAD_SECONDS / 60:.0f} minutes",
            "put the model on a faster disk, or choose a smaller preset",
        )
    except Fault as fault:
        return Told(
            "Smoke render",
            False,
            f"{order.engine}: {str(fault)[:300].rstrip('.')}",
            "`greenlight shoot` with this engine shows the whole log",
        )
    return Told("Smoke render", True, _result(take))


@contextlib.contextmanager
def _ticking(clock: _Clock, executor: LocalExecutor) -> Generator[None]:
    """Look at the clock also while the child says nothing."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.25):
            if clock.is_over(time.monotonic()):
                executor.stop()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _order(engine: str, recipe: Recipe | None, picture: Path) -> SceneOrder:
    """The first shot of the example, small and short; with a picture where a model needs one."""
    form = example_order().model_dump(mode="json", exclude_none=True)
    form |= {"engine": engine, "picture": {"width": 320, "height": 192, "fps": 24}}
    shot: dict[str, Any] = form["shots"][0] | {"seconds": 0.5}
    role = _needs(recipe) if recipe else None
    if role == "frame":
        shot["start"] = _hash(picture)
    elif role == "reference":
        shot["place"] |= {"references": [_hash(picture)]}
    if role:
        size = picture.stat().st_size
        form["inputs"] = [{"sha256": _hash(picture), "size": size, "role": role}]
    form["shots"] = [shot]
    if recipe:
        form["steps"] = 2
    return SceneOrder.model_validate_json(json.dumps(form))


def _needs(recipe: Recipe) -> str | None:
    """The picture without which a model makes nothing; None where words are enough."""
    try:
        folder = open_folder(recipe)
    except Fault:
        # the shooting says why
        return None
    if _FROM_REFERENCES in folder.pipeline:
        return "reference"
    is_5b = bool(folder.index.get("expand_timesteps"))
    films = folder.pipeline == _FROM_A_PICTURE and not is_5b and recipe.keyframes is None
    return "frame" if films else None


def _picture(path: Path) -> Path:
    """A dusk over a plain, of nobody."""
    sky = np.linspace((90, 60, 40), (60, 120, 230), 96)
    plain = np.linspace((40, 50, 60), (15, 20, 25), 96)
    rows = np.concatenate([sky, plain]).astype(np.uint8)[:, None]
    cv2.imwrite(str(path), np.repeat(rows, 320, axis=1))
    return path


def _hash(path: Path) -> Sha256:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _result(take: TakeReport) -> str:
    frames = f"{take.frames} frames of {take.width}x{take.height}"
    parts = [f"{take.engine}: {frames} in {take.stages.total:.1f} s"]
    if take.steps:
        parts.append(f"{take.stages.denoise / take.steps:.2f} s a step")
        on_card = f"{take.gpu_peak_mb / 1024:.1f} GB of the card"
        parts.append(on_card if take.gpu_peak_mb else "on the processor")
    parts.append(f"{take.peak_memory_mb / 1024:.1f} GB of host memory")
    parts += [note for note in take.notes if "memory" in note]
    return ", ".join(parts)
