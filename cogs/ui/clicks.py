"""Buttons and menus that outlive restarts: all that they know is in their custom_id."""

from __future__ import annotations

import re
from typing import Any, Generic, Self, TypeVar, cast

import discord
from discord import ui

from bot.app import explained

NONE = r"(?!)"
"""No custom_id: the templates are those of the classes that are made of these."""
Shown = TypeVar("Shown", ui.Button[Any], ui.Select[Any])


class _Lasting(ui.DynamicItem[Shown], Generic[Shown], template=NONE):
    """What is made anew of its custom_id at each click."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(cast("Shown", item))
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction) -> None:
        # discord.py only logs the errors of dynamic items
        async with explained(interaction):
            await self.clicked(interaction)

    async def clicked(self, interaction: discord.Interaction) -> None:
        raise NotImplementedError


class Button(_Lasting[ui.Button[Any]], template=NONE):
    """A button; `clicked` is what a click on it does."""


class Menu(_Lasting[ui.Select[Any]], template=NONE):
    """A select; `clicked` is what a choice in it does."""

    @property
    def value(self) -> str:
        """The first of what was chosen."""
        return self.item.values[0]
