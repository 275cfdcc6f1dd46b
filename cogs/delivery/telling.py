"""Brings letters to the showrunners: to their channel, or to who set the bot up."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import discord

from bot.studio.house_views import Errand
from cogs.delivery.posting import NO_ONE, Posting
from cogs.ui.letters import letter, levers, waits

log = logging.getLogger(__name__)

REFUSED = (discord.Forbidden, discord.NotFound)
SECOND = "w"
"""After an errand's nonce: of the line which says that a report waits."""


class NotTaken(Exception):
    """No showrunner can be written to; the message says so."""


async def tell(posting: Posting, errand: Errand) -> None:
    """Raises NotTaken, or what discord.py raises; of a report that stays, a line says so once."""
    text = letter(errand)
    place = await _sent(posting, errand, text)
    if place is None:
        if errand.kind == "complaint" and not errand.body.get("announced"):
            await _announce(posting, errand)
        raise NotTaken("no showrunner takes messages from the bot")
    await posting.studio.outbox.done(errand)
    concerned: Any = errand.body.get("member_id") if errand.kind == "notice" else None
    if concerned and concerned != place.id:
        try:
            await (await posting.bot.fetch_user(concerned)).send(text, allowed_mentions=NO_ONE)
        except discord.HTTPException as error:
            log.info("member %s could not be written to: %s", concerned, error)


async def _sent(
    posting: Posting, errand: Errand, text: str
) -> discord.TextChannel | discord.User | None:
    """Where the letter went."""
    async for place in _showrunners(posting, errand):
        # a button works in a server alone
        beside: Any = levers(errand) if isinstance(place, discord.TextChannel) else None
        try:
            await place.send(
                text,
                view=beside,
                allowed_mentions=NO_ONE,
                nonce=errand.nonce,
                suppress_embeds=True,
            )
        except REFUSED as error:
            log.info("%s %s: not taken by %s: %s", errand.kind, errand.subject_id, place.id, error)
        else:
            return place
    return None


async def _showrunners(
    posting: Posting, errand: Errand
) -> AsyncIterator[discord.TextChannel | discord.User]:
    """Their channel, then whoever set the bot up."""
    settings = await posting.studio.settings.get(errand.guild_id)
    if channel := posting.text_channel(settings.showrunner_channel):
        yield channel
    guild = posting.bot.get_guild(errand.guild_id)
    assert guild is not None, "checked before"
    try:
        yield await posting.bot.fetch_user(settings.set_up_by or guild.owner_id or 0)
    except discord.NotFound as error:
        log.info("%s %s: who set the bot up is gone: %s", errand.kind, errand.subject_id, error)


async def _announce(posting: Posting, errand: Errand) -> None:
    """Say that a report waits where its scene is filmed, and nothing of what is in it."""
    novels = await posting.studio.novels.of_guild(errand.guild_id)
    there: Any = errand.body["channel_id"]
    for channel_id in dict.fromkeys((there, *(novel.channel_id for novel in novels))):
        channel = posting.text_channel(channel_id)
        if channel is None:
            continue
        beside: Any = levers(errand)
        nonce = f"{errand.nonce}{SECOND}"
        try:
            await channel.send(waits(errand), view=beside, allowed_mentions=NO_ONE, nonce=nonce)
        except REFUSED as error:
            log.info("%s is not told that a report waits: %s", channel_id, error)
        else:
            await posting.studio.outbox.announced(errand)
            return
