"""Scenes: found and shown, complained about, removed, and everything their cards ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.member import Member
from bot.domain.scene import SceneState, with_hyphens
from bot.errors import NotFound, Refusal
from bot.store import (
    Row,
    Store,
    canon,
    comparisons,
    guilds,
    jobs,
    looks,
    media,
    novels,
    outbox,
    records,
    reels,
    scene_posts,
    scenes,
    subscriptions,
    taken_back,
    takes,
)
from bot.studio import canon as canon_votes
from bot.studio import comparisons as side_by_side
from bot.studio import complaints, joining
from bot.studio.media import MediaFolder
from bot.studio.proposals import close_withdrawn
from bot.studio.settings import require_showrunner
from bot.studio.showing import scene_of_guild, scene_view
from bot.studio.views import SceneLine, SceneView, TakeView


class ScenesRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def remove(self, member: Member, scene_id: int, reason: str) -> None:
        """Take a scene out: its posts, its files here and on the nodes, and any running job."""
        now = self._now()
        async with self._store.transaction() as tx:
            require_showrunner(member, await guilds.settings(tx, member.guild_id))
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            posts = [
                [take.channel_id, take.message_id]
                for take in await takes.of_scene(tx, scene_id)
                if take.message_id is not None
            ]
            if scene.message_id is not None:
                posts.append([scene.channel_id, scene.message_id])
            posts += await joining.withdraw_scene(tx, scene_id, now)
            posts += await canon_votes.withdraw(tx, scene_id, now)
            posts += await side_by_side.withdraw(tx, scene_id, now)
            await close_withdrawn(tx, scene_id, now, member.id, reason)
            await jobs.cancel_of_scene(tx, scene_id, now, "the scene was removed")
            for take in await takes.of_scene(tx, scene_id):
                await outbox.withdraw(tx, "take", take.id, now)
            await outbox.withdraw(tx, "card", scene_id, now)
            await takes.remove_of_scene(tx, scene_id, now)
            await media.remove_of_scene(tx, scene_id)
            await scenes.remove(tx, scene_id, now)
            await taken_back.add(tx, await scenes.alias(tx, scene_id), now)
            await outbox.queue_errand(
                tx,
                guild_id=member.guild_id,
                kind="removal",
                subject_id=scene_id,
                channel_id=scene.channel_id,
                body={"posts": posts, "number": scene.number, "thread": scene.thread_id},
                now=now,
            )
            await scene_posts.touch_with_neighbours(tx, scene_id, now)
            await records.write(tx, member, "removed", f"scene {scene.number}", now, reason)
        await self._folder.sweep(self._store)

    async def complain(
        self, member: Member, scene_id: int, reason: str, *, take_id: int | None = None
    ) -> None:
        """Bring a scene or a take before the showrunners. Raises Refusal."""
        now = self._now()
        words = complaints.require_words(reason)[: complaints.LONGEST]
        async with self._store.transaction() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            take = None if take_id is None else await takes.get(tx, take_id)
            if take_id is not None and (take is None or take.scene_id != scene_id):
                raise NotFound("That take is not one of this scene's; /film shows them.")
            complaint_id = await records.complain(
                tx,
                guild_id=member.guild_id,
                scene_id=scene_id,
                take_id=take_id,
                member_id=member.id,
                reason=words,
                now=now,
            )
            about: dict[str, object] = {
                "scene_id": scene_id,
                "number": scene.number,
                "title": scene.direction.title,
                "channel_id": scene.channel_id,
                "message_id": scene.message_id,
                "take_id": take_id,
                "slate": None if take is None else take.slate,
            }
            await complaints.bring(tx, member, complaint_id, words, about, now)

    async def subscribe(self, member: Member, scene_id: int) -> bool:
        """*Tell me*: whether the member is told of this scene's takes from now on.

        Raises Refusal for its proposer, who is told anyway.
        """
        async with self._store.transaction() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            if scene.proposer_id == member.id:
                raise Refusal("You proposed this scene: you are pinged when a take is posted.")
            return await subscriptions.toggle(tx, scene_id, member.id)

    async def view(
        self, guild_id: int, scene_id: int, *, member_id: int | None = None
    ) -> SceneView:
        async with self._store.reading() as tx:
            scene = await scene_of_guild(tx, guild_id, scene_id)
            return await scene_view(tx, scene, self._folder, self._now(), member_id=member_id)

    async def numbered(
        self, guild_id: int, number: int, *, member_id: int | None = None
    ) -> SceneView:
        async with self._store.reading() as tx:
            found = await scenes.numbered(tx, guild_id, number)
            if found is None:
                raise NotFound(f"There is no scene {number} here; /film lists the scenes.")
            scene = await scene_of_guild(tx, guild_id, found.id)
            return await scene_view(tx, scene, self._folder, self._now(), member_id=member_id)

    async def slated(
        self, guild_id: int, scene_number: int, take_number: int
    ) -> tuple[SceneView, TakeView]:
        """A take by its slate, with its scene."""
        view = await self.numbered(guild_id, scene_number)
        for take in view.takes:
            if take.take.number == take_number:
                return view, take
        raise NotFound(
            f"Scene {scene_number} has no take {take_number}; /film {scene_number} shows its takes."
        )

    async def of_take(self, guild_id: int, take_id: int) -> tuple[SceneView, TakeView]:
        """A take by its id, with its scene. Raises NotFound."""
        async with self._store.reading() as tx:
            take = await takes.get(tx, take_id)
            if take is None or take.removed_at is not None:
                raise NotFound("That take is not here (any more).")
            scene = await scene_of_guild(tx, guild_id, take.scene_id)
            view = await scene_view(tx, scene, self._folder, self._now())
        return view, next(item for item in view.takes if item.take.id == take_id)

    async def find(
        self, guild_id: int, text: str, *, member_id: int | None = None, limit: int = 25
    ) -> list[SceneLine]:
        """Scenes by number, slate, or words of the title: what /film completes."""
        wanted = text.strip()
        number = with_hyphens(wanted).split("-", 1)[0]
        async with self._store.reading() as tx:
            rows = await scenes.lines(
                tx,
                guild_id,
                words=wanted,
                number=int(number) if number.isdecimal() and len(number) < 10 else None,
                member_id=member_id,
                limit=limit,
            )
            return [scene_line(row) for row in rows]

    async def keep_card(self, scene_id: int, channel_id: int, message_id: int | None) -> None:
        """Write down where its card stands; that of a scene removed meanwhile is taken down."""
        now = self._now()
        async with self._store.transaction() as tx:
            scene = await scenes.get(tx, scene_id)
            assert scene is not None, "a scene is never deleted"
            if scene.removed_at is None:
                await scene_posts.keep_card(tx, scene_id, channel_id, message_id)
                await scene_posts.touch_neighbours(tx, scene_id, now)
            elif message_id is not None:
                await outbox.take_down(tx, scene.guild_id, channel_id, message_id, now)

    async def keep_thread(self, scene_id: int, thread_id: int | None) -> None:
        async with self._store.transaction() as tx:
            await scene_posts.keep_thread(tx, scene_id, thread_id)

    async def channel_deleted(self, guild_id: int, channel_id: int) -> None:
        """Whatever stood in that channel is gone from Discord; the records stay."""
        async with self._store.transaction() as tx:
            await scene_posts.forget_cards_of_channel(tx, guild_id, channel_id)
            await scene_posts.forget_thread(tx, guild_id, channel_id)
            await novels.forget_channel(tx, guild_id, channel_id)
            await looks.forget_cards_of_channel(tx, guild_id, channel_id)
            await canon.forget_posts_of_channel(tx, guild_id, channel_id)
            await comparisons.forget_posts_of_channel(tx, guild_id, channel_id)
            await reels.forget_posts_of_channel(tx, guild_id, channel_id)
            for scene_id in await takes.forget_posts_of_channel(tx, guild_id, channel_id):
                await scene_posts.touch(tx, scene_id, self._now())

    async def message_deleted(self, guild_id: int, message_id: int) -> None:
        """A card or a board that somebody deleted is posted again at its next change."""
        async with self._store.transaction() as tx:
            await scene_posts.forget_card(tx, guild_id, message_id)
            await novels.forget_board(tx, guild_id, message_id)
            await reels.forget_message(tx, guild_id, message_id)
            await looks.forget_card(tx, guild_id, message_id)
            await canon.forget_post(tx, guild_id, message_id)
            await comparisons.forget_post(tx, guild_id, message_id)
            scene_id = await takes.forget_message(tx, guild_id, message_id)
            if scene_id is not None:
                await scene_posts.touch(tx, scene_id, self._now())


def scene_line(row: Row) -> SceneLine:
    """A row of a list of scenes."""
    return SceneLine(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        chapter=row["chapter"],
        chapter_title=row["chapter_title"],
        state=SceneState(row["state"]),
        takes=row["takes"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        is_beyond=bool(row["is_beyond"]),
    )
