"""Novels and their chapters."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from bot.domain.novel import Novel, Rights
from bot.domain.style import Aspect, FilmStyle, StyleName
from bot.store.connection import Row, Transaction
from bot.store.moments import stamp

ADD = """
    INSERT INTO novel (guild_id, title, authors, rights, words, sha256, added_by, added_at,
                       is_whole)
    VALUES (:guild_id, :title, :authors, :rights, :words, :sha256, :added_by, :now, 0)
"""
ADD_CHAPTER = """
    INSERT INTO chapter (novel_id, number, title, part, words)
    VALUES (:novel_id, :number, :title, :part, :words)
"""


async def begin(
    tx: Transaction,
    *,
    guild_id: int,
    novel: Novel,
    rights: Rights,
    sha256: str,
    added_by: int,
    now: datetime,
) -> int:
    """Keep a novel without its text: nothing shows it before it is whole. Its id."""
    novel_id = await tx.insert(
        ADD,
        guild_id=guild_id,
        title=novel.title[:200],
        authors=", ".join(novel.authors)[:200],
        rights=rights,
        words=novel.words,
        sha256=sha256,
        added_by=added_by,
        now=stamp(now),
    )
    await tx.run_many(
        ADD_CHAPTER,
        (
            {
                "novel_id": novel_id,
                "number": number,
                "title": chapter.title,
                "part": chapter.part,
                "words": chapter.words,
            }
            for number, chapter in enumerate(novel.chapters, 1)
        ),
    )
    return novel_id


WHOLE_NOW = "UPDATE novel SET is_whole = 1 WHERE id = :id"


async def make_whole(tx: Transaction, novel_id: int) -> None:
    """Its whole text is kept: from now on it shows."""
    await tx.run(WHOLE_NOW, id=novel_id)


NOVEL = """
    SELECT novel.*, (SELECT count(*) FROM chapter WHERE novel_id = novel.id) AS chapters
      FROM novel WHERE is_whole
"""
BY_ID = NOVEL + " AND guild_id = :guild_id AND id = :id"
OF_GUILD = NOVEL + " AND guild_id = :guild_id AND removed_at IS NULL ORDER BY id"
OF_CHANNEL = NOVEL + " AND guild_id = :guild_id AND channel_id = :channel_id AND removed_at IS NULL"
BY_HASH = NOVEL + " AND guild_id = :guild_id AND sha256 = :sha256 AND removed_at IS NULL"


async def get(tx: Transaction, guild_id: int, novel_id: int) -> Row | None:
    """A guild's novel, removed ones included."""
    return await tx.one(BY_ID, guild_id=guild_id, id=novel_id)


async def of_guild(tx: Transaction, guild_id: int) -> list[Row]:
    return await tx.all(OF_GUILD, guild_id=guild_id)


async def of_channel(tx: Transaction, guild_id: int, channel_id: int) -> Row | None:
    return await tx.one(OF_CHANNEL, guild_id=guild_id, channel_id=channel_id)


async def by_hash(tx: Transaction, guild_id: int, sha256: str) -> Row | None:
    return await tx.one(BY_HASH, guild_id=guild_id, sha256=sha256)


OUTDATED_BOARDS = """
    SELECT channel_id, board_message_id FROM novel
     WHERE guild_id = :guild_id AND board_message_id IS NOT NULL
       AND (channel_id IS :channel_id) <> (id = :id)
"""
BIND = """
    UPDATE novel SET channel_id = CASE WHEN id = :id THEN :channel_id END, board_message_id = NULL
     WHERE guild_id = :guild_id AND (channel_id IS :channel_id) <> (id = :id)
"""


async def bind(
    tx: Transaction, guild_id: int, novel_id: int, channel_id: int
) -> list[tuple[int, int]]:
    """Give a novel its channel; a novel that had the channel before loses it.

    Returns the channels and messages of the boards that are now out of place.
    """
    where = {"guild_id": guild_id, "channel_id": channel_id, "id": novel_id}
    boards = [(row[0], row[1]) for row in await tx.all(OUTDATED_BOARDS, **where)]
    await tx.run(BIND, **where)
    return boards


KEEP_BOARD = "UPDATE novel SET board_message_id = :message_id WHERE id = :id"


async def keep_board(tx: Transaction, novel_id: int, message_id: int | None) -> None:
    await tx.run(KEEP_BOARD, id=novel_id, message_id=message_id)


FORGET_CHANNEL = """
    UPDATE novel SET channel_id = NULL, board_message_id = NULL
     WHERE guild_id = :guild_id AND channel_id = :channel_id
"""
FORGET_BOARD = """
    UPDATE novel SET board_message_id = NULL
     WHERE guild_id = :guild_id AND board_message_id = :message_id
 RETURNING id, channel_id
"""


async def forget_channel(tx: Transaction, guild_id: int, channel_id: int) -> None:
    await tx.run(FORGET_CHANNEL, guild_id=guild_id, channel_id=channel_id)


async def forget_board(tx: Transaction, guild_id: int, message_id: int) -> Row | None:
    return await tx.one(FORGET_BOARD, guild_id=guild_id, message_id=message_id)


REMOVE = "UPDATE novel SET removed_at = :now, channel_id = NULL WHERE id = :id"


async def remove(tx: Transaction, novel_id: int, now: datetime) -> None:
    """Its text is to be forgotten; chapters' titles stay for the archive of its scenes."""
    await tx.run(REMOVE, id=novel_id, now=stamp(now))


LEFT_BEHIND = """
    SELECT id FROM novel
     WHERE (removed_at IS NOT NULL AND EXISTS (SELECT 1 FROM paragraph WHERE novel_id = novel.id))
        OR (NOT is_whole AND added_at < :before)
"""
FORGET_UNFINISHED = "DELETE FROM novel WHERE id = :id AND NOT is_whole"


async def left_behind(tx: Transaction, before: datetime) -> list[int]:
    """Removed novels with text, and those that were begun before a moment and are not whole."""
    return [row["id"] for row in await tx.all(LEFT_BEHIND, before=stamp(before))]


async def forget_unfinished(tx: Transaction, novel_id: int) -> None:
    """Of a novel that is not whole nothing stays; one that is, is left as it is."""
    await tx.run(FORGET_UNFINISHED, id=novel_id)


CHAPTERS = """
    SELECT number, title, part, words,
           (SELECT count(*) FROM paragraph
             WHERE novel_id = chapter.novel_id AND chapter = chapter.number) AS paragraphs
      FROM chapter WHERE novel_id = :novel_id ORDER BY number
"""


async def chapters(tx: Transaction, novel_id: int) -> list[Row]:
    return await tx.all(CHAPTERS, novel_id=novel_id)


CHAPTER_TITLE = "SELECT title FROM chapter WHERE novel_id = :novel_id AND number = :number"


async def chapter_title(tx: Transaction, novel_id: int, number: int) -> str | None:
    row = await tx.one(CHAPTER_TITLE, novel_id=novel_id, number=number)
    return None if row is None else row["title"]


WITHOUT_NARRATOR = """
    SELECT id FROM novel WHERE narrator IS NULL AND removed_at IS NULL AND is_whole
     ORDER BY id LIMIT 1
"""
KEEP_NARRATOR = "UPDATE novel SET narrator = :narrator WHERE id = :id"


async def without_narrator(tx: Transaction) -> int | None:
    """The first novel whose narrator nobody has looked for."""
    row = await tx.one(WITHOUT_NARRATOR)
    return None if row is None else row["id"]


async def keep_narrator(tx: Transaction, novel_id: int, narrator: str) -> None:
    await tx.run(KEEP_NARRATOR, id=novel_id, narrator=narrator)


STYLE = """
    UPDATE novel SET style_name = :name, aspect = :aspect, style_words = :words WHERE id = :id
"""


async def set_style(tx: Transaction, novel_id: int, style: FilmStyle) -> None:
    await tx.run(STYLE, id=novel_id, **asdict(style))


def style_of(row: Row) -> FilmStyle:
    """The style that a novel has of its own."""
    return FilmStyle(
        StyleName(row["style_name"]) if row["style_name"] else None,
        Aspect(row["aspect"]) if row["aspect"] else None,
        row["style_words"],
    )


UNFILMED = """
    SELECT number, title, part, words, 0 AS paragraphs FROM chapter
     WHERE novel_id = :novel_id AND NOT EXISTS (
           SELECT 1 FROM scene
            WHERE scene.novel_id = chapter.novel_id AND scene.chapter = chapter.number
              AND scene.removed_at IS NULL
              AND scene.state IN ('proposed', 'greenlit', 'screened', 'canon'))
     ORDER BY number LIMIT 1
"""


async def unfilmed(tx: Transaction, novel_id: int) -> Row | None:
    """The first chapter that nobody has a scene of, in the ballot or beyond."""
    return await tx.one(UNFILMED, novel_id=novel_id)
