"""Reels go out part by part, each of them posted once."""

from __future__ import annotations

import logging

import discord

from bot.errors import NotFound
from bot.studio.film_views import ReelPart, ReelView
from bot.studio.house_views import Errand
from cogs.delivery.clips import Clip, send_clip
from cogs.delivery.posting import NO_ONE, Posting, Trouble, forbidden
from cogs.ui.posts import bears
from cogs.ui.reels import FILE, reel_post
from cogs.ui.sheets import Sheet

log = logging.getLogger(__name__)


async def post_reel(posting: Posting, errand: Errand) -> None:
    """Post one part of a reel, or show it anew; the studio has the next one follow.

    Raises Trouble.
    """
    studio = posting.studio

    def is_it(message: discord.Message) -> bool:
        return bears(message, f"reel:{errand.subject_id}:open")

    try:
        reel, part = await studio.reels.of_part(errand.guild_id, errand.subject_id)
    except NotFound:
        await posting.withdraw(errand, posting.text_channel(errand.channel_id), is_it)
        return
    if errand.message_id is not None:
        channel = posting.standing_in(errand)
        await posting.show_film(errand, channel, await _post(posting, errand, reel, part, channel))
        return
    if part.is_posted or reel.novel.is_removed:
        await studio.outbox.done(errand)
        return
    channel = _channel(posting, reel)
    if posting.rests(channel):
        return
    try:
        posted = await posting.found(channel, errand, is_it) or await _send(
            posting, errand, reel, part, channel
        )
    except discord.Forbidden as error:
        raise Trouble(forbidden(channel)) from error
    if posted is None:
        return
    await studio.reels.posted(errand, channel.id, posted.id)
    posting.remember(posted)
    log.info("chapter %s: part %s of its reel is posted", reel.chapter, part.number)


def _channel(posting: Posting, reel: ReelView) -> discord.TextChannel:
    channel = posting.text_channel(reel.place_id)
    if channel is None:
        raise Trouble(
            "the channel of its novel is gone or hidden from the bot; bind another one with "
            "/studio novel bind"
        )
    if reel.is_restricted and not channel.is_nsfw():
        raise Trouble(
            f"a scene of chapter {reel.chapter} is shown only in age-restricted channels, and "
            f"<#{channel.id}> is none"
        )
    return channel


async def _send(
    posting: Posting, errand: Errand, reel: ReelView, part: ReelPart, channel: discord.TextChannel
) -> discord.Message | None:
    """None when a node has to make it smaller first."""
    named = f"part {part.number} of the reel of chapter {reel.chapter}"
    if part.file is None:
        raise Trouble(f"{named} is gone from the disk; /film joins it anew")
    return await send_clip(
        channel,
        errand,
        Clip(named, part.file, FILE, posting.studio.reels.refit),
        await _post(posting, errand, reel, part, channel),
        NO_ONE,
    )


async def _post(
    posting: Posting, errand: Errand, reel: ReelView, part: ReelPart, channel: discord.TextChannel
) -> Sheet:
    """The post as it looks in a channel."""
    novel = reel.novel
    unfilmed = await posting.studio.novels.unfilmed(
        errand.guild_id, novel.id, channel_id=channel.id
    )
    return await posting.veiled(reel_post(reel, part, unfilmed), channel, novel, reel.chapter)
