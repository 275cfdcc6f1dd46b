"""What a greenlight sets in motion: a take, its job, and a draft where the machine is elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.ballot import Tally
from bot.domain.queue import ANIMATIC, ANY_ENGINE, Work
from bot.domain.scene import Scene, SceneState, Take, TakeState
from bot.domain.style import FilmSize, FilmStyle, style_of_film
from bot.store import Row, Transaction, guilds, jobs, novels, scenes, takes
from bot.studio.dressing import dressed, wardrobe_of
from bot.studio.orders import shooting_order

CLIP_BYTES = 10 * 2**20
"""Discord's upload limit for a server without boosts."""


async def draw_storyboard(tx: Transaction, scene: Scene, now: datetime) -> None:
    """Queue the strip that people vote on: in the fast lane, on any node.

    Its seed is the scene's own, so that a node draws again only the shots that were changed.
    """
    title, style, _ = await _film(tx, scene)
    order = shooting_order(
        scene,
        title,
        Work.STORYBOARD,
        style=style,
        engine=ANIMATIC,
        seed=scene.id * 104_729 % 2**32,
        max_bytes=CLIP_BYTES,
    )
    order = dressed(order, await wardrobe_of(tx, scene))
    await jobs.enqueue(
        tx,
        guild_id=scene.guild_id,
        scene_id=scene.id,
        take_id=None,
        work=Work.STORYBOARD,
        engine=ANY_ENGINE,
        member_id=scene.proposer_id,
        votes=0,
        film_s=float(len(scene.shot_list.shots)),
        order_json=order.model_dump_json(),
        now=now,
    )


async def greenlight(
    tx: Transaction, scene: Scene, tally: Tally, seed: Callable[[], int], now: datetime
) -> None:
    """Film the scene: its next take is queued, for the engine that its guild films with."""
    settings = await guilds.settings(tx, scene.guild_id)
    await scenes.set_state(tx, scene.id, SceneState.GREENLIT)
    take_id = await takes.add(
        tx,
        guild_id=scene.guild_id,
        scene_id=scene.id,
        engine=settings.filming_engine,
        seed=seed(),
        asked_by=scene.proposer_id,
        now=now,
    )
    take = await takes.get(tx, take_id)
    assert take is not None, "it was just added"
    await queue_take(tx, scene, take, tally.net, now)
    if settings.filming_engine != ANIMATIC:
        await _queue(tx, scene, take, Work.DRAFT, ANY_ENGINE, tally.net, now)


async def queue_take(
    tx: Transaction,
    scene: Scene,
    take: Take,
    votes: int,
    now: datetime,
    *,
    prefers_id: int | None = None,
) -> None:
    """Queue a take's job, for the take's own engine, and for the node that has its shots."""
    await takes.set_state(tx, take.id, TakeState.QUEUED)
    await _queue(tx, scene, take, Work.TAKE, take.engine, votes, now, prefers_id)


async def _queue(
    tx: Transaction,
    scene: Scene,
    take: Take,
    work: Work,
    engine: str,
    votes: int,
    now: datetime,
    prefers_id: int | None = None,
) -> None:
    title, style, size = await _film(tx, scene)
    wardrobe = await wardrobe_of(tx, scene)
    order = shooting_order(
        scene,
        title,
        work,
        style=style,
        engine=ANIMATIC if engine == ANY_ENGINE else engine,
        seed=take.seed,
        max_bytes=CLIP_BYTES,
        size=size,
        take_number=take.number,
        seeds=take.seeds,
        looks=wardrobe.seeds,
    )
    order = dressed(order, wardrobe)
    await jobs.enqueue(
        tx,
        guild_id=scene.guild_id,
        scene_id=scene.id,
        take_id=take.id,
        work=work,
        engine=engine,
        member_id=take.asked_by,
        votes=max(votes, 0),
        film_s=scene.shot_list.seconds,
        order_json=order.model_dump_json(),
        prefers_id=prefers_id,
        now=now,
    )


async def title_of(tx: Transaction, scene: Scene) -> str:
    """The title of a scene's novel."""
    return (await _novel(tx, scene))["title"]


async def _film(tx: Transaction, scene: Scene) -> tuple[str, FilmStyle, FilmSize]:
    """The title of a scene's novel, how its film looks, and how large its takes are."""
    row = await _novel(tx, scene)
    settings = await guilds.settings(tx, scene.guild_id)
    style = style_of_film(novels.style_of(row), settings.style)
    return row["title"], style, settings.film_size


async def _novel(tx: Transaction, scene: Scene) -> Row:
    row = await novels.get(tx, scene.guild_id, scene.passage.novel_id)
    assert row is not None, "a scene's novel is never deleted"
    return row
