"""The blind vote on which take counts: the order in which each sees them, and what it comes to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ballot import Ballot
from bot.domain.scene import Take, TakeState
from bot.errors import NotFound, Refusal

LETTERS = "ABCDE"
"""What the takes are called while the vote is open; so many stand in one vote at most."""


class CanonVerdict(StrEnum):
    """What a vote came to. UNDECIDED and EXTENDED leave it open."""

    UNDECIDED = "undecided"
    EXTENDED = "extended"
    CHOSEN = "chosen"
    LAPSED = "lapsed"
    OVERRULED = "overruled"
    """A showrunner chose a take while it was open."""
    WITHDRAWN = "withdrawn"
    """The scene was removed, or one of these takes."""


@dataclass(frozen=True, slots=True)
class CanonBallot:
    """One vote on which take of a scene counts."""

    terms: Ballot
    scene_id: int
    candidates: tuple[int, ...]
    """Takes by their ids, the earliest first."""
    verdict: CanonVerdict | None = None
    chosen: int | None = None
    channel_id: int | None = None
    message_id: int | None = None

    @property
    def id(self) -> int:
        return self.terms.id

    @property
    def letters(self) -> str:
        return LETTERS[: len(self.candidates)]


def candidates(takes: Sequence[Take], canon: int | None) -> tuple[Take, ...]:
    """The takes that a vote can be about: posted, no drafts, the latest ones and the canon take."""
    shown = [
        take
        for take in takes
        if take.state is TakeState.POSTED and not take.is_draft and take.removed_at is None
    ]
    latest = shown[-len(LETTERS) :]
    kept = [take for take in shown if take.id == canon and take not in latest]
    return (*kept, *latest[len(kept) :])


def require_new_vote(
    takes: Sequence[Take], last: CanonBallot | None, *, is_showrunner: bool
) -> None:
    """Raises Refusal where there is nothing to choose between, or it was chosen already."""
    if len(takes) < 2:
        raise Refusal(
            "A vote needs two takes to choose between: *Another take* asks for one more, or a "
            "showrunner makes this one canon."
        )
    if last is None or is_showrunner or last.chosen not in {take.id for take in takes}:
        return
    if all(take.id in last.candidates for take in takes):
        raise Refusal(
            "These takes were chosen between already: another take opens a new vote, or a "
            "showrunner does."
        )


def blind_order(ballot: CanonBallot, member_id: int) -> tuple[int, ...]:
    """The takes as one member sees them: always the same for them, another order for others."""

    def place(take_id: int) -> bytes:
        return hashlib.sha256(f"{ballot.id}:{member_id}:{take_id}".encode()).digest()

    return tuple(sorted(ballot.candidates, key=place))


def take_behind(ballot: CanonBallot, member_id: int, letter: str) -> int:
    """The take that a member sees under a letter. Raises NotFound."""
    if letter not in ballot.letters:
        raise NotFound(f"There is no take {letter} in this vote.")
    return blind_order(ballot, member_id)[LETTERS.index(letter)]


def letter_of(ballot: CanonBallot, member_id: int, take_id: int) -> str:
    """The letter under which a member sees a take."""
    return LETTERS[blind_order(ballot, member_id).index(take_id)]


def settle(ballot: CanonBallot, votes: Mapping[int, int], now: datetime) -> CanonVerdict:
    """Quorum, then the most votes; without a quorum it is extended once, then lapses."""
    if not ballot.terms.is_closed(now):
        return CanonVerdict.UNDECIDED
    if sum(votes.values()) < ballot.terms.quorum:
        return CanonVerdict.LAPSED if ballot.terms.extended else CanonVerdict.EXTENDED
    return CanonVerdict.CHOSEN


def winner(ballot: CanonBallot, votes: Mapping[int, int]) -> int:
    """The take with the most votes; of several, the earliest."""
    return max(ballot.candidates, key=lambda take_id: votes.get(take_id, 0))
