"""Nodes: invited by one-time codes, listed, paused, opened and revoked by those who may."""

from __future__ import annotations

import pytest
from conftest import GUILD, MARA, Clock, member, set_up, showrunner
from shooting import guilds_node, node_of, operators_node, queue, row, take_up

from bot.errors import NodeRefused, NotAllowed, NotFound
from bot.store import Store
from bot.studio import Studio
from bot.studio.nodes import plain
from render.contract import Registration

OTHER = 77


async def names(house: Studio, guild_id: int = GUILD) -> list[str]:
    return [node.name for node in await house.nodes.of_guild(guild_id)]


async def test_only_showrunners_invite(house: Studio) -> None:
    with pytest.raises(NotAllowed):
        await house.nodes.invite(member(MARA))


async def test_a_code_is_good_once(house: Studio) -> None:
    invitation = await house.nodes.invite(showrunner())
    registration = Registration(code=invitation.code, name="Anna's PC")
    await house.nodes.register(registration)
    with pytest.raises(NodeRefused, match="unknown, used or older"):
        await house.nodes.register(registration)
    assert await names(house) == ["Anna's PC"]


async def test_a_code_is_good_for_an_hour(house: Studio, clock: Clock) -> None:
    invitation = await house.nodes.invite(showrunner())
    clock.forward(hours=1)
    assert invitation.expires_at == clock()
    with pytest.raises(NodeRefused):
        await house.nodes.register(Registration(code=invitation.code, name="late"))


async def test_codes_and_tokens_are_kept_as_hashes_only(house: Studio, store: Store) -> None:
    invitation = await house.nodes.invite(showrunner())
    _, token = await guilds_node(house)
    async with store.reading() as tx:
        codes = await tx.all("SELECT code_sha256 AS secret FROM node_invitation")
        tokens = await tx.all("SELECT token_sha256 AS secret FROM node")
    kept = {found["secret"] for found in (*codes, *tokens)}
    assert not kept & {invitation.code, token}
    assert {len(secret) for secret in kept} == {64}


async def test_a_token_says_whose_it_is_and_another_nothing(house: Studio) -> None:
    node, token = await guilds_node(house)
    assert await node_of(house, token) == node
    assert await house.nodes.authenticate(token + "x") is None
    assert await house.nodes.authenticate("") is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Anna's PC", "Anna's PC"),
        ("@everyone **loud** <@1>", "everyone loud 1"),
        ("rtx_4090 `box`\n# title", "rtx 4090 box title"),
        ("Öl-Rechner (Keller)", "Öl-Rechner (Keller)"),
        ("***", "a node"),
    ],
)
def test_a_machines_name_is_plain_text(typed: str, shown: str) -> None:
    assert plain(typed) == shown


async def test_the_operators_node_keeps_a_good_token(house: Studio) -> None:
    token = await house.nodes.local("local")
    assert await house.nodes.local("local", token) == token
    assert await names(house) == ["local"]


async def test_the_operators_node_gets_a_new_token_for_a_lost_one(house: Studio) -> None:
    old = await house.nodes.local("local")
    new = await house.nodes.local("local", "lost")
    assert new != old
    assert await house.nodes.authenticate(old) is None
    assert await house.nodes.authenticate(new)


async def test_a_guild_lists_its_own_nodes_and_the_operators(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    await operators_node(house)
    await guilds_node(house)
    await guilds_node(house, OTHER, "Ben's PC")
    assert await names(house) == ["Anna's PC", "local"]
    assert await names(house, OTHER) == ["Ben's PC", "local"]


async def test_what_the_operators_node_shoots_for_others_is_not_named(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    await queue(house, guild_id=OTHER)
    await take_up(house, await operators_node(house), "one")
    [ours], [theirs] = await house.nodes.of_guild(GUILD), await house.nodes.of_guild(OTHER)
    assert (ours.shooting, theirs.shooting) == ("another server's scene", "1-1")


async def test_a_node_is_away_when_not_heard_of_for_a_lease(house: Studio, clock: Clock) -> None:
    node = await operators_node(house)
    assert node.is_away
    await take_up(house, node, "one")
    clock.forward(seconds=60)
    assert not (await house.nodes.of_guild(GUILD))[0].is_away
    clock.forward(seconds=1)
    assert (await house.nodes.of_guild(GUILD))[0].is_away


async def test_a_pause_gives_the_job_back_to_nobodys_blame(house: Studio, store: Store) -> None:
    job = await queue(house)
    node, _ = await guilds_node(house)
    await take_up(house, node, "one")
    await house.nodes.pause(showrunner(), node.id, "game night")
    kept = await row(store, job.id)
    assert (kept["node_id"], kept["failures"], kept["lost"]) == (None, 0, 0)
    [view] = await house.nodes.of_guild(GUILD)
    assert (view.paused_reason, view.shooting) == ("game night", None)


async def test_the_cards_that_wait_for_a_node_say_that_it_is_paused(
    house: Studio, clock: Clock
) -> None:
    node, _ = await guilds_node(house)
    await queue(house)
    for errand in await house.outbox.due(per_guild=99):
        await house.outbox.done(errand)
    await house.nodes.pause(showrunner(), node.id, "game night")
    clock.forward(seconds=5)
    assert [errand.kind for errand in await house.outbox.due(per_guild=99)] == ["card", "board"]


async def test_nobody_manages_another_guilds_node(house: Studio) -> None:
    await set_up(house, OTHER, 78)
    node, _ = await guilds_node(house)
    for deed in (house.nodes.resume, house.nodes.revoke):
        with pytest.raises(NotFound):
            await deed(showrunner(OTHER), node.id)


async def test_nobody_manages_the_operators_node_from_a_guild(house: Studio) -> None:
    node = await operators_node(house)
    with pytest.raises(NotAllowed, match="whoever runs the bot"):
        await house.nodes.pause(showrunner(), node.id, "")


async def test_members_do_not_manage_others_machines(house: Studio) -> None:
    node, _ = await guilds_node(house)
    with pytest.raises(NotAllowed):
        await house.nodes.revoke(member(MARA), node.id)


async def test_only_its_owner_opens_a_machine_to_others(house: Studio) -> None:
    node, _ = await guilds_node(house)
    with pytest.raises(NotAllowed, match="whose machine it is"):
        await house.nodes.open(member(MARA, manages_guild=True), node.id, is_open=True)
    await house.nodes.open(showrunner(), node.id, is_open=True)
    assert (await house.nodes.of_guild(GUILD))[0].is_open


async def test_a_revoked_node_is_listed_no_more(house: Studio) -> None:
    node, _ = await guilds_node(house)
    await house.nodes.revoke(showrunner(), node.id)
    assert await names(house) == []


async def test_what_showrunners_do_to_nodes_is_written_down(house: Studio) -> None:
    node, _ = await guilds_node(house)
    await house.nodes.pause(showrunner(), node.id, "game night")
    deeds = [(deed.deed, deed.subject, deed.reason) for deed in await house.settings.log(GUILD)]
    assert deeds[0] == ("paused a node", "Anna's PC", "game night")
