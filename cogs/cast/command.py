"""The command: the list of the cast, or somebody's page."""

from __future__ import annotations

import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Greenlight, member_of
from bot.errors import NotFound, Refusal
from cogs.cast.pages import page_of
from cogs.ui.casting import cast_sheet
from cogs.ui.checks import place_of
from cogs.ui.text import escaped, plain

CHOICES = 25
"""What Discord shows of an autocompletion."""
NUMBER = re.compile(r"character:(\d{1,18})")


class Cast(commands.Cog):
    """Private to each member; nobody is listed beyond what they have read."""

    def __init__(self, bot: Greenlight) -> None:
        self.studio = bot.studio

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(character="Somebody's page; without it, the list")
    async def cast(
        self,
        interaction: discord.Interaction,
        character: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """The people and places of the novel, and how they look; offer a look of your own."""
        member = member_of(interaction)
        if character is None:
            novel = await self.studio.novels.of_channel(member.guild_id, place_of(interaction))
            view = await self.studio.cast.of_novel(member, novel.id)
            await interaction.response.send_message(view=cast_sheet(view, 0), ephemeral=True)
            return
        card = await page_of(interaction, await self._chosen(interaction, character))
        await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)

    async def _chosen(self, interaction: discord.Interaction, typed: str) -> int:
        """The character that was chosen from the list, or the only one of that name."""
        if match := NUMBER.fullmatch(typed):
            return int(match[1])
        member = member_of(interaction)
        novel = await self.studio.novels.of_channel(member.guild_id, place_of(interaction))
        view = await self.studio.cast.of_novel(member, novel.id, words=typed)
        if not view.lines:
            raise NotFound(
                f"Nobody called “{escaped(typed, 60)}” is in the cast of "
                f"*{escaped(novel.title, 80)}*: /cast alone lists everybody."
            )
        return view.lines[0].character.id

    @cast.autocomplete("character")
    async def _characters(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        member = member_of(interaction)
        try:
            novel = await self.studio.novels.of_channel(member.guild_id, place_of(interaction))
            view = await self.studio.cast.of_novel(member, novel.id, words=current[:100])
        except Refusal:
            return []
        return [
            app_commands.Choice(
                name=plain(line.character.name, 100), value=f"character:{line.character.id}"
            )
            for line in view.lines
        ][:CHOICES]
