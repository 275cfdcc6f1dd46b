"""Looks: offered in a form, shown to their member first, then put to the vote."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.app import Greenlight, bot_of, in_words, member_of
from bot.domain.characters import Kind
from bot.domain.look import Appearance
from bot.errors import Refusal
from bot.studio.casting import LookView
from cogs.ui.casting import draft_page
from cogs.ui.checks import place_of
from cogs.ui.clicks import Button
from cogs.ui.looks import look_form, more_form
from cogs.ui.sheets import Sheet, reason_form
from cogs.ui.text import escaped, plain, when

PARTS = ("age", "build", "hair", "face", "wardrobe")


class LookButton(
    Button,
    template=r"look:(?P<look>\d{1,18}):(?P<deed>open|edit|more|offer|discard|report|withdraw)",
):
    """What is done about a look: by its member before the vote, by anybody after."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.look_id = int(match["look"])
        self.deed = match["deed"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        await _DEEDS[self.deed](interaction, self.look_id)


class OfferButton(Button, template=r"character:(?P<id>\d{1,18}):offer"):
    """*Offer a look*, on a character's page: opens the form, with what holds until now."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.character_id = int(match["id"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot = bot_of(interaction)
        view = await bot.studio.cast.character(member_of(interaction), self.character_id)
        one = view.character
        form = look_form(one.kind, one.name, f"look:new:{one.id}", Appearance())
        await interaction.response.send_modal(form)


async def _own(interaction: discord.Interaction, look_id: int) -> LookView:
    """A look of this member's own."""
    bot, member = bot_of(interaction), member_of(interaction)
    view = await bot.studio.looks.view(member.guild_id, look_id)
    if view.look.member_id != member.id:
        raise Refusal("That is another member's look; /cast offers one of your own.")
    return view


async def _open(interaction: discord.Interaction, look_id: int) -> None:
    card = draft_page(await _own(interaction, look_id))
    await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)


async def _edit(interaction: discord.Interaction, look_id: int) -> None:
    view = await _own(interaction, look_id)
    one, look = view.character, view.look
    form = look_form(one.kind, one.name, f"look:edit:{look_id}", look.appearance)
    await interaction.response.send_modal(form)


async def _more(interaction: discord.Interaction, look_id: int) -> None:
    view = await _own(interaction, look_id)
    await interaction.response.send_modal(
        more_form(view.look, view.character.kind, view.novel.chapters)
    )


async def _offer(interaction: discord.Interaction, look_id: int) -> None:
    bot, member = bot_of(interaction), member_of(interaction)
    draft = await _own(interaction, look_id)
    channel_id = draft.novel.channel_id or place_of(interaction)
    view = await bot.studio.looks.offer(member, look_id, channel_id)
    assert view.ballot is not None, "an offer opens a ballot"
    said = (
        f"**{escaped(view.character.name, 80)}** is on the ballot: the card comes up in "
        f"<#{channel_id}>, the portrait as soon as it is drawn. The ballot closes "
        f"{when(view.ballot.closes_at)}; once it is chosen, every new shot shows it."
    )
    await interaction.response.edit_message(view=Sheet(ui.TextDisplay(said)), attachments=[])


async def _discard(interaction: discord.Interaction, look_id: int) -> None:
    bot = bot_of(interaction)
    await bot.studio.looks.discard(member_of(interaction), look_id)
    gone = Sheet(ui.TextDisplay("It is thrown away."))
    await interaction.response.edit_message(view=gone, attachments=[])


async def _report(interaction: discord.Interaction, look_id: int) -> None:
    bot = bot_of(interaction)
    view = await bot.studio.looks.view(member_of(interaction).guild_id, look_id)
    title = plain(f"Report a look of {view.character.name}", 45)
    await interaction.response.send_modal(
        reason_form(title, f"look:report:{look_id}", "What is wrong with it?")
    )


async def _withdraw(interaction: discord.Interaction, look_id: int) -> None:
    bot = bot_of(interaction)
    view = await bot.studio.looks.withdraw(member_of(interaction), look_id)
    await interaction.response.send_message(
        f"That look of {escaped(view.character.name, 80)} is taken back.", ephemeral=True
    )


_DEEDS: dict[str, Callable[[discord.Interaction, int], Awaitable[None]]] = {
    "open": _open,
    "edit": _edit,
    "more": _more,
    "offer": _offer,
    "discard": _discard,
    "report": _report,
    "withdraw": _withdraw,
}


async def on_new(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    """The form came back: the look is shown to its member alone, with what can still be added."""
    bot = bot_of(interaction)
    try:
        view = await bot.studio.looks.draft(
            member_of(interaction), int(match["character"]), _appearance(fields)
        )
    except Exception as error:
        await _give_back(interaction, error, fields)
        return
    card = draft_page(view)
    await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)


async def on_edited(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot, look_id = bot_of(interaction), int(match["look"])
    try:
        before = (await _own(interaction, look_id)).look.appearance
        typed = _appearance(fields)
        whole = replace(before, **{name: getattr(typed, name) for name in PARTS})
        view = await bot.studio.looks.change(member_of(interaction), look_id, appearance=whole)
    except Exception as error:
        await _give_back(interaction, error, fields)
        return
    await _show(interaction, view)


async def on_more(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot, look_id = bot_of(interaction), int(match["look"])
    try:
        draft = await _own(interaction, look_id)
        before = draft.look.appearance
        is_person = draft.character.kind is Kind.PERSON
        view = await bot.studio.looks.change(
            member_of(interaction),
            look_id,
            appearance=replace(
                before,
                props=str(fields.get("props") or ""),
                silhouette=str(fields.get("silhouette") or ""),
            )
            if is_person
            else None,
            accent=(fields.get("accent") or [""])[0] if is_person else None,
            chapter=_number(fields["chapter"], "The chapter"),
            seed=_number(fields.get("seed") or str(draft.look.seed), "The seed"),
        )
    except Exception as error:
        await _give_back(interaction, error, fields)
        return
    await _show(interaction, view)


async def on_reported(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot = bot_of(interaction)
    try:
        await bot.studio.looks.complain(
            member_of(interaction), int(match["look"]), str(fields["reason"])
        )
    except Exception as error:
        await _give_back(interaction, error, fields)
        return
    await interaction.response.send_message(
        "It goes to the showrunners, with your words and your name. Thank you.", ephemeral=True
    )


def _appearance(fields: dict[str, Any]) -> Appearance:
    return Appearance(**{name: str(fields.get(name) or "") for name in PARTS})


def _number(typed: object, what: str) -> int:
    text = str(typed).strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise Refusal(f"{what} is a number; “{escaped(text, 20)}” is none.")
    return int(text)


async def _show(interaction: discord.Interaction, view: LookView) -> None:
    """The draft anew, in the place of the one on which the button stood."""
    card = draft_page(view)
    if interaction.message is None:
        await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)
    else:
        await interaction.response.edit_message(view=card.view, attachments=card.files())


async def _give_back(
    interaction: discord.Interaction, error: Exception, fields: dict[str, Any]
) -> None:
    """Say no with the rule, and give every word back."""
    words = [f"> {escaped(str(text), 600)}" for text in fields.values() if isinstance(text, str)]
    said = "\n".join([in_words(error), *(word for word in words if word != "> ")])
    await interaction.response.send_message(said[:1990], ephemeral=True)


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(LookButton, OfferButton)
    bot.add_form(r"look:new:(?P<character>\d{1,18})", on_new)
    bot.add_form(r"look:edit:(?P<look>\d{1,18})", on_edited)
    bot.add_form(r"look:more:(?P<look>\d{1,18})", on_more)
    bot.add_form(r"look:report:(?P<look>\d{1,18})", on_reported)
