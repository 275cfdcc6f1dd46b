"""Portraits: a model draws them where one is awake, rules draw them else, and cards say which."""

from __future__ import annotations

import pytest
from casting_fixtures import HALE, cast
from conftest import CHANNEL, GUILD, MARA, Clock, member, showrunner
from shooting import claimed_by, deliver, operators_node, png, take_up
from test_pictures_room import FACE, bring, orders, sha

from bot.domain.queue import Work
from bot.store import Store
from bot.studio import Studio
from bot.studio.casting import LookView
from bot.studio.house_views import NodeView
from render.contract import Failure, FailureKind, SceneOrder

BOTH = ("animatic", "keyframes", "wan")
MODEL = "AI-generated with a model"


async def films_with_a_model(house: Studio) -> NodeView:
    """A guild whose machine has a model for films and one for stills."""
    node = await operators_node(house)
    assert await take_up(house, node, "hello", *BOTH) is None
    await house.settings.change(showrunner(), filming_engine="wan")
    return node


async def offered(house: Studio) -> LookView:
    """A look with a picture, on the ballot."""
    ids = await cast(house)
    draft = await house.looks.draft(member(MARA), ids["Captain Hale"], HALE)
    await bring(house, draft)
    return await house.looks.offer(member(MARA), draft.look.id, CHANNEL)


async def portrait(store: Store) -> SceneOrder:
    return (await orders(store))["portrait"]


async def test_a_model_draws_portraits_where_the_guild_films_with_one(
    house: Studio, store: Store
) -> None:
    node = await films_with_a_model(house)
    view = await offered(house)
    order = await portrait(store)
    assert order.engine == "keyframes"
    assert order.shots[0].cast[0].references == (sha(FACE),)
    assert [item.sha256 for item in order.inputs] == [sha(FACE)]
    claimed = await claimed_by(house, node, "portrait", *BOTH)
    await deliver(house, node, claimed, Work.PORTRAIT, {"portrait.png": png(48, 60)}, label=MODEL)
    assert (await house.looks.view(GUILD, view.look.id)).portrait_by == MODEL


async def test_rules_draw_portraits_where_the_film_is_drawn_by_rules(
    house: Studio, store: Store
) -> None:
    await films_with_a_model(house)
    await house.settings.change(showrunner(), filming_engine="animatic")
    await offered(house)
    order = await portrait(store)
    assert (order.engine, order.inputs) == ("animatic", ())


async def test_rules_draw_a_portrait_whose_models_nodes_went_away(
    house: Studio, store: Store, clock: Clock
) -> None:
    node = await films_with_a_model(house)
    await offered(house)
    assert await house.looks.have_portraits_drawn() == 0
    clock.forward(seconds=61)
    assert await house.looks.have_portraits_drawn() == 1
    order = await portrait(store)
    assert (order.engine, order.inputs, order.shots[0].cast[0].references) == ("animatic", (), ())
    assert await take_up(house, node, "by-rules") is not None


async def test_rules_draw_a_portrait_that_the_model_cannot(house: Studio, store: Store) -> None:
    node = await films_with_a_model(house)
    view = await offered(house)
    claimed = await claimed_by(house, node, "portrait", *BOTH)
    failure = Failure(kind=FailureKind.OOM, retryable=False)
    await house.leases.fail(node.id, claimed.job, claimed.attempt, failure)
    assert (await portrait(store)).engine == "animatic"
    assert (await house.looks.view(GUILD, view.look.id)).portrait_waits


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_portrait_that_shows_a_picture_taken_back_is_drawn_anew(
    house: Studio, store: Store, *, is_open: bool
) -> None:
    node = await films_with_a_model(house)
    view = await offered(house)
    claimed = await claimed_by(house, node, "portrait", *BOTH)
    await deliver(house, node, claimed, Work.PORTRAIT, {"portrait.png": png(48, 60)})
    if not is_open:
        await house.looks.withdraw(member(MARA), view.look.id)
    [mine] = await house.pictures.of_member(member(MARA))
    await house.pictures.take_back(member(MARA), mine.id)
    shown = await house.looks.view(GUILD, view.look.id)
    assert (shown.portrait, shown.portrait_waits) == (None, is_open)
    assert not any(sha(FACE) in order.model_dump_json() for order in (await orders(store)).values())
