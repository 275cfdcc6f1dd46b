"""A passage as its breakdown reads it: with what comes before, and who tells the story."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.breakdown import LOOK_BACK, break_down
from bot.domain.direction import Direction
from bot.domain.draft import Draft
from bot.domain.notes import Notes, corrected
from bot.domain.novel import Chapter, Passage, Rights
from bot.domain.plan import plan_scene
from bot.domain.script import digest, write_script
from bot.domain.shots import ShotList
from bot.errors import NotFound
from bot.store import Transaction, notes, novels, paragraphs
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
    rights: Rights
    narrator: str
    noted: tuple[str, Notes] | None
    """What the script supervisor noted, after the digest of what it read."""

    def script(self) -> str:
        """What the script supervisor is given to read."""
        return self._script(self._ruled())

    def draft(self) -> Draft:
        """What the rules make of it, with the script supervisor's corrections where there are."""
        return self._corrected(self._ruled())

    def offered(self) -> tuple[str, ...]:
        """The words that a form was filled with: it may have been before the notes were there."""
        ruled = self._ruled()
        return tuple(
            text
            for draft in (ruled, self._corrected(ruled))
            for text in (draft.title, draft.action)
        )

    def shots(self, direction: Direction) -> ShotList:
        """The shots of a scene that a proposer directs on it."""
        ruled = self._ruled()
        # the form may have been opened before the notes were there
        offered = (ruled.action,)
        return plan_scene(self._corrected(ruled), direction, self.view.paragraphs, offered)

    def _ruled(self) -> Draft:
        passage = self.view.passage
        return break_down(
            self.chapter, passage.first, passage.last, self.earlier, narrator=self.narrator
        )

    def _corrected(self, ruled: Draft) -> Draft:
        if self.noted is None:
            return ruled
        script = self._script(ruled)
        read, noted = self.noted
        return corrected(ruled, noted, script) if digest(script) == read else ruled

    def _script(self, ruled: Draft) -> str:
        before = self.chapter.paragraphs[: self.view.passage.first - 1]
        return write_script(
            self.chapter.title,
            (*self.earlier, *before)[-LOOK_BACK:],
            self.view.paragraphs,
            ruled,
        )


async def source_of(tx: Transaction, guild_id: int, passage: Passage) -> Source:
    """Read a passage of a guild's novel for its draft. Raises NotFound."""
    novel = await novels.get(tx, guild_id, passage.novel_id)
    if novel is None or novel["removed_at"]:
        raise NotFound("That novel is not here (any more); /studio novel list shows yours.")
    view = await passage_view(tx, passage)
    texts = await paragraphs.between(tx, passage.novel_id, passage.chapter, 1, passage.last)
    before = passage.chapter - 1
    length = await paragraphs.count(tx, passage.novel_id, before)
    earlier = await paragraphs.between(tx, passage.novel_id, before, length - LOOK_BACK + 1, length)
    return Source(
        view,
        Chapter(view.chapter_title, tuple(texts)),
        tuple(earlier),
        Rights(novel["rights"]),
        novel["narrator"] or "",
        await notes.of_passage(tx, passage),
    )
