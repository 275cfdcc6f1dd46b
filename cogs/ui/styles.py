"""A film's style as members choose it and read it."""

from __future__ import annotations

from typing import Literal

from bot.domain.style import FilmStyle
from cogs.ui.text import escaped

StyleChoice = Literal["matte", "widescreen", "silent", "noir", "watercolour", "woodcut"]
AspectChoice = Literal["16:9", "2.39:1", "4:3"]
SizeChoice = Literal["240p", "360p", "480p", "720p", "1080p"]


def style_in_words(style: FilmStyle) -> str:
    """`noir, 4:3, “rain on glass”`."""
    quoted = f"“{escaped(style.words, 300)}”" if style.words else ""
    return ", ".join(part for part in (style.name, style.aspect, quoted) if part)
