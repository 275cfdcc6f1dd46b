"""The queue as people see it and steer it: listed, moved, put aside, cancelled, shot again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.domain.member import Member
from bot.domain.queue import ANIMATIC, Work
from bot.domain.scene import Scene, Take, TakeState
from bot.domain.settings import GuildSettings
from bot.domain.wishes import FILMABLE
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import (
    Row,
    Store,
    Transaction,
    guilds,
    jobs,
    readings,
    records,
    scene_posts,
    takes,
    waiting_jobs,
)
from bot.studio import joining, shown
from bot.studio.fencing import slate_of
from bot.studio.media import MediaFolder
from bot.studio.mishaps import mark_take
from bot.studio.orders import TAKE_PICTURES, as_draft, as_final
from bot.studio.settings import require_showrunner
from bot.studio.showing import scene_of_guild, scene_view
from bot.studio.takes import job_of_take, take_of_guild
from bot.studio.views import SceneView, Waiting
from bot.studio.waiting import waiting_of
from render.contract import SceneOrder

VEILED = "beyond what you have read"
"""Stands for the title of a scene that would spoil the book."""
NOT_HERE = "That job is not in the queue (any more); /queue shows what is."


class QueueRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def lines(self, guild_id: int, *, member_id: int | None = None) -> list[Waiting]:
        """Being shot first, then in shooting order; what is beyond a member's reading is veiled."""
        async with self._store.reading() as tx:
            is_full = self._folder.is_short()
            lines = await waiting_of(tx, guild_id, self._now(), is_full=is_full)
            if member_id is None:
                return lines
            beyond = await readings.beyond(tx, guild_id, member_id)
            portraits = await readings.portraits_beyond(tx, guild_id, member_id)
        return [
            _veiled(line) if line.scene_id in beyond or line.job_id in portraits else line
            for line in lines
        ]

    async def move(self, member: Member, job_id: int, to: Literal["first", "last"]) -> None:
        """To the front or the end of its lane."""
        async with self._store.transaction() as tx:
            job = await self._steered(tx, member, job_id)
            await jobs.move(tx, job, first=to == "first")
            await self._did(tx, member, f"moved {to}", job)

    async def cancel(self, member: Member, job_id: int, reason: str) -> None:
        """Nothing of it is published; a node that has it is told to stop."""
        now = self._now()
        async with self._store.transaction() as tx:
            job = await self._steered(tx, member, job_id)
            await jobs.cancel(tx, job_id, now, reason)
            if job["kind"] == Work.TAKE:
                await takes.set_state(tx, job["take_id"], TakeState.CANCELLED, reason=reason)
            elif job["kind"] == Work.REEL:
                await joining.stop_beside(tx, job["subject_id"], now, reason)
            await self._did(tx, member, "cancelled", job, reason)

    async def hold(self, member: Member, job_id: int) -> None:
        """Put it aside; a node that has it stops, and its finished shots are kept there."""
        async with self._store.transaction() as tx:
            job = await self._steered(tx, member, job_id)
            await jobs.hold(tx, job_id)
            await mark_take(tx, job, TakeState.QUEUED)
            await self._did(tx, member, "put aside", job)

    async def release(self, member: Member, job_id: int) -> None:
        """Back to its old place."""
        async with self._store.transaction() as tx:
            job = await self._steered(tx, member, job_id)
            await jobs.let_go(tx, job_id)
            await self._did(tx, member, "released", job)

    async def pause(self, member: Member, reason: str) -> None:
        """Nothing new of the guild is begun; what is being shot is finished."""
        await self._pause(member, reason, is_paused=True)

    async def resume(self, member: Member) -> None:
        await self._pause(member, "", is_paused=False)

    async def film_as_animatic(self, member: Member, take_id: int) -> SceneView:
        """Shoot a take that waits, or failed, with the animatic instead of its engine."""
        now = self._now()
        async with self._store.transaction() as tx:
            settings = await guilds.settings(tx, member.guild_id)
            require_showrunner(member, settings)
            take, scene = await take_of_guild(tx, member.guild_id, take_id)
            if take.state not in (TakeState.QUEUED, TakeState.SHOOTING, TakeState.FAILED):
                raise Refusal(
                    f"Take {take.slate} is {take.state}: only one that waits is refilmed."
                )
            _require_filmed(scene)
            if take.engine == ANIMATIC:
                raise Refusal(f"Take {take.slate} is an animatic already.")
            job = await job_of_take(tx, take)
            order = SceneOrder.model_validate_json(job["order_json"]).model_copy(
                update={"engine": ANIMATIC, "model": None, "steps": None}
                | {"is_draft": False, "picture": TAKE_PICTURES[settings.film_size]}
            )
            await takes.set_engine(tx, take_id, ANIMATIC)
            await jobs.cancel_of_scene(
                tx, take.scene_id, now, "its take is an animatic itself", work=Work.DRAFT
            )
            if not await jobs.rework(tx, job["id"], ANIMATIC, order.model_dump_json()):
                await _again(tx, job, ANIMATIC, order.model_dump_json(), now)
            await self._did(tx, member, "films as animatic", job)
            return await self._view(tx, take, now)

    async def draft_first(self, member: Member, take_id: int) -> SceneView:
        """Shoot a take that waits for a model as a draft: small, with few steps, in its place."""
        now = self._now()
        async with self._store.transaction() as tx:
            take, _ = await take_of_guild(tx, member.guild_id, take_id)
            await self._require_say(tx, member, take, "asks for a draft")
            if take.engine == ANIMATIC or take.is_draft or take.state is not TakeState.QUEUED:
                raise Refusal(
                    f"Take {take.slate} is {_standing(take)}: a draft is made of one that waits "
                    "for a model."
                )
            job = await job_of_take(tx, take)
            order = as_draft(SceneOrder.model_validate_json(job["order_json"]))
            await takes.make_draft(tx, take_id)
            await jobs.rework(tx, job["id"], take.engine, order.model_dump_json())
            await self._did(tx, member, "asked for a draft of", job)
            return await self._view(tx, take, now)

    async def film_final(self, member: Member, take_id: int) -> Take:
        """Queue the take that a draft was made for: the same seeds, at full size."""
        now = self._now()
        async with self._store.transaction() as tx:
            draft, _ = await take_of_guild(tx, member.guild_id, take_id)
            settings = await self._require_say(tx, member, draft, "asks for its final")
            if not draft.is_draft or draft.state is not TakeState.POSTED:
                raise Refusal(f"Take {draft.slate} is no draft that was shown.")
            if (final := await takes.final_of(tx, draft)) is not None:
                raise Refusal(f"Its final is take {final.slate}, which is {final.state}.")
            job = await job_of_take(tx, draft)
            final_id = await takes.add(
                tx,
                guild_id=draft.guild_id,
                scene_id=draft.scene_id,
                engine=draft.engine,
                seed=draft.seed,
                seeds=draft.seeds,
                of=draft,
                asked_by=member.id,
                now=now,
            )
            final, _ = await take_of_guild(tx, member.guild_id, final_id)
            tried = SceneOrder.model_validate_json(job["order_json"])
            order = as_final(tried, final.slate, settings.film_size).model_dump_json()
            await _again(tx, job, final.engine, order, now, final=final)
            await self._did(tx, member, "asked for the final of", job)
            return final

    async def retry(self, member: Member, take_id: int) -> SceneView:
        """Shoot a failed take again, by the same order. For those who asked, and showrunners."""
        now = self._now()
        async with self._store.transaction() as tx:
            take, scene = await take_of_guild(tx, member.guild_id, take_id)
            await self._require_say(tx, member, take, "tries it again")
            if take.state is not TakeState.FAILED:
                raise Refusal(f"Take {take.slate} is {take.state}: only a failed one is retried.")
            _require_filmed(scene)
            job = await job_of_take(tx, take)
            await takes.set_state(tx, take_id, TakeState.QUEUED)
            await _again(tx, job, job["engine"], job["order_json"], now)
            await self._did(tx, member, "retried", job)
            return await self._view(tx, take, now)

    async def _require_say(
        self, tx: Transaction, member: Member, take: Take, what: str
    ) -> GuildSettings:
        """Raises NotAllowed for all but those who asked for a take, and showrunners."""
        settings = await guilds.settings(tx, member.guild_id)
        if member.id != take.asked_by and not member.is_showrunner(settings):
            raise NotAllowed(
                f"<@{take.asked_by}>, who asked for take {take.slate}, or a showrunner {what}."
            )
        return settings

    async def _steered(self, tx: Transaction, member: Member, job_id: int) -> Row:
        """An open job of the member's guild, for a showrunner."""
        require_showrunner(member, await guilds.settings(tx, member.guild_id))
        job = await jobs.get(tx, job_id)
        if job is None or job["guild_id"] != member.guild_id or job["finished_at"] or job["cancel"]:
            raise NotFound(NOT_HERE)
        return job

    async def _pause(self, member: Member, reason: str, *, is_paused: bool) -> None:
        now = self._now()
        async with self._store.transaction() as tx:
            settings = await guilds.settings(tx, member.guild_id)
            require_showrunner(member, settings)
            await guilds.set_settings(tx, replace(settings, queue_paused=is_paused))
            tx.brings_work = not is_paused
            for scene_id in await waiting_jobs.scenes(tx, member.guild_id):
                await scene_posts.touch(tx, scene_id, now)
            await records.write(
                tx,
                member,
                "paused the queue" if is_paused else "resumed the queue",
                "",
                now,
                reason,
            )

    async def _did(
        self, tx: Transaction, member: Member, deed: str, job: Row, reason: str = ""
    ) -> None:
        """Show it on the card, and write it down."""
        now = self._now()
        await shown.touch(tx, job, now)
        await records.write(tx, member, deed, f"{job['kind']} {slate_of(job)}", now, reason)

    async def _view(self, tx: Transaction, take: Take, now: datetime) -> SceneView:
        scene = await scene_of_guild(tx, take.guild_id, take.scene_id)
        return await scene_view(tx, scene, self._folder, now)


def _require_filmed(scene: Scene) -> None:
    """Raises Refusal when a scene is not to be filmed any more."""
    if scene.state not in FILMABLE:
        raise Refusal(
            f"Scene {scene.number} is {scene.state}, so nothing is filmed of it: "
            "a showrunner can reopen it with /studio decide."
        )


def _standing(take: Take) -> str:
    if take.engine == ANIMATIC:
        return "drawn by rules"
    return "a draft already" if take.is_draft else take.state


async def _again(
    tx: Transaction,
    job: Row,
    engine: str,
    order_json: str,
    now: datetime,
    *,
    final: Take | None = None,
) -> None:
    """Queue work as a job was queued, for its own take or for the final of that."""
    await jobs.enqueue(
        tx,
        guild_id=job["guild_id"],
        scene_id=job["scene_id"],
        take_id=final.id if final else job["take_id"],
        work=Work(job["kind"]),
        engine=engine,
        member_id=final.asked_by if final else job["member_id"],
        votes=job["votes"],
        film_s=job["film_s"],
        order_json=order_json,
        now=now,
    )


def _veiled(line: Waiting) -> Waiting:
    return replace(line, title=VEILED, preview=None)
