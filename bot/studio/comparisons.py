"""*Compare*: two takes side by side in one clip, made by a node and posted once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.member import Member
from bot.domain.queue import ANY_ENGINE, Work
from bot.domain.scene import Scene, Take, TakeState
from bot.errors import NotFound, Refusal
from bot.store import (
    Row,
    Store,
    Transaction,
    comparisons,
    jobs,
    media,
    outbox,
    takes,
)
from bot.store.moments import DAY
from bot.studio.filming import CLIP_BYTES, title_of
from bot.studio.house_views import Errand
from bot.studio.media import MediaFolder
from bot.studio.orders import comparison_order, require_room_for_clip
from bot.studio.showing import scene_of_guild, scene_view
from bot.studio.take_views import Compared, ComparePage, ComparisonView
from bot.studio.takes import take_of_guild
from bot.studio.views import Media
from render.contract import OutputName

FILE = "comparison.mp4"
PER_DAY = 10
"""What one member asks for at most in a day."""


class ComparisonsRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def page(self, member: Member, take_id: int) -> ComparePage:
        """With which takes this one can be compared."""
        async with self._store.reading() as tx:
            take, scene = await take_of_guild(tx, member.guild_id, take_id)
            others = [
                other
                for other in await takes.of_scene(tx, scene.id)
                if other.id != take_id
                and other.state is TakeState.POSTED
                and other.removed_at is None
            ]
            if not others:
                raise Refusal(
                    f"Take {take.slate} is the only one of its scene: *Another take* asks for one "
                    "to compare it with."
                )
            return ComparePage(take, tuple(others))

    async def ask(self, member: Member, take_id: int, other_id: int) -> Compared:
        """Have two takes of a scene put side by side, the earlier one on the left.

        What was made before is not made again: the answer leads to its post. Raises Refusal.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            left, right, scene = await self._pair(tx, member.guild_id, take_id, other_id)
            found = await comparisons.of_takes(tx, left.id, right.id)
            if found is not None and found["message_id"] is not None:
                return Compared(left, right, found["channel_id"], found["message_id"])
            if found is None:
                found = await self._added(tx, member, left, right, now)
            if await media.of_subject(tx, found["id"], FILE) is not None:
                await _post(tx, scene, found["id"], now)
            elif not await comparisons.is_being_made(tx, found["id"]):
                await self._enqueue(tx, member.id, found, left, right, scene, CLIP_BYTES)
            return Compared(left, right, None, None)

    async def view(self, guild_id: int, comparison_id: int) -> ComparisonView:
        """What its post shows. Raises NotFound."""
        async with self._store.reading() as tx:
            row = await comparisons.get(tx, comparison_id)
            if row is None or row["guild_id"] != guild_id:
                raise NotFound("That comparison is not here (any more).")
            scene = await scene_of_guild(tx, guild_id, row["scene_id"])
            left, _ = await take_of_guild(tx, guild_id, row["left_id"])
            right, _ = await take_of_guild(tx, guild_id, row["right_id"])
            clip = await media.of_subject(tx, comparison_id, FILE)
            return ComparisonView(
                comparison_id,
                await scene_view(tx, scene, self._folder, self._now()),
                left,
                right,
                None if clip is None else self._folder.stored(clip),
                row["asked_by"],
                row["message_id"],
            )

    async def posted(self, errand: Errand, channel_id: int, message_id: int) -> None:
        """It is in its channel, and the errand is struck off.

        One of a take that was removed meanwhile is taken down.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            await comparisons.post(tx, errand.subject_id, channel_id, message_id, now)
            await outbox.drop(tx, "comparison", errand.subject_id, now)
            if await comparisons.is_withdrawn(tx, errand.subject_id):
                await outbox.take_down(tx, errand.guild_id, channel_id, message_id, now)

    async def refit(self, errand: Errand, max_bytes: int) -> None:
        """Discord found it too large: a node makes it anew, and its delivery posts it.

        Raises Refusal when there is nothing smaller to make, or nothing to make it from.
        """
        require_room_for_clip(max_bytes)
        now = self._now()
        async with self._store.transaction() as tx:
            row = await comparisons.get(tx, errand.subject_id)
            assert row is not None, "an errand has a comparison"
            left, right, scene = await self._pair(
                tx, row["guild_id"], row["left_id"], row["right_id"]
            )
            await media.remove_of_subject(tx, row["id"], FILE)
            await outbox.drop(tx, "comparison", row["id"], now)
            await self._enqueue(tx, row["asked_by"], row, left, right, scene, max_bytes)

    async def _pair(
        self, tx: Transaction, guild_id: int, one_id: int, other_id: int
    ) -> tuple[Take, Take, Scene]:
        """Two posted takes of one scene, the earlier one first. Raises NotFound and Refusal."""
        one, scene = await take_of_guild(tx, guild_id, one_id)
        other, _ = await take_of_guild(tx, guild_id, other_id)
        if one.id == other.id or one.scene_id != other.scene_id:
            raise Refusal("Two takes of one scene are compared; these are not.")
        for take in (one, other):
            if take.state is not TakeState.POSTED:
                raise Refusal(f"Take {take.slate} is {take.state}: nothing of it can be seen yet.")
        left, right = sorted((one, other), key=lambda take: take.number)
        return left, right, scene

    async def _added(
        self, tx: Transaction, member: Member, left: Take, right: Take, now: datetime
    ) -> Row:
        today = await comparisons.since(tx, member.guild_id, member.id, now - DAY)
        if today >= PER_DAY:
            raise Refusal(
                f"You have asked for {today} comparisons today, which is the limit: "
                "/film shows each take by itself."
            )
        new_id = await comparisons.add(
            tx,
            guild_id=member.guild_id,
            scene_id=left.scene_id,
            left_id=left.id,
            right_id=right.id,
            asked_by=member.id,
            now=now,
        )
        row = await comparisons.get(tx, new_id)
        assert row is not None, "it was just added"
        return row

    async def _enqueue(
        self,
        tx: Transaction,
        member_id: int,
        row: Row,
        left: Take,
        right: Take,
        scene: Scene,
        max_bytes: int,
    ) -> None:
        order = comparison_order(
            scene,
            await title_of(tx, scene),
            [(take.slate, await self._master(tx, take)) for take in (left, right)],
            max_bytes,
        )
        await jobs.enqueue(
            tx,
            guild_id=scene.guild_id,
            scene_id=scene.id,
            take_id=None,
            subject_id=row["id"],
            work=Work.COMPARISON,
            engine=ANY_ENGINE,
            member_id=member_id,
            votes=0,
            film_s=max(left.seconds, right.seconds),
            order_json=order.model_dump_json(),
            now=self._now(),
        )

    async def _master(self, tx: Transaction, take: Take) -> Media:
        """A take's master. Raises Refusal where it is gone."""
        found = await media.of_take(tx, take.id, OutputName.MASTER)
        if found is None:
            raise Refusal(
                f"The master of take {take.slate} is gone, so it cannot be compared; "
                "its clip is still in the channel."
            )
        return self._folder.stored(found)


async def made(tx: Transaction, job: Row, now: datetime) -> None:
    """A node delivered it: it goes out to the scene's channel."""
    await outbox.queue_errand(
        tx,
        guild_id=job["guild_id"],
        kind="comparison",
        subject_id=job["subject_id"],
        channel_id=job["channel_id"],
        now=now,
    )


async def withdraw(tx: Transaction, scene_id: int, now: datetime) -> list[list[int]]:
    """The scene is removed: so are its comparisons. The messages to take down."""
    return await _withdrawn(tx, await comparisons.of_scene(tx, scene_id), now)


async def withdraw_take(tx: Transaction, take_id: int, now: datetime) -> list[list[int]]:
    """A take is removed: so are its comparisons. The messages to take down."""
    found = await comparisons.of_take(tx, take_id)
    for row in found:
        await jobs.cancel_of_subject(tx, Work.COMPARISON, row["id"], now, "a take was removed")
        await media.remove_of_subject(tx, row["id"], FILE)
    return await _withdrawn(tx, found, now)


async def _withdrawn(tx: Transaction, found: Sequence[Row], now: datetime) -> list[list[int]]:
    for row in found:
        await outbox.withdraw(tx, "comparison", row["id"], now)
    return [[row["channel_id"], row["message_id"]] for row in found if row["message_id"]]


async def _post(tx: Transaction, scene: Scene, comparison_id: int, now: datetime) -> None:
    await outbox.queue_errand(
        tx,
        guild_id=scene.guild_id,
        kind="comparison",
        subject_id=comparison_id,
        channel_id=scene.channel_id,
        now=now,
    )
