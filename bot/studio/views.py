"""What the studio tells the rooms that show things: frozen answers, whole, read in one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.ballot import Ballot, Choice, Tally
from bot.domain.canon import CanonBallot
from bot.domain.continuity import Contradiction
from bot.domain.novel import Passage, Rights
from bot.domain.queue import Work
from bot.domain.scene import Scene, SceneState, Take
from bot.domain.seam import Gathered


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
    """Put aside by a showrunner, or the guild's queue is paused."""
    node_name: str | None = None
    """The machine that has it, or that it waits for."""
    node_owner_id: int | None = None
    node_seen_at: datetime | None = None
    node_is_away: bool = False
    """The machine that it waits for has not been heard of for longer than a lease."""
    node_rests_until: datetime | None = None
    """When the machine that it waits for works again, in quiet hours."""
    waits_for: str = ""
    """One phrase: `Anna's PC, last seen 18:40`, `a node that offers wan`, `3 jobs before it`."""
    progress: float = 0
    stage: str = ""
    shot: int = 0
    preview: bytes | None = None
    failures: int = 0
    filming_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakeView:
    take: Take
    clip: Media | None
    poster: Media | None
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
    my_choice: Choice | None = None
    """Only in answers to one member."""
    contradictions: tuple[Contradiction, ...] = ()
    """What the proposal says against the looks that hold in its chapter."""


@dataclass(frozen=True, slots=True)
class FilmedShot:
    """A shot by which a take was filmed."""

    number: int
    seconds: float
    framing: str
    action: str


@dataclass(frozen=True, slots=True)
class TakePage:
    """What somebody sees who decides on another take, or on whether this one counts."""

    view: SceneView
    take: Take
    shots: tuple[FilmedShot, ...]
    faults: tuple[Gathered, ...]
    asked: Mapping[str, int]
    """Wish -> how many members ask for it."""
    mine: frozenset[str]
    """What the member who looks asks for."""
    needed: int
    today: int
    """Takes that members asked for in the last 24 hours, of so many `per_day`."""
    per_day: int
    is_showrunner: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a click on *Another take* did."""

    page: TakePage
    take: Take | None
    """The one that was queued, once enough members asked."""
    asked: int
    needed: int
    asks: bool
    """False: the member took it back."""


@dataclass(frozen=True, slots=True)
class CanonPage:
    """What somebody sees who would make a take canon."""

    view: SceneView
    take: Take
    faults: tuple[Gathered, ...]
    candidates: tuple[str, ...]
    """Slates of the takes that a vote would be between."""
    ballot: CanonBallot | None
    """The vote that is open."""
    is_showrunner: bool


@dataclass(frozen=True, slots=True)
class CanonView:
    """A vote on which take counts, as everybody sees it."""

    view: SceneView
    ballot: CanonBallot
    turnout: int
    results: tuple[tuple[Take, int], ...]
    """Every take with its votes, once the vote is over; nothing before."""
    mine: str | None = None
    """The letter that the member voted for who asks."""


@dataclass(frozen=True, slots=True)
class Screening:
    """One take in a blind vote, as one member sees it."""

    view: SceneView
    ballot: CanonBallot
    letter: str
    clip: Media | None
    alt_text: str
    mine: str | None
    """The letter that the member voted for."""
    count: int


@dataclass(frozen=True, slots=True)
class ComparePage:
    """A take, and the others of its scene that it can be compared with."""

    take: Take
    others: tuple[Take, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two takes that are put side by side, and where they stand so already."""

    left: Take
    right: Take
    channel_id: int | None
    message_id: int | None


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """What the post of a comparison shows."""

    id: int
    view: SceneView
    left: Take
    right: Take
    clip: Media | None
    asked_by: int
    message_id: int | None


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


@dataclass(frozen=True, slots=True)
class NodeView:
    """A render node as its owner and showrunners see it."""

    id: int
    guild_id: int | None
    owner_id: int | None
    name: str
    is_open: bool
    engines: tuple[str, ...]
    gpus: tuple[str, ...]
    paused_reason: str | None
    """None: not paused."""
    seen_at: datetime | None
    is_away: bool
    shooting: str | None
    """The slate of what it shoots now."""
    rests: str = ""
    """`paused`, `quiet` or `busy` while its owner wants no work done; else empty."""
    rests_until: datetime | None = None
    card: str = ""
    """What its graphics card did at its last beat, in its own words."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code with which a machine joins; shown once, kept as a hash."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Errand:
    """Something still to be posted or edited in Discord."""

    id: int
    guild_id: int
    kind: str
    """card, board, look, take, complaint, notice or removal."""
    subject_id: int
    channel_id: int | None
    message_id: int | None
    """Of a card or a board: the message to edit; None before it was posted."""
    body: dict[str, object]
    nonce: str
    revision: int
    tries: int
    created_at: datetime
    told: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """What a showrunner did."""

    at: datetime
    actor_id: int
    deed: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a member has read a novel."""

    novel: NovelView
    up_to: int | None
    """The last chapter that they have read; None when they did not say."""


@dataclass(frozen=True, slots=True)
class OpenBallot:
    """An open ballot as the board lists it."""

    scene_number: int
    title: str
    channel_id: int
    message_id: int | None
    closes_at: datetime
    tally: Tally | None
    """None while it is hidden."""


@dataclass(frozen=True, slots=True)
class OpenLook:
    """A look on the ballot, in a list."""

    character: str
    channel_id: int
    message_id: int | None
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class OpenTakes:
    """A vote between a scene's takes, as the board lists it."""

    scene_number: int
    title: str
    channel_id: int
    message_id: int | None
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class ReelLine:
    """A chapter's reel, as the board lists it."""

    chapter: int
    parts: int
    posted: int
    channel_id: int | None
    message_id: int | None
    """Of the first part."""
    posted_at: datetime | None
    """None before any part is in the channel."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """What the pinned message in a novel's channel shows."""

    novel: NovelView
    ballots: tuple[OpenBallot, ...]
    shooting: tuple[Waiting, ...]
    queued: int
    filmed: int
    unfilmed: ChapterView | None
    """The first chapter that nobody has a scene of; without its title beyond the channel's own."""
    spoilers: frozenset[int] = frozenset()
    """The scenes, by number, that are beyond the chapter that its channel has read up to."""
    looks: tuple[OpenLook, ...] = ()
    """On the ballot; none beyond what the channel has read."""
    takes: tuple[OpenTakes, ...] = ()
    reels: tuple[ReelLine, ...] = ()
    """Being joined, then posted lately."""
