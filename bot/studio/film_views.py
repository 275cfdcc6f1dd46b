"""What the studio tells of the film: the book as a map, a chapter with its scenes, a reel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.scene import SceneState
from bot.studio.views import Media, NovelView, SceneLine, Waiting


@dataclass(frozen=True, slots=True)
class ScenePlace:
    """Where in its chapter a scene lies, by paragraphs, and how far it has come."""

    first: int
    last: int
    state: SceneState


@dataclass(frozen=True, slots=True)
class ChapterOnFilm:
    """A chapter of the book, with what is filmed of it."""

    number: int
    title: str
    words: int
    paragraphs: int
    scenes: tuple[ScenePlace, ...]
    is_beyond: bool = False
    """Whether it is beyond what the member who asks has read: nothing is told of it then."""


@dataclass(frozen=True, slots=True)
class BookOnFilm:
    """The whole book as one member may see it."""

    novel: NovelView
    chapters: tuple[ChapterOnFilm, ...]
    up_to: int | None
    """How far the member has read, if they said so."""


@dataclass(frozen=True, slots=True)
class SceneOnFilm:
    """A scene on its chapter's page, with the picture that stands for it."""

    line: SceneLine
    picture: Media | None
    """Of its canon take, else of its latest; else its storyboard."""
    picture_shows: str
    """`take 12-3`, `storyboard`; empty without a picture."""
    action: str
    is_restricted: bool
    seconds: float
    """Of its canon take; 0 without one."""


class ReelState(StrEnum):
    WAITING = "waiting"
    """Its joining is in the queue, or under way."""
    JOINED = "joined"
    """Finished, and about to be posted."""
    POSTED = "posted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ReelScene:
    """A scene as a reel has it."""

    id: int
    number: int
    title: str
    action: str
    take_id: int
    seconds: float
    is_restricted: bool
    label: str = ""
    """How its take is credited, as the node reported it."""


@dataclass(frozen=True, slots=True)
class ReelPart:
    """What is posted as one message."""

    id: int
    number: int
    scenes: tuple[ReelScene, ...]
    file: Media | None
    is_posted: bool
    channel_id: int | None
    message_id: int | None

    @property
    def seconds(self) -> float:
        """How long its scenes run, titles not counted."""
        return sum(scene.seconds for scene in self.scenes)


@dataclass(frozen=True, slots=True)
class ReelView:
    """A chapter's canon takes, joined or about to be."""

    id: int
    novel: NovelView
    chapter: int
    chapter_title: str
    asked_by: int
    state: ReelState
    parts: tuple[ReelPart, ...]
    waiting: tuple[Waiting, ...]
    """Its jobs that are not done."""
    reason: str
    """Why it failed, if it did."""
    place_id: int | None
    """The channel where it is posted, or will be."""
    is_outdated: bool = False
    """The chapter's canon is another now."""

    @property
    def is_restricted(self) -> bool:
        return any(scene.is_restricted for part in self.parts for scene in part.scenes)

    @property
    def is_standing(self) -> bool:
        """Whether all of it can be seen in the channel."""
        return self.state is ReelState.POSTED and all(part.message_id for part in self.parts)


@dataclass(frozen=True, slots=True)
class ChapterPage:
    """A chapter with its scenes, and its reel if there is one."""

    novel: NovelView
    number: int
    title: str
    scenes: tuple[SceneOnFilm, ...]
    reel: ReelView | None
    chapters: int

    @property
    def canon(self) -> int:
        """How many of its scenes have a take that counts."""
        return sum(scene.line.state is SceneState.CANON for scene in self.scenes)
