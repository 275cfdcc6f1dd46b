"""What comes back from *Report* and *Remove*, on a scene's card or a take's post."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.app import Greenlight, bot_of, in_words, member_of
from bot.studio import Studio
from cogs.ui.letters import removed_in_words
from cogs.ui.text import escaped


async def on_reported(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    studio, member = _studio(interaction), member_of(interaction)

    async def complain(reason: str) -> str:
        take_id = int(match["take"]) or None
        if take_id is not None:
            await studio.scenes.of_take(member.guild_id, take_id)
        await studio.scenes.complain(member, int(match["scene"]), reason, take_id=take_id)
        return "It goes to the showrunners, with your words and your name. Thank you."

    await _answer(interaction, fields, complain)


async def on_removed(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    async def remove(reason: str) -> str:
        scenes = _studio(interaction).scenes
        await scenes.remove(member_of(interaction), int(match["scene"]), reason)
        return "It is removed: its posts, its files and its work."

    await _answer(interaction, fields, remove)


async def on_take_removed(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    async def remove(reason: str) -> str:
        removals = _studio(interaction).removals
        return removed_in_words(
            await removals.take(member_of(interaction), int(match["take"]), reason)
        )

    await _answer(interaction, fields, remove)


async def _answer(
    interaction: discord.Interaction,
    fields: dict[str, Any],
    heed: Callable[[str], Awaitable[str]],
) -> None:
    """Heed a reason and say what came of it; where nothing did, its words are given back."""
    reason = str(fields["reason"])
    # files go at once, and a slow disk may take longer than Discord waits
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        said = await heed(reason)
    except Exception as error:
        said = f"{in_words(error)}\n> {escaped(reason, 1300)}"
    await interaction.followup.send(said, ephemeral=True)


def _studio(interaction: discord.Interaction) -> Studio:
    return bot_of(interaction).studio


async def setup(bot: Greenlight) -> None:
    bot.add_form(r"report:(?P<scene>\d{1,18}):(?P<take>\d{1,18})", on_reported)
    bot.add_form(r"remove:(?P<scene>\d{1,18})", on_removed)
    bot.add_form(r"remove:take:(?P<take>\d{1,18})", on_take_removed)
