"""/studio setup, decide, remove and log; its other commands stand in files beside this one."""

from __future__ import annotations

import re
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Greenlight, member_of
from bot.domain.scene import read_slate, with_hyphens
from bot.domain.settings import GuildSettings, suggested_quorum
from bot.errors import Refusal
from bot.studio.house_views import Deed
from bot.studio.views import SceneLine
from cogs.studio.forms import setup_form
from cogs.studio.nodes import NodeGroup
from cogs.studio.novels import NovelGroup
from cogs.studio.settings import SettingsCommand
from cogs.ui.letters import removed_in_words
from cogs.ui.text import escaped, plain, when, within

CHOICES = 25
"""What Discord shows of an autocompletion."""
LONGEST = 1990
"""Characters of a message; Discord takes 2,000."""
CHANNEL = re.compile(r"\\<\\#(\d+)\\>")
"""A channel in a deed, made harmless with all the rest; it is one to click again."""
DONE = {"greenlight": "greenlit", "shelve": "shelved", "reopen": "reopened"}


@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
class House(SettingsCommand, commands.GroupCog, group_name="studio"):
    """Run the place: novels, settings, decisions, render nodes."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio
        super().__init__()
        assert self.app_command is not None, "a group cog has a group"
        self.app_command.add_command(NovelGroup(bot))
        self.app_command.add_command(NodeGroup(bot))

    @app_commands.command()
    async def setup(self, interaction: discord.Interaction) -> None:
        """Set the club up in one form: novel, channel, quorum, hours open, showrunner role."""
        assert interaction.guild is not None
        novels = await self.studio.novels.of_guild(interaction.guild.id)
        if not novels:
            raise Refusal(
                "There is no novel here yet: add one first with /studio novel add, "
                "an EPUB or a text file."
            )
        settings = await self.studio.settings.get(interaction.guild.id)
        untouched = settings.quorum == GuildSettings(interaction.guild.id).quorum
        fresh = untouched and settings.set_up_by is None
        # this bot is a member, too, and does not vote
        people = (interaction.guild.member_count or 2) - 1
        quorum = suggested_quorum(people) if fresh else settings.quorum
        await interaction.response.send_modal(
            setup_form(novels, interaction.channel, quorum, settings)
        )

    @app_commands.command()
    @app_commands.describe(
        scene="The scene's number", deed="What to do", reason="Why; members see it on the card"
    )
    async def decide(
        self,
        interaction: discord.Interaction,
        scene: app_commands.Range[int, 1],
        deed: Literal["greenlight", "shelve", "reopen"],
        reason: app_commands.Range[str, 1, 300],
    ) -> None:
        """Greenlight, shelve or reopen a scene over the vote; the reason is recorded."""
        view = await self.studio.ballots.decide(member_of(interaction), scene, deed, reason)
        await interaction.response.send_message(
            f"Scene {scene}, {escaped(view.scene.direction.title)}, is now {view.scene.state}.",
            ephemeral=True,
        )

    @app_commands.command()
    @app_commands.describe(
        scene="A scene (12), or one take of it alone (12-3)", reason="Why; kept in the log"
    )
    async def remove(
        self,
        interaction: discord.Interaction,
        scene: app_commands.Range[str, 1, 20],
        reason: app_commands.Range[str, 1, 300],
    ) -> None:
        """Take a scene or a take out: its posts, its files here and on the nodes, its work."""
        meant = read_slate(scene)
        if meant is None:
            raise Refusal("Name a scene by its number (12), or one take of it by its slate (12-3).")
        member, (number, take) = member_of(interaction), meant
        # the files go at once, and a slow disk may take longer than Discord waits
        await interaction.response.defer(ephemeral=True, thinking=True)
        if take is None:
            view = await self.studio.scenes.numbered(member.guild_id, number)
            await self.studio.scenes.remove(member, view.scene.id, reason)
            said = f"Scene {number} is removed: its posts, its files and its work."
        else:
            _, shown = await self.studio.scenes.slated(member.guild_id, number, take)
            removed = await self.studio.removals.take(member, shown.take.id, reason)
            said = removed_in_words(removed)
        await interaction.followup.send(said, ephemeral=True)

    @app_commands.command()
    async def log(self, interaction: discord.Interaction) -> None:
        """What showrunners did lately, and why."""
        member = member_of(interaction)
        deeds = await self.studio.settings.log(member.guild_id)
        text = "\n".join(within(map(_entry, deeds), LONGEST))
        await interaction.response.send_message(
            text or "Nothing was decided here yet.",
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    @decide.autocomplete("scene")
    async def _scenes(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[int]]:
        found = await self._found(interaction, str(current))
        return [app_commands.Choice(name=_offered(line), value=line.number) for line in found]

    @remove.autocomplete("scene")
    async def _scenes_and_takes(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Scenes; once one is named with a dash after it, its takes."""
        typed = with_hyphens(current)
        number, dash, _ = typed.partition("-")
        if dash and (meant := read_slate(number)) and interaction.guild_id is not None:
            view = await self.studio.scenes.numbered(interaction.guild_id, meant[0])
            takes = [take.take for take in view.takes if take.take.slate.startswith(typed)]
            return [
                app_commands.Choice(name=f"Take {take.slate}, {take.state}", value=take.slate)
                for take in takes[-CHOICES:]
            ]
        found = await self._found(interaction, current)
        return [app_commands.Choice(name=_offered(line), value=str(line.number)) for line in found]

    async def _found(self, interaction: discord.Interaction, current: str) -> list[SceneLine]:
        if interaction.guild_id is None:
            return []
        return await self.studio.scenes.find(interaction.guild_id, current)


def _offered(line: SceneLine) -> str:
    return plain(f"{line.number} · {line.title}", 100)


def _entry(deed: Deed) -> str:
    subject = CHANNEL.sub(r"<#\1>", escaped(deed.subject, 160))
    reason = f" · {escaped(deed.reason, 120)}" if deed.reason else ""
    done = DONE.get(deed.deed, deed.deed)
    about = f": {subject}" if subject else ""
    return f"{when(deed.at)} <@{deed.actor_id}> {done}{about}{reason}"
