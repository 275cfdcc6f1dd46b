"""The one form that sets a club up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self, cast

import discord
from discord import ui

from bot.app import Greenlight, member_of
from bot.domain.settings import GuildSettings, read_term, term_in_words
from bot.errors import Refusal
from bot.permissions import NEEDED
from bot.studio.views import NovelView
from cogs.ui.text import escaped, plain


class SetupForm(ui.Modal, title="Set the club up", custom_id="studio:setup"):
    """Novel, channel, quorum, hours open, showrunner role."""

    novel: ui.Label[Self] = ui.Label(
        text="Novel", component=ui.Select(custom_id="novel", min_values=1)
    )
    channel: ui.Label[Self] = ui.Label(
        text="Channel",
        description="Cards, the board and the finished scenes are posted here.",
        component=ui.ChannelSelect(
            custom_id="channel", channel_types=[discord.ChannelType.text], required=True
        ),
    )
    quorum: ui.Label[Self] = ui.Label(
        text="Quorum",
        description="How many votes a ballot needs at least.",
        component=ui.TextInput(custom_id="quorum", max_length=4),
    )
    hours: ui.Label[Self] = ui.Label(
        text="Hours open",
        description="How long a ballot stays open: 48, or 30 min, or 3 days.",
        component=ui.TextInput(custom_id="hours", max_length=20),
    )
    showrunners: ui.Label[Self] = ui.Label(
        text="Showrunner role",
        description="May decide, reorder and cancel. Who can manage the server always may.",
        component=ui.RoleSelect(custom_id="showrunners", required=False, min_values=0),
    )

    @classmethod
    def filled(
        cls,
        novels: Sequence[NovelView],
        channel: Any,
        quorum: int,
        settings: GuildSettings,
    ) -> Self:
        """The form with what is known already."""
        form = cls()
        select = cast("ui.Select[Self]", form.novel.component)
        for place, novel in enumerate(novels[:25]):
            select.add_option(
                label=plain(novel.title, 100), value=str(novel.id), default=place == 0
            )
        if isinstance(channel, discord.TextChannel):
            channels = cast("ui.ChannelSelect[Self]", form.channel.component)
            channels.default_values = [channel]
        cast("ui.TextInput[Self]", form.quorum.component).default = str(quorum)
        cast("ui.TextInput[Self]", form.hours.component).default = term_in_words(settings.open_for)
        if settings.showrunner_role is not None:
            roles = cast("ui.RoleSelect[Self]", form.showrunners.component)
            roles.default_values = [
                discord.SelectDefaultValue(
                    id=settings.showrunner_role, type=discord.SelectDefaultValueType.role
                )
            ]
        return form

    async def on_submit(self, interaction: discord.Interaction) -> None:
        bot = cast("Greenlight", interaction.client)
        channel = await self._channel(interaction)
        missing = missing_permissions(channel)
        if missing:
            raise Refusal(
                f"In {channel.mention} I may not {_listed(missing)}: allow it there "
                "(Edit Channel, Permissions), then send the form again. Nothing was changed."
            )
        roles = cast("ui.RoleSelect[Self]", self.showrunners.component).values
        novel_id = int(cast("ui.Select[Self]", self.novel.component).values[0])
        settings = await bot.studio.settings.setup(
            member_of(interaction),
            novel_id=novel_id,
            channel_id=channel.id,
            quorum=_read_quorum(cast("ui.TextInput[Self]", self.quorum.component).value),
            open_for=read_term(cast("ui.TextInput[Self]", self.hours.component).value),
            showrunner_role=roles[0].id if roles else None,
        )
        novel = await bot.studio.novels.get(settings.guild_id, novel_id)
        reports = (
            f"<#{settings.showrunner_channel}>"
            if settings.showrunner_channel
            else "you, by message (/studio settings names a channel instead)"
        )
        await interaction.response.send_message(
            f"*{escaped(novel.title)}* is filmed in {channel.mention}: a ballot needs "
            f"{settings.quorum} votes and stays open for {term_in_words(settings.open_for)}. "
            f"Reports go to {reports}.\nThe board comes up there in a moment; "
            "everybody can /propose now.",
            ephemeral=True,
        )

    async def _channel(self, interaction: discord.Interaction) -> discord.TextChannel:
        chosen = cast("ui.ChannelSelect[Self]", self.channel.component).values
        resolved = chosen[0].resolve() if chosen else None
        if not isinstance(resolved, discord.TextChannel):
            raise Refusal("That channel is hidden from me: let me see it, or choose another one.")
        return resolved


def missing_permissions(channel: discord.TextChannel) -> list[str]:
    """What the bot may not do there, by what it would do it for."""
    granted = channel.permissions_for(channel.guild.me)
    return [use for name, (_, use) in NEEDED.items() if not getattr(granted, name)]


def _read_quorum(text: str) -> int:
    if not text.strip().isdecimal():
        raise Refusal(f"The quorum is a number of votes; {escaped(text, 40)!r} is none.")
    return int(text)


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"
