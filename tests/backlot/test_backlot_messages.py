"""Messages, threads, pins and files, as the bot sends them and members see them."""

from __future__ import annotations

import io
from typing import Any

import aiohttp
import discord
import pytest
from discord import ui
from wire_bot import Wire

pytest_plugins = ("wire_fixtures",)

V2 = 1 << 15
A_MESSAGE = discord.Object(7)


def a_file(name: str = "a.png", content: bytes = b"123") -> discord.File:
    return discord.File(io.BytesIO(content), name)


def layout(text: str, *names: str) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.TextDisplay(text))
    if names:
        view.add_item(
            ui.MediaGallery(*[discord.MediaGalleryItem(f"attachment://{name}") for name in names])
        )
    return view


async def refused(call: Any, status: int, code: int) -> None:
    with pytest.raises(discord.HTTPException) as caught:
        await call
    assert (caught.value.status, caught.value.code) == (status, code)


async def test_a_nonce_holds_for_minutes_and_for_one_author(wire: Wire) -> None:
    first = await wire.text.send("one", nonce="n")
    again = await wire.text.send("two", nonce="n")
    wire.clock.ahead += 301
    later = await wire.text.send("three", nonce="n")
    assert first.id == again.id != later.id
    assert [message.text for message in await wire.channel.messages()] == ["one", "three"]


async def test_a_deleted_message_does_not_hold_its_nonce(wire: Wire) -> None:
    first = await wire.text.send("one", nonce="n")
    await first.delete()
    assert (await wire.text.send("one", nonce="n")).id != first.id


async def test_a_reply_names_what_it_answers_and_pings_its_author(wire: Wire) -> None:
    asked = await wire.mara.say(wire.channel, "why?")
    target = wire.text.get_partial_message(asked)
    sent = await target.reply("because")
    assert sent.reference is not None
    assert (await wire.message(sent.id)).pings == [wire.mara.id]
    quiet = await target.reply("because", mention_author=False)
    assert (await wire.message(quiet.id)).pings == []


@pytest.mark.parametrize(
    ("allowed", "reaches"),
    [
        (None, {"Mara", "Anna", "Greenlight"}),
        (discord.AllowedMentions.none(), set()),
        (discord.AllowedMentions(everyone=False, roles=False, users=True), {"Anna"}),
        (discord.AllowedMentions(everyone=False, roles=True, users=False), {"Mara"}),
    ],
)
async def test_who_is_pinged(wire: Wire, allowed: Any, reaches: set[str]) -> None:
    role = await wire.guild.add_role("crew", mentionable=True)
    await wire.guild.set_roles(wire.mara, role)
    words = f"@everyone <@{wire.anna.id}> <@&{role}>"
    sent = await wire.text.send(words, allowed_mentions=allowed)
    names = {wire.mara.id: "Mara", wire.anna.id: "Anna"}
    pinged = (await wire.message(sent.id)).pings
    assert {names[user] for user in pinged} == reaches - {"Greenlight"}


async def test_mentions_do_not_fire_in_code_in_edits_or_without_the_right(wire: Wire) -> None:
    code = await wire.text.send(f"`<@{wire.anna.id}>`")
    assert (await wire.message(code.id)).pings == []
    await code.edit(content=f"<@{wire.anna.id}>")
    assert (await wire.message(code.id)).pings == []
    await wire.channel.deny("mention_everyone")
    role = await wire.guild.add_role("crew")
    await wire.guild.set_roles(wire.mara, role)
    sent = await wire.text.send(f"@everyone <@&{role}>")
    assert (await wire.message(sent.id)).pings == []


async def test_mentions_in_a_layout_fire(wire: Wire) -> None:
    sent = await wire.text.send(view=layout(f"<@{wire.anna.id}>"))
    assert (await wire.message(sent.id)).pings == [wire.anna.id]


async def test_history_is_read_in_every_direction(wire: Wire) -> None:
    sent = [await wire.text.send(str(number)) for number in range(5)]

    async def read(**kwargs: Any) -> list[str]:
        return [message.content async for message in wire.text.history(**kwargs)]

    assert await read(limit=2) == ["4", "3"]
    assert await read(before=sent[3], limit=2) == ["2", "1"]
    assert await read(after=sent[1], limit=2) == ["2", "3"]
    assert await read(around=sent[2], limit=3) == ["3", "2", "1"]


async def test_without_the_right_the_history_is_empty(wire: Wire) -> None:
    sent = await wire.text.send("x")
    await wire.channel.deny("read_message_history")
    assert [message async for message in wire.text.history()] == []
    await refused(wire.text.fetch_message(sent.id), 403, 50013)


@pytest.mark.parametrize(
    ("denied", "act", "code"),
    [
        ("attach_files", lambda wire, sent: wire.text.send(file=a_file()), 50013),
        ("create_public_threads", lambda wire, sent: sent.create_thread(name="t"), 50013),
        ("pin_messages", lambda wire, sent: sent.pin(), 50013),
        ("view_channel", lambda wire, sent: sent.edit(content="y"), 50001),
        ("manage_messages", lambda wire, sent: wire.text.delete_messages([sent, A_MESSAGE]), 50013),
        ("add_reactions", lambda wire, sent: sent.add_reaction("👍"), 50013),
        ("manage_channels", lambda wire, sent: wire.text.edit(topic="x"), 50013),
    ],
)
async def test_what_the_bot_may_not_do(wire: Wire, denied: str, act: Any, code: int) -> None:
    sent = await wire.text.send("x")
    await wire.channel.deny(denied)
    await refused(act(wire, sent), 403, code)


async def test_a_roles_allowance_outweighs_another_roles_ban(wire: Wire) -> None:
    role = await wire.guild.add_role("muted")
    own = next(role.id for role in wire.text.guild.me.roles if role.is_bot_managed())
    await wire.channel.deny("send_messages", target=role)
    await wire.channel.allow("send_messages", target=own)
    await wire.lot.call(
        "set_roles", guild=wire.guild.id, member=wire.bot.application_id, roles=[own, role]
    )
    await wire.text.send("still heard")
    await wire.channel.deny("send_messages", target=wire.bot.application_id)
    await refused(wire.text.send("no"), 403, 50013)


async def test_what_is_gone_has_its_code(wire: Wire) -> None:
    text = wire.text
    await refused(text.fetch_message(1), 404, 10008)
    await refused(text.get_partial_message(1).edit(content="x"), 404, 10008)
    await wire.channel.delete()
    await refused(text.send("x"), 404, 10003)
    await refused(wire.bot.fetch_guild(1), 404, 10004)
    await refused(text.guild.fetch_member(1), 404, 10007)
    await refused(wire.bot.fetch_user(1), 404, 10013)


async def test_other_peoples_messages_are_theirs(wire: Wire) -> None:
    asked = wire.text.get_partial_message(await wire.mara.say(wire.channel, "mine"))
    await refused(asked.edit(content="yours"), 403, 50005)
    await refused(asked.delete(), 403, 50013)
    await wire.channel.allow("manage_messages")
    await asked.delete()
    assert await wire.channel.messages() == []


async def test_many_are_deleted_at_once(wire: Wire) -> None:
    sent = [await wire.text.send(str(number)) for number in range(3)]
    await wire.channel.allow("manage_messages")
    await wire.text.delete_messages(sent[:2])
    assert [message.text for message in await wire.channel.messages()] == ["2"]


async def test_pins_are_listed_latest_first_and_announced(wire: Wire) -> None:
    first, second = await wire.text.send("1"), await wire.text.send("2")
    await first.pin()
    await second.pin()
    assert [message.content async for message in wire.text.pins()] == ["2", "1"]
    listed = await wire.request("GET", f"/channels/{wire.channel.id}/pins")
    assert [message["content"] for message in listed] == ["2", "1"]
    (newest,) = [message async for message in wire.text.history(limit=1)]
    assert newest.type is discord.MessageType.pins_add
    await first.unpin()
    assert [m.is_pinned for m in await wire.channel.messages()] == [False, True]


async def test_a_thread_is_joined_written_in_and_archived(wire: Wire) -> None:
    sent = await wire.text.send("a card")
    thread = await sent.create_thread(name="Talk", auto_archive_duration=60)
    assert thread.id == sent.id
    await thread.send("welcome")
    await thread.add_user(discord.Object(wire.mara.id))
    assert {member.id for member in await thread.fetch_members()} == {
        wire.bot.application_id,
        wire.mara.id,
    }
    inside = await wire.channel.thread("Talk")
    assert [message.text for message in await inside.messages()] == ["welcome"]
    await wire.mara.say(inside, "hello")
    assert (await wire.text.fetch_message(sent.id)).flags.has_thread
    await thread.edit(archived=True)
    assert [item.name async for item in wire.text.archived_threads()] == ["Talk"]
    assert await wire.text.guild.active_threads() == []


async def test_a_thread_without_a_message_and_one_too_many(wire: Wire) -> None:
    thread = await wire.text.create_thread(name="x", type=discord.ChannelType.public_thread)
    assert thread.parent_id == wire.channel.id
    sent = await wire.text.send("x")
    await sent.create_thread(name="one")
    await refused(sent.create_thread(name="two"), 400, 160004)
    await wire.channel.deny("send_messages_in_threads")
    await refused(thread.send("x"), 403, 50013)


async def test_who_takes_no_direct_messages_gets_none(wire: Wire) -> None:
    user = await wire.bot.fetch_user(wire.mara.id)
    await user.send("one")
    await wire.mara.take_dms(False)
    await refused(user.send("two"), 403, 50007)
    assert [message.text for message in await wire.mara.dms()] == ["one"]


async def test_files_stay_when_an_edit_does_not_speak_of_them(wire: Wire) -> None:
    sent = await wire.text.send("x", file=a_file())
    await sent.edit(content="y")
    assert list((await wire.message(sent.id)).files) == ["a.png"]
    await sent.edit(attachments=[])
    assert (await wire.message(sent.id)).files == {}


async def test_an_edit_cannot_keep_what_was_never_there(wire: Wire) -> None:
    sent = await wire.text.send("x")
    body = {"attachments": [{"id": "77"}]}
    path = f"/channels/{wire.channel.id}/messages/{sent.id}"
    await refused(wire.request("PATCH", path, json=body), 400, 50035)


async def test_links_to_files_expire(wire: Wire) -> None:
    sent = await wire.text.send(file=a_file("my clip.mp4"))
    assert sent.attachments[0].filename == "my_clip.mp4"
    assert await sent.attachments[0].read() == b"123"
    wire.clock.ahead += 86_401
    async with aiohttp.ClientSession() as session:
        async with session.get(sent.attachments[0].url) as answer:
            assert answer.status == 404


async def test_a_picture_has_its_size(wire: Wire) -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (360).to_bytes(4, "big")
    sent = await wire.text.send(file=a_file("a.png", png))
    assert (sent.attachments[0].width, sent.attachments[0].height) == (640, 360)


async def test_a_layout_shows_its_files_by_their_address(wire: Wire) -> None:
    sent = await wire.text.send(view=layout("x", "a.png"), file=a_file())
    payload = (await wire.message(sent.id)).payload
    (item,) = payload["components"][1]["items"]
    assert item["media"]["url"] == payload["attachments"][0]["url"]
    assert [component["id"] for component in payload["components"]] == [1, 2]
    await sent.edit(view=layout("y", "a.png"))
    assert list((await wire.message(sent.id)).files) == ["a.png"]
    await refused(sent.edit(view=layout("y")), 400, 50035)
    await sent.edit(view=layout("y"), attachments=[])


async def test_the_layout_flag_cannot_be_taken_back(wire: Wire) -> None:
    sent = await wire.text.send(view=layout("x"))
    path = f"/channels/{wire.channel.id}/messages/{sent.id}"
    await refused(wire.request("PATCH", path, json={"flags": 0}), 400, 50035)
    await refused(wire.request("PATCH", path, json={"content": "words"}), 400, 50035)


async def test_a_message_becomes_a_layout_when_its_words_go(wire: Wire) -> None:
    sent = await wire.text.send("words")
    path = f"/channels/{wire.channel.id}/messages/{sent.id}"
    body = {"flags": V2, "components": [{"type": 10, "content": "laid out"}]}
    await refused(wire.request("PATCH", path, json=body), 400, 50035)
    await wire.request("PATCH", path, json={**body, "content": None})
    assert (await wire.message(sent.id)).is_laid_out


async def test_an_edit_may_not_leave_nothing(wire: Wire) -> None:
    sent = await wire.text.send("x")
    await refused(sent.edit(content=None), 400, 50006)


async def test_an_edit_that_is_refused_changes_nothing(wire: Wire) -> None:
    sent = await wire.text.send("x")
    await refused(sent.edit(content="y" * 2001), 400, 50035)
    message = await wire.message(sent.id)
    assert (message.text, message.edits) == ("x", 0)


async def test_eleven_files_are_too_many(wire: Wire) -> None:
    params = discord.http.handle_message_parameters("x", files=[a_file(f"{n}") for n in range(11)])
    with params:
        await refused(wire.bot.http.send_message(wire.channel.id, params=params), 400, 50035)


async def test_members_are_found_and_changed(wire: Wire) -> None:
    guild = wire.text.guild
    listed = await wire.request("GET", f"/guilds/{guild.id}/members?limit=10")
    assert len(listed) == 3
    searched = await wire.request("GET", f"/guilds/{guild.id}/members/search?query=ma")
    assert [member["user"]["username"] for member in searched] == ["Mara"]
    member = await guild.fetch_member(wire.mara.id)
    role = await wire.guild.add_role("crew")
    await refused(member.add_roles(discord.Object(role)), 403, 50013)
    await wire.guild.set_bot_permissions("manage_roles")
    await member.add_roles(discord.Object(role))
    assert [r.id for r in (await guild.fetch_member(wire.mara.id)).roles][1:] == [role]


async def test_reactions_come_and_go(wire: Wire) -> None:
    sent = await wire.text.send("x")
    await sent.add_reaction("👍")
    assert (await wire.message(sent.id)).payload["reactions"][0]["count"] == 1
    await sent.remove_reaction("👍", discord.Object(wire.bot.application_id or 0))
    await sent.delete()
    assert await (await wire.button("x")).now() is not None
