"""What the studio tells of novels and scenes: frozen answers, whole, read in one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.ballot import Ballot, Choice, Tally
from bot.domain.canon import CanonBallot
from bot.domain.continuity import Contradiction
from bot.domain.novel import Passage, Rights
from bot.domain.queue import Work
from bot.domain.scene import Scene, SceneState, Take


@dataclass(frozen=True, slots=True)
class NovelView:
    """A guild's novel. `channel_id` is the channel that it is bound to."""

    id: int
    guild_id: int
    title: str
    authors: str
    rights: Rights
    words: int
    chapters: int
    channel_id: int | None
    board_message_id: int | None = None
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class ChapterView:
    number: int
    title: str
    part: str
    words: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage to choose: its text, and how far it can be moved in its chapter."""

    passage: Passage
    chapter_title: str
    paragraphs: tuple[str, ...]
    words: int
    chapter_paragraphs: int
    snippet: str = ""
    """The line that the search found, for a list of choices."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What removing a novel would do."""

    novel: NovelView
    scenes: int
    open_ballots: int


@dataclass(frozen=True, slots=True)
class Media:
    """A stored file of a scene or a take."""

    id: int
    name: str
    sha256: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another scene on an overlapping passage."""

    number: int
    title: str
    state: SceneState
    channel_id: int
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where a job stands: what its card says until the clip is there."""

    job_id: int
    work: Work
    slate: str
    """`12-3`, a scene's number, or the kind of work that belongs to no scene."""
    title: str
    scene_id: int | None
    scene_number: int | None
    member_id: int
    engine: str
    place: int
    """1 is next; 0 is being shot now."""
    eta: timedelta | None
    """From now to the end of the work, from measured speed; None until something was measured."""
    held: bool
    """Put aside by a showrunner."""
    node_name: str | None = None
    """The machine that has it, or that it waits for."""
    node_seen_at: datetime | None = None
    node_is_away: bool = False
    """The machine that it waits for has not been heard of for longer than a lease."""
    node_rests_until: datetime | None = None
    """When the machine that it waits for works again, in quiet hours."""
    waits_for: str = ""
    """`Anna's PC, last seen 18:40`, `a node that offers wan`, `the PC, with 3 jobs before it`."""
    progress: float = 0
    stage: str = ""
    shot: int = 0
    preview: bytes | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class TakeView:
    take: Take
    clip: Media | None
    waiting: Waiting | None


@dataclass(frozen=True, slots=True)
class SceneView:
    """Everything that a scene's card shows."""

    scene: Scene
    novel: NovelView
    ballot: Ballot | None
    """The open ballot, or the last one."""
    tally: Tally
    hides_tally: bool
    storyboard: Media | None
    storyboard_waits: bool
    draft: Media | None
    neighbours: tuple[Neighbour, ...]
    takes: tuple[TakeView, ...]
    waiting: Waiting | None
    """The take that is queued or being shot."""
    canon_ballot: CanonBallot | None = None
    """The vote on its takes, while it is open."""
    reason: str = ""
    """Why a showrunner decided, when one did."""
    storyboard_failed: str = ""
    """Why its storyboard was given up, when the last one was."""
    my_choice: Choice | None = None
    """Only in answers to one member."""
    contradictions: tuple[Contradiction, ...] = ()
    """What the proposal says against the looks that hold in its chapter."""


@dataclass(frozen=True, slots=True)
class SceneLine:
    """A scene in a list."""

    id: int
    number: int
    title: str
    chapter: int
    chapter_title: str
    state: SceneState
    takes: int
    channel_id: int
    message_id: int | None
    is_beyond: bool = False
    """Whether it is beyond what the member who asks has read."""


@dataclass(frozen=True, slots=True)
class Voted:
    """What a click on a card did."""

    scene_id: int
    choice: Choice | None
    """None: the vote was taken back."""
    tally: Tally
    hides_tally: bool
    is_greenlit: bool = False
    """Whether the scene is greenlit by this very click, before its ballot's time."""
