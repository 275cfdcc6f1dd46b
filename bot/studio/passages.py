"""Passages of a novel: found by words, and moved, lengthened and shortened around them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from bot.domain.novel import MAX_PASSAGE_WORDS, Passage
from bot.domain.reading import require_read
from bot.errors import NotFound, Refusal
from bot.store import Row, Store, Transaction, novels, paragraphs
from bot.studio.novels import present
from bot.studio.views import PassageView

Step = Literal["earlier", "later", "longer", "shorter"]
PREFERRED_WORDS = 120
"""A passage that is found grows to about so many words: enough for one scene."""
MOST_ALTERNATIVES = 6
"""The rarest of the words asked for: of those that are not all together anywhere, any will do."""


class PassagesRoom:
    """Reading only; every answer is of one guild."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def search(
        self,
        guild_id: int,
        novel_id: int,
        words: str,
        *,
        chapter: int | None = None,
        up_to: int | None = None,
        limit: int = 3,
    ) -> list[PassageView]:
        """Passages that fit the words best: all of the words first, then any of them.

        Without words, the beginning of the chapter (or of the novel). Nothing beyond the chapter
        `up_to`; raises Refusal when that is what was asked for.
        """
        if chapter is not None:
            require_read(chapter, up_to)
        terms = re.findall(r"\w+", words)[:24]
        async with self._store.reading() as tx:
            await present(tx, guild_id, novel_id)
            if not terms:
                return await _opening(tx, novel_id, chapter or 1, limit)
            rows = await _rows(tx, novel_id, terms, chapter=chapter, up_to=up_to, limit=limit)
            return await _grown(tx, rows, limit)

    async def passage(self, guild_id: int, passage: Passage) -> PassageView:
        """A passage with its text. Raises NotFound, and Refusal above 600 words."""
        async with self._store.reading() as tx:
            await present(tx, guild_id, passage.novel_id)
            return await passage_view(tx, passage)

    async def shifted(self, guild_id: int, passage: Passage, step: Step) -> PassageView:
        """The passage moved or resized by a paragraph, within its chapter and 600 words."""
        async with self._store.reading() as tx:
            await present(tx, guild_id, passage.novel_id)
            length = await paragraphs.count(tx, passage.novel_id, passage.chapter)
            for candidate in _steps(passage, step, length):
                texts = await paragraphs.between(
                    tx, candidate.novel_id, candidate.chapter, candidate.first, candidate.last
                )
                if texts and paragraphs.words_of(texts) <= MAX_PASSAGE_WORDS:
                    return await passage_view(tx, candidate)
            return await passage_view(tx, passage)


async def passage_view(tx: Transaction, passage: Passage) -> PassageView:
    """Read a passage. Raises NotFound, and Refusal above 600 words."""
    title = await novels.chapter_title(tx, passage.novel_id, passage.chapter)
    length = await paragraphs.count(tx, passage.novel_id, passage.chapter)
    if title is None or not 1 <= passage.first <= passage.last <= length:
        raise NotFound("That passage is not in the novel; search for it with /propose.")
    texts = await paragraphs.between(
        tx, passage.novel_id, passage.chapter, passage.first, passage.last
    )
    words = paragraphs.words_of(texts)
    if words > MAX_PASSAGE_WORDS and len(texts) > 1:
        raise Refusal(
            f"A passage has at most {MAX_PASSAGE_WORDS} words; this one has {words}: "
            "make it shorter."
        )
    return PassageView(passage, title, tuple(texts), words, length, texts[0][:200])


async def _rows(
    tx: Transaction,
    novel_id: int,
    terms: list[str],
    *,
    chapter: int | None,
    up_to: int | None,
    limit: int,
) -> list[Row]:
    async def search(match: str) -> list[Row]:
        # some will overlap others
        return await paragraphs.search(
            tx, novel_id, match, chapter=chapter, up_to=up_to, limit=limit * 3
        )

    asked = _prefixed(terms)
    rows = await search(" AND ".join(asked))
    if len(rows) < limit and len(asked) > 1:
        rows += await search(await _any_of(tx, novel_id, asked))
    return rows


def _prefixed(terms: list[str]) -> list[str]:
    quoted = [f'"{term}"' for term in terms]
    # the last word may still be half typed
    return [*quoted[:-1], quoted[-1] + "*"] if len(terms[-1]) >= 2 else quoted


async def _any_of(tx: Transaction, novel_id: int, terms: list[str]) -> str:
    """The rarest of the terms that the novel has; a frequent one says nothing beside them."""
    counts = {term: await paragraphs.occurrences(tx, novel_id, term) for term in terms}
    rarest = sorted((term for term in counts if counts[term]), key=lambda term: counts[term])
    rare = [term for term in rarest if counts[term] < paragraphs.FREQUENT]
    return " OR ".join((rare or rarest or terms)[:MOST_ALTERNATIVES])


async def _opening(tx: Transaction, novel_id: int, chapter: int, limit: int) -> list[PassageView]:
    """The first passages of a chapter, one after the other."""
    title = await novels.chapter_title(tx, novel_id, chapter)
    length = await paragraphs.count(tx, novel_id, chapter)
    views: list[PassageView] = []
    first = 1
    while title is not None and first <= length and len(views) < limit:
        views.append(await _grow(tx, Passage(novel_id, chapter, first, first), title, length))
        first = views[-1].passage.last + 1
    return views


async def _grown(tx: Transaction, rows: list[Row], limit: int) -> list[PassageView]:
    """Found paragraphs as passages of a scene's length, none of them overlapping another."""
    views: list[PassageView] = []
    lengths: dict[int, int] = {}
    for row in rows:
        hit = paragraphs.passage_of(row)
        if any(view.passage.overlaps(hit) for view in views):
            continue
        if hit.chapter not in lengths:
            lengths[hit.chapter] = await paragraphs.count(tx, hit.novel_id, hit.chapter)
        grown = await _grow(tx, hit, row["title"], lengths[hit.chapter])
        if any(view.passage.overlaps(grown.passage) for view in views):
            grown = _alone(grown)
        views.append(replace(grown, snippet=row["snippet"]))
        if len(views) == limit:
            break
    return views


async def _grow(tx: Transaction, passage: Passage, title: str, length: int) -> PassageView:
    """Take in the paragraphs that follow until there is enough for a scene."""
    last = min(length, passage.first + 11)
    texts = await paragraphs.between(tx, passage.novel_id, passage.chapter, passage.first, last)
    words, end = 0, passage.first - 1
    for text in texts:
        more = paragraphs.words_of([text])
        if end >= passage.first and words + more > MAX_PASSAGE_WORDS:
            break
        words, end = words + more, end + 1
        if words >= PREFERRED_WORDS:
            break
    grown = replace(passage, last=max(end, passage.first))
    kept = tuple(texts[: grown.last - grown.first + 1])
    return PassageView(grown, title, kept, words, length, kept[0][:200])


def _alone(view: PassageView) -> PassageView:
    """The passage's first paragraph."""
    texts = view.paragraphs[:1]
    passage = replace(view.passage, last=view.passage.first)
    return replace(view, passage=passage, paragraphs=texts, words=paragraphs.words_of(list(texts)))


def _steps(passage: Passage, step: Step, length: int) -> list[Passage]:
    """Where a step leads, the wish first, then what still moves in the same direction."""
    novel, chapter, first, last = (
        passage.novel_id,
        passage.chapter,
        passage.first,
        passage.last,
    )
    wishes = {
        "earlier": [(first - 1, last - 1), (first - 1, first - 1)],
        "later": [(first + 1, last + 1), (last + 1, last + 1)],
        "longer": [(first, last + 1), (first - 1, last)],
        "shorter": [(first, last - 1)],
    }[step]
    return [
        Passage(novel, chapter, low, high) for low, high in wishes if 1 <= low <= high <= length
    ]
