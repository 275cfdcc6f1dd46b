"""Posts a comparison once; a clip that Discord finds too large is made anew."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

import discord

from bot.errors import NotFound, Refusal
from bot.studio.house_views import Errand
from bot.studio.mp4 import NotAClip, inspect_clip
from bot.studio.take_views import ComparisonView
from cogs.delivery.posting import (
    NO_ONE,
    STEP_DOWN,
    Posting,
    Trouble,
    is_too_large,
    require_fitting_channel,
)
from cogs.ui.comparisons import clip_name, comparison_post

log = logging.getLogger(__name__)


async def post_comparison(posting: Posting, errand: Errand) -> None:
    """Raises Trouble, or what discord.py raises."""
    studio = posting.studio
    try:
        shown = await studio.comparisons.view(errand.guild_id, errand.subject_id)
    except NotFound:
        await studio.outbox.done(errand)
        return
    if shown.message_id is not None or shown.clip is None:
        await studio.outbox.done(errand)
        return
    channel = posting.home(shown.view)
    if posting.shown.is_too_soon(channel.id, None, datetime.now(UTC)):
        return
    require_fitting_channel(shown.view, channel)
    name = clip_name(shown.id)
    posted = await posting.found(
        channel, errand, lambda message: any(file.filename == name for file in message.attachments)
    ) or await _send(posting, errand, shown, channel)
    if posted is None:
        return
    await studio.comparisons.posted(errand, channel.id, posted.id)
    posting.shown.remember(posted, "", datetime.now(UTC))
    log.info("%s and %s: posted side by side", shown.left.slate, shown.right.slate)


async def _send(
    posting: Posting, errand: Errand, shown: ComparisonView, channel: discord.TextChannel
) -> discord.Message | None:
    """None when the clip has to be made smaller first."""
    assert shown.clip is not None, "looked at before"
    try:
        await asyncio.to_thread(inspect_clip, shown.clip.path)
    except (NotAClip, OSError) as error:
        raise Trouble(
            f"a comparison of scene {shown.view.scene.number} is damaged: {error}"
        ) from error
    if shown.clip.size > channel.guild.filesize_limit:
        await _make_smaller(posting, errand, channel.guild.filesize_limit)
        return None
    novel, chapter = shown.view.novel, shown.view.scene.passage.chapter
    try:
        return await channel.send(
            view=await posting.veiled(comparison_post(shown), channel, novel, chapter),
            file=discord.File(shown.clip.path, clip_name(shown.id)),
            nonce=errand.nonce,
            allowed_mentions=NO_ONE,
        )
    except discord.HTTPException as error:
        if not is_too_large(error):
            raise
        await _make_smaller(posting, errand, int(shown.clip.size * STEP_DOWN))
        return None


async def _make_smaller(posting: Posting, errand: Errand, max_bytes: int) -> None:
    try:
        await posting.studio.comparisons.make_smaller(errand, max_bytes)
    except Refusal as refusal:
        raise Trouble(str(refusal)) from refusal
