"""The gateway: what a bot hears, what it does not, and how it comes back."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import discord
import pytest
from patience import PATIENCE
from wire_bot import TOKEN, Wire, WireBot

pytest_plugins = ("wire_fixtures",)


async def say(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.send_message("here")


async def test_a_bot_that_was_cut_off_resumes_and_hears_what_it_missed(wire: Wire) -> None:
    await wire.lot.cut_socket()
    await wire.mara.say(wire.channel, "while you were away")
    await wire.told(lambda: [kind for kind, _ in wire.bot.heard if kind == "message"])
    stats = await wire.lot.stats()
    assert (stats["identified"], stats["resumed"]) == (1, 1)


async def test_an_interaction_reaches_a_bot_that_comes_back_in_time(wire: Wire) -> None:
    wire.answer("say", say)
    await wire.lot.cut_socket()
    assert (await wire.mara.slash(wire.channel, "do", what="say")).text == "here"


async def test_a_bot_is_asked_to_reconnect_and_resumes(wire: Wire) -> None:
    await wire.lot.ask_to_reconnect()
    await wire.told(lambda: ("RESUMED", None) in wire.bot.heard)
    assert (await wire.lot.stats())["resumed"] == 1


async def test_a_void_session_is_not_resumed(wire: Wire) -> None:
    await wire.lot.invalidate_session()

    async def identified_again() -> bool:
        return (await wire.lot.stats())["identified"] == 2

    await wire.lot.until(identified_again)
    assert (await wire.lot.stats())["resumed"] == 0


async def test_a_bot_that_said_goodbye_starts_anew(wire: Wire) -> None:
    await wire.bot.close()
    second = await wire.start_bot()
    wire.answer("say", say)
    assert (await wire.mara.slash(wire.channel, "do", what="say")).text == "here"
    assert (await wire.lot.stats())["identified"] == 2
    assert second.user is not None


async def test_a_wrong_token_is_not_let_in(quiet_wire: Wire) -> None:
    bot = WireBot(discord.Intents.none())
    with pytest.raises(discord.LoginFailure):
        await bot.start("some.other.token")
    await bot.close()


async def test_the_gateway_closes_on_a_wrong_token(quiet_wire: Wire) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(quiet_wire.lot.gateway_url) as socket:
            assert (await socket.receive_json())["op"] == 10
            await socket.send_json({"op": 2, "d": {"token": "no", "intents": 0}})
            await socket.receive()
            assert socket.close_code == 4004


async def test_without_the_intent_messages_are_not_heard_of(quiet_wire: Wire) -> None:
    await quiet_wire.start_bot(guild_messages=False)
    await quiet_wire.mara.say(quiet_wire.channel, "hello")
    other = await quiet_wire.guild.add_channel("later")
    await quiet_wire.told(lambda: quiet_wire.bot.get_channel(other.id))
    assert "MESSAGE_CREATE" not in {kind for kind, _ in quiet_wire.bot.heard}


async def test_what_members_write_is_hidden_without_the_privileged_intent(wire: Wire) -> None:
    await wire.mara.say(wire.channel, "secret")
    await wire.mara.say(wire.channel, f"<@{wire.bot.application_id}> hello")
    await wire.told(lambda: sum(kind == "message" for kind, _ in wire.bot.heard) == 2)
    words = [what for kind, what in wire.bot.heard if kind == "message"]
    assert words[0] == ""
    assert words[1].endswith("hello")


async def test_members_are_known_with_their_intent_only(quiet_wire: Wire) -> None:
    await quiet_wire.start_bot()
    guild = quiet_wire.bot.get_guild(quiet_wire.guild.id)
    assert guild is not None
    assert (guild.member_count, len(guild.members)) == (3, 1)
    found = await guild.fetch_member(quiet_wire.mara.id)
    assert found.name == "Mara"
    assert [member.name for member in await guild.query_members("an")] == ["Anna"]


async def test_with_their_intent_all_members_are_known(quiet_wire: Wire) -> None:
    await quiet_wire.start_bot(members=True)
    guild = quiet_wire.bot.get_guild(quiet_wire.guild.id)
    assert guild is not None
    assert {member.name for member in guild.members} == {"Greenlight", "Mara", "Anna"}


async def test_a_guild_that_invites_the_bot_later_is_told(wire: Wire) -> None:
    second = await wire.lot.add_guild("second")
    found = await wire.told(lambda: wire.bot.get_guild(second.id))
    assert found.name == "second"
    await second.remove_bot()
    await wire.told(lambda: wire.bot.get_guild(second.id) is None)


async def test_a_changed_role_reaches_the_bot(wire: Wire) -> None:
    await wire.guild.set_bot_permissions("view_channel")
    await wire.guild.set_everyone("view_channel")
    guild = wire.text.guild
    await wire.told(lambda: not guild.me.guild_permissions.send_messages)


async def test_commands_that_a_killed_bot_left_go_unanswered(wire: Wire) -> None:
    await wire.lot.set_times(first_answer=0.05)
    await wire.lot.invalidate_session()
    outcome = await wire.lot.call(
        "slash", member=wire.mara.id, channel=wire.channel.id, command="do", options={"what": "x"}
    )
    assert outcome["kind"] is None


async def test_heartbeats_are_answered(quiet_wire: Wire) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(quiet_wire.lot.gateway_url) as socket:
            await socket.receive_json()
            await socket.send_json({"op": 1, "d": None})
            async with asyncio.timeout(PATIENCE):
                assert (await socket.receive_json())["op"] == 11


async def test_a_resume_of_what_nobody_knows_is_refused(quiet_wire: Wire) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(quiet_wire.lot.gateway_url) as socket:
            await socket.receive_json()
            data = {"token": TOKEN, "session_id": "nothing", "seq": 3}
            await socket.send_json({"op": 6, "d": data})
            assert await socket.receive_json() == {"op": 9, "d": False}
