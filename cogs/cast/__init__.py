"""/cast: who and what is in the novel, how often, and how they look."""

from __future__ import annotations

from bot.app import Greenlight
from cogs.cast.buttons import CastMenu, CastPage, CharacterButton
from cogs.cast.command import Cast
from cogs.cast.forms import on_merged, on_renamed, on_split


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(CastMenu, CastPage, CharacterButton)
    bot.add_form(r"character:rename:(?P<character>\d{1,18})", on_renamed)
    bot.add_form(r"character:merge:(?P<character>\d{1,18})", on_merged)
    bot.add_form(r"character:split:(?P<character>\d{1,18})", on_split)
    await bot.add_cog(Cast(bot))
