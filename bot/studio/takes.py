"""Another take, or one shot of a take anew; and what members found wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.member import Member
from bot.domain.queue import Work
from bot.domain.scene import Scene, Take, TakeState
from bot.domain.seam import Gathered, Seam, gathered
from bot.domain.wishes import (
    Wish,
    WishKind,
    is_enough,
    require_filmable,
    require_room,
)
from bot.errors import NotFound, Refusal
from bot.store import (
    Row,
    Store,
    Transaction,
    ballots,
    guilds,
    jobs,
    records,
    scene_posts,
    seams,
    takes,
    waiting_jobs,
    wishes,
)
from bot.store.moments import DAY
from bot.studio.dressing import stocked, wardrobe_of
from bot.studio.filming import queue_take
from bot.studio.media import MediaFolder
from bot.studio.showing import scene_of_guild, scene_view
from bot.studio.take_views import Asked, FilmedShot, TakePage
from render.contract import SceneOrder

SEAMS_PER_DAY = 30
"""What one member reports at most in a day."""
UNDER_WAY = (TakeState.QUEUED, TakeState.SHOOTING)


class TakesRoom:
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

    async def page(self, member: Member, take_id: int) -> TakePage:
        """What somebody should know who decides on another take: who asks, and what is wrong."""
        async with self._store.reading() as tx:
            take, scene = await take_of_guild(tx, member.guild_id, take_id)
            return await self._page(tx, member, take, scene)

    async def ask(self, member: Member, take_id: int, wish: Wish) -> Asked:
        """Ask for another take, or take that back; once enough members ask, it is queued.

        A showrunner alone is enough. Raises Refusal when nothing can be filmed, or no more today.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            source, scene = await take_of_guild(tx, member.guild_id, take_id)
            require_filmable(scene, source, wish)
            settings = await guilds.settings(tx, member.guild_id)
            is_showrunner = member.is_showrunner(settings)
            if not is_showrunner:
                await _require_idle(tx, scene)
            asks = is_showrunner or await wishes.toggle(
                tx,
                scene_id=scene.id,
                take_id=take_id,
                wish=wish,
                member_id=member.id,
                now=now,
            )
            asked = await wishes.asked(tx, scene.id, take_id)
            count = len(asked.get(str(wish), ()))
            final: Take | None = None
            if asks and is_enough(count, settings, is_showrunner=is_showrunner):
                require_room(await wishes.granted_since(tx, member.guild_id, now - DAY), settings)
                if await waiting_jobs.count(tx, member.guild_id) >= settings.queue_cap:
                    raise Refusal(
                        f"The queue is full: no more than {settings.queue_cap} wait to be filmed; "
                        "ask again when some are done."
                    )
                final = await self._film(tx, member, scene, source, wish)
                await wishes.grant(tx, scene_id=scene.id, take_id=take_id, wish=wish)
                await scene_posts.touch(tx, scene.id, now)
                if is_showrunner:
                    await records.write(
                        tx, member, "asked for another take", f"take {final.slate}", now
                    )
            page = await self._page(tx, member, source, scene)
            return Asked(page, final, count, settings.take_askers, asks=asks)

    async def find_fault(self, member: Member, take_id: int, seam: Seam) -> list[Gathered]:
        """*Something looks wrong*: keep it in the take's list; the list as it is now."""
        now = self._now()
        async with self._store.transaction() as tx:
            take, _ = await take_of_guild(tx, member.guild_id, take_id)
            if take.state is not TakeState.POSTED:
                raise Refusal(f"Take {take.slate} is {take.state}: nobody has seen it yet.")
            today = await seams.since(tx, member.guild_id, member.id, now - DAY)
            if today >= SEAMS_PER_DAY:
                raise Refusal(
                    f"You have found {today} things today, which is the limit; the rest can be "
                    "said in the scene's discussion."
                )
            await seams.add(
                tx,
                guild_id=member.guild_id,
                take_id=take_id,
                member_id=member.id,
                seam=seam,
                now=now,
            )
            return await faults_of(tx, take)

    async def _page(self, tx: Transaction, member: Member, take: Take, scene: Scene) -> TakePage:
        settings = await guilds.settings(tx, member.guild_id)
        now = self._now()
        asked = await wishes.asked(tx, scene.id, take.id)
        return TakePage(
            view=await scene_view(tx, scene, self._folder, now),
            take=take,
            shots=await _filmed_shots(tx, take),
            faults=tuple(await faults_of(tx, take)),
            asked={wish: len(who) for wish, who in asked.items()},
            mine=frozenset(wish for wish, who in asked.items() if member.id in who),
            needed=settings.take_askers,
            today=await wishes.granted_since(tx, member.guild_id, now - DAY),
            per_day=settings.takes_per_day,
            is_showrunner=member.is_showrunner(settings),
        )

    async def _film(
        self, tx: Transaction, member: Member, scene: Scene, source: Take, wish: Wish
    ) -> Take:
        """Number the take and queue its job."""
        now = self._now()
        settings = await guilds.settings(tx, scene.guild_id)
        if wish.kind is WishKind.SHOT:
            return await self._film_shot(tx, member, scene, source, wish)
        is_fresh = wish.kind is WishKind.FRESH
        take_id = await takes.add(
            tx,
            guild_id=scene.guild_id,
            scene_id=scene.id,
            engine=settings.filming_engine if is_fresh else source.engine,
            seed=self._seed() if is_fresh else source.seed,
            seeds={} if is_fresh else source.seeds,
            asked_by=member.id,
            now=now,
            wish=str(wish),
        )
        take = await _added(tx, take_id)
        job = None if is_fresh else await jobs.latest_of_take(tx, source.id)
        await queue_take(
            tx,
            scene,
            take,
            await _votes(tx, scene),
            now,
            prefers_id=None if job is None else job["node_id"],
        )
        return take

    async def _film_shot(
        self, tx: Transaction, member: Member, scene: Scene, source: Take, wish: Wish
    ) -> Take:
        """The order of an earlier take with one shot anew, which shows the looks that hold now.

        A node has the rest of its shots.
        """
        now = self._now()
        job = await job_of_take(tx, source)
        order = SceneOrder.model_validate_json(job["order_json"])
        if not 1 <= wish.shot <= len(order.shots):
            raise NotFound(f"Take {source.slate} has no shot {wish.shot}.")
        seed = self._seed()
        old = order.shots[wish.shot - 1]
        seeds = {**source.seeds, source.mark(wish.shot): seed}
        take_id = await takes.add(
            tx,
            guild_id=source.guild_id,
            scene_id=source.scene_id,
            engine=source.engine,
            seed=source.seed,
            seeds=seeds,
            of=source,
            asked_by=member.id,
            now=now,
            wish=str(wish),
        )
        take = await _added(tx, take_id)
        wardrobe = await wardrobe_of(tx, scene, old)
        anew = wardrobe.dress(old).model_copy(update={"seed": seed})
        shots = (*order.shots[: wish.shot - 1], anew, *order.shots[wish.shot :])
        await jobs.enqueue(
            tx,
            guild_id=source.guild_id,
            scene_id=source.scene_id,
            take_id=take_id,
            work=Work.TAKE,
            engine=source.engine,
            member_id=member.id,
            votes=job["votes"],
            film_s=old.seconds,
            order_json=stocked(
                order.model_copy(update={"slate": take.slate, "shots": shots}), wardrobe
            ).model_dump_json(),
            prefers_id=job["node_id"],
            now=now,
        )
        return take


async def take_of_guild(tx: Transaction, guild_id: int, take_id: int) -> tuple[Take, Scene]:
    """A take that this guild has and that was not removed, and its scene. Raises NotFound."""
    take = await takes.get(tx, take_id)
    if take is None or take.guild_id != guild_id or take.removed_at is not None:
        raise NotFound("That take is not here (any more); /film lists the scenes.")
    return take, await scene_of_guild(tx, guild_id, take.scene_id)


async def job_of_take(tx: Transaction, take: Take) -> Row:
    """The job that films or filmed a take. Raises Refusal for one that never had any."""
    job = await jobs.latest_of_take(tx, take.id)
    if job is None:
        raise Refusal(f"Take {take.slate} was never queued: ask for another take.")
    return job


async def faults_of(tx: Transaction, take: Take) -> list[Gathered]:
    """What members found wrong in a take, in the order of the film."""
    lengths = [shot.seconds for shot in await _filmed_shots(tx, take)]
    return gathered(await seams.of_take(tx, take.id), lengths)


async def _filmed_shots(tx: Transaction, take: Take) -> tuple[FilmedShot, ...]:
    """The shots by which a take was filmed, whatever became of the scene's since."""
    job = await jobs.latest_of_take(tx, take.id)
    if job is None:
        return ()
    order = SceneOrder.model_validate_json(job["order_json"])
    return tuple(
        FilmedShot(shot.number, shot.seconds, str(shot.framing), shot.action)
        for shot in order.shots
    )


async def _require_idle(tx: Transaction, scene: Scene) -> None:
    for take in await takes.of_scene(tx, scene.id):
        if take.state in UNDER_WAY and take.removed_at is None:
            raise Refusal(
                f"Take {take.slate} is on its way: look at it first, then ask for another."
            )


async def _added(tx: Transaction, take_id: int) -> Take:
    take = await takes.get(tx, take_id)
    assert take is not None, "it was just added"
    return take


async def _votes(tx: Transaction, scene: Scene) -> int:
    """What the scene's ballot came to: its weight in the queue."""
    ballot = await ballots.latest(tx, scene.id)
    return 0 if ballot is None else (await ballots.tally(tx, ballot["id"])).net
