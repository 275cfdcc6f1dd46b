"""The stand-in for Discord, as a genuine discord.py client in front of it sees it."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands, ui
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from patience import PATIENCE

from bot.backlot import Backlot, Channel, Guild, Member, NoAnswer
from bot.backlot.openapi import Description
from bot.backlot.server import OPENAPI

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 200


class Vote(ui.DynamicItem[ui.Button[Any]], template=r"vote:(?P<n>\d+)"):
    def __init__(self, n: int) -> None:
        super().__init__(ui.Button(label=f"Vote {n}", custom_id=f"vote:{n}"))
        self.n = n

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: Any) -> Vote:
        return cls(int(match["n"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.n == 9:
            await asyncio.sleep(60)
        await interaction.response.send_message(f"voted {self.n}", ephemeral=True)


class Note(ui.Modal, title="Why?"):
    why: ui.Label[Any] = ui.Label(
        text="Reason", component=ui.TextInput(custom_id="why", default="because", max_length=20)
    )
    tone: ui.Label[Any] = ui.Label(
        text="Tone",
        component=ui.Select(
            custom_id="tone",
            options=[
                discord.SelectOption(label="Kind", value="kind", default=True),
                discord.SelectOption(label="Stern", value="stern"),
            ],
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        said = f"{self.why.component.value}, {self.tone.component.values[0]}"  # type: ignore[union-attr]
        await interaction.response.send_message(said, ephemeral=True)


def card(*names: str) -> ui.LayoutView:
    layout = ui.LayoutView(timeout=None)
    box: ui.Container[Any] = ui.Container(accent_colour=0x112233)
    box.add_item(ui.Section(ui.TextDisplay("### A card"), accessory=Vote(3)))
    if names:
        gallery: ui.MediaGallery[Any] = ui.MediaGallery()
        for name in names:
            gallery.add_item(media=f"attachment://{name}", description=f"alt of {name}")
        box.add_item(gallery)
    box.add_item(ui.Separator())
    box.add_item(ui.ActionRow(Vote(1), Vote(2)))
    layout.add_item(box)
    return layout


class Extra(commands.Bot):
    """A small bot with one of everything."""

    def __init__(self) -> None:
        super().__init__(
            "!", intents=discord.Intents(guilds=True, guild_messages=True), help_command=None
        )
        self.seen: list[str] = []

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Vote)
        group = app_commands.Group(
            name="house",
            description="The house",
            default_permissions=discord.Permissions(manage_guild=True),
        )
        inner = app_commands.Group(name="door", description="A door", parent=group)

        @self.tree.command(description="Say something")
        async def say(interaction: discord.Interaction, words: str, times: int = 1) -> None:
            await interaction.response.send_message(words * times)

        @say.autocomplete("words")
        async def complete(_: discord.Interaction, current: str) -> list[Any]:
            return [app_commands.Choice(name=current + str(n), value=str(n)) for n in range(3)]

        @self.tree.command(description="Open a form")
        async def form(interaction: discord.Interaction) -> None:
            await interaction.response.send_modal(Note())

        @self.tree.command(description="Take your time")
        async def later(interaction: discord.Interaction, file: discord.Attachment) -> None:
            await interaction.response.defer(ephemeral=True, thinking=True)
            await interaction.followup.send(f"{file.filename}: {len(await file.read())}")

        @inner.command(name="open", description="Open it")
        async def open_(interaction: discord.Interaction, channel: discord.TextChannel) -> None:
            await interaction.response.send_message(f"open {channel.name}", ephemeral=True)

        self.tree.add_command(group)
        await self.tree.sync()

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        self.seen.append(f"deleted {event.message_id}")

    async def on_guild_channel_delete(self, channel: Any) -> None:
        self.seen.append(f"gone {channel.id}")


class Scene:
    """A backlot with a bot in it, one channel and two members."""

    lot: Backlot
    bot: Extra
    guild: Guild
    channel: Channel
    mara: Member
    anna: Member

    def text_channel(self) -> discord.TextChannel:
        found = self.bot.get_channel(self.channel.id)
        assert isinstance(found, discord.TextChannel)
        return found


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    made = Scene()
    async with Backlot() as made.lot:
        monkeypatch.setattr(Route, "BASE", made.lot.api_base)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(made.lot.gateway_url))
        made.guild = await made.lot.add_guild("club")
        made.channel = await made.guild.add_channel("general")
        made.mara = await made.guild.add_member("Mara")
        made.anna = await made.guild.add_member("Anna", "manage_guild")
        made.bot = Extra()
        task = asyncio.create_task(made.bot.start("a.b.c"))
        await made.lot.connected()
        async with asyncio.timeout(PATIENCE):
            while made.bot.get_channel(made.channel.id) is None:
                await made.lot.call("wait", timeout=0.05)
        yield made
        await made.bot.close()
        await asyncio.gather(task, return_exceptions=True)


async def no_faults(lot: Backlot) -> bool:
    stats = await lot.stats()
    return not (stats["openapi"] or stats["rules"] or stats["unknown_routes"])


async def test_a_command_is_answered_in_public(scene: Scene) -> None:
    said = await scene.mara.slash(scene.channel, "say", words="ho", times=2)
    assert (said.kind, said.text) == ("message", "hoho")
    assert [message.text for message in await scene.channel.messages()] == ["hoho"]
    assert await no_faults(scene.lot)


async def test_autocompletion_gives_choices(scene: Scene) -> None:
    got = await scene.mara.autocomplete(scene.channel, "say", "words", "ab")
    assert [choice["name"] for choice in got.choices] == ["ab0", "ab1", "ab2"]


async def test_a_form_keeps_what_it_was_filled_with(scene: Scene) -> None:
    opened = await scene.mara.slash(scene.channel, "form")
    assert opened.fields == {"why": "because", "tone": ["kind"]}
    sent = await scene.mara.submit(opened, why="so")
    assert sent.text == "so, kind"
    assert sent.message.is_private
    again = await scene.mara.submit(await scene.mara.slash(scene.channel, "form"))
    assert again.text == "because, kind"


@pytest.mark.parametrize(
    "values", [{"why": ""}, {"why": "x" * 21}, {"tone": ["rude"]}, {"nothing": "x"}]
)
async def test_a_form_cannot_be_sent_as_discord_would_not_let_it(
    scene: Scene, values: dict[str, Any]
) -> None:
    opened = await scene.mara.slash(scene.channel, "form")
    with pytest.raises(ValueError):
        await scene.mara.submit(opened, **values)


async def test_a_deferred_answer_comes_later_and_attachments_arrive(scene: Scene) -> None:
    sent = await scene.mara.slash(scene.channel, "later", file=("a.txt", b"12345"))
    assert sent.kind == "deferred"
    assert (await sent.final()).text == "a.txt: 5"


async def test_subcommands_and_channel_options(scene: Scene) -> None:
    opened = await scene.anna.slash(scene.channel, "house door open", channel=scene.channel)
    assert opened.text == "open general"


async def test_commands_are_hidden_from_those_who_may_not(scene: Scene) -> None:
    with pytest.raises(ValueError, match="hides"):
        await scene.mara.slash(scene.channel, "house door open", channel=scene.channel)


@pytest.mark.parametrize(
    ("command", "options"),
    [("nothing", {}), ("say", {}), ("say", {"words": "a", "loud": True}), ("house", {})],
)
async def test_what_cannot_be_typed_cannot_be_sent(
    scene: Scene, command: str, options: dict[str, Any]
) -> None:
    with pytest.raises(ValueError):
        await scene.anna.slash(scene.channel, command, **options)


async def test_a_laid_out_message_shows_its_files_and_buttons(scene: Scene) -> None:
    await scene.text_channel().send(view=card("a.png"), file=discord.File(io.BytesIO(PNG), "a.png"))
    (message,) = await scene.channel.messages()
    assert message.is_laid_out
    assert list(message.buttons) == ["Vote 3", "Vote 1", "Vote 2"]
    assert message.alt_texts == ["alt of a.png"]
    assert await message.file("a.png") == PNG
    voted = await scene.mara.click(message, "Vote 2")
    assert voted.text == "voted 2"
    assert await no_faults(scene.lot)


async def test_an_edit_keeps_what_it_lists_and_drops_the_rest(scene: Scene) -> None:
    files = [discord.File(io.BytesIO(PNG), name) for name in ("a.png", "b.png")]
    sent = await scene.text_channel().send(view=card("a.png", "b.png"), files=files)
    kept = next(item for item in sent.attachments if item.filename == "b.png")
    new = discord.File(io.BytesIO(b"new"), "c.png")
    await sent.edit(view=card("b.png", "c.png"), attachments=[kept, new])
    (message,) = await scene.channel.messages()
    assert list(message.files) == ["b.png", "c.png"]
    assert message.edits == 1
    assert await no_faults(scene.lot)


async def test_a_private_answer_is_seen_by_one_member_only(scene: Scene) -> None:
    await scene.text_channel().send(view=card())
    (message,) = await scene.channel.messages()
    voted = await scene.mara.click(message, "Vote 1")
    assert voted.message.is_private
    assert len(await scene.channel.messages()) == 1
    with pytest.raises(ValueError, match="somebody else"):
        await scene.anna.click(voted.message, "anything")
    with pytest.raises(discord.NotFound):
        await scene.text_channel().fetch_message(voted.message.id)


async def test_who_does_not_answer_in_time_is_dead(scene: Scene) -> None:
    scene.lot.interactions.first_answer = 0.2
    layout = ui.LayoutView(timeout=None)
    layout.add_item(ui.ActionRow(Vote(9)))
    await scene.text_channel().send(view=layout)
    (message,) = await scene.channel.messages()
    with pytest.raises(NoAnswer):
        await scene.mara.click(message, "Vote 9")


async def test_without_a_bot_nobody_answers(scene: Scene) -> None:
    await scene.bot.close()
    scene.lot.interactions.first_answer = 0
    with pytest.raises(NoAnswer):
        await scene.mara.slash(scene.channel, "say", words="ho")


async def test_a_token_does_not_outlive_its_time(scene: Scene) -> None:
    said = await scene.mara.slash(scene.channel, "later", file=("a.txt", b"1"))
    await said.final()
    interaction = scene.lot.acting._sent[said.payload["interaction"]]
    scene.lot.interactions.alive = 0
    hook = discord.Webhook.partial(1000, interaction.token, client=scene.bot)
    with pytest.raises(discord.HTTPException) as caught:
        await hook.edit_message(1, content="too late")
    assert caught.value.code in (50027, 10015)


async def test_the_same_nonce_posts_once(scene: Scene) -> None:
    channel = scene.text_channel()
    first = await channel.send("one", nonce="abc")
    second = await channel.send("one", nonce="abc")
    assert first.id == second.id
    assert len(await scene.channel.messages()) == 1


async def test_an_answer_that_is_swallowed_was_carried_out(scene: Scene) -> None:
    await scene.lot.fail_next("POST", r"channels/\d+/messages$", swallow=True)
    with pytest.raises(aiohttp.ClientError):
        await scene.text_channel().send("once", nonce="n1")
    await scene.text_channel().send("once", nonce="n1")
    assert len(await scene.channel.messages()) == 1


@pytest.mark.parametrize(
    ("names", "code"),
    [(["view_channel"], 50001), (["send_messages"], 50013)],
)
async def test_a_lost_permission_is_a_403(scene: Scene, names: list[str], code: int) -> None:
    await scene.channel.deny(*names)
    with pytest.raises(discord.Forbidden) as caught:
        await scene.bot.http.send_message(
            scene.channel.id, params=discord.http.handle_message_parameters("hi")
        )
    assert caught.value.code == code


async def test_files_above_the_limit_are_refused(scene: Scene) -> None:
    big = discord.File(io.BytesIO(b"\0" * (10 * 2**20 + 1)), "big.mp4")
    with pytest.raises(discord.HTTPException) as caught:
        await scene.text_channel().send(file=big)
    assert (caught.value.status, caught.value.code) == (413, 40005)


async def test_a_boosted_guild_takes_larger_files(scene: Scene) -> None:
    await scene.lot.call("set_tier", guild=scene.guild.id, tier=2)
    await scene.text_channel().send(file=discord.File(io.BytesIO(b"\0" * (11 * 2**20)), "a.mp4"))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"content": "x" * 2001}, "2,000"),
        ({"content": "a", "surprise": 1}, "unknown key"),
        ({"components": [{"type": 10, "content": "a"}]}, "without the flag"),
        (
            {"flags": 1 << 15, "content": "a", "components": [{"type": 10, "content": "a"}]},
            "beside",
        ),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "a" * 4001}]}, "4,000"),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "a"}] * 41}, "40"),
        (
            {
                "components": [
                    {"type": 1, "components": [{"type": 2, "label": "a" * 81, "style": 1}]}
                ]
            },
            "80",
        ),
        (
            {
                "components": [
                    {
                        "type": 1,
                        "components": [
                            {"type": 2, "label": "a", "style": 1, "custom_id": "x"},
                            {"type": 2, "label": "b", "style": 1, "custom_id": "x"},
                        ],
                    }
                ]
            },
            "twice",
        ),
        ({"content": "a", "nonce": "n" * 26}, "nonce"),
        ({"embeds": [{"description": "a" * 3500}] * 2}, "6,000"),
        ({"content": ""}, "empty"),
    ],
)
async def test_limits_that_the_description_does_not_state(
    scene: Scene, body: dict[str, Any], says: str
) -> None:
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=scene.channel.id)
    with pytest.raises(discord.HTTPException, match=says):
        await scene.bot.http.request(route, json=body)
    assert await scene.channel.messages() == []


async def test_a_file_that_is_not_shown_is_refused(scene: Scene) -> None:
    with pytest.raises(discord.HTTPException, match="not shown"):
        await scene.text_channel().send(view=card(), file=discord.File(io.BytesIO(PNG), "a.png"))


async def test_an_unknown_route_is_a_loud_404(scene: Scene) -> None:
    with pytest.raises(discord.NotFound):
        await scene.bot.http.request(Route("GET", "/voice/regions"))
    assert (await scene.lot.stats())["unknown_routes"] == ["GET voice/regions"]


async def test_a_429_is_waited_for(scene: Scene) -> None:
    await scene.lot.fail_next("POST", "messages$", status=429, retry_after=0.05)
    await scene.text_channel().send("after all")
    assert [message.text for message in await scene.channel.messages()] == ["after all"]


async def test_a_fault_on_demand_has_its_code(scene: Scene) -> None:
    sent = await scene.text_channel().send("x")
    await scene.lot.fail_next("PATCH", "messages", status=400, code=30046)
    with pytest.raises(discord.HTTPException) as caught:
        await sent.edit(content="y")
    assert caught.value.code == 30046
    await sent.edit(content="z")


async def test_a_closed_socket_is_resumed_and_nothing_is_missed(scene: Scene) -> None:
    await scene.lot.close_socket()
    await scene.lot.connected()
    assert (await scene.mara.slash(scene.channel, "say", words="still here")).text == "still here"
    stats = await scene.lot.stats()
    assert (stats["identified"], stats["resumed"]) == (1, 1)


async def test_threads_pins_and_history(scene: Scene) -> None:
    channel = scene.text_channel()
    sent = await channel.send("a board")
    await sent.pin()
    thread = await sent.create_thread(name="Talk")
    assert [item["name"] for item in await scene.channel.threads()] == ["Talk"]
    await thread.send("in the thread")
    pins = [message async for message in channel.pins()]
    assert [message.id for message in pins] == [sent.id]
    history = [message.content async for message in channel.history(limit=10)]
    assert history == ["", "a board"]  # the first is Discord's line about the pin
    with pytest.raises(discord.HTTPException) as caught:
        await sent.create_thread(name="Again")
    assert caught.value.code == 160004


async def test_deletions_are_told(scene: Scene) -> None:
    sent = await scene.text_channel().send("short-lived")
    (message,) = await scene.channel.messages()
    await message.delete()
    await scene.channel.delete()
    async with asyncio.timeout(PATIENCE):
        while len(scene.bot.seen) < 2:
            await scene.lot.call("wait", timeout=0.05)
    assert scene.bot.seen == [f"deleted {sent.id}", f"gone {scene.channel.id}"]


async def test_pings_are_only_those_that_are_allowed(scene: Scene) -> None:
    text = f"<@{scene.mara.id}> and <@{scene.anna.id}>"
    allowed = discord.AllowedMentions(everyone=False, users=[discord.Object(scene.mara.id)])
    await scene.text_channel().send(text, allowed_mentions=allowed)
    (message,) = await scene.channel.messages()
    assert message.pings == [scene.mara.id]


async def test_a_member_is_written_to_in_private(scene: Scene) -> None:
    user = await scene.bot.fetch_user(scene.mara.id)
    await user.send("psst")
    assert [message.text for message in await scene.mara.dms()] == ["psst"]


async def test_every_request_is_recorded_without_tokens(scene: Scene, tmp_path: Path) -> None:
    await scene.mara.slash(scene.channel, "say", words="ho")
    await scene.text_channel().send(file=discord.File(io.BytesIO(b"123"), "a.txt"))
    path = tmp_path / "requests.jsonl"
    await scene.lot.call("write_requests", path=str(path))
    requests = [json.loads(line) for line in path.read_text().splitlines()]
    callback = next(item for item in requests if item["path"].endswith("/callback"))
    assert "/[token]/callback" in callback["path"]
    assert requests[-1]["files"] == {"a.txt": 3}
    assert {item["status"] for item in requests} <= {200, 204}


async def test_answers_are_timed(scene: Scene) -> None:
    said = await scene.mara.slash(scene.channel, "say", words="ho")
    assert 0 < said.ack_ms < 3000
    assert (await scene.lot.stats())["ack_ms_p99"] is not None


def test_bodies_are_checked_against_discords_own_description() -> None:
    description = Description.read(OPENAPI)
    if isinstance(description, str):
        pytest.skip(description)
    good = {"content": "hi", "attachments": [{"id": 0, "filename": "a.png"}]}
    assert description.faults("POST", "channels/1/messages", good) == []
    faults = description.faults("POST", "channels/1/messages", {"content": 5})
    assert len(faults) == 1
    assert faults[0].startswith("content")


def test_in_a_union_the_branch_that_was_meant_is_named() -> None:
    description = Description.read(OPENAPI)
    if isinstance(description, str):
        pytest.skip(description)
    button = {"type": 2, "style": 1, "custom_id": "vote", "label": "x" * 100}
    body = {"components": [{"type": 17, "components": [{"type": 1, "components": [button]}]}]}
    assert description.faults("POST", "channels/1/messages", body) == [
        "components.0.components.0.components.0.label: 100 characters; at most 80"
    ]


def test_without_the_description_a_sentence_says_so(tmp_path: Path) -> None:
    assert "not here" in str(Description.read(tmp_path / "none.json"))
