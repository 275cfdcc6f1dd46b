"""*Join this chapter*: asked for in private, posted for everybody."""

from __future__ import annotations

from datetime import UTC, datetime

import discord
from discord import ui

from bot.app import Greenlight, bot_of, member_of
from bot.domain.member import Member
from bot.studio.film_views import ReelState, ReelView
from cogs.ui.checks import is_age_restricted
from cogs.ui.film import film_button
from cogs.ui.reels import reel_standing
from cogs.ui.sheets import Sheet
from cogs.ui.text import plain, some, timecode

NAMED = 100
"""Names that are looked up for one reel: each is a question to Discord."""


async def join_chapter(
    interaction: discord.Interaction, novel_id: int, chapter: int, *, again: bool = False
) -> None:
    """Have a chapter joined and posted, and say privately where that stands.

    One that stands in the channel as it would be now is linked to; posted `again` on request.
    """
    bot, member = bot_of(interaction), member_of(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    # what is beyond a member's reading is refused before anything is looked up
    page = await bot.studio.film.page(member, novel_id, chapter)
    reel = page.reel
    if reel is None or again or not _stands(reel):
        reel = await _join(interaction, bot, member, novel_id, chapter, again=again)
    if _stands(reel):
        button = film_button("Post it again", "again", novel_id, chapter)
        words = "\n".join([f"### Chapter {chapter}", *reel_standing(reel, datetime.now(UTC))])
    else:
        button = film_button("Look again", "chapter", novel_id, chapter)
        words = _said(reel)
    sheet = Sheet(ui.TextDisplay(words), ui.ActionRow(button))
    await interaction.followup.send(view=sheet, ephemeral=True)


def _stands(reel: ReelView) -> bool:
    return reel.is_standing and not reel.is_outdated


async def _join(
    interaction: discord.Interaction,
    bot: Greenlight,
    member: Member,
    novel_id: int,
    chapter: int,
    *,
    again: bool,
) -> ReelView:
    assert interaction.guild is not None, "members are of guilds"
    channel = bot.get_channel(await bot.studio.reels.place(member.guild_id, novel_id))
    willing = await bot.studio.reels.to_be_named(member.guild_id, novel_id, chapter)
    return await bot.studio.reels.join(
        member,
        novel_id,
        chapter,
        names=await _names(interaction.guild, willing[:NAMED]),
        max_bytes=interaction.guild.filesize_limit,
        age_restricted=is_age_restricted(channel),
        again=again,
    )


async def _names(guild: discord.Guild, member_ids: list[int]) -> dict[int, str]:
    """How members are called here now; who left is not named."""
    names: dict[int, str] = {}
    for member_id in member_ids:
        try:
            found = guild.get_member(member_id) or await guild.fetch_member(member_id)
        except discord.NotFound:
            continue
        if name := plain(found.display_name, 100):
            names[member_id] = name
    return names


def _said(reel: ReelView) -> str:
    scenes = sum(len(part.scenes) for part in reel.parts)
    seconds = sum(part.seconds for part in reel.parts)
    lines = [f"### Chapter {reel.chapter}", *reel_standing(reel, datetime.now(UTC))]
    if reel.state is ReelState.WAITING:
        parts = f", in {len(reel.parts)} parts" if len(reel.parts) > 1 else ""
        where = "" if reel.place_id is None else f" in <#{reel.place_id}>"
        lines.append(f"-# {some(scenes, 'scene')}, {timecode(seconds)}; posted{where}{parts}.")
    return "\n".join(lines)
