"""The queue as people see it: places, what is waited for, and when it is ready."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import GUILD, MARA, Clock, set_up, showrunner
from queue_lines import only_line, order_of, three
from shooting import (
    claim,
    claimed_by,
    deliver,
    guilds_node,
    operators_node,
    queue,
    take_up,
)

from bot.domain.queue import Work
from bot.studio import Studio
from bot.studio.leases import ContractTooOld
from render.contract import Beat, Rest

OTHER = 77


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
