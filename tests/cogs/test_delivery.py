"""The delivery: cards edited in place, takes posted once, troubles kept and told once."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from club import Club, buttons, parts, texts
from conftest import Clock
from desk import Desk

from bot.domain.ballot import Choice
from bot.domain.scene import SceneState, TakeState

pytest_plugins = ("club_fixtures", "desk_fixtures")

CARD = "· proposed by <@"
TAKE = "· take 1-1"
BOARD = "**On the ballot**"


async def test_a_proposal_comes_up_as_one_card(desk: Desk) -> None:
    scene = await desk.proposed()
    [card] = desk.posts(CARD)
    assert scene.scene.message_id == card.id
    assert "Film it" in buttons(card.components)


async def test_votes_edit_the_card_in_place(desk: Desk) -> None:
    scene = await desk.proposed()
    await desk.vote(scene, desk.club.tom)
    await desk.work_off()
    [card] = desk.posts(CARD)
    assert "**Film it 1**" in texts(card.components)


async def test_the_storyboard_appears_on_the_card_when_it_is_drawn(desk: Desk) -> None:
    scene = await desk.proposed()
    [before] = desk.posts(CARD)
    await desk.shoot()
    await desk.work_off()
    [card] = desk.posts(CARD)
    assert before.attachments == []
    assert [item.filename.partition("-")[0] for item in card.attachments] == ["storyboard"]


async def test_a_finished_take_is_posted_once(desk: Desk) -> None:
    scene = await desk.filmed()
    await desk.work_off()
    [post] = desk.posts(TAKE)
    take = await desk.take(scene)
    assert (take.state, take.message_id) == (TakeState.POSTED, post.id)
    assert [item.filename for item in post.attachments] == ["clip.mp4"]
    assert (await desk.club.view(scene)).scene.state is SceneState.SCREENED
