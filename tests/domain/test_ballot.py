"""The ballot's rules, as tables and as properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot import (
    Ballot,
    Choice,
    Tally,
    Verdict,
    admit,
    carries,
    count,
    decide,
    next_choice,
)
from bot.domain.member import Member
from bot.domain.settings import GuildSettings, read_term, suggested_quorum, term_in_words
from bot.errors import BallotClosed, NotAllowed, Refusal

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=48)
BALLOT = Ballot(1, quorum=3, share=0.5, opens_at=OPENS, closes_at=CLOSES)
SETTINGS = GuildSettings(1)
VOTER = Member.of(7, 1, joined_at=OPENS - timedelta(days=30))

tallies = st.builds(Tally, st.integers(0, 500), st.integers(0, 500))
ballots = st.builds(
    lambda quorum, share, early, extended: replace(
        BALLOT, quorum=quorum, share=share, early_net=early, extended=extended
    ),
    st.integers(1, 20),
    st.floats(0.05, 1),
    st.none() | st.integers(1, 20),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("for_", "against", "verdict"),
    [
        (0, 0, Verdict.EXTENDED),  # nobody came: once more
        (2, 0, Verdict.EXTENDED),  # quorum is 3
        (2, 1, Verdict.GREENLIT),
        (3, 0, Verdict.GREENLIT),
        (2, 2, Verdict.SHELVED),  # a tie shelves
        (1, 2, Verdict.SHELVED),
        (0, 3, Verdict.SHELVED),
    ],
)
def test_verdict_at_close(for_: int, against: int, verdict: Verdict) -> None:
    assert decide(BALLOT, Tally(for_, against), CLOSES) is verdict


@pytest.mark.parametrize(
    ("share", "for_", "against", "verdict"),
    [
        (0.75, 3, 1, Verdict.GREENLIT),
        (0.75, 5, 2, Verdict.SHELVED),
        (1.0, 4, 0, Verdict.GREENLIT),
        (1.0, 40, 1, Verdict.SHELVED),
        (0.25, 1, 2, Verdict.SHELVED),  # a minority never carries
    ],
)
def test_the_share_of_those_who_voted_decides(
    share: float, for_: int, against: int, verdict: Verdict
) -> None:
    assert decide(replace(BALLOT, share=share), Tally(for_, against), CLOSES) is verdict


def test_an_extended_ballot_without_quorum_lapses() -> None:
    assert decide(BALLOT.prolonged(OPENS), Tally(1, 0), CLOSES) is Verdict.UNDECIDED
    assert (
        decide(BALLOT.prolonged(OPENS), Tally(1, 0), CLOSES + 2 * (CLOSES - OPENS))
        is Verdict.LAPSED
    )


def test_a_ballot_that_was_slept_past_is_extended_from_then_on() -> None:
    woken = CLOSES + timedelta(days=9)
    assert BALLOT.prolonged(woken).closes_at == woken + (CLOSES - OPENS)


def test_an_extended_ballot_stays_open_as_long_again() -> None:
    assert BALLOT.prolonged(OPENS).closes_at == CLOSES + timedelta(hours=48)


def test_before_closing_time_nothing_is_decided() -> None:
    assert decide(BALLOT, Tally(100, 0), CLOSES - timedelta(seconds=1)) is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("for_", "against", "verdict"),
    [
        (5, 0, Verdict.GREENLIT),
        (6, 1, Verdict.GREENLIT),
        (5, 1, Verdict.UNDECIDED),  # net 4
        (2, 0, Verdict.UNDECIDED),
    ],
)
def test_enough_net_votes_greenlight_early(for_: int, against: int, verdict: Verdict) -> None:
    assert decide(replace(BALLOT, early_net=5), Tally(for_, against), OPENS) is verdict


def test_an_early_greenlight_still_needs_the_quorum() -> None:
    early = replace(BALLOT, early_net=1, quorum=3)
    assert decide(early, Tally(2, 0), OPENS) is Verdict.UNDECIDED


@given(ballots, tallies)
def test_more_votes_for_never_turn_a_greenlight_down(ballot: Ballot, tally: Tally) -> None:
    if decide(ballot, tally, CLOSES) is Verdict.GREENLIT:
        more = Tally(tally.for_ + 1, tally.against)
        assert decide(ballot, more, CLOSES) is Verdict.GREENLIT


@given(ballots, tallies)
def test_a_greenlight_has_quorum_share_and_a_majority(ballot: Ballot, tally: Tally) -> None:
    if decide(ballot, tally, CLOSES) is Verdict.GREENLIT:
        assert tally.turnout >= ballot.quorum
        assert tally.for_ >= ballot.share * tally.turnout
        assert tally.for_ > tally.against


@given(ballots, tallies)
def test_a_closed_ballot_is_always_decided_or_extended_once(ballot: Ballot, tally: Tally) -> None:
    verdict = decide(ballot, tally, CLOSES)
    assert verdict is not Verdict.UNDECIDED
    assert (verdict is Verdict.EXTENDED) <= (not ballot.extended)


@given(ballots, tallies, st.timedeltas(timedelta(0), timedelta(hours=47)))
def test_before_the_close_only_a_greenlight_can_be_decided(
    ballot: Ballot, tally: Tally, into: timedelta
) -> None:
    assert decide(ballot, tally, OPENS + into) in (Verdict.UNDECIDED, Verdict.GREENLIT)


@given(ballots, tallies)
def test_what_is_greenlit_early_would_be_greenlit_at_the_close(
    ballot: Ballot, tally: Tally
) -> None:
    if decide(ballot, tally, OPENS) is Verdict.GREENLIT:
        assert decide(ballot, tally, CLOSES) is Verdict.GREENLIT


@given(st.lists(st.sampled_from(Choice)))
def test_a_tally_counts_every_vote_once(choices: list[Choice]) -> None:
    tally = count(choices)
    assert tally.turnout == len(choices)
    assert tally.net == tally.for_ - tally.against


MAYBE = st.sampled_from([None, *Choice])


@given(st.lists(st.sampled_from(Choice)), MAYBE, MAYBE)
def test_a_changed_choice_counts_as_if_it_had_been_made_at_first(
    others: list[Choice], before: Choice | None, after: Choice | None
) -> None:
    first, then = [[*others, choice] if choice else others for choice in (before, after)]
    assert count(first).changed(before, after) == count(then)


@given(tallies)
def test_a_tie_never_carries(tally: Tally) -> None:
    assert not carries(BALLOT, Tally(tally.for_, tally.for_))


@pytest.mark.parametrize(
    ("current", "clicked", "then"),
    [
        (None, Choice.FOR, Choice.FOR),
        (Choice.FOR, Choice.AGAINST, Choice.AGAINST),
        (Choice.FOR, Choice.FOR, None),
        (Choice.AGAINST, Choice.AGAINST, None),
    ],
)
def test_a_click_votes_changes_or_takes_back(
    current: Choice | None, clicked: Choice, then: Choice | None
) -> None:
    assert next_choice(current, clicked) is then


def test_nobody_votes_after_the_close() -> None:
    with pytest.raises(BallotClosed, match="/vote"):
        admit(BALLOT, VOTER, SETTINGS, 1, CLOSES)


def test_a_voter_role_keeps_others_out() -> None:
    settings = replace(SETTINGS, voter_role=99)
    with pytest.raises(NotAllowed, match="<@&99>"):
        admit(BALLOT, VOTER, settings, 1, OPENS)
    admit(BALLOT, replace(VOTER, roles=frozenset({99})), settings, 1, OPENS)


def test_proposers_vote_unless_the_guild_says_no() -> None:
    admit(BALLOT, VOTER, SETTINGS, VOTER.id, OPENS)
    with pytest.raises(NotAllowed, match="Proposers"):
        admit(BALLOT, VOTER, replace(SETTINGS, proposers_vote=False), VOTER.id, OPENS)


@pytest.mark.parametrize("joined", [None, OPENS - timedelta(days=6)])
def test_newcomers_wait_for_their_days(joined: datetime | None) -> None:
    with pytest.raises(NotAllowed, match="7 days"):
        admit(BALLOT, replace(VOTER, joined_at=joined), replace(SETTINGS, minimum_days=7), 1, OPENS)


@pytest.mark.parametrize(
    ("members", "quorum"), [(1, 1), (3, 1), (4, 2), (10, 2), (11, 3), (900, 3)]
)
def test_the_suggested_quorum_follows_the_size(members: int, quorum: int) -> None:
    assert suggested_quorum(members) == quorum


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("48", timedelta(hours=48)),
        (" 36 h ", timedelta(hours=36)),
        ("30 min", timedelta(minutes=30)),
        ("3 days", timedelta(days=3)),
        ("20 s", timedelta(seconds=20)),
        ("1.5", timedelta(minutes=90)),
        ("1,5 hours", timedelta(minutes=90)),
    ],
)
def test_a_term_is_read_as_people_write_it(text: str, term: timedelta) -> None:
    assert read_term(text) == term


@pytest.mark.parametrize("text", ["", "soon", "-3", "3 weeks", "9 s", "15 d", "1e9"])
def test_a_term_that_is_none_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refusal, match=r"\.$"):
        read_term(text)


@given(st.integers(10, 14 * 86400))
def test_a_term_said_is_read_the_same(seconds: int) -> None:
    term = timedelta(seconds=seconds)
    assert read_term(term_in_words(term)) == term
