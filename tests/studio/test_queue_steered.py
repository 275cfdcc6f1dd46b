"""The queue steered by showrunners: moved, put aside, cancelled, and written down."""

from __future__ import annotations

import pytest
from conftest import GUILD, TOM, member, set_up, showrunner
from queue_lines import only_line, order_of, three
from shooting import (
    claimed_by,
    operators_node,
    queue,
    row,
    take_up,
)

from bot.errors import NotAllowed, NotFound
from bot.store import Store
from bot.studio import Studio
from bot.studio.fencing import Stop
from render.contract import Beat

OTHER = 77


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


async def test_what_showrunners_do_to_the_queue_is_written_down(house: Studio) -> None:
    job = await queue(house)
    await house.queue.cancel(showrunner(), job.id, "second thoughts")
    [deed, *_] = await house.settings.log(GUILD)
    assert (deed.deed, deed.subject, deed.reason) == ("cancelled", "take 1-1", "second thoughts")
