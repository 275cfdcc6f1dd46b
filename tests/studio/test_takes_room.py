"""Another take: who asks, how many, how often; what is filmed of it, and what looked wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import GUILD, JO, MARA, TOM, Clock, member, set_up, showrunner
from filming import filmed, greenlit, order_of, shoot
from shooting import claimed_by, operators_node, queue, take_up

from bot.domain import shot_edits
from bot.domain.scene import SceneState, TakeState
from bot.domain.seam import Part, Seam, SeamKind, region_of
from bot.domain.shots import ShotFraming
from bot.domain.wishes import Wish, WishKind
from bot.errors import NotFound, Refusal
from bot.store import Store, jobs
from bot.studio import Studio
from bot.studio.house_views import NodeView
from bot.studio.views import SceneView

FRESH, CHANGED = Wish(WishKind.FRESH), Wish(WishKind.CHANGED)
HANDS = Seam(SeamKind.HANDS, 1.5, 2, region_of(Part.LEFT), "six fingers")


def take_id(view: SceneView, at: int = -1) -> int:
    return view.takes[at].take.id


async def closer(house: Studio, view: SceneView, number: int) -> SceneView:
    """One of its shots changed after the vote."""
    fresh = await house.scenes.view(GUILD, view.scene.id)
    return await house.shots.change(
        showrunner(),
        view.scene.id,
        fresh.scene.revision,
        lambda shots: shot_edits.reframed(shots, number, framing=ShotFraming.EXTREME_WIDE),
    )


async def test_another_take_is_filmed_once_enough_members_ask(house: Studio) -> None:
    view = await filmed(house)
    first = await house.takes.ask(member(TOM), take_id(view), FRESH)
    assert (first.take, first.asked, first.needed, first.asks) == (None, 1, 2, True)
    second = await house.takes.ask(member(JO), take_id(view), FRESH)
    assert second.take is not None
    assert (second.take.slate, second.take.wish) == ("1-2", "fresh")
    assert second.page.asked == {}
    [old, new] = [await order_of(house, id_) for id_ in (take_id(view), second.take.id)]
    assert {shot.seed for shot in old.shots}.isdisjoint(shot.seed for shot in new.shots)


async def test_one_member_is_not_enough_however_often_they_ask(house: Studio) -> None:
    view = await filmed(house)
    await house.takes.ask(member(TOM), take_id(view), FRESH)
    back = await house.takes.ask(member(TOM), take_id(view), FRESH)
    assert (back.asks, back.asked, back.take) == (False, 0, None)
    again = await house.takes.ask(member(TOM), take_id(view), FRESH)
    assert (again.asks, again.asked, again.take) == (True, 1, None)


async def test_asking_on_another_take_of_the_scene_is_the_same_asking(house: Studio) -> None:
    view = await filmed(house, takes=2)
    await house.takes.ask(member(TOM), take_id(view, 0), FRESH)
    back = await house.takes.ask(member(TOM), take_id(view, 1), FRESH)
    assert not back.asks
    await house.takes.ask(member(TOM), take_id(view, 0), FRESH)
    assert (await house.takes.ask(member(JO), take_id(view, 1), FRESH)).take is not None


async def test_a_showrunner_is_enough_and_it_is_written_down(house: Studio) -> None:
    view = await filmed(house)
    asked = await house.takes.ask(showrunner(), take_id(view), FRESH)
    assert asked.take is not None
    assert "asked for another take" in [deed.deed for deed in await house.settings.log(GUILD)]


async def test_the_cap_of_a_day_holds_for_everybody_and_ends_with_the_day(
    house: Studio, clock: Clock
) -> None:
    await house.settings.change(showrunner(), takes_per_day=1)
    view = await filmed(house, takes=2)
    with pytest.raises(Refusal, match="1 is the limit here"):
        await house.takes.ask(showrunner(), take_id(view), FRESH)
    clock.forward(hours=25)
    assert (await house.takes.ask(showrunner(), take_id(view), FRESH)).take is not None


async def test_the_ask_that_the_cap_refused_is_not_kept(house: Studio) -> None:
    view = await filmed(house)
    await house.takes.ask(member(TOM), take_id(view), FRESH)
    await house.settings.change(showrunner(), takes_per_day=0)
    with pytest.raises(Refusal, match="0 is the limit"):
        await house.takes.ask(member(JO), take_id(view), FRESH)
    page = await house.takes.page(member(JO), take_id(view))
    assert (page.asked, page.mine) == ({"fresh": 1}, frozenset())


async def test_a_full_queue_takes_no_more(house: Studio) -> None:
    view = await filmed(house)
    await house.settings.change(showrunner(), queue_cap=1)
    await house.takes.ask(showrunner(), take_id(view), FRESH)
    with pytest.raises(Refusal, match="The queue is full"):
        await house.takes.ask(showrunner(), take_id(view), FRESH)


async def test_members_look_at_the_take_on_its_way_before_they_ask_for_more(house: Studio) -> None:
    view = await filmed(house)
    await house.takes.ask(showrunner(), take_id(view), FRESH)
    with pytest.raises(Refusal, match="Take 1-2 is on its way"):
        await house.takes.ask(member(TOM), take_id(view), FRESH)


async def test_with_changed_shots_only_those_have_another_order(house: Studio) -> None:
    view = await filmed(house)
    with pytest.raises(Refusal, match="Its shots are still those of take 1-1"):
        await house.takes.ask(showrunner(), take_id(view), CHANGED)
    await closer(house, view, 2)
    asked = await house.takes.ask(showrunner(), take_id(view), CHANGED)
    assert asked.take is not None
    old, new = await order_of(house, take_id(view)), await order_of(house, asked.take.id)
    assert (new.shots[0], *new.shots[2:]) == (old.shots[0], *old.shots[2:])
    assert new.shots[1].seed == old.shots[1].seed
    assert new.shots[1].framing == "extreme wide"


async def test_a_shot_anew_has_another_seed_and_all_else_is_the_same(house: Studio) -> None:
    view = await filmed(house)
    asked = await house.takes.ask(showrunner(), take_id(view), Wish(WishKind.SHOT, 2))
    assert asked.take is not None
    old, new = await order_of(house, take_id(view)), await order_of(house, asked.take.id)
    anew = old.shots[1].model_copy(update={"seed": new.shots[1].seed})
    assert new == old.model_copy(
        update={"slate": "1-2", "shots": (old.shots[0], anew, *old.shots[2:])}
    )
    assert anew.seed != old.shots[1].seed
    assert len(await shoot(house)) == 1


async def test_a_shot_anew_is_of_the_shots_that_the_take_had(house: Studio) -> None:
    view = await filmed(house)
    await closer(house, view, 1)
    asked = await house.takes.ask(showrunner(), take_id(view), Wish(WishKind.SHOT, 1))
    assert asked.take is not None
    assert asked.take.revision == 0
    order = await order_of(house, asked.take.id)
    assert order.shots[0].framing != "extreme wide"


async def test_a_shot_that_was_filmed_anew_keeps_its_seed_wherever_it_is_moved(
    house: Studio,
) -> None:
    view = await filmed(house)
    asked = await house.takes.ask(showrunner(), take_id(view), Wish(WishKind.SHOT, 2))
    assert asked.take is not None
    seed = (await order_of(house, asked.take.id)).shots[1].seed
    await shoot(house)
    await house.shots.change(
        showrunner(), view.scene.id, 0, lambda shots: shot_edits.moved(shots, 2, 1)
    )
    then = await house.takes.ask(showrunner(), asked.take.id, CHANGED)
    assert then.take is not None
    assert (await order_of(house, then.take.id)).shots[2].seed == seed


async def test_each_shot_is_asked_for_by_itself(house: Studio) -> None:
    view = await filmed(house)
    await house.takes.ask(member(TOM), take_id(view), Wish(WishKind.SHOT, 1))
    other = await house.takes.ask(member(JO), take_id(view), Wish(WishKind.SHOT, 2))
    assert (other.take, other.asked) == (None, 1)
    assert other.page.asked == {"shot:1": 1, "shot:2": 1}
    assert other.page.mine == {"shot:2"}
    same = await house.takes.ask(member(JO), take_id(view), Wish(WishKind.SHOT, 1))
    assert same.take is not None


async def test_a_take_has_no_shot_beyond_its_last(house: Studio) -> None:
    view = await filmed(house)
    with pytest.raises(NotFound, match="has no shot 9"):
        await house.takes.ask(showrunner(), take_id(view), Wish(WishKind.SHOT, 9))


async def test_a_scene_on_the_ballot_and_a_take_on_its_way_have_nothing_to_film_again(
    house: Studio,
) -> None:
    view = await greenlit(house)
    with pytest.raises(Refusal, match="it has no shot to film again yet"):
        await house.takes.ask(showrunner(), take_id(view), Wish(WishKind.SHOT, 1))
    await house.ballots.decide(showrunner(), 1, "shelve", "no")
    with pytest.raises(Refusal, match="is shelved"):
        await house.takes.ask(showrunner(), take_id(view), FRESH)


async def test_another_take_leaves_the_scene_screened_and_links_both(house: Studio) -> None:
    view = await filmed(house, takes=3)
    assert view.scene.state is SceneState.SCREENED
    assert [take.take.state for take in view.takes] == [TakeState.POSTED] * 3


async def test_what_looks_wrong_is_shown_to_whoever_decides_on_another_take(house: Studio) -> None:
    view = await filmed(house)
    await house.takes.find_fault(member(TOM), take_id(view), HANDS)
    listed = await house.takes.find_fault(member(JO), take_id(view), replace(HANDS, note=""))
    page = await house.takes.page(member(MARA), take_id(view))
    assert page.faults == tuple(listed)
    [fault] = listed
    assert (fault.kind, fault.members, fault.shot, fault.part) == (
        SeamKind.HANDS,
        2,
        1,
        Part.LEFT,
    )


async def test_a_seam_is_kept_with_everything_that_was_said(house: Studio, store: Store) -> None:
    view = await filmed(house)
    await house.takes.find_fault(member(TOM), take_id(view), HANDS)
    async with store.reading() as tx:
        row = await tx.one("SELECT * FROM seam")
    assert row is not None
    assert (row["kind"], row["start_s"], row["end_s"], row["member_id"]) == ("hands", 1.5, 2, TOM)
    assert row["region"] == '{"left": 0.0, "top": 0.3333, "width": 0.3333, "height": 0.3333}'


async def test_a_member_finds_so_much_in_a_day_and_no_more(house: Studio) -> None:
    view = await filmed(house)
    for number in range(30):
        await house.takes.find_fault(member(TOM), take_id(view), Seam(SeamKind.OTHER, number * 0.1))
    with pytest.raises(Refusal, match="30 things today"):
        await house.takes.find_fault(member(TOM), take_id(view), HANDS)
    await house.takes.find_fault(member(JO), take_id(view), HANDS)


async def test_nothing_is_wrong_with_a_take_that_nobody_has_seen(house: Studio) -> None:
    view = await greenlit(house)
    with pytest.raises(Refusal, match="nobody has seen it yet"):
        await house.takes.find_fault(member(TOM), take_id(view), HANDS)


async def test_a_member_takes_what_they_said_with_them(house: Studio) -> None:
    view = await filmed(house)
    await house.takes.find_fault(member(TOM), take_id(view), HANDS)
    await house.takes.ask(member(TOM), take_id(view), FRESH)
    kept = await house.members.kept(member(TOM))
    assert kept["things found wrong"][0]["note"] == "six fingers"
    assert kept["takes wished for"][0]["wish"] == "fresh"
    await house.members.forget(member(TOM))
    kept = await house.members.kept(member(TOM))
    assert not any(kept.values())
    page = await house.takes.page(member(JO), take_id(view))
    assert (page.faults, page.asked) == ((), {})


async def test_another_clubs_take_is_not_here(house: Studio) -> None:
    view = await filmed(house)
    await set_up(house, 77, 78)
    for deed in (
        house.takes.page(member(TOM, 77), take_id(view)),
        house.takes.ask(showrunner(77), take_id(view), FRESH),
        house.takes.find_fault(member(TOM, 77), take_id(view), HANDS),
    ):
        with pytest.raises(NotFound):
            await deed


async def shot_anew(house: Studio) -> tuple[NodeView, NodeView, int]:
    """A shot to be filmed anew; the node that has the others, another one, and its job."""
    view = await filmed(house)
    ours, other = await operators_node(house), await operators_node(house, "attic")
    for node in (ours, other):
        assert await take_up(house, node, f"idle-{node.id}") is None
    asked = await house.takes.ask(showrunner(), take_id(view), Wish(WishKind.SHOT, 1))
    assert asked.take is not None
    async with house.leases._store.reading() as tx:
        job = await jobs.latest_of_take(tx, asked.take.id)
    assert job is not None
    return ours, other, job["id"]


async def test_a_shot_anew_is_left_to_the_node_that_has_the_others(house: Studio) -> None:
    ours, other, job_id = await shot_anew(house)
    await queue(house)
    claimed = await claimed_by(house, other, "other")
    assert claimed.job != job_id
    mine = await claimed_by(house, ours, "mine")
    assert mine.job == job_id


@pytest.mark.parametrize("clock_goes", [61, -3600])
async def test_it_is_left_for_a_minute_and_waits_for_nobody_longer(
    house: Studio, clock: Clock, clock_goes: int
) -> None:
    _, other, job_id = await shot_anew(house)
    assert await take_up(house, other, "one") is None
    clock.forward(seconds=30)
    assert await take_up(house, other, "two") is None
    clock.forward(seconds=clock_goes)
    claimed = await claimed_by(house, other, "three")
    assert claimed.job == job_id


async def test_it_is_not_left_to_a_node_that_is_away(house: Studio, clock: Clock) -> None:
    _, other, job_id = await shot_anew(house)
    clock.forward(seconds=61)
    claimed = await claimed_by(house, other, "one")
    assert claimed.job == job_id
