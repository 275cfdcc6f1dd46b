"""*Make canon*: a showrunner's word, or a blind vote in which each sees the takes as A, B…"""

from __future__ import annotations

import re
from typing import Any

import discord
from discord import ui

from bot.app import Greenlight, bot_of, member_of
from bot.errors import NotAllowed
from bot.studio.take_views import Screening
from cogs.ui.canon import canon_page, clip_name, screening_sheet
from cogs.ui.checks import is_age_restricted
from cogs.ui.clicks import Button
from cogs.ui.voting import listed_on

NO_ONE = discord.AllowedMentions.none()


class CanonButton(
    Button, template=r"(?:take:(?P<take>\d{1,18}):canon|canon:(?P<of>\d{1,18}):(?P<deed>make|hold))"
):
    """Opens the page of a take, makes it canon, or opens the vote."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.take_id = int(match["take"] or match["of"])
        self.deed = match["deed"] or "open"

    async def clicked(self, interaction: discord.Interaction) -> None:
        canon = bot_of(interaction).studio.canon
        member, note = member_of(interaction), ""
        if self.deed == "make":
            page = await canon.choose(member, self.take_id)
            note = f"Take {page.take.slate} is canon."
        elif self.deed == "hold":
            page = await canon.hold(member, self.take_id)
            note = "The vote is open: its post comes up in the channel."
        else:
            page = await canon.page(member, self.take_id)
        sheet = canon_page(page, note)
        message = interaction.message
        if self.deed != "open" and message is not None and message.flags.ephemeral:
            await interaction.response.edit_message(view=sheet)
        else:
            await interaction.response.send_message(view=sheet, ephemeral=True)


class ScreenButton(
    Button, template=r"screen:(?P<ballot>\d{1,18}):(?P<letter>[A-E]):(?P<deed>see|vote)"
):
    """Shows one of the takes, or votes for it."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.ballot_id = int(match["ballot"])
        self.letter = match["letter"]
        self.votes = match["deed"] == "vote"

    async def clicked(self, interaction: discord.Interaction) -> None:
        canon = bot_of(interaction).studio.canon
        member = member_of(interaction)
        message = interaction.message
        # a list of ballots stays: what it opens comes below it
        is_page = message is not None and message.flags.ephemeral and not listed_on(message)
        if self.votes:
            shown = await canon.vote(member, self.ballot_id, self.letter)
            note = "" if shown.mine else "Your vote is taken back."
            sheet = screening_sheet(shown, note)
            if is_page:
                # the clip stays where it is
                await interaction.response.edit_message(view=sheet)
                return
        else:
            shown = await canon.screening(member, self.ballot_id, self.letter)
            sheet = screening_sheet(shown)
        await _screen(interaction, shown, sheet, in_place=is_page)


async def _screen(
    interaction: discord.Interaction, shown: Screening, sheet: ui.LayoutView, *, in_place: bool
) -> None:
    """Show a take privately, where its scene may be shown."""
    scene = shown.view.scene
    if scene.rating.is_restricted and not is_age_restricted(interaction.channel):
        raise NotAllowed(
            f"Scene {scene.number} is marked {scene.rating}: it is shown only in age-restricted "
            "channels."
        )
    await interaction.response.defer(ephemeral=True, thinking=not in_place)
    # opened anew each time, so that a clip's name says its letter and nothing else
    files = [] if shown.clip is None else [discord.File(shown.clip.path, clip_name(shown.letter))]
    if in_place:
        await interaction.edit_original_response(
            view=sheet, attachments=files, allowed_mentions=NO_ONE
        )
    else:
        await interaction.followup.send(
            view=sheet, files=files, ephemeral=True, allowed_mentions=NO_ONE
        )


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(CanonButton, ScreenButton)
