"""The outbox as the delivery loop works it off: read, post, strike off; or keep, and say why."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.store import Row, Store, outbox, scene_posts
from bot.store.moments import moment
from bot.studio import mishaps
from bot.studio.house_views import Errand

BOARD_LAG = timedelta(seconds=20)
"""How long the board may count other votes than the cards: they come in crowds."""
KEPT_FOR = timedelta(days=7)
"""How long a struck-off errand is remembered."""


class OutboxRoom:
    """Errands are written elsewhere, by the transaction that caused them."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def due(self, per_guild: int = 50) -> list[Errand]:
        """What should go out now; finished takes first, and no guild before another."""
        async with self._store.reading() as tx:
            return [_errand(row) for row in await outbox.due(tx, self._now(), per_guild)]

    async def waiting(self) -> int:
        async with self._store.reading() as tx:
            return await outbox.waiting(tx)

    async def done(self, errand: Errand) -> None:
        """Strike it off; if something changed since it was read, it is due again.

        The board counts the votes that a card shows, a little later.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            await outbox.done(tx, errand.id, errand.revision, now)
            if errand.kind == "card":
                await scene_posts.count_on_board(tx, errand.subject_id, now + BOARD_LAG)

    async def trouble(self, errand: Errand, sentence: str, retry_in: timedelta) -> bool:
        """Keep it and try again later; True when nobody has been told of this trouble yet."""
        async with self._store.transaction() as tx:
            return await outbox.trouble(tx, errand.id, sentence, self._now() + retry_in)

    async def sending(self, errand: Errand, channel_id: int) -> None:
        """Its post may be in this channel from now on: the answer may never be heard."""
        async with self._store.transaction() as tx:
            await outbox.try_in(tx, errand.id, channel_id)

    async def refused(self, errand: Errand) -> None:
        """Discord said no: its post is nowhere."""
        async with self._store.transaction() as tx:
            await outbox.try_in(tx, errand.id, None)

    async def announced(self, errand: Errand) -> None:
        """It was said that a report waits: once is enough."""
        async with self._store.transaction() as tx:
            await outbox.announced(tx, errand.id)

    async def tell_showrunners(self, guild_id: int, text: str) -> None:
        """Queue a notice; the same one is kept once until it is told."""
        async with self._store.transaction() as tx:
            await mishaps.tell(tx, guild_id, text, self._now())

    async def try_again(self, guild_id: int) -> None:
        """Something was allowed or moved in a guild: what was refused there is due now."""
        async with self._store.transaction() as tx:
            await outbox.try_again(tx, guild_id, self._now())

    async def prune(self) -> None:
        """Forget what was struck off long ago."""
        async with self._store.transaction() as tx:
            await outbox.prune(tx, self._now() - KEPT_FOR)


def _errand(row: Row) -> Errand:
    return Errand(
        id=row["id"],
        guild_id=row["guild_id"],
        kind=row["kind"],
        subject_id=row["subject_id"],
        channel_id=row["place_id"],
        message_id=row["message_id"],
        body=json.loads(row["body"]),
        nonce=row["nonce"],
        revision=row["revision"],
        tries=row["tries"],
        tried_in=row["tried_in"],
        created_at=moment(row["created_at"]),
        told=bool(row["told"]),
    )
