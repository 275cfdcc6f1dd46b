"""/studio node: inviting machines, and what their owners and showrunners do with them."""

from __future__ import annotations

from typing import Any

import pytest
import shooting
from club import Club
from conftest import set_up

from bot.app import Greenlight
from bot.studio.house_views import NodeView
from bot.studio.leases import ContractTooOld
from render import contract

pytest_plugins = ("club_fixtures",)

URL = "https://bot.example:8443"


async def joined(club: Club, by: Any, name: str = "Anna's PC") -> NodeView:
    """A machine that somebody invited."""
    invitation = await club.studio.nodes.invite(club.member(by))
    registered = await club.studio.nodes.register(
        contract.Registration(code=invitation.code, name=name)
    )
    return await shooting.node_of(club.studio, registered.token)


async def do(club: Club, deed: str, by: Any = None, **options: Any) -> str:
    shown = await (by or club.anna).slash(club.channel, f"studio node {deed}", **options)
    assert shown.response.ephemeral
    return shown.response.content


async def listed(club: Club) -> str:
    return await do(club, "list")


def reachable(bot: Greenlight) -> None:
    """Other machines can call this bot, once it has an address."""
    bot.join_line = lambda code: f"greenlight node --join '{URL}/#{code}.aa11'"


async def test_an_invitation_is_one_line_to_paste(club: Club) -> None:
    bot: Any = club.env.bot
    reachable(bot)
    said = await do(club, "invite")
    line = said.split("```")[1].strip()
    code = line.partition("#")[2].partition(".")[0]
    registered = await club.studio.nodes.register(contract.Registration(code=code, name="PC"))
    assert line.startswith(f"greenlight node --join '{URL}/#")
    assert registered.token
    assert "once, within the hour" in said


async def test_without_an_address_the_operator_is_told_what_to_set(club: Club) -> None:
    assert "GREENLIGHT_PUBLIC_URL" in await do(club, "invite")


async def test_without_machines_the_list_says_how_to_get_one(club: Club) -> None:
    assert await listed(club) == "No machine renders for this server yet: /studio node invite."


async def test_machines_are_listed_with_what_they_do(club: Club) -> None:
    node = await joined(club, club.anna)
    unseen = await listed(club)
    await shooting.queue(club.studio, guild_id=club.guild.id)
    await shooting.take_up(club.studio, node, "claim")
    assert unseen == f"**Anna's PC** (<@{club.anna.id}>) · never seen yet · offers nothing yet"
    assert "· shooting 1-1 · offers animatic" in await listed(club)


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (contract.Rest(why="busy"), "· in use by its owner ·"),
        (contract.Rest(why="paused"), "· paused by its owner ·"),
        (contract.Rest(why="quiet", for_s=60), "· quiet until <t:"),
    ],
)
async def test_a_machine_that_rests_says_why(club: Club, rest: contract.Rest, words: str) -> None:
    node = await joined(club, club.anna)
    await club.studio.leases.claim(node, shooting.claim("claim", rests=rest))
    assert words in await listed(club)


async def test_a_machine_of_another_version_says_what_to_do(club: Club) -> None:
    node = await joined(club, club.anna)
    with pytest.raises(ContractTooOld):
        await club.studio.leases.claim(node, shooting.claim("claim", contracts=(7,)))
    assert "· speaks another version than the bot: update whichever is older ·" in await listed(
        club
    )


async def test_what_a_card_does_is_listed_as_its_driver_tells(club: Club) -> None:
    node = await joined(club, club.anna)
    await shooting.queue(club.studio, guild_id=club.guild.id)
    claimed = await shooting.take_up(club.studio, node, "claim")
    assert claimed is not None
    beat = contract.Beat(progress=0.1, gpu="RTX 4090, 97 %, *310* W")
    await club.studio.leases.beat(node.id, claimed.job, 1, beat)
    assert r"shooting 1-1 (RTX 4090, 97 %" in await listed(club)
    assert r"\*310\* W" in await listed(club)


async def test_many_machines_fit_one_message(club: Club) -> None:
    for number in range(40):
        await joined(club, club.anna, f"{number} " + "n" * 60)
    assert 1500 < len(await listed(club)) <= 2000


async def test_a_machine_is_paused_with_a_reason_and_works_again(club: Club) -> None:
    node = await joined(club, club.anna)
    assert await do(club, "pause", node=str(node.id), reason="*game* night") == "It is paused."
    assert "paused: \\*game\\* night" in await listed(club)
    assert await do(club, "resume", node=str(node.id)) == "It works again."
    assert "paused" not in await listed(club)


async def test_a_revoked_machine_is_gone(club: Club) -> None:
    node = await joined(club, club.anna)
    said = await do(club, "revoke", node=str(node.id))
    assert said == "It is out; what it was shooting goes to another machine."
    assert "Anna's PC" not in await listed(club)


async def test_its_owner_opens_a_machine_to_other_servers(club: Club) -> None:
    node = await joined(club, club.anna)
    said = await do(club, "open", node=str(node.id), to_all=True)
    assert said == "It serves every server of this bot."
    assert "serves other servers too" in await listed(club)


async def test_a_showrunner_does_not_open_somebody_elses_machine(club: Club) -> None:
    await club.admit(club.tom, "studio")
    node = await joined(club, club.anna)
    said = await do(club, "open", by=club.tom, node=str(node.id), to_all=True)
    assert "Only showrunners do this" in said
    assert "other servers" not in await listed(club)


async def test_the_operators_machine_is_the_operators(club: Club) -> None:
    node = await shooting.operators_node(club.studio)
    assert "(the operator's)" in await listed(club)
    said = await do(club, "revoke", node=str(node.id))
    assert said.startswith("This machine belongs to whoever runs the bot")


async def test_a_machine_of_another_server_is_not_here(club: Club) -> None:
    await set_up(club.studio, 999, 998)
    foreign, _ = await shooting.guilds_node(club.studio, 999, "Their PC")
    assert "Their PC" not in await listed(club)
    said = await do(club, "revoke", node=str(foreign.id))
    assert said == "That node is not here; /studio node list shows yours."


@pytest.mark.parametrize("typed", ["Anna's PC", "-1", "²"])
async def test_a_machine_that_was_not_chosen_from_the_list_is_refused(
    club: Club, typed: str
) -> None:
    assert (await do(club, "pause", node=typed)).startswith("Choose a machine from the list")


async def test_machines_autocomplete_by_name(club: Club) -> None:
    node = await joined(club, club.anna)
    found = await club.anna.autocomplete(club.channel, "studio node pause", "node", "anna")
    assert found == [{"name": "Anna's PC", "value": str(node.id)}]
