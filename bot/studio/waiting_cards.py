"""Keeps the cards of waiting takes true: places, times and machines change while nobody acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.estimate import Said
from bot.store import Store, scene_posts, waiting_jobs
from bot.studio.media import MediaFolder
from bot.studio.waiting import takes_to_come


class WaitingCards:
    """What they say is remembered between the rounds; after a start, all of them are shown anew."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now
        self._said: dict[int, dict[int, Said]] = {}

    async def show_changed(self) -> None:
        """Have the cards shown anew that would say something else by now."""
        async with self._store.reading() as tx:
            guilds = await waiting_jobs.guilds(tx)
        is_full = self._folder.is_short()
        self._said = {
            guild_id: await self._show_changed(guild_id, is_full=is_full) for guild_id in guilds
        }

    async def _show_changed(self, guild_id: int, *, is_full: bool) -> dict[int, Said]:
        """One guild's, and a transaction only where something changed; what they say then."""
        now = self._now()
        async with self._store.reading() as tx:
            fresh = await takes_to_come(tx, guild_id, now, is_full=is_full)
        said = self._said.get(guild_id, {})
        kept = {
            scene_id: said[scene_id]
            for scene_id, word in fresh.items()
            if scene_id in said and said[scene_id].still_holds(word)
        }
        if len(kept) < len(fresh):
            async with self._store.transaction() as tx:
                for scene_id in fresh.keys() - kept.keys():
                    await scene_posts.touch(tx, scene_id, now)
        return fresh | kept
