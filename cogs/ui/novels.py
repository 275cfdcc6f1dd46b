"""The option with which a command names one of the server's novels."""

from __future__ import annotations

import re

import discord
from discord import app_commands

from bot.errors import NotFound
from bot.studio import Studio
from cogs.ui.text import plain

ID = re.compile(r"[0-9]{1,18}")


async def novel_choices(
    studio: Studio, interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """The novels whose titles have what is typed."""
    if interaction.guild_id is None:
        return []
    novels = await studio.novels.of_guild(interaction.guild_id)
    return [
        app_commands.Choice(name=plain(novel.title, 100), value=str(novel.id))
        for novel in novels
        if typed.lower() in novel.title.lower()
    ][:25]


def novel_id(chosen: str) -> int:
    """The novel that was chosen. Raises NotFound for what is none."""
    if not ID.fullmatch(chosen):
        raise NotFound("Choose a novel from the list that comes up while you type.")
    return int(chosen)
