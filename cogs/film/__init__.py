"""/film: the book, its chapters, scenes and takes; and the reels that chapters are joined into."""

from __future__ import annotations

from bot.app import Greenlight
from cogs.film.buttons import (
    ChapterLeaf,
    ChapterMenu,
    FilmButton,
    ReelButton,
    ReportMenu,
    SceneMenu,
)
from cogs.film.command import Film


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(FilmButton, ChapterLeaf, ChapterMenu, SceneMenu, ReelButton, ReportMenu)
    await bot.add_cog(Film(bot))
