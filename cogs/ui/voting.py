"""A page of /vote: one open ballot, with the menu of the others below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.domain.ballot import Choice
from bot.studio.casting import LookView
from bot.studio.open_ballots import Listed, OnBallot
from bot.studio.take_views import CanonView
from bot.studio.views import SceneView
from cogs.ui.canon import canon_post
from cogs.ui.cards import CardMessage, scene_card
from cogs.ui.components import walked
from cogs.ui.looks import choices_on, look_card
from cogs.ui.standing import CHOICES
from cogs.ui.text import plain

MENU = "votes:choose"
"""It holds the order of the ballots, so that no vote shuffles them."""


def ballot_page(here: OnBallot, listed: Sequence[Listed], now: datetime) -> CardMessage:
    """A ballot as its member sees it; alone if there is no other."""
    is_alone = all(one.key == here.key for one in listed)
    below = () if is_alone else (_menu_row(here, listed), _way_row(here.key))
    match here.view:
        case SceneView() as scene:
            return scene_card(scene, now, below=below)
        case LookView() as look:
            return look_card(look, now, below=below)
        case CanonView() as takes:
            return canon_post(takes, now, below=below)


def listed_on(message: discord.Message | None) -> list[str]:
    """The ballots of the menu on a message, by their keys, in its order."""
    components: Iterable[Any] = () if message is None else message.components
    for component in walked(components):
        if isinstance(component, discord.SelectMenu) and component.custom_id == MENU:
            return [option.value for option in component.options]
    return []


def _menu_row(here: OnBallot, listed: Sequence[Listed]) -> ui.ActionRow[Any]:
    menu: ui.Select[Any] = ui.Select(custom_id=MENU, placeholder="The other open ballots")
    for place, one in enumerate(listed, start=1):
        menu.add_option(
            label=plain(_name(one), 100),
            description=f"{place} of {len(listed)} · {_mine(one)}",
            value=one.key,
            default=one.key == here.key,
        )
    return ui.ActionRow(menu)


def _way_row(key: str) -> ui.ActionRow[Any]:
    return ui.ActionRow(
        ui.Button(label="Back", custom_id=f"votes:back:{key}"),
        ui.Button(label="Next", custom_id=f"votes:next:{key}", style=discord.ButtonStyle.primary),
    )


def _name(one: Listed) -> str:
    match one.key.partition(":")[0]:
        case "scene":
            return f"Scene {one.number} · {one.name}"
        case "look":
            return f"A look · {one.name}"
        case _:
            return f"Takes of scene {one.number} · {one.name}"


def _mine(one: Listed) -> str:
    match one.mine:
        case None:
            return "not voted yet"
        case Choice() as choice:
            return f"you: {(choices_on(one.whom) if one.whom else CHOICES)[choice]}"
        case letter:
            return f"you: take {letter}"
