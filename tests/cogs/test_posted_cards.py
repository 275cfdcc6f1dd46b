"""Cards: one message each, edited in place, found again after a restart."""

from __future__ import annotations

from typing import Any

import pytest
from club import buttons, texts
from desk import Desk, fail_once

pytest_plugins = ("club_fixtures", "desk_fixtures")

CARD = "· proposed by <@"


def edits(desk: Desk, words: str) -> list[str]:
    """What became of a message, edit by edit."""
    found = [texts(body.get("components", [])) for body in desk.sent("PATCH")]
    return [text for text in found if words in text]


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


async def test_votes_between_two_looks_make_one_edit(desk: Desk) -> None:
    scene = await desk.proposed()
    await desk.vote(scene, desk.club.tom)
    await desk.vote(scene, desk.club.anna)
    await desk.work_off()
    [edit] = edits(desk, CARD)
    assert "**Film it 2**" in edit


async def test_a_card_that_looks_the_same_is_not_edited(desk: Desk) -> None:
    scene = await desk.proposed()
    await desk.vote(scene, desk.club.tom)
    await desk.vote(scene, desk.club.tom)
    await desk.work_off()
    assert edits(desk, CARD) == []
    assert await desk.kept("card") == []


async def test_edits_of_a_card_are_three_seconds_apart_and_the_last_state_arrives(
    desk: Desk,
) -> None:
    scene = await desk.proposed()
    await desk.vote(scene, desk.club.tom)
    await desk.look()
    await desk.vote(scene, desk.club.anna)
    await desk.look(seconds=2)
    before = len(edits(desk, CARD))
    await desk.look(seconds=2)
    assert before == 1
    assert "**Film it 2**" in edits(desk, CARD)[-1]


async def test_the_storyboard_appears_on_the_card_when_it_is_drawn(desk: Desk) -> None:
    await desk.proposed()
    [before] = desk.posts(CARD)
    await desk.shoot()
    await desk.work_off()
    [card] = desk.posts(CARD)
    assert before.attachments == []
    assert [item.filename.partition("-")[0] for item in card.attachments] == ["storyboard"]


async def test_a_storyboard_is_uploaded_once_and_kept_through_edits(desk: Desk) -> None:
    scene = await desk.proposed()
    await desk.shoot()
    await desk.work_off()
    [before] = desk.posts(CARD)
    await desk.vote(scene, desk.club.tom)
    await desk.work_off()
    [after] = desk.posts(CARD)
    assert [item.id for item in after.attachments] == [item.id for item in before.attachments]
    assert "**Film it 1**" in texts(after.components)


async def test_a_restarted_bot_goes_on_with_the_card_that_is_there(desk: Desk) -> None:
    scene = await desk.proposed()
    await desk.shoot()
    await desk.work_off()
    later = await desk.restarted()
    await later.vote(scene, desk.club.tom)
    await later.work_off()
    [card] = desk.posts(CARD)
    assert "**Film it 1**" in texts(card.components)
    assert len(card.attachments) == 1


async def test_a_card_whose_posting_was_not_written_down_is_found_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_once(monkeypatch, desk.club.studio.scenes, "keep_card")
    scene = await desk.proposed()
    await desk.look(minutes=6)
    [card] = desk.posts(CARD)
    assert (await desk.club.view(scene)).scene.message_id == card.id


async def test_a_card_that_somebody_deleted_is_posted_again(desk: Desk) -> None:
    scene = await desk.proposed()
    [card] = desk.posts(CARD)
    await card.delete()
    await desk.vote(scene, desk.club.tom)
    await desk.work_off()
    [again] = desk.posts(CARD)
    assert again.id != card.id
    assert (await desk.club.view(scene)).scene.message_id == again.id


async def test_a_card_deleted_while_the_bot_was_away_is_posted_again(desk: Desk) -> None:
    scene = await desk.proposed()
    await desk.club.env.bot.remove_cog("Delivery")
    await desk.posts(CARD)[0].delete()
    later = await desk.restarted()
    await later.vote(scene, desk.club.tom)
    await later.work_off()
    [again] = desk.posts(CARD)
    assert again.id != scene.scene.message_id
    assert (await desk.club.view(scene)).scene.message_id == again.id


async def test_a_hidden_tally_is_not_on_the_card_until_it_closes(desk: Desk) -> None:
    anna = desk.club.member(desk.club.anna)
    await desk.club.studio.settings.change(anna, hidden_tally=True)
    scene = await desk.proposed()
    await desk.vote(scene, desk.club.tom)
    await desk.vote(scene, desk.club.anna)
    await desk.work_off()
    while_open = texts(desk.posts(CARD)[0].components)
    await desk.pass_time(hours=49)
    await desk.club.studio.ballots.close_due()
    await desk.work_off()
    assert "**2 votes**, shown when it closes" in while_open
    assert "**Film it" not in while_open
    assert "**Greenlit 2 to 0**" in texts(desk.posts(CARD)[0].components)


async def test_a_card_pings_nobody(desk: Desk) -> None:
    await desk.proposed()
    assert [body["allowed_mentions"] for body in desk.sent("POST")] == [{"parse": []}] * 2


async def test_a_server_that_is_not_there_yet_is_waited_for(desk: Desk) -> None:
    scene = await desk.proposed()
    await desk.club.studio.scenes.remove(desk.club.member(desk.club.anna), scene.scene.id, "no")
    server: Any = desk.club.env.bot.get_guild(desk.club.guild.id)
    server.unavailable = True
    await desk.work_off()
    [kept] = await desk.kept("removal")
    server.unavailable = False
    await desk.work_off()
    assert kept.tries == 0
    assert desk.posts(CARD) == []
