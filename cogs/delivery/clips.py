"""How a clip is sent: looked at before, and made smaller by a node when it is too large."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord

from bot.errors import Refusal
from bot.studio.house_views import Errand
from bot.studio.mp4 import NotAClip, inspect_clip
from bot.studio.views import Media
from cogs.delivery.posting import Trouble
from cogs.ui.sheets import Sheet

log = logging.getLogger(__name__)

TOO_LARGE = 40005
STEP_DOWN = 0.8
"""A clip that Discord found too large is made to fit this share of its size."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What is sent: the showrunners' word for it, and what has a node make it smaller."""

    named: str
    file: Media
    file_name: str
    make_smaller: Callable[[Errand, int], Awaitable[None]]


async def send_clip(
    channel: discord.TextChannel,
    errand: Errand,
    clip: Clip,
    sheet: Sheet,
    mentions: discord.AllowedMentions,
) -> discord.Message | None:
    """None when it has to be made smaller first. Raises Trouble, or what discord.py raises."""
    try:
        await asyncio.to_thread(inspect_clip, clip.file.path)
    except (NotAClip, OSError) as error:
        raise Trouble(f"{clip.named} is damaged: {error}") from error
    if clip.file.size > channel.guild.filesize_limit:
        await _make_smaller(errand, clip, channel.guild.filesize_limit)
        return None
    try:
        return await channel.send(
            view=sheet,
            file=discord.File(clip.file.path, clip.file_name),
            nonce=errand.nonce,
            allowed_mentions=mentions,
        )
    except discord.HTTPException as error:
        if error.status != 413 and error.code != TOO_LARGE:
            raise
        await _make_smaller(errand, clip, int(clip.file.size * STEP_DOWN))
        return None


async def _make_smaller(errand: Errand, clip: Clip, max_bytes: int) -> None:
    log.info("%s: too large to post; a node makes it fit %s bytes", clip.named, max_bytes)
    try:
        await clip.make_smaller(errand, max_bytes)
    except Refusal as refusal:
        raise Trouble(str(refusal)) from refusal
