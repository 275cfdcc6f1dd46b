"""Comparisons go out where their scene was proposed."""

from __future__ import annotations

from functools import partial

import discord

from bot.errors import NotFound
from bot.studio.house_views import Errand
from cogs.delivery.films import Film, post_film
from cogs.delivery.posting import Posting, require_fitting_channel
from cogs.ui.comparisons import clip_name, comparison_post


async def post_comparison(posting: Posting, errand: Errand) -> None:
    """Raises Trouble, or what discord.py raises."""
    comparisons = posting.studio.comparisons
    name = clip_name(errand.subject_id)

    def is_it(message: discord.Message) -> bool:
        return any(file.filename == name for file in message.attachments)

    try:
        shown = await comparisons.view(errand.guild_id, errand.subject_id)
    except NotFound:
        await posting.withdraw(errand, [posting.text_channel(errand.channel_id)], is_it)
        return

    def place() -> discord.TextChannel:
        channel = posting.home(shown.view)
        require_fitting_channel(shown.view, channel)
        return channel

    film = Film(
        named=f"a comparison of scene {shown.view.scene.number}",
        # one that is made anew, smaller, is not there
        is_awaited=shown.clip is not None,
        is_it=is_it,
        novel=shown.view.novel,
        chapter=shown.view.scene.passage.chapter,
        file=shown.clip,
        file_name=name,
        channel=place,
        sheet=partial(comparison_post, shown),
        posted=comparisons.posted,
        refit=comparisons.refit,
    )
    await post_film(posting, errand, film)
