"""Tells each guild once that the bot's disk is full, for as long as it stays full."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from bot.store import Transaction, waiting_jobs
from bot.studio.media import MediaFolder
from bot.studio.mishaps import tell

log = logging.getLogger(__name__)

FULL = (
    "The bot's disk is full: another take may not fit, so nothing is filmed. Take out what you can "
    "spare with /studio remove, or have whoever runs the bot make room on its disk or raise its "
    "media budget; filming then goes on by itself."
)


class FullDisk:
    """Knows which guilds were told; it forgets them once there is room again."""

    def __init__(self, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._told: set[int] = set()
        self._is_logged = False

    async def stops_work(self, tx: Transaction) -> bool:
        """Whether no new work begins; every guild that waits hears why."""
        if not self._folder.is_short():
            self._told.clear()
            self._is_logged = False
            return False
        if not self._is_logged:
            log.error("nothing is filmed until there is room: %s", self._folder.room())
            self._is_logged = True
        await self._tell(tx, await waiting_jobs.guilds(tx))
        return True

    async def turned_away(self, tx: Transaction, guild_id: int, size: int) -> None:
        """A guild's delivery of so many bytes found no room."""
        self._folder.turned_away(size)
        await self._tell(tx, [guild_id])

    async def _tell(self, tx: Transaction, guild_ids: list[int]) -> None:
        for guild_id in guild_ids:
            if guild_id not in self._told:
                await tell(tx, guild_id, FULL, self._now())
        self._told.update(guild_ids)
