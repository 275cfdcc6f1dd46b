"""Posts a take once; a clip that Discord finds too large is made to fit by a node."""

from __future__ import annotations

import asyncio
import logging

import discord

from bot.domain.scene import TakeState
from bot.errors import NotFound, Refusal
from bot.studio.house_views import Errand
from bot.studio.mp4 import NotAClip, inspect_clip
from bot.studio.views import SceneView, TakeView
from cogs.delivery.posting import (
    STEP_DOWN,
    Posting,
    Trouble,
    forbidden,
    is_too_large,
    require_fitting_channel,
)
from cogs.ui.posts import TOLD, bears, take_post

log = logging.getLogger(__name__)


async def post_take(posting: Posting, errand: Errand) -> None:
    """Raises Trouble, or what discord.py raises."""
    studio = posting.studio
    try:
        view, take = await studio.scenes.of_take(errand.guild_id, errand.subject_id)
    except NotFound:
        await studio.outbox.done(errand)
        return
    if take.take.state is not TakeState.DELIVERED:
        await studio.outbox.done(errand)
        return
    settings = await studio.settings.get(errand.guild_id)
    channel = posting.text_channel(settings.premiere_channel) or posting.home(view)
    if posting.rests(channel):
        return
    require_fitting_channel(view, channel)
    try:
        posted = await posting.found(
            channel, errand, lambda message: bears(message, f"take:{take.take.id}:report")
        ) or await _send(posting, errand, view, take, channel)
    except discord.Forbidden as error:
        raise Trouble(forbidden(channel)) from error
    if posted is None:
        return
    await studio.outbox.posted(errand, channel.id, posted.id)
    posting.remember(posted)
    log.info("%s: posted", take.take.slate)


async def _send(
    posting: Posting, errand: Errand, view: SceneView, take: TakeView, channel: discord.TextChannel
) -> discord.Message | None:
    """None when the clip has to be made smaller first."""
    if take.clip is None:
        raise Trouble(f"the clip of {take.take.slate} is gone from the disk")
    try:
        await asyncio.to_thread(inspect_clip, take.clip.path)
    except (NotAClip, OSError) as error:
        raise Trouble(f"the clip of {take.take.slate} is damaged: {error}") from error
    if take.clip.size > channel.guild.filesize_limit:
        await _refit(posting, errand, take, channel.guild.filesize_limit)
        return None
    recipients = await posting.studio.outbox.recipients(take.take.id)
    unfilmed = await posting.studio.novels.unfilmed(
        errand.guild_id, view.novel.id, channel_id=channel.id
    )
    post = take_post(view, take, recipients, unfilmed)
    chapter = view.scene.passage.chapter
    try:
        return await channel.send(
            view=await posting.veiled(post, channel, view.novel, chapter),
            file=discord.File(take.clip.path, "clip.mp4"),
            nonce=errand.nonce,
            allowed_mentions=discord.AllowedMentions(
                everyone=False,
                roles=False,
                users=[discord.Object(member) for member in recipients[:TOLD]],
            ),
        )
    except discord.HTTPException as error:
        if not is_too_large(error):
            raise
        await _refit(posting, errand, take, int(take.clip.size * STEP_DOWN))
        return None


async def _refit(posting: Posting, errand: Errand, take: TakeView, max_bytes: int) -> None:
    log.info("%s: too large to post; a node makes it fit %s bytes", take.take.slate, max_bytes)
    try:
        await posting.studio.outbox.refit(errand, max_bytes)
    except Refusal as refusal:
        raise Trouble(str(refusal)) from refusal
