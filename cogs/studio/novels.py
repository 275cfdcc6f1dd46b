"""/studio novel: add, list, bind, remove."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Literal

import discord
from discord import app_commands, ui

from bot.app import Greenlight, bot_of, member_of
from bot.domain.novel import MAX_NOVEL_BYTES, Rights
from bot.domain.style import Aspect, FilmStyle, StyleName
from bot.errors import NotAllowed, Refusal
from bot.library import read_novel_apart
from bot.studio.views import NovelView
from cogs.ui.checks import require_permissions
from cogs.ui.clicks import Button
from cogs.ui.novels import novel_choices, novel_id
from cogs.ui.sheets import Buttons
from cogs.ui.styles import AspectChoice, StyleChoice, style_in_words
from cogs.ui.text import escaped, some, within

INHERITED = "in the style that /studio settings holds"
LONGEST = 1900
"""Characters of a list; Discord takes 2,000 in a message."""
RightsChoice = Literal["public domain", "own work", "licensed", "personal use"]


class NovelGroup(app_commands.Group):
    """The novels that this server films."""

    def __init__(self, bot: Greenlight) -> None:
        super().__init__(name="novel", description="The novels that this server films.")
        self.studio = bot.studio
        self._reading = asyncio.Lock()
        """One file at a time: ten at once would take the memory of ten."""

    @app_commands.command()
    @app_commands.describe(
        file="An EPUB or a text file, up to 25 MB", rights="By what right it is filmed here"
    )
    async def add(
        self, interaction: discord.Interaction, file: discord.Attachment, rights: RightsChoice
    ) -> None:
        """Add a novel from an EPUB or a text file."""
        member = member_of(interaction)
        settings = await self.studio.settings.get(member.guild_id)
        if not member.may_add_novels(settings):
            raise NotAllowed(
                "Only showrunners add novels here, and the role that /studio settings names."
            )
        if file.size > MAX_NOVEL_BYTES:
            raise Refusal(
                f"That file has {file.size / 2**20:.0f} MB and a novel may have "
                f"{MAX_NOVEL_BYTES / 2**20:.0f} MB: leave its pictures out."
            )
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with self._reading:
            data = await file.read()
            novel = await read_novel_apart(data, file.filename)
        sha256 = hashlib.sha256(data).hexdigest()
        added = await self.studio.novels.add(member, novel, Rights(rights), sha256)
        await self.studio.read_added()
        await interaction.followup.send(
            f"{_line(added)}\nNext: /studio setup, or /studio novel bind for one more channel.",
            ephemeral=True,
        )

    @app_commands.command(name="list")
    async def show(self, interaction: discord.Interaction) -> None:
        """The novels of this server, and where they are filmed."""
        member = member_of(interaction)
        novels = await self.studio.novels.of_guild(member.guild_id)
        shown = list(within(map(_line, novels), LONGEST))
        if len(novels) > len(shown):
            shown.append(f"-# and {len(novels) - len(shown)} more")
        text = "\n".join(shown)
        await interaction.response.send_message(
            text or "There is no novel here yet: /studio novel add.", ephemeral=True
        )

    @app_commands.command()
    @app_commands.describe(novel="The novel", channel="Where it is filmed from now on")
    async def bind(
        self, interaction: discord.Interaction, novel: str, channel: discord.TextChannel
    ) -> None:
        """Film a novel in a channel; its board is posted there."""
        require_permissions(channel)
        bound = await self.studio.novels.bind(member_of(interaction), novel_id(novel), channel.id)
        await interaction.response.send_message(
            f"*{escaped(bound.title)}* is filmed in {channel.mention} from now on.", ephemeral=True
        )

    @app_commands.command()
    @app_commands.describe(
        novel="The novel",
        style="How its film looks, as every storyboard and take is made from now on",
        aspect="What is seen of the frame, width by height",
        words="The style in your words, for the models: lenses, palette, a period",
        like_the_server="Give up its own style: /studio settings holds the server's",
    )
    async def style(
        self,
        interaction: discord.Interaction,
        novel: str,
        style: StyleChoice | None = None,
        aspect: AspectChoice | None = None,
        words: app_commands.Range[str, 1, 300] | None = None,
        like_the_server: bool = False,
    ) -> None:
        """See or change a style that one novel has of its own."""
        member = member_of(interaction)
        view = await self.studio.novels.get(member.guild_id, novel_id(novel))
        before = await self.studio.settings.style_of_novel(member.guild_id, view.id)
        wanted = FilmStyle(
            StyleName(style) if style else before.name,
            Aspect(aspect) if aspect else before.aspect,
            words or before.words,
        )
        after = FilmStyle() if like_the_server else wanted
        if after != before:
            after = await self.studio.settings.style_novel(member, view.id, after)
        own = f"in a style of its own: {style_in_words(after)}" if after.is_set else INHERITED
        await interaction.response.send_message(
            f"*{escaped(view.title)}* is filmed {own}.", ephemeral=True
        )

    @app_commands.command()
    @app_commands.describe(novel="The novel")
    async def remove(self, interaction: discord.Interaction, novel: str) -> None:
        """Remove a novel; its scenes stay as an archive."""
        asked = await self.studio.novels.removal(member_of(interaction), novel_id(novel))
        await interaction.response.send_message(
            f"Remove *{escaped(asked.novel.title)}*? Its text goes; "
            f"{some(asked.scenes, 'scene stays', 'scenes stay')} as an archive, and "
            f"{some(asked.open_ballots, 'open ballot closes', 'open ballots close')}. "
            "What is greenlit is still filmed.",
            view=Buttons(
                ui.Button(
                    label="Remove it",
                    style=discord.ButtonStyle.danger,
                    custom_id=f"novel:remove:{asked.novel.id}",
                )
            ),
            ephemeral=True,
        )

    @bind.autocomplete("novel")
    @style.autocomplete("novel")
    @remove.autocomplete("novel")
    async def _novels(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await novel_choices(self.studio, interaction, current)


class RemoveNovel(Button, template=r"novel:remove:(?P<novel>\d{1,18})"):
    """The second word that removing a novel needs."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot = bot_of(interaction)
        gone = await bot.studio.novels.remove(member_of(interaction), int(self.match["novel"]))
        await interaction.response.edit_message(
            content=f"*{escaped(gone.novel.title)}* is removed; its scenes stay.", view=None
        )
        await bot.studio.novels.prune()


def _line(novel: NovelView) -> str:
    by = f" by {escaped(novel.authors, 120)}" if novel.authors else ""
    where = f" · filmed in <#{novel.channel_id}>" if novel.channel_id else " · not bound yet"
    return (
        f"*{escaped(novel.title)}*{by}: {some(novel.chapters, 'chapter')}, {novel.words:,} words, "
        f"{novel.rights}{where}"
    )
