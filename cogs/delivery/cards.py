"""Cards of scenes, looks and votes between takes: one message each, edited in place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import discord

from bot.errors import NotFound
from bot.studio.house_views import Errand
from cogs.delivery.posting import NO_ONE, Posting, require_fitting_channel
from cogs.ui.canon import canon_post, see_id
from cogs.ui.cards import CardMessage, scene_card
from cogs.ui.components import bears
from cogs.ui.looks import look_card

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a card is of, where it was posted, and the button by which it is known there."""

    id: int
    channel_id: int | None
    message_id: int | None
    bears: str


async def show_card(posting: Posting, errand: Errand) -> None:
    """A scene as it stands. Raises Trouble, or what discord.py raises."""
    button = f"scene:{errand.subject_id}:discuss"
    view = await _seen(posting, errand, posting.studio.scenes.view, button)
    if view is None:
        return
    scene, channel = view.scene, posting.home(view)
    require_fitting_channel(view, channel)
    card = scene_card(view, posting.now())
    await posting.veil(card.view, channel, view.novel, scene.passage.chapter)
    shown = _Shown(scene.id, scene.channel_id, scene.message_id, button)
    await _show(posting, errand, shown, channel, card, posting.studio.scenes.keep_card)


async def show_look(posting: Posting, errand: Errand) -> None:
    """A look as it stands. Raises Trouble, or what discord.py raises."""
    button = f"look:{errand.subject_id}:report"
    view = await _seen(posting, errand, posting.studio.looks.view, button)
    if view is None:
        return
    look = view.look
    channel = posting.bound(view.novel.channel_id or look.channel_id or 0)
    card = look_card(view, posting.now())
    await posting.veil(card.view, channel, view.novel, view.tells_of)
    shown = _Shown(look.id, look.channel_id, look.message_id, button)
    await _show(posting, errand, shown, channel, card, posting.studio.looks.keep_card)


async def show_canon(posting: Posting, errand: Errand) -> None:
    """The vote on a scene's takes: blind while it is open, with everything after.

    Raises Trouble, or what discord.py raises.
    """
    button = see_id(errand.subject_id)
    view = await _seen(posting, errand, posting.studio.canon.view, button)
    if view is None:
        return
    ballot, channel = view.ballot, posting.home(view.view)
    require_fitting_channel(view.view, channel)
    card = canon_post(view, posting.now())
    chapter = view.view.scene.passage.chapter
    await posting.veil(card.view, channel, view.view.novel, chapter)
    shown = _Shown(ballot.id, ballot.channel_id, ballot.message_id, button)
    await _show(posting, errand, shown, channel, card, posting.studio.canon.keep_post)


async def _seen(
    posting: Posting, errand: Errand, view: Callable[[int, int], Awaitable[T]], button: str
) -> T | None:
    """What an errand is about; None for something that is gone, whose posts bear `button`."""
    try:
        return await view(errand.guild_id, errand.subject_id)
    except NotFound:
        channel = posting.text_channel(errand.channel_id)
        await posting.withdraw(errand, [channel], lambda message: bears(message, button))
        return None


async def _show(
    posting: Posting,
    errand: Errand,
    shown: _Shown,
    channel: discord.TextChannel,
    card: CardMessage,
    keep: Callable[[int, int, int | None], Awaitable[None]],
) -> None:
    """Post a card where none is, or edit the one that is; `keep` writes down where it is."""
    if shown.message_id is None or shown.channel_id != channel.id:
        posted = await _posted(posting, errand, shown.bears, channel, card)
        await keep(shown.id, channel.id, posted)
    elif not posting.shown.looks_like(shown.message_id, card.view.fingerprint):
        try:
            await _edit_card(posting, channel.get_partial_message(shown.message_id), card)
        except discord.NotFound:
            # somebody deleted the card: it is posted anew at the next look
            await keep(shown.id, channel.id, None)
            return
    await posting.studio.outbox.done(errand)


async def _posted(
    posting: Posting,
    errand: Errand,
    custom_id: str,
    channel: discord.TextChannel,
    card: CardMessage,
) -> int:
    """Post a card once: one that bears this button is found again. The message's id."""
    posted = await posting.found(channel, errand, lambda message: bears(message, custom_id))
    if posted is None:
        posted = await channel.send(
            view=card.view,
            files=card.files(),
            nonce=errand.nonce,
            allowed_mentions=NO_ONE,
        )
    posting.remember(posted, card.view.fingerprint)
    return posted.id


async def _edit_card(posting: Posting, message: discord.PartialMessage, card: CardMessage) -> None:
    """Upload only the pictures that changed; keep the others as they are."""
    attached = await posting.attached(message)
    new = card.files(lambda name: name not in attached)
    kept = [attached[name] for name in card.names if name in attached]
    edited = await message.edit(view=card.view, attachments=[*kept, *new], allowed_mentions=NO_ONE)
    posting.remember(edited, card.view.fingerprint)
