"""Looks: drafted, voted on, chosen; and what orders carry of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from casting_fixtures import HALE, cast, chosen, offered
from conftest import CHANNEL, DIRECTION, GUILD, JO, MARA, TOM, Clock, member, showrunner, strand
from filming import order_of
from shooting import claimed_by, deliver, operators_node, png, row, take_up

from bot.domain.ballot import Choice
from bot.domain.characters import Character, Kind
from bot.domain.look import ACCENTS, Appearance, LookState
from bot.domain.queue import Work
from bot.domain.scene import SceneState
from bot.domain.shot_edits import rewritten
from bot.domain.shot_words import Words
from bot.errors import BallotClosed, HouseRule, NotAllowed, NotFound, Refusal
from bot.store import Store, jobs, scenes
from bot.studio import Studio
from bot.studio.dressing import performer_of
from bot.studio.views import SceneView
from render import contract


async def scene(house: Studio, action: str = "Captain Hale waits on the strand.") -> SceneView:
    direction = type(DIRECTION)("Hale", action, DIRECTION.light, DIRECTION.framing, DIRECTION.pace)
    return await house.proposals.propose(
        member(MARA), CHANNEL, strand(), direction, age_restricted=False
    )


async def next_order(house: Studio, kind: contract.JobKind) -> contract.SceneOrder:
    """The order of that kind that waits."""
    async with house.looks._store.reading() as tx:
        rows = await jobs.of_guild(tx, GUILD, 100)
    orders = [contract.SceneOrder.model_validate_json(row["order_json"]) for row in rows]
    return next(order for order in orders if order.kind is kind)


# --- drafts ---


async def test_a_draft_is_its_members_alone_until_it_is_offered(house: Studio) -> None:
    ids = await cast(house)
    draft = await house.looks.draft(member(MARA), ids["Captain Hale"], HALE)
    assert (draft.look.state, draft.ballot) == (LookState.DRAFT, None)
    assert (await house.cast.character(member(MARA), ids["Captain Hale"])).looks == ()
    for deed in (
        house.looks.change(member(TOM), draft.look.id, accent="red"),
        house.looks.offer(member(TOM), draft.look.id, CHANNEL),
        house.looks.discard(member(TOM), draft.look.id),
        house.looks.vote(member(TOM), draft.look.id, Choice.FOR),
    ):
        with pytest.raises(NotFound):
            await deed


async def test_a_draft_is_changed_and_a_look_on_the_ballot_is_not(house: Studio) -> None:
    ids = await cast(house)
    draft = await house.looks.draft(member(MARA), ids["Captain Hale"], HALE)
    changed = await house.looks.change(
        member(MARA), draft.look.id, accent="red", chapter=2, appearance=Appearance(hair="white")
    )
    assert (changed.look.accent, changed.look.chapter) == ("red", 2)
    assert changed.look.appearance.hair == "white"
    await house.looks.offer(member(MARA), draft.look.id, CHANNEL)
    with pytest.raises(Refusal, match="before everybody already"):
        await house.looks.change(member(MARA), draft.look.id, accent="blue")


async def test_a_discarded_draft_is_gone(house: Studio) -> None:
    ids = await cast(house)
    draft = await house.looks.draft(member(MARA), ids["Captain Hale"], HALE)
    await house.looks.discard(member(MARA), draft.look.id)
    with pytest.raises(NotFound):
        await house.looks.view(GUILD, draft.look.id)


@pytest.mark.parametrize("chapter", [0, 3])
async def test_a_look_holds_from_a_chapter_that_there_is(house: Studio, chapter: int) -> None:
    ids = await cast(house)
    draft = await house.looks.draft(member(MARA), ids["Captain Hale"], HALE)
    with pytest.raises(Refusal, match="1 to 2"):
        await house.looks.change(member(MARA), draft.look.id, chapter=chapter)


async def test_an_accent_is_one_that_stays_apart_on_the_screen(house: Studio) -> None:
    ids = await cast(house)
    draft = await house.looks.draft(member(MARA), ids["Captain Hale"], HALE)
    with pytest.raises(Refusal, match="one of red, amber"):
        await house.looks.change(member(MARA), draft.look.id, accent="#fff")


async def test_a_look_keeps_the_house_rules(house: Studio) -> None:
    ids = await cast(house)
    with pytest.raises(HouseRule):
        await house.looks.draft(member(MARA), ids["Wick"], Appearance(face="a naked boy of twelve"))


async def test_a_member_offers_five_looks_a_day(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    for _ in range(5):
        await offered(house, ids["Captain Hale"])
    with pytest.raises(Refusal, match="at most 5 looks a day"):
        await offered(house, ids["Captain Hale"])
    clock.forward(hours=25)
    await offered(house, ids["Captain Hale"])


async def test_a_member_keeps_ten_drafts(house: Studio) -> None:
    ids = await cast(house)
    for _ in range(10):
        await house.looks.draft(member(MARA), ids["Captain Hale"], HALE)
    with pytest.raises(Refusal, match="10 looks that nobody has seen"):
        await house.looks.draft(member(MARA), ids["Captain Hale"], HALE)


# --- the ballot ---


async def test_an_offer_opens_a_ballot_posts_a_card_and_orders_a_portrait(house: Studio) -> None:
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"], accent="amber")
    assert view.ballot is not None
    assert view.ballot.quorum == 2
    assert view.portrait_waits
    assert "look" in [errand.kind for errand in await house.outbox.due()]
    order = await next_order(house, contract.JobKind.PORTRAIT)
    [shot] = order.shots
    [hale] = shot.cast
    assert shot.place.name == "backdrop"
    assert hale.description == "about fifty, black hair, cropped, wearing a long blue coat"
    assert (hale.accent, hale.seed) == (ACCENTS["amber"], view.look.seed)


async def test_the_queue_names_nobody_whom_a_member_has_not_read_of(house: Studio) -> None:
    ids = await cast(house)
    for name in ("Captain Hale", "Mistress Orr"):
        await offered(house, ids[name])
    await house.members.read_up_to(member(TOM), 1, "1")
    titles = [line.title for line in await house.queue.lines(GUILD, member_id=TOM)]
    assert titles == ["Portrait of Captain Hale", "beyond what you have read"]
    assert "Portrait of Mistress Orr" in [line.title for line in await house.queue.lines(GUILD)]


async def test_a_look_tells_of_whoever_it_is_of_from_where_they_have_their_name(
    house: Studio,
) -> None:
    ids = await cast(house)
    view = await offered(house, ids["Mistress Orr"], chapter=1)
    assert (view.look.chapter, view.tells_of) == (1, 2)
    await house.members.read_up_to(member(TOM), 1, "1")
    assert await house.open_ballots.open_for(member(TOM), restricted=True) == []
    assert len(await house.open_ballots.open_for(member(JO), restricted=True)) == 1


async def test_a_places_portrait_is_the_place_without_anybody(house: Studio) -> None:
    ids = await cast(house)
    await offered(house, ids["strand"], Appearance(wardrobe="black stones, a wreck"))
    [shot] = (await next_order(house, contract.JobKind.PORTRAIT)).shots
    assert (shot.place.name, shot.place.description) == ("strand", "black stones, a wreck")
    assert shot.cast == ()


async def test_a_delivered_portrait_is_on_the_card(house: Studio) -> None:
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"])
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "portrait")
    await deliver(house, node, claimed, Work.PORTRAIT, {"portrait.png": png(48, 60)})
    shown = await house.looks.view(GUILD, view.look.id)
    assert shown.portrait is not None
    assert shown.portrait.path.read_bytes() == png(48, 60)
    assert not shown.portrait_waits


async def test_a_look_is_chosen_by_the_rule_for_scenes(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    view = await chosen(house, clock, ids["Captain Hale"])
    assert view.look.state is LookState.CHOSEN
    page = await house.cast.character(member(), ids["Captain Hale"])
    assert [one.look.id for one in page.looks] == [view.look.id]


async def test_a_tie_declines_a_look(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"])
    await house.looks.vote(member(TOM), view.look.id, Choice.FOR)
    await house.looks.vote(member(JO), view.look.id, Choice.AGAINST)
    clock.forward(hours=49)
    await house.looks.close_due()
    assert (await house.looks.view(GUILD, view.look.id)).look.state is LookState.DECLINED


async def test_without_a_quorum_a_look_is_extended_once_and_then_lapses(
    house: Studio, clock: Clock
) -> None:
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"])
    await house.looks.vote(member(TOM), view.look.id, Choice.FOR)
    clock.forward(hours=49)
    assert await house.looks.close_due() == 1
    prolonged = (await house.looks.view(GUILD, view.look.id)).ballot
    assert prolonged is not None
    assert prolonged.extended
    clock.forward(hours=49)
    await house.looks.close_due()
    assert (await house.looks.view(GUILD, view.look.id)).look.state is LookState.LAPSED
    assert await house.looks.close_due() == 0


async def test_enough_votes_choose_a_look_early(house: Studio) -> None:
    await house.settings.change(showrunner(), early_net=2)
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"])
    for voter in (TOM, JO):
        await house.looks.vote(member(voter), view.look.id, Choice.FOR)
    assert (await house.looks.view(GUILD, view.look.id)).look.state is LookState.CHOSEN


async def test_a_second_click_takes_the_vote_back(house: Studio) -> None:
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"])
    await house.looks.vote(member(TOM), view.look.id, Choice.FOR)
    voted = await house.looks.vote(member(TOM), view.look.id, Choice.FOR)
    assert (voted.choice, voted.tally.turnout) == (None, 0)


async def test_a_hidden_tally_is_hidden_until_the_ballot_closes(
    house: Studio, clock: Clock
) -> None:
    await house.settings.change(showrunner(), hidden_tally=True)
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"])
    voted = await house.looks.vote(member(TOM), view.look.id, Choice.FOR)
    assert voted.hides_tally
    assert (await house.looks.view(GUILD, view.look.id)).hides_tally
    await house.looks.vote(member(JO), view.look.id, Choice.FOR)
    clock.forward(hours=49)
    await house.looks.close_due()
    assert not (await house.looks.view(GUILD, view.look.id)).hides_tally


async def test_who_may_vote_on_scenes_may_vote_on_looks(house: Studio, clock: Clock) -> None:
    await house.settings.change(showrunner(), voter_role=9, proposers_vote=False)
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"])
    with pytest.raises(NotAllowed):
        await house.looks.vote(member(TOM), view.look.id, Choice.FOR)
    with pytest.raises(NotAllowed, match="own"):
        await house.looks.vote(member(MARA, roles=[9]), view.look.id, Choice.FOR)
    clock.forward(hours=49)
    with pytest.raises(BallotClosed):
        await house.looks.vote(member(TOM, roles=[9]), view.look.id, Choice.FOR)


async def test_whoever_offered_a_look_takes_it_back(house: Studio, store: Store) -> None:
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"])
    with pytest.raises(NotAllowed):
        await house.looks.withdraw(member(TOM), view.look.id)
    gone = await house.looks.withdraw(member(MARA), view.look.id)
    assert gone.look.state is LookState.WITHDRAWN
    assert (await row(store, 1))["outcome"] == "cancelled"


async def test_a_chosen_look_is_a_showrunners_to_take_out(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    view = await chosen(house, clock, ids["Captain Hale"])
    with pytest.raises(Refusal, match="while it is on the ballot"):
        await house.looks.withdraw(member(MARA), view.look.id)
    await house.looks.withdraw(showrunner(), view.look.id, "not him")
    assert (await house.cast.character(member(), ids["Captain Hale"])).looks == ()


async def test_an_offer_says_which_look_it_follows_and_which_canon_it_touches(
    house: Studio, clock: Clock, store: Store
) -> None:
    ids = await cast(house)
    first = await chosen(house, clock, ids["Captain Hale"])
    filmed, other = await scene(house), await scene(house, "Nobody is on the strand.")
    async with store.transaction() as tx:
        for one in (filmed, other):
            await scenes.set_state(tx, one.scene.id, SceneState.CANON)
    second = await offered(house, ids["Captain Hale"], Appearance(hair="white"))
    assert second.instead_of == first.look
    assert [(one.number, one.title) for one in second.touches] == [(1, "Hale")]
    third = await offered(house, ids["Captain Hale"], Appearance(hair="white"), chapter=2)
    assert third.touches == ()


async def test_looks_on_the_ballot_go_with_their_novel(house: Studio, store: Store) -> None:
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"])
    await house.novels.remove(showrunner(), 1)
    gone = await house.looks.view(GUILD, view.look.id)
    assert (gone.look.state, gone.reason) == (LookState.WITHDRAWN, "the novel was removed")
    assert (await row(store, 1))["outcome"] == "cancelled"


# --- what orders carry ---


async def test_the_next_scenes_order_carries_the_chosen_look(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    look = await chosen(house, clock, ids["Captain Hale"], accent="amber")
    await scene(house)
    order = await next_order(house, contract.JobKind.STORYBOARD)
    performers = {one.name: one for shot in order.shots for one in shot.cast}
    assert performers["Captain Hale"].description.startswith("about fifty, black hair, cropped")
    assert performers["Captain Hale"].accent == ACCENTS["amber"]
    assert performers["Captain Hale"].seed == look.look.seed


async def test_an_order_says_what_its_place_looks_like(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    await chosen(house, clock, ids["strand"], Appearance(wardrobe="black stones, a wreck"))
    view = await scene(house)
    assert view.scene.shot_list.heading.place == "strand"
    order = await next_order(house, contract.JobKind.STORYBOARD)
    assert {shot.place.description for shot in order.shots} == {"black stones, a wreck"}


async def test_a_look_of_a_later_chapter_is_not_worn_before_it(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    await chosen(house, clock, ids["Captain Hale"], chapter=2)
    await scene(house)
    order = await next_order(house, contract.JobKind.STORYBOARD)
    assert {one.description for shot in order.shots for one in shot.cast} == {""}


async def test_a_character_has_one_name_in_orders_whatever_a_scene_calls_them(
    house: Studio,
) -> None:
    ids = await cast(house)
    await house.cast.rename(showrunner(), ids["Captain Hale"], "Nathaniel Hale")
    await scene(house)
    order = await next_order(house, contract.JobKind.STORYBOARD)
    names = {one.name for shot in order.shots for one in shot.cast}
    assert "Nathaniel Hale" in names
    assert "Captain Hale" not in names


async def test_a_models_shots_of_one_person_have_the_seed_of_their_look(
    house: Studio, clock: Clock
) -> None:
    look = (await chosen(house, clock, (await cast(house))["Captain Hale"])).look
    await take_up(house, await operators_node(house), "offers", "wan")
    await house.settings.change(showrunner(), filming_engine="wan")
    view = await scene(house, "Captain Hale waits on the strand. Captain Hale looks up.")
    await house.ballots.decide(showrunner(), view.scene.number, "greenlight", "yes")
    take = (await house.scenes.view(GUILD, view.scene.id)).takes[0].take
    order = await order_of(house, take.id)
    alone = {shot.seed for shot in order.shots if [p.name for p in shot.cast] == ["Captain Hale"]}
    assert alone == {(take.seed + look.seed) % 2**32}


async def test_who_is_hidden_wears_no_look(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    await chosen(house, clock, ids["Captain Hale"])
    await house.cast.hide(showrunner(), ids["Captain Hale"], is_hidden=True)
    await scene(house)
    order = await next_order(house, contract.JobKind.STORYBOARD)
    assert {one.description for shot in order.shots for one in shot.cast} == {""}


# --- what proposals say against looks ---


async def test_a_proposal_says_what_contradicts_a_chosen_look(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    await chosen(house, clock, ids["Captain Hale"])
    view = await scene(house, "Captain Hale, fair-haired, in a red coat, waits on the strand.")
    said = [(one.about, one.said, one.chosen) for one in view.contradictions]
    assert said == [
        ("hair", "fair-haired", "black hair, cropped"),
        ("coat", "red coat", "blue coat"),
    ]


async def test_a_look_that_is_chosen_later_is_held_against_open_proposals(
    house: Studio, clock: Clock
) -> None:
    await house.settings.change(showrunner(), early_net=2)
    ids = await cast(house)
    view = await scene(house, "Fair-haired Captain Hale waits on the strand.")
    assert view.contradictions == ()
    for errand in await house.outbox.due():
        await house.outbox.done(errand)
    look = await offered(house, ids["Captain Hale"])
    for voter in (TOM, JO):
        await house.looks.vote(member(voter), look.look.id, Choice.FOR)
    assert "card" in [errand.kind for errand in await house.outbox.due()]
    assert len((await house.scenes.view(GUILD, view.scene.id)).contradictions) == 1


async def test_keeping_it_is_the_proposers_word_until_they_amend(
    house: Studio, clock: Clock
) -> None:
    ids = await cast(house)
    await chosen(house, clock, ids["Captain Hale"])
    view = await scene(house, "Fair-haired Captain Hale waits.")
    with pytest.raises(NotAllowed):
        await house.proposals.keep(member(TOM), view.scene.id)
    await house.proposals.keep(member(MARA), view.scene.id)
    kept = await house.scenes.view(GUILD, view.scene.id)
    assert (len(kept.contradictions), kept.scene.keeps_contradictions) == (1, True)
    retitled = replace(view.scene.direction, title="Hale waits")
    amended = await house.proposals.amend(
        member(MARA), view.scene.id, retitled, age_restricted=False
    )
    assert not amended.view.scene.keeps_contradictions


async def test_what_is_written_into_a_shot_is_held_against_looks_and_asked_again(
    house: Studio, clock: Clock
) -> None:
    ids = await cast(house)
    await chosen(house, clock, ids["Captain Hale"])
    view = await scene(house, "Fair-haired Captain Hale waits.")
    await house.proposals.keep(member(MARA), view.scene.id)
    typed = "Captain Hale in a red coat."
    changed = await house.shots.change(
        member(MARA),
        view.scene.id,
        view.scene.revision,
        lambda shots: rewritten(shots, 2, Words(6, typed, ())),
        typed=(typed,),
    )
    assert [(one.about, one.shot) for one in changed.contradictions] == [("hair", 0), ("coat", 2)]
    assert not changed.scene.keeps_contradictions


async def test_what_contradicts_the_look_of_its_place_is_said(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    look = Appearance(wardrobe="A beach under white walls.")
    await chosen(house, clock, ids["strand"], look)
    view = await scene(house, "Captain Hale waits under the black walls.")
    assert [(one.name, one.said) for one in view.contradictions] == [("strand", "black walls")]


async def test_a_look_of_another_chapter_is_held_against_nobody(
    house: Studio, clock: Clock
) -> None:
    ids = await cast(house)
    await chosen(house, clock, ids["Captain Hale"], chapter=2)
    assert (await scene(house, "Fair-haired Captain Hale waits.")).contradictions == ()


# --- what is kept of members ---


async def test_what_is_kept_of_a_member_has_their_looks_and_votes(house: Studio) -> None:
    ids = await cast(house)
    view = await offered(house, ids["Captain Hale"])
    await house.looks.vote(member(MARA), view.look.id, Choice.FOR)
    kept = await house.members.kept(member(MARA))
    assert [row["character"] for row in kept["looks offered"]] == ["Captain Hale"]
    assert [row["choice"] for row in kept["votes on looks"]] == ["for"]


async def test_a_forgotten_members_looks_stay_without_a_name(house: Studio, clock: Clock) -> None:
    ids = await cast(house)
    chosen_one = await chosen(house, clock, ids["Captain Hale"])
    open_one = await offered(house, ids["Wick"], by=TOM)
    await house.looks.vote(member(MARA), open_one.look.id, Choice.FOR)
    draft = await house.looks.draft(member(MARA), ids["Wick"], HALE)
    await house.members.forget(member(MARA))
    assert (await house.looks.view(GUILD, chosen_one.look.id)).look.member_id == 0
    assert (await house.looks.view(GUILD, open_one.look.id)).tally.turnout == 0
    with pytest.raises(NotFound):
        await house.looks.view(GUILD, draft.look.id)
    await house.members.forget(member(TOM))
    assert (await house.looks.view(GUILD, chosen_one.look.id)).tally.turnout == 2


def test_orders_say_of_whom_no_look_was_chosen_whether_it_is_a_man_or_a_woman() -> None:
    wick = Character(1, GUILD, 1, Kind.PERSON, "Wick", (), 5, 1, pronoun="she")
    assert performer_of(wick, None).description == "a woman"


async def test_orders_show_people_without_a_look_as_the_proposal_tells_of_them(
    house: Studio,
) -> None:
    await cast(house)
    await scene(house, "Captain Hale waits in his red coat.")
    order = await next_order(house, contract.JobKind.STORYBOARD)
    described = {one.name: one.description for shot in order.shots for one in shot.cast}
    assert described["Captain Hale"].endswith("red coat")
