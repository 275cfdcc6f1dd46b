"""Carries out one order, from its shots to the files and the report; knows no bot."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from render.contract import JobKind, OutputName, Picture, SceneOrder, Shot, StageTimes, TakeReport
from render.draw import read_still
from render.edit import bookends
from render.edit.assemble import Assembly, ShotDamaged, assemble
from render.edit.bookends import Plate
from render.edit.compare import Side, compare
from render.edit.ffmpeg import Ffmpeg
from render.edit.fit import Clip, fit
from render.edit.join import Part, join
from render.edit.probe import Film
from render.edit.stills import masked, write_contact, write_portrait, write_poster
from render.engines.protocol import STEPPED_DOWN, Facts, Frame
from render.faults import Fault, disk_fault
from render.progress import Meter, OnProgress, Stage
from render.shots import Filming, KeptShot, ShotStore, shot_keys, shot_pictures
from render.sound.voices import VoiceProgram
from render.style import order_aspect
from render.usage import Used

# what a frame costs to draw, to assemble and to fit, against each other; measured at 480p
_DRAW_COST, _ASSEMBLE_COST, _FIT_COST = 5.0, 1.5, 1.0
_MODEL_COST = 200.0
"""A model takes seconds for a frame; how many is only known once it has begun."""
_ALT_TEXT_LENGTH = 1000
_MOST_NOTES, _NOTE_LENGTH = 20, 300
_PROMPT_LENGTH = 4000

Files = Mapping[str, Path]
"""The order's inputs at hand, by hash."""


@dataclass(frozen=True, slots=True)
class Credits:
    """What films an order, for the report and for the keys of its shots."""

    name: str
    version: str
    label: str
    model: str | None = None
    revision: str | None = None
    licence: str = ""
    steps: int | None = None
    is_model: bool = False
    reads_ahead: bool = False
    """Whether its words can be made ready while other shots have the camera."""
    notes: tuple[str, ...] = ()

    @property
    def filming(self) -> Filming:
        """The part of them that makes frames what they are."""
        return Filming(self.name, self.version, self.model, self.steps, self.is_model)


@dataclass(frozen=True, slots=True)
class DrawnStill:
    """A still in a file, and what its engine says of it."""

    path: Path
    facts: Facts = field(default_factory=Facts)


class Camera(Protocol):
    """Draws what is missing, in this process or in others."""

    def credits(self, order: SceneOrder) -> Credits:
        """What would film an order. Raises Fault when it is unknown or cannot be used here."""
        ...

    def film(
        self, order: SceneOrder, missing: Mapping[str, Shot], meter: Meter, files: Files
    ) -> None:
        """Shoot shots into the store, by their keys. Raises Fault or Stopped."""
        ...

    def stills(
        self,
        order: SceneOrder,
        numbers: Sequence[int],
        folder: Path,
        meter: Meter,
        files: Files,
    ) -> Sequence[DrawnStill]:
        """Draw the stills of the shots of these numbers into a folder. Raises Fault or Stopped."""
        ...

    def begin(self) -> None:
        """Count what is used from now on."""
        ...

    def used(self) -> Used:
        """What was used since then, by all processes that draw together."""
        ...


@dataclass(frozen=True, slots=True)
class Floor:
    """What a job is carried out with."""

    camera: Camera
    store: ShotStore
    ffmpeg: Ffmpeg
    voice: VoiceProgram | None = None
    """What speaks the lines, if anything."""


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
        JobKind.STORYBOARD: _storyboard,
        JobKind.REFIT: _refit,
        JobKind.REEL: _reel,
        JobKind.COMPARISON: _comparison,
        JobKind.PORTRAIT: _portrait,
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
        files: Files,
    ) -> None:
        self.order = order
        self.floor = floor
        self.on_progress = on_progress
        self.files = files
        floor.camera.begin()
        self.credits = floor.camera.credits(order)
        self.notes = _unused(order, self.credits)
        self._folder = folder
        self._started = time.monotonic()
        self._drawn = self._started

    def path(self, name: OutputName) -> Path:
        return self._folder / name.value

    def parts(self) -> list[Part]:
        """The stored masters in the order's order. Raises Fault when one was not handed over."""
        wanted = [item for item in self.order.inputs if item.role == "master"]
        return [
            Part(path, item.loudness) for path, item in zip(self.masters(), wanted, strict=True)
        ]

    def masters(self) -> list[Path]:
        """The stored masters in the order's order. Raises Fault when one was not handed over."""
        wanted = [item.sha256 for item in self.order.inputs if item.role == "master"]
        if any(sha256 not in self.files for sha256 in wanted):
            raise Fault("a master that the order names is not at hand.", retryable=False)
        return [self.files[sha256] for sha256 in wanted]

    def drawing_ends(self) -> None:
        self._drawn = time.monotonic()

    def report(
        self, film: Film | None = None, shot: Sequence[Facts] = (), **facts: object
    ) -> TakeReport:
        """The report of the finished work; `film` is the clip, `shot` what was shot for it now."""
        now = time.monotonic()
        used = self.floor.camera.used()
        parts = {
            stage: round(sum(part.seconds.get(stage, 0.0) for part in shot), 3)
            for stage in ("text", "denoise", "decode")
        }
        stages = StageTimes(
            **parts,
            draw=round(self._drawn - self._started, 3),
            encode=round(now - self._drawn, 3),
            total=round(now - self._started, 3),
        )
        about: dict[str, object] = {
            "kind": self.order.kind,
            "slate": self.order.slate,
            "engine": self.credits.name,
            "engine_version": self.credits.version,
            "model": self.credits.model,
            "revision": self.credits.revision,
            "licence": self.credits.licence,
            "steps": self.credits.steps,
            "label": self.credits.label,
            "seeds": tuple(
                plan.reshoot.seed if plan.reshoot else plan.seed for plan in self.order.shots
            ),
            "alt_text": alt_text(self.order),
            "stages": stages,
            "peak_memory_mb": round(used.peak_mb, 1),
            "gpu_peak_mb": round(max((part.gpu_peak_mb for part in shot), default=0.0), 1),
            "watt_hours": round(used.watt_hours, 3),
            "stepped_down": tuple(
                note[:_NOTE_LENGTH] for note in self.notes[:_MOST_NOTES] if STEPPED_DOWN in note
            ),
            "notes": tuple(note[:_NOTE_LENGTH] for note in self.notes[:_MOST_NOTES]),
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
    keys = shot_keys(order, job.credits.filming)
    floor.store.tidy(keep=keys)
    missing = _missing(job, keys)
    meter = _take_meter(job, missing)
    kept, assembly, shot = _filmed(job, keys, missing, meter)
    job.notes += _said(order.shots, [footage.facts for footage in kept])
    job.notes += assembly.notes
    write_poster(assembly.stills[_longest(order.shots)], job.path(OutputName.POSTER))
    write_contact(assembly.stills, job.path(OutputName.CONTACT))
    clip = _fitted(job, job.path(OutputName.MASTER), meter)
    floor.store.tidy(keep=keys)
    return job.report(
        clip.film,
        [footage.facts for key, footage in zip(keys, kept, strict=True) if key in shot],
        prompts=_told([footage.facts for footage in kept]),
        frames=assembly.frames,
        loudness=assembly.loudness,
        shots_shot=len(shot),
        shots_reused=len(order.shots) - len(shot),
    )


def _storyboard(job: _Job) -> TakeReport:
    keys, stills, drawn = _stills(job)
    aspect = order_aspect(job.order)
    write_contact([masked(stills[key], aspect) for key in keys], job.path(OutputName.CONTACT))
    return _report_of_stills(job, keys, drawn)


def _portrait(job: _Job) -> TakeReport:
    keys, stills, drawn = _stills(job)
    write_portrait(stills[keys[0]], job.path(OutputName.PORTRAIT))
    return _report_of_stills(job, keys, drawn)


def _report_of_stills(job: _Job, keys: Sequence[str], drawn: Container[str]) -> TakeReport:
    job.drawing_ends()
    facts = [job.floor.store.still_facts(key) for key in keys]
    job.notes += _said(job.order.shots, facts)
    now = [said for key, said in zip(keys, facts, strict=True) if key in drawn]
    return job.report(
        None, now, prompts=_told(facts), shots_shot=len(now), shots_reused=len(keys) - len(now)
    )


def _stills(job: _Job) -> tuple[list[str], dict[str, Frame], set[str]]:
    """The keys of all stills, the stills by them, and the keys of those that were drawn now."""
    keys = shot_keys(job.order, job.credits.filming)
    found = {key: still for key in keys if (still := _kept_still(job.floor.store, key)) is not None}
    missing = {
        shot.number: key
        for key, shot in zip(keys, job.order.shots, strict=True)
        if key not in found
    }
    return keys, found | _drawn_stills(job, missing), set(missing.values())


def _kept_still(store: ShotStore, key: str) -> Frame | None:
    path = store.find_still(key)
    if path is None:
        return None
    try:
        return read_still(path)
    except Fault:
        store.forget_still(key)
        return None


def _drawn_stills(job: _Job, keys: Mapping[int, str]) -> dict[str, Frame]:
    """The stills of the shots of these numbers, by their keys; they are kept from now on."""
    if not keys:
        return {}
    store = job.floor.store
    meter = Meter({"draw": 1.0}, job.on_progress)
    _note_origins(job, shot_keys(job.order, job.credits.filming), set(keys.values()))
    with tempfile.TemporaryDirectory(dir=job.path(OutputName.CONTACT).parent) as folder:
        found = job.floor.camera.stills(job.order, list(keys), Path(folder), meter, job.files)
        drawn = zip(keys.values(), found, strict=True)
        stills = {
            key: read_still(store.keep_still(key, still.path, still.facts)) for key, still in drawn
        }
    store.tidy(keep=stills)
    return stills


def _refit(job: _Job) -> TakeReport:
    meter = Meter({"encode": 1.0}, job.on_progress)
    return job.report(_fitted(job, job.masters()[0], meter).film)


def _reel(job: _Job) -> TakeReport:
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


def _comparison(job: _Job) -> TakeReport:
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


def _note_origins(job: _Job, keys: Sequence[str], made: Container[str]) -> None:
    """Write down what shots and stills are made of, so that they go when it is taken back."""
    pictures = shot_pictures(job.order, job.credits.filming)
    scene = {job.order.scene} if job.order.scene else set[str]()
    for key, used in zip(keys, pictures, strict=True):
        if key in made:
            job.floor.store.made_with(key, used | scene)


def _missing(job: _Job, keys: Sequence[str]) -> dict[str, Shot]:
    shots = zip(keys, job.order.shots, strict=True)
    return {key: shot for key, shot in shots if not job.floor.store.find(key)}


def _take_meter(job: _Job, missing: Mapping[str, Shot]) -> Meter:
    seconds = job.order.seconds
    cost = _MODEL_COST if job.credits.is_model else _DRAW_COST
    costs: dict[Stage, float] = {
        "draw": cost * sum(shot.seconds for shot in missing.values()),
        "encode": (_ASSEMBLE_COST + _FIT_COST) * seconds,
    }
    return Meter(costs, job.on_progress)


def _filmed(
    job: _Job, keys: Sequence[str], missing: Mapping[str, Shot], meter: Meter
) -> tuple[list[KeptShot], Assembly, set[str]]:
    """Shoot what is missing and lay all out; also tells the keys of what was shot.

    A kept shot that proves unreadable is shot again, once.
    """
    shot: set[str] = set()
    damages = 0
    while True:
        if missing:
            _note_origins(job, keys, missing)
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


def _assembled(job: _Job, keys: Sequence[str], meter: Meter) -> tuple[list[KeptShot], Assembly]:
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


def _told(facts: Sequence[Facts]) -> tuple[str, ...]:
    """What a model was told of each shot, now or when it was shot."""
    return tuple(it.prompt[:_PROMPT_LENGTH] for it in facts if it.prompt)


def _said(shots: Sequence[Shot], facts: Sequence[Facts]) -> list[str]:
    """What the engine said of each shot, now or when it was shot; the same words once."""
    numbers: dict[str, list[int]] = {}
    for shot, said in zip(shots, facts, strict=True):
        for note in said.notes:
            numbers.setdefault(note, []).append(shot.number)
    return [
        f"shot{'s' if len(of) > 1 else ''} {', '.join(map(str, of))}: {note}"
        for note, of in numbers.items()
    ]


def _unused(order: SceneOrder, credits_: Credits) -> list[str]:
    """What the order names and its engine does not use, and what the engine says of itself."""
    notes = list(credits_.notes)
    if not credits_.is_model and any(item.role == "reference" for item in order.inputs):
        notes.append(f"the {order.engine} engine uses no reference pictures")
    return notes
