"""The form on which a render node takes orders and reports on them: what both sides share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, Self, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

VERSION = 2
"""The version that this code writes. A field that comes with a new one is marked `Since`."""
SERVED = (VERSION, VERSION - 1)
"""The versions that bot and node speak, the current one first. Orders are stored, too: those of a
version that is no longer served are to be migrated."""

MAX_SHOTS = 24
MAX_SECONDS = 120.0

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Slate = Annotated[str, StringConstraints(pattern=r"^\d{1,9}(-\d{1,6})?$")]
HexColour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
EngineName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]


@dataclass(frozen=True)
class Since:
    """The version that a field came with; those without one are of the first. It has a default."""

    version: int


class Form(BaseModel):
    """Frozen, and strict about unknown fields: an order is data, and all of it is meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def common_version(known: Iterable[int]) -> int | None:
    """The highest version that is spoken here and by another; None if there is none."""
    return max(set(known) & set(SERVED), default=None)


def as_of(version: int, written: object) -> object:
    """What a form says in that version, as plain data: without the fields that came later."""
    if isinstance(written, tuple):
        return [as_of(version, item) for item in cast("tuple[object, ...]", written)]
    if not isinstance(written, Form):
        return written
    return {
        name: as_of(version, getattr(written, name))
        for name, field in type(written).model_fields.items()
        if all(mark.version <= version for mark in field.metadata if isinstance(mark, Since))
    }


class JobKind(StrEnum):
    """What a node can be asked to make."""

    STORYBOARD = "storyboard"
    """One frame a shot, as one strip: contact.png."""
    TAKE = "take"
    """The whole scene: clip.mp4, master.mp4, poster.jpg, contact.png."""
    REFIT = "refit"
    """A stored master made smaller: clip.mp4 within `max_bytes`."""
    REEL = "reel"
    """Stored masters joined in story order: clip.mp4 within `max_bytes`."""
    COMPARISON = "comparison"
    """Two stored masters side by side, frame for frame: clip.mp4 within `max_bytes`."""
    PORTRAIT = "portrait"
    """The one frame of its one shot, as it is: portrait.png."""


class TimeOfDay(StrEnum):
    DAWN = "dawn"
    DAY = "day"
    GOLDEN_HOUR = "golden hour"
    DUSK = "dusk"
    NIGHT = "night"
    MOONLIGHT = "moonlight"


class Weather(StrEnum):
    CLEAR = "clear"
    CLOUD = "cloud"
    FOG = "fog"
    RAIN = "rain"
    STORM = "storm"
    SNOW = "snow"
    WIND = "wind"


class Light(StrEnum):
    GOLDEN_HOUR = "golden hour"
    OVERCAST = "overcast"
    LOW_KEY = "low key"
    HIGH_KEY = "high key"
    MOONLIGHT = "moonlight"
    FIRELIGHT = "firelight"
    BACKLIGHT = "backlight"


class Framing(StrEnum):
    EXTREME_WIDE = "extreme wide"
    WIDE = "wide"
    FULL = "full"
    MEDIUM = "medium"
    CLOSE = "close"
    OVER_THE_SHOULDER = "over the shoulder"
    AERIAL = "aerial"
    INSERT = "insert"
    """A thing that matters, filling the frame: a letter, a key."""
    POINT_OF_VIEW = "point of view"
    """What a character sees."""


class CameraMove(StrEnum):
    STATIC = "static"
    PUSH_IN = "push in"
    PULL_BACK = "pull back"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"
    TILT_UP = "tilt up"
    TILT_DOWN = "tilt down"
    DOLLY_LEFT = "dolly left"
    DOLLY_RIGHT = "dolly right"
    CRANE_UP = "crane up"
    CRANE_DOWN = "crane down"
    HANDHELD = "handheld"


class Pace(StrEnum):
    LINGERING = "lingering"
    MEASURED = "measured"
    BRISK = "brisk"
    FRANTIC = "frantic"


class Opening(StrEnum):
    """How a shot follows the one before it. The edit makes it; the shots' lengths stay theirs."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    """Out of the last picture: some time has passed."""
    FADE = "fade"
    """Through black: another day, another place."""
    MATCH = "match"
    """A soft cut on the same shape: who was seen stands where they stood."""


class StyleName(StrEnum):
    """The manners in which a film can look. The animatic draws them; models are told them."""

    MATTE = "matte"
    WIDESCREEN = "widescreen"
    SILENT = "silent"
    NOIR = "noir"
    WATERCOLOUR = "watercolour"
    WOODCUT = "woodcut"


class Aspect(StrEnum):
    """What is seen of the frame, width by height; the rest of it is black."""

    WIDE = "16:9"
    SCOPE = "2.39:1"
    ACADEMY = "4:3"


class Place(Form):
    """Where and when a shot happens: the parts of a heading."""

    name: Name
    """As the heading says it, such as `strand below the keep`; an engine shows its nearest set."""
    interior: bool
    time_of_day: TimeOfDay
    weather: Weather
    description: Annotated[str, StringConstraints(max_length=600)] = ""
    """What it looks like, in words."""
    references: tuple[Sha256, ...] = Field(default=(), max_length=4)
    """Pictures of it, by hash; each is among the order's inputs."""


class Performer(Form):
    """A character in a shot, and how they look."""

    name: Name
    description: Annotated[str, StringConstraints(max_length=600)] = ""
    accent: HexColour | None = None
    """The one saturated colour that they are known by; without it, the words or their name."""
    seed: int | None = Field(default=None, ge=0, le=2**32 - 1)
    """What chance draws them by where the words are silent; without it, their name."""
    references: tuple[Sha256, ...] = Field(default=(), max_length=4)
    """Pictures of them, by hash; each is among the order's inputs."""


class Reshoot(Form):
    """A part of a shot that is filmed anew; the rest stays as it was, to the bit."""

    start: float = Field(ge=0, le=MAX_SECONDS)
    end: float = Field(gt=0, le=MAX_SECONDS)
    """Seconds of the shot."""
    seed: int = Field(ge=0, le=2**32 - 1)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end <= self.start:
            raise ValueError("a part that is shot again must end after it starts")
        return self


class Keyframe(Form):
    """A picture that a shot passes through."""

    at: float = Field(gt=0, le=MAX_SECONDS)
    """Seconds of the shot."""
    picture: Sha256


class Line(Form):
    """Words that are spoken or told: a subtitle from `start` to `end`, in seconds of the shot."""

    speaker: Annotated[str, StringConstraints(max_length=100)] = ""
    text: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    start: float = Field(ge=0, le=MAX_SECONDS)
    end: float = Field(gt=0, le=MAX_SECONDS)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end <= self.start:
            raise ValueError("a line must end after it starts")
        return self


class Shot(Form):
    """One uninterrupted run of the camera, as planned. Same shot, same seed: same frames."""

    number: int = Field(ge=1, le=MAX_SHOTS)
    seconds: float = Field(ge=0.5, le=30)
    action: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    """What we see, in words."""
    place: Place
    light: Light
    framing: Framing
    camera: CameraMove = CameraMove.STATIC
    pace: Pace = Pace.MEASURED
    cast: tuple[Performer, ...] = Field(default=(), max_length=12)
    lines: tuple[Line, ...] = Field(default=(), max_length=12)
    seed: int = Field(ge=0, le=2**32 - 1)
    continues: bool = False
    """Whether the camera goes on from where the shot before ended."""
    opens: Opening = Opening.CUT
    start: Sha256 | None = None
    end: Sha256 | None = None
    """Pictures that the shot opens and closes on; each is among the order's inputs."""
    keyframes: tuple[Keyframe, ...] = Field(default=(), max_length=4)
    """Pictures between them; each is among the order's inputs."""
    reshoot: Reshoot | None = None

    @property
    def shown(self) -> tuple[Performer | Place, ...]:
        """All that has a name, looks and pictures of it: the cast first, then the place."""
        return (*self.cast, self.place)

    @model_validator(mode="after")
    def _all_fits(self) -> Self:
        for line in self.lines:
            if line.end > self.seconds + 1e-6:
                raise ValueError(
                    f"a line of shot {self.number} ends at {line.end:g} s, "
                    f"after the shot's {self.seconds:g} s"
                )
        for keyframe in self.keyframes:
            if keyframe.at >= self.seconds:
                raise ValueError(
                    f"a picture of shot {self.number} comes at {keyframe.at:g} s, "
                    f"after the shot's {self.seconds:g} s"
                )
        return self


class Picture(Form):
    """The frame: pixels and frames a second. Sides are even, as yuv420p wants them."""

    width: int = Field(default=854, ge=64, le=1920, multiple_of=2)
    height: int = Field(default=480, ge=64, le=1920, multiple_of=2)
    fps: int = Field(default=24, ge=4, le=60)


class Input(Form):
    """A stored file that the order needs; the node fetches it by its hash."""

    sha256: Sha256
    size: int = Field(ge=1)
    role: Literal["master", "reference", "frame"]
    loudness: float | None = Field(default=None, ge=-99, le=0)
    """Of a master, in LUFS, where it was measured; a reel evens its takes out by it."""
    label: Annotated[str, StringConstraints(max_length=30)] = ""
    """Of a master in a comparison: what is written on it."""


class Credit(Form):
    """One entry of the end credits."""

    role: Annotated[str, StringConstraints(max_length=60)]
    names: tuple[Annotated[str, StringConstraints(min_length=1, max_length=100)], ...] = Field(
        min_length=1, max_length=200
    )


class Bookends(Form):
    """What a reel opens and closes with, besides its scenes."""

    author: Annotated[str, StringConstraints(max_length=200)] = ""
    opens: bool = True
    """Whether the titles come first; a reel in parts opens once."""
    credits: tuple[Credit, ...] = Field(default=(), max_length=40)


class SceneOrder(Form):
    """One job for a render node: everything that it needs to know, and no path, address or code."""

    contract: int = VERSION
    kind: JobKind
    slate: Slate
    """`12-3` is take 3 of scene 12; a storyboard's is the scene's number, a portrait's its look's.
    """
    scene: Annotated[Sha256 | None, Since(2)] = None
    """What its shots are noted under, to go when the scene is removed; it says nothing."""
    novel: Name
    chapter: Annotated[str, StringConstraints(max_length=200)] = ""
    title: Name
    shots: tuple[Shot, ...] = Field(default=(), max_length=MAX_SHOTS)
    picture: Picture = Picture()
    engine: EngineName = "animatic"
    model: Annotated[str, StringConstraints(max_length=300)] | None = None
    steps: int | None = Field(default=None, ge=1, le=200)
    style: Annotated[str, StringConstraints(max_length=300)] = ""
    """The film's style in words: every engine's prompt ends with it."""
    style_name: StyleName | None = None
    """The film's style by name; without it, the words decide. Its own words precede `style`."""
    aspect: Aspect | None = None
    """Without it, the words or the named style decide."""
    is_draft: bool = False
    """Few steps are enough; the seeds are those of the final take."""
    max_bytes: int = Field(default=10 * 2**20, ge=64 * 1024, le=2**30)
    """The clip's size limit: the channel's upload limit."""
    inputs: tuple[Input, ...] = Field(default=(), max_length=200)
    bookends: Bookends | None = None
    """A reel's opening title, chapter card and end credits; without it, the scenes alone."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.contract not in SERVED:
            spoken = " and ".join(map(str, SERVED))
            raise ValueError(f"contract {self.contract} is not spoken here, only {spoken}")
        if self.kind in (JobKind.STORYBOARD, JobKind.TAKE, JobKind.PORTRAIT):
            if not self.shots:
                raise ValueError(f"a {self.kind} needs at least one shot")
            if self.kind is JobKind.PORTRAIT and len(self.shots) > 1:
                raise ValueError("a portrait has one shot")
            if [shot.number for shot in self.shots] != list(range(1, len(self.shots) + 1)):
                raise ValueError("shots must be numbered 1, 2, 3... in order")
            if self.seconds > MAX_SECONDS:
                raise ValueError(
                    f"the shots last {self.seconds:g} s; at most {MAX_SECONDS:g} s fit one take"
                )
        elif not any(item.role == "master" for item in self.inputs):
            raise ValueError(f"a {self.kind} needs the stored master as an input")
        if self.kind is JobKind.COMPARISON and self._masters != 2:
            raise ValueError(f"a comparison is of two masters; these are {self._masters}")
        return self

    @property
    def _masters(self) -> int:
        return sum(item.role == "master" for item in self.inputs)

    @property
    def seconds(self) -> float:
        """How long the take runs, titles not counted."""
        return sum(shot.seconds for shot in self.shots)


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
    alt_text: Annotated[str, StringConstraints(max_length=1000)] = ""
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


# --- the wire: bodies of the calls between node and bot ---


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
    vram_free: int = Field(default=0, ge=0)
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
        return [k for k in cast("list[object]", kinds) if k in set(JobKind)] if is_list else kinds


class Claimed(Form):
    job: int
    attempt: int
    lease_s: float
    order: SceneOrder


TAKEN_BACK = "Taken-Back"
"""A header of every answer to a claim: the number of what was taken back last. A node that knows
an earlier one asks what it is; one that does not read it loses nothing else."""
MOST_FORGOTTEN = 500


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
    eta_s: float | None = Field(default=None, ge=0)
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
