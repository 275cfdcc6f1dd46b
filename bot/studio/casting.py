"""What the rooms of the cast answer: characters, their looks, and the ballots on these."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ballot import Ballot, Choice, Tally
from bot.domain.characters import Character
from bot.domain.look import Look
from bot.domain.pictures import Shows
from bot.studio.views import Media, NovelView


@dataclass(frozen=True, slots=True)
class CharacterLine:
    """A character in a list."""

    character: Character
    looks: int


@dataclass(frozen=True, slots=True)
class CastView:
    """A novel's people and places, none beyond what the member has read."""

    novel: NovelView
    lines: tuple[CharacterLine, ...]
    is_read: bool
    """False while the novel is still being read for its characters."""


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A picture that shows a look."""

    id: int
    look_id: int
    member_id: int
    shows: Shows
    character: str
    file: Media


@dataclass(frozen=True, slots=True)
class Touched:
    """A canon scene that a look would change."""

    number: int
    title: str
    is_spoiler: bool = False
    """Beyond the chapter that the novel's channel has read up to."""


@dataclass(frozen=True, slots=True)
class LookView:
    """Everything that a look's card shows."""

    look: Look
    character: Character
    novel: NovelView
    until: int | None
    """The last chapter in which it holds, where a later look follows."""
    ballot: Ballot | None
    """None for a draft."""
    tally: Tally
    hides_tally: bool
    portrait: Media | None
    portrait_waits: bool
    portrait_by: str
    """What drew it, in the engine's own words."""
    references: tuple[ReferenceView, ...]
    instead_of: Look | None
    """The look that holds where this one would begin."""
    touches: tuple[Touched, ...]
    reason: str = ""
    my_choice: Choice | None = None

    @property
    def tells_of(self) -> int:
        """The chapter that one has to have read to see it."""
        return max(self.look.chapter, self.character.named_from)


@dataclass(frozen=True, slots=True)
class CharacterView:
    """A character's page."""

    character: Character
    novel: NovelView
    looks: tuple[LookView, ...]
    """Those that hold, by the chapter that they begin with, then those on the ballot."""
    scenes: int
    """How many scenes they are in."""


@dataclass(frozen=True, slots=True)
class VotedLook:
    """What a click on a look's card did."""

    look_id: int
    choice: Choice | None
    tally: Tally
    hides_tally: bool
