"""The command: by what is typed, the book, a chapter, a scene, a take, or a chapter joined."""

from __future__ import annotations

import re
from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Greenlight, member_of
from bot.domain.member import Member
from bot.domain.reading import is_beyond
from bot.domain.scene import SceneState, TakeState, read_slate
from bot.errors import Refusal
from bot.studio.film_views import BookOnFilm, ChapterOnFilm
from bot.studio.views import ChapterView, NovelView
from cogs.film.joining import join_chapter
from cogs.film.pages import book_of, chapter_of, require_fit, scene_of, show
from cogs.ui.checks import place_of
from cogs.ui.posts import take_post
from cogs.ui.text import chapter_name, plain, some

CHAPTER = re.compile(
    r"\s*(?P<join>join\s+)?ch(?:apter|\.)?\s*(?P<number>\d{1,9})\s*", re.IGNORECASE
)
CHOICES = 25
"""What Discord shows of an autocompletion."""
OF_CHAPTERS = 10
"""How many of them are chapters, while scenes fit too."""


class Film(commands.Cog):
    """Private to each member; only a reel is for everybody."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(
        what="A scene (12), a take (12-3), chapter 7, join chapter 7; nothing for the book"
    )
    async def film(self, interaction: discord.Interaction, what: str | None = None) -> None:
        """The book on film, a chapter, a scene's card or a take; and a chapter joined to a reel."""
        if what is None or not what.strip():
            await show(interaction, await book_of(interaction, (await self._novel(interaction)).id))
        elif chapter := CHAPTER.fullmatch(what):
            await self._chapter(interaction, int(chapter["number"]), join=bool(chapter["join"]))
        elif meant := read_slate(what):
            scene, take = meant
            if take is None:
                await show(interaction, await scene_of(interaction, scene))
            else:
                await self._show_take(interaction, scene, take)
        else:
            raise Refusal(
                "Name a scene by its number (12), a take by its slate (12-3), or a chapter "
                "(chapter 7, join chapter 7); /film alone shows the book."
            )

    async def _novel(self, interaction: discord.Interaction) -> NovelView:
        guild_id = member_of(interaction).guild_id
        return await self.studio.novels.of_channel(guild_id, place_of(interaction))

    async def _chapter(self, interaction: discord.Interaction, number: int, *, join: bool) -> None:
        novel = await self._novel(interaction)
        if join:
            await join_chapter(interaction, novel.id, number)
        else:
            await show(interaction, await chapter_of(interaction, novel.id, number))

    async def _show_take(self, interaction: discord.Interaction, scene: int, number: int) -> None:
        member = member_of(interaction)
        view, take = await self.studio.scenes.slated(member.guild_id, scene, number)
        await require_fit(interaction, member, view)
        slate = take.take.slate
        if take.clip is None and take.take.state in (TakeState.FAILED, TakeState.CANCELLED):
            raise Refusal(
                f"Take {slate} was never finished; /film {scene} says what became of the scene."
            )
        if take.clip is None:
            raise Refusal(f"Take {slate} has no clip yet; /film {scene} says what it waits for.")
        if take.clip.size > interaction.filesize_limit:
            most = interaction.filesize_limit / 2**20
            raise Refusal(
                f"Take {slate} has {take.clip.size / 2**20:.0f} MB, and files may have "
                f"{most:.0f} MB here; /film {scene} links to its post."
            )
        if not take.clip.path.exists():
            raise Refusal(
                f"The clip of take {slate} is gone from the bot's disk; "
                f"/film {scene} links to its post."
            )
        await interaction.response.defer(ephemeral=True, thinking=True)
        unfilmed = await self._unfilmed(member, view.novel)
        await interaction.followup.send(
            view=take_post(view, take, (), unfilmed),
            file=discord.File(take.clip.path, "clip.mp4"),
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _unfilmed(self, member: Member, novel: NovelView) -> ChapterView | None:
        """Without its title when that is beyond what the member has read."""
        unfilmed = await self.studio.novels.unfilmed(member.guild_id, novel.id)
        up_to = (await self.studio.members.reading(member, novel)).up_to
        if unfilmed is not None and is_beyond(unfilmed.number, up_to):
            return replace(unfilmed, title="")
        return unfilmed

    @film.autocomplete("what")
    async def _what(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        member = member_of(interaction)
        found = await self.studio.scenes.find(member.guild_id, current, member_id=member.id)
        scenes = [
            app_commands.Choice(
                name=plain(f"{line.number} · {line.title} ({line.state})", 100),
                value=str(line.number),
            )
            for line in found
            if not line.is_beyond
        ]
        try:
            book = await self.studio.film.book(member, (await self._novel(interaction)).id)
        except Refusal:
            return scenes[:CHOICES]
        chapters = chapter_choices(book, current)[: max(OF_CHAPTERS, CHOICES - len(scenes))]
        return [*scenes[: CHOICES - len(chapters)], *chapters]


def chapter_choices(book: BookOnFilm, typed: str) -> list[app_commands.Choice[str]]:
    """The chapters that are meant, none beyond what was read; and those that can be joined."""
    wanted = typed.strip().casefold()
    joins = wanted.startswith("join")
    wanted = wanted.removeprefix("join").strip()
    wanted = wanted.removeprefix("chapter").strip()
    meant = [chapter for chapter in book.chapters if _is_meant(chapter, wanted)]
    choices = [] if joins else [_choice("chapter", chapter) for chapter in meant]
    return choices + [_choice("join chapter", chapter) for chapter in meant if _canon(chapter)]


def _is_meant(chapter: ChapterOnFilm, wanted: str) -> bool:
    if chapter.is_beyond:
        return False
    name = chapter_name(chapter.number, chapter.title).casefold()
    return name.startswith(wanted) or (not wanted.isdecimal() and wanted in name)


def _choice(deed: str, chapter: ChapterOnFilm) -> app_commands.Choice[str]:
    value = f"{deed} {chapter.number}"
    if deed == "chapter":
        name = f"Chapter {chapter_name(chapter.number, chapter.title)}"
    else:
        name = f"Join chapter {chapter.number}: {some(_canon(chapter), 'canon take')}"
    return app_commands.Choice(name=plain(name, 100), value=value)


def _canon(chapter: ChapterOnFilm) -> int:
    return sum(scene.state is SceneState.CANON for scene in chapter.scenes)
