"""Reference pictures: brought to a look by a form, and taken back on one's own page."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import discord
from discord import ui

from bot.app import Greenlight, bot_of, in_words, member_of
from bot.domain.look import MAX_REFERENCES
from bot.domain.pictures import MAX_BYTES, Shows, require_consent
from bot.errors import Refusal
from bot.pictures import reencode_apart
from bot.studio.pictures import TakenBack
from cogs.ui.cards import CardMessage
from cogs.ui.casting import draft_page, own_pictures
from cogs.ui.clicks import Button
from cogs.ui.sheets import Form
from cogs.ui.text import escaped

IS_ME, IS_ADULT = "me", "adult"
_reading = asyncio.Lock()
"""One picture at a time: ten at once would take the memory of ten."""


class BringButton(Button, template=r"look:(?P<look>\d{1,18}):pictures"):
    """*Pictures…*, on a look before the vote."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.look_id = int(match["look"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(pictures_form(self.look_id))


class OwnPage(Button, template=r"pictures:(?P<deed>show|page):(?P<page>-?\d{1,6})"):
    """A member's own looks and pictures: opened, or leafed through."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        card = await _own(interaction, int(self.match["page"]))
        if self.match["deed"] == "show":
            await interaction.response.send_message(
                view=card.view, files=card.files(), ephemeral=True
            )
        else:
            await interaction.response.edit_message(view=card.view, attachments=card.files())


class BackButton(Button, template=r"pictures:back:(?P<id>\d{1,18}):(?P<page>\d{1,6})"):
    """*Take it back*, beside each picture."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot, member = bot_of(interaction), member_of(interaction)
        # the files go at once, and a slow disk may take longer than Discord waits
        await interaction.response.defer()
        taken = await bot.studio.pictures.take_back(member, int(self.match["id"]))
        card = await _own(interaction, int(self.match["page"]))
        await interaction.edit_original_response(view=card.view, attachments=card.files())
        await interaction.followup.send(_said(taken), ephemeral=True)


def pictures_form(look_id: int) -> Form:
    """Up to four files, what they show, and what has to be ticked for a photograph."""
    files: ui.FileUpload[Any] = ui.FileUpload(
        custom_id="files", min_values=1, max_values=MAX_REFERENCES
    )
    shows: ui.RadioGroup[Any] = ui.RadioGroup(custom_id="shows")
    shows.add_option(
        label="Drawn or generated",
        value=Shows.DRAWING,
        description="Nobody who lives is in it.",
        default=True,
    )
    shows.add_option(
        label="A photograph of me", value=Shows.SELF, description="Of nobody but yourself."
    )
    ticks: ui.CheckboxGroup[Any] = ui.CheckboxGroup(
        custom_id="ticks", required=False, min_values=0, max_values=2
    )
    ticks.add_option(label="It shows me and nobody else", value=IS_ME)
    ticks.add_option(label="I am over 18", value=IS_ADULT)
    return Form(
        "Pictures of this look",
        f"look:pictures:{look_id}",
        ui.Label(
            text="Pictures",
            description=f"PNG, JPEG or WebP, {MAX_BYTES // 2**20} MB each; kept without metadata.",
            component=files,
        ),
        ui.Label(text="What they show", component=shows),
        ui.Label(
            text="For a photograph",
            description="You can take it back at any time: /me, Looks and pictures.",
            component=ticks,
        ),
    )


async def on_brought(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    """The form came back: each file is made anew in a child process, and kept with the look."""
    bot = bot_of(interaction)
    ticks: list[str] = fields.get("ticks") or []
    shows = Shows(fields.get("shows") or Shows.DRAWING)
    is_me, is_adult = IS_ME in ticks, IS_ADULT in ticks
    require_consent(shows, is_me=is_me, is_adult=is_adult)
    files = _files(interaction, fields.get("files") or [])
    if interaction.message is None:
        await interaction.response.defer(ephemeral=True, thinking=True)
    else:
        await interaction.response.defer()
    try:
        pngs = [await _read(bot, str(file["url"])) for file in files]
        view = await bot.studio.pictures.add(
            member_of(interaction),
            int(match["look"]),
            pngs,
            shows,
            is_me=is_me,
            is_adult=is_adult,
        )
    except Exception as error:
        await interaction.followup.send(in_words(error), ephemeral=True)
        return
    card = draft_page(view)
    await interaction.edit_original_response(view=card.view, attachments=card.files())


def _files(interaction: discord.Interaction, ids: list[str]) -> list[dict[str, Any]]:
    """What was uploaded, by what Discord says of it. Raises Refusal for what is too large."""
    data: Any = interaction.data
    uploaded: dict[str, Any] = (data.get("resolved") or {}).get("attachments") or {}
    files = [uploaded[key] for key in map(str, ids) if key in uploaded]
    if not files:
        raise Refusal("There was no picture in the form: open it again, and choose one.")
    for file in files:
        if file["size"] > MAX_BYTES:
            raise Refusal(
                f"“{escaped(str(file['filename']), 60)}” has {file['size'] / 2**20:.0f} MB and a "
                f"picture may have {MAX_BYTES // 2**20}: save it smaller, or as a JPEG."
            )
    return files


async def _read(bot: Greenlight, url: str) -> bytes:
    async with _reading:
        return (await reencode_apart(await bot.http.get_from_cdn(url))).png


async def _own(interaction: discord.Interaction, page: int) -> CardMessage:
    bot, member = bot_of(interaction), member_of(interaction)
    brought = await bot.studio.pictures.of_member(member)
    return own_pictures(brought, await bot.studio.pictures.drafts(member), page)


def _said(taken: TakenBack) -> str:
    said = (
        f"It is taken back: the picture of {escaped(taken.character, 80)} is removed here and from "
        "the card, and work that would have used it goes on without it."
    )
    if not taken.takes:
        return f"{said} No take was made with it."
    return (
        f"{said} Made with it: {', '.join(taken.takes)}; the showrunners have the list, to remove "
        "them."
    )


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(BringButton, OwnPage, BackButton)
    bot.add_form(r"look:pictures:(?P<look>\d{1,18})", on_brought)
