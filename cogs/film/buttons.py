"""The buttons and menus of /film and of posted reels; their state is their custom_id."""

from __future__ import annotations

import re
from typing import Any

import discord
from discord import ui

from bot.app import bot_of, member_of
from bot.errors import NotFound
from cogs.film.joining import join_chapter
from cogs.film.pages import book_of, chapter_of, scene_of, show
from cogs.ui.clicks import Button, Menu
from cogs.ui.reels import which_scene
from cogs.ui.sheets import reason_form


class FilmButton(
    Button,
    template=r"film:(?P<deed>book|page|chapter|join|again):(?P<novel>\d{1,18}):(?P<number>\d{1,9})",
):
    """Turns to a page of the film, or has a chapter joined."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.deed = match["deed"]
        self.novel_id = int(match["novel"])
        self.number = int(match["number"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        match self.deed:
            case "book" | "page":
                first = self.number if self.deed == "page" else 1
                await show(interaction, await book_of(interaction, self.novel_id, first))
            case "chapter":
                page = await chapter_of(interaction, self.novel_id, self.number)
                await show(interaction, page)
            case _:
                again = self.deed == "again"
                await join_chapter(interaction, self.novel_id, self.number, again=again)


class ChapterLeaf(
    Button, template=r"film:at:(?P<novel>\d{1,18}):(?P<chapter>\d{1,9}):(?P<at>-?\d{1,6})"
):
    """Leafs through a chapter's scenes."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        novel_id, chapter, at = (int(self.match[name]) for name in ("novel", "chapter", "at"))
        await show(interaction, await chapter_of(interaction, novel_id, chapter, at))


class ChapterMenu(Menu, template=r"film:choose:(?P<novel>\d{1,18})"):
    """Opens a chapter of the book."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.novel_id = int(match["novel"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        chapter = int(self.value)
        await show(interaction, await chapter_of(interaction, self.novel_id, chapter))


class SceneMenu(Menu, template=r"film:scene:(?P<novel>\d{1,18})"):
    """Opens a scene's card, beside the page that it was chosen on."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        card = await scene_of(interaction, int(self.value))
        await show(interaction, card, beside=True)


class ReelButton(Button, template=r"reel:(?P<part>\d{1,18}):(?P<deed>open|report)"):
    """Under a posted reel: leads to its chapter, or asks which of its scenes is reported."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.part_id = int(match["part"])
        self.deed = match["deed"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot = bot_of(interaction)
        guild_id = member_of(interaction).guild_id
        reel, part = await bot.studio.reels.of_part(guild_id, self.part_id)
        if self.deed == "open":
            await show(interaction, await chapter_of(interaction, reel.novel.id, reel.chapter))
        else:
            await interaction.response.send_message(view=which_scene(part), ephemeral=True)


class ReportMenu(Menu, template=r"reel:(?P<part>\d{1,18}):which:\d{1,4}"):
    """Opens the report form of the take that a reel has of a scene."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.part_id = int(match["part"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot = bot_of(interaction)
        guild_id = member_of(interaction).guild_id
        _, part = await bot.studio.reels.of_part(guild_id, self.part_id)
        wanted = self.value
        scene = next((scene for scene in part.scenes if str(scene.id) == wanted), None)
        if scene is None:
            raise NotFound("That scene is not in this reel; /film shows the book.")
        form = reason_form(
            f"Report scene {scene.number}",
            f"report:{scene.id}:{scene.take_id}",
            "What is wrong with it?",
        )
        await interaction.response.send_modal(form)
