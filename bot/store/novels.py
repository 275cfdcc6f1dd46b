"""Novels, their chapters and paragraphs, and the search through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

from bot.domain.novel import Novel, Passage, Rights, count_words
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
ADD_PARAGRAPH = """
    INSERT INTO paragraph (novel_id, chapter, number, text)
    VALUES (:novel_id, :chapter, :number, :text)
"""


AT_ONCE = 60_000
"""Characters that one transaction keeps: some 30 ms, with their index."""


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


def batches(novel: Novel) -> Iterator[list[tuple[int, int, str]]]:
    """Its paragraphs with their chapter and number, as many at once as one transaction keeps."""
    batch: list[tuple[int, int, str]] = []
    length = 0
    for number, chapter in enumerate(novel.chapters, 1):
        for place, text in enumerate(chapter.paragraphs, 1):
            batch.append((number, place, text))
            length += len(text)
            if length >= AT_ONCE:
                yield batch
                batch, length = [], 0
    if batch:
        yield batch


async def add_text(tx: Transaction, novel_id: int, batch: Iterable[tuple[int, int, str]]) -> None:
    await tx.run_many(
        ADD_PARAGRAPH,
        (
            {"novel_id": novel_id, "chapter": chapter, "number": number, "text": text}
            for chapter, number, text in batch
        ),
    )


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
FORGET_TEXT = """
    DELETE FROM paragraph WHERE id IN (
           SELECT id FROM paragraph WHERE novel_id = :id LIMIT 200)
"""
FORGET_UNFINISHED = "DELETE FROM novel WHERE id = :id AND NOT is_whole"


async def left_behind(tx: Transaction, before: datetime) -> list[int]:
    """Removed novels with text, and those that were begun before a moment and are not whole."""
    return [row["id"] for row in await tx.all(LEFT_BEHIND, before=stamp(before))]


async def forget_text(tx: Transaction, novel_id: int) -> bool:
    """Forget a part of a novel's text, as votes wait meanwhile; whether there was any."""
    return bool(await tx.run(FORGET_TEXT, id=novel_id))


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
LENGTHS = """
    SELECT number, text FROM paragraph
     WHERE novel_id = :novel_id AND chapter = :chapter AND number BETWEEN :first AND :last
     ORDER BY number
"""
CHAPTER_LENGTH = """
    SELECT count(*) AS paragraphs FROM paragraph WHERE novel_id = :novel_id AND chapter = :chapter
"""


async def chapter_title(tx: Transaction, novel_id: int, number: int) -> str | None:
    row = await tx.one(CHAPTER_TITLE, novel_id=novel_id, number=number)
    return None if row is None else row["title"]


async def paragraphs(
    tx: Transaction, novel_id: int, chapter: int, first: int, last: int
) -> list[str]:
    rows = await tx.all(LENGTHS, novel_id=novel_id, chapter=chapter, first=first, last=last)
    return [row["text"] for row in rows]


async def chapter_length(tx: Transaction, novel_id: int, chapter: int) -> int:
    """How many paragraphs a chapter has."""
    row = await tx.one(CHAPTER_LENGTH, novel_id=novel_id, chapter=chapter)
    return int(row["paragraphs"]) if row else 0


WITHOUT_NARRATOR = """
    SELECT id FROM novel WHERE narrator IS NULL AND removed_at IS NULL AND is_whole
     ORDER BY id LIMIT 1
"""
WHOLE = "SELECT chapter, text FROM paragraph WHERE novel_id = :id ORDER BY chapter, number"
KEEP_NARRATOR = "UPDATE novel SET narrator = :narrator WHERE id = :id"


async def without_narrator(tx: Transaction) -> int | None:
    """The first novel whose narrator nobody has looked for."""
    row = await tx.one(WITHOUT_NARRATOR)
    return None if row is None else row["id"]


async def whole(tx: Transaction, novel_id: int) -> list[tuple[str, ...]]:
    """A novel's paragraphs, chapter by chapter."""
    by_chapter: dict[int, list[str]] = {}
    for row in await tx.all(WHOLE, id=novel_id):
        by_chapter.setdefault(row["chapter"], []).append(row["text"])
    return [tuple(texts) for texts in by_chapter.values()]


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


async def keep_narrator(tx: Transaction, novel_id: int, narrator: str) -> None:
    await tx.run(KEEP_NARRATOR, id=novel_id, narrator=narrator)


FREQUENT = 2_000
"""Paragraphs: so many are ranked at once in a few milliseconds, whatever the words."""
COUNT = """
    SELECT count(*) AS paragraphs FROM (
           SELECT 1 FROM paragraph_index WHERE paragraph_index MATCH :match LIMIT :most)
"""
# CROSS: the index first, and then the paragraph that it names
MATCHES = """
    SELECT count(*) AS paragraphs
      FROM paragraph_index CROSS JOIN paragraph AS p ON p.id = paragraph_index.rowid
     WHERE paragraph_index MATCH :match
       AND (:chapter IS NULL OR p.chapter = :chapter)
       AND (:up_to IS NULL OR p.chapter <= :up_to)
"""
# bm25 weighs the text only; every paragraph of a novel has the same scope
SEARCH = """
    SELECT p.novel_id, p.chapter, p.number, chapter.title,
           snippet(paragraph_index, 1, '', '', ' … ', 14) AS snippet
      FROM paragraph_index
      JOIN paragraph AS p ON p.id = paragraph_index.rowid
      JOIN chapter ON chapter.novel_id = p.novel_id AND chapter.number = p.chapter
     WHERE paragraph_index MATCH :match AND p.novel_id = :novel_id
       AND (:chapter IS NULL OR p.chapter = :chapter)
       AND (:up_to IS NULL OR p.chapter <= :up_to)
       AND p.id % :every = 0
     ORDER BY bm25(paragraph_index, 0.0, 1.0), p.id
     LIMIT :limit
"""


async def occurrences(tx: Transaction, novel_id: int, match: str) -> int:
    """How many of a novel's paragraphs match, counted up to FREQUENT."""
    row = await tx.one(COUNT, match=_scoped(novel_id, match), most=FREQUENT)
    return int(row["paragraphs"]) if row else 0


async def search(
    tx: Transaction,
    novel_id: int,
    match: str,
    *,
    chapter: int | None,
    up_to: int | None,
    limit: int,
) -> list[Row]:
    """Paragraphs by relevance; `match` is an FTS5 query on the column `text`.

    Of more than FREQUENT matches, as "th" has in a long novel, every second, third... is ranked.
    """
    where = {"match": _scoped(novel_id, match), "chapter": chapter, "up_to": up_to}
    row = await tx.one(MATCHES, **where)
    every = -(-int(row["paragraphs"]) // FREQUENT) if row else 0
    return await tx.all(SEARCH, **where, novel_id=novel_id, every=max(1, every), limit=limit)


def _scoped(novel_id: int, match: str) -> str:
    return f"scope : novel{novel_id}only AND (text : ({match}))"


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


def words_of(texts: list[str]) -> int:
    return sum(count_words(text) for text in texts)


def passage_of(row: Row) -> Passage:
    return Passage(row["novel_id"], row["chapter"], row["number"], row["number"])
