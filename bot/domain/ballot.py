"""The vote held on one scene: who may vote, when it closes, and what the count means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.member import Member
from bot.domain.settings import GuildSettings, term_in_words
from bot.errors import BallotClosed, NotAllowed, Outdated

UNSURE = timedelta(minutes=2)
"""Before a start: whoever voted within it may have seen their click fail."""


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"


class Verdict(StrEnum):
    """What the rule makes of a tally. UNDECIDED and EXTENDED leave the ballot open."""

    UNDECIDED = "undecided"
    EXTENDED = "extended"
    GREENLIT = "greenlit"
    SHELVED = "shelved"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Tally:
    """The count at a moment."""

    for_: int
    against: int

    @property
    def turnout(self) -> int:
        return self.for_ + self.against

    @property
    def net(self) -> int:
        return self.for_ - self.against

    def changed(self, before: Choice | None, after: Choice | None) -> Tally:
        """The count once one member's choice is another one."""
        return Tally(
            self.for_ + (after is Choice.FOR) - (before is Choice.FOR),
            self.against + (after is Choice.AGAINST) - (before is Choice.AGAINST),
        )


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot's terms, as they were when it opened."""

    id: int
    quorum: int
    share: float
    opens_at: datetime
    closes_at: datetime
    early_net: int | None = None
    extended: bool = False
    closed_at: datetime | None = None
    verdict: Verdict | None = None

    def is_closed(self, now: datetime) -> bool:
        return self.closed_at is not None or now >= self.closes_at

    def prolonged(self, now: datetime) -> Ballot:
        """The same ballot, open once more for as long as it was; from now on, if that is past."""
        term = self.closes_at - self.opens_at
        again = self.closes_at + term
        return replace(self, closes_at=again if again > now else now + term, extended=True)


def count(choices: Iterable[Choice]) -> Tally:
    votes = list(choices)
    return Tally(votes.count(Choice.FOR), votes.count(Choice.AGAINST))


def carries(ballot: Ballot, tally: Tally) -> bool:
    """Whether the share of those who voted is reached; a tie never carries."""
    return tally.for_ >= ballot.share * tally.turnout and tally.net > 0


def decide(ballot: Ballot, tally: Tally, now: datetime) -> Verdict:
    """Quorum first, then the share of those who voted; without one, extended once, then lapsed.

    Before closing time, only enough net votes for an early greenlight decide.
    """
    if not ballot.is_closed(now):
        early = ballot.early_net is not None and tally.net >= ballot.early_net
        if early and tally.turnout >= ballot.quorum and carries(ballot, tally):
            return Verdict.GREENLIT
        return Verdict.UNDECIDED
    if tally.turnout < ballot.quorum:
        return Verdict.LAPSED if ballot.extended else Verdict.EXTENDED
    return Verdict.GREENLIT if carries(ballot, tally) else Verdict.SHELVED


def admit(
    ballot: Ballot, member: Member, settings: GuildSettings, proposer_id: int, now: datetime
) -> None:
    """Let a member vote, or refuse with the rule. Raises BallotClosed or NotAllowed."""
    if ballot.is_closed(now):
        raise BallotClosed("This ballot is closed; /vote shows the open ones.")
    if not settings.proposers_vote and member.id == proposer_id:
        raise NotAllowed("Proposers do not vote on their own scenes here.")
    require_voter(member, settings, now)


def require_read(read: int | None, revision: int) -> None:
    """Raises Outdated where the scene is no longer the one that the voter read.

    None is a card of before cards said which revision they show: its votes count.
    """
    if read is not None and read != revision:
        raise Outdated(
            "The scene was changed since this card was drawn, so your vote was not counted: read "
            "it again, here or in /vote, and then vote."
        )


def require_voter(member: Member, settings: GuildSettings, now: datetime) -> None:
    """Who votes here at all. Raises NotAllowed."""
    if settings.voter_role is not None and settings.voter_role not in member.roles:
        raise NotAllowed(f"Only members with <@&{settings.voter_role}> vote here.")
    seasoned = timedelta(days=settings.minimum_days)
    if seasoned and (member.joined_at is None or now - member.joined_at < seasoned):
        raise NotAllowed(
            f"Members vote here after {term_in_words(seasoned)} in the server; "
            "you can discuss the scene until then."
        )


def may_be_unheard(cast_at: datetime, began: datetime) -> bool:
    """Whether a vote was cast so shortly before the bot began anew that its answer may be lost."""
    return timedelta(0) < began - cast_at < UNSURE


def next_choice(current: Choice | None, clicked: Choice, *, repeats: bool = False) -> Choice | None:
    """A click votes, another changes the vote, the same takes it back.

    One that `repeats` a click whose answer never came means what that one meant.
    """
    return None if current is clicked and not repeats else clicked
