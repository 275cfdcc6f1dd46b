"""Passages to choose from, and the form that makes a scene of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any

import discord
from discord import ui

from bot.domain.direction import MAX_ACTION, MAX_TITLE, Direction, Framing, Light, Pace
from bot.domain.novel import Passage
from bot.studio.views import PassageView
from cogs.ui.text import escaped, plain

SHOWN = 560
GOLD = 0xC9A227
STEPS = ("earlier", "later", "longer", "shorter")
PASSAGE = r"(?P<novel>\d+):(?P<chapter>\d+):(?P<first>\d+):(?P<last>\d+)"
CHOSEN = re.compile(rf"passage:{PASSAGE}:this")


def passage_id(passage: Passage) -> str:
    """A passage as a custom_id or an autocompleted value carries it."""
    return f"{passage.novel_id}:{passage.chapter}:{passage.first}:{passage.last}"


def passage_of(match: re.Match[str]) -> Passage:
    return Passage(
        int(match["novel"]), int(match["chapter"]), int(match["first"]), int(match["last"])
    )


def passages_layout(views: Sequence[PassageView]) -> ui.LayoutView:
    """Up to three passages, each with the buttons that move it and the one that takes it."""
    layout = ui.LayoutView(timeout=None)
    for view in views:
        box: ui.Container[Any] = ui.Container(accent_colour=GOLD)
        box.add_item(
            ui.TextDisplay(
                f"**Chapter {view.passage.chapter} · {escaped(view.chapter_title, 100)}**\n"
                f"-# {view.words} words"
            )
        )
        box.add_item(ui.TextDisplay(f"> {escaped(' '.join(view.paragraphs), SHOWN)}"))
        row: ui.ActionRow[Any] = ui.ActionRow()
        key = passage_id(view.passage)
        for step in STEPS:
            row.add_item(ui.Button(label=step.capitalize(), custom_id=f"passage:{key}:{step}"))
        row.add_item(
            ui.Button(
                label="This one",
                style=discord.ButtonStyle.primary,
                custom_id=f"passage:{key}:this",
            )
        )
        box.add_item(row)
        layout.add_item(box)
    return layout


def passages_shown(message: discord.Message) -> list[Passage]:
    """Which passages a message offers: its buttons are the only memory of them."""
    return [
        passage_of(match)
        for custom_id in custom_ids(message.components)
        if (match := CHOSEN.fullmatch(custom_id))
    ]


def custom_ids(components: Iterable[Any]) -> Iterator[str]:
    """Every custom_id in a message, in reading order."""
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            yield custom_id
        yield from custom_ids(getattr(component, "children", ()) or ())
        if accessory := getattr(component, "accessory", None):
            yield from custom_ids([accessory])


def direction_form(title: str, custom_id: str, direction: Direction) -> ui.Modal:
    """Title, what we see, light, framing, pace: filled in, so that it can be sent unchanged."""
    form = ui.Modal(title=title[:45], custom_id=custom_id, timeout=None)
    form.add_item(
        ui.Label(
            text="Title",
            component=ui.TextInput(
                custom_id="title", max_length=MAX_TITLE, default=direction.title[:MAX_TITLE]
            ),
        )
    )
    form.add_item(
        ui.Label(
            text="What we see",
            description="Who does what, where, when; two or three sentences are plenty.",
            component=ui.TextInput(
                custom_id="action",
                style=discord.TextStyle.paragraph,
                max_length=MAX_ACTION,
                default=direction.action[:MAX_ACTION],
            ),
        )
    )
    form.add_item(ui.Label(text="Light", component=_choice("light", Light, direction.light)))
    form.add_item(
        ui.Label(text="Framing", component=_choice("framing", Framing, direction.framing))
    )
    form.add_item(ui.Label(text="Pace", component=_choice("pace", Pace, direction.pace)))
    return form


def _choice(custom_id: str, words: type[StrEnum], chosen: StrEnum) -> ui.Select[Any]:
    select: ui.Select[Any] = ui.Select(custom_id=custom_id)
    for word in words:
        select.add_option(label=word.capitalize(), value=word, default=word == chosen)
    return select


def direction_of(fields: dict[str, Any]) -> Direction:
    """What a form came back with."""
    return Direction(
        str(fields["title"]),
        str(fields["action"]),
        Light(fields["light"][0]),
        Framing(fields["framing"][0]),
        Pace(fields["pace"][0]),
    )


def typed_back(direction: Direction) -> str:
    """A member's own words, given back when they were refused, for copying."""
    action = direction.action.replace("```", "'''")[:1200]
    return f"```\n{plain(direction.title, 100).replace('```', chr(39) * 3)}\n\n{action}\n```"
