"""A click on a ballot and a ballot that is over, whatever it is about: a scene or a look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ballot import (
    Ballot,
    Choice,
    Tally,
    Verdict,
    admit,
    decide,
    may_be_unheard,
    next_choice,
    require_read,
)
from bot.domain.member import Member
from bot.domain.settings import GuildSettings
from bot.store import Row, Statements, Transaction, ballots
from bot.store.moments import moment


@dataclass(frozen=True, slots=True)
class Cast:
    """What a click did: the member's choice after it, and the count."""

    choice: Choice | None
    tally: Tally
    hides_tally: bool
    is_decided: bool


def cast(
    tx: Statements,
    facts: Row,
    member: Member,
    choice: Choice,
    now: datetime,
    *,
    began: datetime,
    repeats: bool,
    read: int | None = None,
) -> Cast:
    """Cast, change or take back a vote. Raises BallotClosed, NotAllowed or Outdated.

    `read` is the scene's revision on the card that was clicked; looks have none. A click `repeats`
    one that was never answered, also where the bot `began` right after that.
    """
    ballot = ballots.ballot_of(facts)
    admit(ballot, member, _terms(facts), facts["author_id"], now)
    require_read(read, facts["revision"])
    current = None if facts["my_choice"] is None else Choice(facts["my_choice"])
    if current is not None:
        repeats = repeats or may_be_unheard(moment(facts["my_cast_at"]), began)
    chosen = next_choice(current, choice, repeats=repeats)
    ballots.cast(tx, ballot.id, member.id, chosen, now)
    tally = Tally(facts["for_"], facts["against"]).changed(current, chosen)
    is_decided = decide(ballot, tally, now) is Verdict.GREENLIT
    return Cast(chosen, tally, bool(facts["hidden_tally"]), is_decided)


async def settle(tx: Transaction, ballot: Ballot, now: datetime) -> tuple[Verdict, Tally]:
    """What the rule makes of a ballot now; without a quorum it is prolonged here, once."""
    tally = await ballots.tally(tx, ballot.id)
    verdict = decide(ballot, tally, now)
    if verdict is Verdict.EXTENDED:
        await ballots.prolong(tx, ballot.prolonged(now))
    return verdict, tally


def _terms(facts: Row) -> GuildSettings:
    """As much of the guild's settings as admitting a voter needs."""
    return GuildSettings(
        facts["guild_id"],
        voter_role=facts["voter_role"],
        minimum_days=facts["minimum_days"],
        proposers_vote=bool(facts["proposers_vote"]),
    )
