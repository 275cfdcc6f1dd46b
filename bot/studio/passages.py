"""Passages of a novel: found by words, and moved, lengthened and shortened around them."""

from __future__ import annotations

import re
from typing import Literal

from bot.domain.novel import MAX_PASSAGE_WORDS, Passage
from bot.domain.reading import require_read
from bot.errors import NotFound, Refusal
from bot.store import Row, Store, Transaction, novels
from bot.studio.novels import present
from bot.studio.views import PassageView

Step = Literal["earlier", "later", "longer", "shorter"]
PREFERRED_WORDS = 120
"""A passage that is found grows to about so many words: enough for one scene."""


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
            found: dict[tuple[int, int], Row] = {}
            for match in _matches(terms):
                for row in await novels.search(
                    tx, novel_id, match, chapter=chapter, up_to=up_to, limit=limit * 3
                ):
                    found.setdefault((row["chapter"], row["number"]), row)
                if len(found) >= limit:
                    break
            return await _grown(tx, list(found.values()), limit)

    async def passage(self, guild_id: int, passage: Passage) -> PassageView:
        """A passage with its text. Raises NotFound, and Refusal above 600 words."""
        async with self._store.reading() as tx:
            await present(tx, guild_id, passage.novel_id)
            return await passage_view(tx, passage)

    async def shifted(self, guild_id: int, passage: Passage, step: Step) -> PassageView:
        """The passage moved or resized by a paragraph, within its chapter and 600 words."""
        async with self._store.reading() as tx:
            await present(tx, guild_id, passage.novel_id)
            length = await novels.chapter_length(tx, passage.novel_id, passage.chapter)
            for candidate in _steps(passage, step, length):
                texts = await novels.paragraphs(
                    tx, candidate.novel_id, candidate.chapter, candidate.first, candidate.last
                )
                if texts and novels.words_of(texts) <= MAX_PASSAGE_WORDS:
                    return await passage_view(tx, candidate)
            return await passage_view(tx, passage)


async def passage_view(tx: Transaction, passage: Passage, snippet: str = "") -> PassageView:
    """Read a passage. Raises NotFound, and Refusal above 600 words."""
    title = await novels.chapter_title(tx, passage.novel_id, passage.chapter)
    length = await novels.chapter_length(tx, passage.novel_id, passage.chapter)
    if title is None or not 1 <= passage.first <= passage.last <= length:
        raise NotFound("That passage is not in the novel; search for it with /propose.")
    texts = await novels.paragraphs(
        tx, passage.novel_id, passage.chapter, passage.first, passage.last
    )
    words = novels.words_of(texts)
    if words > MAX_PASSAGE_WORDS and len(texts) > 1:
        raise Refusal(
            f"A passage has at most {MAX_PASSAGE_WORDS} words; this one has {words}: "
            "make it shorter."
        )
    return PassageView(passage, title, tuple(texts), words, length, snippet or texts[0][:200])


def _matches(terms: list[str]) -> list[str]:
    quoted = [f'"{term}"' for term in terms]
    # the last word may still be half typed
    prefixed = [*quoted[:-1], quoted[-1] + "*"] if len(terms[-1]) >= 2 else quoted
    return [
        "text : (" + " AND ".join(prefixed) + ")",
        "text : (" + " OR ".join(prefixed) + ")",
    ]


async def _opening(tx: Transaction, novel_id: int, chapter: int, limit: int) -> list[PassageView]:
    """The first passages of a chapter, one after the other."""
    length = await novels.chapter_length(tx, novel_id, chapter)
    views: list[PassageView] = []
    first = 1
    while first <= length and len(views) < limit:
        passage = await _grow(tx, Passage(novel_id, chapter, first, first), length)
        views.append(await passage_view(tx, passage))
        first = passage.last + 1
    return views


async def _grown(tx: Transaction, rows: list[Row], limit: int) -> list[PassageView]:
    """Found paragraphs as passages of a scene's length, none of them overlapping another."""
    views: list[PassageView] = []
    for row in rows:
        hit = novels.passage_of(row)
        if any(view.passage.overlaps(hit) for view in views):
            continue
        length = await novels.chapter_length(tx, hit.novel_id, hit.chapter)
        grown = await _grow(tx, hit, length)
        if any(view.passage.overlaps(grown) for view in views):
            grown = hit
        views.append(await passage_view(tx, grown, row["snippet"]))
        if len(views) == limit:
            break
    return views


async def _grow(tx: Transaction, passage: Passage, length: int) -> Passage:
    """Take in the paragraphs that follow until there is enough for a scene."""
    last = min(length, passage.first + 11)
    texts = await novels.paragraphs(tx, passage.novel_id, passage.chapter, passage.first, last)
    words, end = 0, passage.first - 1
    for text in texts:
        more = novels.words_of([text])
        if end >= passage.first and words + more > MAX_PASSAGE_WORDS:
            break
        words, end = words + more, end + 1
        if words >= PREFERRED_WORDS:
            break
    return Passage(passage.novel_id, passage.chapter, passage.first, max(end, passage.first))


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
