"""Where an interaction happens: which channel counts, and what may be shown in it."""

from __future__ import annotations

from typing import Any

import discord

from bot.errors import NotFound, Refusal
from bot.permissions import NEEDED
from cogs.ui.text import listed


def place_of(interaction: discord.Interaction) -> int:
    """The channel that a novel is bound to: of a thread, the one it hangs in."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    if channel is None:
        raise NotFound("Use this in a channel of the server.")
    return channel.id


def is_age_restricted(channel: Any) -> bool:
    """Whether a channel may show everything; one that the bot does not see may not."""
    ask = getattr(channel, "is_nsfw", None)
    return bool(ask and ask())


def missing_permissions(channel: discord.TextChannel, *names: str) -> list[str]:
    """What the bot may not do there, by what it would do it for."""
    granted = channel.permissions_for(channel.guild.me)
    return [NEEDED[name][1] for name in names or NEEDED if not getattr(granted, name)]


def require_permissions(channel: discord.TextChannel, *names: str) -> None:
    """Raises Refusal that says what the bot may not do there, of these names or of all."""
    if missing := missing_permissions(channel, *names):
        raise Refusal(
            f"In {channel.mention} I may not {listed(missing)}: allow it there "
            "(Edit Channel, Permissions), then try again. Nothing was changed."
        )
