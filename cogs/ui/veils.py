"""What is beyond a channel's own chapter: a plain first line, and the rest behind bars."""

from __future__ import annotations

from typing import Any

from discord import ui

from cogs.ui.sheets import Sheet, Told
from cogs.ui.text import behind_bars


def veil(sheet: Sheet, chapter: int) -> None:
    """Make a sheet a spoiler, in place; `Told` texts and buttons stay as they are."""
    for item in sheet.walk_children():
        if isinstance(item, ui.TextDisplay) and not isinstance(item, Told):
            item.content = behind_bars(item.content)
        elif isinstance(item, ui.MediaGallery):
            for picture in item.items:
                picture.spoiler = True
    # the channel's own chapter is not told: it moves on, and what stays veiled is not edited
    first = f"Chapter {chapter}: spoiler\n-# This channel has not read that far."
    box: Any = next((child for child in sheet.children if isinstance(child, ui.Container)), sheet)
    rest = list(box.children)
    box.clear_items()
    for child in (Told(first), *rest):
        box.add_item(child)
