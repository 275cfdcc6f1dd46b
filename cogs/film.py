"""/film: the scenes by chapter, a scene's card, or a take, wherever one asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.app import Greenlight, member_of
from bot.errors import NotAllowed, Refusal
from bot.studio.views import SceneLine, SceneView
from cogs.ui.cards import scene_card
from cogs.ui.posts import take_post
from cogs.ui.sheets import Sheet
from cogs.ui.text import chapter_name, escaped, jump, plain, some, within

ASKED = re.compile(r"\s*(?P<scene>\d{1,9})\s*(?:-\s*(?P<take>\d{1,6}))?\s*")
GREEN = 0x2E9E5B
LISTED = 3600
"""Characters of a list; Discord shows 4,000 in all."""
CHAPTERS = 30
"""Chapters of a list; Discord shows 40 components in all."""


class Film(commands.Cog):
    """Shows what there is; it changes nothing."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(what="A scene's number, or a take such as 12-3; nothing for the list")
    async def film(self, interaction: discord.Interaction, what: str | None = None) -> None:
        """The scenes by chapter, or one scene's card, or a take (12-3)."""
        member = member_of(interaction)
        if what is None or not what.strip():
            lines = await self.studio.scenes.by_chapter(member.guild_id, member_id=member.id)
            await interaction.response.send_message(
                view=chapters_layout(lines, member.guild_id), ephemeral=True
            )
            return
        asked = ASKED.fullmatch(what)
        if asked is None:
            raise Refusal(
                "Name a scene by its number (12) or a take by its slate (12-3); "
                "/film alone lists the scenes."
            )
        if asked["take"] is None:
            await self._show_scene(interaction, int(asked["scene"]))
        else:
            await self._show_take(interaction, int(asked["scene"]), int(asked["take"]))

    async def _show_scene(self, interaction: discord.Interaction, number: int) -> None:
        member = member_of(interaction)
        view = await self.studio.scenes.numbered(member.guild_id, number, member_id=member.id)
        _require_fitting_channel(interaction, view)
        card = scene_card(view, datetime.now(UTC))
        await interaction.response.send_message(
            view=card.view,
            files=card.files(),
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _show_take(self, interaction: discord.Interaction, scene: int, number: int) -> None:
        member = member_of(interaction)
        view, take = await self.studio.scenes.slated(member.guild_id, scene, number)
        _require_fitting_channel(interaction, view)
        if take.clip is None:
            raise Refusal(
                f"Take {take.take.slate} has no clip yet; /film {scene} says what it waits for."
            )
        if take.clip.size > interaction.filesize_limit:
            raise Refusal(f"Take {take.take.slate} is too large for this channel.")
        await interaction.response.defer(ephemeral=True, thinking=True)
        unfilmed = await self.studio.novels.unfilmed(member.guild_id, view.novel.id)
        await interaction.followup.send(
            view=take_post(view, take, (), unfilmed),
            file=discord.File(take.clip.path, "clip.mp4"),
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    @film.autocomplete("what")
    async def _what(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        found = await self.studio.scenes.find(
            interaction.guild_id, current, member_id=interaction.user.id
        )
        return [
            app_commands.Choice(
                name=plain(f"{line.number} · {line.title} ({line.state})", 100),
                value=str(line.number),
            )
            for line in found
            if not line.is_beyond
        ]


def chapters_layout(lines: Sequence[SceneLine], guild_id: int) -> Sheet:
    """Every scene under its chapter, as links to the cards; at most 4,000 characters."""
    box: ui.Container[Any] = ui.Container(accent_colour=GREEN)
    box.add_item(ui.TextDisplay(f"## {some(len(lines), 'scene')}"))
    room = LISTED
    for chapter, group in groupby(lines, key=lambda line: (line.chapter, line.chapter_title)):
        text = f"**Chapter {escaped(chapter_name(*chapter), 80)}**"
        entries = [_entry(line, guild_id) for line in group]
        shown = list(within([text, *entries], room))
        if len(shown) > 1 and len(box.children) < CHAPTERS:
            room -= sum(map(len, shown))
            box.add_item(ui.TextDisplay("\n".join(shown)))
        if len(shown) <= len(entries) or len(box.children) == CHAPTERS:
            box.add_item(ui.TextDisplay("-# and more: /film with a number shows a scene"))
            break
    if not lines:
        box.add_item(ui.TextDisplay("Nothing is proposed yet: /propose begins the film."))
    return Sheet(box)


def _entry(line: SceneLine, guild_id: int) -> str:
    if line.is_beyond:
        return f"Scene {line.number} · beyond what you have read · {line.state}"
    name = f"Scene {line.number} · {escaped(line.title, 60)}"
    takes = f", {some(line.takes, 'take')}" if line.takes else ""
    return f"{jump(name, guild_id, line.channel_id, line.message_id)} · {line.state}{takes}"


def _require_fitting_channel(interaction: discord.Interaction, view: SceneView) -> None:
    channel: Any = interaction.channel
    is_nsfw = getattr(channel, "is_nsfw", None)
    if view.scene.rating.is_restricted and not (is_nsfw and is_nsfw()):
        raise NotAllowed(
            f"Scene {view.scene.number} is marked {view.scene.rating}: it is shown only in "
            "age-restricted channels."
        )


async def setup(bot: Greenlight) -> None:
    await bot.add_cog(Film(bot))
