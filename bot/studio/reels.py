"""Reels: a chapter's canon takes joined by a node and posted, whole or in parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import reading
from bot.domain.member import Member
from bot.domain.queue import ANY_ENGINE, Work
from bot.domain.reel import REELS_PER_DAY, CanonTake, People, end_credits, made_of, parts
from bot.errors import NotFound, Refusal
from bot.store import Row, Store, Transaction, guilds, jobs, media, members, novels, outbox, reels
from bot.store.moments import DAY
from bot.studio import joining
from bot.studio.board import show_board
from bot.studio.film_views import ReelPart, ReelState, ReelView
from bot.studio.house_views import Errand
from bot.studio.media import MediaFolder
from bot.studio.novels import present
from bot.studio.orders import reel_order, require_room_for_clip
from bot.studio.views import NovelView
from render.contract import SceneOrder

UNDER_WAY = (ReelState.WAITING, ReelState.JOINED)


class ReelsRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def place(self, guild_id: int, novel_id: int) -> int:
        """The channel where a novel's reels are posted. Raises Refusal when there is none."""
        async with self._store.reading() as tx:
            await present(tx, guild_id, novel_id)
            channel_id = await joining.place_of(tx, guild_id, novel_id)
        if channel_id is None:
            raise Refusal(
                "There is no channel to post it in: a showrunner binds the novel to one with "
                "/studio novel bind."
            )
        return channel_id

    async def to_be_named(self, guild_id: int, novel_id: int, chapter: int) -> list[int]:
        """Who made a chapter and wants to be named in its credits: whose names are needed."""
        async with self._store.reading() as tx:
            await present(tx, guild_id, novel_id)
            takes = await joining.canon_takes(tx, guild_id, novel_id, chapter)
            _, willing = await joining.people_of(tx, guild_id, novel_id, chapter, takes)
        return willing

    async def join(
        self,
        member: Member,
        novel_id: int,
        chapter: int,
        *,
        names: Mapping[int, str],
        max_bytes: int,
        age_restricted: bool,
        again: bool = False,
    ) -> ReelView:
        """Have a chapter's canon joined and posted; one that is under way is not begun anew.

        One that stands in the channel, of the same canon, is posted `again` only on request: from
        its file where it would be the same film. `names` are those to stand in the credits,
        `age_restricted` is the channel that it comes to. Raises Refusal with what is missing.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            novel = await present(tx, member.guild_id, novel_id)
            title = await require_read(tx, member, novel, chapter)
            last = await reels.latest(tx, novel_id, chapter)
            if last is not None:
                standing = await joining.current_view(tx, last, self._folder, now)
                is_there = standing.is_standing and not standing.is_outdated
                if standing.state in UNDER_WAY or (is_there and not again):
                    return standing
            takes = await joining.canon_takes(tx, member.guild_id, novel_id, chapter)
            _require_joinable(takes, chapter, age_restricted=age_restricted)
            people, _ = await joining.people_of(tx, member.guild_id, novel_id, chapter, takes)
            people = replace(people, names=names)
            await self._require_turn(tx, member, now)
            reel = await reels.add(
                tx,
                guild_id=member.guild_id,
                novel_id=novel_id,
                chapter=chapter,
                made_of=made_of(takes, people),
                asked_by=member.id,
                names=names,
                now=now,
            )
            if last is None or not await self._post_again(tx, last, reel, max_bytes, now):
                cut = parts(takes, max_bytes)
                await self._order(tx, novel, reel, title, cut, people, max_bytes, now)
            await show_board(tx, member.guild_id, novel_id, now)
            return await joining.reel_view(tx, reel, self._folder, now)

    async def of_part(self, guild_id: int, part_id: int) -> tuple[ReelView, ReelPart]:
        """A part with its reel. Raises NotFound."""
        async with self._store.reading() as tx:
            reel = await reels.of_part(tx, part_id)
            if reel is None or reel["guild_id"] != guild_id:
                raise NotFound("That reel is not here (any more); /film shows the book.")
            view = await joining.current_view(tx, reel, self._folder, self._now())
        return view, next(part for part in view.parts if part.id == part_id)

    async def posted(self, errand: Errand, channel_id: int, message_id: int) -> None:
        """A part is in its channel: the next one goes out, or the reel takes the older's place.

        One with a take that was removed meanwhile is taken down, and no other follows.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            reel = await reels.of_part(tx, errand.subject_id)
            assert reel is not None, "a reel is never deleted"
            await reels.post(tx, errand.subject_id, channel_id, message_id, now)
            await outbox.drop(tx, "reel", errand.subject_id, now)
            if await reels.is_withdrawn(tx, reel["id"]):
                await outbox.take_down(tx, errand.guild_id, channel_id, message_id, now)
                return
            if not await joining.post_next(tx, reel, now):
                await reels.displace(tx, reel)
            await show_board(tx, reel["guild_id"], reel["novel_id"], now)

    async def refit(self, errand: Errand, max_bytes: int) -> None:
        """Discord found a part too large: a node joins it anew, smaller; the errand waits."""
        require_room_for_clip(max_bytes)
        now = self._now()
        async with self._store.transaction() as tx:
            reel = await reels.of_part(tx, errand.subject_id)
            assert reel is not None, "a reel is never deleted"
            [part] = [
                row for row in await reels.parts(tx, reel["id"]) if row["id"] == errand.subject_id
            ]
            job = None if part["job_id"] is None else await jobs.get(tx, part["job_id"])
            if job is None:
                raise Refusal("the reel is too large for this channel; /film joins it anew")
            if job["outcome"] == "done":
                order = SceneOrder.model_validate_json(job["order_json"])
                smaller = order.model_copy(update={"max_bytes": max_bytes})
                await self._enqueue(tx, reel, part["id"], job["name"], job["film_s"], smaller, now)
            # the node's delivery wakes it; a day later it is tried as it is
            await outbox.delay(tx, errand.id, now + timedelta(days=1))

    async def _require_turn(self, tx: Transaction, member: Member, now: datetime) -> None:
        if member.is_showrunner(await guilds.settings(tx, member.guild_id)):
            return
        if await reels.asked_since(tx, member.guild_id, member.id, now - DAY) >= REELS_PER_DAY:
            raise Refusal(
                f"You asked for {REELS_PER_DAY} reels within a day, which is the limit; "
                "showrunners may ask for more."
            )

    async def _post_again(
        self, tx: Transaction, last: Row, reel: Row, max_bytes: int, now: datetime
    ) -> bool:
        """Post the same film once more from its files; False when it is another, or they went."""
        older = await reels.parts(tx, last["id"])
        has_fitting = all(row["sha256"] and row["size"] <= max_bytes for row in older)
        if last["made_of"] != reel["made_of"] or not older or not has_fitting:
            return False
        for row in older:
            takes = [take["take_id"] for take in await reels.takes_of(tx, row["id"])]
            part_id = await reels.add_part(tx, reel["id"], row["number"], takes)
            await media.put(
                tx,
                guild_id=reel["guild_id"],
                scene_id=None,
                take_id=None,
                subject_id=part_id,
                name=joining.FILE,
                sha256=row["sha256"],
                size=row["size"],
                now=now,
            )
        return await joining.post_next(tx, reel, now)

    async def _order(
        self,
        tx: Transaction,
        novel: NovelView,
        reel: Row,
        title: str,
        cut: Sequence[Sequence[CanonTake]],
        people: People,
        max_bytes: int,
        now: datetime,
    ) -> None:
        """Queue one job for each part: the first has the titles, the last one the credits."""
        everything = [take for takes in cut for take in takes]
        entries = end_credits(everything, novel.authors, people)
        for number, takes in enumerate(cut, start=1):
            part_id = await reels.add_part(tx, reel["id"], number, [take.take_id for take in takes])
            order = reel_order(
                novel,
                reel["chapter"],
                title,
                number,
                takes,
                max_bytes,
                opens=number == 1,
                entries=entries if number == len(cut) else (),
            )
            of = f", part {number} of {len(cut)}" if len(cut) > 1 else ""
            name = f"Chapter {reel['chapter']}{of}"
            seconds = sum(take.seconds for take in takes)
            await self._enqueue(tx, reel, part_id, name, seconds, order, now)

    async def _enqueue(
        self,
        tx: Transaction,
        reel: Row,
        part_id: int,
        name: str,
        seconds: float,
        order: SceneOrder,
        now: datetime,
    ) -> None:
        job_id = await jobs.enqueue(
            tx,
            guild_id=reel["guild_id"],
            scene_id=None,
            take_id=None,
            subject_id=part_id,
            name=name,
            work=Work.REEL,
            engine=ANY_ENGINE,
            member_id=reel["asked_by"],
            votes=0,
            film_s=seconds,
            order_json=order.model_dump_json(),
            now=now,
        )
        await reels.set_job(tx, part_id, job_id)


async def require_read(tx: Transaction, member: Member, novel: NovelView, chapter: int) -> str:
    """The chapter's title. Raises NotFound, and Refusal beyond what the member has read."""
    title = await novels.chapter_title(tx, novel.id, chapter)
    if title is None:
        raise NotFound(f"This novel has no chapter {chapter}: give one of 1 to {novel.chapters}.")
    up_to = (await members.readings(tx, member.guild_id, member.id)).get(novel.id)
    reading.require_read(chapter, up_to)
    return title


def _require_joinable(takes: Sequence[CanonTake], chapter: int, *, age_restricted: bool) -> None:
    if not takes:
        raise Refusal(
            f"Chapter {chapter} has no canon yet: *Make canon* under a posted take chooses the one "
            "that counts for its scene."
        )
    for take in takes:
        if not take.master:
            raise Refusal(
                f"Scene {take.scene_number} cannot be joined, the master of its canon take is "
                "gone: *Another take* films it anew."
            )
        if take.is_restricted and not age_restricted:
            raise Refusal(
                f"Scene {take.scene_number} is shown in age-restricted channels alone, and the "
                "reel would be posted in one that is not: a showrunner names another with "
                "/studio settings premiere_channel."
            )
