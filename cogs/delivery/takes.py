"""Takes go out where the guild shows them first, else where their scene was proposed."""

from __future__ import annotations

from functools import partial

import discord

from bot.domain.scene import TakeState
from bot.errors import NotFound
from bot.studio.house_views import Errand
from cogs.delivery.films import Film, post_film
from cogs.delivery.posting import Posting, fits, require_fitting_channel
from cogs.ui.components import bears
from cogs.ui.posts import TOLD, take_post


async def post_take(posting: Posting, errand: Errand) -> None:
    """Raises Trouble, or what discord.py raises."""
    studio = posting.studio
    premieres = (await studio.settings.get(errand.guild_id)).premiere_channel

    def is_it(message: discord.Message) -> bool:
        return bears(message, f"take:{errand.subject_id}:report")

    try:
        view, take = await studio.scenes.of_take(errand.guild_id, errand.subject_id)
    except NotFound:
        places = dict.fromkeys((premieres, errand.channel_id))
        await posting.withdraw(errand, map(posting.text_channel, places), is_it)
        return

    def place() -> discord.TextChannel:
        channel = posting.text_channel(premieres)
        if channel is None or not fits(view, channel):
            channel = posting.home(view)
        require_fitting_channel(view, channel)
        return channel

    recipients = await studio.premieres.recipients(take.take.id)
    film = Film(
        named=f"the clip of {take.take.slate}",
        is_awaited=take.take.state is TakeState.DELIVERED,
        is_it=is_it,
        novel=view.novel,
        chapter=view.scene.passage.chapter,
        file=take.clip,
        file_name="clip.mp4",
        channel=place,
        sheet=partial(take_post, view, take, recipients),
        posted=studio.premieres.posted,
        refit=studio.premieres.refit,
        told=recipients[:TOLD],
    )
    await post_film(posting, errand, film)
