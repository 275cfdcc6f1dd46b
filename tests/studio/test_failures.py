"""Failures: tried again, left to others, given up; nodes paused, disks full."""

from __future__ import annotations

import pytest
from conftest import GUILD, Clock, set_up, showrunner
from shooting import (
    claimed_by,
    deliver,
    fail,
    film,
    guilds_node,
    in_hand,
    operators_node,
    queue,
    row,
    take_state,
    take_up,
    two_nodes,
)

from bot.domain.queue import MAX_LOST, Work
from bot.domain.scene import TakeState
from bot.store import Store, takes
from bot.studio import MediaFolder, Studio
from bot.studio.fencing import NoRoom, Paused
from render.contract import Failure, FailureKind

OTHER = 77


async def test_a_pause_is_no_failure(house: Studio, store: Store) -> None:
    job = await queue(house)
    node = await operators_node(house)
    for number in range(5):
        claimed = await claimed_by(house, node, f"claim-{number}")
        await fail(house, node.id, claimed, FailureKind.CANCELLED)
    kept = await row(store, job.id)
    assert (kept["failures"], kept["attempt"], kept["outcome"]) == (0, 5, None)


async def test_a_poison_scene_is_given_up_after_three_failures_and_the_queue_moves_on(
    house: Studio, store: Store, clock: Clock
) -> None:
    poison = await queue(house, votes=9)
    good = await queue(house, member_id=44)
    node = await operators_node(house)
    for number in range(3):
        clock.forward(minutes=1)
        claimed = await claimed_by(house, node, f"claim-{number}")
        assert claimed.job == poison.id
        await fail(house, node.id, claimed, FailureKind.OOM)
    assert await take_state(store, poison.take_id) is TakeState.FAILED
    async with store.reading() as tx:
        take = await takes.get(tx, poison.take_id or 0)
    assert take is not None
    assert take.reason == "It failed 3 times; the last time the machine ran out of memory."
    after = await claimed_by(house, node, "after")
    assert after.job == good.id


async def test_a_failed_job_is_left_to_other_nodes_for_a_while(house: Studio, clock: Clock) -> None:
    await queue(house)
    node, attic = await operators_node(house), await operators_node(house, "attic")
    claimed = await claimed_by(house, node, "one")
    await fail(house, node.id, claimed, FailureKind.RENDER)
    assert await take_up(house, node, "two") is None
    assert await take_up(house, attic, "one")


async def test_a_failed_job_comes_back_to_the_only_node(house: Studio, clock: Clock) -> None:
    await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    await fail(house, node.id, claimed, FailureKind.RENDER)
    clock.forward(seconds=31)
    assert await take_up(house, node, "two")


async def test_a_failure_that_cannot_be_retried_gives_up_at_once(
    house: Studio, store: Store
) -> None:
    job = await queue(house)
    claimed = await in_hand(house)
    node, _ = await two_nodes(house)
    failure = Failure(kind=FailureKind.RENDER, retryable=False)
    await house.leases.fail(node, job.id, claimed.attempt, failure)
    assert (await row(store, job.id))["reason"] == "It cannot be shot: the engine failed."


async def test_a_storyboard_given_up_leaves_no_take_behind(house: Studio, store: Store) -> None:
    job = await queue(house, work=Work.STORYBOARD, engine="*")
    claimed = await in_hand(house)
    node, _ = await two_nodes(house)
    failure = Failure(kind=FailureKind.RENDER, retryable=False)
    await house.leases.fail(node, job.id, claimed.attempt, failure)
    assert (await row(store, job.id))["outcome"] == "failed"
    assert await house.queue.lines(GUILD) == []


async def test_a_node_that_fails_at_several_jobs_is_paused_and_its_owner_told(
    house: Studio,
) -> None:
    for votes in (3, 2, 1):
        await queue(house, votes=votes, member_id=50 + votes)
    node, _ = await guilds_node(house)
    for number in range(3):
        claimed = await claimed_by(house, node, f"claim-{number}")
        await fail(house, node.id, claimed, FailureKind.RENDER)
    [view] = [view for view in await house.nodes.of_guild(GUILD) if view.id == node.id]
    assert view.paused_reason == "3 failures within an hour; the last time the engine failed"
    [notice] = [e for e in await house.outbox.due() if e.kind == "notice"]
    assert notice.body["member_id"] == node.owner_id
    assert str(notice.body["text"]).startswith("Anna's PC is paused: 3 failures")


async def test_a_paused_node_gets_nothing_until_it_is_resumed(
    house: Studio,
) -> None:
    node, _ = await guilds_node(house)
    await queue(house)
    await house.nodes.pause(showrunner(), node.id, "game night")
    with pytest.raises(Paused, match="game night"):
        await take_up(house, node, "one")
    await house.nodes.resume(showrunner(), node.id)
    assert await take_up(house, node, "one")


async def test_failures_more_than_an_hour_ago_pause_nobody(house: Studio, clock: Clock) -> None:
    for votes in (3, 2, 1):
        await queue(house, votes=votes, member_id=50 + votes)
    node, _ = await guilds_node(house)
    for number in range(3):
        claimed = await claimed_by(house, node, f"claim-{number}")
        await fail(house, node.id, claimed, FailureKind.RENDER)
        clock.forward(minutes=31)
    [view] = [view for view in await house.nodes.of_guild(GUILD) if view.id == node.id]
    assert view.paused_reason is None


async def test_a_full_disk_on_a_node_is_no_failure_of_the_job_and_its_owner_is_told(
    house: Studio, store: Store
) -> None:
    job = await queue(house)
    node, _ = await guilds_node(house)
    claimed = await claimed_by(house, node, "one")
    await fail(house, node.id, claimed, FailureKind.DISK)
    assert (await row(store, job.id))["failures"] == 0
    [notice] = [e for e in await house.outbox.due() if e.kind == "notice"]
    assert "no disk space left" in str(notice.body["text"])


async def test_a_full_disk_of_the_bot_stops_claims_and_tells_the_showrunners_once(
    house: Studio,
    store: Store,
    media: MediaFolder,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await queue(house)
    crowded = Studio(store, MediaFolder(media._root, budget=-1), now=clock)
    node = await operators_node(crowded)
    assert await take_up(crowded, node, "one") is None
    assert await take_up(crowded, node, "two") is None
    [notice] = [e for e in await crowded.outbox.due() if e.kind == "notice"]
    assert notice.revision == 1
    assert caplog.text.count("are used (GREENLIGHT_MEDIA_GB)") == 1
    [line] = await crowded.queue.lines(GUILD)
    assert line.waits_for == "room on the bot's disk"
    assert await take_up(house, node, "three")


async def test_nothing_is_begun_that_would_not_fit(house: Studio, media: MediaFolder) -> None:
    await queue(house)
    node = await operators_node(house)
    media._budget = 10_000_000
    media._used = 9_900_000
    assert await take_up(house, node, "one") is None
    media._used = 8_000_000
    assert await take_up(house, node, "two") is not None


async def test_a_file_that_found_no_room_is_not_made_again_before_there_is_some(
    house: Studio, media: MediaFolder
) -> None:
    await queue(house)
    node = await operators_node(house)
    claimed = await claimed_by(house, node, "one")
    content = len(film())
    media._budget, media._used = 2 * content, content + content // 2
    with pytest.raises(NoRoom):
        await deliver(house, node, claimed)
    await fail(house, node.id, claimed, FailureKind.CANCELLED)
    assert await take_up(house, node, "two") is None
    media._used = content
    assert await take_up(house, node, "three") is not None


async def test_a_guild_that_begins_to_wait_while_the_disk_is_full_is_told_too(
    house: Studio, media: MediaFolder
) -> None:
    await set_up(house, OTHER, 7700)
    node = await operators_node(house)
    media._budget = -1
    for number, guild_id in enumerate((None, GUILD, GUILD, OTHER)):
        if guild_id is not None:
            await queue(house, guild_id=guild_id)
        assert await take_up(house, node, f"claim-{number}") is None
    notices = [e for e in await house.outbox.due() if e.kind == "notice"]
    assert sorted(notice.guild_id for notice in notices) == [OTHER, GUILD]
    assert {notice.revision for notice in notices} == {1}


async def test_a_job_over_which_machine_after_machine_falls_silent_is_given_up(
    house: Studio, store: Store, clock: Clock
) -> None:
    job = await queue(house)
    node = await operators_node(house)
    for number in range(MAX_LOST + 1):
        assert await take_up(house, node, f"claim-{number}")
        clock.forward(seconds=61)
    await house.leases.reap()
    assert await take_state(store, job.take_id) is TakeState.FAILED
    assert "fell silent" in str((await row(store, job.id))["reason"])


async def test_a_revoked_node_loses_its_job_at_once(house: Studio) -> None:
    await queue(house)
    node, token = await guilds_node(house)
    assert await take_up(house, node, "one")
    await house.nodes.revoke(showrunner(), node.id)
    assert await house.nodes.authenticate(token) is None
    second = await claimed_by(house, await operators_node(house), "two")
    assert second.attempt == 2
