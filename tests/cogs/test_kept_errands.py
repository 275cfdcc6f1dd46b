"""When Discord or somebody in it says no: nothing is lost, and showrunners hear of it once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

import discord
import pytest
from club import texts
from conftest import DIRECTION, set_up, showrunner, strand
from desk import Desk, forbid, said

from bot.domain.house_rules import Rating
from bot.errors import Refusal
from bot.store import Store

pytest_plugins = ("club_fixtures", "desk_fixtures")

TAKE = "· take 1-1"

CARD = "· proposed by <@"


def allow(desk: Desk) -> None:
    desk.club.env.backend.faults.clear()


async def test_a_lost_permission_keeps_the_take_and_is_told_once(
    desk: Desk, backstage: Any
) -> None:
    await desk.filmed()
    forbid(desk)
    await desk.work_off()
    await desk.look(minutes=3)
    await desk.look(minutes=15)
    [notice] = said(backstage)
    assert notice.startswith(
        f"A finished take cannot be posted: in <#{desk.club.channel.id}> I may not"
    )
    assert desk.posts(TAKE) == []


async def test_a_kept_take_is_posted_when_the_permission_is_back(
    desk: Desk, backstage: Any
) -> None:
    scene = await desk.filmed()
    forbid(desk)
    await desk.work_off()
    allow(desk)
    await desk.look(minutes=1)
    await desk.work_off()
    [post] = desk.posts(TAKE)
    assert (await desk.take(scene)).message_id == post.id
    assert len(said(backstage)) == 1


@pytest.mark.parametrize("how", ["its channel", "a role", "a role of the bot's", "a new invite"])
async def test_a_permission_given_back_wakes_what_was_refused(
    desk: Desk, backstage: Any, how: str
) -> None:
    await desk.filmed()
    forbid(desk)
    await desk.work_off()
    for minutes in (1, 3, 15, 40, 40):
        await desk.look(minutes=minutes)
    allow(desk)
    await desk.look()
    asleep = desk.posts(TAKE)
    bot: Any = desk.club.env.bot
    channel = bot.get_channel(desk.club.channel.id)
    changed = {
        "its channel": ("guild_channel_update", channel, channel),
        "a role": ("guild_role_update", channel.guild.default_role, channel.guild.default_role),
        "a role of the bot's": ("member_update", channel.guild.me, channel.guild.me),
        "a new invite": ("guild_join", channel.guild),
    }
    event, *about = changed[how]
    await getattr(desk.cog, f"on_{event}")(*about)
    await desk.look()
    assert asleep == []
    assert len(desk.posts(TAKE)) == 1


async def test_notices_that_differ_are_all_told_and_the_same_one_once(
    desk: Desk, backstage: Any
) -> None:
    room = desk.club.studio.outbox
    for text in ("one", "two", "one", "three"):
        await room.tell_showrunners(desk.club.guild.id, text)
    await desk.work_off()
    assert sorted(said(backstage)) == ["one", "three", "two"]


async def test_a_showrunner_who_takes_no_messages_is_not_written_to_for_ever(
    desk: Desk, backstage: Any, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.club.studio.outbox.tell_showrunners(desk.club.guild.id, "The disk is full.")
    async with store.transaction() as tx:
        await tx.run("UPDATE outbox SET tries = 100 WHERE kind = 'notice'")
    path = f"/channels/{backstage.id}/messages"
    desk.club.env.inject_error("POST", path, status=403, code=50007, message="no")
    await desk.work_off()
    assert await desk.kept("notice") == []
    assert "nobody takes this notice" in caplog.text


async def test_a_clip_that_cannot_be_made_smaller_is_kept_and_said(
    desk: Desk, backstage: Any
) -> None:
    await desk.filmed()
    [errand] = await desk.kept("take")
    with pytest.raises(Refusal, match="even the smallest clip"):
        await desk.club.studio.premieres.refit(errand, 65_535)


async def test_a_guild_with_much_to_say_holds_up_no_other(desk: Desk, store: Store) -> None:
    studio = desk.club.studio
    await set_up(studio, 77, 7700)
    for number in range(300):
        await studio.outbox.tell_showrunners(desk.club.guild.id, f"notice {number}")
    await studio.outbox.tell_showrunners(77, "the only one")
    due = await studio.outbox.due()
    assert sum(errand.guild_id == desk.club.guild.id for errand in due) == 50
    assert "the only one" in [errand.body.get("text") for errand in due]


async def test_what_the_bot_may_not_do_is_named(desk: Desk, backstage: Any) -> None:
    club = desk.club
    mute = discord.PermissionOverwrite(attach_files=False)
    premiere = club.guild.create_text_channel("premieres", overwrites={club.guild.me: mute})
    await club.studio.settings.change(club.member(club.anna), premiere_channel=premiere.id)
    await desk.filmed()
    club.env.inject_error(
        "POST", f"/channels/{premiere.id}/messages", status=403, code=50013, message="no"
    )
    await desk.work_off()
    [notice] = said(backstage)
    assert f"in <#{premiere.id}> I may not post storyboards and clips; allow it there" in notice


async def test_a_take_that_does_not_suit_the_premieres_is_posted_where_it_was_proposed(
    desk: Desk, backstage: Any, store: Store
) -> None:
    club = desk.club
    club.env.bot.get_channel(club.channel.id).nsfw = True
    premieres = club.guild.create_text_channel("premieres")
    await club.studio.settings.change(club.member(club.anna), premiere_channel=premieres.id)
    scene = await desk.filmed()
    async with store.transaction() as tx:
        await tx.run("UPDATE scene SET rating = 'sexual' WHERE id = :id", id=scene.scene.id)
    await desk.work_off()
    assert said(premieres) == []
    assert len(desk.posts(TAKE)) == 1
    assert said(backstage) == []


async def test_many_cards_that_cannot_be_posted_make_one_notice(desk: Desk, backstage: Any) -> None:
    forbid(desk)
    await desk.proposed()
    await desk.proposed(desk.club.tom, title="Another")
    await desk.work_off()
    assert len(said(backstage)) == 1
    assert said(backstage)[0].startswith("Cards and the board cannot be shown: in ")
    assert len(await desk.kept("card")) == 2


async def test_a_trouble_that_comes_back_is_told_again(desk: Desk, backstage: Any) -> None:
    forbid(desk)
    await desk.proposed()
    allow(desk)
    await desk.look(minutes=1)
    await desk.work_off()
    forbid(desk)
    await desk.proposed(desk.club.tom, title="Another")
    assert len(said(backstage)) == 2


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_error_of_discord_delays_a_take_and_no_more(
    desk: Desk, backstage: Any, status: int
) -> None:
    scene = await desk.filmed()
    # discord.py asks five times by itself before it gives up
    forbid(desk, status=status, code=0, times=1)
    await desk.work_off()
    await desk.look(minutes=1)
    [post] = desk.posts(TAKE)
    assert (await desk.take(scene)).message_id == post.id


async def test_too_many_edits_of_an_old_card_leave_it_alone_for_a_minute(desk: Desk) -> None:
    scene = await desk.proposed()
    path = f"/channels/{desk.club.channel.id}/messages/{scene.scene.message_id}"
    desk.club.env.inject_error("PATCH", path, status=429, code=30046, message="slow down")
    await desk.vote(scene, desk.club.tom)
    await desk.look()
    await desk.look(seconds=30)
    too_early = texts(desk.posts(CARD)[0].components)
    await desk.look(seconds=40)
    assert "**Film it 0**" in too_early
    assert "**Film it 1**" in texts(desk.posts(CARD)[0].components)


async def test_a_deleted_channel_keeps_the_take_until_its_novel_has_another(
    desk: Desk, backstage: Any
) -> None:
    scene = await desk.filmed()
    channel: Any = desk.club.env.bot.get_channel(desk.club.channel.id)
    await channel.delete()
    await desk.work_off()
    [notice] = [text for text in said(backstage) if "finished take" in text]
    assert "bind another one with /studio novel bind" in notice
    other = desk.club.guild.create_text_channel("the-lamp-again")
    await desk.club.env.settle()
    await desk.club.studio.novels.bind(
        desk.club.member(desk.club.anna), desk.club.novel_id, other.id
    )
    await desk.look(minutes=40)
    await desk.work_off()
    assert (await desk.take(scene)).channel_id == other.id


@pytest.mark.parametrize("is_seen", [True, False], ids=["seen", "while the bot was away"])
async def test_a_film_whose_channel_was_deleted_is_linked_and_edited_no_more(
    desk: Desk, backstage: Any, monkeypatch: pytest.MonkeyPatch, is_seen: bool
) -> None:
    club = desk.club
    premieres = club.guild.create_text_channel("premieres")
    anna = club.member(club.anna)
    await club.studio.settings.change(anna, premiere_channel=premieres.id)
    scene = await desk.filmed()
    await desk.work_off()
    linked = texts(desk.posts("### Scene 1 ·")[0].components)
    channel: Any = club.env.bot.get_channel(premieres.id)
    with monkeypatch.context() as away:
        if not is_seen:
            away.setattr(desk.club.studio.scenes, "channel_deleted", AsyncMock())
        await channel.delete()
        await club.env.settle()
    # its words would change in the post
    await club.studio.members.forget(club.member(club.mara))
    await desk.work_off()
    assert f"/{premieres.id}/" in linked
    assert f"/{premieres.id}/" not in texts(desk.posts("### Scene 1 ·")[0].components)
    assert (await desk.take(scene)).message_id is None
    assert await desk.kept("take") == []
    assert said(backstage) == []


async def test_the_cards_of_a_deleted_channel_come_up_in_the_new_one(
    desk: Desk, backstage: Any
) -> None:
    scene = await desk.proposed()
    channel: Any = desk.club.env.bot.get_channel(desk.club.channel.id)
    await channel.delete()
    other = desk.club.guild.create_text_channel("the-lamp-again")
    await desk.club.env.settle()
    await desk.club.studio.novels.bind(
        desk.club.member(desk.club.anna), desk.club.novel_id, other.id
    )
    await desk.vote(scene, desk.club.tom)
    await desk.work_off()
    assert (await desk.club.view(scene)).scene.channel_id == other.id
    assert any(CARD in texts(message.components) for message in other.history())


async def test_a_damaged_clip_is_not_posted(desk: Desk, backstage: Any) -> None:
    scene = await desk.filmed()
    clip = scene.takes[-1].clip
    assert clip is not None
    clip.path.write_bytes(b"not a film at all")
    await desk.work_off()
    [notice] = said(backstage)
    assert "the clip of 1-1 is damaged" in notice
    assert desk.posts(TAKE) == []


async def test_a_clip_that_is_gone_is_told_without_its_place_on_the_disk(
    desk: Desk, backstage: Any
) -> None:
    scene = await desk.filmed()
    clip = scene.takes[-1].clip
    assert clip is not None
    clip.path.unlink()
    await desk.work_off()
    [notice] = said(backstage)
    assert "the clip of 1-1 is gone from the disk" in notice
    assert clip.path.name not in notice
    assert desk.posts(TAKE) == []


async def test_a_gory_scenes_card_is_in_no_channel_that_is_not_age_restricted(
    desk: Desk, backstage: Any, store: Store
) -> None:
    """Its own may be gone, or not be restricted any more."""
    club = desk.club
    await club.studio.proposals.propose(
        club.member(club.mara),
        club.channel.id,
        strand(club.novel_id),
        DIRECTION,
        age_restricted=False,
    )
    async with store.transaction() as tx:
        await tx.run("UPDATE scene SET rating = 'gory'")
    await desk.work_off()
    [notice] = said(backstage)
    assert "scene 1 is marked gory" in notice
    assert desk.posts(CARD) == []
    assert len(await desk.kept("card")) == 1


async def test_a_gory_take_waits_for_an_age_restricted_channel(
    desk: Desk, backstage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.filmed()
    real = desk.club.studio.scenes.of_take

    async def gory(guild_id: int, take_id: int) -> Any:
        view, take = await real(guild_id, take_id)
        return replace(view, scene=replace(view.scene, rating=Rating.GORY)), take

    monkeypatch.setattr(desk.club.studio.scenes, "of_take", gory)
    await desk.work_off()
    [notice] = said(backstage)
    assert "it is posted only in an age-restricted channel" in notice
    assert desk.posts(TAKE) == []


async def test_one_slow_upload_holds_up_no_other_channel(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = desk.club.guild.create_text_channel("elsewhere")
    await desk.work_off()
    forever = asyncio.Event()
    real = discord.TextChannel.send

    async def slow(channel: discord.TextChannel, *args: Any, **kwargs: Any) -> Any:
        if channel.id == desk.club.channel.id:
            await forever.wait()
        return await real(channel, *args, **kwargs)

    monkeypatch.setattr(discord.TextChannel, "send", slow)
    club = desk.club
    for actor, channel_id in ((club.mara, club.channel.id), (club.tom, other.id)):
        await club.studio.proposals.propose(
            club.member(actor), channel_id, strand(club.novel_id), DIRECTION, age_restricted=False
        )
    await desk.cog.work.coro(desk.cog)
    lanes = dict(desk.cog._lanes)
    await lanes[other.id]
    assert other.last_message is not None
    assert not lanes[desk.club.channel.id].done()
    forever.set()
    await lanes[desk.club.channel.id]


async def test_errands_of_a_server_that_threw_the_bot_out_are_kept(desk: Desk) -> None:
    elsewhere = await set_up(desk.club.studio, 999, 998)
    await desk.club.studio.proposals.propose(
        replace(showrunner(999), id=5), 998, strand(elsewhere), DIRECTION, age_restricted=False
    )
    await desk.work_off()
    kept = await desk.kept("card")
    assert [errand.guild_id for errand in kept] == [999]
    assert kept[0].tries > 0
