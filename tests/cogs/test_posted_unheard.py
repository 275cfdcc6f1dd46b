"""A post that came through unheard is found where it was made, wherever films go by then."""

from __future__ import annotations

from typing import Any
from unittest.mock import AsyncMock

import discord
import pytest
import shooting
from club import texts
from desk import Desk, forbid, unheard_once
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.domain.queue import Work
from bot.studio.views import SceneView
from cogs.delivery import films

pytest_plugins = ("club_fixtures", "desk_fixtures")

NOISY = ("-vf", "noise=alls=90:allf=t", "-s", "320x240", "-c:v", "libx264", "-crf", "4")
PLAYABLE = ("-profile:v", "high", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart")
TAKE = "· take 1-1"
READ_HISTORY = discord.Permissions(read_message_history=True).value


async def premieres_go_to(desk: Desk, channel: Any) -> None:
    anna = desk.club.member(desk.club.anna)
    await desk.club.studio.settings.change(anna, premiere_channel=channel.id)


async def blind(desk: Desk, channel: Any) -> None:
    """The bot may no longer read what was said in a channel."""
    bot = desk.club.env.bot.user.id
    unseen = Overwrite(bot, OverwriteType.MEMBER, deny=READ_HISTORY)
    desk.club.env.backend.set_overwrite(channel.id, unseen)
    await desk.club.env.settle()


def takes_in(channel: Any) -> list[discord.Message]:
    return [message for message in channel.history() if TAKE in texts(message.components)]


async def unheard_take(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[SceneView, Any, Any]:
    """A take that is in the first of two channels unheard, when takes go to the second one."""
    guild = desk.club.guild
    first, second = (guild.create_text_channel(name) for name in ("premieres", "screenings"))
    await premieres_go_to(desk, first)
    scene = await desk.filmed()
    unheard_once(desk, monkeypatch)
    await desk.look()
    assert len(takes_in(first)) == 1
    await premieres_go_to(desk, second)
    return scene, first, second


async def test_a_take_is_found_in_the_channel_that_it_was_posted_to(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, first, second = await unheard_take(desk, monkeypatch)
    await desk.look(minutes=6)
    await desk.work_off()
    [post] = takes_in(first)
    assert (takes_in(second), desk.posts(TAKE)) == ([], [])
    take = await desk.take(scene)
    assert (take.channel_id, take.message_id) == (first.id, post.id)


async def test_a_bot_that_died_as_it_posted_finds_it_there_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, first, second = await unheard_take(desk, monkeypatch)
    later = await desk.restarted()
    await later.look(minutes=6)
    await later.work_off()
    assert takes_in(second) == []
    assert (await later.take(scene)).message_id == takes_in(first)[0].id


async def test_a_take_whose_post_went_with_its_channel_is_posted_in_the_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, first, second = await unheard_take(desk, monkeypatch)
    desk.club.env.backend.delete_channel(first.id)
    await desk.club.env.settle()
    await desk.look(minutes=6)
    await desk.work_off()
    assert (await desk.take(scene)).message_id == takes_in(second)[0].id


async def test_a_take_waits_while_the_bot_may_not_look_where_it_was_posted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, first, second = await unheard_take(desk, monkeypatch)
    await blind(desk, first)
    monkeypatch.setattr(desk.club.env.bot.http, "logs_from", AsyncMock(return_value=[]))
    await desk.look(minutes=6)
    [kept] = await desk.kept("take")
    assert (takes_in(second), kept.tries) == ([], 2)


async def test_a_take_that_was_refused_in_one_channel_is_posted_in_the_other(desk: Desk) -> None:
    """Whoever was told no knows that nothing is there, and need not look."""
    second = desk.club.guild.create_text_channel("screenings")
    scene = await desk.filmed()
    forbid(desk)
    await desk.look()
    await premieres_go_to(desk, second)
    await blind(desk, desk.club.channel)
    await desk.look(minutes=6)
    assert (await desk.take(scene)).message_id == takes_in(second)[0].id


async def test_a_removed_take_is_taken_down_where_it_was_posted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, first, second = await unheard_take(desk, monkeypatch)
    anna = desk.club.member(desk.club.anna)
    await desk.club.studio.scenes.remove(anna, scene.scene.id, "reported")
    await desk.look(minutes=6)
    await desk.work_off()
    assert (takes_in(first), takes_in(second)) == ([], [])
    assert await desk.kept("take") == []


async def slowly(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next clip runs out of time until a smaller one would be made, and then comes through."""
    monkeypatch.setattr(films, "SMALL", 60_000)
    with monkeypatch.context() as slow:
        slow.setattr(desk.club.env.bot.http, "send_message", AsyncMock(side_effect=TimeoutError))
        for _ in range(films.SLOW_TRIES):
            await desk.look(minutes=30)
    unheard_once(desk, monkeypatch)


async def test_a_clip_that_came_through_slowly_is_not_made_smaller(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await desk.filmed(clip=shooting.film(*NOISY, *PLAYABLE))
    await slowly(desk, monkeypatch)
    await desk.look(minutes=30)
    assert (await desk.take(scene)).message_id == desk.posts(TAKE)[0].id
    assert await desk.club.studio.queue.lines(desk.club.guild.id) == []


async def test_a_clip_that_came_through_later_is_found_once_a_smaller_one_is_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await desk.filmed(clip=shooting.film(*NOISY, *PLAYABLE))
    await slowly(desk, monkeypatch)
    with monkeypatch.context() as too_early:
        too_early.setattr(desk.club.env.bot.http, "logs_from", AsyncMock(return_value=[]))
        await desk.look(minutes=30)
    [job] = await desk.club.studio.queue.lines(desk.club.guild.id)
    await desk.shoot()
    await desk.work_off()
    [post] = desk.posts(TAKE)
    assert (job.work, (await desk.take(scene)).message_id) == (Work.REFIT, post.id)
