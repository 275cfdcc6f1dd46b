"""Whose turn it is on nodes that guilds share, and whom a guild's own node serves."""

from __future__ import annotations

from conftest import GUILD, set_up, showrunner
from shooting import (
    claimed_by,
    deliver,
    guilds_node,
    in_hand,
    operators_node,
    queue,
    take_up,
)

from bot.domain.queue import Work
from bot.studio import Studio
from render.contract import Claimed

OTHER = 77


async def test_guilds_take_turns_on_the_operators_nodes(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    for member_id in range(50, 53):
        await queue(house, votes=9, member_id=member_id)
        await queue(house, guild_id=OTHER, member_id=member_id)
    node = await operators_node(house)
    served: list[int] = []
    for number in range(6):
        claimed = await claimed_by(house, node, f"claim-{number}")
        await deliver(house, node, claimed)
        async with house.leases._store.reading() as tx:
            found = await tx.one("SELECT guild_id FROM job WHERE id = :id", id=claimed.job)
        assert found is not None
        served.append(found["guild_id"])
    assert served in ([GUILD, OTHER] * 3, [OTHER, GUILD] * 3)


async def test_storyboards_of_a_guild_do_not_cost_it_its_turn_for_takes(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    node = await operators_node(house)
    await queue(house)
    await deliver(house, node, await held(house, "first take"))
    await queue(house, member_id=44)
    theirs = await queue(house, guild_id=OTHER)
    await queue(house, guild_id=OTHER, work=Work.STORYBOARD, engine="*")
    strip = await held(house, "their strip")
    await deliver(house, node, strip, Work.STORYBOARD)
    assert (await held(house, "their take")).job == theirs.id


async def held(house: Studio, claim_id: str) -> Claimed:
    return await in_hand(house, claim_id.replace(" ", "-"))


async def test_a_guilds_node_serves_that_guild_alone(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    await queue(house, guild_id=OTHER)
    node, _ = await guilds_node(house)
    assert await take_up(house, node, "one") is None
    job = await queue(house)
    claimed = await claimed_by(house, node, "two")
    assert claimed.job == job.id


async def test_a_guilds_node_serves_others_once_its_owner_opened_it(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    await queue(house, guild_id=OTHER)
    node, _ = await guilds_node(house)
    await house.nodes.open(showrunner(), node.id, is_open=True)
    assert await take_up(house, node, "one")
