"""The pages of /film: the book as a picture, and a chapter with its scenes and its reel."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.studio.film_views import BookOnFilm, ChapterOnFilm, ChapterPage, ReelState, SceneOnFilm
from cogs.ui.bookmap import book_in_words, tally_in_words
from cogs.ui.cards import Attached, gallery
from cogs.ui.colours import GREEN
from cogs.ui.posts import proposing
from cogs.ui.reels import reel_standing
from cogs.ui.sheets import Sheet, leaf, leafing
from cogs.ui.text import chapter_name, escaped, jump, plain, some, timecode

OFFERED = 25
"""Options of a select: what Discord shows."""
SCENES = 10
"""Of a page: each with its picture, and a gallery shows so many."""
LEGEND = (
    "🟩 filmed, an outline until one take is canon · 🟦 greenlit · 🟨 proposed\n"
    "-# A bar is a chapter, from its first lines above to its last below; under it, how far its "
    "scenes are."
)
FRESH = "Nothing is proposed yet: /propose begins the film."
Page = tuple[Sheet, tuple[Attached, ...]]
"""What to send: the layout, and the files that it shows."""


def book_page(book: BookOnFilm, drawn: bytes, first: int = 1) -> Page:
    """The whole book; the menu offers chapters from `first` on."""
    name = f"book-{hashlib.sha256(drawn).hexdigest()[:10]}.png"
    picture = Attached(name, drawn, book_in_words(book))
    box: ui.Container[Any] = ui.Container(accent_colour=GREEN)
    box.add_item(ui.TextDisplay(_book_heading(book)))
    box.add_item(gallery([picture]))
    box.add_item(ui.TextDisplay(LEGEND))
    open_ = [chapter for chapter in book.chapters if not chapter.is_beyond]
    offered = [chapter for chapter in open_ if chapter.number >= first][:OFFERED]
    if offered:
        box.add_item(ui.ActionRow(_chapters(book, offered)))
    box.add_item(_leafing(book, open_, offered))
    return Sheet(box), (picture,)


def chapter_page(page: ChapterPage, now: datetime, at: int = 0, *, age_restricted: bool) -> Page:
    """A chapter's scenes with their pictures, ten at once, and what became of its reel."""
    at, pages, shown = leaf(at, page.scenes, SCENES)
    pictures = _pictures(page, shown, age_restricted=age_restricted)
    box: ui.Container[Any] = ui.Container(accent_colour=GREEN)
    box.add_item(ui.TextDisplay(_chapter_heading(page)))
    if pictures:
        box.add_item(gallery(pictures))
    box.add_item(ui.TextDisplay("\n".join(_scenes(page, shown))))
    if pages > 1:
        first, novel_id = at * SCENES + 1, page.novel.id
        last = first + len(shown) - 1
        counted = f"-# {first} to {last} of its {len(page.scenes)} scenes, in story order"
        box.add_item(ui.TextDisplay(counted))
        box.add_item(leafing(at, pages, lambda to: f"film:at:{novel_id}:{page.number}:{to}"))
    if page.reel is not None:
        box.add_item(ui.Separator())
        box.add_item(ui.TextDisplay("\n".join(reel_standing(page.reel, now))))
    if page.scenes:
        box.add_item(ui.ActionRow(_scene_menu(page, shown)))
    box.add_item(_deeds(page))
    return Sheet(box), tuple(pictures)


def film_button(
    label: str,
    deed: str,
    novel_id: int,
    number: int,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> ui.Button[Any]:
    """A button of /film; `number` is a chapter, or where a menu begins."""
    return ui.Button(label=label, custom_id=f"film:{deed}:{novel_id}:{number}", style=style)


def _book_heading(book: BookOnFilm) -> str:
    filmed = sum(bool(chapter.scenes) for chapter in book.chapters)
    scenes = [scene.state for chapter in book.chapters for scene in chapter.scenes]
    facts = [f"{filmed} of {some(len(book.chapters), 'chapter')} begun"]
    facts += [tally_in_words(scenes)] if scenes else []
    if book.up_to is not None:
        facts.append(f"you have read up to chapter {book.up_to}")
    lines = [f"## {escaped(book.novel.title, 120)}", f"-# {' · '.join(facts)}"]
    return "\n".join([*lines, *([] if scenes else [FRESH])])


def _chapters(book: BookOnFilm, offered: Sequence[ChapterOnFilm]) -> ui.Select[Any]:
    select: ui.Select[Any] = ui.Select(
        custom_id=f"film:choose:{book.novel.id}", placeholder="Open a chapter"
    )
    for chapter in offered:
        select.add_option(
            label=plain(f"Chapter {chapter_name(chapter.number, chapter.title)}", 100),
            description=tally_in_words(scene.state for scene in chapter.scenes),
            value=str(chapter.number),
        )
    return select


def _leafing(
    book: BookOnFilm, open_: Sequence[ChapterOnFilm], offered: Sequence[ChapterOnFilm]
) -> ui.ActionRow[Any]:
    """To the chapters before and after those in the menu, and to a scene of one's own."""
    row: ui.ActionRow[Any] = ui.ActionRow()
    novel_id = book.novel.id
    before = [chapter for chapter in open_ if offered and chapter.number < offered[0].number]
    after = [chapter for chapter in open_ if offered and chapter.number > offered[-1].number]
    if before:
        first = before[-OFFERED:][0].number
        row.add_item(film_button(f"Chapters {first}–{before[-1].number}", "page", novel_id, first))
    if after:
        last = after[:OFFERED][-1].number
        label = f"Chapters {after[0].number}–{last}"
        row.add_item(film_button(label, "page", novel_id, after[0].number))
    row.add_item(proposing(novel_id))
    return row


def _chapter_heading(page: ChapterPage) -> str:
    facts = [f"*{escaped(page.novel.title, 80)}*"]
    facts.append(tally_in_words(scene.line.state for scene in page.scenes))
    seconds = sum(scene.seconds for scene in page.scenes)
    facts += [f"{timecode(seconds)} of film"] if seconds else []
    name = escaped(chapter_name(page.number, page.title), 120)
    return f"## Chapter {name}\n-# {' · '.join(facts)}"


def _scenes(page: ChapterPage, shown: Sequence[SceneOnFilm]) -> list[str]:
    if not shown:
        return ["Nobody has a scene of it yet: what do you see in it?"]
    return [_scene(scene, page.novel.guild_id) for scene in shown]


def _scene(scene: SceneOnFilm, guild_id: int) -> str:
    line = scene.line
    name = jump(escaped(line.title, 60), guild_id, line.channel_id, line.message_id)
    runs = f" · {timecode(scene.seconds)}" if scene.seconds else ""
    takes = f" · {some(line.takes, 'take')}" if line.takes > 1 else ""
    return f"**{line.number}** {name} · {line.state}{runs}{takes}"


def _pictures(
    page: ChapterPage, scenes: Sequence[SceneOnFilm], *, age_restricted: bool
) -> list[Attached]:
    """Posters of scenes in story order, those that the channel may show."""
    shown: list[Attached] = []
    for scene in scenes:
        found = scene.picture
        may_show = age_restricted or not scene.is_restricted
        if found is None or not may_show or not found.path.exists():
            continue
        alt_text = f"Scene {scene.line.number}, {scene.picture_shows}. {scene.line.title}"
        if page.novel.rights.is_free_to_quote:
            alt_text += f": {scene.action}"
        name = f"scene-{scene.line.number}-{found.sha256[:10]}{found.path.suffix}"
        shown.append(Attached(name, found.path, plain(alt_text, 1000)))
    return shown


def _scene_menu(page: ChapterPage, shown: Sequence[SceneOnFilm]) -> ui.Select[Any]:
    select: ui.Select[Any] = ui.Select(
        custom_id=f"film:scene:{page.novel.id}", placeholder="Open a scene's card"
    )
    for scene in shown:
        label = plain(f"Scene {scene.line.number} · {scene.line.title}", 100)
        select.add_option(
            label=label, description=str(scene.line.state), value=str(scene.line.number)
        )
    return select


def _deeds(page: ChapterPage) -> ui.ActionRow[Any]:
    row: ui.ActionRow[Any] = ui.ActionRow()
    novel_id = page.novel.id
    under_way = page.reel is not None and page.reel.state in (ReelState.WAITING, ReelState.JOINED)
    if under_way:
        row.add_item(film_button("Look again", "chapter", novel_id, page.number))
    elif page.canon:
        style = discord.ButtonStyle.success
        row.add_item(film_button("Join this chapter", "join", novel_id, page.number, style))
    row.add_item(film_button("The book", "book", novel_id, page.number))
    if page.number > 1:
        label = f"Chapter {page.number - 1}"
        row.add_item(film_button(label, "chapter", novel_id, page.number - 1))
    if page.number < page.chapters:
        label = f"Chapter {page.number + 1}"
        row.add_item(film_button(label, "chapter", novel_id, page.number + 1))
    return row
