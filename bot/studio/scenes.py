"""Scenes: proposing, amending, withdrawing, removing, and everything their cards ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ballot import Verdict
from bot.domain.breakdown import Draft, break_down
from bot.domain.direction import MAX_ACTION, MAX_TITLE, Direction
from bot.domain.house_rules import Rating, inspect, rating
from bot.domain.member import Member
from bot.domain.novel import Chapter, Passage
from bot.domain.plan import plan_shots
from bot.domain.scene import Scene, SceneState
from bot.domain.shots import ShotList
from bot.errors import HouseRule, NotAllowed, NotFound, Refusal
from bot.store import (
    Row,
    Store,
    Transaction,
    ballots,
    guilds,
    jobs,
    media,
    novels,
    outbox,
    records,
    scenes,
    takes,
)
from bot.studio.ballots import open_ballot
from bot.studio.filming import draw_storyboard
from bot.studio.media import MediaFolder
from bot.studio.novels import passage_view
from bot.studio.settings import require_showrunner
from bot.studio.showing import scene_of_guild, scene_view
from bot.studio.views import PassageView, SceneLine, SceneView, TakeView

COMPLAINTS_PER_DAY = 10
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A proposal that passed the hard rules, ready to be kept."""

    passage: PassageView
    direction: Direction
    rating: Rating
    shot_list: ShotList


class ScenesRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(
        self,
        store: Store,
        folder: MediaFolder,
        now: Callable[[], datetime],
        seed: Callable[[], int],
    ) -> None:
        self._store = store
        self._folder = folder
        self._now = now
        self._seed = seed

    async def draft(self, guild_id: int, passage: Passage) -> Draft:
        """What the rules make of a passage: the form that a proposer finds filled in."""
        chapter, _ = await self._read(guild_id, passage)
        return await asyncio.to_thread(break_down, chapter, passage.first, passage.last)

    async def propose(
        self,
        member: Member,
        channel_id: int,
        passage: Passage,
        direction: Direction,
        *,
        age_restricted: bool,
    ) -> SceneView:
        """Open the ballot on a scene and have its storyboard drawn.

        Raises HouseRule, and Refusal when a form or a limit is not kept; nothing is stored then.
        """
        plan = await self._plan(member.guild_id, passage, direction, age_restricted)
        now = self._now()
        async with self._store.transaction() as tx:
            settings = await guilds.settings(tx, member.guild_id)
            today = await scenes.proposed_since(tx, member.guild_id, member.id, now - DAY)
            if today >= settings.proposals_per_day:
                raise Refusal(
                    f"Each member proposes at most {settings.proposals_per_day} scenes a day here; "
                    "keep this one for tomorrow."
                )
            if await jobs.count_waiting(tx, member.guild_id) >= settings.queue_cap:
                raise Refusal(
                    f"The queue is full: {settings.queue_cap} scenes wait to be filmed; "
                    "propose again when some are done."
                )
            scene_id = await scenes.add(
                tx,
                guild_id=member.guild_id,
                number=await guilds.next_scene_number(tx, member.guild_id),
                passage=passage,
                chapter_title=plan.passage.chapter_title,
                text="\n\n".join(plan.passage.paragraphs),
                proposer_id=member.id,
                direction=plan.direction,
                rating=plan.rating,
                shot_list=plan.shot_list,
                channel_id=channel_id,
                now=now,
            )
            await open_ballot(tx, scene_id, settings, now)
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            await draw_storyboard(tx, scene, self._seed(), now)
            await self._touch_neighbours(tx, scene, now)
            return await scene_view(tx, scene, self._folder, now)

    async def amend(
        self, member: Member, scene_id: int, direction: Direction, *, age_restricted: bool
    ) -> tuple[SceneView, int]:
        """Change the direction while the ballot is open; the votes cast are void. How many were."""
        async with self._store.reading() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
        _require_open_proposal(scene, member, "amends")
        plan = await self._plan(member.guild_id, scene.passage, direction, age_restricted)
        now = self._now()
        async with self._store.transaction() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            _require_open_proposal(scene, member, "amends")
            await scenes.amend(tx, scene_id, plan.direction, plan.rating, plan.shot_list)
            ballot = await ballots.latest(tx, scene_id)
            voided = 0 if ballot is None else await ballots.void(tx, ballot["id"])
            await jobs.cancel_of_scene(tx, scene_id, now, "the scene was amended")
            await media.remove_of_scene(tx, scene_id, "contact.png")
            amended = await scene_of_guild(tx, member.guild_id, scene_id)
            await draw_storyboard(tx, amended, self._seed(), now)
            await scenes.touch(tx, scene_id, now)
            return await scene_view(tx, amended, self._folder, now), voided

    async def withdraw(self, member: Member, scene_id: int) -> SceneView:
        """The proposer takes the scene back while its ballot is open."""
        now = self._now()
        async with self._store.transaction() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            _require_open_proposal(scene, member, "withdraws")
            await self._close_ballot(tx, scene_id, now, member.id, "")
            await scenes.set_state(tx, scene_id, SceneState.WITHDRAWN)
            await jobs.cancel_of_scene(tx, scene_id, now, "the scene was withdrawn")
            await scenes.touch(tx, scene_id, now)
            withdrawn = await scene_of_guild(tx, member.guild_id, scene_id)
            return await scene_view(tx, withdrawn, self._folder, now)

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
            await self._close_ballot(tx, scene_id, now, member.id, reason)
            await jobs.cancel_of_scene(tx, scene_id, now, "the scene was removed")
            for take in await takes.of_scene(tx, scene_id):
                await outbox.drop(tx, "take", take.id, now)
            await outbox.drop(tx, "card", scene_id, now)
            await takes.remove_of_scene(tx, scene_id, now)
            await media.remove_of_scene(tx, scene_id)
            await scenes.remove(tx, scene_id, now)
            await outbox.queue_errand(
                tx,
                guild_id=member.guild_id,
                kind="removal",
                subject_id=scene_id,
                channel_id=scene.channel_id,
                body={"posts": posts},
                now=now,
            )
            await self._touch_neighbours(tx, scene, now)
            await records.write(
                tx,
                guild_id=member.guild_id,
                actor_id=member.id,
                deed="removed",
                subject=f"scene {scene.number}",
                reason=reason,
                now=now,
            )
        await self._folder.sweep(self._store)

    async def complain(
        self, member: Member, scene_id: int, reason: str, *, take_id: int | None = None
    ) -> None:
        """Bring a scene or a take before the showrunners."""
        now = self._now()
        words = reason.strip()
        if not words:
            raise Refusal("Say in a few words what is wrong, so that a showrunner can act on it.")
        async with self._store.transaction() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            today = await records.complaints_since(tx, member.guild_id, member.id, now - DAY)
            if today >= COMPLAINTS_PER_DAY:
                raise Refusal(
                    f"You have reported {today} times today, which is the limit; "
                    "please speak to a showrunner directly."
                )
            if take_id is not None:
                take = await takes.get(tx, take_id)
                if take is None or take.scene_id != scene_id:
                    raise NotFound("That take is not one of this scene's; /film shows them.")
            settings = await guilds.settings(tx, member.guild_id)
            complaint_id = await records.complain(
                tx,
                guild_id=member.guild_id,
                scene_id=scene_id,
                take_id=take_id,
                member_id=member.id,
                reason=words[:1000],
                now=now,
            )
            await outbox.queue_errand(
                tx,
                guild_id=member.guild_id,
                kind="complaint",
                subject_id=complaint_id,
                channel_id=settings.showrunner_channel,
                body={
                    "scene_id": scene_id,
                    "number": scene.number,
                    "title": scene.direction.title,
                    "channel_id": scene.channel_id,
                    "message_id": scene.message_id,
                    "take_id": take_id,
                    "member_id": member.id,
                    "reason": words[:1000],
                },
                now=now,
            )

    async def subscribe(self, member: Member, scene_id: int) -> bool:
        """*Tell me*: whether the member is told of this scene's takes from now on."""
        async with self._store.transaction() as tx:
            await scene_of_guild(tx, member.guild_id, scene_id)
            return await scenes.toggle_subscription(tx, scene_id, member.id)

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

    async def by_chapter(
        self, guild_id: int, *, chapter: int | None = None, limit: int = 200
    ) -> list[SceneLine]:
        async with self._store.reading() as tx:
            rows = await scenes.lines(tx, guild_id, chapter=chapter, limit=limit)
            return [_line(row) for row in rows]

    async def find(self, guild_id: int, text: str, limit: int = 25) -> list[SceneLine]:
        """Scenes by number, slate, or words of the title: what /film completes."""
        wanted = text.strip()
        number = wanted.split("-", 1)[0]
        async with self._store.reading() as tx:
            rows = await scenes.lines(
                tx,
                guild_id,
                words=wanted,
                number=int(number) if number.isdecimal() and len(number) < 10 else None,
                limit=limit,
            )
            return [_line(row) for row in rows]

    async def keep_card(self, scene_id: int, channel_id: int, message_id: int | None) -> None:
        async with self._store.transaction() as tx:
            await scenes.keep_card(tx, scene_id, channel_id, message_id)

    async def keep_thread(self, scene_id: int, thread_id: int | None) -> None:
        async with self._store.transaction() as tx:
            await scenes.keep_thread(tx, scene_id, thread_id)

    async def channel_deleted(self, guild_id: int, channel_id: int) -> None:
        """Whatever stood in that channel is gone from Discord; the records stay."""
        async with self._store.transaction() as tx:
            await scenes.forget_cards_of_channel(tx, guild_id, channel_id)
            await scenes.forget_thread(tx, guild_id, channel_id)
            await novels.forget_channel(tx, guild_id, channel_id)

    async def message_deleted(self, guild_id: int, message_id: int) -> None:
        """A card or a board that somebody deleted is posted again at its next change."""
        async with self._store.transaction() as tx:
            await scenes.forget_card(tx, guild_id, message_id)
            await novels.forget_board(tx, guild_id, message_id)
            scene_id = await takes.forget_message(tx, guild_id, message_id)
            if scene_id is not None:
                await scenes.touch(tx, scene_id, self._now())

    async def _read(self, guild_id: int, passage: Passage) -> tuple[Chapter, PassageView]:
        """The chapter up to the passage's end: what the breakdown looks back on."""
        async with self._store.reading() as tx:
            novel = await novels.get(tx, guild_id, passage.novel_id)
            if novel is None or novel["removed_at"]:
                raise NotFound("That novel is not here (any more); /studio novel list shows yours.")
            view = await passage_view(tx, passage)
            texts = await novels.paragraphs(tx, passage.novel_id, passage.chapter, 1, passage.last)
        return Chapter(view.chapter_title, tuple(texts)), view

    async def _plan(
        self, guild_id: int, passage: Passage, direction: Direction, age_restricted: bool
    ) -> _Plan:
        tidy = _tidy(direction)
        chapter, view = await self._read(guild_id, passage)
        typed = (tidy.title, tidy.action)
        if finding := inspect(typed, view.paragraphs, age_restricted=age_restricted):
            raise HouseRule(finding.sentence)
        shot_list = await asyncio.to_thread(_shots, chapter, view, tidy)
        return _Plan(view, tidy, rating(typed, view.paragraphs), shot_list)

    async def _close_ballot(
        self, tx: Transaction, scene_id: int, now: datetime, member_id: int, reason: str
    ) -> None:
        row = await ballots.latest(tx, scene_id)
        if row is not None and row["closed_at"] is None:
            await ballots.close(
                tx, row["id"], Verdict.WITHDRAWN, now, decided_by=member_id, reason=reason
            )

    async def _touch_neighbours(self, tx: Transaction, scene: Scene, now: datetime) -> None:
        await scenes.touch(tx, scene.id, now)
        for other in await scenes.overlapping(tx, scene.id, scene.passage):
            await scenes.touch(tx, other.id, now)


def _shots(chapter: Chapter, view: PassageView, direction: Direction) -> ShotList:
    draft = break_down(chapter, view.passage.first, view.passage.last)
    before = chapter.paragraphs[: view.passage.first - 1]
    return plan_shots(draft.heading, draft.cast, direction, view.paragraphs, before[-30:])


def _tidy(direction: Direction) -> Direction:
    """Trimmed, on one line where one line is meant. Raises Refusal when something is missing."""
    title = " ".join(direction.title.split())
    action = direction.action.strip()
    if not title or len(title) > MAX_TITLE:
        raise Refusal(f"A scene needs a title of 1 to {MAX_TITLE} characters.")
    if not action or len(action) > MAX_ACTION:
        raise Refusal(f"Say what we see in 1 to {MAX_ACTION} characters; these are {len(action)}.")
    return Direction(title, action, direction.light, direction.framing, direction.pace)


def _require_open_proposal(scene: Scene, member: Member, deed: str) -> None:
    if scene.proposer_id != member.id:
        raise NotAllowed(f"Only its proposer {deed} a scene.")
    if scene.state is not SceneState.PROPOSED:
        raise Refusal(
            f"Scene {scene.number} is {scene.state}; "
            "a scene can be changed while its ballot is open."
        )


def _line(row: Row) -> SceneLine:
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
    )
