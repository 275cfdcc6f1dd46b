"""Layouts, button rows and forms whose only memory is their custom_ids."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import discord
from discord import ui

Entry = TypeVar("Entry")


class Sheet(ui.LayoutView):
    """A layout that discord.py forgets once it is sent.

    What discord.py keeps of a view it keeps for every message, and when a private message's
    quarter of an hour is over it drops the view's dynamic items for all messages:
    https://github.com/Rapptz/discord.py/blob/v2.7.1/discord/ui/view.py#L970
    """

    def __init__(self, *items: ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)

    def is_finished(self) -> bool:
        return True

    @property
    def fingerprint(self) -> str:
        """Of all that is visible: two that look the same have the same."""
        visible = json.dumps(self.to_components())
        return hashlib.sha256(visible.encode()).hexdigest()


class Told(ui.TextDisplay[Any]):
    """Text that gives nothing of the book away: it stays readable on a spoiler."""


class Buttons(ui.View):
    """Rows of buttons under a plain message, forgotten in the same way."""

    def __init__(self, *items: ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)

    def is_finished(self) -> bool:
        return True


class Form(ui.Modal):
    """A form that comes back to `Greenlight.add_form` by its custom_id, whenever it is sent."""

    def __init__(self, title: str, custom_id: str, *labels: ui.Label[Any]) -> None:
        super().__init__(title=title[:45], custom_id=custom_id, timeout=None)
        for label in labels:
            self.add_item(label)

    def is_finished(self) -> bool:
        return True


def button(
    label: str, custom_id: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> ui.Button[Any]:
    """A button whose custom_id says all that it does."""
    return ui.Button(label=label, custom_id=custom_id, style=style)


def film(name: str, description: str, *, is_spoiler: bool) -> ui.MediaGallery[Any]:
    """An attached clip, with its words for who cannot see it."""
    gallery: ui.MediaGallery[Any] = ui.MediaGallery()
    gallery.add_item(media=f"attachment://{name}", description=description, spoiler=is_spoiler)
    return gallery


def leafing(page: int, pages: int, custom_id: Callable[[int], str]) -> ui.ActionRow[Any]:
    """*Back* and *Next* to the pages beside one; pages are counted from 0."""
    back: ui.Button[Any] = ui.Button(label="Back", custom_id=custom_id(page - 1))
    back.disabled = page == 0
    onward: ui.Button[Any] = ui.Button(
        label="Next", style=discord.ButtonStyle.primary, custom_id=custom_id(page + 1)
    )
    onward.disabled = page == pages - 1
    return ui.ActionRow(back, onward)


def leaf(page: int, entries: Sequence[Entry], per_page: int) -> tuple[int, int, Sequence[Entry]]:
    """The nearest page that there is, how many there are, and what stands on it."""
    pages = max(1, -(-len(entries) // per_page))
    page = min(max(page, 0), pages - 1)
    return page, pages, entries[page * per_page : (page + 1) * per_page]


def reason_form(title: str, custom_id: str, question: str, *, filled: str = "") -> Form:
    """A form with one paragraph, in the field `reason`."""
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id="reason",
        style=discord.TextStyle.paragraph,
        max_length=600,
        default=filled[:600] or None,
    )
    return Form(title, custom_id, ui.Label(text=question, component=field))
