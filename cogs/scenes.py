"""The card's other buttons: Discuss, Tell me, Report, and what its menu offers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self, cast

import discord
from discord import ui

from bot.app import Greenlight, explained, member_of
from bot.domain.scene import SceneState
from bot.errors import Refusal
from bot.studio.views import SceneView
from cogs.ui.passages import direction_form
from cogs.ui.text import escaped, plain


class SceneButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"scene:(?P<scene>\d+):(?P<deed>menu|discuss|tell|report|amend|withdraw|remove)",
):
    """Something that a member does about a scene."""

    def __init__(self, scene_id: int, deed: str, item: ui.Item[Any] | None = None) -> None:
        self.scene_id = scene_id
        self.deed = deed
        style = discord.ButtonStyle.danger if deed == "remove" else discord.ButtonStyle.secondary
        made: ui.Button[Any] = ui.Button(
            label=deed.capitalize(), style=style, custom_id=f"scene:{scene_id}:{deed}"
        )
        super().__init__(made if item is None else cast("ui.Button[Any]", item))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["scene"]), match["deed"], item)

    async def callback(self, interaction: discord.Interaction) -> None:
        async with explained(interaction):
            await _DEEDS[self.deed](interaction, self.scene_id)


class TakeButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"take:(?P<take>\d+):(?P<deed>report|retry|animatic)",
):
    """Something about one take."""

    def __init__(self, item: ui.Item[Any], take_id: int, deed: str) -> None:
        super().__init__(cast("ui.Button[Any]", item))
        self.take_id = take_id
        self.deed = deed

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, int(match["take"]), match["deed"])

    async def callback(self, interaction: discord.Interaction) -> None:
        async with explained(interaction):
            bot = cast("Greenlight", interaction.client)
            member = member_of(interaction)
            if self.deed == "report":
                view, take = await bot.studio.scenes.of_take(member.guild_id, self.take_id)
                await interaction.response.send_modal(
                    _reason_form(
                        f"Report take {take.take.slate}",
                        f"report:{view.scene.id}:{self.take_id}",
                        "What is wrong with it?",
                    )
                )
            elif self.deed == "retry":
                await bot.studio.queue.retry(member, self.take_id)
                await interaction.response.send_message("It is queued again.", ephemeral=True)
            else:
                await bot.studio.queue.film_as_animatic(member, self.take_id)
                await interaction.response.send_message(
                    "It is filmed as an animatic.", ephemeral=True
                )


async def _view(interaction: discord.Interaction, scene_id: int) -> SceneView:
    bot = cast("Greenlight", interaction.client)
    return await bot.studio.scenes.view(member_of(interaction).guild_id, scene_id)


async def _menu(interaction: discord.Interaction, scene_id: int) -> None:
    """What this member may do with this scene, and only that."""
    bot = cast("Greenlight", interaction.client)
    member = member_of(interaction)
    view = await _view(interaction, scene_id)
    settings = await bot.studio.settings.get(member.guild_id)
    deeds = ["tell", "report"]
    is_open = view.scene.state is SceneState.PROPOSED
    if is_open and view.scene.proposer_id == member.id:
        deeds = ["amend", "withdraw", *deeds]
    if member.is_showrunner(settings):
        deeds.append("remove")
    menu: ui.View = ui.View(timeout=None)
    for deed in deeds:
        button = SceneButton(scene_id, deed)
        if deed == "tell":
            button.item.label = "Tell me"
        menu.add_item(button)
    await interaction.response.send_message(
        f"Scene {view.scene.number}, {escaped(view.scene.direction.title)}. Amending voids the "
        "votes cast."
        if "amend" in deeds
        else f"Scene {view.scene.number}, {escaped(view.scene.direction.title)}.",
        view=menu,
        ephemeral=True,
    )


async def _discuss(interaction: discord.Interaction, scene_id: int) -> None:
    """Open the scene's thread, or lead to it."""
    bot = cast("Greenlight", interaction.client)
    view = await _view(interaction, scene_id)
    scene = view.scene
    if scene.thread_id is not None:
        await interaction.response.send_message(f"Over here: <#{scene.thread_id}>", ephemeral=True)
        return
    channel = bot.get_channel(scene.channel_id)
    if scene.message_id is None or not isinstance(channel, discord.TextChannel):
        raise Refusal("The card is being posted; press Discuss again in a moment.")
    await interaction.response.defer(ephemeral=True, thinking=True)
    name = plain(f"Scene {scene.number} · {scene.direction.title}", 100)
    # a thread made from a message has the message's id
    thread_id = scene.message_id
    try:
        message = channel.get_partial_message(scene.message_id)
        thread_id = (await message.create_thread(name=name)).id
    except discord.HTTPException as error:
        if error.code != 160004:  # somebody opened it in the same moment
            raise
    await bot.studio.scenes.keep_thread(scene_id, thread_id)
    await interaction.followup.send(f"Over here: <#{thread_id}>", ephemeral=True)


async def _tell(interaction: discord.Interaction, scene_id: int) -> None:
    bot = cast("Greenlight", interaction.client)
    told = await bot.studio.scenes.subscribe(member_of(interaction), scene_id)
    await interaction.response.send_message(
        "You are told when its take is posted. Click again to undo."
        if told
        else "You are not told of it any more.",
        ephemeral=True,
    )


async def _report(interaction: discord.Interaction, scene_id: int) -> None:
    view = await _view(interaction, scene_id)
    await interaction.response.send_modal(
        _reason_form(
            f"Report scene {view.scene.number}", f"report:{scene_id}:0", "What is wrong with it?"
        )
    )


async def _amend(interaction: discord.Interaction, scene_id: int) -> None:
    view = await _view(interaction, scene_id)
    await interaction.response.send_modal(
        direction_form(
            f"Amend scene {view.scene.number}", f"amend:{scene_id}", view.scene.direction
        )
    )


async def _withdraw(interaction: discord.Interaction, scene_id: int) -> None:
    bot = cast("Greenlight", interaction.client)
    view = await bot.studio.scenes.withdraw(member_of(interaction), scene_id)
    await interaction.response.send_message(
        f"Scene {view.scene.number} is withdrawn.", ephemeral=True
    )


async def _remove(interaction: discord.Interaction, scene_id: int) -> None:
    view = await _view(interaction, scene_id)
    await interaction.response.send_modal(
        _reason_form(
            f"Remove scene {view.scene.number}", f"remove:{scene_id}", "Why? It is kept in the log."
        )
    )


_DEEDS: dict[str, Callable[[discord.Interaction, int], Awaitable[None]]] = {
    "menu": _menu,
    "discuss": _discuss,
    "tell": _tell,
    "report": _report,
    "amend": _amend,
    "withdraw": _withdraw,
    "remove": _remove,
}


def _reason_form(title: str, custom_id: str, question: str) -> ui.Modal:
    form = ui.Modal(title=title[:45], custom_id=custom_id, timeout=None)
    form.add_item(
        ui.Label(
            text=question,
            component=ui.TextInput(
                custom_id="reason", style=discord.TextStyle.paragraph, max_length=600
            ),
        )
    )
    return form


async def on_reported(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot = cast("Greenlight", interaction.client)
    await bot.studio.scenes.complain(
        member_of(interaction),
        int(match["scene"]),
        str(fields["reason"]),
        take_id=int(match["take"]) or None,
    )
    await interaction.response.send_message(
        "The showrunners have it, with your words. Thank you.", ephemeral=True
    )


async def on_removed(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot = cast("Greenlight", interaction.client)
    await bot.studio.scenes.remove(
        member_of(interaction), int(match["scene"]), str(fields["reason"])
    )
    await interaction.response.send_message(
        "It is removed: its posts, its files and its work.", ephemeral=True
    )


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(SceneButton, TakeButton)
    bot.add_form(r"report:(?P<scene>\d+):(?P<take>\d+)", on_reported)
    bot.add_form(r"remove:(?P<scene>\d+)", on_removed)
