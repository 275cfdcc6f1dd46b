"""/studio: for those who run the place."""

from __future__ import annotations

from bot.app import Greenlight
from cogs.studio.forms import SETUP, on_setup
from cogs.studio.house import House
from cogs.studio.novels import RemoveNovel


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(RemoveNovel)
    bot.add_form(SETUP, on_setup)
    await bot.add_cog(House(bot))
