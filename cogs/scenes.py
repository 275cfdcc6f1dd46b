"""The card's other buttons: Discuss, Tell me, Draw it again, Report, and what its menu offers."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.app import Greenlight, bot_of, member_of
from bot.domain.member import Member
from bot.domain.scene import SceneState
from bot.domain.settings import GuildSettings
from bot.domain.shot_edits import GREENLIT
from bot.errors import NotAllowed, Refusal
from bot.studio.views import SceneView
from cogs.ui.clicks import Button
from cogs.ui.menus import scene_menu
from cogs.ui.passages import direction_form
from cogs.ui.sheets import reason_form
from cogs.ui.text import plain

log = logging.getLogger(__name__)

HAS_A_THREAD = 160004
MISSING = (50001, 50013)
"""Discord's codes for what the bot may not see or do."""


class Scenes(commands.Cog):
    """Notices when a scene's thread is gone."""

    def __init__(self, bot: Greenlight) -> None:
        self.studio = bot.studio

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        await self.studio.scenes.channel_deleted(event.guild_id, event.thread_id)


class SceneButton(
    Button,
    template=r"scene:(?P<scene>\d{1,18}):"
    r"(?P<deed>menu|discuss|tell|redraw|report|amend|change|keep|withdraw|remove)",
):
    """Something that a member does about a scene."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.scene_id = int(match["scene"])
        self.deed = match["deed"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        await _DEEDS[self.deed](interaction, self.scene_id)


async def _view(interaction: discord.Interaction, scene_id: int) -> SceneView:
    bot = bot_of(interaction)
    return await bot.studio.scenes.view(member_of(interaction).guild_id, scene_id)


async def _menu(interaction: discord.Interaction, scene_id: int) -> None:
    """The shot list, and what this member may do with this scene, and only that."""
    bot = bot_of(interaction)
    member = member_of(interaction)
    view = await _view(interaction, scene_id)
    settings = await bot.studio.settings.get(member.guild_id)
    await interaction.response.send_message(
        view=scene_menu(view, _deeds_of(view, member, settings)), ephemeral=True
    )


def _deeds_of(view: SceneView, member: Member, settings: GuildSettings) -> list[str]:
    deeds: list[str] = []
    if view.scene.state is SceneState.PROPOSED and view.scene.proposer_id == member.id:
        deeds += ["shots", "amend", "withdraw"]
    if member.is_showrunner(settings):
        deeds += ["shots", "remove"] if view.scene.state in GREENLIT else ["remove"]
    return deeds


async def _discuss(interaction: discord.Interaction, scene_id: int) -> None:
    """Open the scene's thread, or lead to it."""
    bot = bot_of(interaction)
    scene = (await _view(interaction, scene_id)).scene
    if scene.thread_id is not None and await _is_there(bot, scene.thread_id):
        await interaction.response.send_message(f"Over here: <#{scene.thread_id}>", ephemeral=True)
        return
    channel = bot.get_channel(scene.channel_id)
    if scene.message_id is None or not isinstance(channel, discord.TextChannel):
        raise Refusal("Its card is being posted; press Discuss again in a moment.")
    await interaction.response.defer(ephemeral=True, thinking=True)
    chapter = scene.passage.chapter
    spoils = await bot.studio.spoilers.is_beyond(
        scene.guild_id, channel.id, scene.passage.novel_id, chapter
    )
    title = f"chapter {chapter}" if spoils else scene.direction.title
    name = plain(f"Scene {scene.number} · {title}", 100)
    thread_id = await _open_thread(channel.get_partial_message(scene.message_id), name)
    await bot.studio.scenes.keep_thread(scene_id, thread_id)
    await interaction.followup.send(f"Over here: <#{thread_id}>", ephemeral=True)


async def _is_there(bot: Greenlight, thread_id: int) -> bool:
    """Whether a thread is there still: it may have been deleted while the bot was away."""
    if bot.get_channel(thread_id) is not None:
        return True
    try:
        await bot.fetch_channel(thread_id)
    except discord.NotFound:
        return False
    except discord.HTTPException as error:
        # it is hidden from the bot alone, or Discord has trouble
        log.info("thread %s is not shown: %s", thread_id, error)
    return True


async def _open_thread(card: discord.PartialMessage, name: str) -> int:
    """The thread on a card. Raises Refusal where the bot may not open one."""
    try:
        thread = await card.create_thread(name=name)
        await thread.send(
            "What would make it better? Its proposer can amend it with ⋯ on the card "
            "while the ballot is open."
        )
    except discord.NotFound as error:
        raise Refusal("Its card is gone; /film shows the scene again.") from error
    except discord.HTTPException as error:
        if error.code in MISSING:
            raise Refusal(
                f"I may not open threads in <#{card.channel.id}>: a showrunner allows me "
                "“Create Public Threads” and “Send Messages in Threads” there."
            ) from error
        if error.code != HAS_A_THREAD:
            raise
    # a thread made from a message has the message's id
    return card.id


async def _tell(interaction: discord.Interaction, scene_id: int) -> None:
    bot = bot_of(interaction)
    told = await bot.studio.scenes.subscribe(member_of(interaction), scene_id)
    await interaction.response.send_message(
        "You are pinged when a take of it is posted. Click again to undo."
        if told
        else "You are not told of it any more.",
        ephemeral=True,
    )


async def _redraw(interaction: discord.Interaction, scene_id: int) -> None:
    bot = bot_of(interaction)
    await bot.studio.shots.draw_again(member_of(interaction), scene_id)
    await interaction.response.send_message("The storyboard is queued again.", ephemeral=True)


async def _report(interaction: discord.Interaction, scene_id: int) -> None:
    number = (await _view(interaction, scene_id)).scene.number
    await interaction.response.send_modal(
        reason_form(f"Report scene {number}", f"report:{scene_id}:0", "What is wrong with it?")
    )


async def _amend(interaction: discord.Interaction, scene_id: int) -> None:
    scene = (await _view(interaction, scene_id)).scene
    await interaction.response.send_modal(
        direction_form(f"Amend scene {scene.number}", f"amend:{scene_id}", scene.direction)
    )


async def _change(interaction: discord.Interaction, scene_id: int) -> None:
    """*Change the proposal*, where everybody sees it: its proposer's alone."""
    scene = (await _view(interaction, scene_id)).scene
    if scene.proposer_id != interaction.user.id:
        raise NotAllowed("Only its proposer changes a scene; Discuss is for everybody.")
    await _amend(interaction, scene_id)


async def _keep(interaction: discord.Interaction, scene_id: int) -> None:
    bot = bot_of(interaction)
    await bot.studio.proposals.keep(member_of(interaction), scene_id)
    await interaction.response.send_message(
        "It stays as you wrote it; the card says that you keep it.", ephemeral=True
    )


async def _withdraw(interaction: discord.Interaction, scene_id: int) -> None:
    bot = bot_of(interaction)
    view = await bot.studio.proposals.withdraw(member_of(interaction), scene_id)
    await interaction.response.edit_message(view=scene_menu(view, []))


async def _remove(interaction: discord.Interaction, scene_id: int) -> None:
    number = (await _view(interaction, scene_id)).scene.number
    await interaction.response.send_modal(
        reason_form(f"Remove scene {number}", f"remove:{scene_id}", "Why? It is kept in the log.")
    )


_DEEDS: dict[str, Callable[[discord.Interaction, int], Awaitable[None]]] = {
    "menu": _menu,
    "discuss": _discuss,
    "tell": _tell,
    "redraw": _redraw,
    "report": _report,
    "amend": _amend,
    "change": _change,
    "keep": _keep,
    "withdraw": _withdraw,
    "remove": _remove,
}


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(SceneButton)
    await bot.add_cog(Scenes(bot))
