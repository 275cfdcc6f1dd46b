"""The one form that sets a club up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.app import bot_of, member_of
from bot.domain.settings import GuildSettings, read_term, term_in_words
from bot.errors import Refusal
from bot.studio.views import NovelView
from cogs.ui.checks import require_permissions
from cogs.ui.sheets import Form
from cogs.ui.text import escaped, plain, some

SETUP = "studio:setup"
MOST_OPTIONS = 25
"""Discord's limit of a select."""


def setup_form(
    novels: Sequence[NovelView], channel: Any, quorum: int, settings: GuildSettings
) -> Form:
    """Novel, channel, quorum, hours open, showrunner role; filled with what is known already."""
    return Form(
        "Set the club up",
        SETUP,
        ui.Label(text="Novel", component=_novels(novels)),
        ui.Label(
            text="Channel",
            description="Cards, the board and the finished scenes are posted here.",
            component=ui.ChannelSelect(
                custom_id="channel",
                channel_types=[discord.ChannelType.text],
                required=True,
                default_values=[channel] if isinstance(channel, discord.TextChannel) else [],
            ),
        ),
        ui.Label(
            text="Quorum",
            description="How many votes a ballot needs at least.",
            component=ui.TextInput(custom_id="quorum", max_length=4, default=str(quorum)),
        ),
        ui.Label(
            text="Hours open",
            description="How long a ballot stays open: 48, or 30 min, or 3 days.",
            component=ui.TextInput(
                custom_id="hours", max_length=20, default=term_in_words(settings.open_for)
            ),
        ),
        ui.Label(
            text="Showrunner role",
            description="May decide, reorder and cancel. Open /studio to it under Integrations.",
            component=_roles(settings.showrunner_role),
        ),
    )


def _novels(novels: Sequence[NovelView]) -> ui.Select[Any]:
    """The latest novels; the one that is filmed already is chosen, else the latest."""
    shown = novels[-MOST_OPTIONS:]
    chosen = next((novel for novel in shown if novel.channel_id), shown[-1])
    select: ui.Select[Any] = ui.Select(custom_id="novel")
    for novel in shown:
        label = plain(novel.title, 100) or "untitled"
        select.add_option(label=label, value=str(novel.id), default=novel is chosen)
    return select


def _roles(role_id: int | None) -> ui.RoleSelect[Any]:
    return ui.RoleSelect(
        custom_id="showrunners",
        required=False,
        min_values=0,
        default_values=[]
        if role_id is None
        else [discord.SelectDefaultValue(id=role_id, type=discord.SelectDefaultValueType.role)],
    )


async def on_setup(
    interaction: discord.Interaction, _: re.Match[str], fields: dict[str, Any]
) -> None:
    """The form came back, from this life of the bot or an earlier one."""
    bot = bot_of(interaction)
    assert interaction.guild is not None, "the command is one of servers"
    channel = interaction.guild.get_channel(int(fields["channel"][0]))
    if not isinstance(channel, discord.TextChannel):
        raise Refusal("That channel is hidden from me: let me see it, or choose another one.")
    require_permissions(channel)
    roles = fields.get("showrunners") or []
    novel_id = int(fields["novel"][0])
    settings = await bot.studio.settings.setup(
        member_of(interaction),
        novel_id=novel_id,
        channel_id=channel.id,
        quorum=_read_quorum(str(fields["quorum"])),
        open_for=read_term(str(fields["hours"])),
        showrunner_role=int(roles[0]) if roles else None,
    )
    novel = await bot.studio.novels.get(settings.guild_id, novel_id)
    reports = (
        f"<#{settings.showrunner_channel}>"
        if settings.showrunner_channel
        else "you, by message (/studio settings names a channel instead)"
    )
    await interaction.response.send_message(
        f"*{escaped(novel.title)}* is filmed in {channel.mention}: a ballot needs "
        f"{some(settings.quorum, 'vote')} and stays open for {term_in_words(settings.open_for)}. "
        f"Reports go to {reports}.\nThe board comes up there in a moment; "
        "everybody can /propose now.",
        ephemeral=True,
    )


def _read_quorum(text: str) -> int:
    if not text.strip().isdecimal():
        raise Refusal(f"The quorum is a number of votes; {escaped(text, 40)} is none.")
    return int(text)
