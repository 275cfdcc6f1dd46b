"""Proposing a scene, and changing one's mind about it while its ballot is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.ballot import Verdict
from bot.domain.daily import require_room_for_scene
from bot.domain.direction import MAX_ACTION, MAX_TITLE, Direction
from bot.domain.draft import Draft
from bot.domain.house_rules import Rating, inspect, rating
from bot.domain.member import Member
from bot.domain.novel import Passage
from bot.domain.scene import Scene, SceneState
from bot.domain.shot_edits import is_edited
from bot.domain.shots import ShotList
from bot.errors import HouseRule, NotAllowed, Refusal
from bot.store import (
    Store,
    Transaction,
    ballots,
    guilds,
    jobs,
    media,
    proposals,
    scene_posts,
    scenes,
    waiting_jobs,
)
from bot.store.moments import DAY
from bot.studio.drafts import source_of
from bot.studio.filming import draw_storyboard
from bot.studio.media import MediaFolder
from bot.studio.novels import present
from bot.studio.showing import scene_of_guild, scene_view
from bot.studio.views import PassageView, SceneView

AGAIN = timedelta(minutes=10)
"""Within this, the same form means the same scene: its answer may not have come."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """A proposal that passed the hard rules, ready to be kept."""

    passage: PassageView
    direction: Direction
    rating: Rating
    shot_list: ShotList


@dataclass(frozen=True, slots=True)
class Amended:
    """A scene whose direction was changed, and what that cost."""

    view: SceneView
    voided: int
    """How many votes."""
    is_replanned: bool = False
    """Whether shots that somebody had changed were planned anew."""
    is_changed: bool = True


class ProposalsRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(
        self,
        store: Store,
        folder: MediaFolder,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def draft(self, guild_id: int, passage: Passage) -> Draft:
        """What the rules make of a passage: the form that a proposer finds filled in."""
        async with self._store.reading() as tx:
            source = await source_of(tx, guild_id, passage)
        return await asyncio.to_thread(source.draft)

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
        plan = await self._plan(member.guild_id, passage, direction, age_restricted=age_restricted)
        now = self._now()
        async with self._store.transaction() as tx:
            await present(tx, member.guild_id, passage.novel_id)
            if twin := await proposals.twin(
                tx, member.guild_id, member.id, passage, plan.direction, now - AGAIN
            ):
                return await scene_view(tx, twin, self._folder, now)
            settings = await guilds.settings(tx, member.guild_id)
            today = await proposals.since(tx, member.guild_id, member.id, now - DAY)
            require_room_for_scene(today, settings.proposals_per_day)
            if await waiting_jobs.count(tx, member.guild_id) >= settings.queue_cap:
                raise Refusal(
                    f"The queue is full: no more than {settings.queue_cap} wait to be filmed; "
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
            await ballots.open_ballot(tx, settings, now, scene_id=scene_id)
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            await draw_storyboard(tx, scene, now)
            await scene_posts.touch_with_neighbours(tx, scene_id, now)
            return await scene_view(tx, scene, self._folder, now)

    async def amend(
        self, member: Member, scene_id: int, direction: Direction, *, age_restricted: bool
    ) -> Amended:
        """Change the direction while the ballot is open; the votes cast are void.

        The shots stay as they are where nothing but the title is another.
        """
        async with self._store.reading() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            await _require_open_proposal(tx, scene, member, "amends", self._now())
        beside = scene.shot_list.words if _is_shown_alike(scene.direction, direction) else ()
        plan = await self._plan(
            member.guild_id, scene.passage, direction, beside, age_restricted=age_restricted
        )
        now = self._now()
        async with self._store.transaction() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            await _require_open_proposal(tx, scene, member, "amends", now)
            if plan.direction == scene.direction:
                view = await scene_view(tx, scene, self._folder, now)
                return Amended(view, voided=0, is_changed=False)
            keeps_shots = _is_shown_alike(scene.direction, plan.direction)
            if keeps_shots:
                plan = _with_shots_of(plan, scene)
            await scenes.amend(tx, scene_id, plan.direction, plan.rating, plan.shot_list)
            ballot = await ballots.latest(tx, scene_id)
            voided = 0 if ballot is None else await ballots.void(tx, ballot["id"])
            await jobs.cancel_of_scene(tx, scene_id, now, "the scene was amended")
            await media.remove_of_scene(tx, scene_id, "contact.png")
            amended = await scene_of_guild(tx, member.guild_id, scene_id)
            await draw_storyboard(tx, amended, now)
            await scene_posts.touch_with_neighbours(tx, scene_id, now)
            view = await scene_view(tx, amended, self._folder, now)
            return Amended(view, voided, not keeps_shots and is_edited(scene.shot_list))

    async def keep(self, member: Member, scene_id: int) -> None:
        """The proposer keeps what the card quotes against a look; it stays quoted."""
        now = self._now()
        async with self._store.transaction() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            deed = "keeps what contradicts the cast in"
            await _require_open_proposal(tx, scene, member, deed, now)
            await scenes.keep_contradictions(tx, scene_id)
            await scene_posts.touch(tx, scene_id, now)

    async def withdraw(self, member: Member, scene_id: int) -> SceneView:
        """The proposer takes the scene back while its ballot is open."""
        now = self._now()
        async with self._store.transaction() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            await _require_open_proposal(tx, scene, member, "withdraws", now)
            await close_withdrawn(tx, scene_id, now, member.id, "")
            await scenes.set_state(tx, scene_id, SceneState.WITHDRAWN)
            await jobs.cancel_of_scene(tx, scene_id, now, "the scene was withdrawn")
            await scene_posts.touch_with_neighbours(tx, scene_id, now)
            withdrawn = await scene_of_guild(tx, member.guild_id, scene_id)
            return await scene_view(tx, withdrawn, self._folder, now)

    async def _plan(
        self,
        guild_id: int,
        passage: Passage,
        direction: Direction,
        beside: tuple[str, ...] = (),
        *,
        age_restricted: bool,
    ) -> _Plan:
        tidy = _tidy(direction)
        async with self._store.reading() as tx:
            source = await source_of(tx, guild_id, passage)
        typed, text = (tidy.title, tidy.action), source.view.paragraphs
        beside += await asyncio.to_thread(source.offered)
        if finding := inspect(typed, text, beside, age_restricted=age_restricted):
            raise HouseRule(finding.sentence)
        shot_list = await asyncio.to_thread(source.shots, tidy)
        return _Plan(source.view, tidy, rating(typed, text, beside), shot_list)


async def close_withdrawn(
    tx: Transaction, scene_id: int, now: datetime, member_id: int, reason: str
) -> None:
    """Close a scene's ballot, if it is open, because the scene is taken back."""
    row = await ballots.latest(tx, scene_id)
    if row is not None and row["closed_at"] is None:
        await ballots.close(
            tx, row["id"], Verdict.WITHDRAWN, now, decided_by=member_id, reason=reason
        )


def _is_shown_alike(one: Direction, other: Direction) -> bool:
    """Whether they differ in their titles at most."""
    return replace(_tidy(other), title=one.title) == one


def _with_shots_of(plan: _Plan, scene: Scene) -> _Plan:
    """The plan with the shots that the scene has, and what they are rated for."""
    rated = scene.rating if scene.rating.is_restricted else plan.rating
    return replace(plan, shot_list=scene.shot_list, rating=rated)


def _tidy(direction: Direction) -> Direction:
    """Trimmed, on one line where one line is meant. Raises Refusal when something is missing."""
    title = " ".join(direction.title.split())
    action = direction.action.strip()
    if not title or len(title) > MAX_TITLE:
        raise Refusal(f"A scene needs a title of 1 to {MAX_TITLE} characters.")
    if not action or len(action) > MAX_ACTION:
        raise Refusal(f"Say what we see in 1 to {MAX_ACTION} characters; these are {len(action)}.")
    return Direction(title, action, direction.light, direction.framing, direction.pace)


async def _require_open_proposal(
    tx: Transaction, scene: Scene, member: Member, deed: str, now: datetime
) -> None:
    if scene.proposer_id != member.id:
        raise NotAllowed(f"Only its proposer {deed} a scene.")
    if scene.state is not SceneState.PROPOSED:
        raise Refusal(
            f"Scene {scene.number} is {scene.state}; "
            "a scene can be changed while its ballot is open."
        )
    row = await ballots.latest(tx, scene.id)
    if row is not None and ballots.ballot_of(row).is_closed(now):
        raise Refusal(
            f"Its closing time has come and scene {scene.number} is being counted; "
            "a scene can be changed while its ballot is open."
        )
