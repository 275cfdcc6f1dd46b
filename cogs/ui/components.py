"""What stands in a message that is there already: its buttons are the only memory of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import discord


def custom_ids(components: Iterable[Any]) -> Iterator[str]:
    """Every custom_id in a message, in reading order."""
    for component in walked(components):
        if custom_id := getattr(component, "custom_id", None):
            yield custom_id


def walked(components: Iterable[Any]) -> Iterator[Any]:
    """Every component of a message, nested ones too, in reading order."""
    for component in components:
        yield component
        yield from walked(getattr(component, "children", ()) or ())
        if accessory := getattr(component, "accessory", None):
            yield accessory


def bears(message: discord.Message, custom_id: str) -> bool:
    """Whether a message has a button of this custom_id: how a post is found again."""
    return custom_id in custom_ids(message.components)
