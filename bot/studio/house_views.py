"""What the studio tells of the house: its board, its machines, its errands and its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ballot import Tally
from bot.studio.views import ChapterView, NovelView, Waiting


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
    is_outdated: bool = False
    """It and the bot speak no version in common."""
    card: str = ""
    """What its graphics card did at its last beat, in its own words."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code with which a machine joins; shown once, kept as a hash."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ChannelReading:
    """How far a channel has read a novel: what comes after is a spoiler there."""

    novel_id: int
    title: str
    chapter: int


@dataclass(frozen=True, slots=True)
class Errand:
    """Something still to be posted or edited in Discord."""

    id: int
    guild_id: int
    kind: str
    """card, board, look, canon, take, comparison, reel, complaint, notice or removal."""
    subject_id: int
    channel_id: int | None
    message_id: int | None
    """The message to edit; None before it was posted, and of what is only told."""
    body: dict[str, object]
    nonce: str
    revision: int
    tries: int
    tried_in: int | None
    """The channel to which its post was last sent, when nobody knows whether it came through."""
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
