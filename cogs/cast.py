"""/cast: who and what is in the novel, how often, and how they look."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.app import Greenlight, bot_of, in_words, member_of
from bot.domain.characters import MAX_NAME, Character, called
from bot.errors import NotFound, Refusal
from bot.studio.casting import CharacterView
from cogs.ui.cards import CardMessage
from cogs.ui.casting import cast_sheet, character_page
from cogs.ui.checks import place_of
from cogs.ui.clicks import Button, Menu
from cogs.ui.sheets import Form
from cogs.ui.text import escaped, plain

CHOICES = 25
MENUS = 5
"""That one form has at most."""
"""What Discord shows of an autocompletion, and of a menu."""
NAMED = 5
"""Whom a name may mean, of which a refusal names so many."""
NUMBER = re.compile(r"character:(\d{1,18})")


class Cast(commands.Cog):
    """Private to each member; nobody is listed beyond what they have read."""

    def __init__(self, bot: Greenlight) -> None:
        self.studio = bot.studio

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(character="Somebody's page; without it, the list")
    async def cast(
        self,
        interaction: discord.Interaction,
        character: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """The people and places of the novel, and how they look; offer a look of your own."""
        member = member_of(interaction)
        if character is None:
            novel = await self.studio.novels.of_channel(member.guild_id, place_of(interaction))
            view = await self.studio.cast.of_novel(member, novel.id)
            await interaction.response.send_message(view=cast_sheet(view, 0), ephemeral=True)
            return
        card = await page_of(interaction, await self._chosen(interaction, character))
        await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)

    async def _chosen(self, interaction: discord.Interaction, typed: str) -> int:
        """The character that was chosen from the list, or the only one of that name."""
        if match := NUMBER.fullmatch(typed):
            return int(match[1])
        member = member_of(interaction)
        novel = await self.studio.novels.of_channel(member.guild_id, place_of(interaction))
        view = await self.studio.cast.of_novel(member, novel.id, words=typed)
        if not view.lines:
            raise NotFound(
                f"Nobody called “{escaped(typed, 60)}” is in the cast of "
                f"*{escaped(novel.title, 80)}*: /cast alone lists everybody."
            )
        return view.lines[0].character.id

    @cast.autocomplete("character")
    async def _characters(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        member = member_of(interaction)
        try:
            novel = await self.studio.novels.of_channel(member.guild_id, place_of(interaction))
            view = await self.studio.cast.of_novel(member, novel.id, words=current[:100])
        except Refusal:
            return []
        return [
            app_commands.Choice(
                name=plain(line.character.name, 100), value=f"character:{line.character.id}"
            )
            for line in view.lines
        ][:CHOICES]


async def page_of(interaction: discord.Interaction, character_id: int) -> CardMessage:
    """A character's page as this member may see it."""
    bot = bot_of(interaction)
    member = member_of(interaction)
    view = await bot.studio.cast.character(member, character_id)
    settings = await bot.studio.settings.get(member.guild_id)
    return character_page(view, is_showrunner=member.is_showrunner(settings))


class CastMenu(Menu, template=r"cast:open"):
    """Opens one of the list's pages."""

    async def clicked(self, interaction: discord.Interaction) -> None:
        card = await page_of(interaction, int(self.value))
        await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)


class CastPage(Button, template=r"cast:(?P<novel>\d{1,18}):page:(?P<page>-?\d{1,6})"):
    """Leafs through the list."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.novel_id = int(match["novel"])
        self.page = int(match["page"])

    async def clicked(self, interaction: discord.Interaction) -> None:
        bot = bot_of(interaction)
        view = await bot.studio.cast.of_novel(member_of(interaction), self.novel_id)
        await interaction.response.edit_message(view=cast_sheet(view, self.page))


class CharacterButton(
    Button,
    template=r"character:(?P<character>\d{1,18}):(?P<deed>page|rename|merge|split|hide|show)",
):
    """What is done about a character; *Offer a look* stands with the looks."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.character_id = int(match["character"])
        self.deed = match["deed"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        await _DEEDS[self.deed](interaction, self.character_id)


async def _view(interaction: discord.Interaction, character_id: int) -> CharacterView:
    bot = bot_of(interaction)
    return await bot.studio.cast.character(member_of(interaction), character_id)


async def _page(interaction: discord.Interaction, character_id: int) -> None:
    card = await page_of(interaction, character_id)
    await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)


async def _rename(interaction: discord.Interaction, character_id: int) -> None:
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


async def _merge(interaction: discord.Interaction, character_id: int) -> None:
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


async def _split(interaction: discord.Interaction, character_id: int) -> None:
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


async def _hide(interaction: discord.Interaction, character_id: int) -> None:
    await _set_hidden(interaction, character_id, is_hidden=True)


async def _show(interaction: discord.Interaction, character_id: int) -> None:
    await _set_hidden(interaction, character_id, is_hidden=False)


async def _set_hidden(
    interaction: discord.Interaction, character_id: int, *, is_hidden: bool
) -> None:
    bot = bot_of(interaction)
    await bot.studio.cast.hide(member_of(interaction), character_id, is_hidden=is_hidden)
    await _show_again(interaction, character_id)


_DEEDS: dict[str, Callable[[discord.Interaction, int], Awaitable[None]]] = {
    "page": _page,
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "hide": _hide,
    "show": _show,
}


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
    await _show_again(interaction, character_id)


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
    await _show_again(interaction, merged.id)


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
    await _show_again(interaction, other.id)


async def _show_again(interaction: discord.Interaction, character_id: int) -> None:
    """The page in the place of the one on which the button stood."""
    card = await page_of(interaction, character_id)
    if interaction.message is None or not interaction.message.flags.ephemeral:
        await interaction.response.send_message(view=card.view, files=card.files(), ephemeral=True)
    else:
        await interaction.response.edit_message(view=card.view, attachments=card.files())


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(CastMenu, CastPage, CharacterButton)
    bot.add_form(r"character:rename:(?P<character>\d{1,18})", on_renamed)
    bot.add_form(r"character:merge:(?P<character>\d{1,18})", on_merged)
    bot.add_form(r"character:split:(?P<character>\d{1,18})", on_split)
    await bot.add_cog(Cast(bot))
