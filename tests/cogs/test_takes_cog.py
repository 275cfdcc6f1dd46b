"""A take's buttons: another one, one shot of it anew, and what looks wrong in it."""

from __future__ import annotations

from typing import Any

import pytest
from club import bare, buttons, parts, texts
from desk import Desk

from bot.domain.scene import Take, TakeState
from bot.domain.seam import SeamKind

pytest_plugins = ("club_fixtures", "desk_fixtures")

POST = "· take 1-1"


@pytest.fixture
async def post(desk: Desk) -> Any:
    """The post of a scene's first take."""
    await desk.filmed()
    await desk.work_off()
    [posted] = desk.posts(POST)
    return posted


async def takes(desk: Desk) -> list[Take]:
    view = await desk.club.studio.scenes.numbered(desk.club.guild.id, 1)
    return [take.take for take in view.takes]


def menu_id(page: Any) -> str:
    [custom_id] = [part["custom_id"] for part in parts(page.components) if part.get("type") == 3]
    return custom_id


async def test_two_members_ask_and_another_take_is_queued(desk: Desk, post: Any) -> None:
    club = desk.club
    page = (await club.tom.click(post, label="Another take")).response
    assert page.ephemeral
    assert "once 2 members ask for it, or a showrunner does" in texts(page.components)
    await club.tom.click(page, label="All of it anew · 0 of 2")
    assert "You ask for it: 1 of 2 members by now." in texts(page.components)
    assert "✓ All of it anew · 1 of 2" in buttons(page.components)
    other = (await club.mara.click(post, label="Another take")).response
    await club.mara.click(other, label="All of it anew · 1 of 2")
    assert "Take 1-2 is queued: every shot with another seed." in texts(other.components)
    assert [take.state for take in await takes(desk)] == [TakeState.POSTED, TakeState.QUEUED]


async def test_asking_works_after_a_restart(desk: Desk, post: Any) -> None:
    club = desk.club
    page = (await club.tom.click(post, label="Another take")).response
    shot = (await club.mara.click(post, label="Shoot a shot again")).response
    await club.restart()
    await club.tom.click(page, label="All of it anew · 0 of 2")
    await club.mara.select(shot, ["2"], custom_id=menu_id(shot))
    assert "You ask for it: 1 of 2 members by now." in texts(shot.components)
    again = (await club.tom.click(post, label="Another take")).response
    assert "✓ All of it anew · 1 of 2" in buttons(again.components)


async def test_a_showrunner_has_one_shot_filmed_again_and_the_post_says_so(
    desk: Desk, post: Any
) -> None:
    club = desk.club
    page = (await club.anna.click(post, label="Shoot a shot again")).response
    await club.anna.select(page, ["2"], custom_id=menu_id(page))
    said = texts(page.components)
    assert "Take 1-2 is queued: only shot 2 is filmed, the rest is of 1-1." in said
    await desk.shoot(shots_shot=1, shots_reused=4)
    await desk.work_off()
    [second] = desk.posts("· take 1-2")
    assert "1 shot filmed for this take, 4 kept from before" in texts(second.components)


async def test_the_card_has_the_button_and_says_what_is_on_its_way(desk: Desk, post: Any) -> None:
    club = desk.club
    [card] = desk.posts("· proposed by <@")
    page = (await club.anna.click(card, label="Another take")).response
    await club.anna.click(page, label="All of it anew")
    await desk.work_off()
    [card] = desk.posts("· proposed by <@")
    assert "Another one · take **1-2** is next in the queue" in texts(card.components)


async def test_what_looks_wrong_is_kept_and_shown_to_who_decides(desk: Desk, post: Any) -> None:
    club = desk.club
    form = await club.tom.click(post, label="Something looks wrong")
    typed = {"kind": ["hands"], "moment": "0:00.5", "part": ["left"], "note": "six *fingers*"}
    sent = await club.submit(club.tom, form, typed)
    assert "Hands at 0:00.5, left · shot 1: six *fingers*" in bare(sent.response.content)
    assert sent.response.ephemeral
    page = (await club.anna.click(post, label="Another take")).response
    assert "Hands at 0:00.5, left · shot 1" in texts(page.components)
    [menu] = [part for part in parts(page.components) if part.get("type") == 3]
    assert "1 thing wrong" in menu["options"][0]["description"]


async def test_a_moment_that_is_none_gives_the_words_back(desk: Desk, post: Any) -> None:
    club = desk.club
    form = await club.tom.click(post, label="Something looks wrong")
    typed = {"kind": [SeamKind.OTHER], "moment": "somewhere", "note": "A cup on the table"}
    await club.restart()
    sent = await club.submit(club.tom, form, typed)
    assert "'somewhere' is no moment" in sent.response.content
    assert "> A cup on the table" in sent.response.content


async def test_words_of_members_do_nothing_in_the_list(desk: Desk, post: Any) -> None:
    club = desk.club
    for actor in (club.tom, club.mara):
        form = await actor.click(post, label="Something looks wrong")
        typed = {"kind": ["face"], "moment": "0.2", "note": "@everyone <@1> **" + "x" * 150}
        await club.submit(actor, form, typed)
    page = (await club.anna.click(post, label="Another take")).response
    shown = texts(page.components)
    assert "@everyone" not in shown.replace("\\@", "")
    assert "<@1>" not in shown
    assert "2 members" in shown
