"""What is beyond a channel's own chapter: a plain first line, and the rest behind bars."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from discord import ui

from cogs.ui.cards import CardMessage
from cogs.ui.sheets import Sheet, Told
from cogs.ui.text import behind_bars


def veil(sheet: Sheet, chapter: int, up_to: int) -> Sheet:
    """Make a post a spoiler: `Told` texts and buttons stay as they are, in place."""
    for item in sheet.walk_children():
        if isinstance(item, ui.TextDisplay) and not isinstance(item, Told):
            item.content = behind_bars(item.content)
        elif isinstance(item, ui.MediaGallery):
            for picture in item.items:
                picture.spoiler = True
    first = f"Chapter {chapter}: spoiler\n-# This channel has read up to chapter {up_to}."
    box: Any = next((child for child in sheet.children if isinstance(child, ui.Container)), sheet)
    rest = list(box.children)
    box.clear_items()
    for child in (Told(first), *rest):
        box.add_item(child)
    return sheet


def veiled_card(card: CardMessage, chapter: int, up_to: int) -> CardMessage:
    """A card as a spoiler; one that becomes so, or no longer is, looks different."""
    visible = json.dumps(veil(card.view, chapter, up_to).to_components())
    return replace(card, fingerprint=hashlib.sha256(visible.encode()).hexdigest())
