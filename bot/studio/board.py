"""The board of a novel: what is open, what is shooting, what nobody has filmed yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.queue import Work
from bot.domain.reading import is_beyond
from bot.domain.scene import FILMED
from bot.store import (
    Store,
    Transaction,
    ballots,
    canon,
    guilds,
    members,
    novels,
    outbox,
    readings,
    reels,
    scenes,
)
from bot.store.moments import maybe_moment, moment
from bot.studio.house_views import BoardView, OpenBallot, OpenTakes, ReelLine
from bot.studio.look_views import open_look
from bot.studio.novels import chapter_view, novel_view
from bot.studio.views import ChapterView
from bot.studio.waiting import waiting_of

LISTED = 8
"""Ballots and jobs that a board names; it says how many more there are."""
LATELY = timedelta(days=7)
"""For so long a board names a reel that was posted."""
REELS = 3


class BoardRoom:
    """Reads a board in one moment."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def view(self, guild_id: int, novel_id: int) -> BoardView | None:
        """None when the novel is not this guild's."""
        async with self._store.reading() as tx:
            row = await novels.get(tx, guild_id, novel_id)
            if row is None:
                return None
            of_novel = await scenes.of_novel(tx, novel_id)
            numbers = {scene.number for scene in of_novel}
            takes = [
                waiting
                for waiting in await waiting_of(tx, guild_id, self._now())
                if waiting.scene_number in numbers and waiting.work is Work.TAKE
            ]
            up_to = await readings.reading(tx, row["channel_id"], novel_id)
            beyond = [scene for scene in of_novel if is_beyond(scene.passage.chapter, up_to)]
            return BoardView(
                novel=novel_view(row),
                ballots=await self._open(tx, guild_id, novel_id),
                shooting=tuple(waiting for waiting in takes if waiting.place == 0),
                queued=sum(waiting.place > 0 for waiting in takes),
                filmed=sum(scene.state in FILMED for scene in of_novel),
                unfilmed=await self._unfilmed(tx, novel_id, up_to),
                spoilers=frozenset(scene.number for scene in beyond),
                looks=tuple(
                    open_look(look)
                    for look in await ballots.open_looks(
                        tx, guild_id, novel_id=novel_id, member_id=members.NOBODY, limit=LISTED
                    )
                    if not is_beyond(look["chapter"], up_to)
                ),
                takes=await self._takes(tx, guild_id, novel_id),
                reels=await self._reels(tx, novel_id),
            )

    async def _unfilmed(
        self, tx: Transaction, novel_id: int, up_to: int | None
    ) -> ChapterView | None:
        row = await novels.unfilmed(tx, novel_id)
        if row is None:
            return None
        view = chapter_view(row)
        return replace(view, title="") if is_beyond(view.number, up_to) else view

    async def _open(self, tx: Transaction, guild_id: int, novel_id: int) -> tuple[OpenBallot, ...]:
        settings = await guilds.settings(tx, guild_id)
        return tuple(
            [
                OpenBallot(
                    row["number"],
                    row["title"],
                    row["channel_id"],
                    row["message_id"],
                    ballots.ballot_of(row).closes_at,
                    None if settings.hidden_tally else await ballots.tally(tx, row["id"]),
                )
                for row in await ballots.open_of_novel(tx, novel_id)
            ]
        )

    async def _takes(self, tx: Transaction, guild_id: int, novel_id: int) -> tuple[OpenTakes, ...]:
        rows = await canon.open_votes(
            tx, guild_id, novel_id=novel_id, member_id=members.NOBODY, limit=LISTED
        )
        return tuple(
            OpenTakes(
                row["number"],
                row["title"],
                row["channel_id"],
                row["message_id"],
                moment(row["closes_at"]),
            )
            for row in rows
        )

    async def _reels(self, tx: Transaction, novel_id: int) -> tuple[ReelLine, ...]:
        return tuple(
            ReelLine(
                row["chapter"],
                row["parts"],
                row["posted"],
                row["channel_id"],
                row["message_id"],
                maybe_moment(row["posted_at"]),
            )
            for row in await reels.recent(tx, novel_id, self._now() - LATELY, REELS)
        )


async def show_board(tx: Transaction, guild_id: int, novel_id: int, now: datetime) -> None:
    """Have a novel's board shown anew."""
    await outbox.queue_errand(
        tx, guild_id=guild_id, kind="board", subject_id=novel_id, channel_id=None, now=now
    )
