"""/studio settings: every setting of a guild, seen and changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Greenlight, member_of
from bot.domain.queue import ANIMATIC
from bot.domain.settings import GuildSettings, read_term, term_in_words
from bot.domain.style import Aspect, FilmSize, StyleName
from bot.errors import NotFound
from bot.studio import Studio
from bot.studio.house_views import ChannelReading
from bot.studio.views import NovelView
from cogs.ui.checks import place_of, require_permissions
from cogs.ui.novels import novel_choices, novel_id
from cogs.ui.styles import AspectChoice, SizeChoice, StyleChoice, style_in_words
from cogs.ui.text import escaped, some

CLEARABLE = {
    "early greenlight": "early_net",
    "voter role": "voter_role",
    "role that may add novels": "novel_role",
    "showrunner role": "showrunner_role",
    "premiere channel": "premiere_channel",
    "showrunners' channel": "showrunner_channel",
    "style": "style_name",
    "aspect": "aspect",
    "style in words": "style_words",
}
NO_VOTERS = (
    "The role that votes here was deleted, so nobody can vote: name another one with "
    "/studio settings, or let everybody vote (clear: voter role)."
)
NOVELS = 5
"""Of so many the channel's chapter is told: a message has its length."""
Clearable = Literal[
    "early greenlight",
    "voter role",
    "role that may add novels",
    "showrunner role",
    "premiere channel",
    "showrunners' channel",
    "style",
    "aspect",
    "style in words",
]


class SettingsCommand(commands.Cog):
    """The part of /studio that sees and changes settings."""

    bot: Greenlight
    studio: Studio

    @app_commands.command()
    @app_commands.describe(
        share="Share of the votes that carries a scene, in per cent",
        quorum="Votes that a ballot needs",
        hours_open="How long a ballot stays open: 48, 30 min, 3 days",
        early_greenlight="Greenlight at once at so many votes more for than against",
        hidden_tally="Hide the tally until the ballot closes",
        voter_role="Only members with this role vote",
        minimum_days="Days in the server before one votes",
        proposals_per_day="Scenes that a member may propose in a day",
        proposers_vote="Whether proposers vote on their own scenes",
        queue_cap="Scenes that may wait to be filmed",
        take_askers="Members who ask for another take, so that it is filmed",
        takes_per_day="Further takes in a day, all scenes together",
        filming_engine="The engine that films the takes",
        size="How large takes are made: more lines take longer and show more",
        style="How the film looks, as every storyboard and take is made from now on",
        aspect="What is seen of the frame, width by height",
        style_words="The style in your words, for the models: lenses, palette, a period",
        showrunner_role="Members with this role are showrunners",
        novel_role="Members with this role may add novels",
        premiere_channel="Where finished takes are posted; without it, where they were proposed",
        showrunner_channel="Where reports and troubles are told",
        channel_chapter="The chapter this channel has read up to; later ones are spoilers; 0: none",
        novel="The novel that channel_chapter is of; without it, the one that is filmed here",
        clear="Empty a setting",
    )
    async def settings(
        self,
        interaction: discord.Interaction,
        share: app_commands.Range[int, 1, 100] | None = None,
        quorum: app_commands.Range[int, 1, 1000] | None = None,
        hours_open: str | None = None,
        early_greenlight: app_commands.Range[int, 1, 1000] | None = None,
        hidden_tally: bool | None = None,
        voter_role: discord.Role | None = None,
        minimum_days: app_commands.Range[int, 0, 365] | None = None,
        proposals_per_day: app_commands.Range[int, 1, 50] | None = None,
        proposers_vote: bool | None = None,
        queue_cap: app_commands.Range[int, 1, 1000] | None = None,
        take_askers: app_commands.Range[int, 1, 100] | None = None,
        takes_per_day: app_commands.Range[int, 0, 100] | None = None,
        filming_engine: str | None = None,
        size: SizeChoice | None = None,
        style: StyleChoice | None = None,
        aspect: AspectChoice | None = None,
        style_words: app_commands.Range[str, 1, 300] | None = None,
        showrunner_role: discord.Role | None = None,
        novel_role: discord.Role | None = None,
        premiere_channel: discord.TextChannel | None = None,
        showrunner_channel: discord.TextChannel | None = None,
        channel_chapter: app_commands.Range[int, 0, 9999] | None = None,
        novel: str | None = None,
        clear: Clearable | None = None,
    ) -> None:
        """See the settings, or change some."""
        if premiere_channel is not None:
            require_permissions(premiere_channel)
        if showrunner_channel is not None:
            require_permissions(showrunner_channel, "view_channel", "send_messages")
        given: dict[str, object | None] = {
            "share": None if share is None else share / 100,
            "quorum": quorum,
            "open_for": None if hours_open is None else read_term(hours_open),
            "early_net": early_greenlight,
            "hidden_tally": hidden_tally,
            "voter_role": voter_role and voter_role.id,
            "minimum_days": minimum_days,
            "proposals_per_day": proposals_per_day,
            "proposers_vote": proposers_vote,
            "queue_cap": queue_cap,
            "take_askers": take_askers,
            "takes_per_day": takes_per_day,
            "filming_engine": filming_engine,
            "film_size": size and FilmSize(size),
            "style_name": style and StyleName(style),
            "aspect": aspect and Aspect(aspect),
            "style_words": style_words,
            "showrunner_role": showrunner_role and showrunner_role.id,
            "novel_role": novel_role and novel_role.id,
            "premiere_channel": premiere_channel and premiere_channel.id,
            "showrunner_channel": showrunner_channel and showrunner_channel.id,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        if clear is not None:
            changes[CLEARABLE[clear]] = None
        member = member_of(interaction)
        if channel_chapter is not None:
            await self.studio.spoilers.channel_reads(
                member,
                place_of(interaction),
                await self._named(interaction, novel),
                channel_chapter or None,
            )
        settings = (
            await self.studio.settings.change(member, **changes)
            if changes
            else await self.studio.settings.get(member.guild_id)
        )
        is_changed = bool(changes) or channel_chapter is not None
        heading = "Changed." if is_changed else "The settings; give an option to change one."
        words = f"{settings_in_words(settings)}\n{await self._of_channel(interaction)}"
        await interaction.response.send_message(f"{heading}\n{words}", ephemeral=True)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        for guild in self.bot.guilds:
            await self._look_for_voters(guild)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        await self._look_for_voters(role.guild)

    async def _look_for_voters(self, guild: discord.Guild) -> None:
        """Tell the showrunners where the role that votes is gone."""
        role_id = (await self.studio.settings.get(guild.id)).voter_role
        if role_id is not None and not guild.unavailable and guild.get_role(role_id) is None:
            await self.studio.outbox.tell_showrunners(guild.id, NO_VOTERS)

    async def _named(self, interaction: discord.Interaction, novel: str | None) -> int:
        """The novel whose chapter is set: the one that is named, or that is filmed here."""
        if novel is not None:
            return novel_id(novel)
        try:
            return (await self._novel(interaction)).id
        except NotFound as error:
            raise NotFound(f"{error} Or name one with the option `novel`.") from error

    async def _novel(self, interaction: discord.Interaction) -> NovelView:
        guild_id = member_of(interaction).guild_id
        return await self.studio.novels.of_channel(guild_id, place_of(interaction))

    async def _of_channel(self, interaction: discord.Interaction) -> str:
        """What is a spoiler in this channel, and a style that its novel has of its own."""
        guild_id, channel_id = member_of(interaction).guild_id, place_of(interaction)
        readings = await self.studio.spoilers.of_channel(guild_id, channel_id)
        told = spoilers_in_words(readings)
        try:
            novel = await self._novel(interaction)
        except NotFound:
            return told
        own = await self.studio.settings.style_of_novel(guild_id, novel.id)
        return f"{told}\n**Style of this novel** {style_in_words(own)}" if own.is_set else told

    @settings.autocomplete("novel")
    async def _novels(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await novel_choices(self.studio, interaction, current)

    @settings.autocomplete("filming_engine")
    async def _engines(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        nodes = await self.studio.nodes.of_guild(interaction.guild_id)
        offered = {ANIMATIC}.union(*(node.engines for node in nodes))
        return [
            app_commands.Choice(name=engine, value=engine)
            for engine in sorted(offered)
            if current.lower() in engine.lower() and len(engine) <= 100
        ][:25]


def spoilers_in_words(readings: Sequence[ChannelReading]) -> str:
    """How far a channel has read, each novel of which somebody said so."""
    told = "; ".join(
        f"what comes after chapter {reading.chapter} of *{escaped(reading.title, 40)}*"
        for reading in readings[:NOVELS]
    )
    more = f"; and of {len(readings) - NOVELS} more novels" if len(readings) > NOVELS else ""
    return f"**Spoilers in this channel** {told or 'none'}{more}"


def settings_in_words(settings: GuildSettings) -> str:
    """Every setting with its value, as members say them."""

    def role(value: int | None, otherwise: str) -> str:
        return otherwise if value is None else f"<@&{value}>"

    def channel(value: int | None, otherwise: str) -> str:
        return otherwise if value is None else f"<#{value}>"

    yes = {True: "yes", False: "no"}
    early = "off" if settings.early_net is None else f"at {some(settings.early_net, 'net vote')}"
    ballots = {
        "Quorum": settings.quorum,
        "Share": f"{settings.share:.0%}",
        "Open for": term_in_words(settings.open_for),
        "Early greenlight": early,
        "Hidden tally": yes[settings.hidden_tally],
        "Voters": role(settings.voter_role, "everybody"),
        "Days before voting": settings.minimum_days,
        "Proposals a day": settings.proposals_per_day,
        "Proposers vote": yes[settings.proposers_vote],
    }
    film = {
        "Style": settings.style_name or "matte, until one is chosen",
        "Aspect": settings.aspect or "the style's own",
        "Style in words": escaped(settings.style_words, 300) or "none",
        "Filming engine": settings.filming_engine,
        "Size of takes": settings.film_size,
        "Queue cap": settings.queue_cap,
        "Members for another take": settings.take_askers,
        "Further takes a day": settings.takes_per_day,
    }
    house = {
        "Showrunners": role(settings.showrunner_role, "who can manage the server"),
        "Who adds novels": role(settings.novel_role, "showrunners"),
        "Premieres": channel(settings.premiere_channel, "where a scene was proposed"),
        "Reports go": channel(settings.showrunner_channel, "by message to who set this up"),
    }
    groups = {"Ballots": ballots, "The film": film, "The house": house}
    return "\n".join(
        "\n".join([f"### {title}", *(f"**{name}** {value}" for name, value in rows.items())])
        for title, rows in groups.items()
    )
