"""The use cases: one method, one transaction. Whoever shows or asks goes through here."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime

from bot.store import Store
from bot.studio.ballots import BallotsRoom
from bot.studio.board import BoardRoom
from bot.studio.canon import CanonRoom
from bot.studio.cast import CastRoom
from bot.studio.comparisons import ComparisonsRoom
from bot.studio.film import FilmRoom
from bot.studio.leases import Leases
from bot.studio.looks import LooksRoom
from bot.studio.media import MediaFolder
from bot.studio.members import MembersRoom
from bot.studio.nodes import NodesRoom
from bot.studio.novels import NovelsRoom
from bot.studio.open_ballots import OpenBallotsRoom
from bot.studio.outbox import OutboxRoom
from bot.studio.passages import PassagesRoom
from bot.studio.pictures import PicturesRoom
from bot.studio.premieres import PremieresRoom
from bot.studio.proposals import ProposalsRoom
from bot.studio.queue import QueueRoom
from bot.studio.reels import ReelsRoom
from bot.studio.removals import RemovalsRoom
from bot.studio.scenes import ScenesRoom
from bot.studio.script import ScriptRoom
from bot.studio.settings import SettingsRoom
from bot.studio.shots import ShotsRoom
from bot.studio.spoilers import SpoilersRoom
from bot.studio.takes import TakesRoom
from bot.studio.waiting_cards import WaitingCards

__all__ = ["MediaFolder", "Studio"]


def _now() -> datetime:
    return datetime.now(UTC)


def _seed() -> int:
    return random.getrandbits(32)


class Studio:
    """The rooms over one store. `now` and `seed` are arguments so that tests can hold them."""

    def __init__(
        self,
        store: Store,
        media: MediaFolder,
        *,
        now: Callable[[], datetime] = _now,
        seed: Callable[[], int] = _seed,
    ) -> None:
        self.media = media
        self._store = store
        self._reading = asyncio.Lock()
        self.novels = NovelsRoom(store, now)
        self.spoilers = SpoilersRoom(store, now)
        self.passages = PassagesRoom(store)
        self.proposals = ProposalsRoom(store, media, now)
        self.script = ScriptRoom(store, now)
        self.scenes = ScenesRoom(store, media, now)
        self.shots = ShotsRoom(store, media, now)
        self.ballots = BallotsRoom(store, media, now, seed)
        self.takes = TakesRoom(store, media, now, seed)
        self.canon = CanonRoom(store, media, now)
        self.open_ballots = OpenBallotsRoom(store, media, now)
        self.comparisons = ComparisonsRoom(store, media, now)
        self.board = BoardRoom(store, now)
        self.cast = CastRoom(store, media, now)
        self.looks = LooksRoom(store, media, now, seed)
        self.pictures = PicturesRoom(store, media, now)
        self.queue = QueueRoom(store, media, now)
        self.waiting_cards = WaitingCards(store, media, now)
        self.leases = Leases(store, media, now)
        self.nodes = NodesRoom(store, now)
        self.outbox = OutboxRoom(store, now)
        self.premieres = PremieresRoom(store, media, now)
        self.film = FilmRoom(store, media, now)
        self.reels = ReelsRoom(store, media, now)
        self.removals = RemovalsRoom(store, media, now)
        self.members = MembersRoom(store, media, now)
        self.settings = SettingsRoom(store, now)
        store.on_work = lambda: self.leases.bell.ring()

    async def read_added(self) -> None:
        """Look for the people of novels that were added: proposals are drawn with them in mind."""
        async with self._reading:
            await self.novels.find_narrators()
            await self.cast.find_characters()

    async def sweep(self) -> None:
        """Remove files that nothing names, errands struck off long ago, and novels' left texts."""
        await self.media.sweep(self._store)
        await self.novels.prune()
        await self.outbox.prune()
        await self.script.prune()
