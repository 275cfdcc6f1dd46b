"""Proposing, amending, withdrawing, removing, reporting."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from conftest import (
    ANNA,
    CHANNEL,
    DIRECTION,
    GUILD,
    JO,
    MARA,
    TOM,
    Clock,
    member,
    set_up,
    showrunner,
    strand,
)

from bot.domain.ballot import Choice
from bot.domain.direction import Direction, Framing, Light, Pace, TimeOfDay
from bot.domain.house_rules import Rating
from bot.domain.novel import Chapter, Novel, Passage, Rights
from bot.domain.queue import Work
from bot.domain.scene import SceneState
from bot.domain.shot_edits import rewritten
from bot.domain.shot_words import Words
from bot.errors import HouseRule, NotAllowed, NotFound, Refusal
from bot.store import Store
from bot.studio import Studio
from bot.studio.views import SceneView


async def propose(house: Studio, by: int = MARA, **changes: str) -> SceneView:
    return await house.proposals.propose(
        member(by), CHANNEL, strand(), replace(DIRECTION, **changes), age_restricted=False
    )


async def kinds(house: Studio) -> list[str]:
    return sorted(errand.kind for errand in await house.outbox.due())


async def test_a_proposal_opens_a_ballot_and_orders_a_storyboard(house: Studio) -> None:
    view = await propose(house)
    assert view.scene.number == 1
    assert view.scene.state is SceneState.PROPOSED
    assert view.ballot is not None
    assert view.ballot.quorum == 2
    assert view.storyboard_waits
    waiting = await house.queue.lines(GUILD)
    assert [line.work for line in waiting] == [Work.STORYBOARD]


async def test_a_proposal_leaves_a_card_to_be_posted(house: Studio) -> None:
    before = await kinds(house)
    await propose(house)
    assert sorted([*before, "card"]) == await kinds(house)


async def test_scenes_are_numbered_in_each_guild(house: Studio) -> None:
    other = await set_up(house, 77, 78)
    await propose(house)
    assert (await propose(house, title="Another")).scene.number == 2
    elsewhere = await house.proposals.propose(
        member(guild_id=77), 78, strand(other), DIRECTION, age_restricted=False
    )
    assert elsewhere.scene.number == 1


async def test_a_draft_carries_on_from_the_end_of_the_chapter_before(house: Studio) -> None:
    broken_in = Chapter("I", ("That night they broke into the museum.",))
    told = Novel("Ada", (), (broken_in, Chapter("II", ("“Hush,” said Ada.",))))
    added = await house.novels.add(showrunner(), told, Rights.OWN_WORK, "d" * 64)
    draft = await house.proposals.draft(GUILD, Passage(added.id, 2, 1, 1))
    assert str(draft.heading) == "INT. MUSEUM - NIGHT"


async def test_the_draft_fills_the_form_and_can_be_sent_unchanged(house: Studio) -> None:
    draft = await house.proposals.draft(GUILD, strand())
    assert draft.heading.time_of_day is TimeOfDay.DUSK
    assert not draft.heading.interior
    unchanged = replace(
        DIRECTION,
        title=draft.title,
        action=draft.action,
        light=draft.light,
        framing=draft.framing,
        pace=draft.pace,
    )
    view = await house.proposals.propose(
        member(), CHANNEL, strand(), unchanged, age_restricted=False
    )
    assert 3 <= len(view.scene.shot_list.shots) <= 8
    assert 8 <= view.scene.shot_list.seconds <= 60


@pytest.mark.parametrize(
    "told",
    [
        "The naked man came on. And, as the lantern fell, a naked man ran along the strand.",
        "He had seen the beheaded king, and at last the captain took his hat and spoke.",
    ],
)
async def test_a_draft_of_words_that_a_novel_has_in_passing_can_be_sent_unchanged(
    house: Studio, told: str
) -> None:
    novel = Novel("Passing", (), (Chapter("I", (told,)),))
    added = await house.novels.add(showrunner(), novel, Rights.OWN_WORK, "e" * 64)
    passage = Passage(added.id, 1, 1, 1)
    draft = await house.proposals.draft(GUILD, passage)
    assert re.search("naked|beheaded", f"{draft.title} {draft.action}")
    unchanged = Direction(draft.title, draft.action, draft.light, draft.framing, draft.pace)
    view = await house.proposals.propose(
        member(), CHANNEL, passage, unchanged, age_restricted=False
    )
    assert view.scene.rating is Rating.GENERAL


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"title": " "}, "title of 1 to 80"),
        ({"title": "x" * 81}, "title of 1 to 80"),
        ({"action": ""}, "what we see"),
        ({"action": "x" * 1001}, "1001"),
    ],
)
async def test_a_form_that_is_not_right_is_refused_and_nothing_is_kept(
    house: Studio, change: dict[str, str], says: str
) -> None:
    with pytest.raises(Refusal, match=says):
        await propose(house, **change)
    assert await house.scenes.find(GUILD, "") == []
    assert await house.queue.lines(GUILD) == []


async def test_a_house_rule_refuses_and_names_the_rule(house: Studio) -> None:
    with pytest.raises(HouseRule, match="no real people"):
        await propose(house, action="A boy played by Tom Hanks runs along the strand.")
    assert await house.scenes.find(GUILD, "") == []


async def test_a_gory_scene_goes_to_an_age_restricted_channel_only(house: Studio) -> None:
    gory = replace(DIRECTION, action="His severed head rolls over the sand, gore everywhere.")
    with pytest.raises(HouseRule, match="age-restricted"):
        await house.proposals.propose(member(), CHANNEL, strand(), gory, age_restricted=False)
    view = await house.proposals.propose(member(), CHANNEL, strand(), gory, age_restricted=True)
    assert view.scene.rating is Rating.GORY


async def test_a_member_proposes_so_many_scenes_a_day(house: Studio, clock: Clock) -> None:
    await house.settings.change(showrunner(), proposals_per_day=2)
    await propose(house, title="One")
    await propose(house, title="Two")
    with pytest.raises(Refusal, match="at most 2 a day"):
        await propose(house)
    await propose(house, by=TOM)
    clock.forward(hours=25)
    await propose(house)


async def test_a_withdrawn_proposal_does_not_count(house: Studio) -> None:
    await house.settings.change(showrunner(), proposals_per_day=1)
    view = await propose(house)
    await house.proposals.withdraw(member(), view.scene.id)
    await propose(house)


async def test_proposing_and_withdrawing_does_not_fill_the_channel(
    house: Studio, clock: Clock
) -> None:
    await house.settings.change(showrunner(), proposals_per_day=1)
    for _ in range(2):
        view = await propose(house)
        await house.proposals.withdraw(member(), view.scene.id)
    with pytest.raises(Refusal, match="You withdrew 2 scenes today"):
        await propose(house)
    clock.forward(hours=25)
    await propose(house)


async def test_a_form_that_is_sent_again_as_its_answer_never_came_is_one_scene(
    house: Studio, clock: Clock
) -> None:
    await house.settings.change(showrunner(), proposals_per_day=1)
    first = await propose(house)
    clock.forward(seconds=30)
    assert (await propose(house)).scene.id == first.scene.id
    assert (await propose(house, by=TOM)).scene.id != first.scene.id
    clock.forward(minutes=10)
    with pytest.raises(Refusal, match="at most 1 a day"):
        await propose(house)


async def test_a_novel_that_is_removed_meanwhile_gets_no_scene(
    house: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = house.proposals._plan

    async def slowly(*args: Any, **kwargs: Any) -> Any:
        planned = await plan(*args, **kwargs)
        await house.novels.remove(showrunner(), strand().novel_id)
        return planned

    monkeypatch.setattr(house.proposals, "_plan", slowly)
    with pytest.raises(NotFound, match="was removed"):
        await propose(house)
    assert await house.scenes.find(GUILD, "") == []


async def test_a_full_queue_takes_no_more_proposals(house: Studio) -> None:
    await house.settings.change(showrunner(), queue_cap=1)
    view = await propose(house)
    await house.ballots.decide(showrunner(), view.scene.number, "greenlight", "test")
    with pytest.raises(Refusal, match="queue is full"):
        await propose(house)


async def test_amending_voids_the_votes_and_draws_anew(house: Studio) -> None:
    view = await propose(house)
    assert view.ballot is not None
    await house.ballots.vote(member(TOM), view.ballot.id, Choice.FOR)
    await house.ballots.vote(member(JO), view.ballot.id, Choice.AGAINST)
    amended = await house.proposals.amend(
        member(),
        view.scene.id,
        replace(DIRECTION, action="At night, in the snow, he stands in the forest."),
        age_restricted=False,
    )
    assert (amended.voided, amended.is_replanned) == (2, False)
    assert amended.view.tally.turnout == 0
    assert amended.view.scene.shot_list.heading.time_of_day is TimeOfDay.NIGHT
    assert len(await house.queue.lines(GUILD)) == 1


async def test_an_amendment_that_changes_nothing_costs_nothing(house: Studio) -> None:
    view = await propose(house)
    assert view.ballot is not None
    await house.ballots.vote(member(TOM), view.ballot.id, Choice.FOR)
    unchanged = replace(view.scene.direction, title=f" {view.scene.direction.title} ")
    amended = await house.proposals.amend(member(), view.scene.id, unchanged, age_restricted=False)
    assert not amended.is_changed
    assert amended.view.tally.for_ == 1
    assert amended.view.scene.revision == view.scene.revision


async def edited(house: Studio, view: SceneView, action: str) -> SceneView:
    """A proposal whose second shot was written anew."""
    return await house.shots.change(
        member(),
        view.scene.id,
        view.scene.revision,
        lambda shots: rewritten(shots, 2, Words(6, action)),
        typed=(action,),
        age_restricted=True,
    )


@pytest.mark.parametrize(
    ("change", "keeps"),
    [
        ({"title": "Another title"}, True),
        ({"action": "He stands in the forest."}, False),
        ({"light": Light.FIRELIGHT}, False),
        ({"framing": Framing.AERIAL}, False),
        ({"pace": Pace.LINGERING}, False),
    ],
)
async def test_changed_shots_outlive_another_title_alone(
    house: Studio, change: dict[str, Any], keeps: bool
) -> None:
    view = await edited(house, await propose(house), "His severed head, gore everywhere.")
    amended = await house.proposals.amend(
        member(), view.scene.id, replace(DIRECTION, **change), age_restricted=True
    )
    assert (amended.view.scene.shot_list == view.scene.shot_list) is keeps
    assert amended.is_replanned is not keeps
    assert (amended.view.scene.rating is Rating.GORY) is keeps


async def test_only_the_proposer_amends_and_withdraws(house: Studio) -> None:
    view = await propose(house)
    with pytest.raises(NotAllowed):
        await house.proposals.amend(member(TOM), view.scene.id, DIRECTION, age_restricted=False)
    with pytest.raises(NotAllowed):
        await house.proposals.withdraw(member(TOM), view.scene.id)


async def test_nothing_is_changed_once_the_closing_time_has_come(
    house: Studio, clock: Clock
) -> None:
    view = await propose(house)
    assert view.ballot is not None
    await house.ballots.vote(member(TOM), view.ballot.id, Choice.AGAINST)
    clock.forward(hours=48)
    other = replace(DIRECTION, title="Another title")
    with pytest.raises(Refusal, match="being counted"):
        await house.proposals.amend(member(), view.scene.id, other, age_restricted=False)
    with pytest.raises(Refusal, match="being counted"):
        await house.proposals.withdraw(member(), view.scene.id)
    assert (await house.scenes.view(GUILD, view.scene.id)).tally.against == 1


async def test_a_withdrawn_scene_ends_its_ballot_and_its_work(house: Studio) -> None:
    view = await propose(house)
    withdrawn = await house.proposals.withdraw(member(), view.scene.id)
    assert withdrawn.scene.state is SceneState.WITHDRAWN
    assert await house.queue.lines(GUILD) == []
    assert view.ballot is not None
    with pytest.raises(Refusal):
        await house.ballots.vote(member(TOM), view.ballot.id, Choice.FOR)
    with pytest.raises(Refusal, match="withdrawn"):
        await house.proposals.withdraw(member(), view.scene.id)


async def test_scenes_on_one_passage_name_each_other(house: Studio) -> None:
    first = await propose(house)
    second = await house.proposals.propose(
        member(TOM), CHANNEL, Passage(1, 1, 2, 3), DIRECTION, age_restricted=False
    )
    assert [other.number for other in second.neighbours] == [1]
    again = await house.scenes.view(GUILD, first.scene.id)
    assert [other.number for other in again.neighbours] == [2]


async def test_removing_takes_the_post_down_and_ends_the_work(house: Studio) -> None:
    view = await propose(house)
    await house.scenes.keep_card(view.scene.id, CHANNEL, 555)
    await house.scenes.remove(showrunner(), view.scene.id, "copied from elsewhere")
    with pytest.raises(NotFound):
        await house.scenes.view(GUILD, view.scene.id)
    assert await house.queue.lines(GUILD) == []
    removal = next(item for item in await house.outbox.due() if item.kind == "removal")
    assert removal.body["posts"] == [[CHANNEL, 555]]
    assert (await house.settings.log(GUILD))[0].reason == "copied from elsewhere"


async def test_only_showrunners_remove(house: Studio) -> None:
    view = await propose(house)
    with pytest.raises(NotAllowed, match="Only showrunners"):
        await house.scenes.remove(member(TOM), view.scene.id, "")


async def test_a_report_reaches_the_showrunners_with_its_reason(house: Studio) -> None:
    view = await propose(house)
    await house.scenes.complain(member(TOM), view.scene.id, "  this is my cousin  ")
    errand = next(item for item in await house.outbox.due() if item.kind == "complaint")
    assert errand.body["reason"] == "this is my cousin"
    assert errand.body["member_id"] == TOM


async def test_reports_are_limited_and_need_a_reason(house: Studio) -> None:
    view = await propose(house)
    with pytest.raises(Refusal, match="what is wrong"):
        await house.scenes.complain(member(TOM), view.scene.id, "   ")
    for _ in range(10):
        await house.scenes.complain(member(TOM), view.scene.id, "spam")
    with pytest.raises(Refusal, match="limit"):
        await house.scenes.complain(member(TOM), view.scene.id, "spam")


async def test_a_report_on_a_take_names_one_of_the_scenes_own(house: Studio) -> None:
    view = await propose(house)
    with pytest.raises(NotFound, match="not one of this scene"):
        await house.scenes.complain(member(TOM), view.scene.id, "odd", take_id=99)


async def test_tell_me_is_a_switch(house: Studio) -> None:
    view = await propose(house)
    assert await house.scenes.subscribe(member(TOM), view.scene.id)
    assert not await house.scenes.subscribe(member(TOM), view.scene.id)


async def test_a_proposer_is_told_without_asking(house: Studio) -> None:
    view = await propose(house)
    with pytest.raises(Refusal, match="You proposed this scene: you are pinged"):
        await house.scenes.subscribe(member(), view.scene.id)


async def test_nothing_of_one_guild_is_shown_to_another(house: Studio, store: Store) -> None:
    other = await set_up(house, 77, 78)
    view = await propose(house)
    stranger = member(ANNA, 77, manages_guild=True)
    assert view.ballot is not None
    refused = [
        house.scenes.view(77, view.scene.id),
        house.scenes.numbered(77, view.scene.number),
        house.proposals.draft(77, strand()),
        house.proposals.amend(stranger, view.scene.id, DIRECTION, age_restricted=False),
        house.proposals.withdraw(stranger, view.scene.id),
        house.scenes.remove(stranger, view.scene.id, ""),
        house.scenes.complain(stranger, view.scene.id, "x"),
        house.scenes.subscribe(stranger, view.scene.id),
        house.ballots.vote(stranger, view.ballot.id, Choice.FOR),
        house.ballots.decide(stranger, view.scene.number, "shelve", ""),
        house.novels.get(77, 1),
        house.passages.search(77, 1, "lantern"),
        house.passages.passage(77, strand()),
        house.passages.shifted(77, strand(), "later"),
        house.novels.bind(stranger, 1, 78),
        house.novels.remove(stranger, 1),
        house.proposals.propose(stranger, 78, strand(), DIRECTION, age_restricted=False),
    ]
    for call in refused:
        with pytest.raises(NotFound):
            await call
    assert await house.scenes.find(77, "") == []
    assert await house.open_ballots.open_for(stranger, restricted=True) == []
    assert await house.queue.lines(77) == []
    assert [novel.id for novel in await house.novels.of_guild(77)] == [other]
    assert await house.board.view(77, 1) is None
    found = await house.passages.search(77, other, "lantern")
    assert {hit.passage.novel_id for hit in found} == {other}


async def test_scenes_are_found_by_number_slate_and_title(house: Studio) -> None:
    await propose(house)
    await propose(house, title="100% _odd_ title")
    assert [line.number for line in await house.scenes.find(GUILD, "boy")] == [1]
    assert [line.number for line in await house.scenes.find(GUILD, "2-1")] == [2]
    assert [line.number for line in await house.scenes.find(GUILD, "0% _o")] == [2]
    assert [line.number for line in await house.scenes.find(GUILD, "")] == [1, 2]
