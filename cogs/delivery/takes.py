"""Posts a take once; a clip that Discord finds too large is made to fit by a node."""

from __future__ import annotations

import logging

import discord

from bot.domain.scene import TakeState
from bot.errors import NotFound
from bot.studio.house_views import Errand
from bot.studio.views import SceneView, TakeView
from cogs.delivery.clips import Clip, send_clip
from cogs.delivery.posting import (
    Posting,
    Trouble,
    forbidden,
    require_fitting_channel,
)
from cogs.ui.posts import TOLD, bears, take_post
from cogs.ui.sheets import Sheet

log = logging.getLogger(__name__)


async def post_take(posting: Posting, errand: Errand) -> None:
    """Raises Trouble, or what discord.py raises."""
    studio = posting.studio
    premieres = (await studio.settings.get(errand.guild_id)).premiere_channel

    def is_it(message: discord.Message) -> bool:
        return bears(message, f"take:{errand.subject_id}:report")

    try:
        view, take = await studio.scenes.of_take(errand.guild_id, errand.subject_id)
    except NotFound:
        channel = posting.text_channel(premieres or errand.channel_id)
        await posting.withdraw(errand, channel, is_it)
        return
    if errand.message_id is not None:
        channel = posting.standing_in(errand)
        sheet, _ = await _post(posting, errand, view, take, channel)
        await posting.show_film(errand, channel, sheet)
        return
    if take.take.state is not TakeState.DELIVERED:
        await studio.outbox.done(errand)
        return
    channel = posting.text_channel(premieres) or posting.home(view)
    if posting.rests(channel):
        return
    require_fitting_channel(view, channel)
    try:
        posted = await posting.found(channel, errand, is_it) or await _send(
            posting, errand, view, take, channel
        )
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
    named = f"the clip of {take.take.slate}"
    if take.clip is None:
        raise Trouble(f"{named} is gone from the disk")
    sheet, recipients = await _post(posting, errand, view, take, channel)
    told = [discord.Object(member) for member in recipients[:TOLD]]
    return await send_clip(
        channel,
        errand,
        Clip(named, take.clip, "clip.mp4", posting.studio.outbox.refit),
        sheet,
        discord.AllowedMentions(everyone=False, roles=False, users=told),
    )


async def _post(
    posting: Posting, errand: Errand, view: SceneView, take: TakeView, channel: discord.TextChannel
) -> tuple[Sheet, list[int]]:
    """The post as it looks in a channel, and whom it is for."""
    studio, novel = posting.studio, view.novel
    recipients = await studio.outbox.recipients(take.take.id)
    unfilmed = await studio.novels.unfilmed(errand.guild_id, novel.id, channel_id=channel.id)
    post = take_post(view, take, recipients, unfilmed)
    return await posting.veiled(post, channel, novel, view.scene.passage.chapter), recipients
