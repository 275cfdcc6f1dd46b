"""Votes cast, changed, taken back; ballots closed by the clock and by showrunners."""

from __future__ import annotations

import asyncio

import pytest
from conftest import (
    CHANNEL,
    DIRECTION,
    GUILD,
    JO,
    MARA,
    TOM,
    Clock,
    member,
    showrunner,
    strand,
)

from bot.domain.ballot import Choice, Tally
from bot.domain.queue import Work
from bot.domain.scene import SceneState, TakeState
from bot.errors import BallotClosed, NotAllowed, NotFound, Refusal
from bot.store import Store, takes
from bot.studio import MediaFolder, Studio
from bot.studio.views import SceneView
from render.contract import Claim


async def propose(house: Studio, by: int = MARA) -> SceneView:
    return await house.proposals.propose(
        member(by), CHANNEL, strand(), DIRECTION, age_restricted=False
    )


async def cast(house: Studio, view: SceneView, *votes: tuple[int, Choice]) -> Tally:
    assert view.ballot is not None
    tally = Tally(0, 0)
    for voter, choice in votes:
        tally = (await house.ballots.vote(member(voter), view.ballot.id, choice)).tally
    return tally


async def state(house: Studio, view: SceneView) -> SceneState:
    return (await house.scenes.view(GUILD, view.scene.id)).scene.state


async def test_a_vote_is_counted_changed_and_taken_back(house: Studio) -> None:
    view = await propose(house)
    assert await cast(house, view, (TOM, Choice.FOR)) == Tally(1, 0)
    assert await cast(house, view, (TOM, Choice.AGAINST)) == Tally(0, 1)
    assert await cast(house, view, (TOM, Choice.AGAINST)) == Tally(0, 0)


async def test_a_vote_that_a_restart_left_unanswered_is_not_taken_back_by_its_repetition(
    house: Studio, store: Store, media: MediaFolder, clock: Clock
) -> None:
    view = await propose(house)
    await cast(house, view, (TOM, Choice.FOR))
    clock.forward(seconds=20)
    again = Studio(store, media, now=clock, seed=lambda: 1)
    assert await cast(again, view, (TOM, Choice.FOR)) == Tally(1, 0)
    assert await cast(again, view, (TOM, Choice.FOR)) == Tally(0, 0)


async def test_a_vote_that_was_cast_well_before_a_restart_is_taken_back_at_once(
    house: Studio, store: Store, media: MediaFolder, clock: Clock
) -> None:
    view = await propose(house)
    await cast(house, view, (TOM, Choice.FOR))
    clock.forward(minutes=10)
    again = Studio(store, media, now=clock, seed=lambda: 1)
    assert await cast(again, view, (TOM, Choice.FOR)) == Tally(0, 0)


async def test_a_hundred_votes_at_once_are_all_counted(house: Studio) -> None:
    view = await propose(house)
    assert view.ballot is not None
    async with asyncio.TaskGroup() as group:
        for voter in range(100, 200):
            choice = Choice.FOR if voter % 4 else Choice.AGAINST
            group.create_task(house.ballots.vote(member(voter), view.ballot.id, choice))
    assert (await house.scenes.view(GUILD, view.scene.id)).tally == Tally(75, 25)


async def test_a_carried_ballot_greenlights_and_queues_the_take(
    house: Studio, clock: Clock
) -> None:
    view = await propose(house)
    await cast(house, view, (TOM, Choice.FOR), (JO, Choice.FOR))
    clock.forward(hours=48)
    assert await house.ballots.close_due() == 1
    after = await house.scenes.view(GUILD, view.scene.id)
    assert after.scene.state is SceneState.GREENLIT
    assert [take.take.slate for take in after.takes] == ["1-1"]
    assert after.takes[0].take.state is TakeState.QUEUED
    works = {line.work for line in await house.queue.lines(GUILD)}
    assert works == {Work.STORYBOARD, Work.TAKE}


async def test_closing_twice_closes_once(house: Studio, clock: Clock) -> None:
    view = await propose(house)
    await cast(house, view, (TOM, Choice.FOR), (JO, Choice.FOR))
    clock.forward(hours=48)
    await asyncio.gather(house.ballots.close_due(), house.ballots.close_due())
    await house.ballots.close_due()
    assert len((await house.scenes.view(GUILD, view.scene.id)).takes) == 1


async def test_a_ballot_against_shelves(house: Studio, clock: Clock) -> None:
    view = await propose(house)
    await cast(house, view, (TOM, Choice.AGAINST), (JO, Choice.FOR))
    clock.forward(hours=48)
    await house.ballots.close_due()
    assert await state(house, view) is SceneState.SHELVED


async def test_without_a_quorum_it_is_extended_once_and_then_lapses(
    house: Studio, clock: Clock
) -> None:
    view = await propose(house)
    await cast(house, view, (TOM, Choice.FOR))
    clock.forward(hours=48)
    await house.ballots.close_due()
    assert await state(house, view) is SceneState.PROPOSED
    clock.forward(hours=47)
    assert await house.ballots.close_due() == 0
    clock.forward(hours=1)
    await house.ballots.close_due()
    assert await state(house, view) is SceneState.LAPSED


async def test_a_ballot_that_came_due_while_the_bot_slept_is_open_again_when_extended(
    house: Studio, clock: Clock
) -> None:
    view = await propose(house)
    clock.forward(days=10)
    await house.ballots.close_due()
    again = await house.scenes.view(GUILD, view.scene.id)
    assert again.ballot is not None
    assert again.ballot.closes_at > clock()
    await cast(house, again, (TOM, Choice.FOR))


async def test_nobody_votes_after_the_closing_time_even_before_it_is_closed(
    house: Studio, clock: Clock
) -> None:
    view = await propose(house)
    clock.forward(hours=48)
    with pytest.raises(BallotClosed):
        await cast(house, view, (TOM, Choice.FOR))


async def test_enough_net_votes_greenlight_at_once(house: Studio) -> None:
    await house.settings.change(showrunner(), early_net=2)
    view = await propose(house)
    await cast(house, view, (TOM, Choice.FOR))
    assert await state(house, view) is SceneState.PROPOSED
    await cast(house, view, (JO, Choice.FOR))
    assert await state(house, view) is SceneState.GREENLIT


async def test_a_hidden_tally_is_hidden_until_the_close(house: Studio, clock: Clock) -> None:
    await house.settings.change(showrunner(), hidden_tally=True)
    view = await propose(house)
    await cast(house, view, (TOM, Choice.FOR), (JO, Choice.FOR))
    assert (await house.scenes.view(GUILD, view.scene.id)).hides_tally
    clock.forward(hours=48)
    await house.ballots.close_due()
    assert not (await house.scenes.view(GUILD, view.scene.id)).hides_tally


async def test_open_ballots_that_a_member_has_not_voted_on_come_first(house: Studio) -> None:
    first, second = await propose(house), await propose(house, TOM)
    await cast(house, first, (JO, Choice.FOR))
    found = await house.open_ballots.open_for(member(JO), restricted=True)
    keys = [f"scene:{second.scene.id}", f"scene:{first.scene.id}"]
    assert [(one.key, one.mine) for one in found] == [(keys[0], None), (keys[1], Choice.FOR)]


async def test_a_proposer_is_led_past_a_ballot_that_they_may_not_vote_in(house: Studio) -> None:
    await propose(house)
    await house.settings.change(showrunner(), proposers_vote=False)
    assert await house.open_ballots.open_for(member(MARA), restricted=True) == []
    assert len(await house.open_ballots.open_for(member(JO), restricted=True)) == 1


async def test_a_vote_makes_the_card_due_once(house: Studio) -> None:
    view = await propose(house)
    for errand in await house.outbox.due():
        await house.outbox.done(errand)
    await cast(house, view, (TOM, Choice.FOR), (JO, Choice.FOR))
    assert [errand.kind for errand in await house.outbox.due()] == ["card"]


async def test_a_change_while_a_card_is_shown_makes_it_due_again(house: Studio) -> None:
    view = await propose(house)
    errand = next(item for item in await house.outbox.due() if item.kind == "card")
    await cast(house, view, (TOM, Choice.FOR))
    await house.outbox.done(errand)
    assert "card" in [item.kind for item in await house.outbox.due()]


@pytest.mark.parametrize(
    ("deed", "then"),
    [("greenlight", SceneState.GREENLIT), ("shelve", SceneState.SHELVED)],
)
async def test_a_showrunner_decides_and_it_is_recorded(
    house: Studio, deed: str, then: SceneState
) -> None:
    view = await propose(house)
    decided = await house.ballots.decide(showrunner(), 1, deed, "we film tonight")  # type: ignore[arg-type]
    assert decided.scene.state is then
    assert decided.reason == "we film tonight"
    record = (await house.settings.log(GUILD))[0]
    assert (record.deed, record.subject, record.reason) == (deed, "scene 1", "we film tonight")
    with pytest.raises(BallotClosed):
        await cast(house, view, (TOM, Choice.FOR))


async def test_a_reopened_scene_is_voted_on_anew(house: Studio, clock: Clock) -> None:
    view = await propose(house)
    await cast(house, view, (TOM, Choice.AGAINST), (JO, Choice.AGAINST))
    clock.forward(hours=48)
    await house.ballots.close_due()
    reopened = await house.ballots.decide(showrunner(), 1, "reopen", "second thoughts")
    assert reopened.scene.state is SceneState.PROPOSED
    assert reopened.tally == Tally(0, 0)
    assert await cast(house, reopened, (TOM, Choice.FOR)) == Tally(1, 0)


async def test_a_reopened_scene_without_a_storyboard_can_have_it_drawn(house: Studio) -> None:
    view = await propose(house)
    await house.ballots.decide(showrunner(), 1, "greenlight", "")
    await house.ballots.decide(showrunner(), 1, "shelve", "")
    reopened = await house.ballots.decide(showrunner(), 1, "reopen", "")
    assert reopened.storyboard_failed == "It was called off: a showrunner shelved the scene."
    await house.shots.draw_again(member(MARA), view.scene.id)
    assert (await house.scenes.view(GUILD, view.scene.id)).storyboard_waits
    [job] = await house.queue.lines(GUILD)
    await house.queue.cancel(showrunner(), job.job_id, "cancelled by a showrunner")
    again = await house.scenes.view(GUILD, view.scene.id)
    assert again.storyboard_failed == "It was called off: cancelled by a showrunner."


async def test_shelving_a_greenlit_scene_ends_its_take(house: Studio) -> None:
    view = await propose(house)
    await house.ballots.decide(showrunner(), 1, "greenlight", "")
    shelved = await house.ballots.decide(showrunner(), 1, "shelve", "changed our minds")
    assert shelved.scene.state is SceneState.SHELVED
    assert shelved.takes[0].take.state is TakeState.CANCELLED
    assert await house.queue.lines(GUILD) == []
    assert view.scene.number == 1


async def test_only_showrunners_decide(house: Studio) -> None:
    await propose(house)
    with pytest.raises(NotAllowed):
        await house.ballots.decide(member(TOM), 1, "greenlight", "")
    await house.settings.change(showrunner(), showrunner_role=9)
    await house.ballots.decide(member(TOM, roles=[9]), 1, "greenlight", "")


@pytest.mark.parametrize("deed", ["reopen", "shelve", "greenlight"])
async def test_a_decision_that_changes_nothing_is_refused(house: Studio, deed: str) -> None:
    await propose(house)
    if deed != "reopen":
        await house.ballots.decide(showrunner(), 1, deed, "")  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        await house.ballots.decide(showrunner(), 1, deed, "")  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await house.ballots.decide(showrunner(), 99, deed, "")  # type: ignore[arg-type]


async def test_a_filming_engine_must_be_offered_by_a_node(house: Studio) -> None:
    with pytest.raises(Refusal, match="No node of this server offers"):
        await house.settings.change(showrunner(), filming_engine="wan")


async def test_while_takes_wait_for_another_engine_a_draft_is_shot(house: Studio) -> None:
    token = await house.nodes.local("the bot's machine")
    node = await house.nodes.authenticate(token)
    assert node is not None
    claim = Claim(claim_id="claim-0001", contracts=(1,), engines=("animatic", "wan"), wait=0)
    await house.leases.claim(node, claim)
    await house.settings.change(showrunner(), filming_engine="wan")
    await propose(house)
    await house.ballots.decide(showrunner(), 1, "greenlight", "")
    lines = {line.work: line.engine for line in await house.queue.lines(GUILD)}
    assert lines[Work.TAKE] == "wan"
    assert lines[Work.DRAFT] == "*"


async def test_a_tally_that_is_hidden_now_is_hidden_on_the_cards_that_are_there(
    house: Studio,
) -> None:
    view = await propose(house)
    for errand in await house.outbox.due():
        await house.outbox.done(errand)
    await house.settings.change(showrunner(), hidden_tally=True)
    due = await house.outbox.due()
    assert ("card", view.scene.id) in [(errand.kind, errand.subject_id) for errand in due]
    assert "board" in [errand.kind for errand in due]


@pytest.mark.parametrize("deed", ["reopen", "greenlight"])
async def test_a_scene_of_a_removed_novel_stays_in_the_archive(house: Studio, deed: str) -> None:
    view = await propose(house)
    await house.novels.remove(showrunner(), view.novel.id)
    with pytest.raises(NotFound, match="stay as an archive"):
        await house.ballots.decide(showrunner(), 1, deed, "")  # type: ignore[arg-type]
    assert await state(house, view) is SceneState.CANCELLED


async def test_a_scene_whose_take_is_finished_is_not_shelved_any_more(
    house: Studio, store: Store
) -> None:
    view = await propose(house)
    greenlit = await house.ballots.decide(showrunner(), 1, "greenlight", "")
    async with store.transaction() as tx:
        await takes.deliver(tx, greenlit.takes[0].take.id, "{}", house.ballots._now())
    with pytest.raises(Refusal, match="Take 1-1 is finished"):
        await house.ballots.decide(showrunner(), 1, "shelve", "too late")
    assert await state(house, view) is SceneState.GREENLIT
