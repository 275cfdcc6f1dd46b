"""What a node is asked to make, and all that it needs to know for it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from render.contract.form import (
    SERVED,
    VERSION,
    EngineName,
    Form,
    HexColour,
    Name,
    Sha256,
    Since,
    Slate,
)
from render.contract.words import (
    Aspect,
    CameraMove,
    Framing,
    Light,
    Opening,
    Pace,
    StyleName,
    TimeOfDay,
    Weather,
)

MAX_SHOTS = 24
MAX_SECONDS = 120.0


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
