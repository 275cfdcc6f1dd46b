"""A character's page, as it is shown and shown again."""

from __future__ import annotations

import discord

from bot.app import bot_of, member_of
from cogs.ui.cards import CardMessage
from cogs.ui.casting import character_page


async def page_of(interaction: discord.Interaction, character_id: int) -> CardMessage:
    """A character's page as this member may see it."""
    bot = bot_of(interaction)
    member = member_of(interaction)
    view = await bot.studio.cast.character(member, character_id)
    settings = await bot.studio.settings.get(member.guild_id)
    return character_page(view, is_showrunner=member.is_showrunner(settings))


async def show_again(interaction: discord.Interaction, character_id: int) -> None:
    """The page in the place of the one on which the button stood."""
    card = await page_of(interaction, character_id)
    if interaction.message is None or not interaction.message.flags.ephemeral:
        await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)
    else:
        await interaction.response.edit_message(view=card.view, attachments=card.files())
