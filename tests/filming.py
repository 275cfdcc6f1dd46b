"""Scenes that were filmed: proposed, greenlit, shot by the operator's node and posted."""

from __future__ import annotations

import itertools

from conftest import CHANNEL, DIRECTION, GUILD, MARA, member, showrunner, strand
from shooting import deliver, operators_node, take_up

from bot.domain.queue import Work
from bot.domain.scene import Take
from bot.store import jobs
from bot.studio import Studio
from bot.studio.orders import KINDS
from bot.studio.views import SceneView
from render.contract import SceneOrder

_claims = itertools.count()
WORKS = {kind: work for work, kind in KINDS.items() if work is not Work.DRAFT}


async def greenlit(studio: Studio, guild_id: int = GUILD, novel_id: int = 1) -> SceneView:
    """A scene that a showrunner greenlit; its first take is in the queue."""
    view = await studio.proposals.propose(
        member(MARA, guild_id), CHANNEL, strand(novel_id), DIRECTION, age_restricted=False
    )
    await studio.ballots.decide(showrunner(guild_id), view.scene.number, "greenlight", "yes")
    return await studio.scenes.view(guild_id, view.scene.id)


async def filmed(studio: Studio, takes: int = 1, guild_id: int = GUILD) -> SceneView:
    """A scene with so many takes posted."""
    view = await greenlit(studio, guild_id)
    await shoot(studio, guild_id)
    for _ in range(takes - 1):
        await another(studio, view.scene.id, guild_id)
    return await studio.scenes.view(guild_id, view.scene.id)


async def another(studio: Studio, scene_id: int, guild_id: int = GUILD) -> Take:
    """One more take of a scene, shot and posted."""
    from bot.domain.wishes import read_wish

    view = await studio.scenes.view(guild_id, scene_id)
    asked = await studio.takes.ask(showrunner(guild_id), view.takes[0].take.id, read_wish("fresh"))
    assert asked.take is not None
    await shoot(studio, guild_id)
    return asked.take


async def shoot(studio: Studio, guild_id: int = GUILD) -> list[SceneOrder]:
    """The node does all that waits, and what it delivers is posted; the orders that it had."""
    node = await operators_node(studio)
    orders: list[SceneOrder] = []
    while claimed := await take_up(studio, node, f"film-{next(_claims)}"):
        order = claimed.order
        seconds = round(order.seconds, 3)
        await deliver(
            studio, node, claimed, WORKS[order.kind], shots_shot=len(order.shots), seconds=seconds
        )
        orders.append(order)
    for errand in await studio.outbox.due(per_guild=1000):
        if errand.kind == "take":
            await studio.premieres.posted(errand, CHANNEL, 6000 + errand.subject_id)
    return orders


async def order_of(studio: Studio, take_id: int) -> SceneOrder:
    """By which a take is filmed."""
    async with studio.leases._store.reading() as tx:
        job = await jobs.latest_of_take(tx, take_id)
    assert job is not None
    return SceneOrder.model_validate_json(job["order_json"])
