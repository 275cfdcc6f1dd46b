"""A passage as its breakdown reads it: with what comes before, and who tells the story."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.breakdown import LOOK_BACK, break_down
from bot.domain.draft import Draft
from bot.domain.novel import Chapter, Passage
from bot.errors import NotFound
from bot.store import Transaction, novels
from bot.studio.passages import passage_view
from bot.studio.views import PassageView


@dataclass(frozen=True, slots=True)
class Source:
    """What one draft is made of; nothing of it lies after the passage."""

    view: PassageView
    chapter: Chapter
    """Up to the passage's end."""
    earlier: tuple[str, ...]
    """The end of the chapter before."""
    narrator: str

    def draft(self) -> Draft:
        """What the rules make of it."""
        passage = self.view.passage
        return break_down(
            self.chapter, passage.first, passage.last, self.earlier, narrator=self.narrator
        )


async def source_of(tx: Transaction, guild_id: int, passage: Passage) -> Source:
    """Read a passage of a guild's novel for its draft. Raises NotFound."""
    novel = await novels.get(tx, guild_id, passage.novel_id)
    if novel is None or novel["removed_at"]:
        raise NotFound("That novel is not here (any more); /studio novel list shows yours.")
    view = await passage_view(tx, passage)
    texts = await novels.paragraphs(tx, passage.novel_id, passage.chapter, 1, passage.last)
    before = passage.chapter - 1
    length = await novels.chapter_length(tx, passage.novel_id, before)
    earlier = await novels.paragraphs(tx, passage.novel_id, before, length - LOOK_BACK + 1, length)
    return Source(
        view, Chapter(view.chapter_title, tuple(texts)), tuple(earlier), novel["narrator"] or ""
    )
