"""Forms about a character: another name, whom they are the same as, whose names are another's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.app import bot_of, in_words, member_of
from bot.domain.characters import MAX_NAME, Character, called
from bot.errors import NotFound, Refusal
from bot.studio.casting import CharacterView
from cogs.cast.pages import show_again
from cogs.ui.sheets import Form
from cogs.ui.text import escaped, plain

CHOICES = 25
"""What Discord shows of a menu."""
MENUS = 5
"""That one form has at most."""
NAMED = 5
"""Whom a name may mean, of which a refusal names so many."""


async def open_rename(interaction: discord.Interaction, character_id: int) -> None:
    view = await _view(interaction, character_id)
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id="name", max_length=MAX_NAME, default=view.character.name
    )
    label = ui.Label(
        text="Name",
        description="Scenes that use the old name go on meaning them.",
        component=field,
    )
    await interaction.response.send_modal(
        Form("Rename a character", f"character:rename:{character_id}", label)
    )


async def open_merge(interaction: discord.Interaction, character_id: int) -> None:
    bot, member = bot_of(interaction), member_of(interaction)
    one = (await _view(interaction, character_id)).character
    others = await bot.studio.cast.others(member, character_id)
    if not others:
        raise Refusal("There is nobody else whom they could be.")
    is_long = len(others) > CHOICES
    select: ui.Select[Any] = ui.Select(custom_id="into", required=not is_long)
    for other in others[:CHOICES]:
        select.add_option(label=plain(other.name, 100), value=str(other.id))
    labels = [
        ui.Label(
            text="Who are they?",
            description="That one takes over names, counts and looks. It cannot be undone.",
            component=select,
        )
    ]
    if is_long:
        labels.append(
            ui.Label(
                text="Or by name",
                description=f"Of the {len(others) - CHOICES} who are named less often.",
                component=ui.TextInput(custom_id="name", max_length=MAX_NAME, required=False),
            )
        )
    title = plain(f"{one.name} is…", 45)
    await interaction.response.send_modal(Form(title, f"character:merge:{character_id}", *labels))


async def open_split(interaction: discord.Interaction, character_id: int) -> None:
    one = (await _view(interaction, character_id)).character
    if not one.aliases:
        raise Refusal(f"{escaped(one.name, 80)} has one name alone: there is nothing to split.")
    firsts = range(0, len(one.aliases), CHOICES)[:MENUS]
    labels = [_names(one, first, is_only=len(firsts) == 1) for first in firsts]
    title = plain(f"Split {one.name}", 45)
    await interaction.response.send_modal(Form(title, f"character:split:{character_id}", *labels))


def _names(one: Character, first: int, *, is_only: bool) -> ui.Label[Any]:
    aliases = one.aliases[first : first + CHOICES]
    select: ui.Select[Any] = ui.Select(
        custom_id=f"names:{first}" if first else "names",
        required=is_only,
        min_values=1 if is_only else 0,
        max_values=len(aliases),
    )
    for alias in aliases:
        select.add_option(label=plain(alias, 100), value=alias[:100])
    if first:
        return ui.Label(text="And which of these?", component=select)
    return ui.Label(
        text="Which of their names are somebody else's?",
        description="These become a character of their own, by the first of them. Looks stay here.",
        component=select,
    )


async def on_renamed(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot = bot_of(interaction)
    character_id, name = int(match["character"]), str(fields["name"])
    try:
        await bot.studio.cast.rename(member_of(interaction), character_id, name)
    except Exception as error:
        sentence = f"{in_words(error)}\n> {escaped(name, 200)}"
        await interaction.response.send_message(sentence, ephemeral=True)
        return
    await show_again(interaction, character_id)


async def on_merged(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot, member = bot_of(interaction), member_of(interaction)
    character_id, chosen = int(match["character"]), fields.get("into")
    if typed := str(fields.get("name") or ""):
        into = _only(typed, await bot.studio.cast.others(member, character_id)).id
    elif chosen:
        into = int(chosen[0])
    else:
        raise Refusal("Choose who they are, or type their name: *Merge* opens the form again.")
    merged = await bot.studio.cast.merge(member, character_id, into)
    await show_again(interaction, merged.id)


def _only(typed: str, others: Sequence[Character]) -> Character:
    """The one who is called so. Raises NotFound and Refusal."""
    found = called(typed, others)
    if not found:
        raise NotFound(f"Nobody else is called “{escaped(typed, 60)}”: /cast lists everybody.")
    if len(found) > 1:
        names = "; ".join(escaped(one.name, 60) for one in found[:NAMED])
        raise Refusal(f"“{escaped(typed, 60)}” may be {names}: type one of them in full.")
    return found[0]


async def on_split(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    bot, character_id = bot_of(interaction), int(match["character"])
    aliases = (await _view(interaction, character_id)).character.aliases
    whole = {alias[:100]: alias for alias in aliases}
    chosen = [
        value for name, values in fields.items() if name.startswith("names") for value in values
    ]
    names = [whole.get(value, value) for value in map(str, chosen)]
    other = await bot.studio.cast.split(member_of(interaction), character_id, names)
    await show_again(interaction, other.id)


async def _view(interaction: discord.Interaction, character_id: int) -> CharacterView:
    bot = bot_of(interaction)
    return await bot.studio.cast.character(member_of(interaction), character_id)
