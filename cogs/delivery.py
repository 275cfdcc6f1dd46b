"""Works the outbox off: every take posted once, every card and board at its last state."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import discord
from discord.ext import commands, tasks

from bot.app import Greenlight
from bot.domain.pacing import AFTER_30046, Pacer, retry_after
from bot.domain.scene import TakeState
from bot.errors import NotFound, Refusal
from bot.studio.mp4 import NotAClip, inspect_clip
from bot.studio.views import Errand, SceneView, TakeView
from cogs.ui.boards import board
from cogs.ui.cards import CardMessage, scene_card
from cogs.ui.posts import TOLD, bears, take_post

log = logging.getLogger(__name__)

TOO_MANY_EDITS = 30046
TOO_LARGE = 40005
NO_ONE = discord.AllowedMentions.none()
LOOK_BACK = timedelta(minutes=1)
"""Clocks differ: how far before an errand was written a search for its post begins."""
LOOKED_AT = 1000
STEP_DOWN = 0.8
"""A clip that Discord found too large is made to fit this share of its size."""


class Trouble(Exception):
    """A delivery that has to wait; the message is for the showrunner."""


class Delivery(commands.Cog):
    """One errand at a time in each channel, all channels at once."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio
        self._pacer = Pacer()
        self._shown: dict[int, str] = {}
        self._files: dict[int, dict[str, discord.Attachment]] = {}
        self._since = datetime.now(UTC)

    async def cog_load(self) -> None:
        self.work.start()

    async def cog_unload(self) -> None:
        self.work.cancel()

    @tasks.loop(seconds=0.5)
    async def work(self) -> None:
        """Whatever happens to one errand, the others go on."""
        try:
            errands = await self.studio.outbox.due(limit=200)
        except Exception:
            log.exception("the outbox could not be read; the next look follows")
            return
        lanes: dict[object, list[Errand]] = defaultdict(list)
        for errand in errands:
            lanes[errand.channel_id or (errand.guild_id, errand.kind)].append(errand)
        async with asyncio.TaskGroup() as group:
            for lane in lanes.values():
                group.create_task(self._work_off(lane))

    @work.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    async def _work_off(self, errands: list[Errand]) -> None:
        for errand in errands:
            if self._is_too_soon(errand):
                continue
            try:
                await self._carry_out(errand)
            except Trouble as trouble:
                await self._keep(errand, str(trouble), retry_after(errand.tries))
            except discord.HTTPException as error:
                tired = error.code == TOO_MANY_EDITS
                pause = AFTER_30046 if tired else retry_after(errand.tries)
                await self._keep(errand, _in_words(error), pause)
            except (aiohttp.ClientError, OSError) as error:
                sentence = f"Discord cannot be reached ({type(error).__name__})"
                await self._keep(errand, sentence, retry_after(errand.tries))
            except Exception:
                log.exception("%s %s could not be delivered", errand.kind, errand.subject_id)
                await self._keep(errand, "an error in the bot; see its log", timedelta(minutes=5))

    def _is_too_soon(self, errand: Errand) -> bool:
        """Whether its channel or its message was just written to; it stays due."""
        if errand.channel_id is None:
            return False
        now = datetime.now(UTC)
        return bool(self._pacer.pause(errand.channel_id, errand.message_id, now))

    async def _carry_out(self, errand: Errand) -> None:
        if self.bot.get_guild(errand.guild_id) is None:
            raise Trouble("the bot is not in this server (any more)")
        match errand.kind:
            case "card":
                await self._show_card(errand)
            case "board":
                await self._show_board(errand)
            case "take":
                await self._post_take(errand)
            case "removal":
                await self._take_down(errand)
            case _:
                await self._tell(errand)

    # --- cards and boards: one message, edited in place -------------------------------------------

    async def _show_card(self, errand: Errand) -> None:
        try:
            view = await self.studio.scenes.view(errand.guild_id, errand.subject_id)
        except NotFound:
            await self.studio.outbox.done(errand)
            return
        scene, now = view.scene, datetime.now(UTC)
        card = scene_card(view, now)
        if scene.message_id is None:
            channel = self._channel(scene.channel_id)
            posted = await self._found(channel, errand, f"scene:{scene.id}:report")
            if posted is None:
                posted = await channel.send(
                    view=card.view,
                    files=card.files(),
                    nonce=errand.nonce,
                    allowed_mentions=NO_ONE,
                )
            await self.studio.scenes.keep_card(scene.id, scene.channel_id, posted.id)
            self._remember(posted, card.fingerprint)
        elif self._shown.get(scene.message_id) != card.fingerprint:
            try:
                await self._edit_card(scene.channel_id, scene.message_id, card)
            except discord.NotFound:
                # somebody deleted the card: it is posted anew at the next look
                await self.studio.scenes.keep_card(scene.id, scene.channel_id, None)
                return
        await self.studio.outbox.done(errand)

    async def _edit_card(self, channel_id: int, message_id: int, card: CardMessage) -> None:
        """Upload only the pictures that changed; keep the others as they are."""
        message = self._channel(channel_id).get_partial_message(message_id)
        if message_id not in self._files:
            self._remember(await message.fetch(), "")
        attached = self._files[message_id]
        new = card.files(lambda name: name not in attached)
        kept = [attached[name] for name in card.names if name in attached]
        edited = await message.edit(
            view=card.view, attachments=[*kept, *new], allowed_mentions=NO_ONE
        )
        self._remember(edited, card.fingerprint)

    async def _show_board(self, errand: Errand) -> None:
        view = await self.studio.board.view(errand.guild_id, errand.subject_id)
        if view is None or view.novel.channel_id is None:
            await self.studio.outbox.done(errand)
            return
        novel, now = view.novel, datetime.now(UTC)
        assert novel.channel_id is not None
        layout = board(view, now)
        fingerprint = str(layout.to_components())
        channel = self._channel(novel.channel_id)
        if novel.board_message_id is None:
            posted = await self._found(channel, errand, f"board:propose:{novel.id}", pinned=True)
            if posted is None:
                posted = await channel.send(
                    view=layout, nonce=errand.nonce, allowed_mentions=NO_ONE
                )
            await self.studio.novels.keep_board(novel.id, posted.id)
            self._remember(posted, fingerprint)
            if not posted.pinned:
                await posted.pin()
        elif self._shown.get(novel.board_message_id) != fingerprint:
            message = channel.get_partial_message(novel.board_message_id)
            try:
                self._remember(
                    await message.edit(view=layout, allowed_mentions=NO_ONE), fingerprint
                )
            except discord.NotFound:
                await self.studio.novels.keep_board(novel.id, None)
                return
        await self.studio.outbox.done(errand)

    # --- takes: posted once ----------------------------------------------------------------------

    async def _post_take(self, errand: Errand) -> None:
        try:
            view, take = await self.studio.scenes.of_take(errand.guild_id, errand.subject_id)
        except NotFound:
            await self.studio.outbox.done(errand)
            return
        if take.take.state is not TakeState.DELIVERED:
            await self.studio.outbox.done(errand)
            return
        settings = await self.studio.settings.get(errand.guild_id)
        channel = self._channel(settings.premiere_channel or view.scene.channel_id)
        if self._pacer.pause(channel.id, None, datetime.now(UTC)):
            return
        _require_fitting_channel(view, channel)
        posted = await self._found(channel, errand, f"take:{take.take.id}:report")
        if posted is None:
            posted = await self._send_take(errand, view, take, channel)
        if posted is None:
            return
        await self.studio.outbox.posted(errand, channel.id, posted.id)
        self._pacer.wrote(channel.id, posted.id, datetime.now(UTC))
        log.info("%s: posted", take.take.slate)

    async def _send_take(
        self, errand: Errand, view: SceneView, take: TakeView, channel: discord.TextChannel
    ) -> discord.Message | None:
        """None when the clip has to be made smaller first."""
        if take.clip is None:
            raise Trouble(f"the clip of {take.take.slate} is gone from the disk")
        try:
            await asyncio.to_thread(inspect_clip, take.clip.path)
        except (NotAClip, OSError) as error:
            raise Trouble(f"the clip of {take.take.slate} is damaged: {error}") from error
        if take.clip.size > channel.guild.filesize_limit:
            await self._refit(errand, take, channel.guild.filesize_limit)
            return None
        recipients = await self.studio.outbox.recipients(take.take.id)
        unfilmed = await self.studio.novels.unfilmed(errand.guild_id, view.novel.id)
        try:
            return await channel.send(
                view=take_post(view, take, recipients, unfilmed),
                file=discord.File(take.clip.path, "clip.mp4"),
                nonce=errand.nonce,
                allowed_mentions=discord.AllowedMentions(
                    everyone=False,
                    roles=False,
                    users=[discord.Object(member) for member in recipients[:TOLD]],
                ),
            )
        except discord.HTTPException as error:
            if error.status != 413 and error.code != TOO_LARGE:
                raise
            await self._refit(errand, take, int(take.clip.size * STEP_DOWN))
            return None

    async def _refit(self, errand: Errand, take: TakeView, max_bytes: int) -> None:
        log.info("%s: too large to post; a node makes it fit %s bytes", take.take.slate, max_bytes)
        try:
            await self.studio.outbox.refit(errand, max_bytes)
        except Refusal as refusal:
            raise Trouble(str(refusal)) from refusal

    # --- what goes to showrunners, and what is taken down -----------------------------------------

    async def _tell(self, errand: Errand) -> None:
        place = await self._showrunners(errand)
        await place.send(_letter(errand), allowed_mentions=NO_ONE, nonce=errand.nonce)
        await self.studio.outbox.done(errand)

    async def _showrunners(self, errand: Errand) -> discord.abc.Messageable:
        """Their channel; without one, whoever set the bot up."""
        settings = await self.studio.settings.get(errand.guild_id)
        if settings.showrunner_channel is not None:
            return self._channel(settings.showrunner_channel)
        guild = self.bot.get_guild(errand.guild_id)
        assert guild is not None, "checked before"
        return await self.bot.fetch_user(settings.set_up_by or guild.owner_id or 0)

    async def _take_down(self, errand: Errand) -> None:
        posts: Any = errand.body.get("posts", [])
        for channel_id, message_id in posts:
            channel = self.bot.get_channel(channel_id)
            if isinstance(channel, discord.TextChannel):
                try:
                    await channel.get_partial_message(message_id).delete()
                except discord.NotFound:
                    continue
        await self.studio.outbox.done(errand)

    # --- the ways of Discord ----------------------------------------------------------------------

    def _channel(self, channel_id: int) -> discord.TextChannel:
        channel = self.bot.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel):
            raise Trouble(
                f"the channel <#{channel_id}> is gone or hidden from the bot; "
                "bind another one with /studio novel bind"
            )
        return channel

    async def _found(
        self, channel: discord.TextChannel, errand: Errand, custom_id: str, *, pinned: bool = False
    ) -> discord.Message | None:
        """Look before posting again: whenever an earlier try may have got through."""
        if not errand.tries and errand.created_at > self._since:
            return None
        after = errand.created_at - LOOK_BACK
        async for message in channel.history(after=after, limit=LOOKED_AT, oldest_first=True):
            if (
                self.bot.user
                and message.author.id == self.bot.user.id
                and bears(message, custom_id)
            ):
                return message
        return None

    def _remember(self, message: discord.Message, fingerprint: str) -> None:
        self._pacer.wrote(message.channel.id, message.id, datetime.now(UTC))
        self._shown[message.id] = fingerprint
        self._files[message.id] = {item.filename: item for item in message.attachments}
        while len(self._shown) > 2000:
            oldest = next(iter(self._shown))
            del self._shown[oldest]
            self._files.pop(oldest, None)

    async def _keep(self, errand: Errand, sentence: str, retry_in: timedelta) -> None:
        first = await self.studio.outbox.trouble(errand, sentence, retry_in)
        log.warning("%s %s is kept: %s", errand.kind, errand.subject_id, sentence)
        if first and errand.kind == "take":
            await self.studio.outbox.tell_showrunners(
                errand.guild_id,
                errand.id,
                f"A finished take cannot be posted: {sentence}. It is kept and tried again.",
            )

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        if event.guild_id is not None and event.message_id in self._shown:
            self._shown.pop(event.message_id, None)
            self._files.pop(event.message_id, None)
        if event.guild_id is not None:
            await self.studio.scenes.message_deleted(event.guild_id, event.message_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self.studio.scenes.channel_deleted(channel.guild.id, channel.id)


def _require_fitting_channel(view: SceneView, channel: discord.TextChannel) -> None:
    if view.scene.rating.is_restricted and not channel.is_nsfw():
        raise Trouble(
            f"scene {view.scene.number} is marked {view.scene.rating}: it is posted only in an "
            f"age-restricted channel, and <#{channel.id}> is none"
        )


def _letter(errand: Errand) -> str:
    if errand.kind == "notice":
        return str(errand.body.get("text", ""))[:2000]
    body = errand.body
    link = (
        f"https://discord.com/channels/{errand.guild_id}/{body['channel_id']}/{body['message_id']}"
        if body.get("message_id")
        else f"<#{body['channel_id']}>"
    )
    reason = discord.utils.escape_markdown(str(body["reason"]))
    title = discord.utils.escape_markdown(str(body["title"]))
    return (
        f"<@{body['member_id']}> reports scene {body['number']}, {title} ({link}):\n"
        f"> {' '.join(reason.split())}\n-# /studio remove takes it down."
    )[:2000]


def _in_words(error: discord.HTTPException) -> str:
    if error.code in (50001, 50013) or error.status == 403:
        return "the bot lacks a permission in that channel; /studio setup names which"
    if error.code == TOO_MANY_EDITS:
        return f"Discord wants the message left alone for {AFTER_30046.total_seconds():.0f} s"
    return f"Discord answered {error.status} ({error.code})"


async def setup(bot: Greenlight) -> None:
    await bot.add_cog(Delivery(bot))
