"""Carries out one order, from its shots to the files and the report; knows no bot."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from render.contract import JobKind, OutputName, Picture, SceneOrder, Shot, TakeReport
from render.edit import bookends
from render.edit.assemble import Assembly, ShotDamaged, assemble
from render.edit.bookends import Plate
from render.edit.compare import Side, compare
from render.edit.fit import Clip, fit
from render.edit.join import join
from render.edit.stills import write_contact, write_poster
from render.faults import Fault, disk_fault
from render.floor import Files, Floor
from render.job import Job, note_origins, said_of, told
from render.progress import Meter, OnProgress, Stage
from render.shot_keys import shot_keys
from render.shots import KeptShot
from render.storyboards import portrait, storyboard

# what a frame costs to draw, to assemble and to fit, against each other; measured at 480p
_DRAW_COST, _ASSEMBLE_COST, _FIT_COST = 5.0, 1.5, 1.0
_MODEL_COST = 200.0
"""A model takes seconds for a frame; how many is only known once it has begun."""


def shoot(
    order: SceneOrder,
    out: Path,
    floor: Floor,
    on_progress: OnProgress = lambda progress: None,
    inputs: Files | None = None,
) -> TakeReport:
    """Carry out an order of any kind; its files appear in `out`, each of them whole.

    `inputs` maps the order's inputs, by hash, to files. Raises Fault with a sentence when it
    fails, Stopped when `on_progress` raises it.
    """
    carry_out = {
        JobKind.TAKE: _take,
        JobKind.STORYBOARD: storyboard,
        JobKind.REFIT: _refit,
        JobKind.REEL: _reel,
        JobKind.COMPARISON: _comparison,
        JobKind.PORTRAIT: portrait,
    }[order.kind]
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".shoot-") as folder:
            job = Job(order, Path(folder), floor, on_progress, inputs or {})
            report = carry_out(job)
            for name in OutputName:
                if (made := job.path(name)).exists():
                    made.replace(out / name.value)
            return report
    except OSError as error:
        said = f"{error.strerror}: {error.filename}" if error.strerror else str(error)
        raise disk_fault(error) or Fault(said) from error


def _take(job: Job) -> TakeReport:
    order, floor = job.order, job.floor
    keys = shot_keys(order, job.credits.filming)
    floor.store.tidy(keep=keys)
    missing = _missing(job, keys)
    meter = _take_meter(job, missing)
    kept, assembly, shot = _filmed(job, keys, missing, meter)
    job.notes += said_of(order.shots, [footage.facts for footage in kept])
    job.notes += assembly.notes
    write_poster(assembly.stills[_longest(order.shots)], job.path(OutputName.POSTER))
    write_contact(assembly.stills, job.path(OutputName.CONTACT))
    clip = _fitted(job, job.path(OutputName.MASTER), meter)
    floor.store.tidy(keep=keys)
    return job.report(
        clip.film,
        [footage.facts for key, footage in zip(keys, kept, strict=True) if key in shot],
        prompts=told([footage.facts for footage in kept]),
        frames=assembly.frames,
        loudness=assembly.loudness,
        shots_shot=len(shot),
        shots_reused=len(order.shots) - len(shot),
    )


def _refit(job: Job) -> TakeReport:
    meter = Meter({"encode": 1.0}, job.on_progress)
    return job.report(_fitted(job, job.masters()[0], meter).film)


def _reel(job: Job) -> TakeReport:
    joining: Stage = "draw"
    meter = Meter({joining: 1.0, "encode": 1.0}, job.on_progress)
    # as large as all its takes together: nobody keeps it
    master = job.path(OutputName.CLIP).with_name("joined.mp4")
    job.notes += join(
        job.floor.ffmpeg,
        job.parts(),
        job.order.picture,
        master,
        lambda share: meter.tell("encode", share / 2),
        lambda picture: _plates(job.order, picture),
    )
    meter.tell(joining, 1.0)
    return job.report(_fitted(job, master, meter).film)


def _comparison(job: Job) -> TakeReport:
    meter = Meter({"encode": 1.0}, job.on_progress)
    labels = [item.label for item in job.order.inputs if item.role == "master"]
    left, right = (Side(*side) for side in zip(job.masters(), labels, strict=True))
    # nobody keeps it: both masters are kept, each by itself
    both = job.path(OutputName.CLIP).with_name("both.mp4")
    ffmpeg = job.floor.ffmpeg
    job.notes += compare(ffmpeg, left, right, both, lambda share: meter.tell("encode", share / 2))
    return job.report(_fitted(job, both, meter).film)


def _plates(order: SceneOrder, picture: Picture) -> tuple[list[Plate], list[Plate]]:
    if order.bookends is None:
        return [], []
    opening: list[Plate] = []
    if order.bookends.opens:
        opening = bookends.opening(order.novel, order.title, order.chapter, order.bookends, picture)
    return opening, bookends.closing(order.novel, order.bookends, picture)


def _missing(job: Job, keys: Sequence[str]) -> dict[str, Shot]:
    shots = zip(keys, job.order.shots, strict=True)
    return {key: shot for key, shot in shots if not job.floor.store.find(key)}


def _take_meter(job: Job, missing: Mapping[str, Shot]) -> Meter:
    seconds = job.order.seconds
    cost = _MODEL_COST if job.credits.is_model else _DRAW_COST
    costs: dict[Stage, float] = {
        "draw": cost * sum(shot.seconds for shot in missing.values()),
        "encode": (_ASSEMBLE_COST + _FIT_COST) * seconds,
    }
    return Meter(costs, job.on_progress)


def _filmed(
    job: Job, keys: Sequence[str], missing: Mapping[str, Shot], meter: Meter
) -> tuple[list[KeptShot], Assembly, set[str]]:
    """Shoot what is missing and lay all out; also tells the keys of what was shot.

    A kept shot that proves unreadable is shot again, once.
    """
    shot: set[str] = set()
    damages = 0
    while True:
        if missing:
            note_origins(job, keys, missing)
            job.floor.camera.film(job.order, missing, meter, job.files)
            shot |= missing.keys()
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
            return kept, assembly, shot


def _assembled(job: Job, keys: Sequence[str], meter: Meter) -> tuple[list[KeptShot], Assembly]:
    found = [job.floor.store.find(key) for key in keys]
    kept = [shot for shot in found if shot]
    if len(kept) < len(keys):
        raise Fault("a finished shot vanished from the shot store; the order is shot again.")
    shots = zip(job.order.shots, kept, strict=True)
    total = sum(footage.shown(shot, job.order.picture.fps) for shot, footage in shots)
    part = _ASSEMBLE_COST / (_ASSEMBLE_COST + _FIT_COST)
    assembly = assemble(
        job.floor.ffmpeg,
        job.order,
        kept,
        job.path(OutputName.MASTER),
        lambda frame: meter.tell("encode", part * frame / total),
        job.floor.voice,
    )
    return kept, assembly


def _fitted(job: Job, master: Path, meter: Meter) -> Clip:
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
