"""A refused form, given back with every word: the message itself is the only memory of it."""

from __future__ import annotations

import re
from typing import Any

import discord
from discord import ui

from bot.domain.direction import Direction, Framing, Light, Pace
from bot.errors import NotFound
from cogs.ui.colours import RED
from cogs.ui.components import walked
from cogs.ui.passages import PASSAGE
from cogs.ui.sheets import Sheet

TITLE, ACTION = 101, 102
"""The components that hold the text, by their ids within the message."""
AGAIN = (
    rf"again:(?P<form>propose:{PASSAGE}|amend:\d{{1,18}})"
    r":(?P<light>\d):(?P<framing>\d):(?P<pace>\d)"
)
_LIGHTS, _FRAMINGS, _PACES = tuple(Light), tuple(Framing), tuple(Pace)
_UNSEEN = "\u200b"


def refused_sheet(sentence: str, form_id: str, direction: Direction) -> Sheet:
    """What is wrong, the words as they were typed, and *Edit again*."""
    box: ui.Container[Any] = ui.Container(accent_colour=RED)
    box.add_item(ui.TextDisplay(sentence[:1500]))
    box.add_item(ui.TextDisplay(fenced(direction.title), id=TITLE))
    box.add_item(ui.TextDisplay(fenced(direction.action), id=ACTION))
    chosen = (
        _LIGHTS.index(direction.light),
        _FRAMINGS.index(direction.framing),
        _PACES.index(direction.pace),
    )
    row: ui.ActionRow[Any] = ui.ActionRow()
    row.add_item(
        ui.Button(
            label="Edit again",
            style=discord.ButtonStyle.primary,
            custom_id=f"again:{form_id}:{':'.join(map(str, chosen))}",
        )
    )
    box.add_item(row)
    return Sheet(box)


def typed_in(message: discord.Message | None, match: re.Match[str]) -> Direction:
    """The words that a message gave back, for the form to be opened with them again."""
    texts = {
        component.id: component.content
        for component in walked(() if message is None else message.components)
        if isinstance(component, discord.TextDisplay)
    }
    try:
        return Direction(
            _unfenced(texts[TITLE]),
            _unfenced(texts[ACTION]),
            _LIGHTS[int(match["light"])],
            _FRAMINGS[int(match["framing"])],
            _PACES[int(match["pace"])],
        )
    except (KeyError, IndexError) as error:
        raise NotFound("That form is gone; /propose begins anew.") from error


def fenced(text: str) -> str:
    """Words as they were typed, in a block that nothing in them ends."""
    return f"```\n{text.replace('``', f'`{_UNSEEN}`').replace('``', f'`{_UNSEEN}`')}\n```"


def _unfenced(text: str) -> str:
    return text.removeprefix("```\n").removesuffix("```").removesuffix("\n").replace(_UNSEEN, "")
