"""The pinned board of a novel: one message, edited in place."""

from __future__ import annotations

import logging

import discord

from bot.studio.house_views import Errand
from cogs.delivery.posting import NO_ONE, Posting
from cogs.ui.boards import board, is_board
from cogs.ui.sheets import Sheet

log = logging.getLogger(__name__)


async def show_board(posting: Posting, errand: Errand) -> None:
    """The board as it stands, where its novel has a channel. Raises Trouble."""
    studio = posting.studio
    view = await studio.board.view(errand.guild_id, errand.subject_id)
    if view is None or view.novel.channel_id is None:
        await studio.outbox.done(errand)
        return
    novel, channel = view.novel, posting.bound(view.novel.channel_id)
    sheet = board(view)
    if novel.board_message_id is None:
        await _put_up(posting, errand, novel.id, channel, sheet)
    elif not posting.shown.looks_like(novel.board_message_id, sheet.fingerprint):
        message = channel.get_partial_message(novel.board_message_id)
        try:
            edited = await message.edit(view=sheet, allowed_mentions=NO_ONE)
        except discord.NotFound:
            # somebody deleted the board: it is put up anew at the next look
            await studio.novels.keep_board(novel.id, None)
            return
        posting.remember(edited, sheet.fingerprint)
    await studio.outbox.done(errand)


async def _put_up(
    posting: Posting, errand: Errand, novel_id: int, channel: discord.TextChannel, sheet: Sheet
) -> None:
    posted = await posting.found(channel, errand, lambda message: is_board(message, novel_id))
    if posted is None:
        posted = await channel.send(view=sheet, nonce=errand.nonce, allowed_mentions=NO_ONE)
    # one that is written down is pinned already: a bot that dies here finds it again
    await _pin(posting, errand, posted)
    await posting.studio.novels.keep_board(novel_id, posted.id)
    posting.remember(posted, sheet.fingerprint)


async def _pin(posting: Posting, errand: Errand, posted: discord.Message) -> None:
    """A board that may not be pinned is a board all the same."""
    try:
        if not posted.pinned:
            await posted.pin()
    except discord.HTTPException as error:
        log.warning("board %s is not pinned: %s", errand.subject_id, error)
        await posting.studio.outbox.tell_showrunners(
            errand.guild_id,
            f"The board in <#{posted.channel.id}> is up, but I may not pin it "
            "(“Pin Messages”): pin it by hand, so that everybody finds it.",
        )
