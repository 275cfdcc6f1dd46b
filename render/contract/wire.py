"""The bodies of the calls between node and bot."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import ConfigDict, Field, StringConstraints, field_validator

from render.contract.form import EngineName, Form, Name, Sha256
from render.contract.order import MAX_SHOTS, JobKind, SceneOrder
from render.contract.report import FailureKind, OutputName, TakeReport


class Registration(Form):
    """POST /v1/nodes/register."""

    code: Annotated[str, StringConstraints(min_length=8, max_length=100)]
    name: Name


class Registered(Form):
    node: int
    token: str


class Rest(Form):
    """Why a node takes no work for a while."""

    why: Literal["paused", "quiet", "busy"]
    """Its owner paused it, asked for quiet at this hour, or another program uses the card."""
    for_s: float | None = Field(default=None, ge=0, le=7 * 86400)
    """Seconds until it works again, where it knows."""


class Claim(Form):
    """POST /v1/claim. A later node writes it before it can know what the bot speaks: what is not
    known of it is passed over."""

    model_config = ConfigDict(extra="ignore")

    claim_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z_-]{8,64}$")]
    """Repeated when the reply was lost: the same id gets the same job and attempt again."""
    instance: Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z_-]{0,64}$")] = ""
    """Which of the programs with this token asks; each keeps its own for good."""
    holds: tuple[int, ...] = Field(default=(), max_length=8)
    """Jobs that it has in hand; any other that it was given is lost to it."""
    rests: Rest | None = None
    """It wants no job now, and says why."""
    contracts: tuple[int, ...] = Field(min_length=1, max_length=8)
    engines: tuple[EngineName, ...] = Field(min_length=1, max_length=16)
    kinds: tuple[JobKind, ...] = tuple(JobKind)
    vram_free: int = Field(default=0, ge=0, le=2**60)
    """Bytes, of the card that it films with."""
    gpus: tuple[Annotated[str, StringConstraints(max_length=100)], ...] = Field(
        default=(), max_length=16
    )
    wait: float = Field(default=25, ge=0, le=25)
    """Seconds that the bot may hold the call open."""

    @field_validator("kinds", mode="before")
    @classmethod
    def _known(cls, kinds: object) -> object:
        is_list = isinstance(kinds, list)
        return [k for k in cast("list[object]", kinds) if k in tuple(JobKind)] if is_list else kinds


class Claimed(Form):
    job: int
    attempt: int
    lease_s: float
    order: SceneOrder


TAKEN_BACK = "Taken-Back"
"""A header of every answer to a claim: the number of what was taken back last. A node that knows
an earlier one asks what it is; one that does not read it loses nothing else."""
MOST_FORGOTTEN = 500
MAX_ETA = 1e9
"""Seconds, some thirty years: what a calendar can still add to a date."""


class Forgotten(Form):
    """GET /v1/forgotten?after=NUMBER: what was taken back since, pictures and removed scenes.

    Numbers leave none out. Where these are fewer, the bot remembers no more of them, and whoever
    asks forgets all that it made.
    """

    number: int = Field(ge=0)
    """Of the last of these: what to ask for after."""
    hashes: tuple[Sha256, ...] = Field(default=(), max_length=MOST_FORGOTTEN)
    """Of pictures, and what orders name scenes by."""

    def leaves_out(self, known: int) -> bool:
        """Whether something that came after `known` is not told any more."""
        return self.number - len(self.hashes) > known


class Beat(Form):
    """POST /v1/jobs/{id}/heartbeat."""

    progress: float = Field(ge=0, le=1)
    stage: Literal["fetch", "ready", "draw", "encode", "upload"] = "draw"
    """`ready`: everything is at hand, and the shot before it is not finished."""
    shot: int = Field(default=0, ge=0, le=MAX_SHOTS)
    eta_s: float | None = Field(default=None, ge=0, le=MAX_ETA)
    """The node's own estimate of the seconds left."""
    preview: Annotated[str, StringConstraints(max_length=400_000)] | None = None
    """A small JPEG or WebP, base64."""
    gpu: Annotated[str, StringConstraints(max_length=200)] | None = None
    """What the card does, in words, where its driver tells."""


class BeatReply(Form):
    cancel: bool
    lease_s: float


class UploadRequest(Form):
    """POST /v1/jobs/{id}/uploads."""

    name: OutputName
    size: int = Field(ge=1)
    sha256: Sha256


class Completion(Form):
    """POST /v1/jobs/{id}/complete."""

    uploads: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")], ...] = Field(
        max_length=8
    )
    report: TakeReport


class Failure(Form):
    """POST /v1/jobs/{id}/fail."""

    kind: FailureKind
    retryable: bool = True
    log_tail: Annotated[str, StringConstraints(max_length=4000)] = ""
