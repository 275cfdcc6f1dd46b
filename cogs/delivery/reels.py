"""Reels go out part by part: the studio has the next one follow each that is posted."""

from __future__ import annotations

from functools import partial

import discord

from bot.errors import NotFound
from bot.studio.film_views import ReelView
from bot.studio.house_views import Errand
from cogs.delivery.films import Film, post_film
from cogs.delivery.posting import Posting, Trouble
from cogs.ui.components import bears
from cogs.ui.reels import FILE, reel_post


async def post_reel(posting: Posting, errand: Errand) -> None:
    """Post one part of a reel, or show it anew. Raises Trouble, or what discord.py raises."""
    reels = posting.studio.reels

    def is_it(message: discord.Message) -> bool:
        return bears(message, f"reel:{errand.subject_id}:open")

    try:
        reel, part = await reels.of_part(errand.guild_id, errand.subject_id)
    except NotFound:
        await posting.withdraw(errand, [posting.text_channel(errand.channel_id)], is_it)
        return
    film = Film(
        named=f"part {part.number} of the reel of chapter {reel.chapter}",
        is_awaited=not part.is_posted and not reel.novel.is_removed,
        is_it=is_it,
        novel=reel.novel,
        chapter=reel.chapter,
        file=part.file,
        file_name=FILE,
        channel=partial(_place, posting, reel),
        sheet=partial(reel_post, reel, part),
        posted=reels.posted,
        refit=reels.refit,
        remedy="; /film joins it anew",
    )
    await post_film(posting, errand, film)


def _place(posting: Posting, reel: ReelView) -> discord.TextChannel:
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
