"""Carries out one order, from its shots to the files and the report; knows no bot."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from render.contract import JobKind, OutputName, SceneOrder, Shot, StageTimes, TakeReport
from render.draw import read_still
from render.edit.assemble import Assembly, ShotDamaged, assemble
from render.edit.ffmpeg import Ffmpeg
from render.edit.fit import Clip, fit
from render.edit.join import join
from render.edit.probe import Film
from render.edit.stills import write_contact, write_poster
from render.engines.protocol import Engine
from render.faults import Fault, disk_fault
from render.progress import Meter, OnProgress, Stage
from render.shots import Filming, KeptShot, ShotStore, shot_key

# what a frame costs to draw, to assemble and to fit, against each other; measured at 480p
_DRAW_COST, _ASSEMBLE_COST, _FIT_COST = 5.0, 1.5, 1.0
_ALT_TEXT_LENGTH = 1000


class Camera(Protocol):
    """Draws what is missing, in this process or in others."""

    def engine(self, name: str) -> Engine:
        """The engine by that name, for what it says of itself. Raises Fault when unknown."""
        ...

    def film(self, order: SceneOrder, missing: Mapping[str, Shot], meter: Meter) -> None:
        """Shoot shots into the store, by their keys. Raises Fault or Stopped."""
        ...

    def stills(self, order: SceneOrder, folder: Path, meter: Meter) -> Sequence[Path]:
        """Draw each shot's still into a folder, in order. Raises Fault or Stopped."""
        ...

    def peak_memory_mb(self) -> float:
        """The most memory that the drawing processes held, added up."""
        ...


@dataclass(frozen=True, slots=True)
class Floor:
    """What a job is carried out with."""

    camera: Camera
    store: ShotStore
    ffmpeg: Ffmpeg


def shoot(
    order: SceneOrder,
    out: Path,
    floor: Floor,
    on_progress: OnProgress = lambda progress: None,
    inputs: Mapping[str, Path] | None = None,
) -> TakeReport:
    """Carry out an order of any kind; its files appear in `out`, each of them whole.

    `inputs` maps the order's inputs, by hash, to files. Raises Fault with a sentence when it
    fails, Stopped when `on_progress` raises it.
    """
    carry_out = {
        JobKind.TAKE: _take,
        JobKind.STORYBOARD: _storyboard,
        JobKind.REFIT: _refit,
        JobKind.REEL: _reel,
    }[order.kind]
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".shoot-") as folder:
            job = _Job(order, Path(folder), floor, on_progress, inputs or {})
            report = carry_out(job)
            for name in OutputName:
                if (made := job.path(name)).exists():
                    made.replace(out / name.value)
            return report
    except OSError as error:
        raise disk_fault(error) or Fault(f"{error.strerror}: {error.filename}") from error


class _Job:
    """One order on its way: where its files grow and where its time goes."""

    def __init__(
        self,
        order: SceneOrder,
        folder: Path,
        floor: Floor,
        on_progress: OnProgress,
        inputs: Mapping[str, Path],
    ) -> None:
        self.order = order
        self.floor = floor
        self.on_progress = on_progress
        self.engine = floor.camera.engine(order.engine)
        self.notes = _unused(order)
        self._folder = folder
        self._inputs = inputs
        self._started = time.monotonic()
        self._drawn = self._started

    def path(self, name: OutputName) -> Path:
        return self._folder / name.value

    def masters(self) -> list[Path]:
        """The stored masters in the order's order. Raises Fault when one was not handed over."""
        wanted = [item.sha256 for item in self.order.inputs if item.role == "master"]
        if any(sha256 not in self._inputs for sha256 in wanted):
            raise Fault("a master that the order names is not at hand.", retryable=False)
        return [self._inputs[sha256] for sha256 in wanted]

    def drawing_ends(self) -> None:
        self._drawn = time.monotonic()

    def report(self, film: Film | None = None, **facts: object) -> TakeReport:
        """The report of the finished work; `film` is the clip."""
        now = time.monotonic()
        stages = StageTimes(
            draw=round(self._drawn - self._started, 3),
            encode=round(now - self._drawn, 3),
            total=round(now - self._started, 3),
        )
        about: dict[str, object] = {
            "kind": self.order.kind,
            "slate": self.order.slate,
            "engine": self.engine.name,
            "engine_version": self.engine.version,
            "model": self.order.model,
            "label": self.engine.label,
            "alt_text": alt_text(self.order),
            "stages": stages,
            "peak_memory_mb": round(self.floor.camera.peak_memory_mb(), 1),
            "notes": tuple(self.notes),
        }
        if film:
            about |= {
                "width": film.width,
                "height": film.height,
                "fps": film.fps,
                "seconds": film.seconds,
                "frames": round(film.seconds * film.fps),
                "clip_bytes": self.path(OutputName.CLIP).stat().st_size,
            }
        return TakeReport.model_validate(about | facts)


def alt_text(order: SceneOrder) -> str:
    """What the film shows, in words, for those who cannot see it."""
    shots = " ".join(f"Shot {shot.number}: {shot.action.rstrip('.')}." for shot in order.shots)
    text = f"{order.title}. {shots}".strip()
    return text if len(text) <= _ALT_TEXT_LENGTH else text[: _ALT_TEXT_LENGTH - 1] + "…"


def _take(job: _Job) -> TakeReport:
    order, floor = job.order, job.floor
    filming = Filming(job.engine.name, job.engine.version, order.model, order.steps)
    keys = [shot_key(shot, order.picture, filming) for shot in order.shots]
    floor.store.tidy(keep=keys)
    missing = _missing(job, keys)
    meter = _take_meter(job, missing)
    kept, assembly, shot_count = _filmed(job, keys, missing, meter)
    write_poster(assembly.stills[_longest(order.shots)], job.path(OutputName.POSTER))
    write_contact(assembly.stills, job.path(OutputName.CONTACT))
    clip = _fitted(job, job.path(OutputName.MASTER), meter)
    floor.store.tidy(keep=keys)
    return job.report(
        clip.film,
        frames=sum(shot.frames for shot in kept),
        shots_shot=shot_count,
        shots_reused=len(order.shots) - shot_count,
    )


def _storyboard(job: _Job) -> TakeReport:
    meter = Meter({"draw": 1.0}, job.on_progress)
    with tempfile.TemporaryDirectory(dir=job.path(OutputName.CONTACT).parent) as folder:
        paths = job.floor.camera.stills(job.order, Path(folder), meter)
        write_contact([read_still(path) for path in paths], job.path(OutputName.CONTACT))
    job.drawing_ends()
    return job.report(shots_shot=len(job.order.shots))


def _refit(job: _Job) -> TakeReport:
    meter = Meter({"encode": 1.0}, job.on_progress)
    return job.report(_fitted(job, job.masters()[0], meter).film)


def _reel(job: _Job) -> TakeReport:
    joining: Stage = "draw"
    meter = Meter({joining: 1.0, "encode": 1.0}, job.on_progress)
    master = job.path(OutputName.MASTER)
    job.notes += join(
        job.floor.ffmpeg,
        job.masters(),
        job.order.picture,
        master,
        lambda share: meter.tell("encode", share / 2),
    )
    meter.tell(joining, 1.0)
    return job.report(_fitted(job, master, meter).film)


def _missing(job: _Job, keys: Sequence[str]) -> dict[str, Shot]:
    shots = zip(keys, job.order.shots, strict=True)
    return {key: shot for key, shot in shots if not job.floor.store.find(key)}


def _take_meter(job: _Job, missing: Mapping[str, Shot]) -> Meter:
    seconds = job.order.seconds
    costs: dict[Stage, float] = {
        "draw": _DRAW_COST * sum(shot.seconds for shot in missing.values()),
        "encode": (_ASSEMBLE_COST + _FIT_COST) * seconds,
    }
    return Meter(costs, job.on_progress)


def _filmed(
    job: _Job, keys: Sequence[str], missing: Mapping[str, Shot], meter: Meter
) -> tuple[list[KeptShot], Assembly, int]:
    """Shoot what is missing and lay all out; also tells how many shots were shot.

    A kept shot that proves unreadable is shot again, once.
    """
    shot_count = 0
    damages = 0
    while True:
        if missing:
            job.floor.camera.film(job.order, missing, meter)
            shot_count += len(missing)
        job.drawing_ends()
        try:
            kept, assembly = _assembled(job, keys, meter)
        except ShotDamaged as damaged:
            damages += 1
            if damages > len(keys):
                raise
            job.floor.store.forget(damaged.kept)
            missing = _missing(job, keys)
        else:
            return kept, assembly, min(shot_count, len(keys))


def _assembled(job: _Job, keys: Sequence[str], meter: Meter) -> tuple[list[KeptShot], Assembly]:
    found = [job.floor.store.find(key) for key in keys]
    kept = [shot for shot in found if shot]
    if len(kept) < len(keys):
        raise Fault("a finished shot vanished from the shot store; the order is shot again.")
    total = sum(shot.frames for shot in kept)
    part = _ASSEMBLE_COST / (_ASSEMBLE_COST + _FIT_COST)
    assembly = assemble(
        job.floor.ffmpeg,
        job.order,
        kept,
        job.path(OutputName.MASTER),
        lambda frame: meter.tell("encode", part * frame / total),
    )
    return kept, assembly


def _fitted(job: _Job, master: Path, meter: Meter) -> Clip:
    done = _ASSEMBLE_COST / (_ASSEMBLE_COST + _FIT_COST) if job.order.shots else 0.0
    clip = fit(
        job.floor.ffmpeg,
        master,
        job.path(OutputName.CLIP),
        job.order.max_bytes,
        lambda share: meter.tell("encode", done + (1 - done) * share),
    )
    meter.tell("encode", 1.0)
    job.notes += clip.notes
    return clip


def _longest(shots: Sequence[Shot]) -> int:
    return max(range(len(shots)), key=lambda index: shots[index].seconds)


def _unused(order: SceneOrder) -> list[str]:
    """What the order names and no engine of this version uses."""
    notes: list[str] = []
    if any(item.role == "reference" for item in order.inputs):
        notes.append(f"the {order.engine} engine uses no reference pictures")
    return notes
