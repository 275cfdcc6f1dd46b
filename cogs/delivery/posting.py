"""What is posted and edited in the channels: each card and each board is one message."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import discord

from bot.app import Greenlight
from bot.errors import NotFound
from bot.studio.house_views import Errand
from bot.studio.views import NovelView, SceneView
from cogs.ui.boards import board, is_board
from cogs.ui.canon import canon_post, see_id
from cogs.ui.cards import CardMessage, scene_card
from cogs.ui.checks import missing_permissions
from cogs.ui.looks import look_card
from cogs.ui.posts import bears
from cogs.ui.sheets import Sheet
from cogs.ui.shown import Shown
from cogs.ui.text import listed
from cogs.ui.veils import veil, veiled_card

log = logging.getLogger(__name__)

T = TypeVar("T")

NO_ONE = discord.AllowedMentions.none()
LOOK_BACK = timedelta(minutes=1)
"""Clocks differ: how far before an errand was written a search for its post begins."""
LOOKED_AT = 1000


class Trouble(Exception):
    """A delivery that has to wait until somebody acts; the message is for the showrunners."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a card is of, where it was posted, and the button by which it is known there."""

    id: int
    channel_id: int | None
    message_id: int | None
    bears: str


class Posting:
    """Carries out errands in the channels. Raises Trouble, or what discord.py raises."""

    def __init__(self, bot: Greenlight) -> None:
        self.bot = bot
        self.studio = bot.studio
        self.shown = Shown()
        self._since = datetime.now(UTC)

    def is_too_soon(self, errand: Errand) -> bool:
        """Whether its channel or its message was just written to; it stays due."""
        if errand.channel_id is None:
            return False
        now = datetime.now(UTC)
        return self.shown.is_too_soon(errand.channel_id, errand.message_id, now)

    def rests(self, channel: discord.TextChannel) -> bool:
        """Whether a channel was just written to: what is to be posted there stays due."""
        return self.shown.is_too_soon(channel.id, None, datetime.now(UTC))

    async def veiled(
        self, sheet: Sheet, channel: discord.TextChannel, novel: NovelView, chapter: int
    ) -> Sheet:
        """What is posted, as a spoiler where its chapter is beyond the channel's own."""
        spoils = await self._spoils(channel, novel, chapter)
        return veil(sheet, chapter) if spoils else sheet

    async def veiled_card(
        self, card: CardMessage, channel: discord.TextChannel, novel: NovelView, chapter: int
    ) -> CardMessage:
        """A card, as a spoiler where its chapter is beyond the channel's own."""
        spoils = await self._spoils(channel, novel, chapter)
        return veiled_card(card, chapter) if spoils else card

    async def _spoils(self, channel: discord.TextChannel, novel: NovelView, chapter: int) -> bool:
        return await self.studio.spoilers.is_beyond(novel.guild_id, channel.id, novel.id, chapter)

    def remember(self, posted: discord.Message) -> None:
        """A film was posted just now; whatever an edit shows, it may be another look."""
        self.shown.remember(posted, "", datetime.now(UTC))

    # --- cards and boards: one message, edited in place -------------------------------------------

    async def show_card(self, errand: Errand) -> None:
        button = f"scene:{errand.subject_id}:report"
        view = await self._seen(errand, self.studio.scenes.view, button)
        if view is None:
            return
        scene, channel = view.scene, self.home(view)
        require_fitting_channel(view, channel)
        card = scene_card(view, datetime.now(UTC))
        card = await self.veiled_card(card, channel, view.novel, scene.passage.chapter)
        shown = _Shown(scene.id, scene.channel_id, scene.message_id, button)
        await self._show(errand, shown, channel, card, self.studio.scenes.keep_card)

    async def show_look(self, errand: Errand) -> None:
        button = f"look:{errand.subject_id}:report"
        view = await self._seen(errand, self.studio.looks.view, button)
        if view is None:
            return
        look = view.look
        channel = self._channel(view.novel.channel_id or look.channel_id or 0)
        card = look_card(view, datetime.now(UTC))
        card = await self.veiled_card(card, channel, view.novel, view.tells_of)
        shown = _Shown(look.id, look.channel_id, look.message_id, button)
        await self._show(errand, shown, channel, card, self.studio.looks.keep_card)

    async def show_canon(self, errand: Errand) -> None:
        """The vote on a scene's takes: blind while it is open, with everything after."""
        button = see_id(errand.subject_id)
        view = await self._seen(errand, self.studio.canon.view, button)
        if view is None:
            return
        ballot, channel = view.ballot, self.home(view.view)
        require_fitting_channel(view.view, channel)
        card = canon_post(view, datetime.now(UTC))
        chapter = view.view.scene.passage.chapter
        card = await self.veiled_card(card, channel, view.view.novel, chapter)
        shown = _Shown(ballot.id, ballot.channel_id, ballot.message_id, button)
        await self._show(errand, shown, channel, card, self.studio.canon.keep_post)

    async def _seen(
        self, errand: Errand, view: Callable[[int, int], Awaitable[T]], button: str
    ) -> T | None:
        """What an errand is about; None for something that is gone, whose posts bear `button`."""
        try:
            return await view(errand.guild_id, errand.subject_id)
        except NotFound:
            channel = self.text_channel(errand.channel_id)
            await self.withdraw(errand, channel, lambda message: bears(message, button))
            return None

    async def withdraw(
        self,
        errand: Errand,
        channel: discord.TextChannel | None,
        is_it: Callable[[discord.Message], bool],
    ) -> None:
        """What an errand is about is gone: so is, then, a post of it that came through unheard."""
        posted = None if channel is None else await self.found(channel, errand, is_it)
        if posted is not None:
            await self.delete([(posted.channel.id, posted.id)])
        await self.studio.outbox.done(errand)

    async def _show(
        self,
        errand: Errand,
        shown: _Shown,
        channel: discord.TextChannel,
        card: CardMessage,
        keep: Callable[[int, int, int | None], Awaitable[None]],
    ) -> None:
        """Post a card where none is, or edit the one that is; `keep` writes down where it is."""
        if shown.message_id is None or shown.channel_id != channel.id:
            posted = await self._posted(errand, shown.bears, channel, card)
            await keep(shown.id, channel.id, posted)
        elif not self.shown.looks_like(shown.message_id, card.fingerprint):
            try:
                await self._edit_card(channel.get_partial_message(shown.message_id), card)
            except discord.NotFound:
                # somebody deleted the card: it is posted anew at the next look
                await keep(shown.id, channel.id, None)
                return
        await self.studio.outbox.done(errand)

    async def _posted(
        self, errand: Errand, custom_id: str, channel: discord.TextChannel, card: CardMessage
    ) -> int:
        """Post a card once: one that bears this button is found again. The message's id."""
        posted = await self.found(channel, errand, lambda message: bears(message, custom_id))
        if posted is None:
            posted = await channel.send(
                view=card.view,
                files=card.files(),
                nonce=errand.nonce,
                allowed_mentions=NO_ONE,
            )
        self.shown.remember(posted, card.fingerprint, datetime.now(UTC))
        return posted.id

    async def _edit_card(self, message: discord.PartialMessage, card: CardMessage) -> None:
        """Upload only the pictures that changed; keep the others as they are."""
        attached = await self._attached(message)
        new = card.files(lambda name: name not in attached)
        kept = [attached[name] for name in card.names if name in attached]
        edited = await message.edit(
            view=card.view, attachments=[*kept, *new], allowed_mentions=NO_ONE
        )
        self.shown.remember(edited, card.fingerprint, datetime.now(UTC))

    async def _attached(self, message: discord.PartialMessage) -> dict[str, discord.Attachment]:
        attached = self.shown.files(message.id)
        if attached is None:
            attached = {item.filename: item for item in (await message.fetch()).attachments}
        return attached

    async def show_film(self, errand: Errand, channel: discord.TextChannel, sheet: Sheet) -> None:
        """Edit the words around a film that is posted; its file stays as it is."""
        assert errand.message_id is not None, "a film is posted before it is edited"
        fingerprint = str(sheet.to_components())
        if not self.shown.looks_like(errand.message_id, fingerprint):
            message = channel.get_partial_message(errand.message_id)
            try:
                kept = list((await self._attached(message)).values())
                edited = await message.edit(view=sheet, attachments=kept, allowed_mentions=NO_ONE)
            except discord.NotFound:
                await self.studio.scenes.message_deleted(errand.guild_id, message.id)
            else:
                self.shown.remember(edited, fingerprint, datetime.now(UTC))
        await self.studio.outbox.done(errand)

    async def show_board(self, errand: Errand) -> None:
        view = await self.studio.board.view(errand.guild_id, errand.subject_id)
        if view is None or view.novel.channel_id is None:
            await self.delete([(errand.channel_id, errand.body.get("gone"))])
            await self.studio.outbox.done(errand)
            return
        novel = view.novel
        channel = self._channel(view.novel.channel_id)
        sheet = board(view, datetime.now(UTC))
        fingerprint = str(sheet.to_components())
        if novel.board_message_id is None:
            posted = await self.found(channel, errand, lambda message: is_board(message, novel.id))
            if posted is None:
                posted = await channel.send(view=sheet, nonce=errand.nonce, allowed_mentions=NO_ONE)
            # one that is written down is pinned already: a bot that dies here finds it again
            await self._pin(errand, posted)
            await self.studio.novels.keep_board(novel.id, posted.id)
            self.shown.remember(posted, fingerprint, datetime.now(UTC))
        elif not self.shown.looks_like(novel.board_message_id, fingerprint):
            message = channel.get_partial_message(novel.board_message_id)
            try:
                edited = await message.edit(view=sheet, allowed_mentions=NO_ONE)
            except discord.NotFound:
                await self.studio.novels.keep_board(novel.id, None)
                return
            self.shown.remember(edited, fingerprint, datetime.now(UTC))
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
                f"The board in <#{posted.channel.id}> is up, but I may not pin it "
                "(“Pin Messages”): pin it by hand, so that everybody finds it.",
            )

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

    def standing_in(self, errand: Errand) -> discord.TextChannel:
        """Where the message of an errand is. Raises Trouble where the bot does not see it."""
        channel = self.text_channel(errand.channel_id)
        if channel is None:
            raise Trouble(
                f"the channel <#{errand.channel_id}> is hidden from the bot; show it there"
            )
        return channel

    def _channel(self, channel_id: int) -> discord.TextChannel:
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
        return there or self._channel(view.novel.channel_id or view.scene.channel_id)

    async def found(
        self,
        channel: discord.TextChannel,
        errand: Errand,
        is_it: Callable[[discord.Message], bool],
    ) -> discord.Message | None:
        """Look before posting again: whenever an earlier try may have got through."""
        if not errand.tries and errand.created_at > self._since:
            return None
        after = errand.created_at - LOOK_BACK
        # newest first: each try looks, so only the last one's post can be unknown
        async for message in channel.history(after=after, limit=LOOKED_AT, oldest_first=False):
            if self.bot.user and message.author.id == self.bot.user.id and is_it(message):
                return message
        return None


def require_fitting_channel(view: SceneView, channel: discord.TextChannel) -> None:
    """Raises Trouble where a scene may not be shown."""
    if view.scene.rating.is_restricted and not channel.is_nsfw():
        raise Trouble(
            f"scene {view.scene.number} is marked {view.scene.rating}: it is posted only in an "
            f"age-restricted channel, and <#{channel.id}> is none"
        )


def forbidden(channel: discord.TextChannel) -> str:
    """What the bot may not do there, and where one allows it."""
    missing = missing_permissions(channel)
    may_not = listed(missing) if missing else "do that"
    return f"in {channel.mention} I may not {may_not}; allow it there (Edit Channel, Permissions)"
