"""What comes back from *Report* and *Remove*, on a scene's card or a take's post."""

from __future__ import annotations

import re
from typing import Any, cast

import discord

from bot.app import Greenlight, in_words, member_of
from cogs.ui.letters import removed_in_words
from cogs.ui.text import escaped


async def on_reported(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot = cast("Greenlight", interaction.client)
    reason, member = str(fields["reason"]), member_of(interaction)
    take_id = int(match["take"]) or None
    try:
        if take_id is not None:
            await bot.studio.scenes.of_take(member.guild_id, take_id)
        await bot.studio.scenes.complain(member, int(match["scene"]), reason, take_id=take_id)
    except Exception as error:
        await _give_back(interaction, error, reason)
        return
    await interaction.response.send_message(
        "It goes to the showrunners, with your words and your name. Thank you.", ephemeral=True
    )


async def on_removed(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot = cast("Greenlight", interaction.client)
    reason = str(fields["reason"])
    # the files go at once, and a slow disk may take longer than Discord waits
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        await bot.studio.scenes.remove(member_of(interaction), int(match["scene"]), reason)
    except Exception as error:
        await _give_back(interaction, error, reason)
        return
    await interaction.followup.send(
        "It is removed: its posts, its files and its work.", ephemeral=True
    )


async def on_take_removed(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot = cast("Greenlight", interaction.client)
    reason = str(fields["reason"])
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        removed = await bot.studio.removals.take(member_of(interaction), int(match["take"]), reason)
    except Exception as error:
        await _give_back(interaction, error, reason)
        return
    await interaction.followup.send(removed_in_words(removed), ephemeral=True)


async def _give_back(interaction: discord.Interaction, error: Exception, reason: str) -> None:
    sentence = f"{in_words(error)}\n> {escaped(reason, 1300)}"
    if interaction.response.is_done():
        await interaction.followup.send(sentence, ephemeral=True)
    else:
        await interaction.response.send_message(sentence, ephemeral=True)


async def setup(bot: Greenlight) -> None:
    bot.add_form(r"report:(?P<scene>\d{1,18}):(?P<take>\d{1,18})", on_reported)
    bot.add_form(r"remove:(?P<scene>\d{1,18})", on_removed)
    bot.add_form(r"remove:take:(?P<take>\d{1,18})", on_take_removed)
