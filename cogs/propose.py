"""/propose: from a few remembered words to a passage, and to the form that makes it a scene."""

from __future__ import annotations

import re
from typing import Any, cast

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.app import Greenlight, bot_of, member_of
from bot.domain.novel import Passage
from bot.domain.reading import is_beyond, require_read
from bot.errors import NotFound, Refusal
from bot.studio.house_views import Reading
from bot.studio.passages import Step
from bot.studio.views import NovelView, PassageView
from cogs.ui.checks import place_of
from cogs.ui.clicks import Button
from cogs.ui.passages import (
    PASSAGE,
    PLACES,
    direction_form,
    passage_id,
    passage_of,
    passages_sheet,
    passages_shown,
)
from cogs.ui.sheets import Form
from cogs.ui.text import chapter_name, escaped, plain

CHOSEN = re.compile(rf"passage:{PASSAGE}")
CHOICES = 25
"""What Discord shows of an autocompletion."""


class Propose(commands.Cog):
    """Nothing is kept between the steps: each button carries what it needs."""

    def __init__(self, bot: Greenlight) -> None:
        self.studio = bot.studio

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(
        words="A few words that you remember of the passage", chapter="Look in this chapter alone"
    )
    async def propose(
        self,
        interaction: discord.Interaction,
        words: app_commands.Range[str, 1, 300] | None = None,
        chapter: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Propose a scene: find its passage by a few words, or leaf through a chapter."""
        member = member_of(interaction)
        chosen = CHOSEN.fullmatch(words or "")
        if chosen is not None:
            passage = passage_of(chosen)
            novel = await self.studio.novels.get(member.guild_id, passage.novel_id)
            require_read(passage.chapter, (await self.studio.members.reading(member, novel)).up_to)
            view = await self.studio.passages.passage(member.guild_id, passage)
            await _show(interaction, [view])
            return
        novel = await self.studio.novels.of_channel(member.guild_id, place_of(interaction))
        reading = await self.studio.members.reading(member, novel)
        await _offer(interaction, reading, words or "", chapter)

    @propose.autocomplete("words")
    async def _words(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None or len(current.strip()) < 2:
            return []
        try:
            novel = await self.studio.novels.of_channel(interaction.guild_id, place_of(interaction))
            chapter = await _chapter(self.studio.novels, novel, interaction.namespace.chapter)
            found = await self.studio.passages.search(
                novel.guild_id,
                novel.id,
                current[:300],
                chapter=chapter,
                up_to=(await self.studio.members.reading(member_of(interaction), novel)).up_to,
                limit=CHOICES,
            )
        except Refusal:
            return []
        return [_snippet(view) for view in found]

    @propose.autocomplete("chapter")
    async def _chapters(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        try:
            novel = await self.studio.novels.of_channel(interaction.guild_id, place_of(interaction))
        except Refusal:
            return []
        wanted = current.strip().lower()
        reading = await self.studio.members.reading(member_of(interaction), novel)
        names = {
            chapter.number: plain(chapter_name(chapter.number, chapter.title), 100)
            for chapter in await self.studio.novels.chapters(novel.guild_id, novel.id)
            if not is_beyond(chapter.number, reading.up_to)
        }
        return [
            app_commands.Choice(name=name, value=str(number))
            for number, name in names.items()
            if wanted in name.lower()
        ][:CHOICES]


def _snippet(view: PassageView) -> app_commands.Choice[str]:
    name = plain(f"{view.passage.chapter} · {view.snippet}", 100)
    return app_commands.Choice(name=name, value=f"passage:{passage_id(view.passage)}")


async def _chapter(novels: Any, novel: NovelView, asked: str | None) -> int | None:
    """A chapter by its number, or by words of its title. Raises NotFound."""
    wanted = (asked or "").strip().lower()
    if not wanted:
        return None
    chapters = await novels.chapters(novel.guild_id, novel.id)
    for chapter in chapters:
        if wanted == str(chapter.number):
            return chapter.number
    for chapter in chapters:
        if wanted in chapter.title.lower():
            return chapter.number
    raise NotFound(
        f"*{escaped(novel.title, 80)}* has no chapter “{escaped(wanted, 60)}”: choose one from the "
        f"list that comes up while you type, 1 to {len(chapters)}."
    )


async def _offer(
    interaction: discord.Interaction, reading: Reading, words: str, chapter: str | None
) -> None:
    """Show up to three passages, privately; none beyond what the member has read."""
    studio = bot_of(interaction).studio
    novel = reading.novel
    number = await _chapter(studio.novels, novel, chapter)
    views = await studio.passages.search(
        novel.guild_id, novel.id, words, chapter=number, up_to=reading.up_to
    )
    if not views:
        where = f"Chapter {number}" if number else f"*{escaped(novel.title, 80)}*"
        if reading.up_to and not number:
            where = f"{where} up to chapter {reading.up_to}, which you have read (/me),"
        raise NotFound(
            f"{where} has nothing with “{escaped(words, 60)}”: try fewer words, or others; "
            "or none, to begin with the first lines."
        )
    await _show(interaction, views)


async def _show(interaction: discord.Interaction, views: list[PassageView]) -> None:
    await interaction.response.send_message(view=passages_sheet(views), ephemeral=True)
    _read_along(interaction, [view.passage for view in views])


def _read_along(interaction: discord.Interaction, passages: list[Passage]) -> None:
    bot = bot_of(interaction)
    bot.read_along(member_of(interaction).guild_id, passages)


class PassageButton(
    Button,
    template=rf"passage:(?P<place>[{PLACES}]):{PASSAGE}:(?P<step>earlier|later|longer|shorter|this)",
):
    """Moves a passage, or takes it."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.place = match["place"]
        self.passage = passage_of(match)
        self.step = match["step"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        if self.step == "this":
            await self._open_form(interaction)
        else:
            await self._move(interaction)

    async def _open_form(self, interaction: discord.Interaction) -> None:
        bot = bot_of(interaction)
        draft = await bot.studio.proposals.draft(member_of(interaction).guild_id, self.passage)
        form_id = f"propose:{passage_id(self.passage)}"
        await interaction.response.send_modal(direction_form("Propose a scene", form_id, draft))
        # while the member reads the form: its shots may still be noted before it is sent
        _read_along(interaction, [self.passage])

    async def _move(self, interaction: discord.Interaction) -> None:
        """Move this passage where it stands; the others on the message stay as they are."""
        passages = bot_of(interaction).studio.passages
        guild_id = member_of(interaction).guild_id
        assert interaction.message is not None, "a button is on a message"
        views = [
            await passages.shifted(guild_id, passage, cast("Step", self.step))
            if place == self.place
            else await passages.passage(guild_id, passage)
            for place, passage in zip(PLACES, passages_shown(interaction.message), strict=False)
        ]
        await interaction.response.edit_message(view=passages_sheet(views))
        moved = [view for place, view in zip(PLACES, views, strict=False) if place == self.place]
        _read_along(interaction, [view.passage for view in moved])


class BoardButton(Button, template=r"board:propose:(?P<novel>\d{1,18})"):
    """*Propose a scene*, on the board and under every finished take: asks for a few words."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.novel_id = int(match["novel"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        words: ui.TextInput[Any] = ui.TextInput(custom_id="words", required=False, max_length=200)
        chapter: ui.TextInput[Any] = ui.TextInput(
            custom_id="chapter", required=False, max_length=80
        )
        form = Form(
            "Propose a scene",
            f"find:{self.novel_id}",
            ui.Label(
                text="A few words of the passage",
                description="As you remember them; without any, the chapter's first lines.",
                component=words,
            ),
            ui.Label(
                text="Chapter",
                description="Its number or words of its title; without it, all are searched.",
                component=chapter,
            ),
        )
        await interaction.response.send_modal(form)


async def on_find(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    """A few words came back from the board's form; without any, what nobody has filmed yet."""
    studio = bot_of(interaction).studio
    member = member_of(interaction)
    novel = await studio.novels.get(member.guild_id, int(match["novel"]))
    reading = await studio.members.reading(member, novel)
    words = str(fields.get("words") or "").strip()
    chapter = str(fields.get("chapter") or "").strip()
    if not words and not chapter:
        unfilmed = await studio.novels.unfilmed(member.guild_id, novel.id)
        if unfilmed is not None and not is_beyond(unfilmed.number, reading.up_to):
            chapter = str(unfilmed.number)
    await _offer(interaction, reading, words, chapter)


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(PassageButton, BoardButton)
    bot.add_form(r"find:(?P<novel>\d{1,18})", on_find)
    await bot.add_cog(Propose(bot))
