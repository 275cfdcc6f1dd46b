"""What spoils the book in a channel: how far each has read, and its posts when it reads on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain import reading
from bot.domain.member import Member
from bot.errors import Refusal
from bot.store import (
    Store,
    Transaction,
    canon,
    film_posts,
    guilds,
    looks,
    readings,
    records,
    scene_posts,
)
from bot.studio.board import show_board
from bot.studio.house_views import ChannelReading
from bot.studio.novels import known, present
from bot.studio.settings import require_showrunner


class SpoilersRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def of_channel(self, guild_id: int, channel_id: int) -> list[ChannelReading]:
        """How far a channel has read each novel of which somebody said so."""
        async with self._store.reading() as tx:
            rows = await readings.of_channel(tx, guild_id, channel_id)
        return [ChannelReading(row["novel_id"], row["title"], row["chapter"]) for row in rows]

    async def is_beyond(self, guild_id: int, channel_id: int, novel_id: int, chapter: int) -> bool:
        """Whether a chapter would spoil the book in a channel."""
        async with self._store.reading() as tx:
            await known(tx, guild_id, novel_id)
            return reading.is_beyond(chapter, await readings.reading(tx, channel_id, novel_id))

    async def channel_reads(
        self, member: Member, channel_id: int, novel_id: int, chapter: int | None
    ) -> None:
        """A channel has read up to a chapter: later ones are spoilers there. None: nothing is.

        Whatever stands there is shown anew where it becomes a spoiler, or no longer is one.
        """
        async with self._store.transaction() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            novel = await present(tx, member.guild_id, novel_id)
            if chapter is not None and not 1 <= chapter <= novel.chapters:
                raise Refusal(
                    f"This novel's chapters are 1 to {novel.chapters}: give one of them, or 0 to "
                    "have nothing veiled in this channel."
                )
            before = await readings.reading(tx, channel_id, novel_id)
            await readings.channel_reads(tx, member.guild_id, channel_id, novel_id, chapter)
            await self._show_anew(tx, member.guild_id, channel_id, novel_id, before, chapter)
            told = f"<#{channel_id}> up to chapter {chapter}" if chapter else f"<#{channel_id}>"
            await records.write(
                tx,
                member,
                "set how far a channel has read",
                f"{told} of {novel.title}",
                self._now(),
            )

    async def _show_anew(
        self,
        tx: Transaction,
        guild_id: int,
        channel_id: int,
        novel_id: int,
        before: int | None,
        after: int | None,
    ) -> None:
        now = self._now()
        moved = (channel_id, novel_id, before, after)
        for scene in await readings.changed(tx, *moved):
            await scene_posts.touch(tx, scene["id"], now)
        for look in await readings.changed_looks(tx, *moved):
            await looks.touch(tx, look, now)
        for vote in await readings.changed_votes(tx, *moved):
            await canon.touch(tx, guild_id, channel_id, vote["id"], now)
        await film_posts.touch(tx, await film_posts.read_on(tx, *moved), now)
        await show_board(tx, guild_id, novel_id, now)
