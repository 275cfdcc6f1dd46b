"""A take's first showing: whom it is for, that it is in its channel, or that it must be smaller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.queue import ANY_ENGINE, Work
from bot.domain.scene import Take, TakeState
from bot.errors import Refusal
from bot.store import (
    Store,
    Transaction,
    jobs,
    media,
    members,
    outbox,
    scene_posts,
    scenes,
    subscriptions,
    takes,
)
from bot.studio.filming import title_of
from bot.studio.house_views import Errand
from bot.studio.media import MediaFolder
from bot.studio.orders import refit_order, require_room_for_clip
from render.contract import OutputName


class PremieresRoom:
    """One method, one transaction."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

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
            await scene_posts.touch_with_neighbours(tx, take.scene_id, now)

    async def refit(self, errand: Errand, max_bytes: int) -> None:
        """Have a node make the clip smaller from its master; the errand waits for that.

        Raises Refusal when there is no master to make it from, or nothing smaller to make.
        """
        require_room_for_clip(max_bytes)
        now = self._now()
        async with self._store.transaction() as tx:
            take = await takes.get(tx, errand.subject_id)
            scene = None if take is None else await scenes.get(tx, take.scene_id)
            if take is None or scene is None or take.state is not TakeState.DELIVERED:
                return
            master = await media.of_take(tx, take.id, OutputName.MASTER)
            if master is None:
                raise Refusal("the clip is too large for this channel and its master is gone")
            if not await _is_being_refitted(tx, take):
                title = await title_of(tx, scene)
                stored = self._folder.stored(master)
                order = refit_order(scene, title, take.number, stored, max_bytes)
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


async def _is_being_refitted(tx: Transaction, take: Take) -> bool:
    """Whether a node is to make its clip smaller already."""
    work = await jobs.of_scene(tx, take.scene_id)
    return any((job["kind"], job["take_id"]) == (Work.REFIT, take.id) for job in work)
