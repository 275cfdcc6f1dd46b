"""The channels as errands are carried out in them: who is where, what was posted, what may be."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import discord

from bot.app import Greenlight
from bot.studio.house_views import Errand
from bot.studio.views import NovelView, SceneView
from cogs.ui.checks import missing_permissions
from cogs.ui.sheets import Sheet
from cogs.ui.shown import Shown
from cogs.ui.text import listed
from cogs.ui.veils import veil

log = logging.getLogger(__name__)

NO_ONE = discord.AllowedMentions.none()
LOOK_BACK = timedelta(minutes=10)
"""Clocks differ: how far before an errand was written a search for its post begins."""
LOOKED_AT = 1000
"""Messages that such a search reads from either end."""
FAULTY = 500
"""From this status on an answer does not say whether Discord took what it was sent."""


class Trouble(Exception):
    """A delivery that has to wait until somebody acts; the message is for the showrunners."""


class Posting:
    """The bot's hand in the channels. Raises Trouble, or what discord.py raises."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio
        self.shown = Shown()
        self._since = self.now()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def is_too_soon(self, errand: Errand) -> bool:
        """Whether its channel or its message was just written to; it stays due."""
        if errand.channel_id is None:
            return False
        return self.shown.is_too_soon(errand.channel_id, errand.message_id, self.now())

    def rests(self, channel: discord.TextChannel) -> bool:
        """Whether a channel was just written to: what is to be posted there stays due."""
        return self.shown.is_too_soon(channel.id, None, self.now())

    async def veil(
        self, sheet: Sheet, channel: discord.TextChannel, novel: NovelView, chapter: int
    ) -> None:
        """Make a sheet a spoiler where its chapter is beyond the channel's own."""
        if await self.studio.spoilers.is_beyond(novel.guild_id, channel.id, novel.id, chapter):
            veil(sheet, chapter)

    def remember(self, message: discord.Message, fingerprint: str) -> None:
        """A message was written just now, and looks like this."""
        self.shown.remember(message, fingerprint, self.now())

    async def withdraw(
        self,
        errand: Errand,
        channels: Iterable[discord.TextChannel | None],
        is_it: Callable[[discord.Message], bool],
    ) -> None:
        """What an errand is about is gone: so is, then, a post of it that came through unheard."""
        posts = [await self.unheard(errand, is_it)]
        posts += [await self.found(channel, errand, is_it) for channel in channels if channel]
        await self.delete((post.channel.id, post.id) for post in posts if post)
        await self.studio.outbox.done(errand)

    async def attached(self, message: discord.PartialMessage) -> dict[str, discord.Attachment]:
        """The files of a message, by name."""
        attached = self.shown.files(message.id)
        if attached is None:
            attached = {item.filename: item for item in (await message.fetch()).attachments}
        return attached

    async def delete(self, posts: Iterable[Any]) -> None:
        """Delete messages, by channel and message, that may be gone already.

        All that can be are deleted, also where others cannot; that is raised afterwards.
        """
        refused: discord.HTTPException | None = None
        for channel_id, message_id in posts:
            if channel_id is None or message_id is None:
                continue
            channel = self.bot.get_partial_messageable(channel_id)
            try:
                await channel.get_partial_message(message_id).delete()
            except discord.NotFound:
                continue
            except discord.HTTPException as error:
                refused = error
        if refused is not None:
            raise refused

    async def close_thread(self, thread_id: int, name: str) -> None:
        """Close a thread under another name; what members said in it stays theirs.

        The bot may do that to threads that it opened itself.
        """
        try:
            thread = await self.bot.fetch_channel(thread_id)
            if isinstance(thread, discord.Thread):
                # one that closed by itself takes no name
                await thread.edit(name=name, archived=False)
                await thread.edit(archived=True)
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("the thread %s is left as it is: %s", thread_id, error)

    def text_channel(self, channel_id: int | None) -> discord.TextChannel | None:
        channel = None if channel_id is None else self.bot.get_channel(channel_id)
        return channel if isinstance(channel, discord.TextChannel) else None

    async def standing_in(self, guild_id: int, place: int | None) -> discord.TextChannel | None:
        """The channel in which something was posted; None where it went with its channel.

        Raises Trouble where the bot does not see the channel.
        """
        channel = self.text_channel(place)
        if channel is not None or place is None:
            return channel
        try:
            await self.bot.fetch_channel(place)
        except discord.NotFound:
            # deleted while the bot was away
            await self.studio.scenes.channel_deleted(guild_id, place)
            return None
        except discord.Forbidden:
            log.debug("the channel %s is there, and is not shown", place)
        raise Trouble(f"the channel <#{place}> is hidden from the bot; show it there")

    def bound(self, channel_id: int) -> discord.TextChannel:
        """The channel that a novel is bound to. Raises Trouble where the bot does not see it."""
        channel = self.text_channel(channel_id)
        if channel is None:
            raise Trouble(
                f"the channel <#{channel_id}> is gone or hidden from the bot; "
                "bind another one with /studio novel bind"
            )
        return channel

    def home(self, view: SceneView) -> discord.TextChannel:
        """Where a scene was proposed; once that is gone, where its novel is filmed now."""
        there = self.text_channel(view.scene.channel_id)
        return there or self.bound(view.novel.channel_id or view.scene.channel_id)

    async def send(
        self, errand: Errand, channel: discord.TextChannel, **content: Any
    ) -> discord.Message:
        """Send the post of an errand; where it may be is written down before."""
        await self.studio.outbox.sending(errand, channel.id)
        try:
            return await channel.send(nonce=errand.nonce, **content)
        except discord.HTTPException as error:
            if error.status < FAULTY:
                await self.studio.outbox.refused(errand)
            raise

    async def unheard(
        self, errand: Errand, is_it: Callable[[discord.Message], bool]
    ) -> discord.Message | None:
        """The post of an errand that came through unheard, in the channel to which it was sent.

        Raises Trouble where the bot may not look.
        """
        channel = await self.standing_in(errand.guild_id, errand.tried_in)
        return None if channel is None else await self.look_for(channel, errand, is_it)

    async def found(
        self,
        channel: discord.TextChannel,
        errand: Errand,
        is_it: Callable[[discord.Message], bool],
    ) -> discord.Message | None:
        """Look before posting again: whenever an earlier try may have got through.

        Where one was sent is known of films, and there `unheard` looks. Raises Trouble where the
        bot may not look.
        """
        is_first = not errand.tries and errand.created_at > self._since
        if is_first or errand.tried_in is not None:
            return None
        return await self.look_for(channel, errand, is_it)

    async def look_for(
        self,
        channel: discord.TextChannel,
        errand: Errand,
        is_it: Callable[[discord.Message], bool],
    ) -> discord.Message | None:
        """Raises Trouble where the bot may not look: there Discord shows it no message at all."""
        if not channel.permissions_for(channel.guild.me).read_message_history:
            raise Trouble(forbidden(channel))
        after = errand.created_at - LOOK_BACK
        # each try looks, so only the last one's post can be unknown: of an errand that was kept for
        # long it is among the newest messages; of a bot that came back late, among the oldest
        for oldest_first in (False, True):
            looked_at = 0
            async for message in channel.history(
                after=after, limit=LOOKED_AT, oldest_first=oldest_first
            ):
                looked_at += 1
                if self.bot.user and message.author.id == self.bot.user.id and is_it(message):
                    return message
            if looked_at < LOOKED_AT:
                break
        return None


def fits(view: SceneView, channel: discord.TextChannel) -> bool:
    """Whether a scene may be shown there."""
    return channel.is_nsfw() or not view.scene.rating.is_restricted


def require_fitting_channel(view: SceneView, channel: discord.TextChannel) -> None:
    """Raises Trouble where a scene may not be shown."""
    if not fits(view, channel):
        raise Trouble(
            f"scene {view.scene.number} is marked {view.scene.rating}: it is posted only in an "
            f"age-restricted channel, and <#{channel.id}> is none"
        )


def forbidden(channel: discord.TextChannel) -> str:
    """What the bot may not do there, and where one allows it."""
    missing = missing_permissions(channel)
    may_not = listed(missing) if missing else "do that"
    return f"in {channel.mention} I may not {may_not}; allow it there (Edit Channel, Permissions)"
