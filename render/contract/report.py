"""What a node delivers, and what it says of its work."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from render.contract.form import VERSION, EngineName, Form, Slate
from render.contract.order import MAX_SHOTS, JobKind, SceneOrder

_ALT_TEXT_LENGTH = 1000


class OutputName(StrEnum):
    """The files that a node can deliver."""

    CLIP = "clip.mp4"
    MASTER = "master.mp4"
    POSTER = "poster.jpg"
    CONTACT = "contact.png"
    PORTRAIT = "portrait.png"


class StageTimes(Form):
    """Where the wall-clock seconds went."""

    draw: float = Field(default=0, ge=0)
    text: float = Field(default=0, ge=0)
    denoise: float = Field(default=0, ge=0)
    decode: float = Field(default=0, ge=0)
    """Parts of `draw`, where a model draws."""
    encode: float = Field(default=0, ge=0)
    total: float = Field(default=0, ge=0)


class TakeReport(Form):
    """What a node says of the work it delivered."""

    contract: int = VERSION
    kind: JobKind
    slate: Slate
    engine: EngineName
    engine_version: Annotated[str, StringConstraints(max_length=100)] = ""
    model: Annotated[str, StringConstraints(max_length=300)] | None = None
    revision: Annotated[str, StringConstraints(max_length=100)] | None = None
    licence: Annotated[str, StringConstraints(max_length=100)] = ""
    steps: int | None = Field(default=None, ge=1, le=200)
    seeds: tuple[int, ...] = Field(default=(), max_length=MAX_SHOTS)
    label: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """How the clip is credited: `animatic, drawn by rules`, or `AI-generated with MODEL`."""
    alt_text: Annotated[str, StringConstraints(max_length=_ALT_TEXT_LENGTH)] = ""
    width: int = Field(default=0, ge=0)
    height: int = Field(default=0, ge=0)
    fps: float = Field(default=0, ge=0)
    frames: int = Field(default=0, ge=0)
    seconds: float = Field(default=0, ge=0)
    """The clip's length."""
    loudness: float | None = Field(default=None, ge=-99, le=0)
    """Of the master, in LUFS; None where it is silent or was not measured."""
    clip_bytes: int = Field(default=0, ge=0)
    shots_shot: int = Field(default=0, ge=0)
    shots_reused: int = Field(default=0, ge=0)
    """Shots taken from the shot store instead of being shot again."""
    stages: StageTimes = StageTimes()
    peak_memory_mb: float = Field(default=0, ge=0)
    """The most that each process for this order held, added up; where the node does not run on
    Linux, since the process began."""
    gpu_peak_mb: float = Field(default=0, ge=0)
    watt_hours: float = Field(default=0, ge=0)
    """Of the card, where its driver tells."""
    prompts: tuple[Annotated[str, StringConstraints(max_length=4000)], ...] = Field(
        default=(), max_length=MAX_SHOTS
    )
    """What a model was told; the bot's house rules are applied to it before anything is posted."""
    notes: tuple[Annotated[str, StringConstraints(max_length=300)], ...] = Field(
        default=(), max_length=20
    )
    """What was stepped down or dropped, in sentences."""
    stepped_down: tuple[Annotated[str, StringConstraints(max_length=300)], ...] = Field(
        default=(), max_length=20
    )
    """Those of the notes that the film shows: what was given up for want of memory."""


class FailureKind(StrEnum):
    OOM = "oom"
    DISK = "disk"
    RENDER = "render"
    CANCELLED = "cancelled"


def alt_text(order: SceneOrder) -> str:
    """What the film shows, in the order's words, for those who cannot see it."""
    shots = " ".join(f"Shot {shot.number}: {shot.action.rstrip('.')}." for shot in order.shots)
    text = f"{order.title}. {shots}".strip()
    return text if len(text) <= _ALT_TEXT_LENGTH else text[: _ALT_TEXT_LENGTH - 1] + "…"
