"""The blind vote: an order for each, a quorum, the most votes, a tie to the earlier take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot import Ballot
from bot.domain.canon import (
    LETTERS,
    CanonBallot,
    CanonVerdict,
    blind_order,
    candidates,
    letter_of,
    require_new_vote,
    settle,
    take_behind,
    winner,
)
from bot.domain.scene import Take, TakeState
from bot.errors import NotFound, Refusal

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=48)
BALLOT = CanonBallot(Ballot(7, 3, 1, OPENS, CLOSES), 12, (101, 102, 103))
TAKE = Take(101, 1, 12, 12, 1, "animatic", 7, TakeState.POSTED, 41, OPENS)

ballots = st.builds(
    lambda id_, count, quorum, extended: CanonBallot(
        Ballot(id_, quorum, 1, OPENS, CLOSES, extended=extended),
        12,
        tuple(range(101, 101 + count)),
    ),
    st.integers(1, 10**6),
    st.integers(2, len(LETTERS)),
    st.integers(1, 20),
    st.booleans(),
)
tallies = st.dictionaries(st.integers(101, 105), st.integers(0, 30))


def counted(ballot: CanonBallot, votes: dict[int, int]) -> dict[int, int]:
    return {take: number for take, number in votes.items() if take in ballot.candidates}


@pytest.mark.parametrize(
    ("votes", "chosen"),
    [
        ({101: 2, 102: 1}, 101),
        ({103: 3}, 103),
        ({101: 1, 102: 2, 103: 2}, 102),  # a tie goes to the earlier take
        ({101: 1, 102: 1, 103: 1}, 101),
    ],
)
def test_the_most_votes_choose_and_a_tie_goes_to_the_earlier_take(
    votes: dict[int, int], chosen: int
) -> None:
    assert settle(BALLOT, votes, CLOSES) is CanonVerdict.CHOSEN
    assert winner(BALLOT, votes) == chosen


@pytest.mark.parametrize(
    ("votes", "extended", "verdict"),
    [
        ({}, False, CanonVerdict.EXTENDED),
        ({101: 2}, False, CanonVerdict.EXTENDED),  # quorum is 3
        ({101: 2}, True, CanonVerdict.LAPSED),
        ({101: 2, 102: 1}, True, CanonVerdict.CHOSEN),
    ],
)
def test_without_a_quorum_it_is_extended_once_and_then_lapses(
    votes: dict[int, int], extended: bool, verdict: CanonVerdict
) -> None:
    ballot = replace(BALLOT, terms=replace(BALLOT.terms, extended=extended))
    assert settle(ballot, votes, CLOSES) is verdict


def test_nothing_is_decided_before_it_closes() -> None:
    assert settle(BALLOT, {101: 99}, CLOSES - timedelta(seconds=1)) is CanonVerdict.UNDECIDED


@given(ballots, tallies)
def test_no_other_take_has_more_votes_than_the_one_that_is_chosen(
    ballot: CanonBallot, votes: dict[int, int]
) -> None:
    votes = counted(ballot, votes)
    chosen = winner(ballot, votes)
    assert chosen in ballot.candidates
    assert votes.get(chosen, 0) == max(votes.get(take, 0) for take in ballot.candidates)
    earlier = ballot.candidates[: ballot.candidates.index(chosen)]
    assert all(votes.get(take, 0) < votes.get(chosen, 0) for take in earlier)


@given(ballots, tallies, st.sampled_from([101, 102]))
def test_one_vote_more_for_it_never_loses_it_the_vote(
    ballot: CanonBallot, votes: dict[int, int], take: int
) -> None:
    votes = counted(ballot, votes)
    more = votes | {take: votes.get(take, 0) + 1}
    if winner(ballot, votes) == take:
        assert winner(ballot, more) == take
    was, now = settle(ballot, votes, CLOSES), settle(ballot, more, CLOSES)
    assert now is CanonVerdict.CHOSEN or now is was


@given(ballots, st.integers(1, 2**62))
def test_every_member_sees_every_take_under_one_letter(ballot: CanonBallot, member: int) -> None:
    order = blind_order(ballot, member)
    assert sorted(order) == sorted(ballot.candidates)
    assert order == blind_order(ballot, member)
    for letter in ballot.letters:
        assert letter_of(ballot, member, take_behind(ballot, member, letter)) == letter


def test_each_take_stands_first_for_about_as_many_members() -> None:
    firsts = [blind_order(BALLOT, member)[0] for member in range(1, 3001)]
    assert all(850 < firsts.count(take) < 1150 for take in BALLOT.candidates)


def test_two_votes_have_two_orders_for_the_same_member() -> None:
    other = replace(BALLOT, terms=replace(BALLOT.terms, id=8))
    members = range(1, 100)
    assert [blind_order(BALLOT, m) for m in members] != [blind_order(other, m) for m in members]


def test_a_letter_beyond_the_takes_is_no_take() -> None:
    with pytest.raises(NotFound):
        take_behind(BALLOT, 41, "D")


def take(number: int, **changes: object) -> Take:
    return replace(TAKE, id=100 + number, number=number, **changes)


def test_what_was_posted_stands_the_latest_five_and_the_canon_take_always() -> None:
    takes = [take(number) for number in range(1, 8)]
    takes[2] = replace(takes[2], is_draft=True)
    takes[3] = replace(takes[3], state=TakeState.FAILED)
    assert [item.number for item in candidates(takes, None)] == [1, 2, 5, 6, 7]
    more = [*takes, take(8), take(9)]
    assert [item.number for item in candidates(more, None)] == [5, 6, 7, 8, 9]
    assert [item.number for item in candidates(more, 101)] == [1, 6, 7, 8, 9]


def test_a_new_vote_needs_two_takes_and_one_that_was_not_chosen_between() -> None:
    two = (take(1), take(2))
    with pytest.raises(Refusal, match="needs two takes"):
        require_new_vote(two[:1], None, is_showrunner=True)
    require_new_vote(two, None, is_showrunner=False)
    over = replace(BALLOT, candidates=(101, 102), verdict=CanonVerdict.CHOSEN, chosen=101)
    with pytest.raises(Refusal, match="chosen between already"):
        require_new_vote(two, over, is_showrunner=False)
    require_new_vote(two, over, is_showrunner=True)
    require_new_vote((*two, take(3)), over, is_showrunner=False)
    require_new_vote(
        two, replace(over, verdict=CanonVerdict.LAPSED, chosen=None), is_showrunner=False
    )
    require_new_vote(
        (take(2), take(3)), replace(over, candidates=(101, 102, 103)), is_showrunner=False
    )
