"""Two takes side by side: ordered once, made by any node, posted once, and gone with the scene."""

from __future__ import annotations

import pytest
from conftest import CHANNEL, GUILD, JO, TOM, Clock, member, set_up, showrunner
from filming import filmed, greenlit, shoot

from bot.domain.queue import Work
from bot.errors import NotFound, Refusal
from bot.store import Store, jobs
from bot.studio import Studio
from bot.studio.house_views import Errand
from bot.studio.views import SceneView
from render.contract import JobKind, SceneOrder


def ids(view: SceneView) -> list[int]:
    return [take.take.id for take in view.takes]


async def orders(store: Store) -> list[SceneOrder]:
    """The comparisons that were ever ordered."""
    async with store.reading() as tx:
        rows = await tx.all("SELECT order_json FROM job WHERE kind = 'comparison' ORDER BY id")
    return [SceneOrder.model_validate_json(row["order_json"]) for row in rows]


async def errands(house: Studio) -> list[Errand]:
    due = await house.outbox.due(per_guild=1000)
    return [errand for errand in due if errand.kind == "comparison"]


async def made(house: Studio) -> tuple[SceneView, Errand]:
    """A scene with two takes whose comparison is to be posted."""
    view = await filmed(house, 2)
    await house.comparisons.ask(member(TOM), *ids(view))
    await shoot(house)
    [errand] = await errands(house)
    return view, errand


async def test_a_comparison_is_ordered_of_both_masters_the_earlier_on_the_left(
    house: Studio, store: Store
) -> None:
    view = await filmed(house, 2)
    await house.comparisons.ask(member(TOM), *reversed(ids(view)))
    [order] = await orders(store)
    assert (order.kind, order.slate) == (JobKind.COMPARISON, "1")
    assert [item.label for item in order.inputs] == ["1-1", "1-2"]
    [line] = await house.queue.lines(GUILD)
    assert (line.work, line.slate) == (Work.COMPARISON, "1")


async def test_it_goes_out_once_and_then_is_only_linked(house: Studio, store: Store) -> None:
    view, errand = await made(house)
    shown = await house.comparisons.view(GUILD, errand.subject_id)
    assert shown.clip is not None
    assert shown.clip.path.exists()
    await house.comparisons.posted(errand, CHANNEL, 8888)
    assert await errands(house) == []
    again = await house.comparisons.ask(member(JO), *ids(view))
    assert (again.channel_id, again.message_id) == (CHANNEL, 8888)
    assert len(await orders(store)) == 1


async def test_asking_twice_while_it_is_made_orders_it_once(house: Studio, store: Store) -> None:
    view = await filmed(house, 2)
    await house.comparisons.ask(member(TOM), *ids(view))
    await house.comparisons.ask(member(JO), *ids(view))
    assert len(await orders(store)) == 1


async def test_one_that_was_given_up_is_ordered_again(house: Studio, store: Store) -> None:
    view = await filmed(house, 2)
    await house.comparisons.ask(member(TOM), *ids(view))
    [line] = await house.queue.lines(GUILD)
    await house.queue.cancel(showrunner(), line.job_id, "not now")
    await house.comparisons.ask(member(TOM), *ids(view))
    assert len(await orders(store)) == 2


async def test_one_whose_post_was_deleted_goes_out_again_without_a_node(
    house: Studio, store: Store
) -> None:
    view, errand = await made(house)
    await house.comparisons.posted(errand, CHANNEL, 8888)
    await house.scenes.message_deleted(GUILD, 8888)
    await house.comparisons.ask(member(TOM), *ids(view))
    assert len(await errands(house)) == 1
    assert len(await orders(store)) == 1


async def test_one_that_discord_finds_too_large_is_made_smaller(
    house: Studio, store: Store
) -> None:
    _, errand = await made(house)
    await house.comparisons.refit(errand, 4_000_000)
    assert await errands(house) == []
    assert [order.max_bytes for order in await orders(store)] == [10 * 2**20, 4_000_000]
    await shoot(house)
    assert len(await errands(house)) == 1


async def test_only_two_posted_takes_of_one_scene_are_compared(house: Studio) -> None:
    one, other = await filmed(house, 2), await filmed(house)
    waiting = await greenlit(house)
    with pytest.raises(Refusal, match="Two takes of one scene"):
        await house.comparisons.ask(member(TOM), ids(one)[0], ids(other)[0])
    with pytest.raises(Refusal, match="Two takes of one scene"):
        await house.comparisons.ask(member(TOM), ids(one)[0], ids(one)[0])
    with pytest.raises(Refusal, match="is the only one of its scene"):
        await house.comparisons.page(member(TOM), ids(other)[0])
    with pytest.raises(Refusal, match="is the only one of its scene"):
        await house.comparisons.page(member(TOM), ids(waiting)[0])
    page = await house.comparisons.page(member(TOM), ids(one)[0])
    assert [take.slate for take in page.others] == ["1-2"]


async def test_a_take_whose_master_is_gone_cannot_be_compared(house: Studio, store: Store) -> None:
    view = await filmed(house, 2)
    async with store.transaction() as tx:
        await tx.run(
            "DELETE FROM media WHERE name = 'master.mp4' AND take_id = :id", id=ids(view)[1]
        )
    with pytest.raises(Refusal, match="The master of take 1-2 is gone"):
        await house.comparisons.ask(member(TOM), *ids(view))
    async with store.reading() as tx:
        assert await tx.all("SELECT * FROM comparison") == []


async def test_a_member_asks_for_so_many_in_a_day(
    house: Studio, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.studio.comparisons.PER_DAY", 1)
    view = await filmed(house, 3)
    first, second, third = ids(view)
    await house.comparisons.ask(member(TOM), first, second)
    with pytest.raises(Refusal, match="which is the limit"):
        await house.comparisons.ask(member(TOM), first, third)
    await house.comparisons.ask(member(JO), first, third)
    clock.forward(hours=25)
    await house.comparisons.ask(member(TOM), second, third)


async def test_one_that_no_node_can_make_is_told_to_who_asked(house: Studio, store: Store) -> None:
    from bot.studio.mishaps import give_up

    view = await filmed(house, 2)
    await house.comparisons.ask(member(TOM), *ids(view))
    [line] = await house.queue.lines(GUILD)
    async with store.transaction() as tx:
        job = await jobs.get(tx, line.job_id)
        assert job is not None
        await give_up(tx, job, "It failed.", house.leases._now())
    due = await house.outbox.due(per_guild=1000)
    [notice] = [errand for errand in due if errand.kind == "notice"]
    assert "Two takes of scene 1 could not be put side by side" in str(notice.body["text"])
    assert notice.body["member_id"] == TOM


async def test_removing_the_scene_takes_it_down(house: Studio) -> None:
    view, errand = await made(house)
    await house.comparisons.posted(errand, CHANNEL, 8888)
    shown = await house.comparisons.view(GUILD, errand.subject_id)
    assert shown.clip is not None
    await house.scenes.remove(showrunner(), view.scene.id, "not ours")
    assert not shown.clip.path.exists()
    due = await house.outbox.due(per_guild=1000)
    [removal] = [errand for errand in due if errand.kind == "removal"]
    assert [CHANNEL, 8888] in list(removal.body["posts"])  # pyright: ignore[reportArgumentType]


async def test_another_clubs_takes_are_not_here(house: Studio) -> None:
    view, errand = await made(house)
    await set_up(house, 77, 78)
    for deed in (
        house.comparisons.page(member(TOM, 77), ids(view)[0]),
        house.comparisons.ask(member(TOM, 77), *ids(view)),
        house.comparisons.view(77, errand.subject_id),
    ):
        with pytest.raises(NotFound):
            await deed
