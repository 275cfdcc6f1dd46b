"""The visual manner of a film: a named style, an aspect, and words of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.house_rules import inspect
from bot.errors import HouseRule, Refusal

MOST_WORDS = 300
"""Characters: what an order has room for."""


class StyleName(StrEnum):
    """The styles that engines know by name."""

    MATTE = "matte"
    WIDESCREEN = "widescreen"
    SILENT = "silent"
    NOIR = "noir"
    WATERCOLOUR = "watercolour"
    WOODCUT = "woodcut"


class Aspect(StrEnum):
    """What is seen of the frame, width by height."""

    WIDE = "16:9"
    SCOPE = "2.39:1"
    ACADEMY = "4:3"


class FilmSize(StrEnum):
    """How large takes are made, by the lines of their picture, which is 16:9."""

    TINY = "240p"
    SMALL = "360p"
    STANDARD = "480p"
    HIGH = "720p"
    FULL = "1080p"


@dataclass(frozen=True, slots=True)
class FilmStyle:
    """How a film looks; without a name or an aspect, its words decide."""

    name: StyleName | None = None
    aspect: Aspect | None = None
    words: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anybody chose anything of it."""
        return self != FilmStyle()


def style_of_film(novel: FilmStyle, guild: FilmStyle) -> FilmStyle:
    """A novel's own style, whole; else that of the guild's films."""
    return novel if novel.is_set else guild


def style_words(typed: str) -> str:
    """A film's style in its members' words, on one line. Raises Refusal and HouseRule."""
    words = " ".join(typed.split())
    if len(words) > MOST_WORDS:
        raise Refusal(
            f"The style has {len(words)} characters, and prompts have room for {MOST_WORDS}: "
            "say it in fewer words."
        )
    # every scene is filmed with them, in whatever channel
    if finding := inspect((words,), age_restricted=False):
        raise HouseRule(finding.sentence)
    return words
