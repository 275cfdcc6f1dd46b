"""The paragraphs of novels: kept a part at a time, read by chapter, and searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.domain.novel import Novel, Passage, count_words
from bot.store.connection import Row, Transaction

AT_ONCE = 60_000
"""Characters that one transaction keeps: some 30 ms, with their index."""
ADD = """
    INSERT INTO paragraph (novel_id, chapter, number, text)
    VALUES (:novel_id, :chapter, :number, :text)
"""


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


async def add(tx: Transaction, novel_id: int, batch: Iterable[tuple[int, int, str]]) -> None:
    await tx.run_many(
        ADD,
        (
            {"novel_id": novel_id, "chapter": chapter, "number": number, "text": text}
            for chapter, number, text in batch
        ),
    )


FORGET = """
    DELETE FROM paragraph WHERE id IN (
           SELECT id FROM paragraph WHERE novel_id = :id LIMIT 200)
"""


async def forget(tx: Transaction, novel_id: int) -> bool:
    """Forget a part of a novel's text, as votes wait meanwhile; whether there was any."""
    return bool(await tx.run(FORGET, id=novel_id))


BETWEEN = """
    SELECT number, text FROM paragraph
     WHERE novel_id = :novel_id AND chapter = :chapter AND number BETWEEN :first AND :last
     ORDER BY number
"""
COUNT = """
    SELECT count(*) AS paragraphs FROM paragraph WHERE novel_id = :novel_id AND chapter = :chapter
"""


async def between(tx: Transaction, novel_id: int, chapter: int, first: int, last: int) -> list[str]:
    """A chapter's paragraphs from one number to another, both included."""
    rows = await tx.all(BETWEEN, novel_id=novel_id, chapter=chapter, first=first, last=last)
    return [row["text"] for row in rows]


async def count(tx: Transaction, novel_id: int, chapter: int) -> int:
    """How many paragraphs a chapter has."""
    row = await tx.one(COUNT, novel_id=novel_id, chapter=chapter)
    return int(row["paragraphs"]) if row else 0


OF_NOVEL = "SELECT chapter, text FROM paragraph WHERE novel_id = :id ORDER BY chapter, number"


async def by_chapter(tx: Transaction, novel_id: int) -> list[tuple[str, ...]]:
    """A novel's paragraphs, chapter by chapter."""
    chapters: dict[int, list[str]] = {}
    for row in await tx.all(OF_NOVEL, id=novel_id):
        chapters.setdefault(row["chapter"], []).append(row["text"])
    return [tuple(texts) for texts in chapters.values()]


FREQUENT = 2_000
"""Paragraphs: so many are ranked at once in a few milliseconds, whatever the words."""
OCCURRENCES = """
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
    row = await tx.one(OCCURRENCES, match=_scoped(novel_id, match), most=FREQUENT)
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


def words_of(texts: list[str]) -> int:
    return sum(count_words(text) for text in texts)


def passage_of(row: Row) -> Passage:
    return Passage(row["novel_id"], row["chapter"], row["number"], row["number"])
