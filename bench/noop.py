"""A discord.py bot that does nothing but answer: what a vote costs before anything is kept."""

from __future__ import annotations

import re
import sys
from typing import Any, Self

import discord
import yarl
from discord import ui
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Button(
    ui.DynamicItem[ui.Button[Any]], template=r"ballot:(?P<n>\d+):(?P<choice>for|against):\d+"
):
    """Answers as a vote is answered, with one private message."""

    def __init__(self, item: ui.Item[Any]) -> None:
        super().__init__(item)  # type: ignore[arg-type]

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(
            "You voted *Film it* · 1 for, 0 against. Click again to take it back.", ephemeral=True
        )


class Noop(commands.Bot):
    async def setup_hook(self) -> None:
        self.add_dynamic_items(Button)


def main() -> None:
    Route.BASE, gateway = sys.argv[1], sys.argv[2]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    bot = Noop("!", intents=discord.Intents(guilds=True), help_command=None)
    bot.run("a.b.c", log_handler=None)


if __name__ == "__main__":
    main()
