"""The buttons of a take: another one, a shot of it anew, and *Something looks wrong*."""

from __future__ import annotations

import re
from typing import Any

import discord
from discord import ui

from bot.app import Greenlight, bot_of, in_words, member_of
from bot.domain.seam import MAX_NOTE, Part, Seam, SeamKind, read_span, region_of
from bot.domain.wishes import Wish, WishKind, read_wish
from bot.errors import Refusal
from bot.studio.take_views import Asked
from cogs.ui.clicks import Button, Menu
from cogs.ui.comparisons import compare_page
from cogs.ui.takes import another_page, faults_in_words, seam_form
from cogs.ui.text import escaped, jump, some


class TakeMenu(Button, template=r"take:(?P<take>\d{1,18}):(?P<deed>another|again|wrong|compare)"):
    """Opens a private page, or the form, about one take."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.take_id = int(match["take"])
        self.deed = match["deed"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot = bot_of(interaction)
        if self.deed == "compare":
            await self._compare(interaction)
            return
        page = await bot.studio.takes.page(member_of(interaction), self.take_id)
        if self.deed == "wrong":
            await interaction.response.send_modal(seam_form(self.take_id, page.take.slate))
            return
        await interaction.response.send_message(
            view=another_page(page, only_shots=self.deed == "again"), ephemeral=True
        )

    async def _compare(self, interaction: discord.Interaction) -> None:
        """With the only other take at once; where there are several, one is chosen first."""
        bot = bot_of(interaction)
        page = await bot.studio.comparisons.page(member_of(interaction), self.take_id)
        if len(page.others) == 1:
            await _put_side_by_side(interaction, self.take_id, page.others[0].id)
            return
        await interaction.response.send_message(view=compare_page(page), ephemeral=True)


class CompareMenu(Menu, template=r"compare:(?P<take>\d{1,18})(?::\d{1,6})?"):
    """Which take to put beside this one."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.take_id = int(match["take"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        await _put_side_by_side(interaction, self.take_id, int(self.value))


async def _put_side_by_side(interaction: discord.Interaction, take_id: int, other_id: int) -> None:
    bot, member = bot_of(interaction), member_of(interaction)
    asked = await bot.studio.comparisons.ask(member, take_id, other_id)
    both = f"{asked.left.slate} and {asked.right.slate}"
    said = f"A node puts {both} side by side; the clip comes up in the scene's channel."
    if asked.channel_id is not None:
        there = jump("here", member.guild_id, asked.channel_id, asked.message_id)
        said = f"{both} stand side by side {there}."
    await interaction.response.send_message(said, ephemeral=True)


class WishButton(Button, template=r"wish:(?P<take>\d{1,18}):(?P<wish>fresh|changed)"):
    """Asks for another take, or takes that back."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.take_id = int(match["take"])
        self.wish = read_wish(match["wish"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        await _ask(interaction, self.take_id, self.wish)


class WishMenu(Menu, template=r"wish:(?P<take>\d{1,18}):shot"):
    """Asks for one shot of a take to be filmed again, or takes that back."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.take_id = int(match["take"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        wish = read_wish(f"shot:{self.value}")
        await _ask(interaction, self.take_id, wish)


async def _ask(interaction: discord.Interaction, take_id: int, wish: Wish) -> None:
    bot = bot_of(interaction)
    asked = await bot.studio.takes.ask(member_of(interaction), take_id, wish)
    page = another_page(asked.page, _said(asked, wish))
    message = interaction.message
    if message is not None and message.flags.ephemeral:
        await interaction.response.edit_message(view=page)
    else:
        await interaction.response.send_message(view=page, ephemeral=True)


def _said(asked: Asked, wish: Wish) -> str:
    source = asked.page.take.slate
    if asked.take is not None:
        what = {
            WishKind.FRESH: "every shot with another seed",
            WishKind.CHANGED: "only what was changed is filmed anew",
            WishKind.SHOT: f"only shot {wish.shot} is filmed, the rest is of {source}",
        }[wish.kind]
        return f"Take {asked.take.slate} is queued: {what}."
    if not asked.asks:
        return "You do not ask for it any more."
    return f"You ask for it: {asked.asked} of {some(asked.needed, 'member')} by now."


async def on_seam(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    """The form came back: what looks wrong is kept, or its words are given back."""
    bot = bot_of(interaction)
    member, take_id = member_of(interaction), int(match["take"])
    note = " ".join(str(fields.get("note") or "").split())[:MAX_NOTE]
    try:
        page = await bot.studio.takes.page(member, take_id)
        seam = _seam(fields, note, page.take.seconds)
        faults = await bot.studio.takes.find_fault(member, take_id, seam)
    except Exception as error:
        back = f"\n> {escaped(note, 400)}" if note else ""
        await interaction.response.send_message(in_words(error) + back, ephemeral=True)
        return
    await interaction.response.send_message(
        "Thank you: whoever decides on another take sees it.\n"
        + faults_in_words(page.take.slate, faults)[:1800],
        ephemeral=True,
    )


def _seam(fields: dict[str, Any], note: str, length: float) -> Seam:
    try:
        kind = SeamKind(fields["kind"][0])
        parts = [Part(part) for part in fields.get("part") or ()]
    except (KeyError, IndexError, ValueError) as error:
        raise Refusal("That form came back incomplete; open it again from the take.") from error
    start, end = read_span(str(fields.get("moment") or ""), length)
    return Seam(kind, start, end, region_of(parts[0]) if parts else None, note)


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(TakeMenu, CompareMenu, WishButton, WishMenu)
    bot.add_form(r"seam:(?P<take>\d{1,18})", on_seam)
