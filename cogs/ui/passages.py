"""Passages to choose from, and the form that makes a scene of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import discord
from discord import ui

from bot.domain.direction import MAX_ACTION, MAX_TITLE, Direction, Framing, Light, Pace
from bot.domain.draft import Draft
from bot.domain.novel import MAX_PASSAGE_WORDS, Passage
from bot.errors import Refusal
from bot.studio.views import PassageView
from cogs.ui.colours import GOLD
from cogs.ui.components import custom_ids
from cogs.ui.sheets import Form, Sheet
from cogs.ui.text import chapter_name, escaped, some

BEGINNING, END = 260, 120
"""Characters that are shown of a passage: enough to see where it begins and where it stops."""
STEPS = ("earlier", "later", "longer", "shorter")
PASSAGE = r"(?P<novel>\d{1,18}):(?P<chapter>\d{1,9}):(?P<first>\d{1,9}):(?P<last>\d{1,9})"
PLACES = "abc"
"""What tells the passages of one message apart, even when one is moved onto another."""
CHOSEN = re.compile(rf"passage:[{PLACES}]:{PASSAGE}:this")


def passage_id(passage: Passage) -> str:
    """A passage as a custom_id or an autocompleted value carries it."""
    return f"{passage.novel_id}:{passage.chapter}:{passage.first}:{passage.last}"


def passage_of(match: re.Match[str]) -> Passage:
    return Passage(
        int(match["novel"]), int(match["chapter"]), int(match["first"]), int(match["last"])
    )


def passages_sheet(views: Sequence[PassageView]) -> Sheet:
    """Up to three passages, each with the buttons that move it and the one that takes it."""
    sheet = Sheet(
        ui.TextDisplay("-# Move a passage with its buttons; *This one* opens the form, filled in.")
    )
    for place, view in zip(PLACES, views, strict=False):
        box: ui.Container[Any] = ui.Container(accent_colour=GOLD)
        box.add_item(ui.TextDisplay(_shown(view)))
        box.add_item(_steps(place, view))
        sheet.add_item(box)
    return sheet


def passages_shown(message: discord.Message) -> list[Passage]:
    """Which passages a message offers: its buttons are the only memory of them."""
    return [
        passage_of(match)
        for custom_id in custom_ids(message.components)
        if (match := CHOSEN.fullmatch(custom_id))
    ]


def direction_form(title: str, custom_id: str, direction: Direction | Draft) -> Form:
    """Title, what we see, light, framing, pace: filled in, so that it can be sent unchanged."""
    name: ui.TextInput[Any] = ui.TextInput(
        custom_id="title", max_length=MAX_TITLE, default=direction.title[:MAX_TITLE] or None
    )
    action: ui.TextInput[Any] = ui.TextInput(
        custom_id="action",
        style=discord.TextStyle.paragraph,
        max_length=MAX_ACTION,
        default=direction.action[:MAX_ACTION] or None,
    )
    return Form(
        title,
        custom_id,
        ui.Label(text="Title", component=name),
        ui.Label(
            text="What we see",
            description="Who does what, where, when; two or three sentences are plenty.",
            component=action,
        ),
        ui.Label(text="Light", component=_choice("light", Light, direction.light)),
        ui.Label(text="Framing", component=_choice("framing", Framing, direction.framing)),
        ui.Label(text="Pace", component=_choice("pace", Pace, direction.pace)),
    )


def direction_of(fields: dict[str, Any]) -> Direction:
    """What a form came back with. Raises Refusal when it is not the form that was sent."""
    try:
        return Direction(
            str(fields["title"]),
            str(fields["action"]),
            Light(fields["light"][0]),
            Framing(fields["framing"][0]),
            Pace(fields["pace"][0]),
        )
    except (KeyError, IndexError, ValueError) as error:
        raise Refusal("That form came back incomplete; open it again with /propose.") from error


def _shown(view: PassageView) -> str:
    text = " ".join(view.paragraphs)
    if len(text) <= BEGINNING + END:
        quoted = escaped(text, BEGINNING + END)
    else:
        end = text[-END:].partition(" ")[2]
        quoted = f"{escaped(text, BEGINNING)} {escaped(end, END)}"
    name = escaped(chapter_name(view.passage.chapter, view.chapter_title), 120)
    return f"**Chapter {name}**\n> {quoted}\n-# {some(view.words, 'word')}"


def _steps(place: str, view: PassageView) -> ui.ActionRow[Any]:
    passage, key = view.passage, passage_id(view.passage)
    whole = passage.first == 1 and passage.last == view.chapter_paragraphs
    stuck = {
        "earlier": passage.first == 1,
        "later": passage.last == view.chapter_paragraphs,
        "longer": whole or view.words >= MAX_PASSAGE_WORDS,
        "shorter": passage.first == passage.last,
    }
    row: ui.ActionRow[Any] = ui.ActionRow()
    for step in STEPS:
        custom_id = f"passage:{place}:{key}:{step}"
        row.add_item(ui.Button(label=step.capitalize(), custom_id=custom_id, disabled=stuck[step]))
    row.add_item(
        ui.Button(
            label="This one",
            style=discord.ButtonStyle.primary,
            custom_id=f"passage:{place}:{key}:this",
        )
    )
    return row


def _choice(custom_id: str, words: type[StrEnum], chosen: StrEnum) -> ui.Select[Any]:
    select: ui.Select[Any] = ui.Select(custom_id=custom_id)
    for word in words:
        select.add_option(label=word.capitalize(), value=word, default=word == chosen)
    return select
