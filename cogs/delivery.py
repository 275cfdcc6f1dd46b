"""Works the outbox off: every take posted once, every card and board at its last state."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import discord
from discord.ext import commands, tasks

from bot.app import Greenlight
from bot.domain.pacing import AFTER_30046, retry_after
from bot.domain.scene import TakeState
from bot.errors import NotFound, Refusal
from bot.studio.mp4 import NotAClip, inspect_clip
from bot.studio.views import Errand, SceneView, TakeView
from cogs.ui.boards import board, is_board
from cogs.ui.cards import CardMessage, scene_card
from cogs.ui.checks import missing_permissions
from cogs.ui.letters import letter
from cogs.ui.posts import TOLD, bears, take_post
from cogs.ui.shown import Shown
from cogs.ui.text import listed

log = logging.getLogger(__name__)

TOO_MANY_EDITS = 30046
TOO_LARGE = 40005
FORBIDDEN = 403
NO_ONE = discord.AllowedMentions.none()
LOOK_BACK = timedelta(minutes=1)
"""Clocks differ: how far before an errand was written a search for its post begins."""
LOOKED_AT = 1000
STEP_DOWN = 0.8
"""A clip that Discord found too large is made to fit this share of its size."""


class Trouble(Exception):
    """A delivery that has to wait until somebody acts; the message is for the showrunners."""


class Delivery(commands.Cog):
    """One errand at a time in each channel, all channels at once."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio
        self._shown = Shown()
        self._lanes: dict[object, asyncio.Task[None]] = {}
        self._told: dict[int | None, set[tuple[str, str]]] = defaultdict(set)
        self._since = datetime.now(UTC)

    async def cog_load(self) -> None:
        self.work.start()

    async def cog_unload(self) -> None:
        self.work.cancel()
        for lane in self._lanes.values():
            lane.cancel()

    @tasks.loop(seconds=0.5)
    async def work(self) -> None:
        """Begin wherever something is due and nothing is being written yet."""
        try:
            errands = await self.studio.outbox.due(limit=200)
        except Exception:
            log.exception("the outbox could not be read; the next look follows")
            return
        lanes: dict[object, list[Errand]] = defaultdict(list)
        for errand in errands:
            lanes[errand.channel_id or (errand.guild_id, errand.kind)].append(errand)
        for place, lane in lanes.items():
            # a slow upload in one channel holds up no other one
            if place not in self._lanes:
                self._lanes[place] = asyncio.create_task(self._work_off(lane))
                self._lanes[place].add_done_callback(lambda _, at=place: self._lanes.pop(at, None))

    @work.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    async def _work_off(self, errands: list[Errand]) -> None:
        """Whatever happens to one errand, the others go on."""
        for errand in errands:
            try:
                if not self._is_too_soon(errand):
                    await self._try(errand)
            except Exception:
                log.exception("%s %s stays due as it is", errand.kind, errand.subject_id)

    async def _try(self, errand: Errand) -> None:
        try:
            await self._carry_out(errand)
            self._told.pop(errand.channel_id, None)
        except Trouble as trouble:
            await self._keep(errand, str(trouble), retry_after(errand.tries), lasting=True)
        except discord.HTTPException as error:
            pause = AFTER_30046 if error.code == TOO_MANY_EDITS else retry_after(errand.tries)
            is_lasting = error.status == FORBIDDEN
            await self._keep(errand, self._in_words(errand, error), pause, lasting=is_lasting)
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
        return self._shown.is_too_soon(errand.channel_id, errand.message_id, now)

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
        scene, channel = view.scene, self._home(view)
        card = scene_card(view, datetime.now(UTC))
        if scene.message_id is None or scene.channel_id != channel.id:
            await self._post_card(errand, view, channel, card)
        elif not self._shown.looks_like(scene.message_id, card.fingerprint):
            try:
                await self._edit_card(channel.get_partial_message(scene.message_id), card)
            except discord.NotFound:
                # somebody deleted the card: it is posted anew at the next look
                await self.studio.scenes.keep_card(scene.id, channel.id, None)
                return
        await self.studio.outbox.done(errand)

    async def _post_card(
        self, errand: Errand, view: SceneView, channel: discord.TextChannel, card: CardMessage
    ) -> None:
        posted = await self._found(
            channel, errand, lambda message: bears(message, f"scene:{view.scene.id}:report")
        )
        if posted is None:
            posted = await channel.send(
                view=card.view,
                files=card.files(),
                nonce=errand.nonce,
                allowed_mentions=NO_ONE,
            )
        await self.studio.scenes.keep_card(view.scene.id, channel.id, posted.id)
        self._shown.remember(posted, card.fingerprint, datetime.now(UTC))

    async def _edit_card(self, message: discord.PartialMessage, card: CardMessage) -> None:
        """Upload only the pictures that changed; keep the others as they are."""
        attached = self._shown.files(message.id)
        if attached is None:
            attached = {item.filename: item for item in (await message.fetch()).attachments}
        new = card.files(lambda name: name not in attached)
        kept = [attached[name] for name in card.names if name in attached]
        edited = await message.edit(
            view=card.view, attachments=[*kept, *new], allowed_mentions=NO_ONE
        )
        self._shown.remember(edited, card.fingerprint, datetime.now(UTC))

    async def _show_board(self, errand: Errand) -> None:
        view = await self.studio.board.view(errand.guild_id, errand.subject_id)
        if view is None or view.novel.channel_id is None:
            await self._delete([(errand.channel_id, errand.body.get("gone"))])
            await self.studio.outbox.done(errand)
            return
        novel = view.novel
        channel = self._channel(view.novel.channel_id)
        sheet = board(view, datetime.now(UTC))
        fingerprint = str(sheet.to_components())
        if novel.board_message_id is None:
            posted = await self._found(channel, errand, lambda message: is_board(message, novel.id))
            if posted is None:
                posted = await channel.send(view=sheet, nonce=errand.nonce, allowed_mentions=NO_ONE)
            await self.studio.novels.keep_board(novel.id, posted.id)
            self._shown.remember(posted, fingerprint, datetime.now(UTC))
            await self._pin(errand, posted)
        elif not self._shown.looks_like(novel.board_message_id, fingerprint):
            message = channel.get_partial_message(novel.board_message_id)
            try:
                edited = await message.edit(view=sheet, allowed_mentions=NO_ONE)
            except discord.NotFound:
                await self.studio.novels.keep_board(novel.id, None)
                return
            self._shown.remember(edited, fingerprint, datetime.now(UTC))
        await self.studio.outbox.done(errand)

    async def _pin(self, errand: Errand, posted: discord.Message) -> None:
        """A board that may not be pinned is a board all the same."""
        try:
            if not posted.pinned:
                await posted.pin()
        except discord.HTTPException as error:
            log.warning("board %s is not pinned: %s", errand.subject_id, error)
            await self.studio.outbox.tell_showrunners(
                errand.guild_id,
                errand.id,
                f"The board in <#{posted.channel.id}> is up, but I may not pin it "
                "(“Pin Messages”): pin it by hand, so that everybody finds it.",
            )

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
        channel = self._text_channel(settings.premiere_channel) or self._home(view)
        if self._shown.is_too_soon(channel.id, None, datetime.now(UTC)):
            return
        _require_fitting_channel(view, channel)
        posted = await self._found(
            channel, errand, lambda message: bears(message, f"take:{take.take.id}:report")
        )
        if posted is None:
            posted = await self._send_take(errand, view, take, channel)
        if posted is None:
            return
        await self.studio.outbox.posted(errand, channel.id, posted.id)
        self._shown.remember(posted, "", datetime.now(UTC))
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
        text = letter(errand)
        await place.send(text, allowed_mentions=NO_ONE, nonce=errand.nonce, suppress_embeds=True)
        await self.studio.outbox.done(errand)
        concerned: Any = errand.body.get("member_id") if errand.kind == "notice" else None
        if concerned and concerned != getattr(place, "id", None):
            try:
                await (await self.bot.fetch_user(concerned)).send(text, allowed_mentions=NO_ONE)
            except discord.HTTPException as error:
                log.info("member %s could not be written to: %s", concerned, error)

    async def _showrunners(self, errand: Errand) -> discord.TextChannel | discord.User:
        """Their channel; without one, whoever set the bot up."""
        settings = await self.studio.settings.get(errand.guild_id)
        if channel := self._text_channel(settings.showrunner_channel):
            return channel
        guild = self.bot.get_guild(errand.guild_id)
        assert guild is not None, "checked before"
        return await self.bot.fetch_user(settings.set_up_by or guild.owner_id or 0)

    async def _take_down(self, errand: Errand) -> None:
        posts: Any = errand.body.get("posts", [])
        await self._delete(posts)
        await self.studio.outbox.done(errand)

    async def _delete(self, posts: Iterable[Any]) -> None:
        """Delete messages, by channel and message, that may be gone already."""
        for channel_id, message_id in posts:
            channel = self._text_channel(channel_id)
            if channel is not None and message_id is not None:
                try:
                    await channel.get_partial_message(message_id).delete()
                except discord.NotFound:
                    continue

    # --- the ways of Discord ----------------------------------------------------------------------

    def _text_channel(self, channel_id: int | None) -> discord.TextChannel | None:
        channel = None if channel_id is None else self.bot.get_channel(channel_id)
        return channel if isinstance(channel, discord.TextChannel) else None

    def _channel(self, channel_id: int) -> discord.TextChannel:
        channel = self._text_channel(channel_id)
        if channel is None:
            raise Trouble(
                f"the channel <#{channel_id}> is gone or hidden from the bot; "
                "bind another one with /studio novel bind"
            )
        return channel

    def _home(self, view: SceneView) -> discord.TextChannel:
        """Where a scene was proposed; once that is gone, where its novel is filmed now."""
        there = self._text_channel(view.scene.channel_id)
        return there or self._channel(view.novel.channel_id or view.scene.channel_id)

    async def _found(
        self,
        channel: discord.TextChannel,
        errand: Errand,
        is_it: Callable[[discord.Message], bool],
    ) -> discord.Message | None:
        """Look before posting again: whenever an earlier try may have got through."""
        if not errand.tries and errand.created_at > self._since:
            return None
        after = errand.created_at - LOOK_BACK
        async for message in channel.history(after=after, limit=LOOKED_AT, oldest_first=True):
            if self.bot.user and message.author.id == self.bot.user.id and is_it(message):
                return message
        return None

    async def _keep(
        self, errand: Errand, sentence: str, retry_in: timedelta, *, lasting: bool = False
    ) -> None:
        """Try again later. Showrunners hear of it once, if a take waits or if they can help."""
        first = await self.studio.outbox.trouble(errand, sentence, retry_in)
        log.warning("%s %s is kept: %s", errand.kind, errand.subject_id, sentence)
        is_shown = errand.kind in ("card", "board") and lasting
        what = "A finished take cannot be posted"
        if is_shown:
            what = "Cards and the board cannot be shown"
        told = self._told[errand.channel_id]
        if not first or not (is_shown or errand.kind == "take") or (what, sentence) in told:
            return
        told.add((what, sentence))
        await self.studio.outbox.tell_showrunners(
            errand.guild_id, errand.id, f"{what}: {sentence}. It is kept and tried again."
        )

    def _in_words(self, errand: Errand, error: discord.HTTPException) -> str:
        if error.code == TOO_MANY_EDITS:
            pause = AFTER_30046.total_seconds()
            return f"Discord wants the message left alone for {pause:.0f} s"
        if error.status != FORBIDDEN:
            return f"Discord answered {error.status} ({error.code})"
        channel = self._text_channel(errand.channel_id)
        if channel is None:
            return "they take no messages from the bot"
        missing = missing_permissions(channel)
        may_not = f" {listed(missing)}" if missing else " do that"
        return (
            f"in {channel.mention} I may not{may_not}; allow it there (Edit Channel, Permissions)"
        )

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        if event.guild_id is not None:
            self._shown.forget(event.message_id)
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


async def setup(bot: Greenlight) -> None:
    await bot.add_cog(Delivery(bot))
