"""One order on its way: where its files grow, where its time goes, and its report."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Container, Sequence
from pathlib import Path

from render.contract import (
    MAX_SHOTS,
    OutputName,
    SceneOrder,
    Shot,
    StageTimes,
    TakeReport,
    alt_text,
)
from render.edit.join import Part
from render.edit.probe import Film
from render.engines.protocol import STEPPED_DOWN, Facts
from render.faults import Fault
from render.floor import Credits, Files, Floor
from render.progress import OnProgress
from render.shot_keys import shot_pictures

_MOST_NOTES, _NOTE_LENGTH = 20, 300
_PROMPT_LENGTH = 4000


class Job:
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
            "contract": self.order.contract,
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
            "stepped_down": noted([note for note in self.notes if STEPPED_DOWN in note]),
            "notes": noted(self.notes),
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


def told(facts: Sequence[Facts]) -> tuple[str, ...]:
    """All that models were told of the shots, now or when they were shot: rules are held to it.

    What is too long for one entry of a report is in the next, too. Raises Fault for more words
    than a whole report holds.
    """
    entries = [entry for it in facts for entry in _wrapped(it.prompt)]
    if len(entries) > MAX_SHOTS:
        entries = _wrapped(" ".join(entries))
    if len(entries) > MAX_SHOTS:
        raise Fault(
            "the models were told more words than a report holds, and what is not in it cannot be "
            "held to the rules: shorten what happens, or the looks.",
            retryable=False,
        )
    return tuple(entries)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _PROMPT_LENGTH, break_on_hyphens=False)


def said_of(shots: Sequence[Shot], facts: Sequence[Facts]) -> list[str]:
    """What the engine said of each shot, now or when it was shot; the same words once."""
    numbers: dict[str, list[int]] = {}
    for shot, said in zip(shots, facts, strict=True):
        for note in said.notes:
            numbers.setdefault(note, []).append(shot.number)
    return [
        f"shot{'s' if len(of) > 1 else ''} {', '.join(map(str, of))}: {note}"
        for note, of in numbers.items()
    ]


def noted(notes: Sequence[str]) -> tuple[str, ...]:
    """As many notes as a report takes, and as much of each; the last one counts the rest."""
    kept = [note[:_NOTE_LENGTH] for note in notes[:_MOST_NOTES]]
    if len(notes) > _MOST_NOTES:
        kept[-1] = f"{len(notes) - _MOST_NOTES + 1} more notes like these"
    return tuple(kept)


def _unused(order: SceneOrder, credits_: Credits) -> list[str]:
    """What the order names and its engine does not use, and what the engine says of itself."""
    notes = list(credits_.notes)
    if not credits_.is_model and any(item.role == "reference" for item in order.inputs):
        notes.append(f"the {order.engine} engine uses no reference pictures")
    return notes


def note_origins(job: Job, keys: Sequence[str], made: Container[str]) -> None:
    """Write down what shots and stills are made of, so that they go when it is taken back."""
    pictures = shot_pictures(job.order, job.credits.filming)
    scene = {job.order.scene} if job.order.scene else set[str]()
    for key, used in zip(keys, pictures, strict=True):
        if key in made:
            job.floor.store.made_with(key, used | scene)
