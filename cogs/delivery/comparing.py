"""Posts a comparison once; a clip that Discord finds too large is made anew."""

from __future__ import annotations

import logging

import discord

from bot.errors import NotFound
from bot.studio.house_views import Errand
from bot.studio.take_views import ComparisonView
from cogs.delivery.clips import Clip, send_clip
from cogs.delivery.posting import (
    NO_ONE,
    Posting,
    require_fitting_channel,
)
from cogs.ui.comparisons import clip_name, comparison_post
from cogs.ui.sheets import Sheet

log = logging.getLogger(__name__)


async def post_comparison(posting: Posting, errand: Errand) -> None:
    """Raises Trouble, or what discord.py raises."""
    studio = posting.studio
    name = clip_name(errand.subject_id)

    def is_it(message: discord.Message) -> bool:
        return any(file.filename == name for file in message.attachments)

    try:
        shown = await studio.comparisons.view(errand.guild_id, errand.subject_id)
    except NotFound:
        await posting.withdraw(errand, posting.text_channel(errand.channel_id), is_it)
        return
    if errand.message_id is not None:
        channel = posting.standing_in(errand)
        await posting.show_film(errand, channel, await _post(posting, errand, shown, channel))
        return
    if shown.clip is None:
        await studio.outbox.done(errand)
        return
    channel = posting.home(shown.view)
    if posting.rests(channel):
        return
    require_fitting_channel(shown.view, channel)
    posted = await posting.found(channel, errand, is_it) or await _send(
        posting, errand, shown, channel
    )
    if posted is None:
        return
    await studio.comparisons.posted(errand, channel.id, posted.id)
    posting.remember(posted)
    log.info("%s and %s: posted side by side", shown.left.slate, shown.right.slate)


async def _send(
    posting: Posting, errand: Errand, shown: ComparisonView, channel: discord.TextChannel
) -> discord.Message | None:
    """None when the clip has to be made smaller first."""
    assert shown.clip is not None, "looked at before"
    named = f"a comparison of scene {shown.view.scene.number}"
    return await send_clip(
        channel,
        errand,
        Clip(named, shown.clip, clip_name(shown.id), posting.studio.comparisons.make_smaller),
        await _post(posting, errand, shown, channel),
        NO_ONE,
    )


async def _post(
    posting: Posting, errand: Errand, shown: ComparisonView, channel: discord.TextChannel
) -> Sheet:
    """The post as it looks in a channel."""
    novel, chapter = shown.view.novel, shown.view.scene.passage.chapter
    unfilmed = await posting.studio.novels.unfilmed(
        errand.guild_id, novel.id, channel_id=channel.id
    )
    return await posting.veiled(comparison_post(shown, unfilmed), channel, novel, chapter)
