"""The guild's novels: added once, read-only after, searched for passages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.ballot import Verdict
from bot.domain.dialogue import find_narrator
from bot.domain.member import Member
from bot.domain.novel import Novel, Rights
from bot.domain.queue import Work
from bot.domain.reading import is_beyond
from bot.domain.scene import Scene, SceneState
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import (
    Row,
    Store,
    Transaction,
    ballots,
    guilds,
    jobs,
    looks,
    notes,
    novels,
    outbox,
    paragraphs,
    readings,
    records,
    scene_posts,
    scenes,
)
from bot.studio.settings import put_up, require_showrunner
from bot.studio.views import ChapterView, NovelView, Removal

NO_NOVEL = (
    "No novel is bound to this channel yet: a showrunner binds one with /studio setup "
    "or /studio novel bind."
)
REMOVED = "the novel was removed"
ARCHIVED = 100
"""Cards of scenes, and of looks, that are shown anew once their novel is removed: the newest."""
APART = timedelta(seconds=5)
"""Between two of them, so that they hold up nothing else that a channel is to show."""
PAUSE = 0.01
"""Seconds between two parts of a text: another process may wait for its turn to write."""
ADDING = timedelta(hours=1)
"""Nothing takes so long to add: what is not whole by then never will be."""


class NovelsRoom:
    """One method, one transaction, but for a whole text; every answer is of one guild."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def add(self, member: Member, novel: Novel, rights: Rights, sha256: str) -> NovelView:
        """Keep a novel that was read. Refuses the same file twice and members who may not add.

        In many short transactions, since votes wait for each: it shows with the last of them.
        """
        async with self._store.transaction() as tx:
            await _require_new(tx, member, sha256)
            novel_id = await novels.begin(
                tx,
                guild_id=member.guild_id,
                novel=novel,
                rights=rights,
                sha256=sha256,
                added_by=member.id,
                now=self._now(),
            )
        for place, batch in enumerate(paragraphs.batches(novel)):
            if place:
                await asyncio.sleep(PAUSE)
            async with self._store.transaction() as tx:
                await paragraphs.add(tx, novel_id, batch)
        async with self._store.transaction() as tx:
            await _require_new(tx, member, sha256)
            await novels.make_whole(tx, novel_id)
            await records.write(tx, member, "added a novel", novel.title, self._now())
            return await known(tx, member.guild_id, novel_id)

    async def of_guild(self, guild_id: int) -> list[NovelView]:
        async with self._store.reading() as tx:
            return [novel_view(row) for row in await novels.of_guild(tx, guild_id)]

    async def get(self, guild_id: int, novel_id: int) -> NovelView:
        async with self._store.reading() as tx:
            return await known(tx, guild_id, novel_id)

    async def bind(self, member: Member, novel_id: int, channel_id: int) -> NovelView:
        """Give a novel its channel, and have the board posted there."""
        async with self._store.transaction() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            novel = await present(tx, member.guild_id, novel_id)
            await put_up(tx, member.guild_id, novel_id, channel_id, self._now())
            await records.write(
                tx, member, "bound a novel", f"{novel.title} to <#{channel_id}>", self._now()
            )
            return await known(tx, member.guild_id, novel_id)

    async def removal(self, member: Member, novel_id: int) -> Removal:
        """What removing the novel would do: the question's facts."""
        async with self._store.reading() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            novel = await present(tx, member.guild_id, novel_id)
            of_novel = await scenes.of_novel(tx, novel_id)
            proposed = sum(scene.state is SceneState.PROPOSED for scene in of_novel)
            return Removal(novel, len(of_novel), proposed)

    async def remove(self, member: Member, novel_id: int) -> Removal:
        """Its scenes stay as an archive and its open ballots close; `prune` is due.

        What is greenlit is still filmed. The newest cards of what is not are shown anew, in time;
        older ones at their next change.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            novel = await present(tx, member.guild_id, novel_id)
            of_novel = await scenes.of_novel(tx, novel_id)
            proposed = [scene for scene in of_novel if scene.state is SceneState.PROPOSED]
            await _archive(tx, novel_id, now)
            for scene in proposed:
                await _cancel(tx, scene, member, now)
            for look in await looks.offered_of_novel(tx, novel_id):
                await looks.close(tx, look, Verdict.WITHDRAWN, now, REMOVED)
                await jobs.cancel_of_subject(tx, Work.PORTRAIT, look["id"], now, REMOVED)
                await looks.touch(tx, look, now)
            if novel.channel_id is not None and novel.board_message_id is not None:
                await outbox.take_down(
                    tx, member.guild_id, novel.channel_id, novel.board_message_id, now
                )
            await novels.remove(tx, novel_id, now)
            await notes.forget_novel(tx, novel_id)
            await records.write(tx, member, "removed a novel", novel.title, self._now())
            return Removal(novel, len(of_novel), len(proposed))

    async def prune(self) -> None:
        """Forget the text of removed novels, and what a crash left of one that was being added."""
        async with self._store.reading() as tx:
            left = await novels.left_behind(tx, self._now() - ADDING)
        for novel_id in left:
            is_left = True
            while is_left:
                async with self._store.transaction() as tx:
                    is_left = await paragraphs.forget(tx, novel_id)
            async with self._store.transaction() as tx:
                await novels.forget_unfinished(tx, novel_id)

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
            await known(tx, guild_id, novel_id)
            return [chapter_view(row) for row in await novels.chapters(tx, novel_id)]

    async def keep_board(self, novel_id: int, message_id: int | None) -> None:
        async with self._store.transaction() as tx:
            await novels.keep_board(tx, novel_id, message_id)

    async def find_narrators(self) -> None:
        """Look for whoever says "I" in novels that were added since the last time."""
        while True:
            async with self._store.reading() as tx:
                novel_id = await novels.without_narrator(tx)
                if novel_id is None:
                    return
                chapters = await paragraphs.by_chapter(tx, novel_id)
            narrator = await asyncio.to_thread(find_narrator, chapters)
            async with self._store.transaction() as tx:
                await novels.keep_narrator(tx, novel_id, narrator)

    async def unfilmed(
        self, guild_id: int, novel_id: int, *, channel_id: int | None = None
    ) -> ChapterView | None:
        """The first chapter that nobody has a scene of: the line that leads on.

        Without its title where that is a spoiler in the channel.
        """
        async with self._store.reading() as tx:
            if await novels.get(tx, guild_id, novel_id) is None:
                return None
            row = await novels.unfilmed(tx, novel_id)
            if row is None:
                return None
            up_to = await readings.reading(tx, channel_id, novel_id)
            view = chapter_view(row)
            return replace(view, title="") if is_beyond(view.number, up_to) else view


async def _archive(tx: Transaction, novel_id: int, now: datetime) -> None:
    """Have the cards of what may be proposed or offered again say that it no longer may."""
    for place, scene in enumerate(await scene_posts.not_filmed(tx, novel_id, ARCHIVED), start=1):
        await scene_posts.touch_card(tx, scene, now + APART * place)
    for place, look in enumerate(await looks.lapsed_of_novel(tx, novel_id, ARCHIVED), start=1):
        await looks.touch(tx, look, now + APART * place)


async def _cancel(tx: Transaction, scene: Scene, member: Member, now: datetime) -> None:
    """A scene on the ballot whose novel goes."""
    row = await ballots.latest(tx, scene.id)
    if row is not None and row["closed_at"] is None:
        await ballots.close(
            tx, row["id"], Verdict.WITHDRAWN, now, decided_by=member.id, reason=REMOVED
        )
    await scenes.set_state(tx, scene.id, SceneState.CANCELLED)
    await jobs.cancel_of_scene(tx, scene.id, now, REMOVED)
    await scene_posts.touch_with_neighbours(tx, scene.id, now)


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


async def _require_new(tx: Transaction, member: Member, sha256: str) -> None:
    if not member.may_add_novels(await guilds.settings(tx, member.guild_id)):
        raise NotAllowed(
            "Only showrunners add novels here, and the role that /studio settings names."
        )
    if await novels.by_hash(tx, member.guild_id, sha256):
        raise Refusal(
            "This file is already one of this server's novels; /studio novel list shows it."
        )


async def known(tx: Transaction, guild_id: int, novel_id: int) -> NovelView:
    """A guild's novel, a removed one too. Raises NotFound."""
    row = await novels.get(tx, guild_id, novel_id)
    if row is None:
        raise NotFound("That novel is not here; /studio novel list shows yours.")
    return novel_view(row)


async def present(tx: Transaction, guild_id: int, novel_id: int) -> NovelView:
    """A novel that a guild films. Raises NotFound."""
    novel = await known(tx, guild_id, novel_id)
    if novel.is_removed:
        raise NotFound("That novel was removed; its scenes stay as an archive.")
    return novel


def chapter_view(row: Row) -> ChapterView:
    return ChapterView(row["number"], row["title"], row["part"], row["words"], row["paragraphs"])
