"""What is removed is taken down: its posts, its thread, and no more than that."""

from __future__ import annotations

from typing import Any

import pytest
from desk import Desk

pytest_plugins = ("club_fixtures", "desk_fixtures")

CARD = "· proposed by <@"
TAKE = "· take 1-1"


async def test_a_removed_scene_takes_its_posts_along_and_closes_its_thread(desk: Desk) -> None:
    scene = await desk.filmed()
    await desk.work_off()
    await desk.club.tom.click(desk.posts(CARD)[0], label="Discuss")
    await desk.club.studio.scenes.remove(
        desk.club.member(desk.club.anna), scene.scene.id, "not ours"
    )
    await desk.work_off()
    assert desk.posts(CARD) == []
    assert desk.posts(TAKE) == []
    [thread] = desk.club.channel.threads
    opened: Any = await desk.club.env.bot.fetch_channel(thread.id)
    assert (opened.name, opened.archived) == ("Scene 1 · removed", True)
    assert await desk.kept("removal") == []


async def test_a_removed_scenes_card_is_deleted_in_a_channel_that_is_not_known_yet(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await desk.proposed()
    await desk.club.studio.scenes.remove(desk.club.member(desk.club.anna), scene.scene.id, "no")
    with monkeypatch.context() as unknown:
        unknown.setattr(desk.club.env.bot, "get_channel", lambda _: None)
        await desk.work_off()
    assert desk.posts(CARD) == []


async def test_a_post_that_may_not_be_deleted_holds_up_no_other(desk: Desk) -> None:
    club = desk.club
    premiere = club.guild.create_text_channel("premieres")
    await club.studio.settings.change(club.member(club.anna), premiere_channel=premiere.id)
    scene = await desk.filmed()
    await desk.work_off()
    club.env.inject_error(
        "DELETE", f"/channels/{premiere.id}/messages/*", status=403, code=50001, message="no"
    )
    await club.studio.scenes.remove(club.member(club.anna), scene.scene.id, "no")
    await desk.look()
    assert desk.posts(CARD) == []
    assert len(premiere.history()) == len(await desk.kept("removal")) == 1
    await desk.look(minutes=1)
    assert premiere.history() == await desk.kept("removal") == []


async def test_a_removed_scenes_thread_that_is_not_ours_is_left_as_it_is(desk: Desk) -> None:
    scene = await desk.proposed()
    await desk.club.tom.click(desk.posts(CARD)[0], label="Discuss")
    [thread] = desk.club.channel.threads
    path = f"/channels/{thread.id}"
    desk.club.env.inject_error("PATCH", path, status=403, code=50013, message="no")
    await desk.club.studio.scenes.remove(desk.club.member(desk.club.anna), scene.scene.id, "no")
    await desk.work_off()
    assert desk.posts(CARD) == []
    assert await desk.kept("removal") == []
