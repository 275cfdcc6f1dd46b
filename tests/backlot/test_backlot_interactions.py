"""Interactions: every kind of answer, in time and too late, and every kind of form."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import discord
import pytest
from discord import app_commands, ui
from wire_bot import Wire

pytest_plugins = ("wire_fixtures",)

ALIVE = 15 * 60


async def press(wire: Wire, how: Any) -> Any:
    wire.answer("it", how)
    return await wire.mara.click(await wire.button("it"), "it")


async def test_a_second_answer_is_refused(wire: Wire) -> None:
    codes: list[int] = []

    async def twice(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("one", ephemeral=True)
        interaction.response._response_type = None
        try:
            await interaction.response.send_message("two")
        except discord.HTTPException as error:
            codes.append(error.code)

    await press(wire, twice)
    await wire.told(lambda: codes)
    assert codes == [40060]


async def test_an_answer_by_the_clock_too_late_finds_no_interaction(wire: Wire) -> None:
    codes: list[int] = []
    too_long = wire.lot.interactions.first_answer + 0.1

    async def late(interaction: discord.Interaction[Any]) -> None:
        wire.clock.ahead += too_long
        try:
            await interaction.response.send_message("late")
        except discord.NotFound as error:
            codes.append(error.code)
            wire.clock.ahead -= too_long
            await interaction.response.defer()

    await press(wire, late)
    assert codes == [10062]


async def test_a_button_updates_its_message_and_everybody_hears(wire: Wire) -> None:
    async def update(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.edit_message(content="changed", view=None)

    got = await press(wire, update)
    assert (got.kind, got.text) == ("update", "changed")
    await wire.told(lambda: ("edit", "changed") in wire.bot.heard)
    (message,) = await wire.channel.messages()
    assert (message.text, message.edits, message.buttons) == ("changed", 1, {})


async def test_a_deferred_update_is_final_when_it_is_edited(wire: Wire) -> None:
    async def update(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="now")

    got = await press(wire, update)
    assert got.kind == "deferred update"
    assert (await got.final()).text == "now"


async def test_the_first_follow_up_takes_the_place_of_a_deferred_answer(wire: Wire) -> None:
    async def defer(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        first = await interaction.followup.send("first", wait=True)
        original = await interaction.original_response()
        assert original.id == first.id
        await interaction.followup.send("second", ephemeral=True)

    got = await press(wire, defer)
    assert got.kind == "deferred"
    final = await got.final()
    assert (final.text, final.is_private) == ("first", True)
    assert [message.text for message in await got.follow_ups()] == ["second"]
    assert len(await wire.channel.messages()) == 1
    assert len(await wire.channel.messages(wire.mara)) == 3


async def test_an_answer_is_edited_and_taken_back(wire: Wire) -> None:
    async def fleeting(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("a")
        await interaction.edit_original_response(content="b")
        await interaction.delete_original_response()
        with pytest.raises(discord.NotFound) as caught:
            await interaction.edit_original_response(content="c")
        assert caught.value.code == 10008
        await interaction.followup.send("done")

    got = await press(wire, fleeting)
    await got.follow_ups()
    assert [m.text for m in await wire.channel.messages()] == ["buttons", "done"]


async def test_a_token_dies_after_fifteen_minutes(wire: Wire) -> None:
    kept: list[discord.Interaction[Any]] = []

    async def keep(interaction: discord.Interaction[Any]) -> None:
        kept.append(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)

    await press(wire, keep)
    wire.clock.ahead += ALIVE - 5
    await kept[0].edit_original_response(content="in time")
    wire.clock.ahead += 10
    with pytest.raises(discord.HTTPException) as caught:
        await kept[0].followup.send("too late")
    assert (caught.value.status, caught.value.code) == (401, 50027)


async def test_a_follow_up_before_any_answer_finds_nothing(wire: Wire) -> None:
    async def hasty(interaction: discord.Interaction[Any]) -> None:
        with pytest.raises(discord.NotFound) as caught:
            await interaction.followup.send("first?")
        assert caught.value.code == 10015
        await interaction.response.send_message("right")

    assert (await press(wire, hasty)).text == "right"


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        (7, {"content": "there is nothing to update"}),
        (6, None),
        (8, {"choices": []}),
        (4, {"content": ""}),
        (1, None),
        (9, {"title": "x" * 46, "custom_id": "f", "components": []}),
    ],
)
async def test_an_answer_of_the_wrong_kind_is_refused(wire: Wire, type_: int, data: Any) -> None:
    wrong: list[int] = []

    async def answer(interaction: discord.Interaction[Any]) -> None:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        body = {"type": type_} | ({"data": data} if data is not None else {})
        try:
            await wire.request("POST", path, json=body)
        except discord.HTTPException as error:
            wrong.append(error.status)
        await interaction.response.send_message("right")

    wire.answer("it", answer)
    assert (await wire.mara.slash(wire.channel, "do", what="it")).text == "right"
    assert wrong == [400]


async def test_autocompletion_takes_choices_only(wire: Wire) -> None:
    async def refused() -> list[str]:
        return (await wire.lot.stats())["rules"]

    unanswered = asyncio.create_task(
        wire.lot.call(
            "autocomplete",
            member=wire.mara.id,
            channel=wire.channel.id,
            command="do",
            focused="what",
            value="bad",
        )
    )
    (rule,) = await wire.lot.until(refused)
    assert "autocompletion" in rule
    assert not unanswered.done()
    unanswered.cancel()


async def test_a_form_cannot_answer_a_form(wire: Wire) -> None:
    class Form(ui.Modal, title="Form"):
        words: ui.TextInput[Any] = ui.TextInput(label="Words", custom_id="words", required=False)

    async def form(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(Form())

    async def again(interaction: discord.Interaction[Any]) -> None:
        body = {"type": 9, "data": Form().to_dict()}
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        with pytest.raises(discord.HTTPException):
            await wire.request("POST", path, json=body)
        await interaction.response.send_message("a message")

    opened = await press(wire, form)
    wire.answer("form", again)
    assert (await wire.mara.submit(opened)).text == "a message"


def everything() -> ui.Modal:
    form = ui.Modal(title="Everything", custom_id="everything:1")
    options = [discord.SelectOption(label=name, value=name) for name in ("a", "b")]
    fields: list[tuple[str, ui.Item[Any]]] = [
        ("Who", ui.UserSelect(custom_id="who")),
        ("Role", ui.RoleSelect(custom_id="role", required=False)),
        ("Where", ui.ChannelSelect(custom_id="where")),
        ("Which", ui.Select(custom_id="which", options=options, max_values=2)),
        ("File", ui.FileUpload(custom_id="file")),
    ]
    for label, field in fields:
        form.add_item(ui.Label(text=label, component=field))
    return form


async def test_a_form_with_selects_and_a_file_arrives_whole(wire: Wire) -> None:
    async def form(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(everything())

    async def thank(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("thanks", ephemeral=True)

    opened = await press(wire, form)
    wire.answer("form", thank)
    sent = await wire.mara.submit(
        opened,
        {"Who": wire.anna, "Where": wire.channel, "which": ["a", "b"], "File": ("a.txt", b"12")},
    )
    assert sent.text == "thanks"
    (data,) = wire.bot.submitted
    values = {item["component"]["custom_id"]: item["component"] for item in data["components"]}
    assert values["who"]["values"] == [str(wire.anna.id)]
    assert values["which"]["values"] == ["a", "b"]
    assert values["role"]["values"] == []
    upload = data["resolved"]["attachments"][values["file"]["values"][0]]
    assert (upload["filename"], upload["size"]) == ("a.txt", 2)
    assert data["resolved"]["members"][str(wire.anna.id)]["permissions"]
    assert data["resolved"]["channels"][str(wire.channel.id)]["name"] == "general"


async def test_a_form_with_radio_buttons_and_boxes_arrives_whole(wire: Wire) -> None:
    form = ui.Modal(title="Boxes", custom_id="boxes")
    radio: ui.RadioGroup[Any] = ui.RadioGroup(custom_id="radio")
    boxes: ui.CheckboxGroup[Any] = ui.CheckboxGroup(custom_id="boxes", required=False)
    for name in ("a", "b"):
        radio.add_option(label=name, value=name)
        boxes.add_option(label=name, value=name, default=name == "b")
    form.add_item(ui.Label(text="One", component=radio))
    form.add_item(ui.Label(text="Some", component=boxes))
    form.add_item(ui.Label(text="Yes", component=ui.Checkbox(custom_id="yes", default=True)))

    async def show(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(form)

    async def thank(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()

    opened = await press(wire, show)
    wire.answer("form", thank)
    with pytest.raises(ValueError, match="radio"):
        await wire.mara.submit(opened)
    await wire.mara.submit(opened, radio="a")
    values = [item["component"] for item in wire.bot.submitted[0]["components"]]
    assert [item.get("value", item.get("values")) for item in values] == ["a", ["b"], True]


async def test_a_form_that_was_opened_before_a_restart_reaches_the_next_bot(wire: Wire) -> None:
    async def form(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(everything())

    async def thank(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("still here")

    opened = await press(wire, form)
    await wire.bot.close()
    await wire.start_bot()
    wire.answer("form", thank)
    given = {"who": wire.anna, "where": wire.channel, "which": "a", "file": ("a", b"1")}
    assert (await wire.mara.submit(opened, given)).text == "still here"


async def test_only_who_opened_a_form_can_send_it(wire: Wire) -> None:
    async def form(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(everything())

    opened = await press(wire, form)
    with pytest.raises(ValueError, match="no form"):
        await wire.anna.submit(opened)


async def test_selects_of_a_message_resolve_what_was_chosen(wire: Wire) -> None:
    chosen: list[Any] = []

    class Pick(ui.View):
        @ui.select(cls=ui.UserSelect, custom_id="users", max_values=2)
        async def users(self, interaction: discord.Interaction[Any], select: Any) -> None:
            chosen.extend(user.name for user in select.values)
            await interaction.response.defer()

        @ui.select(custom_id="words", options=[discord.SelectOption(label="a", value="a")])
        async def words(self, interaction: discord.Interaction[Any], select: Any) -> None:
            chosen.extend(select.values)
            await interaction.response.defer()

    sent = await wire.text.send("pick", view=Pick(timeout=None))
    message = await wire.message(sent.id)
    await wire.mara.choose(message, "users", str(wire.anna.id), str(wire.mara.id))
    await wire.mara.choose(message, "words", "a")
    assert chosen == ["Anna", "Mara", "a"]
    with pytest.raises(ValueError, match="no option"):
        await wire.mara.choose(message, "words", "b")
    with pytest.raises(ValueError, match="must be chosen"):
        await wire.mara.choose(message, "words")
    with pytest.raises(ValueError, match="no button"):
        await wire.mara.click(message, "words")


async def test_a_disabled_button_cannot_be_pressed(wire: Wire) -> None:
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="Off", custom_id="off", disabled=True))
    sent = await wire.text.send("x", view=view)
    with pytest.raises(ValueError, match="disabled"):
        await wire.mara.click(await wire.message(sent.id), "Off")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"what": "x", "number": 10}, "between 1 and 9"),
        ({"what": "x", "number": "3"}, "cannot be '3'"),
        ({"what": "x", "tone": "Rude"}, "one of Kind"),
        ({"what": 3}, "cannot be 3"),
        ({}, "needs what"),
    ],
)
async def test_options_are_held_to_what_was_registered(
    wire: Wire, options: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        await wire.mara.slash(wire.channel, "do", **options)


async def test_commands_keep_their_id_and_are_offered_to_those_who_may(wire: Wire) -> None:
    first = await wire.bot.tree.fetch_commands()
    group = app_commands.Group(
        name="studio", description="x", default_permissions=discord.Permissions(manage_guild=True)
    )

    @group.command(description="y")
    async def log(interaction: discord.Interaction[Any]) -> None: ...

    @app_commands.command(description="z", nsfw=True)
    async def late(interaction: discord.Interaction[Any]) -> None: ...

    @app_commands.command(description="w")
    @app_commands.default_permissions()
    async def nobody(interaction: discord.Interaction[Any]) -> None: ...

    for command in (group, late, nobody):
        wire.bot.tree.add_command(command)
    second = await wire.bot.tree.sync()
    assert first[0].id == next(command.id for command in second if command.name == "do")
    assert await wire.channel.commands(wire.mara) == ["do"]
    assert await wire.channel.commands(wire.anna) == ["do", "studio log"]
    await wire.channel.set_nsfw(True)
    assert "late" in await wire.channel.commands(wire.mara)
    stats = await wire.lot.stats()
    assert stats["openapi"] == stats["rules"] == []


async def test_commands_of_one_guild_are_offered_there_only(wire: Wire) -> None:
    other = await wire.lot.add_guild("other")
    there = await other.add_channel("there")
    visitor = await other.add_member("Tom")

    @app_commands.command(description="x")
    async def here(interaction: discord.Interaction[Any]) -> None: ...

    wire.bot.tree.add_command(here, guild=discord.Object(other.id))
    await wire.bot.tree.sync(guild=discord.Object(other.id))
    assert await there.commands(visitor) == ["here", "do"]
    assert await wire.channel.commands(wire.mara) == ["do"]
    listed = await wire.bot.tree.fetch_commands(guild=discord.Object(other.id))
    assert [command.name for command in listed] == ["here"]


async def test_an_interaction_says_what_the_member_and_the_bot_may_do(wire: Wire) -> None:
    seen: list[discord.Interaction[Any]] = []

    async def look(interaction: discord.Interaction[Any]) -> None:
        seen.append(interaction)
        await interaction.response.defer()

    await wire.channel.deny("attach_files")
    await wire.channel.deny("add_reactions", target=wire.mara.id)
    await wire.guild.set_tier(2)
    await press(wire, look)
    assert not seen[0].app_permissions.attach_files
    assert not seen[0].permissions.add_reactions
    assert seen[0].filesize_limit == 50 * 2**20
    assert seen[0].message is not None


async def test_files_go_out_with_answers_and_follow_ups(wire: Wire) -> None:
    async def send(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(file=discord.File(io.BytesIO(b"one"), "1.txt"))
        await interaction.followup.send(file=discord.File(io.BytesIO(b"two"), "2.txt"))

    got = await press(wire, send)
    (second,) = await got.follow_ups()
    assert await got.message.file("1.txt") == b"one"
    assert await second.file("2.txt") == b"two"
    stats = await wire.lot.stats()
    assert stats["openapi"] == stats["rules"] == []
