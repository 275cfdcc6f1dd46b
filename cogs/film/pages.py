"""What /film shows one member, privately: the book, a chapter, a scene's card."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import discord

from bot.app import bot_of, member_of
from bot.domain.member import Member
from bot.domain.reading import is_beyond
from bot.errors import NotAllowed, Refusal
from bot.studio.views import SceneView
from cogs.ui.bookmap import draw_book
from cogs.ui.cards import scene_card
from cogs.ui.checks import is_age_restricted
from cogs.ui.film import Page, book_page, chapter_page


async def book_of(interaction: discord.Interaction, novel_id: int, first: int = 1) -> Page:
    """The book as the member may see it, drawn beside the bot's other work."""
    bot = bot_of(interaction)
    book = await bot.studio.film.book(member_of(interaction), novel_id)
    # a busy machine may draw for longer than Discord waits for a first answer
    if _is_private(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)
    return book_page(book, await asyncio.to_thread(draw_book, book), first)


async def chapter_of(
    interaction: discord.Interaction, novel_id: int, chapter: int, at: int = 0
) -> Page:
    bot = bot_of(interaction)
    page = await bot.studio.film.page(member_of(interaction), novel_id, chapter)
    restricted = is_age_restricted(interaction.channel)
    return chapter_page(page, datetime.now(UTC), at, age_restricted=restricted)


async def show(interaction: discord.Interaction, page: Page, *, beside: bool = False) -> None:
    """In place of the private page that the click came from; `beside` it, or else as a new one."""
    sheet, attached = page
    in_place = _is_private(interaction) and not beside
    files = [item.file() for item in attached]
    if interaction.response.is_done() and in_place:
        await interaction.edit_original_response(view=sheet, attachments=files)
    elif interaction.response.is_done():
        await interaction.followup.send(view=sheet, files=files, ephemeral=True)
    elif in_place:
        await interaction.response.edit_message(view=sheet, attachments=files)
    else:
        await interaction.response.send_message(view=sheet, files=files, ephemeral=True)


def _is_private(interaction: discord.Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


async def scene_of(interaction: discord.Interaction, number: int) -> Page:
    """A scene's card. Refuses what the member or the channel should not see."""
    bot, member = bot_of(interaction), member_of(interaction)
    view = await bot.studio.scenes.numbered(member.guild_id, number, member_id=member.id)
    await require_fit(interaction, member, view)
    card = scene_card(view, datetime.now(UTC))
    return card.view, card.attached


async def require_fit(interaction: discord.Interaction, member: Member, view: SceneView) -> None:
    """Raises Refusal when a scene spoils the book for the member, or suits the channel not."""
    bot = bot_of(interaction)
    chapter = view.scene.passage.chapter
    up_to = (await bot.studio.members.reading(member, view.novel)).up_to
    if is_beyond(chapter, up_to):
        raise Refusal(
            f"Scene {view.scene.number} is of chapter {chapter}, beyond chapter {up_to}, which you "
            "have read; /me says how far you are."
        )
    if view.scene.rating.is_restricted and not is_age_restricted(interaction.channel):
        raise NotAllowed(
            f"Scene {view.scene.number} is marked {view.scene.rating}: it is shown only in "
            "age-restricted channels."
        )
