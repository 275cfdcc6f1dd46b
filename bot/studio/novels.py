"""The guild's novels: added once, read-only after, searched for passages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from bot.domain.ballot import Verdict
from bot.domain.member import Member
from bot.domain.novel import MAX_PASSAGE_WORDS, Novel, Passage, Rights
from bot.domain.scene import SceneState
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import (
    Row,
    Store,
    Transaction,
    ballots,
    guilds,
    jobs,
    novels,
    outbox,
    records,
    scenes,
)
from bot.studio.settings import put_up, require_showrunner
from bot.studio.views import ChapterView, NovelView, PassageView, Removal

Step = Literal["earlier", "later", "longer", "shorter"]
PREFERRED_WORDS = 120
"""A passage that is found grows to about so many words: enough for one scene."""
NO_NOVEL = (
    "No novel is bound to this channel yet: a showrunner binds one with /studio setup "
    "or /studio novel bind."
)


class NovelsRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def add(self, member: Member, novel: Novel, rights: Rights, sha256: str) -> NovelView:
        """Keep a novel that was read. Refuses the same file twice and members who may not add."""
        async with self._store.transaction() as tx:
            settings = await guilds.settings(tx, member.guild_id)
            if not member.may_add_novels(settings):
                raise NotAllowed(
                    "Only showrunners add novels here, and the role that /studio settings names."
                )
            if await novels.by_hash(tx, member.guild_id, sha256):
                raise Refusal(
                    "This file is already one of this server's novels; /studio novel list shows it."
                )
            novel_id = await novels.add(
                tx,
                guild_id=member.guild_id,
                novel=novel,
                rights=rights,
                sha256=sha256,
                added_by=member.id,
                now=self._now(),
            )
            await self._record(tx, member, "added a novel", novel.title)
            return await _view(tx, member.guild_id, novel_id)

    async def of_guild(self, guild_id: int) -> list[NovelView]:
        async with self._store.reading() as tx:
            return [novel_view(row) for row in await novels.of_guild(tx, guild_id)]

    async def get(self, guild_id: int, novel_id: int) -> NovelView:
        async with self._store.reading() as tx:
            return await _view(tx, guild_id, novel_id)

    async def bind(self, member: Member, novel_id: int, channel_id: int) -> NovelView:
        """Give a novel its channel, and have the board posted there."""
        async with self._store.transaction() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            novel = await _present(tx, member.guild_id, novel_id)
            await put_up(tx, member.guild_id, novel_id, channel_id, self._now())
            await self._record(tx, member, "bound a novel", f"{novel.title} to <#{channel_id}>")
            return await _view(tx, member.guild_id, novel_id)

    async def removal(self, member: Member, novel_id: int) -> Removal:
        """What removing the novel would do: the question's facts."""
        async with self._store.reading() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            novel = await _present(tx, member.guild_id, novel_id)
            of_novel = await scenes.of_novel(tx, novel_id)
            proposed = sum(scene.state is SceneState.PROPOSED for scene in of_novel)
            return Removal(novel, len(of_novel), proposed)

    async def remove(self, member: Member, novel_id: int) -> Removal:
        """Forget the text. Its scenes stay as an archive; open ballots close, waiting work ends."""
        now = self._now()
        async with self._store.transaction() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            novel = await _present(tx, member.guild_id, novel_id)
            of_novel = await scenes.of_novel(tx, novel_id)
            closed = 0
            for scene in of_novel:
                if scene.state is not SceneState.PROPOSED:
                    continue
                row = await ballots.latest(tx, scene.id)
                if row is not None and row["closed_at"] is None:
                    await ballots.close(
                        tx,
                        row["id"],
                        Verdict.WITHDRAWN,
                        now,
                        decided_by=member.id,
                        reason="the novel was removed",
                    )
                await scenes.set_state(tx, scene.id, SceneState.CANCELLED)
                await jobs.cancel_of_scene(tx, scene.id, now, "the novel was removed")
                await scenes.touch(tx, scene.id, now)
                closed += 1
            await outbox.queue_errand(
                tx,
                guild_id=member.guild_id,
                kind="board",
                subject_id=novel_id,
                channel_id=novel.channel_id,
                body={"gone": novel.board_message_id},
                now=now,
            )
            await novels.remove(tx, novel_id, now)
            await self._record(tx, member, "removed a novel", novel.title)
            return Removal(novel, len(of_novel), closed)

    async def of_channel(self, guild_id: int, channel_id: int) -> NovelView:
        """The novel of a channel, or the guild's only bound one; else NotFound with the remedy."""
        async with self._store.reading() as tx:
            row = await novels.of_channel(tx, guild_id, channel_id)
            if row is not None:
                return novel_view(row)
            bound = [row for row in await novels.of_guild(tx, guild_id) if row["channel_id"]]
        if len(bound) == 1:
            return novel_view(bound[0])
        if not bound:
            raise NotFound(NO_NOVEL)
        where = ", ".join(f"<#{row['channel_id']}>" for row in bound[:5])
        raise NotFound(f"Several novels are filmed here; do this in the channel of one: {where}.")

    async def chapters(self, guild_id: int, novel_id: int) -> list[ChapterView]:
        async with self._store.reading() as tx:
            await _view(tx, guild_id, novel_id)
            return [chapter_view(row) for row in await novels.chapters(tx, novel_id)]

    async def search(
        self,
        guild_id: int,
        novel_id: int,
        words: str,
        *,
        chapter: int | None = None,
        limit: int = 3,
    ) -> list[PassageView]:
        """Passages that fit the words best: all of the words first, then any of them.

        Without words, the beginning of the chapter (or of the novel).
        """
        terms = re.findall(r"\w+", words)[:24]
        async with self._store.reading() as tx:
            await _present(tx, guild_id, novel_id)
            if not terms:
                return await _opening(tx, novel_id, chapter or 1, limit)
            found: dict[tuple[int, int], Row] = {}
            for match in _matches(terms):
                for row in await novels.search(
                    tx, novel_id, match, chapter=chapter, limit=limit * 3
                ):
                    found.setdefault((row["chapter"], row["number"]), row)
                if len(found) >= limit:
                    break
            return await _grown(tx, list(found.values()), limit)

    async def passage(self, guild_id: int, passage: Passage) -> PassageView:
        """A passage with its text. Raises NotFound, and Refusal above 600 words."""
        async with self._store.reading() as tx:
            await _present(tx, guild_id, passage.novel_id)
            return await passage_view(tx, passage)

    async def shifted(self, guild_id: int, passage: Passage, step: Step) -> PassageView:
        """The passage moved or resized by a paragraph, within its chapter and 600 words."""
        async with self._store.reading() as tx:
            await _present(tx, guild_id, passage.novel_id)
            length = await novels.chapter_length(tx, passage.novel_id, passage.chapter)
            for candidate in _steps(passage, step, length):
                texts = await novels.paragraphs(
                    tx, candidate.novel_id, candidate.chapter, candidate.first, candidate.last
                )
                if texts and novels.words_of(texts) <= MAX_PASSAGE_WORDS:
                    return await passage_view(tx, candidate)
            return await passage_view(tx, passage)

    async def keep_board(self, novel_id: int, message_id: int | None) -> None:
        async with self._store.transaction() as tx:
            await novels.keep_board(tx, novel_id, message_id)

    async def unfilmed(self, guild_id: int, novel_id: int) -> ChapterView | None:
        """The first chapter that nobody has a scene of: the line that leads on."""
        async with self._store.reading() as tx:
            if await novels.get(tx, guild_id, novel_id) is None:
                return None
            row = await novels.unfilmed(tx, novel_id)
            return None if row is None else chapter_view(row)

    async def _record(self, tx: Transaction, member: Member, deed: str, subject: str) -> None:
        await records.write(
            tx,
            guild_id=member.guild_id,
            actor_id=member.id,
            deed=deed,
            subject=subject[:300],
            now=self._now(),
        )


def novel_view(row: Row) -> NovelView:
    return NovelView(
        id=row["id"],
        guild_id=row["guild_id"],
        title=row["title"],
        authors=row["authors"],
        rights=Rights(row["rights"]),
        words=row["words"],
        chapters=row["chapters"],
        channel_id=row["channel_id"],
        board_message_id=row["board_message_id"],
        is_removed=row["removed_at"] is not None,
    )


async def _view(tx: Transaction, guild_id: int, novel_id: int) -> NovelView:
    row = await novels.get(tx, guild_id, novel_id)
    if row is None:
        raise NotFound("That novel is not here; /studio novel list shows yours.")
    return novel_view(row)


async def _present(tx: Transaction, guild_id: int, novel_id: int) -> NovelView:
    novel = await _view(tx, guild_id, novel_id)
    if novel.is_removed:
        raise NotFound(f"*{novel.title}* was removed; its scenes stay as an archive.")
    return novel


def chapter_view(row: Row) -> ChapterView:
    return ChapterView(row["number"], row["title"], row["part"], row["words"], row["paragraphs"])


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
