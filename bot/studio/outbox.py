"""The outbox as the delivery loop works it off: read, post, strike off; or keep, and say why."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.queue import ANY_ENGINE, Work
from bot.domain.scene import TakeState
from bot.errors import Refusal
from bot.store import Row, Store, jobs, media, members, novels, outbox, scenes, subscriptions, takes
from bot.store.moments import moment
from bot.studio import mishaps
from bot.studio.house_views import Errand
from bot.studio.media import MediaFolder
from bot.studio.orders import refit_order
from bot.studio.views import Media

KEPT_FOR = timedelta(days=7)
"""How long a struck-off errand is remembered."""

SMALLEST_CLIP = 64 * 1024
"""Bytes: what an order may ask for at least."""


class OutboxRoom:
    """Errands are written elsewhere, by the transaction that caused them."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def due(self, per_guild: int = 50) -> list[Errand]:
        """What should go out now; finished takes first, and no guild before another."""
        async with self._store.reading() as tx:
            return [_errand(row) for row in await outbox.due(tx, self._now(), per_guild)]

    async def waiting(self) -> int:
        async with self._store.reading() as tx:
            return await outbox.waiting(tx)

    async def done(self, errand: Errand) -> None:
        """Strike it off; if something changed since it was read, it is due again."""
        async with self._store.transaction() as tx:
            await outbox.done(tx, errand.id, errand.revision, self._now())

    async def posted(self, errand: Errand, channel_id: int, message_id: int) -> None:
        """A take is in its channel: it is posted, its scene screened, the errand struck off.

        One that was removed meanwhile is taken down.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            take = await takes.get(tx, errand.subject_id)
            assert take is not None, "a take is never deleted"
            if take.removed_at is not None:
                await outbox.take_down(tx, errand.guild_id, channel_id, message_id, now)
            elif await takes.post(tx, take.id, channel_id, message_id, now):
                await scenes.screen(tx, take.scene_id)
            await outbox.drop(tx, "take", take.id, now)
            await scenes.touch_with_neighbours(tx, take.scene_id, now)

    async def trouble(self, errand: Errand, sentence: str, retry_in: timedelta) -> bool:
        """Keep it and try again later; True when nobody has been told of this trouble yet."""
        async with self._store.transaction() as tx:
            return await outbox.trouble(tx, errand.id, sentence, self._now() + retry_in)

    async def announced(self, errand: Errand) -> None:
        """It was said that a report waits: once is enough."""
        async with self._store.transaction() as tx:
            await outbox.announced(tx, errand.id)

    async def delay(self, errand: Errand, by: timedelta) -> None:
        """Not now: the channel or the message was just written to."""
        async with self._store.transaction() as tx:
            await outbox.delay(tx, errand.id, self._now() + by)

    async def recipients(self, take_id: int) -> list[int]:
        """Who is pinged when a take is posted: its proposer and those who pressed *Tell me*."""
        async with self._store.reading() as tx:
            take = await takes.get(tx, take_id)
            scene = None if take is None else await scenes.get(tx, take.scene_id)
            if scene is None:
                return []
            others = await subscriptions.members(tx, scene.id)
        everybody = (scene.proposer_id, *others)
        return list(dict.fromkeys(member for member in everybody if member != members.NOBODY))

    async def refit(self, errand: Errand, max_bytes: int) -> None:
        """Have a node make the clip smaller from its master; the errand waits for that.

        Raises Refusal when there is no master to make it from, or nothing smaller to make.
        """
        now = self._now()
        if max_bytes < SMALLEST_CLIP:
            raise Refusal("Discord finds even the smallest clip too large for this channel")
        async with self._store.transaction() as tx:
            take = await takes.get(tx, errand.subject_id)
            scene = None if take is None else await scenes.get(tx, take.scene_id)
            if take is None or scene is None or take.state is not TakeState.DELIVERED:
                return
            files = [row for row in await media.of_scene(tx, scene.id) if row["take_id"] == take.id]
            master = next((row for row in files if row["name"] == "master.mp4"), None)
            if master is None:
                raise Refusal("the clip is too large for this channel and its master is gone")
            novel = await novels.get(tx, scene.guild_id, scene.passage.novel_id)
            order = refit_order(
                scene,
                "untitled" if novel is None else novel["title"],
                take.number,
                self._stored(master),
                max_bytes,
            )
            await jobs.enqueue(
                tx,
                guild_id=scene.guild_id,
                scene_id=scene.id,
                take_id=take.id,
                work=Work.REFIT,
                engine=ANY_ENGINE,
                member_id=take.asked_by,
                votes=0,
                film_s=scene.shot_list.seconds,
                order_json=order.model_dump_json(),
                now=now,
            )
            # the node's delivery wakes it; a day later it is tried as it is
            await outbox.delay(tx, errand.id, now + timedelta(days=1))

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

    def _stored(self, row: Row) -> Media:
        path = self._folder.path(row["guild_id"], row["sha256"], row["name"])
        return Media(row["id"], row["name"], row["sha256"], row["size"], path)


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
        created_at=moment(row["created_at"]),
        told=bool(row["told"]),
    )
