"""Shots changed one at a time: by whom, until when, and what becomes of votes, strip and takes."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import CHANNEL, DIRECTION, GUILD, JO, MARA, TOM, member, set_up, showrunner, strand
from shooting import claimed_by, deliver, operators_node

from bot.domain import shot_edits
from bot.domain.ballot import Choice
from bot.domain.house_rules import Rating
from bot.domain.queue import Work
from bot.domain.shot_words import Words
from bot.domain.shots import ShotFraming
from bot.errors import HouseRule, NotAllowed, NotFound, Outdated, Refusal
from bot.store import Store, jobs
from bot.studio import Studio
from bot.studio.views import SceneView
from render.contract import SceneOrder


def closer(shots: Any) -> Any:
    return shot_edits.reframed(shots, 1, framing=ShotFraming.EXTREME_WIDE)


async def proposed(house: Studio) -> SceneView:
    return await house.proposals.propose(
        member(MARA), CHANNEL, strand(), DIRECTION, age_restricted=False
    )


async def greenlit(house: Studio) -> SceneView:
    view = await proposed(house)
    await house.ballots.decide(showrunner(), view.scene.number, "greenlight", "we like it")
    return await house.scenes.view(GUILD, view.scene.id)


async def storyboards(store: Store, scene_id: int) -> list[SceneOrder]:
    """Those that are still to be drawn."""
    async with store.reading() as tx:
        rows = await jobs.of_scene(tx, scene_id)
    return [
        SceneOrder.model_validate_json(row["order_json"])
        for row in rows
        if row["kind"] == Work.STORYBOARD
    ]


async def test_the_proposer_changes_a_shot_and_the_votes_cast_are_void(house: Studio) -> None:
    view = await proposed(house)
    assert view.ballot is not None
    await house.ballots.vote(member(TOM), view.ballot.id, Choice.FOR)
    changed = await house.shots.change(member(MARA), view.scene.id, 0, closer)
    assert changed.scene.shot_list.shots[0].framing is ShotFraming.EXTREME_WIDE
    assert changed.scene.revision == 1
    assert changed.tally.turnout == 0


async def test_a_change_that_changes_nothing_voids_nothing(house: Studio) -> None:
    view = await proposed(house)
    assert view.ballot is not None
    framing = shot_edits.marked(view.scene.shot_list).shots[0].framing
    await house.shots.change(member(MARA), view.scene.id, 0, closer)
    await house.ballots.vote(member(TOM), view.ballot.id, Choice.FOR)
    same = await house.shots.change(member(MARA), view.scene.id, 1, closer)
    assert (same.scene.revision, same.tally.turnout) == (1, 1)
    assert framing is not ShotFraming.EXTREME_WIDE


async def test_the_strip_is_drawn_anew_with_the_seeds_that_it_had(
    house: Studio, store: Store
) -> None:
    view = await proposed(house)
    [before] = await storyboards(store, view.scene.id)
    await house.shots.change(
        member(MARA), view.scene.id, 0, lambda shots: shot_edits.moved(shots, 1, 1)
    )
    [after] = await storyboards(store, view.scene.id)
    assert [shot.seed for shot in after.shots[:2]] == [shot.seed for shot in before.shots[1::-1]]
    assert after.shots[2:] == before.shots[2:]


async def test_whoever_comes_second_is_told_and_changes_nothing(house: Studio) -> None:
    view = await greenlit(house)
    await house.shots.change(showrunner(), view.scene.id, 0, closer)
    with pytest.raises(Outdated, match="Somebody changed the shots"):
        await house.shots.change(
            showrunner(), view.scene.id, 0, lambda shots: shot_edits.dropped(shots, 1)
        )
    assert (await house.scenes.view(GUILD, view.scene.id)).scene.revision == 1


async def test_who_may_change_the_shots_is_told_by_the_vote(house: Studio) -> None:
    view = await proposed(house)
    with pytest.raises(NotAllowed, match="Only its proposer"):
        await house.shots.change(showrunner(), view.scene.id, 0, closer)
    await house.ballots.decide(showrunner(), view.scene.number, "greenlight", "we like it")
    with pytest.raises(NotAllowed, match="After the vote only showrunners"):
        await house.shots.change(member(MARA), view.scene.id, 0, closer)
    await house.ballots.decide(showrunner(), view.scene.number, "shelve", "we do not")
    with pytest.raises(Refusal, match="is shelved"):
        await house.shots.change(showrunner(), view.scene.id, 0, closer)


async def test_after_the_vote_a_take_that_waits_is_left_as_it_is(
    house: Studio, store: Store
) -> None:
    view = await greenlit(house)
    changed = await house.shots.change(showrunner(), view.scene.id, 0, closer)
    [take] = changed.takes
    assert take.waiting is not None
    assert (take.take.revision, changed.scene.revision) == (0, 1)
    deeds = [deed.deed for deed in await house.settings.log(GUILD)]
    assert "changed the shots of" in deeds


async def test_the_old_strip_stays_up_until_the_new_one_is_drawn(house: Studio) -> None:
    view = await proposed(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "strip")
    await deliver(house, node, claimed, Work.STORYBOARD)
    changed = await house.shots.change(member(MARA), view.scene.id, 0, closer)
    assert changed.storyboard is not None
    assert changed.storyboard_waits


async def test_typed_words_meet_the_hard_rules(house: Studio) -> None:
    view = await proposed(house)
    words = Words(4, "The boy undresses; naked, he poses.")
    with pytest.raises(HouseRule):
        await house.shots.change(
            member(MARA),
            view.scene.id,
            0,
            lambda shots: shot_edits.rewritten(shots, 1, words),
            typed=words.typed,
        )
    assert (await house.scenes.view(GUILD, view.scene.id)).scene.revision == 0


async def test_gory_words_are_for_age_restricted_channels_and_rate_the_scene(
    house: Studio,
) -> None:
    view = await proposed(house)
    words = Words(4, "Blood sprays; his entrails spill over the gore-soaked sand, disembowelled.")

    async def change(*, age_restricted: bool) -> SceneView:
        return await house.shots.change(
            member(MARA),
            view.scene.id,
            0,
            lambda shots: shot_edits.rewritten(shots, 1, words),
            typed=words.typed,
            age_restricted=age_restricted,
        )

    with pytest.raises(HouseRule, match="age-restricted"):
        await change(age_restricted=False)
    assert (await change(age_restricted=True)).scene.rating is Rating.GORY


async def test_another_clubs_scene_is_not_here(house: Studio) -> None:
    view = await proposed(house)
    await set_up(house, 77, 78)
    with pytest.raises(NotFound):
        await house.shots.change(member(MARA, 77), view.scene.id, 0, closer)
    with pytest.raises(NotFound):
        await house.shots.view(member(JO, 77), view.scene.id)
