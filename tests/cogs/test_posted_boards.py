"""The board: posted and pinned once, up again after it was deleted, gone with its novel."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from club import texts
from desk import Desk, said

from bot.store import Store, scene_posts
from cogs.delivery.boards import show_board

pytest_plugins = ("club_fixtures", "desk_fixtures")

TAKE = "· take 1-1"

BOARD = "### On the ballot"


async def test_the_board_is_posted_and_pinned_once(desk: Desk) -> None:
    await desk.work_off()
    await desk.proposed()
    [board] = desk.posts(BOARD)
    assert [message.id for message in desk.club.channel.pinned_messages()] == [board.id]
    assert "Scene 1 · The boy on the strand" in texts(board.components)


async def test_a_board_is_pinned_by_the_bot_that_comes_after_one_that_died_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(_: discord.Message) -> None:
        raise KeyboardInterrupt

    await desk.work_off()
    await desk.posts(BOARD)[0].delete()
    anna = desk.club.member(desk.club.anna)
    await desk.club.studio.novels.keep_board(desk.club.novel_id, None)
    await desk.club.studio.novels.bind(anna, desk.club.novel_id, desk.club.channel.id)
    with monkeypatch.context() as dying:
        dying.setattr(discord.Message, "pin", die)
        with pytest.raises(KeyboardInterrupt):
            await show_board(desk.cog.posting, (await desk.kept("board"))[0])
    later = await desk.restarted()
    await later.work_off()
    [board] = desk.posts(BOARD)
    assert board.pinned


async def test_a_board_is_not_mistaken_for_a_take_that_has_its_button(desk: Desk) -> None:
    await desk.filmed()
    await desk.work_off()
    [board] = desk.posts(BOARD)
    await board.delete()
    anna = desk.club.member(desk.club.anna)
    await desk.club.studio.novels.bind(anna, desk.club.novel_id, desk.club.channel.id)
    later = await desk.restarted()
    await later.work_off()
    [again] = desk.posts(BOARD)
    [take] = desk.posts(TAKE)
    assert again.pinned
    assert not take.pinned


async def test_a_board_that_may_not_be_pinned_is_up_all_the_same(
    desk: Desk, backstage: Any
) -> None:
    desk.club.env.inject_error(
        "PUT", "/channels/*/*pins/*", status=403, code=50013, message="no", times=None
    )
    await desk.work_off()
    await desk.proposed()
    [board] = desk.posts(BOARD)
    assert not board.pinned
    assert [text for text in said(backstage) if "pin it by hand" in text] == said(backstage)
    assert len(said(backstage)) == 1


async def test_a_deleted_board_comes_up_again(desk: Desk) -> None:
    await desk.work_off()
    [board] = desk.posts(BOARD)
    await board.delete()
    await desk.proposed()
    [again] = desk.posts(BOARD)
    assert again.id != board.id


async def test_the_board_of_a_removed_novel_goes_also_while_its_last_take_is_shot(
    desk: Desk, store: Store
) -> None:
    scene = await desk.greenlit()
    await desk.work_off()
    assert len(desk.posts(BOARD)) == 1
    await desk.club.studio.novels.remove(desk.club.member(desk.club.anna), desk.club.novel_id)
    async with store.transaction() as tx:
        await scene_posts.touch(tx, scene.scene.id, desk.clock())
    await desk.work_off()
    assert desk.posts(BOARD) == []


async def test_the_board_of_a_removed_novel_goes_with_it(desk: Desk) -> None:
    await desk.work_off()
    anna = desk.club.member(desk.club.anna)
    await desk.club.studio.novels.remove(anna, desk.club.novel_id)
    await desk.work_off()
    assert desk.posts(BOARD) == []
    assert await desk.kept("board") == []


async def test_the_board_follows_the_votes_on_an_open_ballot(desk: Desk) -> None:
    scene = await desk.proposed()
    await desk.vote(scene, desk.club.tom)
    await desk.work_off()
    await desk.look(minutes=1)
    [shown] = desk.posts("### On the ballot")
    assert "1 for, 0 against" in texts(shown.components)


async def test_a_novel_that_moves_takes_its_board_along(desk: Desk) -> None:
    club = desk.club
    await desk.work_off()
    before = desk.posts("On the ballot")
    other = club.guild.create_text_channel("the-lamp-again")
    await club.env.settle()
    await club.studio.novels.bind(club.member(club.anna), club.novel_id, other.id)
    await desk.work_off()
    boards = [
        message for message in other.history() if "On the ballot" in texts(message.components)
    ]
    assert len(before) == 1
    assert desk.posts("On the ballot") == []
    assert len(boards) == 1


async def test_a_novel_bound_again_to_its_channel_keeps_its_board(desk: Desk) -> None:
    club = desk.club
    await desk.work_off()
    before = [message.id for message in desk.posts("On the ballot")]
    await club.studio.novels.bind(club.member(club.anna), club.novel_id, club.channel.id)
    await desk.work_off()
    assert [message.id for message in desk.posts("On the ballot")] == before
