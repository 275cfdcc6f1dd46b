"""*Shots* on a card: the shot list, changed by menus, buttons and one form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import discord
from discord import ui

from bot.app import Greenlight, bot_of, in_words, member_of
from bot.domain import shot_edits
from bot.domain.direction import CameraMove, Light
from bot.domain.shot_edits import shot_of
from bot.domain.shot_words import Words, read_action, read_said, read_seconds
from bot.domain.shots import ShotFraming, ShotList
from bot.errors import Outdated
from bot.studio.views import SceneView
from cogs.ui.checks import is_age_restricted
from cogs.ui.clicks import Button, Menu
from cogs.ui.refused import fenced
from cogs.ui.shots import SEEN, shots_page, words_form

WHERE = r"shots:(?P<scene>\d{1,18}):(?P<revision>\d{1,9}):(?P<number>\d{1,2})"
MOVES = {"earlier": -1, "later": 1}


class _Place:
    """Which shot of which list a component or a form is about."""

    def __init__(self, match: re.Match[str]) -> None:
        self.scene_id = int(match["scene"])
        self.revision = int(match["revision"])
        self.number = int(match["number"])


class ShotMenu(Menu, template=rf"{WHERE}:(?P<what>pick|{'|'.join(SEEN)})"):
    """Turns to another shot, or changes how this one is seen."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.place = _Place(match)
        self.what = match["what"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        value, number = self.value, self.place.number
        if self.what == "pick":
            await _show(interaction, await _view(interaction, self.place), int(value))
            return
        seen: dict[str, Any] = {
            "framing": {"framing": ShotFraming},
            "camera": {"camera": CameraMove},
            "light": {"light": Light},
        }[self.what]
        changes = {name: words(value) for name, words in seen.items()}
        await _change(
            interaction,
            self.place,
            lambda shots: shot_edits.reframed(shots, number, **changes),
            number,
        )


class ShotButton(Button, template=rf"{WHERE}:(?P<deed>open|words|add|delete|earlier|later)"):
    """Opens the page, or does something to one shot of it."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item, match)
        self.place = _Place(match)
        self.deed = match["deed"]

    async def clicked(self, interaction: discord.Interaction) -> None:
        number = self.place.number
        match self.deed:
            case "open":
                await _show(interaction, await _view(interaction, self.place), number)
            case "words":
                await self._ask(interaction)
            case "add":
                await self._do(interaction, lambda shots: shot_edits.added(shots, number), 1)
            case "delete":
                await self._do(interaction, lambda shots: shot_edits.dropped(shots, number), 0)
            case _:
                by = MOVES[self.deed]
                await self._do(interaction, lambda shots: shot_edits.moved(shots, number, by), by)

    async def _do(
        self, interaction: discord.Interaction, edit: Callable[[ShotList], ShotList], step: int
    ) -> None:
        await _change(interaction, self.place, edit, self.place.number + step)

    async def _ask(self, interaction: discord.Interaction) -> None:
        """Open the form with what the shot says now; an old page is turned to the new list."""
        view = await _view(interaction, self.place)
        if view.scene.revision != self.place.revision:
            await _show(interaction, view, self.place.number, note=_CHANGED)
            return
        shot = shot_of(view.scene.shot_list, self.place.number)
        await interaction.response.send_modal(words_form(view, shot))


_CHANGED = "Somebody changed the shots since you opened them: here they are as they stand now."


async def on_words(
    interaction: discord.Interaction, match: re.Match[str], fields: dict[str, Any]
) -> None:
    """The form came back: what it says is taken over, or given back with the rule."""
    place = _Place(match)
    typed = {name: str(fields.get(name) or "") for name in ("seconds", "action", "said")}
    try:
        words = Words(
            read_seconds(typed["seconds"]), read_action(typed["action"]), read_said(typed["said"])
        )
        view = await _changed(
            interaction,
            place,
            lambda shots: shot_edits.rewritten(shots, place.number, words),
            words.typed,
        )
    except Outdated as outdated:
        await _show(interaction, await _view(interaction, place), place.number, note=_CHANGED)
        await interaction.followup.send(_given_back(str(outdated), typed), ephemeral=True)
    except Exception as error:
        await interaction.response.send_message(_given_back(in_words(error), typed), ephemeral=True)
    else:
        await _show(interaction, view, place.number)


def _given_back(sentence: str, typed: dict[str, str]) -> str:
    """What is wrong, and every word."""
    words = "\n".join(text for text in (typed["action"], typed["said"]) if text.strip())
    return f"{sentence[:500]}\n{fenced(words[:1300])}"


async def _change(
    interaction: discord.Interaction,
    place: _Place,
    edit: Callable[[ShotList], ShotList],
    then: int,
) -> None:
    """Make a change, and turn to the shot of that number."""
    try:
        view = await _changed(interaction, place, edit)
    except Outdated:
        view = await _view(interaction, place)
        await _show(interaction, view, place.number, note=_CHANGED)
    else:
        await _show(interaction, view, then)


async def _changed(
    interaction: discord.Interaction,
    place: _Place,
    edit: Callable[[ShotList], ShotList],
    typed: tuple[str, ...] = (),
) -> SceneView:
    bot = bot_of(interaction)
    member = member_of(interaction)
    scene = (await bot.studio.scenes.view(member.guild_id, place.scene_id)).scene
    return await bot.studio.shots.change(
        member,
        place.scene_id,
        place.revision,
        edit,
        typed=typed,
        age_restricted=is_age_restricted(bot.get_channel(scene.channel_id)),
    )


async def _view(interaction: discord.Interaction, place: _Place) -> SceneView:
    bot = bot_of(interaction)
    return await bot.studio.shots.view(member_of(interaction), place.scene_id)


async def _show(
    interaction: discord.Interaction, view: SceneView, number: int, note: str = ""
) -> None:
    """The page in the place of what the member clicked on, when that is theirs alone."""
    page = shots_page(view, number, note)
    message = interaction.message
    if message is not None and message.flags.ephemeral:
        await interaction.response.edit_message(view=page)
    else:
        await interaction.response.send_message(view=page, ephemeral=True)


async def setup(bot: Greenlight) -> None:
    bot.add_dynamic_items(ShotMenu, ShotButton)
    bot.add_form(rf"{WHERE}:words", on_words)
