"""Films are posted once: a clip that Discord finds too large is made smaller by a node first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import aiohttp
import discord

from bot.errors import Refusal
from bot.studio.house_views import Errand
from bot.studio.mp4 import NotAClip, inspect_clip
from bot.studio.views import ChapterView, Media, NovelView
from cogs.delivery.posting import NO_ONE, Posting, Trouble, forbidden
from cogs.ui.sheets import Sheet

log = logging.getLogger(__name__)

TOO_LARGE = 40005
STEP_DOWN = 0.8
"""A clip that Discord found too large is made to fit this share of its size."""
SLOW_TRIES, SMALL = 3, 8_000_000
"""An upload has five minutes. A larger clip that took longer so often is made half as large, but
not smaller than so many bytes: those need a line of 0.2 Mbit/s.
"""


@dataclass(frozen=True, slots=True)
class Film:
    """A clip with words around it, in one message: a take, a comparison, a part of a reel."""

    named: str
    """What the log and the showrunners know it by."""
    is_awaited: bool
    """Whether it is still to be posted."""
    is_it: Callable[[discord.Message], bool]
    """Knows its post again, where one came through unheard."""
    novel: NovelView
    chapter: int
    file: Media | None
    file_name: str
    """What the file is called in the channel."""
    channel: Callable[[], discord.TextChannel]
    """Where it is posted. Raises Trouble where it may not be."""
    sheet: Callable[[ChapterView | None], Sheet]
    """The words around it, which lead on to an unfilmed chapter."""
    posted: Callable[[Errand, int, int], Awaitable[None]]
    """Writes down in which channel and message it is."""
    refit: Callable[[Errand, int], Awaitable[None]]
    """Has a node make it fit so many bytes. Raises Refusal when nothing smaller can be made."""
    told: Sequence[int] = ()
    """The members whom it pings."""
    remedy: str = ""
    """What to do when its file is gone."""


async def post_film(posting: Posting, errand: Errand, film: Film) -> None:
    """Post a film where it is not yet, or show the words around it anew.

    Raises Trouble, or what discord.py raises.
    """
    if errand.message_id is not None:
        channel = await posting.standing_in(errand.guild_id, errand.channel_id)
        if channel is not None:
            await _edit(posting, errand, channel, await _sheet(posting, film, channel))
        return
    if not film.is_awaited:
        await posting.studio.outbox.done(errand)
        return
    posted = await posting.unheard(errand, film.is_it) or await _post(posting, errand, film)
    if posted is None:
        return
    await film.posted(errand, posted.channel.id, posted.id)
    # no fingerprint: whatever an edit shows, it may be another look
    posting.remember(posted, "")
    log.info("%s: posted", film.named)


async def _post(posting: Posting, errand: Errand, film: Film) -> discord.Message | None:
    """None while its channel rests, and when the clip has to be made smaller first."""
    channel = film.channel()
    if posting.rests(channel):
        return None
    try:
        return await posting.found(channel, errand, film.is_it) or await _send(
            posting, errand, film, channel
        )
    except discord.Forbidden as error:
        raise Trouble(forbidden(channel)) from error


async def _sheet(posting: Posting, film: Film, channel: discord.TextChannel) -> Sheet:
    """The words around a film as they look in a channel."""
    novel = film.novel
    unfilmed = await posting.studio.novels.unfilmed(novel.guild_id, novel.id, channel_id=channel.id)
    sheet = film.sheet(unfilmed)
    await posting.veil(sheet, channel, novel, film.chapter)
    return sheet


async def _edit(
    posting: Posting, errand: Errand, channel: discord.TextChannel, sheet: Sheet
) -> None:
    """Edit the words around a film that is posted; its file stays as it is."""
    assert errand.message_id is not None, "a film is posted before it is edited"
    if not posting.shown.looks_like(errand.message_id, sheet.fingerprint):
        message = channel.get_partial_message(errand.message_id)
        try:
            kept = list((await posting.attached(message)).values())
            edited = await message.edit(view=sheet, attachments=kept, allowed_mentions=NO_ONE)
        except discord.NotFound:
            await posting.studio.scenes.message_deleted(errand.guild_id, message.id)
        else:
            posting.remember(edited, sheet.fingerprint)
    await posting.studio.outbox.done(errand)


async def _send(
    posting: Posting, errand: Errand, film: Film, channel: discord.TextChannel
) -> discord.Message | None:
    """None when the clip has to be made smaller first."""
    file = film.file
    gone = f"{film.named} is gone from the disk{film.remedy}"
    if file is None:
        raise Trouble(gone)
    sheet = await _sheet(posting, film, channel)
    try:
        await asyncio.to_thread(inspect_clip, file.path)
    except FileNotFoundError as error:
        raise Trouble(gone) from error
    except OSError as error:
        raise Trouble(f"{film.named} cannot be read: {error.strerror}") from error
    except NotAClip as error:
        raise Trouble(f"{film.named} is damaged: {error}") from error
    if file.size > channel.guild.filesize_limit:
        await _refit(errand, film, channel.guild.filesize_limit)
        return None
    told = [discord.Object(member) for member in film.told]
    try:
        return await posting.send(
            errand,
            channel,
            view=sheet,
            file=discord.File(file.path, film.file_name),
            allowed_mentions=discord.AllowedMentions(everyone=False, roles=False, users=told),
        )
    except discord.HTTPException as error:
        if error.status != 413 and error.code != TOO_LARGE:
            raise
        await _refit(errand, film, int(file.size * STEP_DOWN))
        return None
    except TimeoutError as error:
        is_slow = not isinstance(error, aiohttp.ClientError) and errand.tries >= SLOW_TRIES
        if not is_slow or file.size <= SMALL:
            raise
        posted = await posting.look_for(channel, errand, film.is_it)
        if posted is None:
            await _refit(errand, film, max(SMALL, file.size // 2))
        return posted


async def _refit(errand: Errand, film: Film, max_bytes: int) -> None:
    log.info("%s: too large to post; a node makes it fit %s bytes", film.named, max_bytes)
    try:
        await film.refit(errand, max_bytes)
    except Refusal as refusal:
        raise Trouble(str(refusal)) from refusal
