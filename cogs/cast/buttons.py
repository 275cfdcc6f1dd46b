"""Leafing through the cast, and what is done about a character."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import ui

from bot.app import bot_of, member_of
from cogs.cast.forms import open_merge, open_rename, open_split
from cogs.cast.pages import page_of, show_again
from cogs.ui.casting import cast_sheet
from cogs.ui.clicks import Button, Menu


class CastMenu(Menu, template=r"cast:open"):
    """Opens one of the list's pages."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        card = await page_of(interaction, int(self.value))
        await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)


class CastPage(Button, template=r"cast:(?P<novel>\d{1,18}):page:(?P<page>-?\d{1,6})"):
    """Leafs through the list."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.novel_id = int(match["novel"])
        self.page = int(match["page"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot = bot_of(interaction)
        view = await bot.studio.cast.of_novel(member_of(interaction), self.novel_id)
        await interaction.response.edit_message(view=cast_sheet(view, self.page))


class CharacterButton(
    Button,
    template=r"character:(?P<character>\d{1,18}):(?P<deed>page|rename|merge|split|hide|show)",
):
    """What is done about a character; *Offer a look* stands with the looks."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.character_id = int(match["character"])
        self.deed = match["deed"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        await _DEEDS[self.deed](interaction, self.character_id)


async def _page(interaction: discord.Interaction, character_id: int) -> None:
    card = await page_of(interaction, character_id)
    await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)


async def _hide(interaction: discord.Interaction, character_id: int) -> None:
    await _set_hidden(interaction, character_id, is_hidden=True)


async def _show(interaction: discord.Interaction, character_id: int) -> None:
    await _set_hidden(interaction, character_id, is_hidden=False)


async def _set_hidden(
    interaction: discord.Interaction, character_id: int, *, is_hidden: bool
) -> None:
    bot = bot_of(interaction)
    await bot.studio.cast.hide(member_of(interaction), character_id, is_hidden=is_hidden)
    await show_again(interaction, character_id)


_DEEDS: dict[str, Callable[[discord.Interaction, int], Awaitable[None]]] = {
    "page": _page,
    "rename": open_rename,
    "merge": open_merge,
    "split": open_split,
    "hide": _hide,
    "show": _show,
}
