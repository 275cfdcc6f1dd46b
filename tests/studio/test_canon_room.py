"""Which take counts: chosen by a showrunner or by a blind vote, once and for everybody to see."""

from __future__ import annotations

import json

import pytest
from conftest import GUILD, JO, MARA, TOM, Clock, member, set_up, showrunner
from filming import another, filmed, greenlit

from bot.domain.canon import CanonVerdict, letter_of
from bot.domain.scene import SceneState
from bot.errors import BallotClosed, NotAllowed, NotFound, Refusal
from bot.store import Store
from bot.studio import Studio
from bot.studio.views import SceneView


def take_id(view: SceneView, at: int = -1) -> int:
    return view.takes[at].take.id


async def held(house: Studio, takes: int = 2) -> tuple[SceneView, int]:
    """A scene with takes between which a vote is open, and the vote."""
    view = await filmed(house, takes)
    page = await house.canon.hold(member(TOM), take_id(view))
    assert page.ballot is not None
    return view, page.ballot.id


async def vote(house: Studio, ballot_id: int, voter: int, take: int) -> None:
    """For a take, by whatever letter this member sees it under."""
    ballot = (await house.canon.view(GUILD, ballot_id)).ballot
    await house.canon.vote(member(voter), ballot_id, letter_of(ballot, voter, take))


async def scene(house: Studio, view: SceneView) -> SceneView:
    return await house.scenes.view(GUILD, view.scene.id)


async def test_a_showrunner_makes_a_take_canon_at_once(house: Studio) -> None:
    view = await filmed(house)
    page = await house.canon.choose(showrunner(), take_id(view))
    assert page.view.scene.state is SceneState.CANON
    assert page.view.scene.canon_take_id == take_id(view)
    assert "made canon" in [deed.deed for deed in await house.settings.log(GUILD)]
    with pytest.raises(Refusal, match="is canon already"):
        await house.canon.choose(showrunner(), take_id(view))


async def test_another_take_can_be_made_canon_and_the_first_one_stays(house: Studio) -> None:
    view = await filmed(house, 2)
    await house.canon.choose(showrunner(), take_id(view, 0))
    await house.canon.choose(showrunner(), take_id(view, 1))
    after = await scene(house, view)
    assert after.scene.canon_take_id == take_id(view, 1)
    assert [take.take.state for take in after.takes] == ["posted", "posted"]


async def test_nobody_else_makes_a_take_canon_and_no_unseen_take_is(house: Studio) -> None:
    view = await filmed(house)
    with pytest.raises(NotAllowed):
        await house.canon.choose(member(MARA), take_id(view))
    waiting = await greenlit(house)
    with pytest.raises(Refusal, match="is queued"):
        await house.canon.choose(showrunner(), take_id(waiting))


async def test_one_take_is_nothing_to_vote_on(house: Studio) -> None:
    view = await filmed(house)
    with pytest.raises(Refusal, match="needs two takes"):
        await house.canon.hold(member(TOM), take_id(view))


async def test_the_vote_chooses_when_it_closes_and_says_everything_then(
    house: Studio, clock: Clock
) -> None:
    view, ballot_id = await held(house)
    await vote(house, ballot_id, TOM, take_id(view, 1))
    await vote(house, ballot_id, JO, take_id(view, 1))
    await vote(house, ballot_id, MARA, take_id(view, 0))
    before = await house.canon.view(GUILD, ballot_id)
    assert (before.turnout, before.results) == (3, ())
    clock.forward(hours=49)
    assert await house.canon.close_due() == 1
    after = await house.canon.view(GUILD, ballot_id)
    assert (after.ballot.verdict, after.ballot.chosen) == (CanonVerdict.CHOSEN, take_id(view, 1))
    assert [(take.number, votes) for take, votes in after.results] == [(1, 1), (2, 2)]
    assert (await scene(house, view)).scene.canon_take_id == take_id(view, 1)
    assert await house.canon.close_due() == 0


async def test_a_tie_goes_to_the_earlier_take(house: Studio, clock: Clock) -> None:
    view, ballot_id = await held(house)
    await vote(house, ballot_id, TOM, take_id(view, 1))
    await vote(house, ballot_id, JO, take_id(view, 0))
    clock.forward(hours=49)
    await house.canon.close_due()
    assert (await scene(house, view)).scene.canon_take_id == take_id(view, 0)


async def test_without_a_quorum_it_is_extended_once_and_then_lapses(
    house: Studio, clock: Clock
) -> None:
    view, ballot_id = await held(house)
    await vote(house, ballot_id, TOM, take_id(view, 1))
    clock.forward(hours=49)
    await house.canon.close_due()
    assert (await house.canon.view(GUILD, ballot_id)).ballot.terms.extended
    clock.forward(hours=49)
    await house.canon.close_due()
    assert (await house.canon.view(GUILD, ballot_id)).ballot.verdict is CanonVerdict.LAPSED
    assert (await scene(house, view)).scene.state is SceneState.SCREENED
    assert (await house.canon.hold(member(JO), take_id(view))).ballot is not None


async def test_a_vote_is_changed_and_taken_back(house: Studio) -> None:
    view, ballot_id = await held(house)
    await vote(house, ballot_id, TOM, take_id(view, 0))
    await vote(house, ballot_id, TOM, take_id(view, 1))
    assert (await house.canon.view(GUILD, ballot_id)).turnout == 1
    await vote(house, ballot_id, TOM, take_id(view, 1))
    assert (await house.canon.view(GUILD, ballot_id)).turnout == 0


async def test_a_screening_tells_the_letter_and_nothing_else(house: Studio) -> None:
    view, ballot_id = await held(house, 3)
    shown = [await house.canon.screening(member(TOM), ballot_id, letter) for letter in "ABC"]
    slates = [take.take.slate for take in view.takes]
    assert not any(slate in item.alt_text for slate in slates for item in shown)
    assert [item.clip is not None for item in shown] == [True] * 3
    assert [item.mine for item in shown] == [None] * 3
    voted = await house.canon.vote(member(TOM), ballot_id, "B")
    assert voted.mine == "B"


async def test_a_showrunners_word_ends_the_vote(house: Studio) -> None:
    view, ballot_id = await held(house)
    await house.canon.choose(showrunner(), take_id(view, 0))
    after = await house.canon.view(GUILD, ballot_id)
    assert after.ballot.verdict is CanonVerdict.OVERRULED
    with pytest.raises(BallotClosed):
        await house.canon.vote(member(TOM), ballot_id, "A")


async def test_one_vote_at_a_time_and_no_new_one_on_the_same_takes(
    house: Studio, clock: Clock
) -> None:
    view, ballot_id = await held(house)
    with pytest.raises(Refusal, match="open already"):
        await house.canon.hold(showrunner(), take_id(view))
    await vote(house, ballot_id, TOM, take_id(view, 0))
    await vote(house, ballot_id, JO, take_id(view, 0))
    clock.forward(hours=49)
    await house.canon.close_due()
    with pytest.raises(Refusal, match="chosen between already"):
        await house.canon.hold(member(TOM), take_id(view))
    await another(house, view.scene.id)
    assert (await house.canon.hold(member(TOM), take_id(view))).ballot is not None


async def test_who_may_not_vote_neither_votes_nor_opens_a_vote(house: Studio) -> None:
    view, ballot_id = await held(house)
    await house.settings.change(showrunner(), voter_role=9)
    with pytest.raises(NotAllowed, match="<@&9>"):
        await house.canon.vote(member(TOM), ballot_id, "A")
    await house.canon.choose(showrunner(), take_id(view))
    await another(house, view.scene.id)
    with pytest.raises(NotAllowed, match="<@&9>"):
        await house.canon.hold(member(TOM), take_id(view))


async def test_removing_the_scene_calls_the_vote_off(house: Studio) -> None:
    view, ballot_id = await held(house)
    await house.canon.keep_post(ballot_id, 3000, 7777)
    await house.scenes.remove(showrunner(), view.scene.id, "not ours")
    with pytest.raises(NotFound):
        await house.canon.view(GUILD, ballot_id)
    due = await house.outbox.due(per_guild=1000)
    # what shows it stays due: it finds nothing to show, and takes down what came through unheard
    assert [errand.subject_id for errand in due if errand.kind == "canon"] == [ballot_id]
    [removal] = [errand for errand in due if errand.kind == "removal"]
    assert [3000, 7777] in json.loads(json.dumps(removal.body["posts"]))


async def test_what_a_member_takes_with_them_is_blind_too(house: Studio, clock: Clock) -> None:
    view, ballot_id = await held(house)
    await vote(house, ballot_id, JO, take_id(view, 1))
    [kept] = (await house.members.kept(member(JO)))["votes on takes"]
    assert kept["take"] is None
    await vote(house, ballot_id, TOM, take_id(view, 1))
    clock.forward(hours=49)
    await house.canon.close_due()
    [kept] = (await house.members.kept(member(JO)))["votes on takes"]
    assert kept["take"] == 2


async def test_who_is_forgotten_leaves_a_count_on_closed_votes_and_nothing_on_open_ones(
    house: Studio, store: Store, clock: Clock
) -> None:
    view, ballot_id = await held(house)
    await vote(house, ballot_id, TOM, take_id(view, 1))
    await house.members.forget(member(TOM))
    assert (await house.canon.view(GUILD, ballot_id)).turnout == 0
    await vote(house, ballot_id, JO, take_id(view, 1))
    await vote(house, ballot_id, MARA, take_id(view, 1))
    clock.forward(hours=49)
    await house.canon.close_due()
    await house.members.forget(member(JO))
    assert (await house.canon.view(GUILD, ballot_id)).turnout == 2
    async with store.reading() as tx:
        rows = await tx.all(
            "SELECT member_id FROM canon_vote UNION SELECT opened_by FROM canon_ballot"
        )
    assert {TOM, JO}.isdisjoint(row["member_id"] for row in rows)


async def test_another_clubs_vote_is_not_here(house: Studio) -> None:
    view, ballot_id = await held(house)
    await set_up(house, 77, 78)
    for deed in (
        house.canon.page(member(TOM, 77), take_id(view)),
        house.canon.choose(showrunner(77), take_id(view)),
        house.canon.hold(showrunner(77), take_id(view)),
        house.canon.screening(member(TOM, 77), ballot_id),
        house.canon.vote(member(TOM, 77), ballot_id, "A"),
        house.canon.view(77, ballot_id),
    ):
        with pytest.raises(NotFound):
            await deed
