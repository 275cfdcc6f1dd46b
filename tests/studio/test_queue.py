"""The queue as people see it: places, what is waited for, and how showrunners steer it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import GUILD, MARA, TOM, Clock, member, set_up, showrunner
from shooting import (
    Job,
    claim,
    claimed_by,
    deliver,
    guilds_node,
    operators_node,
    order,
    queue,
    row,
    take_up,
)

from bot.domain.queue import Work
from bot.domain.scene import SceneState, TakeState
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import Store, jobs, scenes, takes
from bot.studio import Studio
from bot.studio.fencing import Stop
from bot.studio.leases import ContractTooOld
from bot.studio.views import Waiting
from render.contract import Beat, Failure, FailureKind, Rest

OTHER = 77


async def order_of(house: Studio) -> list[int]:
    return [line.job_id for line in await house.queue.lines(GUILD)]


async def only_line(house: Studio) -> Waiting:
    [line] = await house.queue.lines(GUILD)
    return line


async def three(house: Studio) -> list[Job]:
    return [await queue(house, member_id=50 + number, votes=9 - number) for number in range(3)]


async def test_what_is_shot_comes_first_then_the_shooting_order(house: Studio) -> None:
    jobs = await three(house)
    strip = await queue(house, work=Work.STORYBOARD, engine="none", member_id=60)
    await take_up(house, await operators_node(house), "one")
    assert await order_of(house) == [jobs[0].id, strip.id, jobs[1].id, jobs[2].id]
    assert [line.place for line in await house.queue.lines(GUILD)] == [0, 1, 2, 3]


async def test_a_line_names_slate_title_and_member(house: Studio) -> None:
    job = await queue(house)
    line = await only_line(house)
    assert (line.slate, line.title, line.member_id, line.scene_id) == (
        "1-1",
        "The boy on the strand",
        MARA,
        job.scene_id,
    )


async def test_without_any_node_a_take_waits_for_one(house: Studio) -> None:
    await queue(house)
    assert (await only_line(house)).waits_for == "a node that offers animatic"


async def test_a_job_of_a_node_that_went_away_says_whose_and_since_when(
    house: Studio, clock: Clock
) -> None:
    node, _ = await guilds_node(house)
    await take_up(house, node, "one")
    seen = clock()
    await queue(house)
    clock.forward(minutes=20)
    line = await only_line(house)
    assert line.waits_for == f"Anna's PC, last seen <t:{int(seen.timestamp())}:t>"
    assert (line.node_name, line.node_is_away) == ("Anna's PC", True)
    assert line.node_seen_at == seen


async def test_a_node_not_seen_for_days_is_told_with_its_date(house: Studio, clock: Clock) -> None:
    node, _ = await guilds_node(house)
    await take_up(house, node, "one")
    await queue(house)
    clock.forward(days=3)
    assert (await only_line(house)).waits_for.endswith(":f>")


async def test_a_job_of_a_paused_node_says_so(house: Studio) -> None:
    node, _ = await guilds_node(house)
    await take_up(house, node, "one")
    await house.nodes.pause(showrunner(), node.id, "game night")
    await queue(house)
    assert (await only_line(house)).waits_for == "Anna's PC, which is paused"


@pytest.mark.parametrize(
    ("rests", "words"),
    [
        (Rest(why="busy"), "Anna's PC, which is in use"),
        (Rest(why="paused"), "Anna's PC, which its owner paused"),
        (Rest(why="quiet"), "Anna's PC, which has quiet hours"),
    ],
)
async def test_a_job_of_a_node_that_rests_says_why(house: Studio, rests: Rest, words: str) -> None:
    node, _ = await guilds_node(house)
    await house.leases.claim(node, claim("one", rests=rests))
    await queue(house)
    assert (await only_line(house)).waits_for == words


async def test_a_job_of_a_node_of_another_version_says_so_until_that_is_mended(
    house: Studio, clock: Clock
) -> None:
    node, _ = await guilds_node(house)
    await queue(house)
    with pytest.raises(ContractTooOld):
        await house.leases.claim(node, claim("one", contracts=(7,)))
    # it asks again after ten minutes
    clock.forward(minutes=5)
    line = await only_line(house)
    said = "Anna's PC, which speaks another version than the bot"
    assert (line.waits_for, line.node_is_away) == (said, False)
    assert await house.leases.claim(node, claim("two"))
    assert (await only_line(house)).waits_for == ""


async def test_in_quiet_hours_a_card_says_until_when_and_counts_them_in(
    house: Studio, clock: Clock
) -> None:
    node, _ = await guilds_node(house)
    await queue(house, film_s=2)
    claimed = await claimed_by(house, node, "one")
    clock.forward(seconds=20)
    await deliver(house, node, claimed)
    await queue(house, member_id=50, film_s=4)
    await house.leases.claim(node, claim("two", rests=Rest(why="quiet", for_s=3600)))
    until = clock() + timedelta(hours=1)
    clock.forward(seconds=30)
    line = await only_line(house)
    assert line.waits_for == f"Anna's PC, quiet until <t:{int(until.timestamp())}:t>"
    assert line.node_rests_until == until
    assert line.eta == timedelta(seconds=3600 - 30 + 40)


async def test_another_machine_films_while_one_rests(house: Studio) -> None:
    node, _ = await guilds_node(house)
    await house.leases.claim(node, claim("one", rests=Rest(why="busy")))
    await take_up(house, await operators_node(house), "two")
    await queue(house)
    line = await only_line(house)
    assert (line.waits_for, line.node_name, line.node_rests_until) == ("local", "local", None)


async def test_a_job_claimed_ahead_waits_for_the_one_before_the_camera(
    house: Studio, clock: Clock
) -> None:
    node = await operators_node(house)
    await queue(house, film_s=2)
    claimed = await claimed_by(house, node, "one")
    clock.forward(seconds=20)
    await deliver(house, node, claimed)
    first, second = await queue(house, member_id=50), await queue(house, member_id=51)
    await queue(house, member_id=52)
    await take_up(house, node, "two")
    beat = Beat(progress=0.5, stage="draw", eta_s=12)
    await house.leases.beat(node.id, first.id, 1, beat)
    clock.forward(seconds=1)
    await house.leases.claim(node, claim("three", holds=(first.id,)))
    await house.leases.beat(node.id, second.id, 1, Beat(progress=0, stage="ready"))
    clock.forward(seconds=1)
    etas = [line.eta for line in await house.queue.lines(GUILD)]
    assert etas == [timedelta(seconds=s) for s in (10, 10 + 20, 10 + 20 + 20)]
    # a take that is being cut keeps the camera from nobody
    beat = Beat(progress=0.9, stage="encode", eta_s=5)
    await house.leases.beat(node.id, first.id, 1, beat)
    etas = [line.eta for line in await house.queue.lines(GUILD)]
    assert etas == [timedelta(seconds=s) for s in (5, 20, 20 + 20)]


async def test_a_paused_queue_says_so_on_every_line(house: Studio) -> None:
    await three(house)
    await house.queue.pause(showrunner(), "exams")
    lines = await house.queue.lines(GUILD)
    assert {line.waits_for for line in lines} == {"the showrunners, who paused the queue"}
    assert not any(line.held for line in lines)


async def test_jobs_before_it_are_counted_if_they_want_the_same_machines(house: Studio) -> None:
    node = await operators_node(house)
    await take_up(house, node, "one")
    await queue(house, engine="wan", votes=9)
    await queue(house, member_id=50, votes=8)
    await queue(house, member_id=51, votes=7)
    waits = [line.waits_for for line in await house.queue.lines(GUILD)]
    assert waits == ["a node that offers wan", "local", "local, with 1 job before it"]


async def test_an_eta_is_worked_out_from_measured_speed(house: Studio, clock: Clock) -> None:
    node = await operators_node(house)
    await queue(house, film_s=2)
    claimed = await claimed_by(house, node, "one")
    clock.forward(seconds=20)
    await deliver(house, node, claimed)
    await queue(house, member_id=50, film_s=4)
    await queue(house, member_id=51, film_s=1)
    etas = [line.eta for line in await house.queue.lines(GUILD)]
    assert etas == [timedelta(seconds=40), timedelta(seconds=50)]


async def test_before_anything_was_measured_there_is_no_eta(house: Studio) -> None:
    await take_up(house, await operators_node(house), "one")
    await queue(house)
    assert (await only_line(house)).eta is None


async def test_work_that_came_from_the_shot_store_does_not_flatter_the_speed(
    house: Studio, clock: Clock
) -> None:
    node = await operators_node(house)
    await queue(house)
    claimed = await claimed_by(house, node, "one")
    clock.forward(seconds=1)
    await deliver(house, node, claimed, shots_reused=1)
    await queue(house, member_id=50)
    assert (await only_line(house)).eta is None


async def test_the_node_says_how_much_of_a_job_is_left(house: Studio, clock: Clock) -> None:
    await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    await house.leases.beat(node.id, claimed.job, 1, Beat(progress=0.2, eta_s=90))
    clock.forward(seconds=30)
    line = await only_line(house)
    assert (line.eta, line.place, line.waits_for) == (timedelta(seconds=60), 0, "")
    assert line.node_name == "local"


async def test_other_guilds_that_wait_are_part_of_the_eta_on_shared_nodes(
    house: Studio, clock: Clock
) -> None:
    node = await operators_node(house)
    await queue(house)
    claimed = await claimed_by(house, node, "one")
    clock.forward(seconds=20)
    await deliver(house, node, claimed)
    await queue(house, member_id=50)
    await set_up(house, OTHER, 78)
    await queue(house, guild_id=OTHER)
    assert (await only_line(house)).eta == timedelta(seconds=40)


async def test_a_guild_sees_nothing_of_anothers_queue(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    await queue(house, guild_id=OTHER)
    assert await house.queue.lines(GUILD) == []


async def test_another_guilds_open_node_is_not_named(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    node, _ = await guilds_node(house, OTHER, "Ben's PC")
    await house.nodes.open(showrunner(OTHER), node.id, is_open=True)
    await queue(house)
    await take_up(house, node, "one")
    line = await only_line(house)
    assert line.node_name == "a shared machine"


@pytest.mark.parametrize("to", ["first", "last"])
async def test_a_job_is_moved_within_its_lane(house: Studio, to: str) -> None:
    a, b, c = (job.id for job in await three(house))
    await house.queue.move(showrunner(), b, to)  # type: ignore[arg-type]
    assert await order_of(house) == ([b, a, c] if to == "first" else [a, c, b])


async def test_a_job_moved_first_is_shot_first(house: Studio) -> None:
    _, _, last = await three(house)
    await house.queue.move(showrunner(), last.id, "first")
    claimed = await claimed_by(house, await operators_node(house), "one")
    assert claimed.job == last.id


async def test_a_job_put_aside_is_passed_over_until_it_is_released(house: Studio) -> None:
    first, second, _ = await three(house)
    await house.queue.hold(showrunner(), first.id)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    assert claimed.job == second.id
    await house.queue.release(showrunner(), first.id)
    claimed = await claimed_by(house, await operators_node(house, "attic"), "one")
    assert claimed.job == first.id


async def test_a_job_put_aside_while_it_is_shot_stops_there(house: Studio) -> None:
    job = await queue(house)
    node = await operators_node(house)
    await take_up(house, node, "one")
    await house.queue.hold(showrunner(), job.id)
    with pytest.raises(Stop):
        await house.leases.beat(node.id, job.id, 1, Beat(progress=0.5))
    line = await only_line(house)
    assert (line.held, line.waits_for) == (True, "a showrunner, who put it aside")


async def test_a_cancelled_job_leaves_the_queue(house: Studio, store: Store) -> None:
    job = await queue(house)
    await house.queue.cancel(showrunner(), job.id, "second thoughts")
    assert await house.queue.lines(GUILD) == []
    assert (await row(store, job.id))["outcome"] == "cancelled"
    with pytest.raises(NotFound):
        await house.queue.cancel(showrunner(), job.id, "again")


async def test_members_do_not_steer(house: Studio) -> None:
    job = await queue(house)
    for deed in (house.queue.hold, house.queue.release):
        with pytest.raises(NotAllowed):
            await deed(member(TOM), job.id)
    with pytest.raises(NotAllowed):
        await house.queue.pause(member(TOM), "")


async def test_nobody_steers_another_guilds_queue(house: Studio) -> None:
    job = await queue(house)
    await set_up(house, OTHER, 78)
    with pytest.raises(NotFound):
        await house.queue.cancel(showrunner(OTHER), job.id, "not ours")
    with pytest.raises(NotFound):
        await house.queue.film_as_animatic(showrunner(OTHER), job.take_id or 0)


async def test_a_take_that_waits_for_its_engine_is_filmed_as_animatic_in_its_place(
    house: Studio,
) -> None:
    job = await queue(house, engine="wan", votes=9)
    await queue(house, member_id=50)
    view = await house.queue.film_as_animatic(showrunner(), job.take_id or 0)
    assert view.takes[0].take.engine == "animatic"
    claimed = await claimed_by(house, await operators_node(house), "one")
    assert (claimed.job, claimed.order.engine) == (job.id, "animatic")


async def test_a_take_being_shot_is_refilmed_and_the_old_node_told(house: Studio) -> None:
    job = await queue(house, engine="wan")
    node = await operators_node(house)
    assert await take_up(house, node, "one", "wan")
    await house.queue.film_as_animatic(showrunner(), job.take_id or 0)
    with pytest.raises(Stop):
        await house.leases.beat(node.id, job.id, 1, Beat(progress=0.5))


async def test_an_animatic_is_not_filmed_as_one(house: Studio) -> None:
    job = await queue(house)
    with pytest.raises(Refusal, match="already"):
        await house.queue.film_as_animatic(showrunner(), job.take_id or 0)


async def failed_take(house: Studio) -> Job:
    job = await queue(house, member_id=MARA)
    node = await operators_node(house)
    claimed = await house.leases.claim(node, claim("one"))
    assert claimed is not None
    failure = Failure(kind=FailureKind.RENDER, retryable=False)
    await house.leases.fail(node.id, job.id, 1, failure)
    return job


async def test_a_failed_take_is_retried_by_whoever_asked_for_it(
    house: Studio, clock: Clock
) -> None:
    job = await failed_take(house)
    view = await house.queue.retry(member(MARA), job.take_id or 0)
    assert view.takes[0].take.state is TakeState.QUEUED
    assert (await only_line(house)).job_id != job.id
    claimed = await claimed_by(house, await operators_node(house), "two")
    assert claimed.order.slate == "1-1"


async def test_a_failed_take_is_not_retried_by_just_anybody(house: Studio) -> None:
    job = await failed_take(house)
    with pytest.raises(NotAllowed, match="who asked for take 1-1"):
        await house.queue.retry(member(TOM), job.take_id or 0)


async def test_only_a_failed_take_is_retried(house: Studio) -> None:
    job = await queue(house)
    with pytest.raises(Refusal, match="only a failed one"):
        await house.queue.retry(showrunner(), job.take_id or 0)


async def test_nothing_more_is_filmed_of_a_scene_that_was_shelved(
    house: Studio, store: Store
) -> None:
    job = await failed_take(house)
    async with store.transaction() as tx:
        await scenes.set_state(tx, job.scene_id, SceneState.SHELVED)
        await takes.set_engine(tx, job.take_id or 0, "wan")
        await takes.set_state(tx, job.take_id or 0, TakeState.FAILED, reason="")
    with pytest.raises(Refusal, match="Scene 1 is shelved"):
        await house.queue.retry(member(MARA), job.take_id or 0)
    with pytest.raises(Refusal, match="Scene 1 is shelved"):
        await house.queue.film_as_animatic(showrunner(), job.take_id or 0)
    assert await house.queue.lines(GUILD) == []


async def take_with_draft(house: Studio) -> Job:
    """A take that waits for a model, and the draft that any node makes meanwhile."""
    job = await queue(house, engine="wan")
    async with house.queue._store.transaction() as tx:
        await jobs.enqueue(
            tx,
            guild_id=GUILD,
            scene_id=job.scene_id,
            take_id=job.take_id,
            work=Work.DRAFT,
            engine="*",
            member_id=MARA,
            votes=0,
            film_s=2,
            order_json=order(Work.DRAFT, "1-1"),
            now=house.queue._now(),
        )
    return job


async def test_a_take_that_is_an_animatic_itself_needs_no_draft(house: Studio) -> None:
    job = await take_with_draft(house)
    await house.queue.film_as_animatic(showrunner(), job.take_id or 0)
    assert [line.work for line in await house.queue.lines(GUILD)] == [Work.TAKE]


async def test_a_take_that_is_there_needs_no_draft_any_more(house: Studio) -> None:
    await take_with_draft(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one", "wan")
    await deliver(house, node, claimed)
    assert await house.queue.lines(GUILD) == []


async def test_a_draft_is_shown_on_the_card_while_its_take_waits(house: Studio) -> None:
    await queue(house, work=Work.DRAFT, engine="*")
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    await deliver(house, node, claimed, Work.DRAFT)
    view = await house.scenes.numbered(GUILD, 1)
    assert view.draft is not None
    assert view.draft.path.exists()
    assert view.takes[0].clip is None
    assert house.media.usage() == view.draft.size


async def test_a_storyboard_is_shown_on_the_card(house: Studio) -> None:
    await queue(house, work=Work.STORYBOARD, engine="*")
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    await deliver(house, node, claimed, Work.STORYBOARD)
    view = await house.scenes.numbered(GUILD, 1)
    assert view.storyboard is not None
    assert view.storyboard.path.exists()


async def test_a_removed_scene_leaves_no_file_behind(house: Studio) -> None:
    job = await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    await deliver(house, node, claimed)
    assert house.media.usage() > 0
    await house.scenes.remove(showrunner(), job.scene_id, "it was reported")
    assert house.media.usage() == 0


async def test_what_showrunners_do_to_the_queue_is_written_down(house: Studio) -> None:
    job = await queue(house)
    await house.queue.cancel(showrunner(), job.id, "second thoughts")
    [deed, *_] = await house.settings.log(GUILD)
    assert (deed.deed, deed.subject, deed.reason) == ("cancelled", "take 1-1", "second thoughts")
